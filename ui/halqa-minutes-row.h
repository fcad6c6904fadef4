/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_MINUTES_ROW (halqa_minutes_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMinutesRow, halqa_minutes_row, HALQA, MINUTES_ROW, GtkWidget)

GtkWidget *halqa_minutes_row_new (void);
void halqa_minutes_row_set_item (HalqaMinutesRow *self, HalqaForum *forum, HalqaItem *item);
HalqaItem *halqa_minutes_row_get_item (HalqaMinutesRow *self);

G_END_DECLS
