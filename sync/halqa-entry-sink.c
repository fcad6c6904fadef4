/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-entry-sink.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-cbor.h"
#include "halqa-error.h"
#include "halqa-reserve.h"

/* The receiving half of a transfer: reads a stream, cuts it into the items of a CBOR sequence,
 * has them checked, and hands the sound ones to the store.
 *
 * Three things happen at once: a chunk is read and cut, batches are checked on all cores, and the
 * batch at the head of the queue is written. All are driven by pump(), which starts whatever can be
 * started and is called again whenever something has ended.
 *
 * The rules kept:
 * - nothing is applied that was not checked, but for a first contact, which the store checks behind;
 *   and all in the order of arrival;
 * - BATCHES_MAX batches of BATCH_BYTES, the one at the store and the one that is being filled stay
 *   below 4 MiB, asked for before they are used: when they are full nothing is read, and the sender waits;
 * - an entry that is refused stops nobody, until there are HALQA_REFUSED_MAX of them;
 * - what arrived whole before the stream broke is kept.
 *
 * Rejected: applying each entry as it comes (a disk flush each); checking in the store's thread
 * (one core, and the writer waits). */

#define CHUNK_BYTES (64 * 1024)
#define HEAD_MAX 4096
/* An entry, its signature, and the heads of the three CBOR items. */
#define ITEM_MAX (HALQA_ENTRY_MAX + HALQA_SIGNATURE_SIZE + 32)
#define BATCH_BYTES (448 * 1024)
#define BATCH_ENTRIES 512
/* What a batch takes until it is on disk: its entries, their records, pages of the database. */
#define BATCH_ROOM (8 * 1024 * 1024)
#define BATCHES_MAX 3

struct _HalqaEntrySink
{
  GObject parent_instance;

  /* Owned. */
  HalqaStore *store;
  GInputStream *body;
  guint8 *chunk;
  GByteArray *buffer; /* read, not cut yet */
  HalqaEntryBatch *filling;
  GQueue batches; /* being checked, or checked and waiting for the store */
  GPtrArray *applying; /* what the store is writing, or NULL */
  GPtrArray *refused;
  GTask *task;
  GError *error; /* the first one */
  GCancellable *stop; /* of the read; follows the caller's */

  gulong cancelled_id;
  guint8 peer[HALQA_STORE_ID_SIZE];
  gboolean has_peer;
  gboolean trusting;
  gboolean reading;
  gboolean ended; /* nothing more will be read */
  guint n_checking; /* batches that are on the cores; waited for, even those that are not wanted */
  guint n_new;
  guint n_known;
};

G_DEFINE_FINAL_TYPE (HalqaEntrySink, halqa_entry_sink, G_TYPE_OBJECT)

static void pump (HalqaEntrySink *self);

/* Keeps the first error. Nothing more is read; what was read may still be applied. */
static void
take_error (HalqaEntrySink *self, GError *error)
{
  self->ended = TRUE;
  g_cancellable_cancel (self->stop);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

static void
take_new_error (HalqaEntrySink *self, HalqaSyncError code, const char *message)
{
  take_error (self, g_error_new_literal (HALQA_SYNC_ERROR, code, message));
}

/* Where writing failed, or was called off, the rest would be read for nothing. */
static void
drop_batches (HalqaEntrySink *self)
{
  g_queue_clear_full (&self->batches, (GDestroyNotify) halqa_entry_batch_unref);
  g_clear_pointer (&self->filling, halqa_entry_batch_unref);
}

static void
end_task (HalqaEntrySink *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  self->cancelled_id = 0;
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaEntrySink) self = HALQA_ENTRY_SINK (user_data);
  GError *error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  self->reading = FALSE;
  if (n < 0)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        drop_batches (self);
      take_error (self, error);
    }
  else if (n == 0)
    self->ended = TRUE;
  else
    g_byte_array_append (self->buffer, self->chunk, n);
  pump (self);
}

static void
read_more (HalqaEntrySink *self)
{
  self->reading = TRUE;
  g_input_stream_read_async (self->body, self->chunk, CHUNK_BYTES, G_PRIORITY_DEFAULT, self->stop,
                             read_cb, g_object_ref (self));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaEntrySink) self = HALQA_ENTRY_SINK (user_data);
  HalqaEntryBatch *batch = g_task_get_task_data (G_TASK (result));

  self->n_checking--;
  halqa_entry_batch_check_finish (batch, result);
  pump (self);
}

static void
dispatch_filling (HalqaEntrySink *self)
{
  HalqaEntryBatch *batch = g_steal_pointer (&self->filling);

  self->n_checking++;
  g_queue_push_tail (&self->batches, batch);
  halqa_entry_batch_check_async (batch, checked_cb, g_object_ref (self));
}

static gboolean
fits (HalqaEntryBatch *batch, gsize size)
{
  return halqa_entry_batch_get_length (batch) < BATCH_ENTRIES &&
         halqa_entry_batch_get_size (batch) + size <= BATCH_BYTES;
}

static gboolean
begin_filling (HalqaEntrySink *self)
{
  g_autoptr (HalqaEntryBatch) batch =
                 halqa_entry_batch_new (&halqa_store_get_forum_key (self->store)->forum);
  GError *error = NULL;

  if (!halqa_reserve_room (BATCH_ROOM, &error) ||
      !halqa_entry_batch_reserve (batch, BATCH_BYTES, &error))
    {
      take_error (self, error);
      return FALSE;
    }
  if (self->trusting)
    halqa_entry_batch_set_trusting (batch);
  self->filling = g_steal_pointer (&batch);
  return TRUE;
}

/* FALSE: there is no room. */
static gboolean
add_item (HalqaEntrySink *self, const guint8 *item, gsize size)
{
  if (self->filling != NULL && !fits (self->filling, size))
    {
      if (g_queue_get_length (&self->batches) >= BATCHES_MAX)
        return FALSE;
      dispatch_filling (self);
    }
  if (self->filling == NULL && !begin_filling (self))
    return FALSE;
  halqa_entry_batch_add (self->filling, item, size);
  return TRUE;
}

/* Nothing of what is left in the buffer can become an item. */
static void
check_rest (HalqaEntrySink *self, gsize rest, gsize limit)
{
  if (rest > limit)
    take_new_error (self, HALQA_SYNC_ERROR_TOO_LARGE, _ ("An entry is longer than is allowed."));
  else if (self->ended && rest > 0 && self->error == NULL)
    take_new_error (self, HALQA_SYNC_ERROR_MALFORMED, _ ("The entries are cut off."));
}

/* Moves whole items into batches. FALSE: there is no room for the next one. */
static gboolean
cut_items (HalqaEntrySink *self)
{
  gsize offset = 0;
  gboolean room = TRUE;

  while (room && offset < self->buffer->len)
    {
      const guint8 *data = self->buffer->data + offset;
      gsize rest = self->buffer->len - offset;
      GError *error = NULL;
      gsize size = halqa_cbor_item_size (data, rest, 1, &error);

      if (error != NULL)
        {
          take_error (self, error);
          offset = self->buffer->len;
          break;
        }
      if (size == 0)
        {
          check_rest (self, rest, ITEM_MAX);
          if (self->ended)
            offset = self->buffer->len;
          break;
        }
      room = add_item (self, data, size);
      offset += room ? size : 0;
    }
  if (offset > 0)
    g_byte_array_remove_range (self->buffer, 0, offset);
  return room;
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaEntrySink) self = HALQA_ENTRY_SINK (user_data);
  HalqaApplied applied = { 0 };
  GError *error = NULL;

  if (halqa_store_apply_finish (HALQA_STORE (source), result, &applied, &error))
    {
      self->n_new += applied.n_new;
      self->n_known += applied.n_known;
    }
  else
    {
      take_error (self, error);
      drop_batches (self);
    }
  g_clear_pointer (&self->applying, g_ptr_array_unref);
  pump (self);
}

static void
count_refused (HalqaEntrySink *self)
{
  HalqaRefusal *first;
  g_autofree char *message = NULL;

  if (self->refused->len < HALQA_REFUSED_MAX || self->error != NULL)
    return;
  first = g_ptr_array_index (self->refused, 0);
  message =
      g_strdup_printf (_ ("Too many entries were refused; of the first one: %s"), first->reason);
  take_new_error (self, HALQA_SYNC_ERROR_MALFORMED, message);
  g_clear_pointer (&self->filling, halqa_entry_batch_unref);
}

static void
apply_next (HalqaEntrySink *self)
{
  HalqaEntryBatch *head = g_queue_peek_head (&self->batches);
  g_autoptr (HalqaEntryBatch) batch = NULL;
  g_autoptr (GPtrArray) sound = NULL;

  if (self->applying != NULL || head == NULL || !halqa_entry_batch_is_checked (head))
    return;
  batch = g_queue_pop_head (&self->batches);
  halqa_entry_batch_move_refusals (batch, self->refused);
  count_refused (self);
  sound = halqa_entry_batch_steal_sound (batch);
  if (sound->len == 0)
    {
      apply_next (self);
      return;
    }
  self->applying = g_steal_pointer (&sound);
  if (self->trusting)
    halqa_store_apply_unchecked_async (self->store, self->applying,
                                       self->has_peer ? self->peer : NULL, NULL, applied_cb,
                                       g_object_ref (self));
  else
    halqa_store_apply_async (self->store, self->applying, self->has_peer ? self->peer : NULL, NULL,
                             applied_cb, g_object_ref (self));
}

/* Seen here too, for while the store is behind nothing is being read. */
static void
check_cancelled (HalqaEntrySink *self)
{
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (self->task), &error))
    return;
  drop_batches (self);
  take_error (self, error);
}

static void
pump_drain (HalqaEntrySink *self)
{
  gboolean room;

  check_cancelled (self);
  apply_next (self);
  room = self->error != NULL || cut_items (self);
  if (self->ended && room && self->filling != NULL &&
      g_queue_get_length (&self->batches) < BATCHES_MAX)
    dispatch_filling (self);
  if (!self->ended && room && !self->reading)
    read_more (self);
  if (self->ended && !self->reading && self->applying == NULL && self->filling == NULL &&
      self->n_checking == 0 && g_queue_is_empty (&self->batches) &&
      (self->buffer->len == 0 || self->error != NULL))
    end_task (self);
}

static void
pump_head (HalqaEntrySink *self)
{
  GError *error = NULL;
  gsize size = 0;

  if (self->error == NULL)
    size = halqa_cbor_item_size (self->buffer->data, self->buffer->len, 1, &error);
  if (error != NULL)
    take_error (self, error);
  else if (size == 0)
    check_rest (self, self->buffer->len, HEAD_MAX);
  else if (size > HEAD_MAX)
    take_new_error (self, HALQA_SYNC_ERROR_TOO_LARGE, _ ("The header is longer than is allowed."));
  if (size == 0 && self->ended && self->error == NULL)
    take_new_error (self, HALQA_SYNC_ERROR_MALFORMED, _ ("The header is missing."));
  if (size == 0 && self->error == NULL)
    {
      if (!self->reading)
        read_more (self);
      return;
    }
  if (!self->reading)
    end_task (self);
}

static void
pump (HalqaEntrySink *self)
{
  if (self->task == NULL)
    return;
  if (g_task_get_source_tag (self->task) == halqa_entry_sink_read_head_async)
    pump_head (self);
  else
    pump_drain (self);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

static void
begin_task (HalqaEntrySink *self,
            gpointer tag,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GError *error = NULL;

  g_return_if_fail (HALQA_IS_ENTRY_SINK (self) && self->task == NULL);
  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, tag);
  g_task_set_check_cancellable (self->task, FALSE);
  if (cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                g_object_ref (self->stop), g_object_unref);
  if (self->buffer == NULL)
    self->buffer = halqa_reserve_bytes (ITEM_MAX + CHUNK_BYTES, &error);
  if (self->buffer == NULL)
    {
      self->buffer = g_byte_array_new ();
      take_error (self, error);
    }
  pump (self);
}

static void
halqa_entry_sink_finalize (GObject *object)
{
  HalqaEntrySink *self = HALQA_ENTRY_SINK (object);

  drop_batches (self);
  g_clear_object (&self->store);
  g_clear_object (&self->body);
  g_clear_object (&self->stop);
  g_clear_pointer (&self->chunk, g_free);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (halqa_entry_sink_parent_class)->finalize (object);
}

static void
halqa_entry_sink_class_init (HalqaEntrySinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_entry_sink_finalize;
}

static void
halqa_entry_sink_init (HalqaEntrySink *self)
{
  self->chunk = g_malloc (CHUNK_BYTES);
  self->refused = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_refusal_free);
  self->stop = g_cancellable_new ();
  g_queue_init (&self->batches);
}

/**
 * halqa_entry_sink_new:
 * @store: where the entries go
 * @body: what they come from; read in the thread-default context, no faster than they are written
 *
 * Returns: (transfer full): a sink that has not begun to read
 */
HalqaEntrySink *
halqa_entry_sink_new (HalqaStore *store, GInputStream *body)
{
  HalqaEntrySink *self;

  g_return_val_if_fail (HALQA_IS_STORE (store) && G_IS_INPUT_STREAM (body), NULL);
  self = g_object_new (HALQA_TYPE_ENTRY_SINK, NULL);
  self->store = g_object_ref (store);
  self->body = g_object_ref (body);
  return self;
}

/**
 * halqa_entry_sink_set_peer:
 * @self: a sink that is not being drained yet
 * @peer: (nullable): the id of the store that the entries come from, 8 bytes
 */
void
halqa_entry_sink_set_peer (HalqaEntrySink *self, const guint8 *peer)
{
  g_return_if_fail (HALQA_IS_ENTRY_SINK (self));
  self->has_peer = peer != NULL;
  if (peer != NULL)
    memcpy (self->peer, peer, HALQA_STORE_ID_SIZE);
}

/**
 * halqa_entry_sink_set_trusting:
 * @self: a sink that is not being drained yet
 *
 * Where a forum comes whole from a member that has proven to be one: entries are written and shown
 * before their signatures are checked. That the store does when all have come; who has to know that
 * it is done asks halqa_store_settle_checks_async().
 */
void
halqa_entry_sink_set_trusting (HalqaEntrySink *self)
{
  g_return_if_fail (HALQA_IS_ENTRY_SINK (self));
  self->trusting = TRUE;
}

/**
 * halqa_entry_sink_read_head_async:
 * @self: a sink
 * @cancellable: (nullable): ends the reading
 * @callback: called when the head is there
 * @user_data: for @callback
 */
void
halqa_entry_sink_read_head_async (HalqaEntrySink *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  begin_task (self, halqa_entry_sink_read_head_async, cancellable, callback, user_data);
}

/**
 * halqa_entry_sink_read_head_finish:
 * @self: a sink
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_MALFORMED, %HALQA_SYNC_ERROR_TOO_LARGE (over 4 KiB), or an error of
 *   the stream
 *
 * Returns: (transfer full): the first item of the sequence, whole
 */
GBytes *
halqa_entry_sink_read_head_finish (HalqaEntrySink *self, GAsyncResult *result, GError **error)
{
  gsize size;
  GBytes *head;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  size = halqa_cbor_item_size (self->buffer->data, self->buffer->len, 1, NULL);
  head = g_bytes_new (self->buffer->data, size);
  g_byte_array_remove_range (self->buffer, 0, size);
  return head;
}

/**
 * halqa_entry_sink_drain_async:
 * @self: a sink
 * @cancellable: (nullable): ends the reading; what the store has begun is finished
 * @callback: called when all that came is on disk
 * @user_data: for @callback
 */
void
halqa_entry_sink_drain_async (HalqaEntrySink *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  begin_task (self, halqa_entry_sink_drain_async, cancellable, callback, user_data);
}

/**
 * halqa_entry_sink_drain_finish:
 * @self: a sink
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_MALFORMED, %HALQA_SYNC_ERROR_TOO_LARGE, an error of the stream or of
 *   the store
 *
 * Returns: whether all was read, and what of it was sound is on disk; else what came before the
 *   fault is there
 */
gboolean
halqa_entry_sink_drain_finish (HalqaEntrySink *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * halqa_entry_sink_get_n_new:
 * @self: a sink
 *
 * Returns: entries so far that were not known before
 */
guint
halqa_entry_sink_get_n_new (HalqaEntrySink *self)
{
  g_return_val_if_fail (HALQA_IS_ENTRY_SINK (self), 0);
  return self->n_new;
}

/**
 * halqa_entry_sink_get_n_known:
 * @self: a sink
 *
 * Returns: entries so far that were known before
 */
guint
halqa_entry_sink_get_n_known (HalqaEntrySink *self)
{
  g_return_val_if_fail (HALQA_IS_ENTRY_SINK (self), 0);
  return self->n_known;
}

/**
 * halqa_entry_sink_get_refused:
 * @self: a sink
 *
 * Returns: (element-type HalqaRefusal) (transfer none): what was refused so far
 */
GPtrArray *
halqa_entry_sink_get_refused (HalqaEntrySink *self)
{
  g_return_val_if_fail (HALQA_IS_ENTRY_SINK (self), NULL);
  return self->refused;
}
