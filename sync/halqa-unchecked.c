/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-writer.h"

#include <string.h>

/* Entries that were folded before their signatures were checked (protocol, section 3, "first
 * contact"): which they are, and what becomes of them.
 *
 * They stand in the log as any other, and `unchecked` names the arrivals of each transaction that
 * brought some. So they are known after a crash. Until they are checked they are no part of the
 * fingerprint, no reader passes them on, and as far as notes of replaced writes go they have not
 * arrived: a false entry that bears a dot of somebody else must not be what hides that the true one
 * is missing.
 *
 * One that proves false is taken out of the log, and the records that it wrote are folded anew from
 * what is left. Nothing else knows of it.
 *
 * Rejected: a mark in each row of the log (to clear it would write the whole forum a second time);
 * a table for those that wait (they would be folded from two places). */

/**
 * halqa_writer_note_unchecked:
 * @self: a writer with a transaction open
 * @first: arrival number of the first entry that it brought
 * @last: of the last; all between them are of this transaction, too
 * @error: any of the layer's
 *
 * Returns: whether they are noted
 */
gboolean
halqa_writer_note_unchecked (HalqaWriter *self, gint64 first, gint64 last, GError **error)
{
  sqlite3_stmt *statement =
      halqa_sql_prepare (self->sql, "INSERT INTO unchecked (first, last) VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, first);
  sqlite3_bind_int64 (statement, 2, last);
  return halqa_sql_run (self->sql, statement, error);
}

/**
 * halqa_writer_find_unchecked:
 * @self: a writer
 * @after: an arrival number
 * @range: (out caller-allocates): the first range behind it
 * @found: (out): whether there is one
 * @error: any of the layer's
 *
 * Returns: whether the database could be asked
 */
gboolean
halqa_writer_find_unchecked (HalqaWriter *self,
                             gint64 after,
                             HalqaRange *range,
                             gboolean *found,
                             GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->sql, "SELECT first, last FROM unchecked WHERE first > ? ORDER BY first LIMIT 1", error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, after);
  result = halqa_sql_step (self->sql, statement, error);
  *found = result == SQLITE_ROW;
  if (*found)
    *range =
        (HalqaRange){ sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1) };
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

/**
 * halqa_writer_read_range:
 * @self: a writer
 * @range: of arrivals
 * @func: called for each entry that is there
 * @user_data: for @func
 * @error: any of the layer's
 *
 * Returns: whether the log could be read
 */
gboolean
halqa_writer_read_range (HalqaWriter *self,
                         const HalqaRange *range,
                         HalqaRangeFunc func,
                         gpointer user_data,
                         GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->sql,
      "SELECT arrival, entry, signature FROM log WHERE arrival BETWEEN ? AND ? ORDER BY arrival",
      error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, range->first);
  sqlite3_bind_int64 (statement, 2, range->last);
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    func (sqlite3_column_int64 (statement, 0), sqlite3_column_blob (statement, 1),
          (gsize) sqlite3_column_bytes (statement, 1), sqlite3_column_blob (statement, 2),
          (gsize) sqlite3_column_bytes (statement, 2), user_data);
  return result == SQLITE_DONE;
}

static gboolean
run_for (HalqaWriter *self, const char *sql, gint64 number, GError **error)
{
  sqlite3_stmt *statement = halqa_sql_prepare (self->sql, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, number);
  return halqa_sql_run (self->sql, statement, error);
}

/* The records that the entry wrote forget it. */
static gboolean
detach (HalqaWriter *self, gint64 arrival, GHashTable *states, GError **error)
{
  HalqaEntry *entry = halqa_base_get_entry (&self->fold.base, arrival, error);
  const HalqaWrite *writes;
  guint n_writes;

  if (entry == NULL)
    return FALSE;
  writes = halqa_entry_get_writes (entry, &n_writes);
  for (guint i = 0; i < n_writes; i++)
    {
      const HalqaKind *kind = halqa_schema_find_kind (self->fold.base.schema, writes[i].kind);
      HalqaState *state;

      if (kind == NULL)
        continue;
      state = halqa_fold_get_state (&self->fold, kind, &writes[i].record, error);
      if (state == NULL || !halqa_state_forget_arrival (&self->fold.base, state, arrival, error))
        return FALSE;
      g_hash_table_add (states, state);
    }
  return TRUE;
}

static gboolean
strike_one (HalqaWriter *self, gint64 arrival, GHashTable *states, GError **error)
{
  return detach (self, arrival, states, error) &&
         run_for (self, "DELETE FROM log WHERE arrival = ?", arrival, error);
}

/* Entries that proved false go, and their records are folded anew, each once. */
static gboolean
strike_out (HalqaWriter *self, GArray *arrivals, GError **error)
{
  g_autoptr (GHashTable) states = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer state;

  for (guint i = 0; i < arrivals->len; i++)
    if (!strike_one (self, g_array_index (arrivals, gint64, i), states, error))
      return FALSE;
  self->fold.arrival = G_MAXINT64;
  g_hash_table_iter_init (&iter, states);
  while (g_hash_table_iter_next (&iter, &state, NULL))
    if (!halqa_fold_refold (&self->fold, state, error))
      return FALSE;
  return run_for (self, "UPDATE state SET struck = struck + ?", arrivals->len, error);
}

/* Whether no other process was quicker. */
static gboolean
still_stands (HalqaWriter *self, const HalqaRange *range, gboolean *stands, GError **error)
{
  HalqaRange found;

  if (!halqa_writer_find_unchecked (self, range->first - 1, &found, stands, error))
    return FALSE;
  *stands = *stands && found.first == range->first && found.last == range->last;
  return TRUE;
}

/**
 * halqa_writer_settle_range:
 * @self: a writer without a transaction open
 * @range: of unchecked arrivals
 * @sound: (element-type HalqaEntryId): ids of those that were signed by whom they name
 * @false_ones: (element-type gint64): arrivals of the others
 * @error: any of the layer's
 *
 * Returns: whether the sound ones are like any other now, and the false ones gone, on disk
 */
gboolean
halqa_writer_settle_range (HalqaWriter *self,
                           const HalqaRange *range,
                           GArray *sound,
                           GArray *false_ones,
                           GError **error)
{
  gboolean stands;

  if (!halqa_writer_begin (self, error))
    return FALSE;
  if (!still_stands (self, range, &stands, error))
    goto failed;
  if (!stands)
    {
      halqa_writer_rollback (self);
      return TRUE;
    }
  for (guint i = 0; i < sound->len; i++)
    halqa_fingerprint_add (&self->fingerprint, &g_array_index (sound, HalqaEntryId, i));
  if (false_ones->len > 0 && !strike_out (self, false_ones, error))
    goto failed;
  if (!run_for (self, "DELETE FROM unchecked WHERE first = ?", range->first, error))
    goto failed;
  self->n_struck += false_ones->len;
  return halqa_writer_commit (self, error);

failed:
  halqa_writer_rollback (self);
  return FALSE;
}

/* What one range comes to, checked here and now. */
typedef struct
{
  const HalqaId *forum;
  GArray *sound;
  GArray *false_ones;
} Verdict;

static void
check_cb (gint64 arrival,
          const guint8 *bytes,
          gsize size,
          const guint8 *signature,
          gsize signature_size,
          gpointer user_data)
{
  Verdict *verdict = user_data;
  g_autoptr (HalqaEntry) entry = NULL;

  if (signature_size == HALQA_SIGNATURE_SIZE)
    entry = halqa_entry_parse (verdict->forum, bytes, size, signature, NULL);
  if (entry != NULL && halqa_entry_verify (entry, NULL))
    g_array_append_vals (verdict->sound, halqa_entry_get_id (entry), 1);
  else
    g_array_append_val (verdict->false_ones, arrival);
}

static gboolean
settle_next (HalqaWriter *self, const HalqaRange *range, GError **error)
{
  g_autoptr (GArray) sound = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GArray) false_ones = g_array_new (FALSE, FALSE, sizeof (gint64));
  Verdict verdict = { &self->key.forum, sound, false_ones };

  return halqa_writer_read_range (self, range, check_cb, &verdict, error) &&
         halqa_writer_settle_range (self, range, sound, false_ones, error);
}

/**
 * halqa_writer_settle_all:
 * @self: a writer without a transaction open
 * @error: any of the layer's
 *
 * Checks on this thread what is unchecked: before a check of the whole.
 *
 * Returns: whether nothing is unchecked any more
 */
gboolean
halqa_writer_settle_all (HalqaWriter *self, GError **error)
{
  HalqaRange range;
  gboolean found = TRUE;
  gboolean settled = TRUE;

  while (settled && found)
    settled = halqa_writer_find_unchecked (self, 0, &range, &found, error) &&
              (!found || settle_next (self, &range, error));
  return settled;
}

/**
 * halqa_writer_purge_unchecked:
 * @self: a writer with a transaction open in which the tables are made anew
 * @error: any of the layer's
 *
 * Checks on this thread what is unchecked, and takes false entries out of the log, but for the
 * tables, which may be of another form.
 *
 * Returns: whether nothing is unchecked any more
 */
gboolean
halqa_writer_purge_unchecked (HalqaWriter *self, GError **error)
{
  g_autoptr (GArray) sound = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GArray) false_ones = g_array_new (FALSE, FALSE, sizeof (gint64));
  Verdict verdict = { &self->key.forum, sound, false_ones };
  HalqaRange range = { 0, 0 };
  gboolean found = TRUE;

  while (found)
    if (!halqa_writer_find_unchecked (self, range.first, &range, &found, error) ||
        (found && !halqa_writer_read_range (self, &range, check_cb, &verdict, error)))
      return FALSE;
  for (guint i = 0; i < false_ones->len; i++)
    if (!run_for (self, "DELETE FROM log WHERE arrival = ?", g_array_index (false_ones, gint64, i),
                  error))
      return FALSE;
  return run_for (self, "UPDATE state SET struck = struck + ?", false_ones->len, error) &&
         halqa_sql_exec (self->sql, "DELETE FROM unchecked", error);
}
