/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-body-stream.h"

#include <string.h>

#include "halqa-zstd-converter.h"

/* The last stream of a body before it is sent, or the first behind one that comes in:
 *
 * - Whatever lies below can be polled. GIO reads a stream that can not be polled on a thread of its
 *   own; but bodies are made of a database connection that belongs to our thread, and never wait.
 * - A guard is asked before the first byte, so that a body for members does not leave before the
 *   other side is known as one.
 * - What passes can be counted.
 * - A limit ends it in an error: a body that is too large, or a cut that a test asked for.
 * - A peek at the first 64 KiB tells whether that was all. Then the size is known, and a request
 *   needs no second round trip for "100 Continue". */

struct _HalqaBodyStream
{
  GFilterInputStream parent_instance;

  /* owned */
  GBytes *peeked;
  GError *at_limit;
  HalqaTraffic *traffic;

  /* borrowed */
  GPollableInputStream *pollable; /* the base, where it can be polled */

  HalqaBodyGuard guard;
  gpointer guard_data;
  gsize offset; /* into what was peeked */
  guint64 left; /* until the limit */
};

static void halqa_body_stream_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaBodyStream,
                               halqa_body_stream,
                               G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      halqa_body_stream_pollable_init))

static gssize
read_peeked (HalqaBodyStream *self, void *buffer, gsize count)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (self->peeked, &size);
  gsize n = MIN (count, size - self->offset);

  memcpy (buffer, data + self->offset, n);
  self->offset += n;
  if (self->offset == size)
    g_clear_pointer (&self->peeked, g_bytes_unref);
  return n;
}

static gssize
read_base (HalqaBodyStream *self,
           void *buffer,
           gsize count,
           GCancellable *cancellable,
           GError **error)
{
  gssize n;

  if (self->at_limit != NULL && self->left == 0)
    {
      g_propagate_error (error, g_error_copy (self->at_limit));
      return -1;
    }
  if (self->at_limit != NULL)
    count = MIN (count, self->left);

  if (self->pollable != NULL)
    n = g_pollable_input_stream_read_nonblocking (self->pollable, buffer, count, cancellable,
                                                  error);
  else
    n = g_input_stream_read (G_FILTER_INPUT_STREAM (self)->base_stream, buffer, count, cancellable,
                             error);
  if (n > 0 && self->at_limit != NULL)
    self->left -= n;
  if (n > 0 && self->traffic != NULL)
    halqa_traffic_add (self->traffic, 0, n);
  return n;
}

static gssize
halqa_body_stream_read (GInputStream *stream,
                        void *buffer,
                        gsize count,
                        GCancellable *cancellable,
                        GError **error)
{
  HalqaBodyStream *self = HALQA_BODY_STREAM (stream);

  if (self->guard != NULL)
    {
      if (!self->guard (self->guard_data, error))
        return -1;
      self->guard = NULL;
    }
  if (self->peeked != NULL)
    return read_peeked (self, buffer, count);
  return read_base (self, buffer, count, cancellable, error);
}

static gboolean
halqa_body_stream_is_readable (GPollableInputStream *stream)
{
  HalqaBodyStream *self = HALQA_BODY_STREAM (stream);

  return self->peeked != NULL || self->pollable == NULL ||
         (self->at_limit != NULL && self->left == 0) ||
         g_pollable_input_stream_is_readable (self->pollable);
}

/* Not by asking first whether it is readable: libsoup's streams say no at the very end of a body,
 * where a read would tell that it is the end. */
static gssize
halqa_body_stream_read_nonblocking (GPollableInputStream *stream,
                                    void *buffer,
                                    gsize count,
                                    GError **error)
{
  return halqa_body_stream_read (G_INPUT_STREAM (stream), buffer, count, NULL, error);
}

static GSource *
halqa_body_stream_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  HalqaBodyStream *self = HALQA_BODY_STREAM (stream);
  g_autoptr (GSource) child = NULL;

  child = halqa_body_stream_is_readable (stream)
              ? g_timeout_source_new (0)
              : g_pollable_input_stream_create_source (self->pollable, NULL);
  return g_pollable_source_new_full (self, child, cancellable);
}

static void
halqa_body_stream_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = halqa_body_stream_is_readable;
  iface->create_source = halqa_body_stream_create_source;
  iface->read_nonblocking = halqa_body_stream_read_nonblocking;
}

static void
halqa_body_stream_constructed (GObject *object)
{
  HalqaBodyStream *self = HALQA_BODY_STREAM (object);
  GInputStream *base = G_FILTER_INPUT_STREAM (self)->base_stream;

  G_OBJECT_CLASS (halqa_body_stream_parent_class)->constructed (object);
  if (G_IS_POLLABLE_INPUT_STREAM (base) &&
      g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (base)))
    self->pollable = G_POLLABLE_INPUT_STREAM (base);
}

static void
halqa_body_stream_finalize (GObject *object)
{
  HalqaBodyStream *self = HALQA_BODY_STREAM (object);

  g_clear_pointer (&self->peeked, g_bytes_unref);
  g_clear_error (&self->at_limit);
  g_clear_pointer (&self->traffic, halqa_traffic_unref);
  G_OBJECT_CLASS (halqa_body_stream_parent_class)->finalize (object);
}

static void
halqa_body_stream_class_init (HalqaBodyStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = halqa_body_stream_constructed;
  G_OBJECT_CLASS (klass)->finalize = halqa_body_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = halqa_body_stream_read;
}

static void
halqa_body_stream_init (HalqaBodyStream *self)
{
}

/**
 * halqa_body_stream_new:
 * @base: it is kept, and closed with this stream
 *
 * Returns: (transfer full): a stream of the same bytes that can be polled
 */
HalqaBodyStream *
halqa_body_stream_new (GInputStream *base)
{
  return g_object_new (HALQA_TYPE_BODY_STREAM, "base-stream", base, NULL);
}

/**
 * halqa_body_stream_new_compressed:
 * @base: it is kept, and closed with this stream
 *
 * Returns: (transfer full): @base as zstd; it can be polled
 */
GInputStream *
halqa_body_stream_new_compressed (GInputStream *base)
{
  g_autoptr (HalqaBodyStream) plain = halqa_body_stream_new (base);
  g_autoptr (GConverter) compressor = halqa_zstd_compressor_new ();

  return g_converter_input_stream_new (G_INPUT_STREAM (plain), compressor);
}

/**
 * halqa_body_stream_set_guard:
 * @self: a stream
 * @guard: asked once more at each read until it has said yes
 * @user_data: for @guard; it must outlive the reading
 *
 * A peek does not ask it: nothing leaves by that.
 */
void
halqa_body_stream_set_guard (HalqaBodyStream *self, HalqaBodyGuard guard, gpointer user_data)
{
  g_return_if_fail (HALQA_IS_BODY_STREAM (self));
  self->guard = guard;
  self->guard_data = user_data;
}

/**
 * halqa_body_stream_set_traffic:
 * @self: a stream
 * @traffic: where its bytes are counted as received
 */
void
halqa_body_stream_set_traffic (HalqaBodyStream *self, HalqaTraffic *traffic)
{
  g_return_if_fail (HALQA_IS_BODY_STREAM (self));
  self->traffic = halqa_traffic_ref (traffic);
}

/**
 * halqa_body_stream_set_limit:
 * @self: a stream
 * @limit: how many bytes it may still give
 * @at_limit: (transfer full): what the read after them ends in, even where no more would come
 */
void
halqa_body_stream_set_limit (HalqaBodyStream *self, guint64 limit, GError *at_limit)
{
  g_return_if_fail (HALQA_IS_BODY_STREAM (self));
  g_clear_error (&self->at_limit);
  self->left = limit;
  self->at_limit = at_limit;
}

typedef struct
{
  guint8 *buffer;
  HalqaBodyGuard guard; /* put aside meanwhile */
} Peek;

static void
free_peek (gpointer data)
{
  Peek *peek = data;

  g_free (peek->buffer);
  g_free (peek);
}

static void
peeked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaBodyStream *self = HALQA_BODY_STREAM (source);
  Peek *peek = g_task_get_task_data (task);
  GError *error = NULL;
  gsize size = 0;

  self->guard = peek->guard;
  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (size > 0)
    self->peeked = g_bytes_new_take (g_steal_pointer (&peek->buffer), size);
  g_task_return_boolean (task, size <= HALQA_BODY_WHOLE_MAX);
}

/**
 * halqa_body_stream_peek_async:
 * @self: a stream of which nothing has been read
 * @cancellable: (nullable): stops waiting
 * @callback: (scope async): called when it is known whether 64 KiB are all
 * @user_data: for @callback
 *
 * Reads ahead; what was read is still given to who reads the stream.
 */
void
halqa_body_stream_peek_async (HalqaBodyStream *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Peek *peek;

  g_return_if_fail (HALQA_IS_BODY_STREAM (self));
  g_return_if_fail (self->peeked == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_body_stream_peek_async);
  peek = g_new0 (Peek, 1);
  peek->buffer = g_malloc (HALQA_BODY_WHOLE_MAX + 1);
  peek->guard = g_steal_pointer (&self->guard);
  g_task_set_task_data (task, peek, free_peek);
  g_input_stream_read_all_async (G_INPUT_STREAM (self), peek->buffer, HALQA_BODY_WHOLE_MAX + 1,
                                 G_PRIORITY_DEFAULT, cancellable, peeked_cb,
                                 g_steal_pointer (&task));
}

/**
 * halqa_body_stream_peek_finish:
 * @self: a stream
 * @result: what the callback was given
 * @whole: (out) (nullable): all that the stream holds, where that is at most 64 KiB; else %NULL
 * @error: what the stream ended in
 *
 * Returns: %FALSE where the stream can not be read
 */
gboolean
halqa_body_stream_peek_finish (HalqaBodyStream *self,
                               GAsyncResult *result,
                               GBytes **whole,
                               GError **error)
{
  GError *problem = NULL;
  gboolean is_whole;

  g_return_val_if_fail (HALQA_IS_BODY_STREAM (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  is_whole = g_task_propagate_boolean (G_TASK (result), &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  *whole = NULL;
  if (is_whole)
    *whole = self->peeked != NULL ? g_bytes_ref (self->peeked) : g_bytes_new (NULL, 0);
  return TRUE;
}
