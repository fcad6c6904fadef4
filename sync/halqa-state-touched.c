/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-state.h"

/* Which entries wrote a record: the newest of them in its row, older ones in the side table, some
 * thirty to a row (halqa-state-save.c moves them there). For the history, for a check, and for when
 * the record has to be folded anew. */

/**
 * halqa_state_pack_arrivals:
 * @arrivals: (array length=n): ascending
 * @n: how many
 *
 * Returns: (transfer full): the first of them, then by how much each is greater
 */
GByteArray *
halqa_state_pack_arrivals (const gint64 *arrivals, guint n)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    halqa_varint_put (out, (guint64) (arrivals[i] - (i == 0 ? 0 : arrivals[i - 1])));
  return out;
}

/**
 * halqa_state_unpack_arrivals:
 * @arrivals: (element-type gint64): is appended to
 * @data: (array length=size): of halqa_state_pack_arrivals()
 * @size: bytes
 * @error: %HALQA_SYNC_ERROR_DAMAGED
 *
 * Returns: whether that is what the bytes were
 */
gboolean
halqa_state_unpack_arrivals (GArray *arrivals, const guint8 *data, gsize size, GError **error)
{
  const guint8 *end = size > 0 ? data + size : data;
  gint64 arrival = 0;
  guint64 step;

  while (data < end)
    {
      if (!halqa_varint_take (&data, end, &step))
        return halqa_state_fail_damaged (error);
      arrival += (gint64) step;
      g_array_append_val (arrivals, arrival);
    }
  return TRUE;
}

/* Appends what the side table holds; @sql: a query with kind and row as its first parameters, and
 * @arrival as its third. */
static gboolean
read_touched (HalqaBase *base,
              HalqaState *self,
              const char *sql,
              gint64 arrival,
              GArray *arrivals,
              GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (base->sql, sql, error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (base->schema, self->kind));
  sqlite3_bind_int64 (statement, 2, self->row);
  sqlite3_bind_int64 (statement, 3, arrival);
  while ((result = halqa_sql_step (base->sql, statement, error)) == SQLITE_ROW)
    if (!halqa_state_unpack_arrivals (arrivals, sqlite3_column_blob (statement, 0),
                                      sqlite3_column_bytes (statement, 0), error))
      return FALSE;
  return result == SQLITE_DONE;
}

/**
 * halqa_state_list_touched:
 * @base: a base
 * @self: a state
 * @arrivals: (element-type gint64): is appended to
 * @error: any of the layer's
 *
 * Returns: whether all that wrote the record could be listed, ascending
 */
gboolean
halqa_state_list_touched (HalqaBase *base, HalqaState *self, GArray *arrivals, GError **error)
{
  if (!read_touched (base, self,
                     "SELECT arrivals FROM touch WHERE kind = ? AND row = ? AND first <= ?"
                     " ORDER BY first",
                     G_MAXINT64, arrivals, error))
    return FALSE;
  g_array_append_vals (arrivals, self->touched->data, self->touched->len);
  return TRUE;
}

/**
 * halqa_state_list_older:
 * @base: a base
 * @self: a state
 * @arrival: a number
 * @arrivals: (element-type gint64): is appended to
 * @error: any of the layer's
 *
 * Returns: whether the row of the side table could be read that has @arrival, if one has
 */
gboolean
halqa_state_list_older (HalqaBase *base,
                        HalqaState *self,
                        gint64 arrival,
                        GArray *arrivals,
                        GError **error)
{
  return read_touched (base, self,
                       "SELECT arrivals FROM touch WHERE kind = ? AND row = ? AND first <= ?"
                       " ORDER BY first DESC LIMIT 1",
                       arrival, arrivals, error);
}

static gboolean
run (HalqaBase *base,
     HalqaState *self,
     const char *sql,
     gint64 first,
     const GByteArray *packed,
     GError **error)
{
  sqlite3_stmt *statement = halqa_sql_prepare (base->sql, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (base->schema, self->kind));
  sqlite3_bind_int64 (statement, 2, self->row);
  sqlite3_bind_int64 (statement, 3, first);
  if (packed != NULL)
    sqlite3_bind_blob (statement, 4, packed->data, (int) packed->len, SQLITE_STATIC);
  return halqa_sql_run (base->sql, statement, error);
}

/**
 * halqa_state_spill_touched:
 * @base: a base
 * @self: a state that has a row
 * @arrivals: (element-type gint64): one at least
 * @error: any of the layer's
 *
 * Returns: whether they are a row of the side table
 */
gboolean
halqa_state_spill_touched (HalqaBase *base, HalqaState *self, GArray *arrivals, GError **error)
{
  const gint64 *numbers = (const gint64 *) arrivals->data;
  g_autoptr (GByteArray) packed = halqa_state_pack_arrivals (numbers, arrivals->len);

  return run (base, self,
              "INSERT OR REPLACE INTO touch (kind, row, first, arrivals) VALUES (?, ?, ?, ?)",
              numbers[0], packed, error);
}

static gboolean
remove_arrival (GArray *arrivals, gint64 arrival)
{
  for (guint i = 0; i < arrivals->len; i++)
    if (g_array_index (arrivals, gint64, i) == arrival)
      {
        g_array_remove_index (arrivals, i);
        return TRUE;
      }
  return FALSE;
}

/**
 * halqa_state_forget_arrival:
 * @base: a base
 * @self: a state
 * @arrival: of an entry that was struck out
 * @error: any of the layer's
 *
 * Returns: whether the record no longer names it; its leaves are to be folded anew
 */
gboolean
halqa_state_forget_arrival (HalqaBase *base, HalqaState *self, gint64 arrival, GError **error)
{
  g_autoptr (GArray) older = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 first;

  if (remove_arrival (self->touched, arrival))
    return TRUE;
  if (!halqa_state_list_older (base, self, arrival, older, error))
    return FALSE;
  first = older->len > 0 ? g_array_index (older, gint64, 0) : 0;
  if (!remove_arrival (older, arrival))
    return TRUE;
  if (!run (base, self, "DELETE FROM touch WHERE kind = ? AND row = ? AND first = ?", first, NULL,
            error))
    return FALSE;
  return older->len == 0 || halqa_state_spill_touched (base, self, older, error);
}
