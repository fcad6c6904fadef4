/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-import-batch.h"

/*
 * Entries that an import writes at a time, and the records that are in them.
 *
 * A batch is written while the next is read: the store signs and folds on its thread, and the file
 * is parsed on the caller's. A thread of the batch's own does nothing but wait for the store.
 *
 * Rule: until a batch is finished nobody else touches it, and what is in it is not yet to be read.
 */

typedef struct
{
  const HalqaKind *kind;
  HalqaId id;
} HalqaRecordKey;

static guint
hash_key (gconstpointer key)
{
  const HalqaRecordKey *record = key;

  return halqa_id_hash (&record->id) ^ g_direct_hash (record->kind);
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  const HalqaRecordKey *first = a;
  const HalqaRecordKey *second = b;

  return first->kind == second->kind && halqa_id_equal (&first->id, &second->id);
}

/**
 * halqa_import_batch_new:
 *
 * Returns: (transfer full): an empty batch
 */
HalqaImportBatch *
halqa_import_batch_new (void)
{
  HalqaImportBatch *self = g_new0 (HalqaImportBatch, 1);

  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  self->records = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  return self;
}

/* One that is being written is waited for. */
void
halqa_import_batch_free (HalqaImportBatch *self)
{
  halqa_import_batch_finish (self, NULL);
  g_ptr_array_unref (self->changes);
  g_hash_table_unref (self->records);
  g_free (self);
}

/**
 * halqa_import_batch_note:
 * @self: a batch that has not been started
 * @kind: of a record that its changes write
 * @id: its id
 */
void
halqa_import_batch_note (HalqaImportBatch *self, const HalqaKind *kind, const HalqaId *id)
{
  HalqaRecordKey *key = g_new (HalqaRecordKey, 1);

  *key = (HalqaRecordKey){ kind, *id };
  g_hash_table_add (self->records, key);
}

/**
 * halqa_import_batch_holds:
 * @self: a batch
 * @kind: of a record
 * @id: its id
 *
 * Returns: whether its changes write the record
 */
gboolean
halqa_import_batch_holds (HalqaImportBatch *self, const HalqaKind *kind, const HalqaId *id)
{
  HalqaRecordKey key = { kind, *id };

  return g_hash_table_contains (self->records, &key);
}

static gpointer
write_batch (gpointer data)
{
  HalqaImportBatch *self = data;

  halqa_store_commit_many (self->store, self->changes, &self->error);
  return NULL;
}

/**
 * halqa_import_batch_start:
 * @self: a batch that has not been started
 * @store: what is to be written to
 * @action: of the import
 *
 * Returns at once.
 */
void
halqa_import_batch_start (HalqaImportBatch *self, HalqaStore *store, guint action)
{
  for (guint i = 0; i < self->changes->len; i++)
    halqa_change_set_import (g_ptr_array_index (self->changes, i), action);
  self->store = g_object_ref (store);
  self->thread = g_thread_new ("halqa-import", write_batch, self);
}

/**
 * halqa_import_batch_finish:
 * @self: a batch
 * @error: of the store
 *
 * Waits for one that has been started.
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_import_batch_finish (HalqaImportBatch *self, GError **error)
{
  if (self->thread == NULL)
    return TRUE;
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_object (&self->store);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}
