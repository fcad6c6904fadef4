/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item-counts.h"
#include "halqa-table-cell.h"

G_BEGIN_DECLS

#define HALQA_N_TABLE_COLUMNS 13

/**
 * HalqaTableData:
 *
 * What the cells of a table need beside their records; all of it borrowed.
 */
typedef struct
{
  HalqaForum *forum;
  HalqaItemCounts *endorsements;
  HalqaItemCounts *tallies;
} HalqaTableData;

/**
 * HalqaTableColumn:
 * @id: in the settings
 * @field: (nullable): by which it is sorted, and called; %NULL where it can't be sorted
 * @title: (nullable): where the field has no name for it
 * @width: in pixels of a text of the usual size, as long as nobody has chosen another; its heading
 *   may need more, and titles take what is left. On a narrow window they fit beside their references.
 * @visible: whether it is seen as long as nobody has said so
 * @reference: (nullable): a field of that name, which points at a record of a kind of that name
 * @func: what its cells show, of #HalqaTableData
 */
typedef struct
{
  const char *id;
  const char *field;
  const char *title;
  int width;
  gboolean visible;
  const char *reference;
  HalqaTableCellFunc func;
} HalqaTableColumn;

/* In the order in which they are as long as nobody has dragged them. */
extern const HalqaTableColumn halqa_table_columns[HALQA_N_TABLE_COLUMNS];

char *halqa_table_column_dup_title (const HalqaTableColumn *self);

G_END_DECLS
