/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CLOSING_BOX (halqa_closing_box_get_type ())
G_DECLARE_FINAL_TYPE (HalqaClosingBox, halqa_closing_box, HALQA, CLOSING_BOX, AdwBin)

/* Whether a session is closed, what is still open in it, and the button for either. */
void halqa_closing_box_set_item (HalqaClosingBox *self, HalqaForum *forum, HalqaItem *session);
GtkWidget *halqa_closing_box_get_button (HalqaClosingBox *self);

G_END_DECLS
