/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-changed-item.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CHANGE_ROW (halqa_change_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaChangeRow, halqa_change_row, HALQA, CHANGE_ROW, GtkWidget)

GtkWidget *halqa_change_row_new (void);
/* @item: (nullable): %NULL to show none; @restorable: whether the forum can be written to */
void halqa_change_row_set_item (HalqaChangeRow *self, HalqaChangedItem *item, gboolean restorable);

G_END_DECLS
