/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-cbor.h"
#include "halqa-writer.h"

/* The search index: for each record the words of the fields that the table of kinds marks as
 * searched, folded by the function that it brings. They come in here in batches, a while after they
 * were committed: an arriving forum must not wait for its index, and a person's edit is one small
 * batch. Of each kind all rows up to one are in the index, as `indexed` says; those of them whose
 * words have changed since are noted by the fold in `unindexed`.
 *
 * All records of a batch are numbered before the first word goes in, and words go in by statements
 * of one row: whatever SQLite might have to take back by itself makes the index write out what it
 * has gathered, and that for each record was two thirds of the time. */

#define BATCH 256
/* Documents of former texts that may stand in the index beside those that count. */
#define STALE_MAX 4096

typedef struct
{
  const HalqaKind *kind;
  gint64 row;
  gboolean is_new; /* behind all that are indexed */
  gint64 no; /* of its document */
} Pending;

/* The kind of that number, where there is one. */
static const HalqaKind *
find_kind (HalqaWriter *self, gint64 number)
{
  const HalqaKind *kind = self->fold.base.schema->kinds;

  for (; kind->name != NULL && number > 0; number--)
    kind++;
  return kind->name != NULL && number == 0 ? kind : NULL;
}

/* Rows whose words have changed. */
static gboolean
list_changed (HalqaWriter *self, GArray *pending, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT kind, row FROM unindexed LIMIT ?", error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, BATCH);
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      Pending one = {
        .kind = find_kind (self, sqlite3_column_int64 (statement, 0)),
        .row = sqlite3_column_int64 (statement, 1),
      };

      if (one.kind != NULL)
        g_array_append_val (pending, one);
    }
  return result == SQLITE_DONE;
}

static gboolean
has_words (const HalqaKind *kind)
{
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    if (field->flags & HALQA_FIELD_SEARCHED)
      return TRUE;
  return FALSE;
}

/* Rows of @kind behind the last one that is indexed. */
static gboolean
list_new (HalqaWriter *self, const HalqaKind *kind, GArray *pending, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT row FROM k_%s WHERE row > coalesce ((SELECT upto FROM indexed WHERE kind = ?), 0)"
      " ORDER BY row LIMIT ?",
      kind->name);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (self->sql, sql, error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (self->fold.base.schema, kind));
  sqlite3_bind_int (statement, 2, (int) (BATCH - pending->len));
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      Pending one = { .kind = kind, .row = sqlite3_column_int64 (statement, 0), .is_new = TRUE };

      g_array_append_val (pending, one);
    }
  return result == SQLITE_DONE;
}

static gboolean
list_pending (HalqaWriter *self, GArray *pending, GError **error)
{
  gboolean listed = list_changed (self, pending, error);
  const HalqaKind *kind = self->fold.base.schema->kinds;

  for (; listed && kind->name != NULL && pending->len < BATCH; kind++)
    listed = !has_words (kind) || list_new (self, kind, pending, error);
  return listed;
}

static void
append_words (HalqaWriter *self, GString *words, const char *text)
{
  g_autofree char *folded = self->fold.base.schema->index_text (text);

  g_string_append (words, folded);
  g_string_append_c (words, ' ');
}

/* Texts in `extra` are translations; that the field is searched was seen when it was noted. */
static void
append_extra (HalqaWriter *self, GString *words, sqlite3_stmt *row, int column)
{
  HalqaCborReader reader;
  HalqaCborItem map, name, value;

  halqa_cbor_reader_init (&reader, sqlite3_column_blob (row, column),
                          sqlite3_column_bytes (row, column));
  if (!halqa_cbor_read (&reader, &map, NULL))
    return;
  while (halqa_cbor_read (&reader, &name, NULL) && halqa_cbor_read (&reader, &value, NULL))
    if (value.type == HALQA_CBOR_TEXT)
      {
        g_autofree char *text = g_strndup ((const char *) value.data, value.size);

        append_words (self, words, text);
      }
}

static char *
dup_words (HalqaWriter *self, const Pending *pending, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT extra, id");
  HalqaTouched touched = { .kind = pending->kind };
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (HalqaStatement) statement = NULL;
  int n_columns = 2;

  for (const HalqaField *field = pending->kind->fields; field->name != NULL; field++)
    if (field->flags & HALQA_FIELD_SEARCHED)
      {
        g_string_append_printf (sql, ", f_%s", field->name);
        n_columns++;
      }
  g_string_append_printf (sql, " FROM k_%s WHERE row = ?", pending->kind->name);
  statement = halqa_sql_prepare (self->sql, sql->str, error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, pending->row);
  if (halqa_sql_step (self->sql, statement, error) != SQLITE_ROW)
    return NULL;
  for (int i = 2; i < n_columns; i++)
    if (sqlite3_column_type (statement, i) == SQLITE_TEXT)
      append_words (self, words, (const char *) sqlite3_column_text (statement, i));
  if (sqlite3_column_type (statement, 0) == SQLITE_BLOB)
    append_extra (self, words, statement, 0);
  memcpy (touched.id.bytes, sqlite3_column_blob (statement, 1), HALQA_ID_SIZE);
  g_array_append_val (self->touched, touched);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Runs @sql with kind and row bound. */
static gboolean
run_for (HalqaWriter *self, const Pending *pending, const char *sql, GError **error)
{
  sqlite3_stmt *statement = halqa_sql_prepare (self->sql, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1,
                      halqa_schema_get_number (self->fold.base.schema, pending->kind));
  sqlite3_bind_int64 (statement, 2, pending->row);
  return halqa_sql_run (self->sql, statement, error);
}

static gboolean
number_record (HalqaWriter *self, Pending *pending, GError **error)
{
  if (!run_for (self, pending, "INSERT OR REPLACE INTO doc (kind, row) VALUES (?, ?)", error))
    return FALSE;
  pending->no = sqlite3_last_insert_rowid (halqa_sql_get_handle (self->sql));
  return run_for (self, pending,
                  pending->is_new ? "INSERT OR REPLACE INTO indexed (kind, upto) VALUES (?, ?)"
                                  : "DELETE FROM unindexed WHERE kind = ? AND row = ?",
                  error);
}

static gboolean
add_words (HalqaWriter *self, const Pending *pending, GError **error)
{
  g_autofree char *words = dup_words (self, pending, error);
  sqlite3_stmt *statement;

  if (words == NULL)
    return FALSE;
  statement = halqa_sql_prepare (self->sql, "INSERT INTO words (rowid, text) VALUES (?, ?)", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, pending->no);
  sqlite3_bind_text (statement, 2, words, -1, SQLITE_STATIC);
  return halqa_sql_run (self->sql, statement, error);
}

/* Once former texts are more than those that count, all is indexed anew. */
static gboolean
sweep (HalqaWriter *self, gboolean *swept, GError **error)
{
  gint64 n_docs, n_all;

  *swept = FALSE;
  if (!halqa_sql_get_int (self->sql, "SELECT count (*) FROM doc", 0, &n_docs, error) ||
      !halqa_sql_get_int (self->sql, "SELECT seq FROM sqlite_sequence WHERE name = 'doc'", 0,
                          &n_all, error))
    return FALSE;
  if (n_all - n_docs < STALE_MAX || n_all < 2 * n_docs)
    return TRUE;
  *swept = TRUE;
  return halqa_sql_exec (self->sql,
                         "INSERT OR IGNORE INTO unindexed (kind, row) SELECT kind, row FROM doc;"
                         "DELETE FROM doc; DELETE FROM sqlite_sequence WHERE name = 'doc';"
                         "INSERT INTO words (words) VALUES ('delete-all')",
                         error);
}

/* After much has come the log is put back whole. A person's edits write over what is in it, which the
 * disk does faster than it lets a file grow. */
static void
rest (HalqaWriter *self)
{
  if (self->many_came)
    halqa_sql_put_log_back (self->sql);
  self->many_came = FALSE;
}

/**
 * halqa_writer_index:
 * @self: a writer without a transaction open
 * @more: (out): whether records are left that search does not know
 * @error: any of the layer's
 *
 * What came into the index is in @touched afterwards.
 *
 * Returns: whether a batch is on disk
 */
gboolean
halqa_writer_index (HalqaWriter *self, gboolean *more, GError **error)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));
  gboolean swept;

  *more = FALSE;
  if (!list_pending (self, pending, error))
    return FALSE;
  if (pending->len == 0)
    {
      rest (self);
      return TRUE;
    }
  if (!halqa_writer_begin (self, error))
    return FALSE;
  g_array_set_size (pending, 0);
  if (!list_pending (self, pending, error) || !sweep (self, &swept, error))
    goto failed;
  for (guint i = 0; i < pending->len; i++)
    if (!number_record (self, &g_array_index (pending, Pending, i), error))
      goto failed;
  for (guint i = 0; i < pending->len; i++)
    if (!add_words (self, &g_array_index (pending, Pending, i), error))
      goto failed;
  *more = swept || pending->len == BATCH;
  if (!halqa_writer_commit (self, error))
    return FALSE;
  self->many_came |= pending->len == BATCH;
  if (!*more)
    rest (self);
  return TRUE;

failed:
  halqa_writer_rollback (self);
  return FALSE;
}
