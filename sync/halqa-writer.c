/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "halqa-error.h"
#include "halqa-reason.h"
#include "halqa-store-schema.h"

/* The one writing connection of a store, and what its transactions keep together: the log, the fold
 * of it, the clock and the fingerprint.
 *
 * A transaction begins IMMEDIATE, and what is held in memory is read again where another process
 * wrote since (PRAGMA data_version). So a stamp is taken from a clock that nobody else can move
 * before it is stored. */

/* Records of one transaction that are no person's doing. */
#define MANY 100

/**
 * halqa_writer_load_counters:
 * @self: a writer
 * @error: any of the layer's
 *
 * Returns: whether clock and fingerprint are those of the database
 */
gboolean
halqa_writer_load_counters (HalqaWriter *self, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql,
                                    "SELECT last, ahead, n_entries, sum, struck FROM state", error);
  gint64 struck;
  int result;

  if (statement == NULL)
    return FALSE;
  result = halqa_sql_step (self->sql, statement, error);
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    return FALSE;
  if (result == SQLITE_DONE || sqlite3_column_bytes (statement, 3) != sizeof self->fingerprint.sum)
    {
      g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                           _ ("The database lacks what it must hold. Take the forum again from "
                              "another laptop."));
      return FALSE;
    }
  self->clock.last = (guint64) sqlite3_column_int64 (statement, 0);
  self->clock.ahead = (guint64) sqlite3_column_int64 (statement, 1);
  self->fingerprint.count = (guint64) sqlite3_column_int64 (statement, 2);
  memcpy (self->fingerprint.sum, sqlite3_column_blob (statement, 3), sizeof self->fingerprint.sum);
  struck = sqlite3_column_int64 (statement, 4);
  /* What other records another process has folded anew nobody can tell: all are looked at again. */
  if (struck != self->struck)
    self->upto = 0;
  self->struck = struck;
  return TRUE;
}

static gboolean
save_counters (HalqaWriter *self, GError **error)
{
  sqlite3_stmt *statement =
      halqa_sql_prepare (self->sql, "UPDATE state SET last = ?, ahead = ?, n_entries = ?, sum = ?",
                         error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) self->clock.last);
  sqlite3_bind_int64 (statement, 2, (gint64) self->clock.ahead);
  sqlite3_bind_int64 (statement, 3, (gint64) self->fingerprint.count);
  sqlite3_bind_blob (statement, 4, self->fingerprint.sum, sizeof self->fingerprint.sum,
                     SQLITE_STATIC);
  return halqa_sql_run (self->sql, statement, error);
}

/* Records that the entries after `upto` are about: for watchers, where another process wrote. */
static gboolean
gather_foreign (HalqaWriter *self, GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->sql, "SELECT arrival, entry, signature FROM log WHERE arrival > ? ORDER BY arrival",
      error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->upto);
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      g_autoptr (HalqaEntry) entry = NULL;
      const HalqaWrite *writes;
      guint n_writes;

      self->upto = sqlite3_column_int64 (statement, 0);
      /* A damaged row is for "check" to tell of. */
      if (sqlite3_column_bytes (statement, 2) != HALQA_SIGNATURE_SIZE)
        continue;
      entry = halqa_entry_parse (&self->key.forum, sqlite3_column_blob (statement, 1),
                                 sqlite3_column_bytes (statement, 1),
                                 sqlite3_column_blob (statement, 2), NULL);
      writes = entry == NULL ? NULL : halqa_entry_get_writes (entry, &n_writes);
      for (guint i = 0; writes != NULL && i < n_writes; i++)
        {
          HalqaTouched touched = { .id = writes[i].record };

          touched.kind = halqa_schema_find_kind (self->fold.base.schema, writes[i].kind);
          if (touched.kind != NULL)
            g_array_append_val (self->foreign, touched);
        }
    }
  return result == SQLITE_DONE;
}

/**
 * halqa_writer_look:
 * @self: a writer
 * @error: any of the layer's
 *
 * Returns: whether the database could be asked
 */
gboolean
halqa_writer_look (HalqaWriter *self, GError **error)
{
  gint64 version;

  if (!halqa_sql_get_int (self->sql, "PRAGMA data_version", 0, &version, error))
    return FALSE;
  if (version == self->version)
    return TRUE;
  self->version = version;
  halqa_names_forget (self->fold.base.names);
  return halqa_store_schema_is_stale (self->sql, self->fold.base.schema, &self->stale, error) &&
         halqa_writer_load_counters (self, error) && gather_foreign (self, error);
}

/* Two versions of the program with two tables of kinds would each leave out what only the other
 * knows. Whoever opened the forum last has made the tables anew, and writes them. */
static gboolean
is_ours (HalqaWriter *self, GError **error)
{
  if (!self->stale)
    return TRUE;
  g_set_error_literal (
      error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NEWER,
      _ ("Another version of Halqa has opened this forum meanwhile. Close this one, "
         "and go on in the later of the two."));
  return FALSE;
}

/**
 * halqa_writer_begin:
 * @self: a writer
 * @error: any of the layer's
 *
 * Returns: whether a transaction is open that no other process can come between
 */
gboolean
halqa_writer_begin (HalqaWriter *self, GError **error)
{
  if (self->joint)
    return TRUE;
  if (!halqa_sql_exec (self->sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (halqa_writer_look (self, error) && is_ours (self, error))
    return TRUE;
  halqa_writer_rollback (self);
  return FALSE;
}

/**
 * halqa_writer_rollback:
 * @self: a writer
 *
 * What is held in memory is read again, for the transaction may have moved it.
 */
void
halqa_writer_rollback (HalqaWriter *self)
{
  g_autoptr (GError) error = NULL;

  /* SQLite has rolled back by itself where the disk was full. */
  if (!sqlite3_get_autocommit (halqa_sql_get_handle (self->sql)))
    halqa_sql_exec (self->sql, "ROLLBACK", NULL);
  halqa_fold_abandon (&self->fold);
  g_array_set_size (self->touched, 0);
  g_hash_table_remove_all (self->texts);
  self->came = 0;
  halqa_writer_end_group (self);
  if (!halqa_sql_get_int (self->sql, "SELECT max (at) FROM moment", 0, &self->moment, &error) ||
      !halqa_writer_load_counters (self, &error))
    g_warning ("after a rollback: %s", error->message);
}

/**
 * halqa_writer_commit:
 * @self: a writer with a transaction open; it is over either way
 * @error: any of the layer's
 *
 * Within a joint transaction this does nothing, for there it ends with the last of its jobs.
 *
 * Returns: whether all of it is on disk
 */
gboolean
halqa_writer_commit (HalqaWriter *self, GError **error)
{
  gint64 upto;

  if (self->joint)
    return TRUE;
  halqa_sql_expect_many (self->sql, self->touched->len >= MANY);
  if (!halqa_fold_flush (&self->fold, self->touched, error) || !save_counters (self, error) ||
      (self->came != 0 && !halqa_writer_note_moment (self, self->came, error)) ||
      !halqa_sql_get_int (self->sql, "SELECT max (arrival) FROM log", 0, &upto, error) ||
      !halqa_sql_exec (self->sql, "COMMIT", error))
    {
      halqa_writer_rollback (self);
      return FALSE;
    }
  self->upto = upto;
  self->came = 0;
  g_hash_table_remove_all (self->texts);
  halqa_writer_note_arrival (self, FALSE);
  return TRUE;
}

/**
 * halqa_writer_add:
 * @self: a writer with a transaction open
 * @entry: an entry
 * @source: number of the peer that it came from, 0 for none
 * @checked: whether its signature was; if not, halqa_writer_note_unchecked() follows
 * @arrival: (out): its number in the log, 0 where it was there before
 * @error: any of the layer's
 *
 * Returns: whether it is part of the transaction
 */
gboolean
halqa_writer_add (HalqaWriter *self,
                  HalqaEntry *entry,
                  guint source,
                  gboolean checked,
                  gint64 *arrival,
                  GError **error)
{
  if (!halqa_fold_add (&self->fold, entry, source, arrival, error))
    return FALSE;
  if (*arrival == 0)
    return TRUE;
  if (self->came == 0)
    self->came = *arrival;
  if (checked)
    halqa_fingerprint_add (&self->fingerprint, halqa_entry_get_id (entry));
  halqa_clock_receive (&self->clock, halqa_clock_now_ms (), halqa_entry_get_dot (entry)->stamp);
  return TRUE;
}

static gboolean
put_meta (HalqaSql *sql, const char *key, const void *value, gsize size, GError **error)
{
  sqlite3_stmt *statement =
      halqa_sql_prepare (sql, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 2, value, (int) size, SQLITE_STATIC);
  return halqa_sql_run (sql, statement, error);
}

static gboolean
get_meta (HalqaSql *sql, const char *key, void *value, gsize size, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (sql, "SELECT value FROM meta WHERE key = ?", error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  result = halqa_sql_step (sql, statement, error);
  if (result == SQLITE_ROW && (gsize) sqlite3_column_bytes (statement, 0) == size)
    {
      memcpy (value, sqlite3_column_blob (statement, 0), size);
      return TRUE;
    }
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    g_set_error (
        error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
        _ ("The database does not say its “%s”. Take the forum again from another laptop."), key);
  return FALSE;
}

/**
 * halqa_writer_get_meta:
 * @self: a writer
 * @key: of what is kept beside the log
 * @value: (out) (transfer full) (nullable): what it says; %NULL where nothing is kept
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_writer_get_meta (HalqaWriter *self, const char *key, GBytes **value, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT value FROM meta WHERE key = ?", error);
  int result;

  *value = NULL;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  result = halqa_sql_step (self->sql, statement, error);
  if (result == SQLITE_ROW)
    *value = g_bytes_new (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

/* As put_meta(), in the transaction that is open. */
gboolean
halqa_writer_put_meta (HalqaWriter *self,
                       const char *key,
                       const void *value,
                       gsize size,
                       GError **error)
{
  return put_meta (self->sql, key, value, size, error);
}

static gboolean
fill_new_file (HalqaSql *sql,
               const HalqaSchema *schema,
               const HalqaForumKey *key,
               const char *title,
               GError **error)
{
  guint8 store_id[HALQA_STORE_ID_SIZE];

  randombytes_buf (store_id, sizeof store_id);
  return halqa_sql_exec (sql, "BEGIN", error) && halqa_store_schema_create (sql, schema, error) &&
         put_meta (sql, "forum", key->forum.bytes, HALQA_ID_SIZE, error) &&
         put_meta (sql, "key", key->key, HALQA_KEY_SIZE, error) &&
         put_meta (sql, "store", store_id, sizeof store_id, error) &&
         put_meta (sql, "title", title, strlen (title), error) &&
         halqa_sql_exec (sql, "COMMIT; PRAGMA wal_checkpoint (TRUNCATE)", error);
}

static gboolean
fail_to_create (const char *path, int code, GError **error)
{
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED, _ ("%s can't be made: %s"), path,
               halqa_reason_say (code));
  return FALSE;
}

/* With what SQLite leaves beside it where the disk was full. */
static void
remove_database (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}

/* A new name is on disk only once its folder is. */
static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    g_close (fd, NULL);
  return synced;
}

/**
 * halqa_writer_create_file:
 * @path: which must not exist
 * @schema: the table of kinds
 * @key: the forum and its key
 * @title: until the forum's own record has arrived
 * @error: any of the layer's
 *
 * Made under another name and renamed when it is whole, so that a file of this name always is.
 *
 * Returns: whether the file is there
 */
gboolean
halqa_writer_create_file (const char *path,
                          const HalqaSchema *schema,
                          const HalqaForumKey *key,
                          const char *title,
                          GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);
  HalqaSql *sql;
  gboolean made;
  int fd;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return fail_to_create (path, EEXIST, error);
  remove_database (temporary);
  /* Ours alone from the first byte: the file holds the forum key. SQLite takes an empty file for a
   * new database, and gives its log the same mode. */
  fd = g_open (temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_to_create (path, errno, error);
  g_close (fd, NULL);
  sql = halqa_sql_open (temporary, HALQA_SQL_WRITE, error);
  made = sql != NULL && fill_new_file (sql, schema, key, title, error);
  g_clear_pointer (&sql, halqa_sql_close);
  if (made && (g_rename (temporary, path) != 0 || !sync_folder (path)))
    made = fail_to_create (path, errno, error);
  if (!made)
    remove_database (temporary);
  return made;
}

/* What tables of another version show can only be mended where something can be written. */
static gboolean
start_read_only (HalqaWriter *self, const HalqaSchema *schema, GError **error)
{
  gint64 version;
  gboolean stale;

  if (!halqa_sql_get_int (self->sql, "PRAGMA user_version", 0, &version, error) ||
      !halqa_store_schema_is_stale (self->sql, schema, &stale, error))
    return FALSE;
  if (!stale && version == HALQA_SCHEMA_VERSION)
    return get_meta (self->sql, "store", self->store_id, sizeof self->store_id, error) &&
           halqa_fold_init (&self->fold, self->sql, schema, &self->key.forum, error);
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                       _ ("The forum was last opened by another version of Halqa. Copy it to where "
                          "you may write, and open it there."));
  return FALSE;
}

static gboolean
start_writing (HalqaWriter *self, const HalqaSchema *schema, GError **error)
{
  gboolean stale;

  if (!halqa_sql_exec (self->sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!halqa_store_schema_migrate (self->sql, error) ||
      !get_meta (self->sql, "store", self->store_id, sizeof self->store_id, error) ||
      (!self->is_scratch && !halqa_writer_bind (self, error)) ||
      !halqa_store_schema_is_stale (self->sql, schema, &stale, error) ||
      !halqa_fold_init (&self->fold, self->sql, schema, &self->key.forum, error) ||
      !halqa_sql_exec (self->sql, "COMMIT", error))
    return FALSE;
  return !stale || halqa_writer_rebuild (self, NULL, error);
}

static gboolean
start (HalqaWriter *self, const HalqaSchema *schema, GError **error)
{
  if (!get_meta (self->sql, "forum", self->key.forum.bytes, HALQA_ID_SIZE, error) ||
      !get_meta (self->sql, "key", self->key.key, HALQA_KEY_SIZE, error) ||
      !(self->read_only ? start_read_only : start_writing) (self, schema, error))
    return FALSE;
  /* Nobody watches yet. */
  g_array_set_size (self->touched, 0);
  self->noted_at = g_get_monotonic_time ();
  /* The version first: what another process commits meanwhile is then seen as a change. */
  return halqa_sql_get_int (self->sql, "PRAGMA data_version", 0, &self->version, error) &&
         halqa_sql_get_int (self->sql, "SELECT max (arrival) FROM log", 0, &self->upto, error) &&
         halqa_sql_get_int (self->sql, "SELECT max (at) FROM moment", 0, &self->moment, error) &&
         halqa_writer_load_counters (self, error) && halqa_writer_load_keys (self, error);
}

static void
free_key_record (gpointer record)
{
  if (record != NULL)
    halqa_key_record_free (record);
}

static HalqaWriter *
writer_new (HalqaIdentity *identity)
{
  HalqaWriter *self = g_new0 (HalqaWriter, 1);

  self->identity = identity;
  self->touched = g_array_new (FALSE, FALSE, sizeof (HalqaTouched));
  self->texts = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free);
  self->foreign = g_array_new (FALSE, FALSE, sizeof (HalqaTouched));
  self->key_records =
      g_hash_table_new_full (halqa_entry_id_hash, halqa_entry_id_equal, g_free, free_key_record);
  return self;
}

/**
 * halqa_writer_open:
 * @path: of the database
 * @schema: the table of kinds, borrowed
 * @identity: who writes, borrowed
 * @error: any of the layer's
 *
 * Returns: (transfer full): a writer for the thread that called
 */
HalqaWriter *
halqa_writer_open (const char *path,
                   const HalqaSchema *schema,
                   HalqaIdentity *identity,
                   GError **error)
{
  g_autoptr (HalqaWriter) self = NULL;

  if (!halqa_store_schema_probe (path, error))
    return NULL;
  self = writer_new (identity);
  self->read_only = !halqa_sql_can_write (path);
  self->sql = halqa_sql_open (path, self->read_only ? HALQA_SQL_LOOK : HALQA_SQL_WRITE, error);
  if (self->sql == NULL || !start (self, schema, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * halqa_writer_open_scratch:
 * @of: a database
 * @schema: the table of kinds, borrowed
 * @identity: who writes, borrowed
 * @error: any of the layer's
 *
 * The copy keeps the store id of @of, whose note beside the device key is left alone.
 *
 * Returns: (transfer full): a writer for the thread that called
 */
HalqaWriter *
halqa_writer_open_scratch (const char *of,
                           const HalqaSchema *schema,
                           HalqaIdentity *identity,
                           GError **error)
{
  g_autoptr (HalqaWriter) self = writer_new (identity);

  self->is_scratch = TRUE;
  self->sql = halqa_sql_open ("", HALQA_SQL_SCRATCH, error);
  if (self->sql == NULL || !halqa_sql_copy (self->sql, of, error) || !start (self, schema, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
halqa_writer_free (HalqaWriter *self)
{
  halqa_writer_note_arrival (self, TRUE);
  halqa_writer_end_group (self);
  if (self->fold.states != NULL)
    halqa_fold_clear (&self->fold);
  g_clear_pointer (&self->sql, halqa_sql_close);
  sodium_memzero (&self->key, sizeof self->key);
  g_array_unref (self->touched);
  g_hash_table_unref (self->texts);
  g_array_unref (self->foreign);
  g_hash_table_unref (self->key_records);
  g_clear_pointer (&self->keyring, halqa_keyring_unref);
  g_free (self);
}
