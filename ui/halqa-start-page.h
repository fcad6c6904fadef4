/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-folder.h"

G_BEGIN_DECLS

#define HALQA_TYPE_START_PAGE (halqa_start_page_get_type ())
G_DECLARE_FINAL_TYPE (HalqaStartPage, halqa_start_page, HALQA, START_PAGE, AdwBin)

/* Signal "opened" (HalqaForum): a forum was started, or chosen from those of this laptop. */

void halqa_start_page_set_folder (HalqaStartPage *self, HalqaFolder *folder);
void halqa_start_page_take_over (HalqaStartPage *self, HalqaStartPage *other);
char *halqa_start_page_dup_name (HalqaStartPage *self);
gboolean halqa_start_page_save_name (HalqaStartPage *self, GError **error);

G_END_DECLS
