/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-reader.h"

/* The keyring of a store, from what is in its file: the founding key, what invitations told (both
 * beside the log), and the records of kind `key` in the log. What was sealed for this laptop is
 * opened anew each time the file is: so nothing is there twice, and a rebuilding loses nothing.
 *
 * And the way back: a next key, for all who may have it, as one entry with the removal that made it
 * necessary. Whom it is for is decided in the transaction that writes it, so that nobody who has
 * just arrived is left out. */

#define META_TOLD "keys"

/* --- loading */

static HalqaEntry *
parse_row (HalqaWriter *self, sqlite3_stmt *row)
{
  if (sqlite3_column_bytes (row, 2) != HALQA_SIGNATURE_SIZE)
    return NULL;
  return halqa_entry_parse (&self->key.forum, sqlite3_column_blob (row, 1),
                            sqlite3_column_bytes (row, 1), sqlite3_column_blob (row, 2), NULL);
}

/* The record of a row: id, entry, signature. Checking one takes a signature and a proof, so that
 * is done once. */
static HalqaKeyRecord *
find_record (HalqaWriter *self, sqlite3_stmt *row)
{
  g_autoptr (HalqaEntry) entry = NULL;
  HalqaEntryId id;
  gpointer record = NULL;

  if (sqlite3_column_bytes (row, 0) != sizeof id)
    return NULL;
  memcpy (&id, sqlite3_column_blob (row, 0), sizeof id);
  if (g_hash_table_lookup_extended (self->key_records, &id, NULL, &record))
    return record;
  entry = parse_row (self, row);
  if (entry != NULL)
    record = halqa_key_record_parse (entry, self->identity);
  g_hash_table_insert (self->key_records, g_memdup2 (&id, sizeof id), record);
  return record;
}

/* Entries that wrote one record of kind `key`; each of them is a key record of its own. */
static gboolean
add_arrivals (HalqaWriter *self,
              const HalqaKind *kind,
              const HalqaId *id,
              GArray *arrivals,
              GError **error)
{
  g_autoptr (HalqaState) state = halqa_state_load (&self->fold.base, kind, id, error);

  return state != NULL && halqa_state_list_touched (&self->fold.base, state, arrivals, error);
}

static gboolean
list_arrivals (HalqaWriter *self, const HalqaKind *kind, GArray *arrivals, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT id FROM k_key", error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HalqaId));
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    if (sqlite3_column_bytes (statement, 0) == HALQA_ID_SIZE)
      g_array_append_vals (ids, sqlite3_column_blob (statement, 0), 1);
  for (guint i = 0; result == SQLITE_DONE && i < ids->len; i++)
    if (!add_arrivals (self, kind, &g_array_index (ids, HalqaId, i), arrivals, error))
      return FALSE;
  return result == SQLITE_DONE;
}

static gboolean
add_record (HalqaWriter *self, gint64 arrival, GPtrArray *records, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql,
                                    "SELECT id, entry, signature FROM log WHERE arrival = ?",
                                    error);
  HalqaKeyRecord *record;
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, arrival);
  result = halqa_sql_step (self->sql, statement, error);
  record = result == SQLITE_ROW ? find_record (self, statement) : NULL;
  if (record != NULL)
    g_ptr_array_add (records, record);
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

static gboolean
list_records (HalqaWriter *self, GPtrArray *records, GError **error)
{
  const HalqaKind *kind = halqa_schema_find_kind (self->fold.base.schema, "key");
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (kind == NULL)
    return TRUE;
  if (!list_arrivals (self, kind, arrivals, error))
    return FALSE;
  for (guint i = 0; i < arrivals->len; i++)
    if (!add_record (self, g_array_index (arrivals, gint64, i), records, error))
      return FALSE;
  return TRUE;
}

/**
 * halqa_writer_load_keys:
 * @self: a writer
 * @error: any of the layer's
 *
 * Returns: whether its keyring is that of the database
 */
gboolean
halqa_writer_load_keys (HalqaWriter *self, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  g_autoptr (GBytes) told = NULL;

  if (!halqa_writer_get_meta (self, META_TOLD, &told, error) ||
      !list_records (self, records, error))
    return FALSE;
  g_clear_pointer (&self->keyring, halqa_keyring_unref);
  self->keyring = halqa_keyring_new (self->key.key, told, records);
  return TRUE;
}

/* --- what an invitation told */

static gboolean
is_told (const GByteArray *told, const guint8 *key)
{
  for (gsize i = 0; i + 2 * HALQA_KEY_SIZE <= told->len; i += 2 * HALQA_KEY_SIZE)
    if (memcmp (told->data + i, key, HALQA_KEY_SIZE) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
put_told (HalqaWriter *self, GBytes *newer, GError **error)
{
  g_autoptr (GByteArray) told = g_byte_array_new ();
  g_autoptr (GBytes) before = NULL;
  const guint8 *keys = g_bytes_get_data (newer, NULL);

  if (!halqa_writer_get_meta (self, META_TOLD, &before, error))
    return FALSE;
  if (before != NULL)
    g_byte_array_append (told, g_bytes_get_data (before, NULL), g_bytes_get_size (before));
  for (gsize i = 0; i + 2 * HALQA_KEY_SIZE <= g_bytes_get_size (newer); i += 2 * HALQA_KEY_SIZE)
    if (!is_told (told, keys + i))
      g_byte_array_append (told, keys + i, 2 * HALQA_KEY_SIZE);
  return halqa_writer_put_meta (self, META_TOLD, told->data, told->len, error);
}

/**
 * halqa_writer_tell_keys:
 * @self: a writer without a transaction
 * @newer: keys, each followed by its seed, 64 bytes for both, the eldest first
 * @error: any of the layer's
 *
 * Those that are known already are passed over.
 *
 * Returns: whether they are on disk, and in the keyring
 */
gboolean
halqa_writer_tell_keys (HalqaWriter *self, GBytes *newer, GError **error)
{
  if (!halqa_writer_begin (self, error))
    return FALSE;
  if (put_told (self, newer, error))
    return halqa_writer_commit (self, error) && halqa_writer_load_keys (self, error);
  halqa_writer_rollback (self);
  return FALSE;
}

/* --- a next key */

/* What the `device` record of @device says, where there is one that was not deleted. */
static gboolean
read_device (HalqaWriter *self,
             const HalqaDeviceId *device,
             gboolean *is_there,
             char **proof,
             GError **error)
{
  const HalqaKind *kind = halqa_schema_find_kind (self->fold.base.schema, "device");
  const gboolean knows_proof = kind != NULL && halqa_kind_find_field (kind, "proof") != NULL;
  g_autoptr (HalqaStatement) statement = NULL;
  HalqaId id;
  int result;

  *is_there = FALSE;
  *proof = NULL;
  if (kind == NULL)
    return TRUE;
  halqa_device_record_id (device, &id);
  statement =
      halqa_sql_prepare (self->sql,
                         knows_proof ? "SELECT f_proof FROM k_device WHERE id = ? AND NOT deleted"
                                     : "SELECT NULL FROM k_device WHERE id = ? AND NOT deleted",
                         error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_blob (statement, 1, id.bytes, sizeof id.bytes, SQLITE_STATIC);
  result = halqa_sql_step (self->sql, statement, error);
  *is_there = result == SQLITE_ROW;
  if (*is_there)
    *proof = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

static void
add_name (GArray *names, GHashTable *seen, const HalqaDeviceId *device)
{
  HalqaId id;

  halqa_device_record_id (device, &id);
  if (names->len >= HALQA_KEY_NAMES_MAX || g_hash_table_contains (seen, &id))
    return;
  g_hash_table_add (seen, g_memdup2 (&id, sizeof id));
  g_array_append_vals (names, device, 1);
}

/* Devices that have written something, in the order in which they were heard of: whoever floods the
 * forum with devices comes behind those that were there. */
static gboolean
add_writers (HalqaWriter *self, GArray *names, GHashTable *seen, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT name FROM device ORDER BY no", error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      g_autofree char *proof = NULL;
      HalqaDeviceId device;
      gboolean is_there;

      if (sqlite3_column_bytes (statement, 0) != sizeof device)
        continue;
      memcpy (&device, sqlite3_column_blob (statement, 0), sizeof device);
      if (!read_device (self, &device, &is_there, &proof, error))
        return FALSE;
      if (is_there && halqa_keyring_may_follow (self->keyring, &device, proof))
        add_name (names, seen, &device);
    }
  return result == SQLITE_DONE;
}

/* Whom the next key is for: ourselves, those whom the heads name, and those who have shown that
 * they know the newest key; while nobody has been removed, all that have a record. */
static GArray *
list_names (HalqaWriter *self, const HalqaDeviceId *removed, GError **error)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
  g_autoptr (GArray) named = halqa_keyring_dup_named (self->keyring);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, NULL);

  if (removed != NULL)
    {
      HalqaId id;

      halqa_device_record_id (removed, &id);
      g_hash_table_add (seen, g_memdup2 (&id, sizeof id));
    }
  add_name (names, seen, halqa_identity_get_device (self->identity));
  for (guint i = 0; i < named->len; i++)
    add_name (names, seen, &g_array_index (named, HalqaDeviceId, i));
  return add_writers (self, names, seen, error) ? g_steal_pointer (&names) : NULL;
}

static gboolean
write_next_key (HalqaWriter *self, const HalqaDeviceId *removed, GError **error)
{
  g_autoptr (GArray) heads = halqa_keyring_dup_heads (self->keyring);
  g_autoptr (GArray) names = NULL;
  g_autoptr (HalqaKeyDraft) draft = NULL;
  HalqaId id;

  if (heads == NULL)
    {
      g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                           _ ("This laptop has not received yet who belongs to the forum. Let it "
                              "meet another one first."));
      return FALSE;
    }
  names = list_names (self, removed, error);
  draft = names != NULL ? halqa_key_draft_new (halqa_identity_get_device (self->identity), heads,
                                               names, error)
                        : NULL;
  if (draft == NULL)
    return FALSE;
  if (removed != NULL)
    halqa_device_record_id (removed, &id);
  return halqa_writer_add_key (self, halqa_key_draft_get_write (draft),
                               removed != NULL ? &id : NULL, error);
}

/* Another process may have done it meanwhile. */
static gboolean
is_done (HalqaWriter *self, const HalqaDeviceId *removed)
{
  if (removed != NULL)
    return halqa_keyring_get_removal (self->keyring, removed) != NULL;
  return halqa_keyring_get_need (self->keyring, halqa_identity_get_device (self->identity)) ==
         HALQA_KEY_NEED_NONE;
}

/**
 * halqa_writer_renew_key:
 * @self: a writer without a transaction
 * @removed: (nullable): a device that is removed by it
 * @error: %HALQA_SYNC_ERROR_FAILED where this laptop can't, or any of the layer's
 *
 * Returns: whether it is on disk, or was no longer needed
 */
gboolean
halqa_writer_renew_key (HalqaWriter *self, const HalqaDeviceId *removed, GError **error)
{
  if (!halqa_writer_begin (self, error))
    return FALSE;
  if (halqa_writer_load_keys (self, error) &&
      (is_done (self, removed) || write_next_key (self, removed, error)))
    return halqa_writer_commit (self, error) && halqa_writer_load_keys (self, error);
  halqa_writer_rollback (self);
  return FALSE;
}
