/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-writer.h"

#include <string.h>

/* Numbers that this store gives once each, such as those of references.
 *
 * Rule: a number is taken in the transaction that writes the text made of it, so that two processes on
 * one folder never take the same, and a transaction that fails gives it back. What was given is kept
 * beside the log, not in it: a number that is used up stays used up when the field is emptied or the
 * record is deleted, and a file that was put back, which forgets what it gave, is another store
 * (halqa-writer-binding.c). So a text that names the store beside the number stands in one record only.
 *
 * A text that some record shows already was not given here: somebody typed it, or it came with an
 * import. It is passed over. What the open transaction writes is in no table yet, so that is kept
 * beside them.
 *
 * Rejected: the greatest number that is shown, and one more. Whoever empties a field would have its
 * number given again, to another record. */

#define NUMBER_SIZE 8

static char *
dup_key (const HalqaNumbering *numbering)
{
  return g_strconcat ("number ", numbering->counter, NULL);
}

static gboolean
read_number (HalqaWriter *self, const char *key, guint64 *number, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  *number = 0;
  if (!halqa_writer_get_meta (self, key, &bytes, error))
    return FALSE;
  if (bytes != NULL && g_bytes_get_size (bytes) == NUMBER_SIZE)
    {
      memcpy (number, g_bytes_get_data (bytes, NULL), NUMBER_SIZE);
      *number = GUINT64_FROM_BE (*number);
    }
  return TRUE;
}

static gboolean
put_number (HalqaWriter *self, const char *key, guint64 number, GError **error)
{
  guint64 bytes = GUINT64_TO_BE (number);

  return halqa_writer_put_meta (self, key, &bytes, sizeof bytes, error);
}

static char *
dup_place (const HalqaKind *kind, const char *field, const char *text)
{
  return g_strjoin (" ", kind->name, field, text, NULL);
}

/**
 * halqa_writer_note_text:
 * @self: a writer with a transaction open
 * @kind: of a record
 * @field: of the record, one whose texts are made of numbers
 * @text: what the transaction writes there
 * @record: its id
 */
void
halqa_writer_note_text (HalqaWriter *self,
                        const HalqaKind *kind,
                        const char *field,
                        const char *text,
                        const HalqaId *record)
{
  g_hash_table_insert (self->texts, dup_place (kind, field, text),
                       g_memdup2 (record, sizeof *record));
}

/**
 * halqa_writer_is_taken:
 * @self: a writer with a transaction open
 * @kind: of a record
 * @field: of the record, one whose texts are made of numbers
 * @text: what it is to hold
 * @record: its id
 * @taken: (out): whether another record of the kind shows that, or gets it in this transaction
 * @error: any of the layer's
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_writer_is_taken (HalqaWriter *self,
                       const HalqaKind *kind,
                       const char *field,
                       const char *text,
                       const HalqaId *record,
                       gboolean *taken,
                       GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT 1 FROM k_%s WHERE f_%s = ? AND id != ? LIMIT 1", kind->name, field);
  g_autofree char *place = dup_place (kind, field, text);
  const HalqaId *noted = g_hash_table_lookup (self->texts, place);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (self->sql, sql, error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, text, -1, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 2, record->bytes, HALQA_ID_SIZE, SQLITE_STATIC);
  result = halqa_sql_step (self->sql, statement, error);
  *taken = result == SQLITE_ROW || (noted != NULL && !halqa_id_equal (noted, record));
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

/* All texts of the field, for where the first ones are taken: one look at the table, not one for each
 * number. */
static GHashTable *
read_shown (HalqaWriter *self, const HalqaKind *kind, const char *field, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT f_%s FROM k_%s WHERE f_%s IS NOT NULL", field, kind->name, field);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (self->sql, sql, error);
  g_autoptr (GHashTable) shown = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, NULL);
  int result = SQLITE_ROW;

  if (statement == NULL)
    return NULL;
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    g_hash_table_add (shown, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  return result == SQLITE_DONE ? g_steal_pointer (&shown) : NULL;
}

static gboolean
is_noted (HalqaWriter *self, const HalqaKind *kind, const char *field, const char *text)
{
  g_autofree char *place = dup_place (kind, field, text);

  return g_hash_table_contains (self->texts, place);
}

/* The first number from @number on whose text is free. */
static char *
find_free (HalqaWriter *self,
           const HalqaKind *kind,
           const char *field,
           const HalqaId *record,
           const HalqaNumbering *numbering,
           guint64 *number,
           GError **error)
{
  g_autofree char *text = numbering->func (*number, numbering->user_data);
  g_autoptr (GHashTable) shown = NULL;
  gboolean taken;

  if (!halqa_writer_is_taken (self, kind, field, text, record, &taken, error))
    return NULL;
  if (!taken)
    return g_steal_pointer (&text);
  shown = read_shown (self, kind, field, error);
  while (shown != NULL &&
         (g_hash_table_contains (shown, text) || is_noted (self, kind, field, text)))
    {
      g_free (text);
      text = numbering->func (++*number, numbering->user_data);
    }
  return shown != NULL ? g_steal_pointer (&text) : NULL;
}

/**
 * halqa_writer_take_number:
 * @self: a writer with a transaction open
 * @kind: of the record that the text is for
 * @field: of the record
 * @record: its id
 * @numbering: which numbers, and what becomes of them
 * @error: any of the layer's
 *
 * Returns: (transfer full): the text
 */
char *
halqa_writer_take_number (HalqaWriter *self,
                          const HalqaKind *kind,
                          const char *field,
                          const HalqaId *record,
                          const HalqaNumbering *numbering,
                          GError **error)
{
  g_autofree char *key = dup_key (numbering);
  g_autofree char *text = NULL;
  guint64 number;

  if (!read_number (self, key, &number, error))
    return NULL;
  number++;
  text = find_free (self, kind, field, record, numbering, &number, error);
  if (text == NULL || !put_number (self, key, number + numbering->count - 1, error))
    return NULL;
  return g_steal_pointer (&text);
}
