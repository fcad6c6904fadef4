/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-store-schema.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-reason.h"

/* The tables. What is truth: `log`, `unchecked`, `meta`, `state`, `peer`, and what this laptop alone
 * knows: `moment`, `visit` (halqa-since.c) and `step` (halqa-undo.c). What is a fold of the log and
 * can be made anew: a table `k_KIND` for each kind, with a column for each field, and beside them the
 * leaves that are not shown, the replaced writes that have not arrived, the older ones of the entries
 * that touched a record, and the search index.
 *
 * Integer rowids and a unique index on ids: WITHOUT ROWID keyed by a random id would double load
 * time and size. The index of the log is (stamp, device, id): stamps arrive nearly in order, so it
 * grows at its end, and it answers both "is this entry here" and "is this dot here".
 *
 * The search index is contentless, so it holds each word once; an edited record gets a new document
 * number, and what the old one said is passed over until the index is made anew. */

/* `moment`: `arrival` came at `at`, those before it earlier (Unix time in milliseconds). `visit`:
 * before a laptop's last visit `before` was the newest arrival that it had, `first` the newest that
 * was here. `step`: what one person did by several entries, or took back; see halqa-undo.c. */
#define LOCAL_TABLES                                                                               \
  "CREATE TABLE moment (arrival INTEGER PRIMARY KEY, at INTEGER NOT NULL);"                        \
  "CREATE TABLE visit (device BLOB PRIMARY KEY, began INTEGER NOT NULL, first INTEGER NOT NULL,"   \
  " before INTEGER NOT NULL) WITHOUT ROWID;"                                                       \
  "CREATE TABLE step (no INTEGER PRIMARY KEY, what INTEGER NOT NULL, first INTEGER NOT NULL,"      \
  " last INTEGER NOT NULL, wrote_first INTEGER NOT NULL, wrote_last INTEGER NOT NULL,"             \
  " upto INTEGER NOT NULL);"

/* `unchecked`: arrivals, from `first` to `last`, whose signatures are still to be checked;
 * `struck`: how many proved false. `seen`: how far that store's arrivals have been read; `acked`: how
 * far it has read ours. */
static const char truth_tables[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL,"
    " ahead INTEGER NOT NULL, n_entries INTEGER NOT NULL, sum BLOB NOT NULL,"
    " struck INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE field (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE device (no INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE);"
    "CREATE TABLE peer (no INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE,"
    " seen INTEGER NOT NULL DEFAULT 0, acked INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE log (arrival INTEGER PRIMARY KEY, id BLOB NOT NULL, stamp INTEGER NOT NULL,"
    " device INTEGER NOT NULL, source INTEGER NOT NULL, entry BLOB NOT NULL,"
    " signature BLOB NOT NULL);"
    "CREATE UNIQUE INDEX log_by_stamp ON log (stamp, device, id);"
    "CREATE TABLE unchecked (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);" LOCAL_TABLES
    "INSERT INTO state VALUES (1, 0, 0, 0, zeroblob (32), 0);";

/* The first letters of words are indexed by themselves: who types one asks for half of all words. */
#define WORDS_TABLE                                                                                \
  "CREATE VIRTUAL TABLE words USING fts5 (text, content = '', columnsize = 0, detail = none,"      \
  " tokenize = 'ascii', prefix = '1 2 3');"

static const char fold_tables[] =
    "CREATE TABLE leaf (kind INTEGER, row INTEGER, field INTEGER, arrival INTEGER,"
    " device INTEGER NOT NULL, stamp INTEGER NOT NULL,"
    " PRIMARY KEY (kind, row, field, arrival)) WITHOUT ROWID;"
    "CREATE TABLE unmet (kind INTEGER, row INTEGER, field INTEGER, stamp INTEGER, device INTEGER,"
    " PRIMARY KEY (kind, row, field, stamp, device)) WITHOUT ROWID;"
    "CREATE TABLE touch (kind INTEGER, row INTEGER, first INTEGER, arrivals BLOB NOT NULL,"
    " PRIMARY KEY (kind, row, first)) WITHOUT ROWID;"
    "CREATE TABLE indexed (kind INTEGER PRIMARY KEY, upto INTEGER NOT NULL);"
    "CREATE TABLE unindexed (kind INTEGER, row INTEGER, PRIMARY KEY (kind, row)) WITHOUT ROWID;"
    "CREATE TABLE doc (no INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL,"
    " row INTEGER NOT NULL, UNIQUE (kind, row));" WORDS_TABLE;

#define SQLITE_MAGIC "SQLite format 3"
#define HEADER_SIZE 100

static guint32
read_be32 (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_BE (number);
}

static gboolean
fail (GError **error, HalqaSyncError code, const char *format, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, HALQA_SYNC_ERROR, code, format, name);
#pragma GCC diagnostic pop
  return FALSE;
}

static gboolean
read_start (sqlite3_file *file, guint8 header[HEADER_SIZE], guint64 *size)
{
  sqlite3_int64 n_bytes = 0;
  /* What a shorter file has not is filled with zeros. */
  const int result = file->pMethods->xRead (file, header, HEADER_SIZE, 0);

  if ((result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ) ||
      file->pMethods->xFileSize (file, &n_bytes) != SQLITE_OK)
    return FALSE;
  *size = (guint64) n_bytes;
  return TRUE;
}

/* Through SQLite, which takes no lock for it, and not by open() and close(): where this process has the forum
 * open, close() lets go of all its locks on it (sqlite.org/howtocorrupt.html, 2.2), and the next command takes
 * away the log that the window writes into. */
static gboolean
read_header (const char *path, guint8 header[HEADER_SIZE], guint64 *size, GError **error)
{
  sqlite3 *db = NULL;
  sqlite3_file *file = NULL;
  int reason = halqa_reason_find (path); /* SQLite would wait at a pipe */
  gboolean done = FALSE;

  if (reason == 0 && sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
    reason = sqlite3_system_errno (db);
  else if (reason == 0)
    {
      sqlite3_file_control (db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
      done = read_start (file, header, size);
      reason = errno;
    }
  sqlite3_close (db);
  return done || halqa_reason_fail_to_read (path, halqa_reason_say (reason), error);
}

static gboolean
is_ours (const guint8 header[HEADER_SIZE])
{
  return memcmp (header, SQLITE_MAGIC, sizeof SQLITE_MAGIC) == 0 &&
         read_be32 (header + 68) == HALQA_APPLICATION_ID;
}

/**
 * halqa_store_schema_is_apart:
 * @path: what somebody has chosen to be read
 * @error: %HALQA_SYNC_ERROR_NOT_OURS
 *
 * Returns: whether it may be opened and closed by other than SQLite, for it is no forum as a laptop keeps it
 */
gboolean
halqa_store_schema_is_apart (const char *path, GError **error)
{
  guint8 header[HEADER_SIZE];
  guint64 size;

  if (!read_header (path, header, &size, NULL) || !is_ours (header))
    return TRUE;
  return fail (error, HALQA_SYNC_ERROR_NOT_OURS,
               /* Translators: %s is the name of a file. */
               _ ("“%s” is a forum as one laptop keeps it, and is of no use to another. Have that "
                  "laptop give the forum to a stick, and take the file that it writes."),
               path);
}

/* While a checkpoint is under way the header runs ahead of the file; then there is a log beside it,
 * from which SQLite mends what is missing. */
static gboolean
has_wal (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  GStatBuf status;

  return g_stat (wal, &status) == 0 && status.st_size > 0;
}

/**
 * halqa_store_schema_probe:
 * @path: of a file
 * @error: %HALQA_SYNC_ERROR_NOT_OURS, %HALQA_SYNC_ERROR_NEWER or %HALQA_SYNC_ERROR_DAMAGED
 *
 * Reads the first 100 bytes as sqlite.org/fileformat2.html describes them, so that not even a lock
 * is taken on a file that is not ours.
 *
 * Returns: whether it may be opened
 */
gboolean
halqa_store_schema_probe (const char *path, GError **error)
{
  guint8 header[HEADER_SIZE];
  guint64 size;
  guint32 page_size;

  if (!read_header (path, header, &size, error))
    return FALSE;
  if (!is_ours (header))
    return fail (error, HALQA_SYNC_ERROR_NOT_OURS,
                 _ ("%s is no forum of Halqa. It was left as it is."), path);
  if (read_be32 (header + 60) > HALQA_SCHEMA_VERSION)
    return fail (error, HALQA_SYNC_ERROR_NEWER,
                 _ ("%s was written by a later version of Halqa. Update this one; the file was "
                    "left as it is."),
                 path);
  page_size = header[16] << 8 | header[17];
  page_size = page_size == 1 ? 65536 : page_size;
  if (size < (guint64) page_size * read_be32 (header + 28) && !has_wal (path))
    return fail (error, HALQA_SYNC_ERROR_DAMAGED,
                 _ ("%s is cut off: its end is missing. It was left as it is; take the forum again "
                    "from another laptop."),
                 path);
  return TRUE;
}

/* Whether a number is taken is asked with each new record; records that have none, as after an
 * import, stay out of that index and cost nothing. */
static gboolean
create_kind (HalqaSql *sql, const HalqaKind *kind, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          "CREATE TABLE k_%s (row INTEGER PRIMARY KEY, id BLOB NOT NULL,"
                          " deleted INTEGER NOT NULL, created INTEGER NOT NULL,"
                          " author INTEGER NOT NULL, updated INTEGER NOT NULL,"
                          " conflicts INTEGER NOT NULL, flags INTEGER NOT NULL,"
                          " clocks BLOB NOT NULL, touched BLOB NOT NULL, extra BLOB",
                          kind->name);
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    g_string_append_printf (text, ", f_%s", field->name);
  g_string_append_printf (text,
                          "); CREATE UNIQUE INDEX k_%s_by_id ON k_%s (id);"
                          " CREATE INDEX k_%s_by_updated ON k_%s (updated);"
                          " CREATE INDEX k_%s_in_conflict ON k_%s (row) WHERE conflicts > 0;",
                          kind->name, kind->name, kind->name, kind->name, kind->name, kind->name);
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    if (field->flags & HALQA_FIELD_NUMBERED)
      g_string_append_printf (text,
                              " CREATE INDEX k_%s_by_%s ON k_%s (f_%s) WHERE f_%s IS NOT NULL;",
                              kind->name, field->name, kind->name, field->name, field->name);
  return halqa_sql_exec (sql, text->str, error);
}

static gboolean
create_fold (HalqaSql *sql, const HalqaSchema *schema, GError **error)
{
  g_autofree char *fingerprint = halqa_schema_dup_fingerprint (schema);
  sqlite3_stmt *statement;

  if (!halqa_sql_exec (sql, fold_tables, error) ||
      !halqa_sql_exec (sql, "INSERT OR REPLACE INTO meta (key, value) VALUES ('fold', random ())",
                       error))
    return FALSE;
  for (const HalqaKind *kind = schema->kinds; kind->name != NULL; kind++)
    if (!create_kind (sql, kind, error))
      return FALSE;
  statement =
      halqa_sql_prepare (sql, "INSERT OR REPLACE INTO meta (key, value) VALUES ('kinds', ?)",
                         error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, fingerprint, -1, SQLITE_STATIC);
  return halqa_sql_run (sql, statement, error);
}

/**
 * halqa_store_schema_create:
 * @sql: a connection to an empty database
 * @schema: the table of kinds
 * @error: any of the layer's
 *
 * Returns: whether the tables are there
 */
gboolean
halqa_store_schema_create (HalqaSql *sql, const HalqaSchema *schema, GError **error)
{
  g_autofree char *pragmas =
      g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d", HALQA_APPLICATION_ID,
                       HALQA_SCHEMA_VERSION);

  return halqa_sql_exec (sql, pragmas, error) && halqa_sql_exec (sql, truth_tables, error) &&
         create_fold (sql, schema, error);
}

/**
 * halqa_store_schema_migrate:
 * @sql: a connection that writes, in a transaction
 * @error: any of the layer's
 *
 * A version adds to @steps what makes of the one before it the next, and a dump of the one before to
 * the tests. Where only the fold is another, it is enough to say that nobody knows by which table of
 * kinds it was made: then it is made anew from the log.
 *
 * Returns: whether the database is of our version
 */
gboolean
halqa_store_schema_migrate (HalqaSql *sql, GError **error)
{
  static const char *const steps[] = {
    NULL,
    /* Entries may wait for their check; and which entries wrote a record stands in its row. */
    "CREATE TABLE unchecked (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);"
    "ALTER TABLE state ADD COLUMN struck INTEGER NOT NULL DEFAULT 0;"
    "DELETE FROM meta WHERE key = 'kinds'",
    /* What this laptop wrote itself came when its stamp says. The search index is made anew. */
    LOCAL_TABLES "INSERT INTO moment SELECT min (arrival), (stamp >> 16) / 1000 * 1000 FROM log"
                 " WHERE source = 0 GROUP BY 2;"
                 "DROP TABLE words; DELETE FROM doc;"
                 /* Version 1 has none; there the fold, which makes it, is to be made anew. */
                 "CREATE TABLE IF NOT EXISTS indexed"
                 " (kind INTEGER PRIMARY KEY, upto INTEGER NOT NULL);"
                 "DELETE FROM indexed;"
                 "DELETE FROM unindexed;" WORDS_TABLE,
  };
  gint64 version;

  G_STATIC_ASSERT (G_N_ELEMENTS (steps) == HALQA_SCHEMA_VERSION);
  if (!halqa_sql_get_int (sql, "PRAGMA user_version", 0, &version, error))
    return FALSE;
  for (; version < HALQA_SCHEMA_VERSION; version++)
    {
      g_autofree char *pragma =
          g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, version + 1);

      if ((steps[version] != NULL && !halqa_sql_exec (sql, steps[version], error)) ||
          !halqa_sql_exec (sql, pragma, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * halqa_store_schema_is_stale:
 * @sql: a connection
 * @schema: the table of kinds
 * @stale: (out): whether the tables were folded by another
 * @error: any of the layer's
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_store_schema_is_stale (HalqaSql *sql,
                             const HalqaSchema *schema,
                             gboolean *stale,
                             GError **error)
{
  g_autofree char *fingerprint = halqa_schema_dup_fingerprint (schema);
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (sql, "SELECT value FROM meta WHERE key = 'kinds'", error);
  int result;

  if (statement == NULL)
    return FALSE;
  result = halqa_sql_step (sql, statement, error);
  *stale = result != SQLITE_ROW ||
           g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), fingerprint) != 0;
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

/* Tables of kinds, those too that only another version knew. */
static GPtrArray *
list_kind_tables (HalqaSql *sql, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      sql, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'k_*'", error);
  int result;

  if (statement == NULL)
    return NULL;
  while ((result = halqa_sql_step (sql, statement, error)) == SQLITE_ROW)
    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  return result == SQLITE_DONE ? g_steal_pointer (&names) : NULL;
}

/**
 * halqa_store_schema_reset_fold:
 * @sql: a connection that writes, in a transaction
 * @schema: the table of kinds
 * @error: any of the layer's
 *
 * Returns: whether all that is a fold of the log is empty
 */
gboolean
halqa_store_schema_reset_fold (HalqaSql *sql, const HalqaSchema *schema, GError **error)
{
  g_autoptr (GPtrArray) names = list_kind_tables (sql, error);

  if (names == NULL)
    return FALSE;
  halqa_sql_flush (sql);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *drop = g_strdup_printf ("DROP TABLE \"%s\"", (const char *) names->pdata[i]);

      if (!halqa_sql_exec (sql, drop, error))
        return FALSE;
    }
  return halqa_sql_exec (sql,
                         "DROP TABLE IF EXISTS leaf; DROP TABLE IF EXISTS unmet;"
                         "DROP TABLE IF EXISTS touch; DROP TABLE IF EXISTS indexed;"
                         "DROP TABLE IF EXISTS unindexed;"
                         "DROP TABLE IF EXISTS doc; DROP TABLE IF EXISTS words",
                         error) &&
         create_fold (sql, schema, error);
}
