/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-scratch.h"

#include "halqa-record-private.h"
#include "halqa-store-private.h"

/* A store to try something in: a copy of another, as it is at this moment, in a file without a name
 * that is gone when the store is closed, however the process ends. What entries from a stick would
 * change is found out by letting them do it there, so the numbers are those of the fold itself, and
 * meanwhile the forum can be written.
 *
 * What was shown before is kept in tables beside those of the fold, and compared by one query for
 * each kind.
 *
 * Rejected: a transaction that is rolled back (nobody could save until it is); to fold only the
 * records that are touched (a second way to fold); to count from the entries alone (a conflict
 * depends on what is here). */

static void
append_columns (GString *sql, const HalqaKind *kind, const char *prefix)
{
  g_string_append_printf (sql, "%sextra", prefix);
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    g_string_append_printf (sql, ", %sf_%s", prefix, field->name);
}

static gboolean
keep_kind (HalqaStore *self, const HalqaKind *kind, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE TABLE was_%s (row INTEGER PRIMARY KEY, deleted, conflicts, ",
                          kind->name);
  append_columns (sql, kind, "");
  g_string_append_printf (sql, "); INSERT INTO was_%s SELECT row, deleted, conflicts, ",
                          kind->name);
  append_columns (sql, kind, "");
  g_string_append_printf (sql, " FROM k_%s", kind->name);
  return halqa_sql_exec (self->writer->sql, sql->str, error);
}

static gboolean
keep_job (HalqaStore *self, gpointer data, GError **error)
{
  HalqaSql *sql = self->writer->sql;

  if (!halqa_sql_exec (sql, "BEGIN", error))
    return FALSE;
  for (const HalqaKind *kind = self->schema->kinds; kind->name != NULL; kind++)
    if (!keep_kind (self, kind, error))
      return FALSE;
  return halqa_sql_exec (sql,
                         "CREATE TABLE was AS SELECT max (arrival) AS arrival FROM log; COMMIT",
                         error);
}

/**
 * halqa_scratch_open:
 * @of: a store
 * @error: any of the layer's; %HALQA_SYNC_ERROR_NO_SPACE where there is no room for the copy
 *
 * Blocks; some 20 ms for 10,000 records. The copy lies where SQLite has its temporary files.
 *
 * Returns: (transfer full): a store of the same forum and device that nobody else sees. It is not to
 *   be replicated, and can't be read by a #HalqaReader
 */
HalqaStore *
halqa_scratch_open (HalqaStore *of, GError **error)
{
  g_autoptr (HalqaStore) self = NULL;

  g_return_val_if_fail (HALQA_IS_STORE (of), NULL);
  self = halqa_store_start (of->path, TRUE, of->schema, of->identity, error);
  if (self == NULL || !halqa_store_run (self, keep_job, NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}

static char *
dup_comparison (const HalqaKind *kind)
{
  GString *sql = g_string_new ("SELECT total (was.row IS NULL AND NOT now.deleted),"
                               " total (was.row IS NOT NULL AND NOT now.deleted AND (was.deleted"
                               " OR (");

  append_columns (sql, kind, "now.");
  g_string_append (sql, ") IS NOT (");
  append_columns (sql, kind, "was.");
  g_string_append_printf (sql,
                          "))), total (now.deleted AND NOT was.deleted),"
                          " total (now.conflicts > ifnull (was.conflicts, 0))"
                          " FROM k_%s AS now LEFT JOIN was_%s AS was USING (row)",
                          kind->name, kind->name);
  return g_string_free (sql, FALSE);
}

static gboolean
compare_kind (HalqaStore *self, const HalqaKind *kind, GArray *differences, GError **error)
{
  g_autofree char *sql = dup_comparison (kind);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (self->writer->sql, sql, error);
  HalqaDifference difference = { .kind = kind };

  if (statement == NULL || halqa_sql_step (self->writer->sql, statement, error) != SQLITE_ROW)
    return FALSE;
  difference.n_new = sqlite3_column_int (statement, 0);
  difference.n_changed = sqlite3_column_int (statement, 1);
  difference.n_deleted = sqlite3_column_int (statement, 2);
  difference.n_conflict = sqlite3_column_int (statement, 3);
  if (difference.n_new + difference.n_changed + difference.n_deleted + difference.n_conflict > 0)
    g_array_append_val (differences, difference);
  return TRUE;
}

static gboolean
compare_job (HalqaStore *self, gpointer data, GError **error)
{
  for (const HalqaKind *kind = self->schema->kinds; kind->name != NULL; kind++)
    if (!compare_kind (self, kind, data, error))
      return FALSE;
  return TRUE;
}

/**
 * halqa_scratch_compare:
 * @scratch: of halqa_scratch_open()
 * @error: any of the layer's
 *
 * Blocks.
 *
 * Returns: (element-type HalqaDifference) (transfer full): what differs since, in the order of the
 *   table of kinds
 */
GArray *
halqa_scratch_compare (HalqaStore *scratch, GError **error)
{
  g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (HalqaDifference));

  g_return_val_if_fail (HALQA_IS_STORE (scratch) && scratch->scratch, NULL);
  if (!halqa_store_run (scratch, compare_job, differences, error))
    return NULL;
  return g_steal_pointer (&differences);
}

static gboolean
list_blobs_job (HalqaStore *self, gpointer data, GError **error)
{
  HalqaSql *sql = self->writer->sql;
  const HalqaKind *kind = halqa_schema_find_kind (self->schema, self->schema->blob_kind);
  g_autofree char *select = halqa_record_compose_select (kind);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (sql, select, error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = halqa_sql_step (sql, statement, error)) == SQLITE_ROW)
    {
      g_autoptr (HalqaRecord) record =
                     halqa_record_read (kind, self->writer->fold.base.names, statement);
      HalqaBlobRef ref;

      if (!halqa_record_is_deleted (record) && self->schema->get_blob (record, &ref))
        g_array_append_val ((GArray *) data, ref);
    }
  return result == SQLITE_DONE;
}

/**
 * halqa_scratch_list_blobs:
 * @scratch: of halqa_scratch_open()
 * @error: any of the layer's
 *
 * Blocks.
 *
 * Returns: (element-type HalqaBlobRef) (transfer full): what the records there refer to
 */
GArray *
halqa_scratch_list_blobs (HalqaStore *scratch, GError **error)
{
  g_autoptr (GArray) blobs = g_array_new (FALSE, FALSE, sizeof (HalqaBlobRef));

  g_return_val_if_fail (HALQA_IS_STORE (scratch) && scratch->scratch, NULL);
  if (scratch->schema->blob_kind != NULL &&
      !halqa_store_run (scratch, list_blobs_job, blobs, error))
    return NULL;
  return g_steal_pointer (&blobs);
}

static gboolean
count_job (HalqaStore *self, gpointer data, GError **error)
{
  return halqa_sql_get_int (
      self->writer->sql,
      "SELECT count (*) FROM log WHERE arrival > (SELECT ifnull (arrival, 0) FROM was)", 0, data,
      error);
}

/**
 * halqa_scratch_count_new:
 * @scratch: of halqa_scratch_open()
 * @n_entries: (out): entries that came since
 * @error: any of the layer's
 *
 * Returns: whether the log could be read
 */
gboolean
halqa_scratch_count_new (HalqaStore *scratch, guint64 *n_entries, GError **error)
{
  gint64 n = 0;
  gboolean counted;

  g_return_val_if_fail (HALQA_IS_STORE (scratch) && scratch->scratch, FALSE);
  counted = halqa_store_run (scratch, count_job, &n, error);
  *n_entries = (guint64) n;
  return counted;
}

typedef struct
{
  HalqaScratchFunc func;
  gpointer user_data;
} Walk;

static gboolean
walk_job (HalqaStore *self, gpointer data, GError **error)
{
  const Walk *walk = data;
  HalqaSql *sql = self->writer->sql;
  int result;
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      sql,
      "SELECT entry, signature FROM log WHERE arrival > (SELECT ifnull (arrival, 0) FROM was)"
      " ORDER BY arrival",
      error);

  if (statement == NULL)
    return FALSE;
  while ((result = halqa_sql_step (sql, statement, error)) == SQLITE_ROW)
    if (!walk->func (sqlite3_column_blob (statement, 0),
                     (gsize) sqlite3_column_bytes (statement, 0),
                     sqlite3_column_blob (statement, 1), walk->user_data))
      return TRUE;
  return result == SQLITE_DONE;
}

/**
 * halqa_scratch_walk_new:
 * @scratch: of halqa_scratch_open()
 * @func: called for each entry that came since, in the order of arrival
 * @user_data: for @func
 * @error: any of the layer's
 *
 * Returns: whether the log could be read
 */
gboolean
halqa_scratch_walk_new (HalqaStore *scratch,
                        HalqaScratchFunc func,
                        gpointer user_data,
                        GError **error)
{
  Walk walk = { func, user_data };

  g_return_val_if_fail (HALQA_IS_STORE (scratch) && scratch->scratch, FALSE);
  return halqa_store_run (scratch, walk_job, &walk, error);
}
