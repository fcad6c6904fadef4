/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-since.h"

#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-error.h"
#include "halqa-reader-private.h"
#include "halqa-store-private.h"

/* What is new here. Two orders could answer that, and they answer different questions: the stamps,
 * by which everybody agrees on what was written when, and the numbers of arrival, which mean
 * something on this laptop alone.
 *
 * - What has nobody here seen yet? What arrived after the number that was noted when somebody looked
 *   last. A stamp can't tell: what was written yesterday in another room, and came today, is new.
 * - What has changed since two o'clock? What arrived since: `moment` says when that was, to a second,
 *   by the clock of this laptop. Where the forum came to this laptop later than that there is no
 *   arrival to go by, for all of it came at once; then the stamps tell.
 * - What has changed since that laptop was here? What arrived after what it has read of ours (that
 *   is noted for the exchange, in `peer`). While it is here, after what it had read when it was here
 *   the time before, so that what it brings is told as well.
 * - What has changed since the last exchange? What that brought, and what came after it: all that
 *   arrived after the number that stood when that laptop, or any, came.
 *
 * A laptop that is silent for ten minutes has left, and comes anew when it is heard of again: one
 * visit is a row that is written once, not at each of its exchanges.
 *
 * Rule: nothing is passed over. A clock that was set back leaves moments that lie ahead; they are
 * set back with it, and a moment counts from the beginning of its second. So rather too much is told
 * than too little. All of it stands in the forum's file, for a number of arrival means nothing
 * outside of it, and is nobody's but this laptop's: none of it is replicated.
 *
 * Rejected: a time beside each entry of the log. It would cost every entry, of which many come in
 * one second, what a row for each second tells. */

/**
 * halqa_reader_get_newest:
 * @self: a reader
 * @arrival: (out): the newest arrival; 0 where nothing is here
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_reader_get_newest (HalqaReader *self, guint64 *arrival, GError **error)
{
  return halqa_sql_get_int (self->sql, "SELECT max (arrival) FROM log", 0, (gint64 *) arrival,
                            error);
}

/**
 * halqa_reader_get_looked:
 * @self: a reader
 * @arrival: (out): up to where somebody has looked; 0 for never
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_reader_get_looked (HalqaReader *self, guint64 *arrival, GError **error)
{
  return halqa_sql_get_int (self->sql, "SELECT value FROM meta WHERE key = 'looked'", 0,
                            (gint64 *) arrival, error);
}

static gboolean
set_looked_job (HalqaStore *self, gpointer data, GError **error)
{
  HalqaSql *sql = self->writer->sql;
  sqlite3_stmt *statement;

  if (!halqa_store_check_writable (self, error))
    return FALSE;
  statement =
      halqa_sql_prepare (sql, "INSERT OR REPLACE INTO meta (key, value) VALUES ('looked', ?)",
                         error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) * (guint64 *) data);
  return halqa_sql_run (sql, statement, error);
}

/**
 * halqa_store_set_looked:
 * @self: a store
 * @arrival: up to where somebody has looked
 * @error: any of the layer's
 *
 * Blocks.
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_store_set_looked (HalqaStore *self, guint64 arrival, GError **error)
{
  return halqa_store_run (self, set_looked_job, &arrival, error);
}

/**
 * halqa_store_set_looked_async:
 * @self: a store
 * @arrival: up to where somebody has looked
 * @cancellable: (nullable): only before it has begun
 * @callback: (nullable): called in the caller's context when it is on disk
 * @user_data: for @callback
 */
void
halqa_store_set_looked_async (HalqaStore *self,
                              guint64 arrival,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_store_set_looked_async);
  g_task_set_task_data (task, g_memdup2 (&arrival, sizeof arrival), g_free);
  halqa_store_run_task (task, set_looked_job);
}

gboolean
halqa_store_set_looked_finish (HalqaStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- a moment */

/**
 * halqa_reader_find_moment:
 * @self: a reader
 * @moment: Unix time in milliseconds
 * @arrival: (out): the last arrival before it
 * @known: (out): whether anything was here then
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_reader_find_moment (HalqaReader *self,
                          gint64 moment,
                          guint64 *arrival,
                          gboolean *known,
                          GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql,
                                    "SELECT (SELECT min (arrival) - 1 FROM moment WHERE at >= ?1),"
                                    " (SELECT max (arrival) FROM log),"
                                    " EXISTS (SELECT 1 FROM moment WHERE at < ?1)",
                                    error);
  int column;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, moment - 1000);
  if (halqa_sql_step (self->sql, statement, error) != SQLITE_ROW)
    return FALSE;
  column = sqlite3_column_type (statement, 0) == SQLITE_NULL ? 1 : 0;
  *arrival = (guint64) sqlite3_column_int64 (statement, column);
  *known = sqlite3_column_int (statement, 2) != 0;
  return TRUE;
}

static gboolean
set_moments_back (HalqaWriter *self, gint64 now, GError **error)
{
  sqlite3_stmt *statement =
      halqa_sql_prepare (self->sql, "UPDATE moment SET at = ?1 WHERE at > ?1", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, now);
  return halqa_sql_run (self->sql, statement, error);
}

/**
 * halqa_writer_note_moment:
 * @self: a writer with a transaction open
 * @arrival: the first that came with it
 * @error: any of the layer's
 *
 * Returns: whether it is known when that was
 */
gboolean
halqa_writer_note_moment (HalqaWriter *self, gint64 arrival, GError **error)
{
  gint64 now = (gint64) halqa_clock_now_ms ();
  sqlite3_stmt *statement;

  if (now >= self->moment && now < self->moment + 1000)
    return TRUE;
  if (now < self->moment && !set_moments_back (self, now, error))
    return FALSE;
  statement =
      halqa_sql_prepare (self->sql, "INSERT OR REPLACE INTO moment (arrival, at) VALUES (?, ?)",
                         error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, arrival);
  sqlite3_bind_int64 (statement, 2, now);
  self->moment = now;
  return halqa_sql_run (self->sql, statement, error);
}

/* --- visits */

/**
 * halqa_reader_get_visit:
 * @self: a reader
 * @device: (nullable): a laptop, or %NULL for whoever came last
 * @visit: (out caller-allocates): the last one
 * @found: (out): whether there was any
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_reader_get_visit (HalqaReader *self,
                        const HalqaDeviceId *device,
                        HalqaVisit *visit,
                        gboolean *found,
                        GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->sql,
      device != NULL
          ? "SELECT device, began, first, before FROM visit WHERE device = ?"
          : "SELECT device, began, first, before FROM visit ORDER BY first DESC, began DESC",
      error);
  int result;

  if (statement == NULL)
    return FALSE;
  if (device != NULL)
    sqlite3_bind_blob (statement, 1, device->bytes, sizeof device->bytes, SQLITE_STATIC);
  result = halqa_sql_step (self->sql, statement, error);
  *found = result == SQLITE_ROW && sqlite3_column_bytes (statement, 0) == sizeof visit->device;
  if (*found)
    {
      memcpy (&visit->device, sqlite3_column_blob (statement, 0), sizeof visit->device);
      visit->began = sqlite3_column_int64 (statement, 1);
      visit->first = (guint64) sqlite3_column_int64 (statement, 2);
      visit->before = (guint64) sqlite3_column_int64 (statement, 3);
    }
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

/**
 * halqa_reader_find_absence:
 * @self: a reader
 * @device: a laptop
 * @arrival: (out): what came after it is new since its last visit
 * @found: (out): whether it was ever here
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_reader_find_absence (HalqaReader *self,
                           const HalqaDeviceId *device,
                           guint64 *arrival,
                           gboolean *found,
                           GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint64 seen, acked;
  HalqaVisit visit;
  gint64 met;
  guint8 peer[HALQA_STORE_ID_SIZE];

  if (!halqa_reader_get_visit (self, device, &visit, found, error))
    return FALSE;
  *arrival = *found ? visit.before : 0;
  if (!*found || !halqa_acquaintances_find (self->store, device, peer, &met))
    return TRUE;
  if (ABS (now - met) < HALQA_VISIT_GAP)
    return TRUE;
  halqa_reader_get_seen (self, peer, &seen, &acked);
  *arrival = MAX (*arrival, acked);
  return TRUE;
}

typedef struct
{
  HalqaDeviceId device;
  gboolean has_peer;
  guint8 peer[HALQA_STORE_ID_SIZE];
} Visit;

static gboolean
write_visit (HalqaSql *sql, const Visit *visit, GError **error)
{
  sqlite3_stmt *statement = halqa_sql_prepare (
      sql,
      "INSERT INTO visit (device, began, first, before) VALUES (?1, ?2,"
      " coalesce ((SELECT max (arrival) FROM log), 0),"
      " coalesce ((SELECT acked FROM peer WHERE name = ?3), 0)) ON CONFLICT (device) DO UPDATE SET"
      " began = excluded.began, first = excluded.first, before = max (before, excluded.before)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_blob (statement, 1, visit->device.bytes, sizeof visit->device.bytes, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, g_get_real_time () / 1000);
  if (visit->has_peer)
    sqlite3_bind_blob (statement, 3, visit->peer, sizeof visit->peer, SQLITE_STATIC);
  return halqa_sql_run (sql, statement, error);
}

static gboolean
note_visit_job (HalqaStore *self, gpointer data, GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (!self->read_only && !write_visit (self->writer->sql, data, &fault))
    g_message ("When a laptop came can't be noted: %s", fault->message);
  return TRUE;
}

/**
 * halqa_store_note_visit:
 * @self: a store
 * @device: a laptop that was not heard of for a while
 * @peer: (nullable): its store id, 8 bytes, where that is known
 *
 * To be called before what it brings is applied. Doesn't wait, and tells nobody: that it can't be
 * noted hinders nothing.
 */
void
halqa_store_note_visit (HalqaStore *self, const HalqaDeviceId *device, const guint8 *peer)
{
  Visit *visit = g_new0 (Visit, 1);

  g_return_if_fail (HALQA_IS_STORE (self) && device != NULL);
  visit->device = *device;
  visit->has_peer = peer != NULL;
  if (peer != NULL)
    memcpy (visit->peer, peer, sizeof visit->peer);
  halqa_store_post (self, note_visit_job, visit, g_free);
}

/* --- entries as they came */

/* Of the columns arrival, entry and signature; what is damaged is for "check" to tell of. */
static gboolean
walk (HalqaReader *self,
      sqlite3_stmt *statement,
      HalqaArrivalFunc func,
      gpointer user_data,
      GError **error)
{
  int result;

  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      g_autoptr (HalqaEntry) entry = NULL;

      if (sqlite3_column_bytes (statement, 2) != HALQA_SIGNATURE_SIZE)
        continue;
      entry = halqa_entry_parse (&self->base.forum, sqlite3_column_blob (statement, 1),
                                 sqlite3_column_bytes (statement, 1),
                                 sqlite3_column_blob (statement, 2), NULL);
      if (entry != NULL)
        func ((guint64) sqlite3_column_int64 (statement, 0), entry, user_data);
    }
  return result == SQLITE_DONE;
}

/**
 * halqa_reader_walk_arrivals:
 * @self: a reader
 * @after: an arrival number
 * @upto: another; %G_MAXUINT64 for all that came later
 * @func: (scope call): called for each entry that came between them, in the order of arrival; with that
 *   of @upto, without that of @after
 * @user_data: for @func
 * @error: any of the layer's
 *
 * Returns: whether all were given
 */
gboolean
halqa_reader_walk_arrivals (HalqaReader *self,
                            guint64 after,
                            guint64 upto,
                            HalqaArrivalFunc func,
                            gpointer user_data,
                            GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->sql,
      "SELECT arrival, entry, signature FROM log WHERE arrival > ? AND arrival <= ?"
      " ORDER BY arrival",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) MIN (after, G_MAXINT64));
  sqlite3_bind_int64 (statement, 2, (gint64) MIN (upto, G_MAXINT64));
  return walk (self, statement, func, user_data, error);
}

/**
 * halqa_reader_walk_written:
 * @self: a reader
 * @moment: Unix time in milliseconds
 * @func: (scope call): called for each entry that was written since, by its writer's clock
 * @user_data: for @func
 * @error: any of the layer's
 *
 * Returns: whether all were given
 */
gboolean
halqa_reader_walk_written (HalqaReader *self,
                           gint64 moment,
                           HalqaArrivalFunc func,
                           gpointer user_data,
                           GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->sql, "SELECT arrival, entry, signature FROM log WHERE stamp >= ? ORDER BY stamp",
      error);
  guint64 ms = (guint64) CLAMP (moment, 0, (gint64) (HALQA_STAMP_END >> 16));

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) (ms << 16));
  return walk (self, statement, func, user_data, error);
}
