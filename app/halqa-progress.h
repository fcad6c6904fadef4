/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a window asked: in its thread, ten times a second at most, never after the end was told. */
typedef void (*HalqaProgressFunc) (guint64 done, guint64 total, gpointer user_data);

/* The bytes of a file that is to be read, 0 for not known. */
guint64 halqa_progress_get_total (GFileInputStream *stream);

/**
 * HalqaExportWork:
 * @func: (nullable): told of each record, in the thread that writes
 * @func_data: for @func
 * @cancellable: (nullable): calls it off
 * @n_records: that are written
 *
 * The writing of records into a file: how far it is, and whether it is to go on.
 */
typedef struct
{
  HalqaProgressFunc func;
  gpointer func_data;
  GCancellable *cancellable;
  guint n_records;
} HalqaExportWork;

gboolean halqa_export_work_step (HalqaExportWork *self, guint64 total, GError **error);

/**
 * HalqaExportPart:
 * @work: the part, which counts what it likes
 *
 * A part of a writing: what is told of it is told of the whole, by the share of the time that it takes.
 */
typedef struct
{
  HalqaExportWork work;

  /*< private >*/
  const HalqaExportWork *whole;
  guint from;
  guint to;
} HalqaExportPart;

void
halqa_export_part_init (HalqaExportPart *self, const HalqaExportWork *whole, guint from, guint to);

G_END_DECLS
