/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HalqaCsvWriter:
 *
 * A file of rows, that stands under its name when it is complete.
 */
typedef struct _HalqaCsvWriter HalqaCsvWriter;

typedef enum
{
  HALQA_CSV_FOR_SPREADSHEETS, /* with a mark of UTF-8, CR LF, and cells that are no formulas */
  HALQA_CSV_BARE, /* neither: for programs that take a cell for what it is */
} HalqaCsvStyle;

HalqaCsvWriter *
halqa_csv_writer_new (const char *path, char separator, HalqaCsvStyle style, GError **error);
void halqa_csv_writer_free (HalqaCsvWriter *self);
/* @text: NULL or "" for an empty cell. */
void halqa_csv_writer_add (HalqaCsvWriter *self, const char *text);
gboolean halqa_csv_writer_end_row (HalqaCsvWriter *self, GError **error);
gboolean halqa_csv_writer_commit (HalqaCsvWriter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaCsvWriter, halqa_csv_writer_free)

G_END_DECLS
