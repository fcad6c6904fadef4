/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-entry-batch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-cbor.h"
#include "halqa-entry-private.h"
#include "halqa-error.h"
#include "halqa-reserve.h"

/* Entries on their way from the network to the store, checked on all cores.
 *
 * The rule kept: nothing leaves a batch as an entry that was not parsed and whose signature was not
 * verified, but for a trusting one, whose entries the store checks behind. An Ed25519 check costs
 * forty times what the writing of the entry does, so it is the checks that are spread over the cores,
 * while the store writes the batch before this one.
 *
 * The workers take runs of RUN entries from a shared counter until none is left, and the last one
 * to find nothing answers the task: no core waits for another's slow half.
 *
 * Rejected: a GTask in a thread for each entry (more switching than checking); a pool for each
 * transfer (twelve peers would make twelve times the threads). */

#define RUN 8

typedef struct
{
  gsize offset;
  gsize size;
} Item;

struct _HalqaEntryBatch
{
  gatomicrefcount ref_count;
  HalqaId forum;
  gboolean trusting;

  /* Owned. */
  GByteArray *bytes;
  GArray *items;
  HalqaEntry **entries; /* one for each item; where it was refused, NULL */
  HalqaRefusal **refusals;

  /* While it is checked, atomic. */
  gint next;
  gint n_workers;
  gboolean checked;
};

/**
 * halqa_refusal_new:
 * @id: an entry's
 * @reason: why it was refused
 *
 * Returns: (transfer full): the refusal
 */
HalqaRefusal *
halqa_refusal_new (const HalqaEntryId *id, const char *reason)
{
  HalqaRefusal *self = g_new0 (HalqaRefusal, 1);

  self->id = *id;
  self->reason = g_strdup (reason);
  return self;
}

/**
 * halqa_refusal_free:
 * @self: (transfer full): a refusal
 */
void
halqa_refusal_free (HalqaRefusal *self)
{
  g_free (self->reason);
  g_free (self);
}

/**
 * halqa_entry_batch_new:
 * @forum: the forum that the entries are for
 *
 * Returns: (transfer full): an empty batch
 */
HalqaEntryBatch *
halqa_entry_batch_new (const HalqaId *forum)
{
  HalqaEntryBatch *self = g_new0 (HalqaEntryBatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->forum = *forum;
  self->bytes = g_byte_array_new ();
  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
  return self;
}

/**
 * halqa_entry_batch_ref:
 * @self: a batch
 *
 * Returns: (transfer full): @self
 */
HalqaEntryBatch *
halqa_entry_batch_ref (HalqaEntryBatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * halqa_entry_batch_unref:
 * @self: (transfer full): a batch
 */
void
halqa_entry_batch_unref (HalqaEntryBatch *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; self->entries != NULL && i < self->items->len; i++)
    {
      g_clear_pointer (&self->entries[i], halqa_entry_unref);
      g_clear_pointer (&self->refusals[i], halqa_refusal_free);
    }
  g_free (self->entries);
  g_free (self->refusals);
  g_byte_array_unref (self->bytes);
  g_array_unref (self->items);
  g_free (self);
}

/**
 * halqa_entry_batch_set_trusting:
 * @self: a batch that is not being checked yet
 *
 * For entries that are checked behind: what comes out of it goes to
 * halqa_store_apply_unchecked_async() and nowhere else.
 */
void
halqa_entry_batch_set_trusting (HalqaEntryBatch *self)
{
  g_return_if_fail (self->entries == NULL);
  self->trusting = TRUE;
}

/**
 * halqa_entry_batch_reserve:
 * @self: an empty batch
 * @size: bytes of entries that it will hold at most
 * @error: %HALQA_SYNC_ERROR_NO_MEMORY
 *
 * Returns: whether there is memory for them
 */
gboolean
halqa_entry_batch_reserve (HalqaEntryBatch *self, gsize size, GError **error)
{
  GByteArray *bytes = halqa_reserve_bytes (size, error);

  if (bytes == NULL)
    return FALSE;
  g_byte_array_unref (self->bytes);
  self->bytes = bytes;
  return TRUE;
}

/**
 * halqa_entry_batch_add:
 * @self: a batch that is not being checked yet
 * @item: (array length=size): one whole CBOR item
 * @size: bytes
 */
void
halqa_entry_batch_add (HalqaEntryBatch *self, const guint8 *item, gsize size)
{
  Item added = { .offset = self->bytes->len, .size = size };

  g_return_if_fail (self->entries == NULL);
  g_byte_array_append (self->bytes, item, size);
  g_array_append_val (self->items, added);
}

/**
 * halqa_entry_batch_get_length:
 * @self: a batch
 *
 * Returns: how many entries it holds
 */
guint
halqa_entry_batch_get_length (HalqaEntryBatch *self)
{
  return self->items->len;
}

/**
 * halqa_entry_batch_get_size:
 * @self: a batch
 *
 * Returns: bytes of its entries, as they arrived
 */
gsize
halqa_entry_batch_get_size (HalqaEntryBatch *self)
{
  return self->bytes->len;
}

/* Parts an item into entry and signature; what is no such pair is named by its bytes alone. */
static gboolean
split_item (const guint8 *data,
            gsize size,
            HalqaCborItem *entry,
            HalqaCborItem *signature,
            GError **error)
{
  HalqaCborReader reader;
  HalqaCborItem array;

  halqa_cbor_reader_init (&reader, data, size);
  if (!halqa_cbor_read_type (&reader, HALQA_CBOR_ARRAY, &array, error))
    return FALSE;
  if (array.number == 2 && halqa_cbor_read_type (&reader, HALQA_CBOR_BYTES, entry, NULL) &&
      halqa_cbor_read_type (&reader, HALQA_CBOR_BYTES, signature, NULL) &&
      signature->size == HALQA_SIGNATURE_SIZE && halqa_cbor_at_end (&reader))
    return TRUE;
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED,
                       _ ("What stands in the place of an entry is not an entry and a signature."));
  return FALSE;
}

static void
check_item (HalqaEntryBatch *self, guint i)
{
  static const guint8 no_signature[HALQA_SIGNATURE_SIZE];
  const Item *item = &g_array_index (self->items, Item, i);
  const guint8 *data = self->bytes->data + item->offset;
  HalqaCborItem entry = { .data = data, .size = item->size };
  HalqaCborItem signature = { .data = no_signature };
  g_autoptr (HalqaEntry) parsed = NULL;
  g_autoptr (GError) reason = NULL;
  HalqaEntryId id;

  if (split_item (data, item->size, &entry, &signature, &reason))
    parsed = halqa_entry_parse (&self->forum, entry.data, entry.size, signature.data, &reason);
  else
    {
      entry = (HalqaCborItem){ .data = data, .size = item->size };
      signature = (HalqaCborItem){ .data = no_signature };
    }
  if (parsed != NULL && (self->trusting || halqa_entry_verify (parsed, &reason)))
    {
      self->entries[i] = g_steal_pointer (&parsed);
      return;
    }
  halqa_entry_compute_id (&self->forum, entry.data, entry.size, signature.data, &id);
  self->refusals[i] = halqa_refusal_new (&id, reason->message);
}

/* Runs on a thread of the pool, where there is one. */
static void
check_runs_cb (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  HalqaEntryBatch *self = g_task_get_task_data (task);
  guint n = self->items->len;

  for (;;)
    {
      guint first = g_atomic_int_add (&self->next, RUN);

      for (guint i = first; i < MIN (first + RUN, n); i++)
        check_item (self, i);
      if (first + RUN >= n)
        break;
    }
  if (g_atomic_int_dec_and_test (&self->n_workers))
    g_task_return_boolean (task, TRUE);
}

/* Its threads are its own: a pool that shares them with GLib's others keeps what there is no memory to
 * make one for, and says nothing. NULL where not even one of its own could be made. */
static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;
  int n = (int) g_get_num_processors ();

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (check_runs_cb, NULL, n, TRUE, NULL));
  if (g_thread_pool_get_num_threads (pool) == 0)
    g_thread_pool_set_max_threads (pool, n, NULL);
  return g_thread_pool_get_num_threads (pool) > 0 ? pool : NULL;
}

/**
 * halqa_entry_batch_check_async:
 * @self: a batch; nothing may be added to it from here on
 * @callback: called in the thread-default context when all are checked
 * @user_data: for @callback
 *
 * Cannot be cancelled: a batch takes some milliseconds.
 */
void
halqa_entry_batch_check_async (HalqaEntryBatch *self,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  guint n = self->items->len;
  GThreadPool *pool = get_pool ();
  guint n_workers = pool == NULL ? 1 : CLAMP ((n + RUN - 1) / RUN, 1, g_get_num_processors ());

  g_return_if_fail (self->entries == NULL);
  g_task_set_source_tag (task, halqa_entry_batch_check_async);
  g_task_set_task_data (task, halqa_entry_batch_ref (self),
                        (GDestroyNotify) halqa_entry_batch_unref);
  self->entries = g_new0 (HalqaEntry *, n);
  self->refusals = g_new0 (HalqaRefusal *, n);
  self->n_workers = n_workers;
  if (pool == NULL)
    check_runs_cb (g_steal_pointer (&task), NULL);
  else
    for (guint i = 0; i < n_workers; i++)
      g_thread_pool_push (pool, g_object_ref (task), NULL);
}

/**
 * halqa_entry_batch_check_finish:
 * @self: a batch
 * @result: what the callback was given
 */
void
halqa_entry_batch_check_finish (HalqaEntryBatch *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_get_task_data (G_TASK (result)) == self);
  g_task_propagate_boolean (G_TASK (result), NULL);
  self->checked = TRUE;
}

/**
 * halqa_entry_batch_is_checked:
 * @self: a batch
 *
 * Returns: whether its entries have been checked
 */
gboolean
halqa_entry_batch_is_checked (HalqaEntryBatch *self)
{
  return self->checked;
}

/**
 * halqa_entry_batch_get_entry:
 * @self: a checked batch of which nothing was stolen
 * @i: in the order in which they were added
 *
 * Returns: (transfer none) (nullable): the entry, %NULL where it was refused
 */
HalqaEntry *
halqa_entry_batch_get_entry (HalqaEntryBatch *self, guint i)
{
  g_return_val_if_fail (self->checked && i < self->items->len, NULL);
  return self->entries[i];
}

/**
 * halqa_entry_batch_steal_sound:
 * @self: a checked batch
 *
 * Returns: (element-type HalqaEntry) (transfer full): what is sound, in order of arrival
 */
GPtrArray *
halqa_entry_batch_steal_sound (HalqaEntryBatch *self)
{
  GPtrArray *sound = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);

  g_return_val_if_fail (self->checked, sound);
  for (guint i = 0; i < self->items->len; i++)
    if (self->entries[i] != NULL)
      g_ptr_array_add (sound, g_steal_pointer (&self->entries[i]));
  return sound;
}

/**
 * halqa_entry_batch_move_refusals:
 * @self: a checked batch
 * @refusals: (element-type HalqaRefusal): is appended to
 */
void
halqa_entry_batch_move_refusals (HalqaEntryBatch *self, GPtrArray *refusals)
{
  g_return_if_fail (self->checked);
  for (guint i = 0; i < self->items->len; i++)
    if (self->refusals[i] != NULL)
      g_ptr_array_add (refusals, g_steal_pointer (&self->refusals[i]));
}
