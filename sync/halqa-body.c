/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-body.h"

#include <glib/gi18n-lib.h>

#include "halqa-error.h"

/* A body read whole, with a bound: that of a reconciliation, of a request for entries, of an answer.
 *
 * The rule kept: what the other side sends beyond the bound is not taken into memory.
 *
 * Rejected: splicing into a GMemoryOutputStream of a fixed size. It takes the size at once, and its
 * error at the bound is the one of a full disk. */

#define CHUNK_BYTES (16 * 1024)

typedef struct
{
  GByteArray *bytes;
  gsize max;
  guint8 chunk[CHUNK_BYTES];
} Reading;

static void
reading_free (Reading *reading)
{
  g_byte_array_unref (reading->bytes);
  g_free (reading);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GInputStream *stream = G_INPUT_STREAM (source);
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n = g_input_stream_read_finish (stream, result, &error);

  if (n < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  if (n == 0)
    {
      g_task_return_pointer (task, g_bytes_new (reading->bytes->data, reading->bytes->len),
                             (GDestroyNotify) g_bytes_unref);
      return;
    }
  if (reading->bytes->len + n > reading->max)
    {
      g_task_return_new_error (task, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                               _ ("A message is longer than %zu bytes."), reading->max);
      return;
    }
  g_byte_array_append (reading->bytes, reading->chunk, n);
  g_input_stream_read_async (stream, reading->chunk, CHUNK_BYTES, G_PRIORITY_DEFAULT,
                             g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

/**
 * halqa_body_read_async:
 * @stream: what is read
 * @max: bytes that are allowed
 * @cancellable: (nullable): ends the reading
 * @callback: called at the end
 * @user_data: for @callback
 */
void
halqa_body_read_async (GInputStream *stream,
                       gsize max,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, halqa_body_read_async);
  reading->bytes = g_byte_array_new ();
  reading->max = max;
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_input_stream_read_async (stream, reading->chunk, CHUNK_BYTES, G_PRIORITY_DEFAULT, cancellable,
                             read_cb, g_object_ref (task));
}

/**
 * halqa_body_read_finish:
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_TOO_LARGE, or an error of the stream
 *
 * Returns: (transfer full): the body
 */
GBytes *
halqa_body_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
