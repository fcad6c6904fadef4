/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-drawn-text.h"
#include "halqa-forum.h"
#include "halqa-text-hits.h"

G_BEGIN_DECLS

#define HALQA_TYPE_TABLE_CELL (halqa_table_cell_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTableCell, halqa_table_cell, HALQA, TABLE_CELL, HalqaDrawnText)

/* What a cell of @column shows of @item; to be freed. @id: of what its field points at, %NULL for
 * nothing; @target: that, where it is there. */
typedef char *(*HalqaTableCellFunc) (gpointer table,
                                     HalqaItem *item,
                                     const char *id,
                                     HalqaItem *target);

/* @reference: (nullable): a field that points at a record of the kind of the same name */
GtkWidget *halqa_table_cell_new (HalqaTableCellFunc func, gpointer table, const char *reference);
void halqa_table_cell_set_item (HalqaTableCell *self, HalqaForum *forum, HalqaItem *item);
HalqaItem *halqa_table_cell_get_item (HalqaTableCell *self);
/* What is searched for, to be marked. */
void halqa_table_cell_set_hits (HalqaTableCell *self, HalqaTextHits *hits);
void halqa_table_cell_update (HalqaTableCell *self);

G_END_DECLS
