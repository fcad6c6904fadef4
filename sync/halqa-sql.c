/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-sql.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "halqa-error.h"
#include "halqa-reserve.h"

/* A thin wrapper of SQLite: statements kept by their text, errors told as what a person can do about
 * them. Each function asserts that the thread is the one that opened the connection; so the locks
 * inside SQLite are not needed.
 *
 * WAL with synchronous=FULL: what COMMIT returned for has been fsynced. Readers never wait for the
 * writer; two writing processes wait for each other at most ten seconds. While
 * many records come the log grows to 16 MB before it is put back into the database, for pages that
 * are written again and again meanwhile go back once, and after that it is put back whole; else to 4,
 * so that a person's edits soon write over what is in it, which the disk does faster than it lets a
 * file grow.
 *
 * Pages are of 8 KB: most records are between one and two, and of pages of 4 KB a quarter was left
 * empty, and each read by itself. Files that were made with those keep them.
 *
 * Where nothing can be written, as on a stick that is locked, SQLite can't make the memory that those
 * who use a WAL share. There the file is taken as it is, by a promise that it does not change
 * (immutable); only where a log lies beside it, it is opened as ever, and SQLite decides. */

#define BUSY_TIMEOUT_MS 10000
/* A log that is worth the while of being put back, bytes. */
#define LOG_LARGE (1 << 20)
/* After so many pages the log is put back. */
#define LOG_PAGES 500
#define LOG_PAGES_MANY 2000
/* Statements are few, but an UPDATE names just the columns that changed. Beyond so many they are let go
 * of where a transaction begins or ends: in between somebody may hold one that is not under way yet. */
#define STATEMENTS_MAX 256

struct _HalqaSql
{
  sqlite3 *db;
  GHashTable *statements; /* char * → sqlite3_stmt * */
  GHashTable *fixed; /* address of a text → sqlite3_stmt *, of those above */
  GThread *thread;
};

static void
take_error (HalqaSql *self, GError **error)
{
  int code = sqlite3_errcode (self->db) & 0xff;
  int reason = sqlite3_system_errno (self->db);
  const char *message = sqlite3_errmsg (self->db);

  /* Of the shared memory beside the log, and where a quota is what is full, SQLite tells as of any
   * other fault. */
  if (code == SQLITE_FULL ||
      ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && (reason == ENOSPC || reason == EDQUOT)))
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_SPACE,
                         _ ("The disk is full: nothing was lost, but nothing new can be saved. "
                            "Make room and try again."));
  else if (code == SQLITE_NOMEM)
    halqa_set_no_memory (error);
  else if (code == SQLITE_READONLY)
    g_set_error_literal (
        error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
        _ ("The folder of the forum can't be written. Allow writing in it, or copy "
           "it to where you may write."));
  else if (code == SQLITE_NOTADB)
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_OURS,
                         _ ("The file is no Halqa database."));
  else if (code == SQLITE_CORRUPT)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                 _ ("The database is damaged (%s). Take the forum again from another laptop."),
                 message);
  else
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                 _ ("The database can't be used: %s"), message);
}

static gboolean
configure (HalqaSql *self, HalqaSqlMode mode, GError **error)
{
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  sqlite3_extended_result_codes (self->db, 1);
  if (mode == HALQA_SQL_READ || mode == HALQA_SQL_LOOK)
    return halqa_sql_exec (self, "PRAGMA query_only = 1", error);
  if (mode == HALQA_SQL_SCRATCH)
    return halqa_sql_exec (self,
                           "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;"
                           "PRAGMA cache_size = -4096",
                           error);
  return halqa_sql_exec (self,
                         "PRAGMA page_size = 8192;"
                         "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                         "PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -16384",
                         error);
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/**
 * halqa_sql_can_write:
 * @path: of a database
 *
 * Returns: whether this user may write it, and beside it, on this medium
 */
gboolean
halqa_sql_can_write (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_access (path, W_OK) == 0 && g_access (folder, W_OK) == 0;
}

static gboolean
has_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf status;

  return g_stat (log, &status) == 0 && status.st_size > 0;
}

static int
open_to_look (const char *path, sqlite3 **db)
{
  g_autofree char *escaped =
      g_uri_escape_string (path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  g_autofree char *uri = g_strdup_printf ("file:%s?immutable=%d", escaped, !has_log (path));

  return sqlite3_open_v2 (uri, db,
                          SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                              SQLITE_OPEN_PRIVATECACHE,
                          NULL);
}

/* SQLite counts what it allocates, under one lock for all connections: the window would wait for it while
 * a thread holds it that has no processor. Nobody asks for the count. */
static void
count_no_memory (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  g_once_init_leave (&done, 1);
}

/**
 * halqa_sql_open:
 * @path: of the database
 * @mode: what for
 * @error: %HALQA_SYNC_ERROR_FAILED, %HALQA_SYNC_ERROR_NOT_OURS
 *
 * Returns: (transfer full): a connection for the thread that called
 */
HalqaSql *
halqa_sql_open (const char *path, HalqaSqlMode mode, GError **error)
{
  g_autoptr (HalqaSql) self = g_new0 (HalqaSql, 1);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  int result;

  if (mode == HALQA_SQL_SCRATCH)
    flags |= SQLITE_OPEN_CREATE;
  count_no_memory ();
  self->thread = g_thread_self ();
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  self->fixed = g_hash_table_new (NULL, NULL);
  result = mode == HALQA_SQL_LOOK ? open_to_look (path, &self->db)
                                  : sqlite3_open_v2 (path, &self->db, flags, NULL);
  if (result != SQLITE_OK)
    {
      take_error (self, error);
      return NULL;
    }
  return configure (self, mode, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * halqa_sql_close:
 * @self: (transfer full): a connection
 */
void
halqa_sql_close (HalqaSql *self)
{
  g_assert (self->thread == g_thread_self ());
  g_hash_table_unref (self->fixed);
  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  g_free (self);
}

/**
 * halqa_sql_copy:
 * @self: a connection to a database that nobody else uses
 * @path: of another database
 * @error: any of the layer's
 *
 * Returns: whether @self holds what stands there, as of one moment
 */
gboolean
halqa_sql_copy (HalqaSql *self, const char *path, GError **error)
{
  g_autoptr (HalqaSql) source =
                 halqa_sql_open (path, halqa_sql_can_write (path) ? HALQA_SQL_READ : HALQA_SQL_LOOK,
                                 error);
  sqlite3_backup *backup;
  int result;

  if (source == NULL)
    return FALSE;
  backup = sqlite3_backup_init (self->db, "main", source->db, "main");
  result = backup == NULL ? SQLITE_ERROR : sqlite3_backup_step (backup, -1);
  if (backup != NULL)
    sqlite3_backup_finish (backup);
  if (result == SQLITE_DONE)
    return TRUE;
  take_error (self, error);
  return FALSE;
}

/**
 * halqa_sql_exec:
 * @self: a connection
 * @sql: statements without parameters
 * @error: any of the layer's
 *
 * For what begins or ends a transaction, or is between two: no statement of halqa_sql_prepare() may be
 * held that was not stepped yet.
 *
 * Returns: whether all of them went well
 */
gboolean
halqa_sql_exec (HalqaSql *self, const char *sql, GError **error)
{
  g_assert (self->thread == g_thread_self ());
  if (g_hash_table_size (self->statements) >= STATEMENTS_MAX)
    halqa_sql_flush (self);
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  take_error (self, error);
  return FALSE;
}

/**
 * halqa_sql_prepare:
 * @self: a connection
 * @sql: one statement
 * @error: any of the layer's
 *
 * Returns: (transfer none): the statement, to be given back by halqa_sql_done()
 */
sqlite3_stmt *
halqa_sql_prepare (HalqaSql *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement;

  g_assert (self->thread == g_thread_self ());
  statement = g_hash_table_lookup (self->statements, sql);
  if (statement != NULL && !sqlite3_stmt_busy (statement))
    return statement;
  if (statement != NULL)
    {
      g_critical ("a statement is used within itself: %s", sql);
      return NULL;
    }
  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK)
    {
      take_error (self, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

/**
 * halqa_sql_prepare_fixed:
 * @self: a connection
 * @sql: one statement, a text that stands where it is until halqa_sql_flush() or the end
 * @error: any of the layer's
 *
 * The same, found by the address of the text: to hash three hundred characters for each row takes
 * longer than some rows do.
 *
 * Returns: (transfer none): the statement, to be given back by halqa_sql_done()
 */
sqlite3_stmt *
halqa_sql_prepare_fixed (HalqaSql *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->fixed, sql);

  if (statement != NULL && !sqlite3_stmt_busy (statement))
    return statement;
  statement = halqa_sql_prepare (self, sql, error);
  if (statement != NULL)
    g_hash_table_insert (self->fixed, (gpointer) sql, statement);
  return statement;
}

/**
 * halqa_sql_done:
 * @statement: (nullable): a statement of halqa_sql_prepare()
 */
void
halqa_sql_done (sqlite3_stmt *statement)
{
  if (statement == NULL)
    return;
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/**
 * halqa_sql_step:
 * @self: a connection
 * @statement: of this connection
 * @error: any of the layer's
 *
 * Returns: SQLITE_ROW, SQLITE_DONE, or another where @error is set
 */
int
halqa_sql_step (HalqaSql *self, sqlite3_stmt *statement, GError **error)
{
  int result;

  g_assert (self->thread == g_thread_self ());
  result = sqlite3_step (statement);
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    take_error (self, error);
  return result;
}

/**
 * halqa_sql_run:
 * @self: a connection
 * @statement: of this connection, given back
 * @error: any of the layer's
 *
 * Returns: whether it went well
 */
gboolean
halqa_sql_run (HalqaSql *self, sqlite3_stmt *statement, GError **error)
{
  gboolean done = halqa_sql_step (self, statement, error) == SQLITE_DONE;

  halqa_sql_done (statement);
  return done;
}

/**
 * halqa_sql_get_int:
 * @self: a connection
 * @sql: a query without parameters
 * @fallback: where it gives no row
 * @number: (out): the first column of the first row
 * @error: any of the layer's
 *
 * Returns: whether the query went well
 */
gboolean
halqa_sql_get_int (HalqaSql *self, const char *sql, gint64 fallback, gint64 *number, GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (self, sql, error);
  int result;

  if (statement == NULL)
    return FALSE;
  result = halqa_sql_step (self, statement, error);
  *number = result == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : fallback;
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

/**
 * halqa_sql_get_value:
 * @statement: that stands on a row
 * @column: from 0
 * @type: what the column holds where it is not NULL
 *
 * Returns: the value, lent until the next step
 */
HalqaValue
halqa_sql_get_value (sqlite3_stmt *statement, int column, HalqaFieldType type)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return halqa_value_null ();
  switch (type)
    {
    case HALQA_FIELD_BOOL:
      return halqa_value_bool (sqlite3_column_int (statement, column));
    case HALQA_FIELD_INT:
      return halqa_value_int (sqlite3_column_int64 (statement, column));
    case HALQA_FIELD_TEXT:
      return halqa_value_text ((const char *) sqlite3_column_text (statement, column));
    case HALQA_FIELD_REF:
      return halqa_value_bytes (sqlite3_column_blob (statement, column),
                                sqlite3_column_bytes (statement, column));
    default:
      g_assert_not_reached ();
    }
}

/**
 * halqa_sql_expect_many:
 * @self: a connection that writes
 * @many: whether what is written now is much
 */
void
halqa_sql_expect_many (HalqaSql *self, gboolean many)
{
  sqlite3_wal_autocheckpoint (self->db, many ? LOG_PAGES_MANY : LOG_PAGES);
}

/**
 * halqa_sql_put_log_back:
 * @self: a connection that writes, without a transaction
 *
 * Where the log has grown, what is in it goes into the database, and the log is cut. Where somebody
 * reads just now, or the disk is full, another time.
 */
void
halqa_sql_put_log_back (HalqaSql *self)
{
  const char *path = sqlite3_db_filename (self->db, "main");
  GStatBuf status;

  if (path == NULL || *path == '\0' || g_stat (sqlite3_filename_wal (path), &status) != 0 ||
      status.st_size < LOG_LARGE)
    return;
  sqlite3_busy_timeout (self->db, 0);
  sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
}

/**
 * halqa_sql_flush:
 * @self: a connection of which no statement is under way
 */
void
halqa_sql_flush (HalqaSql *self)
{
  GHashTableIter iter;
  gpointer statement;

  g_hash_table_remove_all (self->fixed);
  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &statement))
    if (!sqlite3_stmt_busy (statement))
      g_hash_table_iter_remove (&iter);
}

/**
 * halqa_sql_get_handle:
 * @self: a connection
 *
 * Returns: (transfer none): for what this wrapper does not wrap
 */
sqlite3 *
halqa_sql_get_handle (HalqaSql *self)
{
  return self->db;
}
