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

static void
tell_part (guint64 done, guint64 total, gpointer user_data)
{
  const HalqaExportPart *self = user_data;

  self->whole->func (self->from * total + (self->to - self->from) * done, 100 * total,
                     self->whole->func_data);
}

/**
 * halqa_export_part_init:
 * @self: a part
 * @whole: that which it is a part of; kept
 * @from: how far the whole is when the part begins, in percent
 * @to: and when it ends
 */
void
halqa_export_part_init (HalqaExportPart *self, const HalqaExportWork *whole, guint from, guint to)
{
  *self = (HalqaExportPart){
    .work = { whole->func != NULL ? tell_part : NULL, self, whole->cancellable, 0 },
    .whole = whole,
    .from = from,
    .to = to,
  };
}
