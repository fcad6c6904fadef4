/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reader-private.h"

#include <string.h>

/* The log as replication reads it: in the order of arrival, by id, or as a set of (stamp, id).
 *
 * What is unchecked is not there for it. By numbers of arrival nothing behind the first such entry
 * is, either, so that a peer that counts them does not pass over it; what is checked already goes a
 * moment later. */

/**
 * halqa_reader_get_upto:
 * @self: a reader
 * @upto: (out): the newest arrival before which nothing is unchecked
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_reader_get_upto (HalqaReader *self, gint64 *upto, GError **error)
{
  return halqa_sql_get_int (
      self->sql,
      "SELECT coalesce ((SELECT min (first) - 1 FROM unchecked), (SELECT max (arrival) FROM log))",
      0, upto, error);
}

typedef struct
{
  gint64 first;
  gint64 last;
} Range;

/* (element-type Range): in the order of their arrivals; mostly none. */
static GArray *
list_unchecked (HalqaReader *self, GError **error)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT first, last FROM unchecked ORDER BY first",
                                    error);
  int result;

  if (statement == NULL)
    return NULL;
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      Range range = { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1) };

      g_array_append_val (ranges, range);
    }
  return result == SQLITE_DONE ? g_steal_pointer (&ranges) : NULL;
}

static int
compare_to_range (gconstpointer arrival, gconstpointer range)
{
  const Range *bounds = range;
  gint64 number = *(const gint64 *) arrival;

  return number < bounds->first ? -1 : number > bounds->last;
}

static gboolean
is_unchecked (GArray *ranges, gint64 arrival)
{
  return ranges->len > 0 &&
         bsearch (&arrival, ranges->data, ranges->len, sizeof (Range), compare_to_range) != NULL;
}

/* Gives @func the row that @statement stands on: arrival, stamp, device, entry, signature. */
static gboolean
give_entry (HalqaReader *self, sqlite3_stmt *statement, HalqaLogFunc func, gpointer user_data)
{
  const HalqaDeviceId *device =
      halqa_names_get_device (self->base.names, (guint) sqlite3_column_int64 (statement, 2));
  HalqaDot dot = { .stamp = (guint64) sqlite3_column_int64 (statement, 1) };

  /* A row that lost its device or signature is not passed on; "check" tells of it. */
  if (device == NULL || sqlite3_column_bytes (statement, 4) != HALQA_SIGNATURE_SIZE)
    return TRUE;
  dot.device = *device;
  return func ((guint64) sqlite3_column_int64 (statement, 0), &dot,
               sqlite3_column_blob (statement, 3), (gsize) sqlite3_column_bytes (statement, 3),
               sqlite3_column_blob (statement, 4), user_data);
}

static gboolean
walk (HalqaReader *self,
      const char *sql,
      guint64 after,
      guint64 upto,
      gint64 source,
      guint limit,
      HalqaLogFunc func,
      gpointer user_data,
      GError **error)
{
  g_autoptr (HalqaStatement) statement = NULL;
  gint64 checked;
  int result;

  if (!halqa_reader_get_upto (self, &checked, error))
    return FALSE;
  statement = halqa_sql_prepare (self->sql, sql, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) MIN (after, G_MAXINT64));
  sqlite3_bind_int64 (statement, 2, MIN ((gint64) MIN (upto, G_MAXINT64), checked));
  sqlite3_bind_int64 (statement, 3, source);
  sqlite3_bind_int64 (statement, 4, limit == 0 ? -1 : (gint64) limit);
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    if (!give_entry (self, statement, func, user_data))
      return TRUE;
  return result == SQLITE_DONE;
}

/* Source 0 is a person at this laptop; nobody is numbered -1. */
static gint64
find_source (HalqaReader *self, const guint8 *store)
{
  guint source = store == NULL ? 0 : halqa_names_find_peer (self->base.names, store);

  return source == 0 ? -1 : (gint64) source;
}

/**
 * halqa_reader_walk_log:
 * @self: a reader
 * @after: an arrival number
 * @upto: an arrival number
 * @except: (nullable): a store id, 8 bytes: what came from there is left out
 * @limit: at most so many, 0 for all
 * @func: (scope call): called for each
 * @user_data: for @func
 * @error: any of the layer's
 *
 * Returns: whether the walk came to its end, or @func ended it
 */
gboolean
halqa_reader_walk_log (HalqaReader *self,
                       guint64 after,
                       guint64 upto,
                       const guint8 *except,
                       guint limit,
                       HalqaLogFunc func,
                       gpointer user_data,
                       GError **error)
{
  return walk (self,
               "SELECT arrival, stamp, device, entry, signature FROM log"
               " WHERE arrival > ? AND arrival <= ? AND source <> ? ORDER BY arrival LIMIT ?",
               after, upto, find_source (self, except), limit, func, user_data, error);
}

/**
 * halqa_reader_walk_own:
 * @self: a reader
 * @after: an arrival number
 * @upto: an arrival number
 * @limit: at most so many, 0 for all
 * @func: (scope call): called for each
 * @user_data: for @func
 * @error: any of the layer's
 *
 * As halqa_reader_walk_log(), of what was written at this laptop alone.
 *
 * Returns: whether the walk came to its end, or @func ended it
 */
gboolean
halqa_reader_walk_own (HalqaReader *self,
                       guint64 after,
                       guint64 upto,
                       guint limit,
                       HalqaLogFunc func,
                       gpointer user_data,
                       GError **error)
{
  return walk (self,
               "SELECT arrival, stamp, device, entry, signature FROM log"
               " WHERE arrival > ? AND arrival <= ? AND source = ? ORDER BY arrival LIMIT ?",
               after, upto, 0, limit, func, user_data, error);
}

/**
 * halqa_reader_find_foreign:
 * @self: a reader
 * @after: an arrival number
 * @upto: a later one
 * @except: a store id, 8 bytes
 * @first: (out): the first arrival between them that neither was written here nor came from @except;
 *   0 where there is none
 * @error: any of the layer's
 *
 * Returns: whether it could be looked up
 */
gboolean
halqa_reader_find_foreign (HalqaReader *self,
                           guint64 after,
                           guint64 upto,
                           const guint8 *except,
                           guint64 *first,
                           GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql,
                                    "SELECT arrival FROM log WHERE arrival > ? AND arrival <= ?"
                                    " AND source <> 0 AND source <> ? ORDER BY arrival LIMIT 1",
                                    error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) MIN (after, G_MAXINT64));
  sqlite3_bind_int64 (statement, 2, (gint64) MIN (upto, G_MAXINT64));
  sqlite3_bind_int64 (statement, 3, find_source (self, except));
  result = halqa_sql_step (self->sql, statement, error);
  *first = result == SQLITE_ROW ? (guint64) sqlite3_column_int64 (statement, 0) : 0;
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

static int
compare_arrivals (gconstpointer a, gconstpointer b)
{
  gint64 arrival_a = *(const gint64 *) a;
  gint64 arrival_b = *(const gint64 *) b;

  return arrival_a < arrival_b ? -1 : arrival_a > arrival_b;
}

/**
 * halqa_reader_find_arrivals:
 * @self: a reader
 * @ids: (array length=n_ids): entry ids
 * @n_ids: how many
 * @error: any of the layer's
 *
 * There is no index on ids alone: reconciliation asks for many at once, and one walk over the index
 * by stamp, which holds the ids, costs 10 ms for 100,000.
 *
 * Returns: (element-type gint64) (transfer full): the arrival numbers of those that are there,
 *   ascending
 */
GArray *
halqa_reader_find_arrivals (HalqaReader *self, const HalqaEntryId *ids, guint n_ids, GError **error)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (halqa_entry_id_hash, halqa_entry_id_equal);
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) unchecked = list_unchecked (self, error);
  g_autoptr (HalqaStatement) statement = NULL;
  int result;

  if (unchecked != NULL)
    statement =
        halqa_sql_prepare (self->sql, "SELECT id, arrival FROM log INDEXED BY log_by_stamp", error);
  if (statement == NULL)
    return NULL;
  for (guint i = 0; i < n_ids; i++)
    g_hash_table_add (wanted, (gpointer) &ids[i]);
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      gint64 arrival = sqlite3_column_int64 (statement, 1);

      if (sqlite3_column_bytes (statement, 0) == HALQA_ENTRY_ID_SIZE &&
          g_hash_table_contains (wanted, sqlite3_column_blob (statement, 0)) &&
          !is_unchecked (unchecked, arrival))
        g_array_append_val (arrivals, arrival);
    }
  g_array_sort (arrivals, compare_arrivals);
  return result == SQLITE_DONE ? g_steal_pointer (&arrivals) : NULL;
}

/**
 * halqa_reader_walk_items:
 * @self: a reader
 * @func: (scope call): called for each entry
 * @user_data: for @func
 * @error: any of the layer's
 *
 * In the order of the stamps; entries of one stamp in any.
 *
 * Returns: whether all were given
 */
gboolean
halqa_reader_walk_items (HalqaReader *self, HalqaItemFunc func, gpointer user_data, GError **error)
{
  g_autoptr (GArray) unchecked = list_unchecked (self, error);
  g_autoptr (HalqaStatement) statement = NULL;
  int result;

  if (unchecked != NULL)
    statement = halqa_sql_prepare (
        self->sql, "SELECT stamp, id, arrival FROM log INDEXED BY log_by_stamp ORDER BY stamp",
        error);
  if (statement == NULL)
    return FALSE;
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    if (sqlite3_column_bytes (statement, 1) == HALQA_ENTRY_ID_SIZE &&
        !is_unchecked (unchecked, sqlite3_column_int64 (statement, 2)))
      func ((guint64) sqlite3_column_int64 (statement, 0), sqlite3_column_blob (statement, 1),
            user_data);
  return result == SQLITE_DONE;
}

/**
 * halqa_reader_get_seen:
 * @self: a reader
 * @peer: a store id, 8 bytes
 * @seen: (out): how far its arrivals have been read
 * @acked: (out): how far it has read ours
 *
 * Returns: whether an exchange with it ever ended; both are 0 where not
 */
gboolean
halqa_reader_get_seen (HalqaReader *self, const guint8 *peer, guint64 *seen, guint64 *acked)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT seen, acked FROM peer WHERE name = ?", NULL);

  *seen = *acked = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_blob (statement, 1, peer, HALQA_STORE_ID_SIZE, SQLITE_STATIC);
  if (halqa_sql_step (self->sql, statement, NULL) != SQLITE_ROW)
    return FALSE;
  *seen = (guint64) sqlite3_column_int64 (statement, 0);
  *acked = (guint64) sqlite3_column_int64 (statement, 1);
  return *seen > 0 || *acked > 0;
}
