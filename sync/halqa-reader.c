/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reader-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-record-private.h"

/* A reading connection, for the one thread that opened it: the window has one, the network another.
 * In WAL mode it never waits for the writer, and between begin and end it sees one moment. */

G_DEFINE_FINAL_TYPE (HalqaReader, halqa_reader, G_TYPE_OBJECT)

static void
halqa_reader_finalize (GObject *object)
{
  HalqaReader *self = HALQA_READER (object);

  halqa_base_clear (&self->base);
  g_clear_pointer (&self->sql, halqa_sql_close);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (halqa_reader_parent_class)->finalize (object);
}

static void
halqa_reader_class_init (HalqaReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_reader_finalize;
}

static void
halqa_reader_init (HalqaReader *self)
{
}

/**
 * halqa_reader_open:
 * @store: what is to be read
 * @error: any of the layer's
 *
 * Returns: (transfer full): a reader for the thread that called
 */
HalqaReader *
halqa_reader_open (HalqaStore *store, GError **error)
{
  g_autoptr (HalqaReader) self = NULL;

  g_return_val_if_fail (HALQA_IS_STORE (store), NULL);
  self = g_object_new (HALQA_TYPE_READER, NULL);
  self->store = g_object_ref (store);
  self->sql =
      halqa_sql_open (halqa_store_get_path (store),
                      halqa_store_is_read_only (store) ? HALQA_SQL_LOOK : HALQA_SQL_READ, error);
  if (self->sql == NULL)
    return NULL;
  halqa_base_init (&self->base, self->sql, halqa_store_get_schema (store),
                   &halqa_store_get_forum_key (store)->forum);
  return g_steal_pointer (&self);
}

HalqaStore *
halqa_reader_get_store (HalqaReader *self)
{
  return self->store;
}

/**
 * halqa_reader_begin:
 * @self: a reader
 * @error: any of the layer's
 *
 * May be nested; the outermost counts.
 *
 * Returns: whether all calls up to halqa_reader_end() answer from one moment
 */
gboolean
halqa_reader_begin (HalqaReader *self, GError **error)
{
  gint64 n_entries;

  if (self->depth == 0)
    {
      /* BEGIN alone takes no snapshot; the first read does. */
      if (!halqa_sql_exec (self->sql, "BEGIN", error))
        return FALSE;
      if (!halqa_sql_get_int (self->sql, "SELECT n_entries FROM state", 0, &n_entries, error))
        {
          halqa_sql_exec (self->sql, "ROLLBACK", NULL);
          return FALSE;
        }
    }
  self->depth++;
  return TRUE;
}

/**
 * halqa_reader_end:
 * @self: a reader that has begun
 */
void
halqa_reader_end (HalqaReader *self)
{
  g_return_if_fail (self->depth > 0);
  self->depth--;
  if (self->depth == 0)
    halqa_sql_exec (self->sql, "ROLLBACK", NULL);
  halqa_base_forget (&self->base);
}

/**
 * halqa_reader_get:
 * @self: a reader
 * @kind: of the record
 * @id: its id
 * @error: %HALQA_SYNC_ERROR_NOT_FOUND, or any of the layer's
 *
 * Returns: (transfer full): the record, deleted or not
 */
HalqaRecord *
halqa_reader_get (HalqaReader *self, const char *kind, const HalqaId *id, GError **error)
{
  g_autofree char *select = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (HalqaStatement) statement = NULL;
  const HalqaKind *found = halqa_schema_require_kind (self->base.schema, kind, error);
  char hex[HALQA_HEX_MAX];
  int result;

  if (found == NULL)
    return NULL;
  select = halqa_record_compose_select (found);
  sql = g_strconcat (select, " WHERE k.id = ?", NULL);
  statement = halqa_sql_prepare (self->sql, sql, error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_blob (statement, 1, id->bytes, sizeof id->bytes, SQLITE_STATIC);
  result = halqa_sql_step (self->sql, statement, error);
  if (result == SQLITE_ROW)
    return halqa_record_read (found, self->base.names, statement);
  if (result == SQLITE_DONE)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND,
                 _ ("There is no %s %s in this forum."), kind,
                 halqa_hex_encode (hex, id->bytes, sizeof id->bytes));
  return NULL;
}

/* The first and the last id that begin with @prefix. */
static gboolean
get_range (const char *prefix, HalqaId *first, HalqaId *last)
{
  gsize size = strlen (prefix);
  char low[2 * HALQA_ID_SIZE + 1];
  char high[2 * HALQA_ID_SIZE + 1];

  if (size < 4 || size > 2 * HALQA_ID_SIZE)
    return FALSE;
  memset (low, '0', sizeof low - 1);
  memset (high, 'f', sizeof high - 1);
  memcpy (low, prefix, size);
  memcpy (high, prefix, size);
  low[sizeof low - 1] = high[sizeof high - 1] = '\0';
  return halqa_hex_decode (low, first->bytes, HALQA_ID_SIZE) &&
         halqa_hex_decode (high, last->bytes, HALQA_ID_SIZE);
}

/* Adds to @n_found the records of @kind in the range; notes the first. */
static gboolean
find_in_kind (HalqaReader *self,
              const HalqaKind *kind,
              const HalqaId range[2],
              guint *n_found,
              HalqaId *id,
              GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT id FROM k_%s WHERE id BETWEEN ? AND ? LIMIT 2", kind->name);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (self->sql, sql, error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_blob (statement, 1, range[0].bytes, HALQA_ID_SIZE, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 2, range[1].bytes, HALQA_ID_SIZE, SQLITE_STATIC);
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      memcpy (id->bytes, sqlite3_column_blob (statement, 0), HALQA_ID_SIZE);
      ++*n_found;
    }
  return result == SQLITE_DONE;
}

/**
 * halqa_reader_find:
 * @self: a reader
 * @prefix: 4 to 32 hex digits
 * @kind: (out): of the record that begins so
 * @id: (out caller-allocates): its id
 * @error: %HALQA_SYNC_ERROR_INVALID, %HALQA_SYNC_ERROR_NOT_FOUND or %HALQA_SYNC_ERROR_AMBIGUOUS
 *
 * Returns: whether there is just one
 */
gboolean
halqa_reader_find (HalqaReader *self,
                   const char *prefix,
                   const HalqaKind **kind,
                   HalqaId *id,
                   GError **error)
{
  HalqaId range[2];
  guint n_found = 0;

  if (!get_range (prefix, &range[0], &range[1]))
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID,
                   _ ("“%s” is no id: an id is 4 to 32 hex digits."), prefix);
      return FALSE;
    }
  for (const HalqaKind *each = self->base.schema->kinds; each->name != NULL; each++)
    {
      guint before = n_found;

      if (!find_in_kind (self, each, range, &n_found, id, error))
        return FALSE;
      if (n_found > before)
        *kind = each;
    }
  if (n_found == 1)
    return TRUE;
  if (n_found == 0)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND,
                 _ ("There is no record %s in this forum."), prefix);
  else
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_AMBIGUOUS,
                 _ ("Several records begin with %s: give more digits."), prefix);
  return FALSE;
}

/**
 * halqa_derive_record_id:
 * @kind: of the record
 * @parts: (array length=n_parts): in the order of the kind's table
 * @n_parts: how many
 * @id: (out caller-allocates): BLAKE2b of kind and parts, 16 bytes
 */
void
halqa_derive_record_id (const char *kind, const GBytes *const *parts, guint n_parts, HalqaId *id)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, HALQA_ID_SIZE);
  crypto_generichash_update (&state, (const guint8 *) kind, strlen (kind));
  for (guint i = 0; i < n_parts; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data ((GBytes *) parts[i], &size);

      crypto_generichash_update (&state, data, size);
    }
  crypto_generichash_final (&state, id->bytes, HALQA_ID_SIZE);
}

/**
 * halqa_device_record_id:
 * @device: a device
 * @id: (out caller-allocates): of its `device` record, in every forum
 */
void
halqa_device_record_id (const HalqaDeviceId *device, HalqaId *id)
{
  g_autoptr (GBytes) part = g_bytes_new_static (device->bytes, sizeof device->bytes);
  const GBytes *parts[] = { part };

  halqa_derive_record_id ("device", parts, 1, id);
}

/**
 * halqa_reader_dup_device_name:
 * @self: a reader
 * @device: a device
 *
 * Returns: (transfer full) (nullable): the name in its `device` record
 */
char *
halqa_reader_dup_device_name (HalqaReader *self, const HalqaDeviceId *device)
{
  g_autoptr (HalqaRecord) record = NULL;
  HalqaId id;

  halqa_device_record_id (device, &id);
  record = halqa_reader_get (self, "device", &id, NULL);
  return record == NULL ? NULL : g_strdup (halqa_record_get_text (record, "name"));
}

/**
 * halqa_reader_list_devices:
 * @self: a reader
 * @removed_too: also those that were removed
 *
 * A record's id is made from the device's and does not tell it: those that have written, or that
 * somebody's writing names, are asked for theirs one by one.
 *
 * Returns: (element-type HalqaDeviceId) (transfer full): the devices of the forum, in the order in
 *   which they were heard of
 */
GArray *
halqa_reader_list_devices (HalqaReader *self, gboolean removed_too)
{
  GArray *devices = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (self->store);
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT name FROM device ORDER BY no", NULL);

  while (statement != NULL && halqa_sql_step (self->sql, statement, NULL) == SQLITE_ROW)
    {
      g_autoptr (HalqaRecord) record = NULL;
      HalqaDeviceId device;
      HalqaId id;

      if (sqlite3_column_bytes (statement, 0) != sizeof device)
        continue;
      memcpy (&device, sqlite3_column_blob (statement, 0), sizeof device);
      halqa_device_record_id (&device, &id);
      record = halqa_reader_get (self, "device", &id, NULL);
      if (record != NULL && !halqa_record_is_deleted (record) &&
          (removed_too || halqa_keyring_get_removal (keyring, &device) == NULL))
        g_array_append_val (devices, device);
    }
  return devices;
}

/**
 * halqa_reader_dup_title:
 * @self: a reader
 *
 * Returns: (transfer full): of the forum's record, else the one that it was joined by
 */
char *
halqa_reader_dup_title (HalqaReader *self)
{
  const HalqaQuery query = { .kind = "forum", .limit = 1 };
  g_autoptr (GPtrArray) records = halqa_reader_query (self, &query, NULL);
  g_autoptr (HalqaStatement) statement = NULL;
  const char *title = NULL;

  if (records != NULL && records->len > 0)
    title = halqa_record_get_text (records->pdata[0], "title");
  if (title != NULL)
    return g_strdup (title);
  statement = halqa_sql_prepare (self->sql, "SELECT value FROM meta WHERE key = 'title'", NULL);
  if (statement == NULL || halqa_sql_step (self->sql, statement, NULL) != SQLITE_ROW)
    return g_strdup ("");
  /* An empty blob is no pointer. */
  if (sqlite3_column_bytes (statement, 0) == 0)
    return g_strdup ("");
  return g_strndup (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
}

static guint64
count_rows (HalqaReader *self, const char *kind, const char *where, GError **error)
{
  const HalqaKind *found = halqa_schema_require_kind (self->base.schema, kind, error);
  g_autofree char *sql = NULL;
  gint64 count = 0;

  if (found == NULL)
    return 0;
  sql = g_strdup_printf ("SELECT count (*) FROM k_%s%s", found->name, where);
  halqa_sql_get_int (self->sql, sql, 0, &count, error);
  return (guint64) count;
}

/**
 * halqa_reader_count:
 * @self: a reader
 * @kind: a kind
 * @error: any of the layer's
 *
 * Returns: records of it that are not deleted; 0 on error
 */
guint64
halqa_reader_count (HalqaReader *self, const char *kind, GError **error)
{
  return count_rows (self, kind, " WHERE NOT deleted", error);
}

/**
 * halqa_reader_count_all:
 * @self: a reader
 * @kind: a kind
 * @error: any of the layer's
 *
 * Returns: records of it, deleted ones too; 0 on error
 */
guint64
halqa_reader_count_all (HalqaReader *self, const char *kind, GError **error)
{
  return count_rows (self, kind, "", error);
}

static gboolean
read_fingerprint (HalqaReader *self, HalqaStatus *status, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT n_entries, sum FROM state", error);
  HalqaFingerprint fingerprint = { 0 };

  if (statement == NULL || halqa_sql_step (self->sql, statement, error) != SQLITE_ROW ||
      sqlite3_column_bytes (statement, 1) != sizeof fingerprint.sum)
    return FALSE;
  fingerprint.count = (guint64) sqlite3_column_int64 (statement, 0);
  memcpy (fingerprint.sum, sqlite3_column_blob (statement, 1), sizeof fingerprint.sum);
  status->n_entries = fingerprint.count;
  halqa_fingerprint_get (&fingerprint, status->fingerprint);
  return TRUE;
}

static gboolean
count_conflicts (HalqaReader *self, HalqaStatus *status, GError **error)
{
  for (const HalqaKind *kind = self->base.schema->kinds; kind->name != NULL; kind++)
    {
      g_autofree char *sql =
          g_strdup_printf ("SELECT total (conflicts) FROM k_%s WHERE conflicts > 0", kind->name);
      gint64 count;

      if (!halqa_sql_get_int (self->sql, sql, 0, &count, error))
        return FALSE;
      status->n_conflicts += (guint) count;
    }
  return TRUE;
}

/**
 * halqa_reader_status_of_log:
 * @self: a reader
 * @status: (out caller-allocates): of the entries; how many conflicts and bytes there are is left out
 * @error: any of the layer's
 *
 * What every header of an exchange says: some microseconds, however many kinds there are.
 *
 * Returns: whether it could be read
 */
gboolean
halqa_reader_status_of_log (HalqaReader *self, HalqaStatus *status, GError **error)
{
  gint64 upto, n_unchecked;

  *status = (HalqaStatus){ 0 };
  if (!read_fingerprint (self, status, error) || !halqa_reader_get_upto (self, &upto, error) ||
      !halqa_sql_get_int (self->sql, "SELECT total (last - first + 1) FROM unchecked", 0,
                          &n_unchecked, error))
    return FALSE;
  status->upto = (guint64) upto;
  status->n_unchecked = (guint64) n_unchecked;
  return TRUE;
}

/**
 * halqa_reader_status:
 * @self: a reader
 * @status: (out caller-allocates): how much is there
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_reader_status (HalqaReader *self, HalqaStatus *status, GError **error)
{
  gint64 n_pages, page_size;

  if (!halqa_reader_status_of_log (self, status, error) || !count_conflicts (self, status, error) ||
      !halqa_sql_get_int (self->sql, "PRAGMA page_count", 0, &n_pages, error) ||
      !halqa_sql_get_int (self->sql, "PRAGMA page_size", 0, &page_size, error))
    return FALSE;
  status->db_bytes = (guint64) (n_pages * page_size);
  return TRUE;
}
