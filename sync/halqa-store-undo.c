/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-private.h"

#include <glib/gi18n-lib.h>

#include "halqa-error.h"
#include "halqa-store-private.h"

/* Taking back and doing again, as the store's thread does it: one transaction from looking up what
 * was done last to the row that says that it was taken back. So nothing comes in between, and a
 * process that is killed leaves all of it or nothing. */

static void
free_field (gpointer data)
{
  HalqaUndoneField *field = data;

  g_free (field->field);
  g_free (field);
}

static HalqaUndone *
undone_new (void)
{
  HalqaUndone *self = g_new0 (HalqaUndone, 1);

  self->fields = g_ptr_array_new_with_free_func (free_field);
  return self;
}

/**
 * halqa_undone_free:
 * @self: (transfer full): what came of taking back
 */
void
halqa_undone_free (HalqaUndone *self)
{
  g_ptr_array_unref (self->fields);
  g_free (self);
}

typedef struct
{
  gboolean redo;
  guint64 stamp; /* of what is taken back; 0 for what was done last */
  HalqaUndone *undone;
} Undo;

static void
free_undo (gpointer data)
{
  Undo *undo = data;

  g_clear_pointer (&undo->undone, halqa_undone_free);
  g_free (undo);
}

static gboolean
refuse (const Undo *undo, GError **error)
{
  const char *message = undo->redo ? _ ("There is nothing to be done again.")
                                   : _ ("There is nothing to be taken back on this laptop.");

  if (undo->stamp != 0)
    message = _ ("This has been taken back already.");
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND, message);
  return FALSE;
}

static gboolean
write_changes (HalqaWriter *self, GPtrArray *changes, HalqaStep *step, GError **error)
{
  gint64 newest;

  if (!halqa_sql_get_int (self->sql, "SELECT max (arrival) FROM log", 0, &step->upto, error))
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    if (!halqa_writer_add_change (self, changes->pdata[i], error))
      return FALSE;
  if (!halqa_sql_get_int (self->sql, "SELECT max (arrival) FROM log", 0, &newest, error))
    return FALSE;
  if (newest > step->upto)
    {
      step->wrote_first = step->upto + 1;
      step->wrote_last = newest;
    }
  return halqa_step_add (self->sql, step, error);
}

static gboolean
undo (HalqaWriter *self, Undo *undo, GError **error)
{
  const HalqaDeviceId *device = halqa_identity_get_device (self->identity);
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  g_autoptr (GArray) entries = NULL;
  HalqaAction *action = &undo->undone->action;
  HalqaStep step = { .what = undo->redo ? HALQA_STEP_REDO : HALQA_STEP_UNDO };

  if (undo->stamp != 0
          ? !halqa_action_find_of (&self->fold.base, device, undo->stamp, action, error)
          : !halqa_action_find (&self->fold.base, device, undo->redo, action, error))
    return FALSE;
  if (action->first == 0)
    return refuse (undo, error);
  step.first = action->first;
  step.last = action->last;
  entries = halqa_action_list_entries (&self->fold.base, device, action->from, action->to, error);
  return entries != NULL &&
         halqa_undo_plan (&self->fold, device, entries, changes, undo->undone, error) &&
         write_changes (self, changes, &step, error);
}

static gboolean
undo_job (HalqaStore *self, gpointer data, GError **error)
{
  Undo *job = data;
  gboolean done;

  if (!halqa_store_check_writable (self, error) || !halqa_writer_begin (self->writer, error))
    return FALSE;
  job->undone = undone_new ();
  job->undone->redo = job->redo;
  done = undo (self->writer, job, error);
  if (done)
    done = halqa_writer_commit (self->writer, error);
  else
    halqa_writer_rollback (self->writer);
  halqa_store_tell (self, TRUE);
  return done;
}

static gboolean
settle_actions (HalqaStore *self, gpointer data, GError **error)
{
  HalqaStep step = { .what = HALQA_STEP_UNDO };

  halqa_writer_end_group (self->writer);
  return halqa_sql_get_int (self->writer->sql, "SELECT max (arrival) FROM log", 0, &step.last,
                            error) &&
         halqa_step_add (self->writer->sql, &step, error);
}

/**
 * halqa_store_settle_actions:
 * @self: a store
 * @error: any of the layer's
 *
 * Blocks.
 *
 * Returns: whether nothing that was done before can be taken back
 */
gboolean
halqa_store_settle_actions (HalqaStore *self, GError **error)
{
  return halqa_store_run (self, settle_actions, NULL, error);
}

static void
start (HalqaStore *self, const Undo *undo, GTask *task)
{
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_memdup2 (undo, sizeof *undo), free_undo);
  halqa_store_run_task (task, undo_job);
}

/**
 * halqa_store_undo:
 * @self: a store
 * @redo: do again what was taken back last
 * @error: %HALQA_SYNC_ERROR_NOT_FOUND where there is nothing, or any of the layer's
 *
 * Blocks.
 *
 * Returns: (transfer full): what came of it; all of that is on disk
 */
HalqaUndone *
halqa_store_undo (HalqaStore *self, gboolean redo, GError **error)
{
  Undo job = { .redo = redo };

  g_return_val_if_fail (HALQA_IS_STORE (self), NULL);
  if (halqa_store_run (self, undo_job, &job, error))
    return job.undone;
  g_clear_pointer (&job.undone, halqa_undone_free);
  return NULL;
}

/**
 * halqa_store_undo_async:
 * @self: a store
 * @redo: do again what was taken back last
 * @cancellable: (nullable): only before it has begun
 * @callback: called in the caller's context when it is on disk
 * @user_data: for @callback
 */
void
halqa_store_undo_async (HalqaStore *self,
                        gboolean redo,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  const Undo job = { .redo = redo };

  g_task_set_source_tag (task, halqa_store_undo_async);
  start (self, &job, task);
}

/**
 * halqa_store_undo_entry_async:
 * @self: a store
 * @stamp: of an entry that the person made at this laptop
 * @cancellable: (nullable): only before it has begun
 * @callback: called in the caller's context when it is on disk
 * @user_data: for @callback
 *
 * Takes back the action that it is of, be it the last or not; what was written over it since stays.
 * Ends with halqa_store_undo_finish(), and %HALQA_SYNC_ERROR_NOT_FOUND where it was taken back
 * already.
 */
void
halqa_store_undo_entry_async (HalqaStore *self,
                              guint64 stamp,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  const Undo job = { .stamp = stamp };

  g_task_set_source_tag (task, halqa_store_undo_entry_async);
  start (self, &job, task);
}

/**
 * halqa_store_undo_finish:
 * @self: a store
 * @result: what the callback was given
 * @error: as of halqa_store_undo()
 *
 * Returns: (transfer full): what came of it
 */
HalqaUndone *
halqa_store_undo_finish (HalqaStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&((Undo *) g_task_get_task_data (G_TASK (result)))->undone);
}
