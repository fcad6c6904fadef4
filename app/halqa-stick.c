/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-stick-private.h"

#include "halqa-bundle-write.h"
#include "halqa-error.h"
#include "halqa-forum-private.h"
#include "halqa-scratch.h"

/* A forum to a stick and from it, for the window and the command line.
 *
 * A stick may be slow, and is read and written on a thread of its own; what it does is told where
 * it was asked. The forum's lists move by what the store tells, as with everything that comes from
 * elsewhere.
 *
 * Rules: a preview and the taking read the file in the same way, so the numbers of the first are
 * what the second does; and what a file holds before a fault is not lost for the fault. A forum that
 * is called off or a disk that is full is no fault of the file: that is an error. */

/* Milliseconds between two words of progress. */
#define PROGRESS_MS 100

typedef struct
{
  HalqaStore *store; /* until it has ended */
  char *path;
  GDestroyNotify free_result;
  HalqaProgressFunc func;
  gpointer func_data;
  GMainContext *context;
  gint64 told; /* monotonic time */
} Job;

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
  Job *job = data;

  g_clear_object (&job->store);
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

/* On the thread that works. */
static void
note_progress (guint64 done, guint64 total, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GSource) source = NULL;
  Progress *progress;
  gint64 now = g_get_monotonic_time ();

  if (job->func == NULL || now - job->told < PROGRESS_MS * 1000)
    return;
  job->told = now;
  progress = g_new (Progress, 1);
  *progress = (Progress){ job->func, job->func_data, done, total };
  source = g_idle_source_new ();
  /* As the end will be told, so never after it. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, progress_cb, progress, g_free);
  g_source_attach (source, job->context);
}

/* A fault that is not the file's own says nothing of what is in the file. */
static gboolean
is_of_the_file (const GError *fault)
{
  return fault->domain == HALQA_SYNC_ERROR &&
         (fault->code == HALQA_SYNC_ERROR_DAMAGED || fault->code == HALQA_SYNC_ERROR_MALFORMED ||
          fault->code == HALQA_SYNC_ERROR_TOO_LARGE);
}

static char *
dup_title (HalqaStore *store)
{
  g_autoptr (HalqaReader) reader = halqa_reader_open (store, NULL);

  return reader == NULL ? g_strdup ("") : halqa_reader_dup_title (reader);
}

static void
note_head (HalqaBundleReport *self, const HalqaBundleHead *head)
{
  self->writer = g_strdup (head->name);
  self->time = (gint64) (head->time / 1000);
  self->n_entries = head->n_entries;
}

static void
note_taken (HalqaBundleReport *self, const HalqaTaken *taken)
{
  self->n_read = taken->n_new + taken->n_known + taken->refused->len;
  self->n_unknown = taken->n_new;
  self->n_refused = taken->refused->len;
  if (taken->refused->len > 0)
    self->refusal = g_strdup (((HalqaRefusal *) taken->refused->pdata[0])->reason);
  if (taken->fault != NULL)
    self->fault = g_strdup (taken->fault->message);
}

/* Records that people see: laptops and keys are none. */
static gboolean
note_differences (HalqaBundleReport *self, HalqaStore *scratch, GError **error)
{
  g_autoptr (GArray) differences = halqa_scratch_compare (scratch, error);

  for (guint i = 0; differences != NULL && i < differences->len; i++)
    {
      const HalqaDifference *one = &g_array_index (differences, HalqaDifference, i);

      if (g_str_equal (one->kind->name, "device") || g_str_equal (one->kind->name, "key"))
        continue;
      self->n_new += one->n_new;
      self->n_changed += one->n_changed;
      self->n_deleted += one->n_deleted;
      self->n_conflict += one->n_conflict;
    }
  return differences != NULL;
}

static HalqaBundleReport *
read_bundle (HalqaStore *store,
             HalqaStore *into,
             const char *path,
             HalqaBundleProgress progress,
             gpointer user_data,
             GCancellable *cancellable,
             HalqaTaken **taken_out,
             GError **error)
{
  g_autoptr (HalqaBundleReport) self = g_new0 (HalqaBundleReport, 1);
  g_autoptr (HalqaBundle) bundle = halqa_bundle_open (path, store, error);
  g_autoptr (HalqaTaken) taken = NULL;

  if (bundle == NULL)
    return NULL;
  taken = halqa_bundle_take (bundle, into, progress, user_data, cancellable);
  if (taken->fault != NULL && !is_of_the_file (taken->fault))
    {
      g_propagate_error (error, g_steal_pointer (&taken->fault));
      return NULL;
    }
  self->title = dup_title (store);
  note_head (self, halqa_bundle_get_head (bundle));
  note_taken (self, taken);
  if (taken_out != NULL)
    *taken_out = g_steal_pointer (&taken);
  return g_steal_pointer (&self);
}

/**
 * halqa_stick_preview:
 * @store: the forum
 * @path: a bundle
 * @progress: (nullable): bytes of the file that were read
 * @user_data: for @progress
 * @cancellable: (nullable): ends it
 * @taken: (out) (optional) (transfer full): the entries
 * @error: of halqa_bundle_open(), or any of the layer's
 *
 * Returns: (transfer full): what taking it would change
 */
HalqaBundleReport *
halqa_stick_preview (HalqaStore *store,
                     const char *path,
                     HalqaBundleProgress progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     HalqaTaken **taken,
                     GError **error)
{
  g_autoptr (HalqaStore) scratch = halqa_scratch_open (store, error);
  g_autoptr (HalqaBundleReport) self = NULL;

  if (scratch == NULL)
    return NULL;
  self = read_bundle (store, scratch, path, progress, user_data, cancellable, taken, error);
  if (self == NULL || !note_differences (self, scratch, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * halqa_stick_take:
 * @store: the forum
 * @path: a bundle
 * @progress: (nullable): bytes of the file that were read
 * @user_data: for @progress
 * @cancellable: (nullable): ends it; what was taken by then stays
 * @taken: (out) (optional) (transfer full): the entries
 * @error: of halqa_bundle_open(), or any of the layer's
 *
 * Returns: (transfer full): what came of it
 */
HalqaBundleReport *
halqa_stick_take (HalqaStore *store,
                  const char *path,
                  HalqaBundleProgress progress,
                  gpointer user_data,
                  GCancellable *cancellable,
                  HalqaTaken **taken,
                  GError **error)
{
  return read_bundle (store, store, path, progress, user_data, cancellable, taken, error);
}

/**
 * halqa_bundle_report_free:
 * @self: (transfer full): a report
 */
void
halqa_bundle_report_free (HalqaBundleReport *self)
{
  g_free (self->title);
  g_free (self->writer);
  g_free (self->fault);
  g_free (self->refusal);
  g_free (self);
}

/* The store is let go of first: who is told of the end may be about to close it. */
static void
return_result (GTask *task, gpointer result, GError *error)
{
  Job *job = g_task_get_task_data (task);

  g_clear_object (&job->store);
  if (result != NULL)
    g_task_return_pointer (task, result, job->free_result);
  else
    g_task_return_error (task, error);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  HalqaWritten *written = g_new0 (HalqaWritten, 1);
  GError *error = NULL;

  if (!halqa_bundle_write (job->store, job->path, note_progress, job, cancellable, written, &error))
    g_clear_pointer (&written, g_free);
  return_result (task, written, error);
}

static void
preview_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  HalqaBundleReport *report =
      halqa_stick_preview (job->store, job->path, note_progress, job, cancellable, NULL, &error);

  return_result (task, report, error);
}

static void
take_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  HalqaBundleReport *report =
      halqa_stick_take (job->store, job->path, note_progress, job, cancellable, NULL, &error);

  return_result (task, report, error);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  gpointer done = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, done, job->free_result);
}

/* Two tasks: that of the thread does not hold the forum, which is to be let go of on its own. */
static void
run (HalqaForum *self,
     const char *path,
     HalqaProgressFunc progress,
     gpointer progress_data,
     GTask *task, /* (transfer full) */
     GTaskThreadFunc func,
     GDestroyNotify free_result)
{
  g_autoptr (GTask) work = g_task_new (NULL, g_task_get_cancellable (task), worked_cb, task);
  Job *job = g_new0 (Job, 1);

  job->store = g_object_ref (halqa_forum_get_store (self));
  job->path = g_strdup (path);
  job->free_result = free_result;
  job->func = progress;
  job->func_data = progress_data;
  job->context = g_main_context_ref_thread_default ();
  g_task_set_source_tag (work, run);
  /* The thread says itself that it was called off, when it has ended. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_check_cancellable (work, FALSE);
  g_task_set_task_data (work, job, free_job);
  g_task_run_in_thread (work, func);
}

/**
 * halqa_forum_write_bundle_async:
 * @self: a forum
 * @path: the file, "NAME.halqa"; one of that name and this forum is replaced, with nothing lost of it
 * @progress: (nullable): entries that were written, and how many there are
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; nothing has changed then
 * @callback: called when the file is on disk
 * @user_data: for @callback
 *
 * Who has been given a stick may have the forum one day; until they are met nothing says that they
 * have.
 */
void
halqa_forum_write_bundle_async (HalqaForum *self,
                                const char *path,
                                HalqaProgressFunc progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HALQA_IS_FORUM (self) && path != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_write_bundle_async);
  run (self, path, progress, progress_data, task, write_in_thread, g_free);
}

/**
 * halqa_forum_write_bundle_finish:
 * @self: a forum
 * @result: what the callback was given
 * @written: (out): how much it was
 * @error: what went wrong, in words, with the way out
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_forum_write_bundle_finish (HalqaForum *self,
                                 GAsyncResult *result,
                                 HalqaBundleWritten *written,
                                 GError **error)
{
  g_autofree HalqaWritten *done = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self) && written != NULL, FALSE);
  done = g_task_propagate_pointer (G_TASK (result), error);
  if (done == NULL)
    return FALSE;
  *written = (HalqaBundleWritten){ done->n_entries, done->n_kept };
  return TRUE;
}

/**
 * halqa_forum_preview_bundle_async:
 * @self: a forum
 * @path: a bundle
 * @progress: (nullable): bytes that were read, and how many there are
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it
 * @callback: called when it is known what taking the bundle would change
 * @user_data: for @callback
 */
void
halqa_forum_preview_bundle_async (HalqaForum *self,
                                  const char *path,
                                  HalqaProgressFunc progress,
                                  gpointer progress_data,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HALQA_IS_FORUM (self) && path != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_preview_bundle_async);
  run (self, path, progress, progress_data, task, preview_in_thread,
       (GDestroyNotify) halqa_bundle_report_free);
}

/**
 * halqa_forum_preview_bundle_finish:
 * @self: a forum
 * @result: what the callback was given
 * @error: why nothing can be taken from the file, in words, with the way out
 *
 * Returns: (transfer full): what is in the file
 */
HalqaBundleReport *
halqa_forum_preview_bundle_finish (HalqaForum *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * halqa_forum_take_bundle_async:
 * @self: a forum
 * @path: a bundle
 * @progress: (nullable): bytes that were read, and how many there are
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; what was taken by then stays
 * @callback: called when what is sound is on disk
 * @user_data: for @callback
 */
void
halqa_forum_take_bundle_async (HalqaForum *self,
                               const char *path,
                               HalqaProgressFunc progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HALQA_IS_FORUM (self) && path != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_take_bundle_async);
  run (self, path, progress, progress_data, task, take_in_thread,
       (GDestroyNotify) halqa_bundle_report_free);
}

/**
 * halqa_forum_take_bundle_finish:
 * @self: a forum
 * @result: what the callback was given
 * @error: why nothing more could be taken, in words, with the way out
 *
 * Returns: (transfer full): what came of it
 */
HalqaBundleReport *
halqa_forum_take_bundle_finish (HalqaForum *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
