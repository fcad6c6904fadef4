/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-file-job.h"

#include "halqa-forum-private.h"
#include "halqa-thread-priority.h"

/*
 * Work on a file for a window: a stick may be slow, and a table long, so it is done on a thread of
 * its own, and what it does is told where it was asked.
 */

/* Milliseconds between two words of progress. */
#define PROGRESS_MS 100

typedef struct
{
  HalqaProgressFunc func;
  gpointer func_data;
  guint64 done;
  guint64 total;
} Progress;

static void
free_job (gpointer data)
{
  HalqaFileJob *job = data;

  g_clear_object (&job->store);
  if (job->free_with != NULL)
    job->free_with (job->with);
  g_free (job->path);
  g_main_context_unref (job->context);
  g_free (job);
}

static gboolean
progress_cb (gpointer user_data)
{
  Progress *progress = user_data;

  progress->func (progress->done, progress->total, progress->func_data);
  return G_SOURCE_REMOVE;
}

/**
 * halqa_file_job_note_progress:
 * @done: how much is done
 * @total: of how much
 * @job: the job
 *
 * On the thread that works.
 */
void
halqa_file_job_note_progress (guint64 done, guint64 total, gpointer job)
{
  HalqaFileJob *self = job;
  g_autoptr (GSource) source = NULL;
  Progress *progress;
  gint64 now = g_get_monotonic_time ();

  if (self->func == NULL || now - self->told < PROGRESS_MS * 1000)
    return;
  self->told = now;
  progress = g_new (Progress, 1);
  *progress = (Progress){ self->func, self->func_data, done, total };
  source = g_idle_source_new ();
  /* As the end will be told, so never after it. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, progress_cb, progress, g_free);
  g_source_attach (source, self->context);
}

/**
 * halqa_file_job_return:
 * @work: the task of the thread
 * @result: (transfer full) (nullable): what came of it
 * @error: (transfer full): why nothing did
 *
 * The store is let go of first: who is told of the end may be about to close it.
 */
void
halqa_file_job_return (GTask *work, gpointer result, GError *error)
{
  HalqaFileJob *job = g_task_get_task_data (work);

  g_clear_object (&job->store);
  if (result != NULL)
    g_task_return_pointer (work, result, job->free_result);
  else
    g_task_return_error (work, error);
}

static gpointer
work_in_thread (gpointer data)
{
  g_autoptr (GTask) work = data;
  HalqaFileJob *job = g_task_get_task_data (work);

  halqa_thread_give_way ();
  job->work_func (work, NULL, job, g_task_get_cancellable (work));
  return NULL;
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaFileJob *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gpointer done = g_task_propagate_pointer (G_TASK (result), &error);

  HALQA_FORUM (g_task_get_source_object (task))->n_file_jobs--;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, done, job->free_result);
}

/**
 * halqa_file_job_run:
 * @forum: what it is about
 * @path: the file
 * @with: (transfer full) (nullable): what else @func needs, for its thread alone
 * @free_with: (nullable): frees @with
 * @progress: (nullable): called in the calling thread
 * @progress_data: for @progress
 * @task: (transfer full): of @forum; returns what @func does
 * @func: runs on the thread; its task data is the job, and it ends with halqa_file_job_return()
 * @free_result: frees what it returns
 *
 * Two tasks: that of the thread does not hold the forum, which is to be let go of on its own.
 */
void
halqa_file_job_run (HalqaForum *forum,
                    const char *path,
                    gpointer with,
                    GDestroyNotify free_with,
                    HalqaProgressFunc progress,
                    gpointer progress_data,
                    GTask *task,
                    GTaskThreadFunc func,
                    GDestroyNotify free_result)
{
  g_autoptr (GTask) work = g_task_new (NULL, g_task_get_cancellable (task), worked_cb, task);
  HalqaFileJob *job = g_new0 (HalqaFileJob, 1);

  forum->n_file_jobs++;
  job->store = g_object_ref (halqa_forum_get_store (forum));
  job->path = g_strdup (path);
  job->with = with;
  job->free_with = free_with;
  job->work_func = func;
  job->free_result = free_result;
  job->func = progress;
  job->func_data = progress_data;
  job->context = g_main_context_ref_thread_default ();
  g_task_set_source_tag (work, halqa_file_job_run);
  /* The thread says itself that it was called off, when it has ended. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_check_cancellable (work, FALSE);
  g_task_set_task_data (work, job, free_job);
  g_thread_unref (g_thread_new ("halqa-file", work_in_thread, g_steal_pointer (&work)));
}
