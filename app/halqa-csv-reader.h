/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-csv-encoding.h"
#include "halqa-progress.h"

G_BEGIN_DECLS

/* Columns that are looked at. */
#define HALQA_CSV_COLUMNS_MAX 1000

/**
 * HalqaCsvRow:
 * @number: from 1, as a spreadsheet counts: blank rows too, and a cell of several lines is one
 * @cells: (element-type utf8): what stands in the first #HALQA_CSV_COLUMNS_MAX of them
 * @n_cells: how many there are
 * @is_last_and_open: whether the file ends in it, without the end of a line
 * @fault: (nullable): why it can't be taken, a sentence; the cells are not all there then
 */
typedef struct
{
  guint number;
  GPtrArray *cells;
  guint n_cells;
  gboolean is_last_and_open;
  const char *fault;
} HalqaCsvRow;

/* Called for each row that is not blank; FALSE: that is enough. */
typedef gboolean (*HalqaCsvRowFunc) (const HalqaCsvRow *row, gpointer user_data);

gboolean halqa_csv_read (GFile *file,
                         const HalqaCsvForm *form,
                         HalqaCsvRowFunc func,
                         HalqaProgressFunc progress,
                         gpointer user_data,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
