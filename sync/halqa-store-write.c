/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-change-private.h"
#include "halqa-store-private.h"

#include <string.h>

/* What is asked of the store's thread: a person's changes, entries from elsewhere, how far a peer
 * has been read, a check. Each of them once as a call that blocks and once as a task; both run the
 * same job. */

/* Entries in one transaction. */
#define BATCH 512

/* Commits @changes from @first on, at most a batch, an entry for each. */
static gboolean
commit_batch (HalqaStore *self, GPtrArray *changes, guint first, GError **error)
{
  gint64 before;
  gboolean added;

  if (!halqa_writer_begin (self->writer, error))
    return FALSE;
  added = halqa_sql_get_int (self->writer->sql, "SELECT max (arrival) FROM log", 0, &before, error);
  for (guint i = first; added && i < MIN (first + BATCH, changes->len); i++)
    added = halqa_writer_add_change (self->writer, changes->pdata[i], error);
  if (added && halqa_writer_note_group (self->writer, changes, before, error))
    return halqa_writer_commit (self->writer, error);
  halqa_writer_rollback (self->writer);
  return FALSE;
}

static gboolean
commit_many_job (HalqaStore *self, gpointer data, GError **error)
{
  GPtrArray *changes = data;
  gboolean done = TRUE;

  /* Told batch by batch: one that fails takes nothing back of those before it. */
  for (guint i = 0; done && i < changes->len; i += BATCH)
    {
      done = commit_batch (self, changes, i, error);
      halqa_store_tell (self, TRUE);
    }
  return done;
}

/**
 * halqa_store_commit_many:
 * @self: a store
 * @changes: (element-type HalqaChange): an entry for each
 * @error: any of the layer's
 *
 * Blocks. In transactions of 512 entries: where one fails, those before it are on disk. All are one
 * action to the person, unless they say already of which they are.
 *
 * Returns: whether all are on disk
 */
gboolean
halqa_store_commit_many (HalqaStore *self, GPtrArray *changes, GError **error)
{
  const guint action = halqa_change_begin_action ();

  for (guint i = 0; i < changes->len; i++)
    if (halqa_change_get_action (changes->pdata[i]) == 0)
      halqa_change_set_action (changes->pdata[i], action);
  return halqa_store_run (self, commit_many_job, changes, error);
}

/**
 * halqa_store_commit:
 * @self: a store
 * @change: what a person does
 * @error: any of the layer's
 *
 * Blocks.
 *
 * Returns: whether it is on disk, as one entry, or none where it changed nothing
 */
gboolean
halqa_store_commit (HalqaStore *self, HalqaChange *change, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();

  g_ptr_array_add (changes, change);
  return halqa_store_run (self, commit_many_job, changes, error);
}

/**
 * halqa_store_commit_async:
 * @self: a store
 * @change: what a person does
 * @cancellable: (nullable): only before it has begun
 * @callback: called in the caller's context when it is on disk
 * @user_data: for @callback
 */
void
halqa_store_commit_async (HalqaStore *self,
                          HalqaChange *change,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);

  g_task_set_source_tag (task, halqa_store_commit_async);
  g_task_set_check_cancellable (task, FALSE);
  g_ptr_array_add (changes, halqa_change_ref (change));
  g_task_set_task_data (task, changes, (GDestroyNotify) g_ptr_array_unref);
  halqa_store_run_task_jointly (task, commit_many_job, HALQA_JOB_OWN, 1);
}

gboolean
halqa_store_commit_finish (HalqaStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Entries from elsewhere. */
typedef struct
{
  GPtrArray *entries;
  gboolean has_peer;
  guint8 peer[HALQA_STORE_ID_SIZE];
  gboolean checked;
  HalqaApplied applied;
} Apply;

static void
free_apply (gpointer data)
{
  Apply *apply = data;

  g_ptr_array_unref (apply->entries);
  g_free (apply);
}

static Apply *
apply_new (GPtrArray *entries, const guint8 *peer)
{
  Apply *apply = g_new0 (Apply, 1);

  apply->entries = g_ptr_array_ref (entries);
  apply->checked = TRUE;
  apply->has_peer = peer != NULL;
  if (peer != NULL)
    memcpy (apply->peer, peer, sizeof apply->peer);
  return apply;
}

static gboolean
add_entries (HalqaStore *self, Apply *apply, GError **error)
{
  guint source = 0;
  HalqaRange new = { 0, 0 };

  if (!apply->checked && !halqa_fold_expect_unchecked (&self->writer->fold, error))
    return FALSE;
  if (apply->has_peer)
    {
      source = halqa_names_put_peer (self->writer->fold.base.names, apply->peer, error);
      if (source == 0)
        return FALSE;
    }
  for (guint i = 0; i < apply->entries->len; i++)
    {
      gint64 arrival;

      if (!halqa_writer_add (self->writer, apply->entries->pdata[i], source, apply->checked,
                             &arrival, error))
        return FALSE;
      apply->applied.n_new += arrival != 0;
      apply->applied.n_known += arrival == 0;
      new.first = new.first != 0 ? new.first : arrival;
      new.last = MAX (new.last, arrival);
    }
  return apply->checked || new.first == 0 ||
         halqa_writer_note_unchecked (self->writer, new.first, new.last, error);
}

static gboolean
apply_job (HalqaStore *self, gpointer data, GError **error)
{
  Apply *apply = data;
  gboolean done;

  apply->applied = (HalqaApplied){ 0 };
  if (!halqa_writer_begin (self->writer, error))
    return FALSE;
  if (add_entries (self, data, error))
    done = halqa_writer_commit (self->writer, error);
  else
    {
      halqa_writer_rollback (self->writer);
      done = FALSE;
    }
  halqa_store_tell (self, FALSE);
  if (!apply->checked)
    halqa_store_schedule_checks (self, FALSE);
  return done;
}

/**
 * halqa_store_apply:
 * @self: a store
 * @entries: (element-type HalqaEntry): their signatures were checked
 * @peer: (nullable): the store id that they came from, 8 bytes
 * @applied: (out): how many were new
 * @error: any of the layer's
 *
 * Blocks. One transaction.
 *
 * Returns: whether all are on disk, or none
 */
gboolean
halqa_store_apply (HalqaStore *self,
                   GPtrArray *entries,
                   const guint8 *peer,
                   HalqaApplied *applied,
                   GError **error)
{
  Apply *apply = apply_new (entries, peer);
  gboolean done = halqa_store_run (self, apply_job, apply, error);

  *applied = apply->applied;
  free_apply (apply);
  return done;
}

void
halqa_store_apply_async (HalqaStore *self,
                         GPtrArray *entries,
                         const guint8 *peer,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_store_apply_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, apply_new (entries, peer), free_apply);
  halqa_store_run_task_jointly (task, apply_job, HALQA_JOB_FOREIGN, entries->len);
}

/**
 * halqa_store_apply_unchecked_async:
 * @self: a store
 * @entries: (element-type HalqaEntry): parsed, their signatures not checked; from a proven member
 * @peer: (nullable): the store id that they came from, 8 bytes
 * @cancellable: (nullable): only before it has begun
 * @callback: called when they are on disk, to be ended by halqa_store_apply_finish()
 * @user_data: for @callback
 *
 * They are shown and not passed on. Their check begins when no more come; see
 * halqa_store_settle_checks_async().
 */
void
halqa_store_apply_unchecked_async (HalqaStore *self,
                                   GPtrArray *entries,
                                   const guint8 *peer,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Apply *apply = apply_new (entries, peer);

  apply->checked = FALSE;
  g_task_set_source_tag (task, halqa_store_apply_unchecked_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, apply, free_apply);
  halqa_store_run_task (task, apply_job);
}

gboolean
halqa_store_apply_finish (HalqaStore *self,
                          GAsyncResult *result,
                          HalqaApplied *applied,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  *applied = ((Apply *) g_task_get_task_data (G_TASK (result)))->applied;
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  guint8 peer[HALQA_STORE_ID_SIZE];
  guint64 seen;
  guint64 acked;
} Seen;

static gboolean
write_seen (HalqaStore *self, const Seen *seen, GError **error)
{
  sqlite3_stmt *statement = halqa_sql_prepare (
      self->writer->sql,
      "INSERT INTO peer (name, seen, acked) VALUES (?1, ?2, ?3) ON CONFLICT (name)"
      " DO UPDATE SET seen = excluded.seen, acked = excluded.acked",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_blob (statement, 1, seen->peer, sizeof seen->peer, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, (gint64) seen->seen);
  sqlite3_bind_int64 (statement, 3, (gint64) seen->acked);
  return halqa_sql_run (self->writer->sql, statement, error);
}

/* By itself a mark does not wait for the disk, which has had for long what it tells of: one that a
 * power cut takes back costs that some entries are sent again. */
static gboolean
seen_job (HalqaStore *self, gpointer data, GError **error)
{
  HalqaSql *sql = self->writer->sql;
  gboolean written;

  if (self->writer->joint)
    return write_seen (self, data, error);
  written =
      halqa_sql_exec (sql, "PRAGMA synchronous = NORMAL", error) && write_seen (self, data, error);
  return halqa_sql_exec (sql, "PRAGMA synchronous = FULL", written ? error : NULL) && written;
}

/**
 * halqa_store_set_seen:
 * @self: a store
 * @peer: a store id, 8 bytes
 * @seen: how far its arrivals have been read
 * @acked: how far it has read ours
 * @error: any of the layer's
 *
 * Blocks. A power cut may take it back until something else is committed.
 *
 * Returns: whether it is written
 */
gboolean
halqa_store_set_seen (HalqaStore *self,
                      const guint8 *peer,
                      guint64 seen,
                      guint64 acked,
                      GError **error)
{
  Seen data = { .seen = seen, .acked = acked };

  memcpy (data.peer, peer, sizeof data.peer);
  return halqa_store_run (self, seen_job, &data, error);
}

void
halqa_store_set_seen_async (HalqaStore *self,
                            const guint8 *peer,
                            guint64 seen,
                            guint64 acked,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Seen *data = g_new0 (Seen, 1);

  memcpy (data->peer, peer, sizeof data->peer);
  data->seen = seen;
  data->acked = acked;
  g_task_set_source_tag (task, halqa_store_set_seen_async);
  g_task_set_task_data (task, data, g_free);
  halqa_store_run_task_jointly (task, seen_job, HALQA_JOB_FOREIGN, 0);
}

gboolean
halqa_store_set_seen_finish (HalqaStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  gboolean rebuild;
  HalqaCheckWork work;
} CheckJob;

static gboolean
check_job (HalqaStore *self, gpointer data, GError **error)
{
  CheckJob *job = data;
  gboolean sound = (!job->rebuild || halqa_writer_rebuild (self->writer, &job->work, error)) &&
                   (self->read_only || halqa_writer_settle_all (self->writer, error));

  halqa_store_tell (self, FALSE);
  return sound && halqa_writer_check (self->writer, &job->work, error);
}

/**
 * halqa_store_check:
 * @self: a store
 * @rebuild: make the tables anew from the log first
 * @progress: (nullable): told how far it is
 * @user_data: for @progress
 * @error: the first fault
 *
 * Blocks; some 0.1 ms an entry.
 *
 * Returns: whether every signature, every id and every row is as it must be
 */
gboolean
halqa_store_check (HalqaStore *self,
                   gboolean rebuild,
                   HalqaStoreProgress progress,
                   gpointer user_data,
                   GError **error)
{
  CheckJob job = { rebuild, { progress, user_data, rebuild ? 4 : 3 } };

  return halqa_store_run (self, check_job, &job, error);
}

static gboolean
index_job (HalqaStore *self, gpointer data, GError **error)
{
  gboolean more = !self->read_only;
  gboolean done = TRUE;

  while (done && more)
    {
      done = halqa_writer_index (self->writer, &more, error);
      halqa_store_tell_indexed (self);
    }
  return done;
}

/**
 * halqa_store_index:
 * @self: a store
 * @error: any of the layer's
 *
 * Blocks.
 *
 * Where nothing can be written readers look at the rest one by one.
 *
 * Returns: whether search knows all that is in the tables
 */
gboolean
halqa_store_index (HalqaStore *self, GError **error)
{
  return halqa_store_run (self, index_job, NULL, error);
}

static gboolean
settle_job (HalqaStore *self, gpointer data, GError **error)
{
  return TRUE;
}

/**
 * halqa_store_settle:
 * @self: a store
 *
 * For who is about to leave the context that answers come back to: an answer that nobody hears keeps
 * that context, and the store, for ever.
 */
void
halqa_store_settle (HalqaStore *self)
{
  halqa_store_run (self, settle_job, NULL, NULL);
}
