/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PRESENT_PAGE (halqa_present_page_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPresentPage, halqa_present_page, HALQA, PRESENT_PAGE, AdwBin)

/* Properties "brief" (its title and tallies alone, for a list) and "language" (a code: the translation
 * beside the text; "" for the first that there is, "-" for none). */

void halqa_present_page_set_item (HalqaPresentPage *self, HalqaForum *forum, HalqaItem *item);
/* Whether there is any translation of it. */
gboolean halqa_present_page_has_translation (HalqaPresentPage *self);
/* Another translation beside it, and after the last one none. */
void halqa_present_page_step_language (HalqaPresentPage *self);

G_END_DECLS
