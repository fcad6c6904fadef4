/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-progress.h"

/* How far a long reading is. */

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
