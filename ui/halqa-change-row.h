/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-changed-item.h"
#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CHANGE_ROW (halqa_change_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaChangeRow, halqa_change_row, HALQA, CHANGE_ROW, GtkWidget)

GtkWidget *halqa_change_row_new (void);
/* @item: (nullable): of @forum; %NULL to show none */
void halqa_change_row_set_item (HalqaChangeRow *self, HalqaForum *forum, HalqaChangedItem *item);

G_END_DECLS
