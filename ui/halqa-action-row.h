/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ACTION_ROW (halqa_action_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaActionRow, halqa_action_row, HALQA, ACTION_ROW, AdwExpanderRow)

/* An action: a line, which opens to be changed. */
GtkWidget *halqa_action_row_new (HalqaForum *forum, HalqaItem *action);

G_END_DECLS
