/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-pipe.h"

#include <string.h>

/* Bytes that one side pushes as they come and the other reads as a stream, with little between
 * them: a writer that has pushed 256 KiB too many is told to wait, and called when most of it has
 * been read. It turns what SoupServer hands over in signals into a stream, and carries bodies
 * between the transports in memory, whose ends live on different threads; hence the lock.
 *
 * A read without bytes says "would block" and never waits: on one thread it would wait for itself. */

struct _HalqaPipe
{
  GInputStream parent_instance;

  GMutex mutex;

  /* owned, under the lock */
  GQueue chunks;
  GError *error;
  GSource *waiting; /* (nullable): what a waiting reader is woken by */
  GMainContext *writer;
  HalqaPipeFunc drained;
  gpointer drained_data;

  gsize offset; /* into the first chunk */
  gsize level;
  gboolean ended;
  gboolean abandoned;
  gboolean writer_waits;
};

static void halqa_pipe_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaPipe,
                               halqa_pipe,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      halqa_pipe_pollable_init))

static gboolean
call_drained_cb (gpointer user_data)
{
  HalqaPipe *self = user_data;
  HalqaPipeFunc func;
  gpointer data;

  g_mutex_lock (&self->mutex);
  func = self->drained;
  data = self->drained_data;
  g_mutex_unlock (&self->mutex);
  if (func != NULL)
    func (self, data);
  return G_SOURCE_REMOVE;
}

/* With the lock held. From an idle: the reader must not find itself inside the writer. */
static void
wake_writer (HalqaPipe *self)
{
  g_autoptr (GSource) source = NULL;

  if (!self->writer_waits || self->drained == NULL)
    return;
  self->writer_waits = FALSE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call_drained_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->writer);
}

/* Ends the lock. */
static void
unlock_and_wake_reader (HalqaPipe *self)
{
  g_autoptr (GSource) waiting = g_steal_pointer (&self->waiting);

  g_mutex_unlock (&self->mutex);
  if (waiting != NULL)
    g_source_set_ready_time (waiting, 0);
}

static gsize
take (HalqaPipe *self, guint8 *buffer, gsize count)
{
  gsize taken = 0;

  while (taken < count && !g_queue_is_empty (&self->chunks))
    {
      GBytes *chunk = g_queue_peek_head (&self->chunks);
      gsize size = g_bytes_get_size (chunk) - self->offset;
      gsize n = MIN (size, count - taken);

      memcpy (buffer + taken, (const guint8 *) g_bytes_get_data (chunk, NULL) + self->offset, n);
      taken += n;
      self->offset += n;
      if (n == size)
        {
          g_bytes_unref (g_queue_pop_head (&self->chunks));
          self->offset = 0;
        }
    }
  self->level -= taken;
  return taken;
}

static gssize
halqa_pipe_read (GInputStream *stream,
                 void *buffer,
                 gsize count,
                 GCancellable *cancellable,
                 GError **error)
{
  HalqaPipe *self = HALQA_PIPE (stream);
  gssize n = -1;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  g_mutex_lock (&self->mutex);
  if (self->level > 0)
    {
      n = take (self, buffer, count);
      if (self->level <= HALQA_PIPE_LOW)
        wake_writer (self);
    }
  else if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else if (self->ended)
    n = 0;
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "No bytes are there yet");
  g_mutex_unlock (&self->mutex);
  return n;
}

static gboolean
halqa_pipe_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  HalqaPipe *self = HALQA_PIPE (stream);

  g_mutex_lock (&self->mutex);
  self->abandoned = TRUE;
  g_queue_clear_full (&self->chunks, (GDestroyNotify) g_bytes_unref);
  self->level = 0;
  self->offset = 0;
  wake_writer (self);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
is_readable_locked (HalqaPipe *self)
{
  return self->level > 0 || self->error != NULL || self->ended;
}

static gboolean
halqa_pipe_is_readable (GPollableInputStream *stream)
{
  HalqaPipe *self = HALQA_PIPE (stream);
  gboolean readable;

  g_mutex_lock (&self->mutex);
  readable = is_readable_locked (self);
  g_mutex_unlock (&self->mutex);
  return readable;
}

/* A timeout that is let run out at once when there is something to read. Not the source of a
 * GCancellable: GLib 2.74 leaks it where it is cancelled on one thread and freed on another. */
static GSource *
halqa_pipe_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  HalqaPipe *self = HALQA_PIPE (stream);
  g_autoptr (GSource) child = g_timeout_source_new (G_MAXUINT);

  g_mutex_lock (&self->mutex);
  if (is_readable_locked (self))
    g_source_set_ready_time (child, 0);
  else
    {
      g_clear_pointer (&self->waiting, g_source_unref);
      self->waiting = g_source_ref (child);
    }
  g_mutex_unlock (&self->mutex);
  return g_pollable_source_new_full (self, child, cancellable);
}

static void
halqa_pipe_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = halqa_pipe_is_readable;
  iface->create_source = halqa_pipe_create_source;
}

static void
halqa_pipe_finalize (GObject *object)
{
  HalqaPipe *self = HALQA_PIPE (object);

  g_queue_clear_full (&self->chunks, (GDestroyNotify) g_bytes_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->waiting, g_source_unref);
  g_clear_pointer (&self->writer, g_main_context_unref);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (halqa_pipe_parent_class)->finalize (object);
}

static void
halqa_pipe_class_init (HalqaPipeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_pipe_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = halqa_pipe_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = halqa_pipe_close;
}

static void
halqa_pipe_init (HalqaPipe *self)
{
  g_mutex_init (&self->mutex);
  g_queue_init (&self->chunks);
}

/**
 * halqa_pipe_new:
 *
 * Returns: (transfer full): an empty pipe
 */
HalqaPipe *
halqa_pipe_new (void)
{
  return g_object_new (HALQA_TYPE_PIPE, NULL);
}

/**
 * halqa_pipe_set_drained:
 * @self: a pipe
 * @func: (nullable): called in the thread-default context of who calls this, after a push was
 *   answered with %FALSE and when there is room again, or nobody will read any more
 * @user_data: for @func
 *
 * Only the writer may call this; a writer that goes away before the pipe sets %NULL.
 */
void
halqa_pipe_set_drained (HalqaPipe *self, HalqaPipeFunc func, gpointer user_data)
{
  g_return_if_fail (HALQA_IS_PIPE (self));

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->writer, g_main_context_unref);
  self->writer = g_main_context_ref_thread_default ();
  self->drained = func;
  self->drained_data = user_data;
  g_mutex_unlock (&self->mutex);
}

/**
 * halqa_pipe_push:
 * @self: a pipe that has not been ended
 * @bytes: they are kept, however many lie there already
 *
 * Returns: whether more should be pushed now; else "drained" says when
 */
gboolean
halqa_pipe_push (HalqaPipe *self, GBytes *bytes)
{
  gboolean dead;
  gboolean more;

  g_return_val_if_fail (HALQA_IS_PIPE (self), FALSE);

  g_mutex_lock (&self->mutex);
  dead = self->abandoned || self->error != NULL;
  if (!dead && g_bytes_get_size (bytes) > 0)
    {
      g_queue_push_tail (&self->chunks, g_bytes_ref (bytes));
      self->level += g_bytes_get_size (bytes);
    }
  /* Nobody would wake a writer that waited for a dead pipe. */
  more = dead || self->level < HALQA_PIPE_HIGH;
  self->writer_waits = !more;
  unlock_and_wake_reader (self);
  return more;
}

/**
 * halqa_pipe_end:
 * @self: a pipe
 *
 * The reader gets what was pushed, then the end. Nothing after an end or a failure changes it.
 */
void
halqa_pipe_end (HalqaPipe *self)
{
  g_return_if_fail (HALQA_IS_PIPE (self));

  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  unlock_and_wake_reader (self);
}

/**
 * halqa_pipe_fail:
 * @self: a pipe
 * @error: (transfer none): what the reader gets behind what was pushed
 */
void
halqa_pipe_fail (HalqaPipe *self, GError *error)
{
  g_return_if_fail (HALQA_IS_PIPE (self));
  g_return_if_fail (error != NULL);

  g_mutex_lock (&self->mutex);
  if (!self->ended && self->error == NULL)
    self->error = g_error_copy (error);
  wake_writer (self);
  unlock_and_wake_reader (self);
}

/**
 * halqa_pipe_is_abandoned:
 * @self: a pipe
 *
 * Returns: whether the reader has closed it, or it has failed, so that nothing more need be pushed
 */
gboolean
halqa_pipe_is_abandoned (HalqaPipe *self)
{
  gboolean abandoned;

  g_return_val_if_fail (HALQA_IS_PIPE (self), TRUE);

  g_mutex_lock (&self->mutex);
  abandoned = self->abandoned || self->error != NULL;
  g_mutex_unlock (&self->mutex);
  return abandoned;
}
