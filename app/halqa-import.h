/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line or row that was refused: its number from 1, and why, in the reader's language. */
typedef void (*HalqaRefusedFunc) (guint line, const char *why, gpointer user_data);

typedef enum
{
  HALQA_IMPORT_PLAIN = 0,
  HALQA_IMPORT_DRY = 1 << 0, /* only tell what would become of the lines */
  HALQA_IMPORT_RESTORE =
      1 << 1, /* what was deleted here comes back, unless its line says deleted */
  HALQA_IMPORT_LABELS =
      1 << 2, /* sessions and organisations are named, and themes not only by code */
} HalqaImportFlags;

/**
 * HalqaImportReport:
 * @n_lines: lines or rows that held something
 * @n_written: records that were made or changed, those among them that a line only names
 * @n_new: lines whose record was made
 * @n_changed: lines whose record was there, and was changed
 * @n_same: lines whose record was there already, just so, deleted ones too
 * @n_deleted: those of them whose record has been deleted, of which the line says nothing
 * @n_named_deleted: records that lines only name and that have been deleted, and stay so
 * @n_refused: lines that were refused
 * @stamp: of an entry that was written, by which all of them can be taken back; 0 where none was
 */
typedef struct
{
  guint n_lines;
  guint n_written;
  guint n_new;
  guint n_changed;
  guint n_same;
  guint n_deleted;
  guint n_named_deleted;
  guint n_refused;
  guint64 stamp;
} HalqaImportReport;

G_END_DECLS
