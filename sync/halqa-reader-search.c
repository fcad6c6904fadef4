/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reader-private.h"

#include <string.h>

#include "halqa-cbor.h"

/* Which records hold the words that somebody typed, and how well.
 *
 * The index tells which, and whether they are there as they were typed. That they are in the title, the
 * first of the fields that are searched, it can't: it has one column, for each word once, and a second one
 * would cost every import. So titles are looked at here, of what was found.
 *
 * Rule: of more than TITLES_MAX records no title is looked at. That many nobody reads, and with the next
 * letter there are fewer; most forums are not as large.
 *
 * Rejected: the title's words once more in the index, under a mark of their own (a tenth more index, and
 * as many documents again for each letter that is typed). */

/* Some 8 µs each. */
#define TITLES_MAX 500

/* Returns: whether it had no rank yet */
static gboolean
set_rank (GByteArray *ranks, guint64 row, HalqaRank rank)
{
  const guint before = ranks->len;

  if (row >= G_MAXINT)
    return FALSE;
  if (row >= before)
    {
      g_byte_array_set_size (ranks, (guint) row + 1);
      memset (ranks->data + before, HALQA_RANK_NONE, ranks->len - before);
    }
  if (ranks->data[row] != HALQA_RANK_NONE)
    return FALSE;
  ranks->data[row] = rank;
  return TRUE;
}

/* Gives @rank to those of @kind which have none yet, and of which @words, an FTS5 query, holds. */
static gboolean
search (HalqaReader *self,
        const HalqaKind *kind,
        const char *words,
        HalqaRank rank,
        GByteArray *ranks,
        guint *n_found,
        GError **error)
{
  g_autoptr (HalqaStatement) statement =
          halqa_sql_prepare (self->sql,
                             "SELECT doc.row FROM words CROSS JOIN doc ON doc.no = words.rowid"
                             " WHERE words MATCH ?1 AND doc.kind = ?2",
                             error);
  int result;

  *n_found = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, words, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, halqa_schema_get_number (self->base.schema, kind));
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    *n_found += set_rank (ranks, (guint64) sqlite3_column_int64 (statement, 0), rank);
  return result == SQLITE_DONE;
}

/* The first field that is searched, where another one is. */
static const HalqaField *
find_title (const HalqaKind *kind)
{
  const HalqaField *title = NULL;

  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    if ((field->flags & HALQA_FIELD_SEARCHED) && title != NULL)
      return title;
    else if (field->flags & HALQA_FIELD_SEARCHED)
      title = field;
  return NULL;
}

/* The texts of a row, whose first column is `extra`, a line each: fields, and translations of the one
 * that is called @field, or of all. */
static char *
dup_texts (sqlite3_stmt *statement, const char *field)
{
  const gsize length = field != NULL ? strlen (field) : 0;
  GString *texts = g_string_new (NULL);
  HalqaCborReader reader;
  HalqaCborItem map, name, value;

  for (int i = 1; i < sqlite3_column_count (statement); i++)
    if (sqlite3_column_type (statement, i) == SQLITE_TEXT)
      g_string_append_printf (texts, "%s\n", sqlite3_column_text (statement, i));
  halqa_cbor_reader_init (&reader, sqlite3_column_blob (statement, 0),
                          sqlite3_column_bytes (statement, 0));
  if (!halqa_cbor_read (&reader, &map, NULL))
    return g_string_free (texts, FALSE);
  while (halqa_cbor_read (&reader, &name, NULL) && halqa_cbor_read (&reader, &value, NULL))
    if (value.type == HALQA_CBOR_TEXT &&
        (field == NULL || (name.size > length && name.data[length] == '@' &&
                           memcmp (name.data, field, length) == 0)))
      {
        g_string_append_len (texts, (const char *) value.data, (gssize) value.size);
        g_string_append_c (texts, '\n');
      }
  return g_string_free (texts, FALSE);
}

/* Raises the rank of those whose title holds all of @text. */
static gboolean
rank_titles (HalqaReader *self,
             const HalqaKind *kind,
             const char *text,
             GByteArray *ranks,
             GError **error)
{
  const HalqaField *title = find_title (kind);
  g_autofree char *sql = NULL;
  g_autoptr (HalqaStatement) statement = NULL;

  if (title == NULL || self->base.schema->holds_text == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT extra, f_%s FROM k_%s WHERE row = ?", title->name, kind->name);
  statement = halqa_sql_prepare (self->sql, sql, error);
  if (statement == NULL)
    return FALSE;
  for (guint row = 0; row < ranks->len; row++)
    {
      g_autofree char *titles = NULL;

      if (ranks->data[row] != HALQA_RANK_TYPED)
        continue;
      sqlite3_reset (statement);
      sqlite3_bind_int64 (statement, 1, row);
      if (halqa_sql_step (self->sql, statement, error) != SQLITE_ROW)
        return FALSE;
      titles = dup_texts (statement, title->name);
      if (self->base.schema->holds_text (titles, text))
        ranks->data[row] = HALQA_RANK_TITLE;
    }
  return TRUE;
}

/* The same of the records that the index does not know: where nothing can be written it never will. */
static gboolean
search_unindexed (HalqaReader *self,
                  const HalqaKind *kind,
                  const char *text,
                  GByteArray *ranks,
                  guint *n_found,
                  GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT extra");
  g_autoptr (HalqaStatement) statement = NULL;
  int result;

  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    if (field->flags & HALQA_FIELD_SEARCHED)
      g_string_append_printf (sql, ", f_%s", field->name);
  g_string_append_printf (sql,
                          ", row FROM k_%s WHERE row > coalesce ((SELECT upto FROM indexed WHERE"
                          " kind = ?1), 0) OR row IN (SELECT row FROM unindexed WHERE kind = ?1)",
                          kind->name);
  statement = halqa_sql_prepare (self->sql, sql->str, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (self->base.schema, kind));
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      g_autofree char *texts = dup_texts (statement, NULL);
      const int last = sqlite3_column_count (statement) - 1;

      if (self->base.schema->holds_text (texts, text))
        *n_found +=
            set_rank (ranks, (guint64) sqlite3_column_int64 (statement, last), HALQA_RANK_TYPED);
    }
  return result == SQLITE_DONE;
}

/* @words: an FTS5 query for @text as it was typed. */
static gboolean
search_typed (HalqaReader *self,
              const HalqaKind *kind,
              const char *text,
              const char *words,
              GByteArray *ranks,
              GError **error)
{
  guint n_found;

  if (!search (self, kind, words, HALQA_RANK_TYPED, ranks, &n_found, error))
    return FALSE;
  if (halqa_store_is_read_only (self->store) && self->base.schema->holds_text != NULL &&
      !search_unindexed (self, kind, text, ranks, &n_found, error))
    return FALSE;
  return n_found > TITLES_MAX || rank_titles (self, kind, text, ranks, error);
}

/**
 * halqa_reader_search:
 * @self: a reader
 * @kind: a kind
 * @text: words as typed
 * @error: %HALQA_SYNC_ERROR_INVALID for a kind that there is not, or any of the layer's
 *
 * For who has the rows already: which of them the words are in, without reading them; deleted records too.
 *
 * Returns: (transfer full) (nullable): for halqa_row_get_rank(); %NULL without an error where @text holds
 *   no word
 */
GByteArray *
halqa_reader_search (HalqaReader *self, const char *kind, const char *text, GError **error)
{
  const HalqaKind *known = halqa_schema_require_kind (self->base.schema, kind, error);
  g_autoptr (GByteArray) ranks = g_byte_array_new ();
  g_autofree char *words = NULL;
  g_autofree char *weak = NULL;
  guint n_found;

  if (known == NULL)
    return NULL;
  words = self->base.schema->query_text (text);
  if (words == NULL || !search_typed (self, known, text, words, ranks, error))
    return NULL;
  if (self->base.schema->weak_text != NULL)
    weak = self->base.schema->weak_text (text);
  if (weak != NULL && !search (self, known, weak, HALQA_RANK_WEAK, ranks, &n_found, error))
    return NULL;
  return g_steal_pointer (&ranks);
}

HalqaRank
halqa_row_get_rank (const GByteArray *ranks, guint64 row)
{
  return row < ranks->len ? ranks->data[row] : HALQA_RANK_NONE;
}

gint64
halqa_reader_get_fold (HalqaReader *self)
{
  gint64 number;

  return halqa_sql_get_int (self->sql, "SELECT value FROM meta WHERE key = 'fold'", 0, &number,
                            NULL)
             ? number
             : 0;
}
