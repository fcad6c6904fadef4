/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-store-private.h"

/* The queue of what the store's thread is asked to do: one after the other, in the order of asking,
 * and answered when it is on disk.
 *
 * A commit waits for the disk, and the wait is the same for one entry as for five hundred. So what
 * stands in the queue behind each other, of one kind, is done in one joint transaction: what came
 * while the disk was busy waits for it once. Nobody waits in the hope that more may come.
 *
 * The rule kept: a job ends as it would have alone. Where one of them fails, all of the transaction
 * is taken back, and each is done again by itself.
 *
 * Rejected: savepoints (what the fold and the clock hold in memory would have to go back with them);
 * to answer before the disk has it. */

/* Entries of a joint transaction, as of any other. */
#define JOINT_MAX 512

typedef struct
{
  HalqaJobFunc func;
  gpointer data;
  HalqaJobKind kind;
  guint n_entries;
  gboolean result;
  GError *error;

  GTask *task; /* that waits, or */
  GDestroyNotify let_go; /* of @data, for nobody waits, or a caller does: */
  GMutex mutex;
  GCond cond;
  gboolean done;
} Job;

/* --- answering */

static void
free_task_job (gpointer user_data)
{
  Job *job = user_data;

  g_object_unref (job->task);
  g_free (job);
}

static gboolean
return_task_cb (gpointer user_data)
{
  Job *job = user_data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);
  return G_SOURCE_REMOVE;
}

/* The task holds the store, and must not be the last to do so on the store's own thread, which can't
 * wait for its own end: so it goes back whole to where it came from. */
static void
send_back (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, return_task_cb, job, free_task_job);
  g_source_attach (source, g_task_get_context (job->task));
}

/**
 * halqa_store_return_task:
 * @task: (transfer full): of this store
 * @error: (transfer full) (nullable): what it ends with
 */
void
halqa_store_return_task (GTask *task, GError *error)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->error = error;
  send_back (job);
}

static void
answer (Job *job)
{
  if (job->task != NULL)
    {
      send_back (job);
      return;
    }
  if (job->let_go != NULL)
    {
      g_clear_error (&job->error);
      job->let_go (job->data);
      g_free (job);
      return;
    }
  g_mutex_lock (&job->mutex);
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->mutex);
}

/* --- doing */

static gboolean
is_called_off (Job *job)
{
  return job->error != NULL ||
         (job->task != NULL &&
          g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error));
}

static void
run_alone (HalqaStore *self, Job *job)
{
  if (is_called_off (job))
    return;
  job->result = job->func (self, job->data, &job->error);
  g_assert (job->task == NULL || job->result || job->error != NULL);
}

static gboolean
run_each (HalqaStore *self, GPtrArray *jobs, GError **error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (!is_called_off (job) && !job->func (self, job->data, error))
        return FALSE;
    }
  return TRUE;
}

/* FALSE: nothing of it was done. */
static gboolean
run_jointly (HalqaStore *self, GPtrArray *jobs)
{
  HalqaWriter *writer = self->writer;
  Job *first = g_ptr_array_index (jobs, 0);
  gboolean done;

  if (writer->read_only || !halqa_writer_begin (writer, NULL))
    return FALSE;
  writer->joint = TRUE;
  done = run_each (self, jobs, NULL);
  writer->joint = FALSE;
  if (done)
    done = halqa_writer_commit (writer, NULL);
  else
    halqa_writer_rollback (writer);
  if (done)
    halqa_store_tell (self, first->kind == HALQA_JOB_OWN);
  return done;
}

/* @first, and what may be done with it. */
static GPtrArray *
collect (HalqaStore *self, Job *first)
{
  GPtrArray *jobs = g_ptr_array_new ();
  guint n_entries = first->n_entries;
  Job *next;

  g_ptr_array_add (jobs, first);
  while (first->kind != HALQA_JOB_ALONE && (next = g_async_queue_try_pop (self->jobs)) != NULL)
    {
      n_entries += next->n_entries;
      if (next->kind != first->kind || n_entries > JOINT_MAX)
        {
          g_async_queue_push_front (self->jobs, next);
          break;
        }
      g_ptr_array_add (jobs, next);
    }
  return jobs;
}

/* One for each job, though an earlier one may have done it already. */
static gboolean
work_cb (gpointer user_data)
{
  HalqaStore *self = user_data;
  Job *first = g_async_queue_try_pop (self->jobs);
  g_autoptr (GPtrArray) jobs = NULL;
  gboolean done;

  if (first == NULL)
    return G_SOURCE_REMOVE;
  jobs = collect (self, first);
  done = jobs->len > 1 && run_jointly (self, jobs);
  for (guint i = 0; i < jobs->len; i++)
    {
      if (!done)
        run_alone (self, g_ptr_array_index (jobs, i));
      answer (g_ptr_array_index (jobs, i));
    }
  return G_SOURCE_REMOVE;
}

static void
enqueue (HalqaStore *self, Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_async_queue_push (self->jobs, job);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, work_cb, self, NULL);
  g_source_attach (source, self->context);
}

/* --- asking */

/**
 * halqa_store_run:
 * @self: a store
 * @func: what the thread is to do
 * @data: for @func
 * @error: of @func
 *
 * Blocks.
 *
 * Returns: what @func did
 */
gboolean
halqa_store_run (HalqaStore *self, HalqaJobFunc func, gpointer data, GError **error)
{
  Job job = { .func = func, .data = data };

  g_return_val_if_fail (self->thread != NULL && self->thread != g_thread_self (), FALSE);
  g_mutex_init (&job.mutex);
  g_cond_init (&job.cond);
  enqueue (self, &job);
  g_mutex_lock (&job.mutex);
  while (!job.done)
    g_cond_wait (&job.cond, &job.mutex);
  g_mutex_unlock (&job.mutex);
  g_mutex_clear (&job.mutex);
  g_cond_clear (&job.cond);
  if (job.error != NULL)
    g_propagate_error (error, job.error);
  return job.result;
}

/**
 * halqa_store_run_task:
 * @task: (transfer full): with data for @func, returned in the caller's context
 * @func: what the thread is to do
 */
void
halqa_store_run_task (GTask *task, HalqaJobFunc func)
{
  halqa_store_run_task_jointly (task, func, HALQA_JOB_ALONE, 0);
}

/**
 * halqa_store_run_task_jointly:
 * @task: (transfer full): with data for @func, returned in the caller's context
 * @func: what the thread is to do, in one transaction; where that came to nothing, it is called again
 * @kind: what it may be done with
 * @n_entries: how many it adds at most
 */
void
halqa_store_run_task_jointly (GTask *task, HalqaJobFunc func, HalqaJobKind kind, guint n_entries)
{
  HalqaStore *self = g_task_get_source_object (task);
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (self->thread != NULL);
  job->task = task;
  job->func = func;
  job->data = g_task_get_task_data (task);
  job->kind = kind;
  job->n_entries = n_entries;
  enqueue (self, job);
}

/**
 * halqa_store_post:
 * @self: a store
 * @func: what the thread is to do
 * @data: (transfer full): for @func
 * @let_go: frees @data
 *
 * Nobody hears of it, not even where it fails.
 */
void
halqa_store_post (HalqaStore *self, HalqaJobFunc func, gpointer data, GDestroyNotify let_go)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->data = data;
  job->let_go = let_go;
  enqueue (self, job);
}
