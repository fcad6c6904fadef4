/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-conflict-button.h"

G_BEGIN_DECLS

#define HALQA_TYPE_TEXT_BOX (halqa_text_box_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTextBox, halqa_text_box, HALQA, TEXT_BOX, AdwBin)

GtkWidget *halqa_text_box_get_view (HalqaTextBox *self);
HalqaConflictButton *halqa_text_box_get_conflict (HalqaTextBox *self);

G_END_DECLS
