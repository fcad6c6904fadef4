/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-blob-wants.h"

/* Which blobs the records of a forum refer to, and which of them are not here. What a record says of
 * one, the schema's function tells; nothing else of it is known here.
 *
 * The rule kept: a record is what somebody says. Two that name one blob may say different sizes; the
 * largest bounds what is taken, and a file here counts when one of them fits.
 *
 * Rejected: to read all records again after each commit (ten thousand of them, sent one by one). */

struct _HalqaBlobWants
{
  HalqaReader *reader;
  HalqaBlobStore *blobs; /* borrowed: the reader's store's */
  GHashTable *refs; /* HalqaId of a record -> HalqaBlobRef */
  GHashTable *wants; /* HalqaBlobId -> HalqaBlobWant */
  GPtrArray *missing; /* or NULL: not listed yet */
};

guint64
halqa_blob_want_get_largest (const HalqaBlobWant *self)
{
  guint64 largest = 0;

  for (guint i = 0; i < self->sizes->len; i++)
    largest = MAX (largest, g_array_index (self->sizes, guint64, i));
  return largest;
}

gboolean
halqa_blob_want_has_size (const HalqaBlobWant *self, guint64 size)
{
  for (guint i = 0; i < self->sizes->len; i++)
    if (g_array_index (self->sizes, guint64, i) == size)
      return TRUE;
  return FALSE;
}

static void
want_free (gpointer data)
{
  HalqaBlobWant *want = data;

  g_array_unref (want->sizes);
  g_free (want);
}

static HalqaBlobWant *
ensure_want (HalqaBlobWants *self, const HalqaBlobId *id)
{
  HalqaBlobWant *want = g_hash_table_lookup (self->wants, id);

  if (want != NULL)
    return want;
  want = g_new0 (HalqaBlobWant, 1);
  want->id = *id;
  want->sizes = g_array_new (FALSE, FALSE, sizeof (guint64));
  want->is_mixed = TRUE;
  g_hash_table_insert (self->wants, &want->id, want);
  return want;
}

static gboolean
look_at (HalqaBlobWants *self, HalqaBlobWant *want)
{
  gboolean was_missing = want->is_missing;

  want->is_missing =
      want->sizes->len > 0 &&
      !halqa_blob_want_has_size (want, halqa_blob_store_get_size (self->blobs, &want->id));
  if (want->is_missing != was_missing)
    g_clear_pointer (&self->missing, g_ptr_array_unref);
  return want->is_missing && !was_missing;
}

static gboolean
forget_ref (HalqaBlobWants *self, const HalqaId *record)
{
  HalqaBlobRef *ref = g_hash_table_lookup (self->refs, record);
  HalqaBlobWant *want;

  if (ref == NULL)
    return FALSE;
  want = ensure_want (self, &ref->id);
  for (guint i = 0; i < want->sizes->len; i++)
    if (g_array_index (want->sizes, guint64, i) == ref->size)
      {
        g_array_remove_index_fast (want->sizes, i);
        break;
      }
  look_at (self, want);
  g_hash_table_remove (self->refs, record);
  return TRUE;
}

static gboolean
take_record (HalqaBlobWants *self, HalqaRecord *record)
{
  const HalqaSchema *schema = halqa_store_get_schema (halqa_reader_get_store (self->reader));
  const HalqaId *id = halqa_record_get_id (record);
  const HalqaBlobRef *known = g_hash_table_lookup (self->refs, id);
  HalqaBlobRef ref;
  gboolean names_one = !halqa_record_is_deleted (record) && schema->get_blob (record, &ref);
  HalqaBlobWant *want;

  if (names_one && known != NULL && known->size == ref.size &&
      halqa_entry_id_equal (&known->id, &ref.id))
    return FALSE;
  forget_ref (self, id);
  if (!names_one)
    return FALSE;
  want = ensure_want (self, &ref.id);
  g_array_append_val (want->sizes, ref.size);
  g_hash_table_insert (self->refs, g_memdup2 (id, sizeof *id), g_memdup2 (&ref, sizeof ref));
  return look_at (self, want);
}

static const char *
get_kind (HalqaBlobWants *self)
{
  return halqa_store_get_schema (halqa_reader_get_store (self->reader))->blob_kind;
}

static void
read_all (HalqaBlobWants *self)
{
  const HalqaQuery query = { .kind = get_kind (self) };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
                 query.kind != NULL ? halqa_reader_query (self->reader, &query, &error) : NULL;

  if (error != NULL)
    g_info ("The attachments can't be listed: %s", error->message);
  for (guint i = 0; records != NULL && i < records->len; i++)
    take_record (self, g_ptr_array_index (records, i));
}

/**
 * halqa_blob_wants_new:
 * @reader: of the forum; of this thread
 *
 * Returns: (transfer full): what its records refer to now
 */
HalqaBlobWants *
halqa_blob_wants_new (HalqaReader *reader)
{
  HalqaBlobWants *self = g_new0 (HalqaBlobWants, 1);

  self->reader = g_object_ref (reader);
  self->blobs = halqa_store_get_blobs (halqa_reader_get_store (reader));
  self->refs = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, g_free);
  self->wants = g_hash_table_new_full (halqa_entry_id_hash, halqa_entry_id_equal, NULL, want_free);
  read_all (self);
  return self;
}

void
halqa_blob_wants_free (HalqaBlobWants *self)
{
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_hash_table_unref (self->refs);
  g_hash_table_unref (self->wants);
  g_object_unref (self->reader);
  g_free (self);
}

/**
 * halqa_blob_wants_update:
 * @self: what records refer to
 * @touched: (element-type HalqaTouched): those that may be others than before
 *
 * Returns: whether one more is missing
 */
gboolean
halqa_blob_wants_update (HalqaBlobWants *self, const GArray *touched)
{
  const char *kind = get_kind (self);
  gboolean more = FALSE;

  for (guint i = 0; kind != NULL && i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);
      g_autoptr (HalqaRecord) record = NULL;

      if (!g_str_equal (one->kind->name, kind))
        continue;
      record = halqa_reader_get (self->reader, kind, &one->id, NULL);
      if (record != NULL)
        more |= take_record (self, record);
    }
  return more;
}

/**
 * halqa_blob_wants_look:
 * @self: what records refer to
 *
 * Another process may have brought a file, or found one damaged.
 *
 * Returns: whether one more is missing
 */
gboolean
halqa_blob_wants_look (HalqaBlobWants *self)
{
  gboolean more = FALSE;
  GHashTableIter iter;
  gpointer want;

  g_hash_table_iter_init (&iter, self->wants);
  while (g_hash_table_iter_next (&iter, NULL, &want))
    more |= look_at (self, want);
  return more;
}

void
halqa_blob_wants_note_here (HalqaBlobWants *self, HalqaBlobWant *want)
{
  look_at (self, want);
}

GPtrArray *
halqa_blob_wants_get_missing (HalqaBlobWants *self)
{
  GHashTableIter iter;
  gpointer want;

  if (self->missing != NULL)
    return self->missing;
  self->missing = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->wants);
  while (g_hash_table_iter_next (&iter, NULL, &want))
    if (((HalqaBlobWant *) want)->is_missing)
      g_ptr_array_add (self->missing, want);
  return self->missing;
}
