/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-progress.h"

/* How far a long reading or writing is. */

/**
 * halqa_progress_get_total:
 * @stream: a file
 *
 * Returns: its bytes; 0 for not known
 */
guint64
halqa_progress_get_total (GFileInputStream *stream)
{
  g_autoptr (GFileInfo) info =
                 g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL,
                                                 NULL);

  return info != NULL ? (guint64) g_file_info_get_size (info) : 0;
}

/**
 * halqa_export_work_step:
 * @self: a writing
 * @total: records that there are
 * @error: %G_IO_ERROR_CANCELLED
 *
 * One more record is written.
 *
 * Returns: whether to go on
 */
gboolean
halqa_export_work_step (HalqaExportWork *self, guint64 total, GError **error)
{
  self->n_records++;
  if (self->func != NULL)
    self->func (self->n_records, total, self->func_data);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}
