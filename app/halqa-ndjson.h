/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

/* A line that was refused: its number from 1, and why, in the reader's language. */
typedef void (*HalqaRefusedFunc) (guint line, const char *why, gpointer user_data);

/**
 * HalqaImportReport:
 * @n_lines: lines that held something
 * @n_written: records that were made or changed
 * @n_same: records that were there already, just so
 * @n_refused: lines that were refused
 */
typedef struct
{
  guint n_lines;
  guint n_written;
  guint n_same;
  guint n_refused;
} HalqaImportReport;

/* Reads records as halqa_ndjson_export() writes them. Blocks. A refused line never stops the rest;
 * FALSE only where the file can't be read or the store can't be written. */
gboolean halqa_ndjson_import (HalqaForum *forum,
                              const char *path,
                              HalqaRefusedFunc refused,
                              gpointer user_data,
                              HalqaImportReport *report,
                              GError **error);
/* To a temporary name, fsynced, renamed. */
gboolean halqa_ndjson_export (HalqaForum *forum, const char *path, GError **error);

G_END_DECLS
