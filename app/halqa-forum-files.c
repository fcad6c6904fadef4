/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-forum-files-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-csv-private.h"
#include "halqa-decidim.h"
#include "halqa-file-job.h"
#include "halqa-forum-private.h"
#include "halqa-ndjson-private.h"
#include "halqa-report.h"

/*
 * Records from files and to files, for the window: each on a thread of its own with a reading
 * connection of its own. The forum's lists move by what the store tells, as with everything that
 * comes from elsewhere.
 */

gboolean
halqa_file_has_ending (const char *path, const char *ending)
{
  const gsize size = strlen (path);
  const gsize tail = strlen (ending);

  return size >= tail && g_ascii_strcasecmp (path + size - tail, ending) == 0;
}

char *
halqa_file_add_ending (const char *path, const char *ending, GError **error)
{
  g_autofree char *complete = g_strconcat (path, ending, NULL);

  if (!g_file_test (complete, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&complete);
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
               _ ("“%s” is there already: choose it, or another name"), complete);
  return NULL;
}

/* --- export */

static const struct
{
  const char *ending;
  gboolean (*write) (HalqaReader *reader, const char *path, HalqaExportWork *work, GError **error);
} exports[] = {
  { ".decidim.csv", halqa_decidim_export_store },
  { ".decidim.json", halqa_decidim_export_store },
  { ".csv", NULL }, /* it has a separator */
  { ".ndjson", halqa_ndjson_export_store },
  { ".html", halqa_report_export_store },
  { ".pdf", halqa_report_export_store },
};

/* Returns: G_N_ELEMENTS (exports) for none. */
static gsize
find_export (const char *path)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (exports) && !halqa_file_has_ending (path, exports[i].ending))
    i++;
  return i;
}

const char *
halqa_export_find_ending (const char *path)
{
  const gsize i = find_export (path);

  return i < G_N_ELEMENTS (exports) ? path + strlen (path) - strlen (exports[i].ending) : NULL;
}

gboolean
halqa_export_store (HalqaReader *reader,
                    const char *path,
                    char separator,
                    HalqaExportWork *work,
                    GError **error)
{
  const gsize i = find_export (path);

  g_return_val_if_fail (i < G_N_ELEMENTS (exports), FALSE);

  if (exports[i].write != NULL)
    return exports[i].write (reader, path, work, error);
  return halqa_csv_export_store (reader, path, separator, work, error);
}

static void
export_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HalqaFileJob *job = data;
  const char *separator = job->with;
  GError *error = NULL;
  g_autoptr (HalqaReader) reader = halqa_reader_open (job->store, &error);
  HalqaExportWork work = { halqa_file_job_note_progress, job, cancellable, 0 };
  gboolean written =
      reader != NULL && halqa_export_store (reader, job->path, *separator, &work, &error);

  g_clear_object (&reader);
  halqa_file_job_return (task, written ? g_memdup2 (&work.n_records, sizeof work.n_records) : NULL,
                         error);
}

/**
 * halqa_forum_export_async:
 * @self: a forum
 * @path: the file, replaced where it is there already; its ending says what is written
 * @separator: between the cells of a table
 * @progress: (nullable): told how many are written, and of how many
 * @progress_data: for @progress
 * @cancellable: (nullable): what stood at @path before is untouched then
 * @callback: called when the file is on disk
 * @user_data: for @callback
 */
void
halqa_forum_export_async (HalqaForum *self,
                          const char *path,
                          char separator,
                          HalqaProgressFunc progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HALQA_IS_FORUM (self) && path != NULL &&
                    halqa_export_find_ending (path) != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_export_async);
  halqa_file_job_run (self, path, g_memdup2 (&separator, 1), g_free, progress, progress_data, task,
                      export_in_thread, g_free);
}

/**
 * halqa_forum_export_finish:
 * @self: a forum
 * @result: what the callback was given
 * @n_records: (out): how many there are in the file
 * @error: what went wrong; what stood there before is untouched
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_forum_export_finish (HalqaForum *self, GAsyncResult *result, guint *n_records, GError **error)
{
  g_autofree guint *written = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self) && n_records != NULL, FALSE);

  written = g_task_propagate_pointer (G_TASK (result), error);
  *n_records = written != NULL ? *written : 0;
  return written != NULL;
}

/* --- a look at a table */

static void
plan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HalqaFileJob *job = data;
  GError *error = NULL;
  HalqaCsvPlan *plan =
      halqa_csv_plan_new (job->path, halqa_file_job_note_progress, job, cancellable, &error);

  halqa_file_job_return (task, plan, error);
}

/**
 * halqa_forum_plan_csv_async:
 * @self: a forum
 * @path: a table
 * @progress: (nullable): bytes that were read, and how many there are
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it
 * @callback: called when it is known how the file may be read
 * @user_data: for @callback
 */
void
halqa_forum_plan_csv_async (HalqaForum *self,
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
  g_task_set_source_tag (task, halqa_forum_plan_csv_async);
  halqa_file_job_run (self, path, NULL, NULL, progress, progress_data, task, plan_in_thread,
                      g_object_unref);
}

/**
 * halqa_forum_plan_csv_finish:
 * @self: a forum
 * @result: what the callback was given
 * @error: why the file can't be read, in words
 *
 * Returns: (transfer full): how it may be read
 */
HalqaCsvPlan *
halqa_forum_plan_csv_finish (HalqaForum *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- import */

typedef struct
{
  HalqaCsvPlan *plan; /* NULL for lines of JSON */
  HalqaImportFlags flags;
} HalqaImportRequest;

static void
free_request (gpointer data)
{
  HalqaImportRequest *request = data;

  g_clear_object (&request->plan);
  g_free (request);
}

/* What the import tells, on its thread. */
typedef struct
{
  HalqaFileJob *job;
  HalqaImportOutcome *outcome;
} HalqaImportListener;

static void
refused_cb (guint line, const char *why, gpointer user_data)
{
  HalqaImportListener *listener = user_data;

  if (listener->outcome->refused->len < HALQA_REFUSED_KEPT)
    g_ptr_array_add (listener->outcome->refused,
                     /* Translators: a line of a file that was refused: its number, and a sentence
                        that says why. */
                     g_strdup_printf (_ ("Line %u: %s"), line, why));
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  HalqaImportListener *listener = user_data;

  halqa_file_job_note_progress (done, total, listener->job);
}

static gboolean
import_file (HalqaReader *reader,
             HalqaImportListener *listener,
             GCancellable *cancellable,
             GError **error)
{
  const HalqaImportRequest *request = listener->job->with;
  HalqaImportReport *counts = &listener->outcome->counts;

  if (request->plan != NULL)
    return halqa_csv_import_store (reader, request->plan, request->flags, refused_cb, progress_cb,
                                   listener, cancellable, counts, error);
  return halqa_ndjson_import_store (reader, listener->job->path, request->flags, refused_cb,
                                    progress_cb, listener, cancellable, counts, error);
}

static void
import_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HalqaFileJob *job = data;
  GError *error = NULL;
  g_autoptr (HalqaReader) reader = halqa_reader_open (job->store, &error);
  HalqaImportOutcome *outcome = g_new0 (HalqaImportOutcome, 1);
  HalqaImportListener listener = { job, outcome };

  outcome->refused = g_ptr_array_new_with_free_func (g_free);
  if (reader != NULL)
    import_file (reader, &listener, cancellable, &error);
  outcome->called_off =
      outcome->counts.stamp != 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (outcome->called_off)
    g_clear_error (&error);
  if (error != NULL)
    g_clear_pointer (&outcome, halqa_import_outcome_free);
  g_clear_object (&reader);
  halqa_file_job_return (task, outcome, error);
}

/**
 * halqa_forum_import_async:
 * @self: a forum
 * @path: a file
 * @plan: (nullable): how it is to be read, of a table; %NULL for lines of JSON
 * @flags: %HALQA_IMPORT_DRY, %HALQA_IMPORT_RESTORE
 * @progress: (nullable): bytes that were read, and how many there are
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; what was taken by then stays
 * @callback: called when all is on disk
 * @user_data: for @callback
 */
void
halqa_forum_import_async (HalqaForum *self,
                          const char *path,
                          HalqaCsvPlan *plan,
                          HalqaImportFlags flags,
                          HalqaProgressFunc progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  HalqaImportRequest *request;

  g_return_if_fail (HALQA_IS_FORUM (self) && path != NULL);

  request = g_new0 (HalqaImportRequest, 1);
  /* The window goes on changing its own. */
  request->plan = plan != NULL ? halqa_csv_plan_copy (plan) : NULL;
  request->flags = flags;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_import_async);
  halqa_file_job_run (self, path, request, free_request, progress, progress_data, task,
                      import_in_thread, (GDestroyNotify) halqa_import_outcome_free);
}

/**
 * halqa_forum_import_finish:
 * @self: a forum
 * @result: what the callback was given
 * @error: why not all could be read, in words
 *
 * Returns: (transfer full): what came of it
 */
HalqaImportOutcome *
halqa_forum_import_finish (HalqaForum *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * halqa_import_outcome_free:
 * @self: (transfer full): an outcome
 */
void
halqa_import_outcome_free (HalqaImportOutcome *self)
{
  g_ptr_array_unref (self->refused);
  g_free (self);
}

/**
 * halqa_forum_is_at_a_file:
 * @self: a forum
 *
 * Returns: whether a file is being read into it or written from it
 */
gboolean
halqa_forum_is_at_a_file (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), FALSE);

  return self->n_file_jobs > 0;
}
