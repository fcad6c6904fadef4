/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-stick-private.h"

#include "halqa-bundle-files.h"
#include "halqa-bundle-write.h"
#include "halqa-error.h"
#include "halqa-file-job.h"
#include "halqa-forum-private.h"
#include "halqa-scratch.h"

#include <glib/gi18n-lib.h>

/* A forum to a stick and from it, for the window and the command line. The forum's lists move by
 * what the store tells, as with everything that comes from elsewhere.
 *
 * Rules: a preview and the taking read the file in the same way, so the numbers of the first are
 * what the second does; and what a file holds before a fault is not lost for the fault. Nothing can be
 * said before of what is called off, or of a stick that is pulled out: that is an error. What was taken
 * by then is in, and is told. */

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
  self->device = halqa_hex_dup (head->device.bytes, HALQA_DEVICE_ID_SIZE);
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
  self->called_off = g_error_matches (taken->fault, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (taken->fault != NULL && !self->called_off)
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
             HalqaStoreProgress progress,
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
  if (into != store && taken->fault != NULL && !is_of_the_file (taken->fault))
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
                     HalqaStoreProgress progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     HalqaTaken **taken,
                     GError **error)
{
  g_autoptr (HalqaStore) scratch = halqa_scratch_open (store, error);
  g_autoptr (HalqaBundleReport) self = NULL;
  g_autoptr (GArray) blobs = NULL;

  if (scratch == NULL)
    return NULL;
  self = read_bundle (store, scratch, path, progress, user_data, cancellable, taken, error);
  if (self == NULL || !note_differences (self, scratch, error))
    return NULL;
  blobs = halqa_scratch_list_blobs (scratch, error);
  if (blobs == NULL)
    return NULL;
  halqa_bundle_files_count (store, path, blobs, &self->n_files, &self->files_size);
  return g_steal_pointer (&self);
}

static char *
dup_lost (guint n)
{
  if (n == 0)
    return NULL;
  return g_strdup_printf (ngettext ("The text is here, but %u attachment on the stick can't be "
                                    "read. If the stick was pulled out, put it in and take from it "
                                    "again.",
                                    "The text is here, but %u attachments on the stick can't be "
                                    "read. If the stick was pulled out, put it in and take from it "
                                    "again.",
                                    n),
                          n);
}

/* Of what is not text: the text is in. */
static void
take_files (HalqaBundleReport *self,
            HalqaStore *store,
            const char *path,
            HalqaStoreProgress progress,
            gpointer user_data,
            GCancellable *cancellable)
{
  g_autoptr (GError) reason = NULL;
  HalqaBundleFiles files;

  halqa_bundle_files_take (store, path, progress, user_data, cancellable, &files, &reason);
  self->n_files = files.n_done;
  self->lost = dup_lost (files.n_damaged);
  self->called_off = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (reason != NULL && !self->called_off && self->fault == NULL)
    self->fault = g_strdup (reason->message);
}

/**
 * halqa_stick_take:
 * @store: the forum
 * @path: a bundle
 * @progress: (nullable): bytes of the file that were read
 * @user_data: for @progress
 * @cancellable: (nullable): ends it; what was taken by then stays
 * @taken: (out) (optional) (transfer full): the entries
 * @error: of halqa_bundle_open(); what comes later is the report's fault
 *
 * Returns: (transfer full): what came of it
 */
HalqaBundleReport *
halqa_stick_take (HalqaStore *store,
                  const char *path,
                  HalqaStoreProgress progress,
                  gpointer user_data,
                  GCancellable *cancellable,
                  HalqaTaken **taken,
                  GError **error)
{
  g_autoptr (HalqaBundleReport) self =
                 read_bundle (store, store, path, progress, user_data, cancellable, taken, error);

  if (self != NULL && !self->called_off)
    take_files (self, store, path, progress, user_data, cancellable);
  return g_steal_pointer (&self);
}

/* "NAME.halqa-invitation" beside "NAME.halqa". */
static gboolean
invite (const HalqaInvitation *invitation, const char *path, GError **error)
{
  g_autofree char *beside = g_strconcat (path, "-invitation", NULL);

  return invitation == NULL || halqa_invitation_write (invitation, beside, error);
}

/**
 * halqa_stick_give:
 * @store: the forum
 * @path: the file, "NAME.halqa"
 * @invitation: (nullable): what is to be beside it; small, and without it a newcomer can't read the
 *   text, so it comes before the attachments, which may fill the stick
 * @progress: (nullable): entries that were written, then files
 * @user_data: for @progress
 * @cancellable: (nullable): ends it; what is a bundle by then stays one
 * @written: (out caller-allocates): how much it was
 * @error: of halqa_bundle_write(), or why the invitation or not all attachments are there, though the
 *   bundle is
 *
 * Returns: whether all is there, or all but what was called off
 */
gboolean
halqa_stick_give (HalqaStore *store,
                  const char *path,
                  const HalqaInvitation *invitation,
                  HalqaStoreProgress progress,
                  gpointer user_data,
                  GCancellable *cancellable,
                  HalqaBundleWritten *written,
                  GError **error)
{
  HalqaWritten bundle;
  HalqaBundleFiles files;
  g_autoptr (GError) reason = NULL;
  gboolean called_off;

  if (!halqa_bundle_write (store, path, progress, user_data, cancellable, &bundle, error) ||
      !invite (invitation, path, error))
    return FALSE;
  halqa_bundle_files_write (store, path, progress, user_data, cancellable, &files, &reason);
  called_off = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (reason != NULL && !called_off)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  *written = (HalqaBundleWritten){ bundle.n_entries, bundle.n_kept, files.n_done + files.n_there,
                                   called_off };
  return TRUE;
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
  g_free (self->device);
  g_free (self->lost);
  g_free (self->fault);
  g_free (self->refusal);
  g_free (self);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HalqaFileJob *job = data;
  HalqaBundleWritten *written = g_new0 (HalqaBundleWritten, 1);
  GError *error = NULL;

  if (!halqa_stick_give (job->store, job->path, job->with, halqa_file_job_note_progress, job,
                         cancellable, written, &error))
    g_clear_pointer (&written, g_free);
  halqa_file_job_return (task, written, error);
}

static void
preview_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HalqaFileJob *job = data;
  GError *error = NULL;
  HalqaBundleReport *report =
      halqa_stick_preview (job->store, job->path, halqa_file_job_note_progress, job, cancellable,
                           NULL, &error);

  halqa_file_job_return (task, report, error);
}

static void
take_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HalqaFileJob *job = data;
  GError *error = NULL;
  HalqaBundleReport *report = halqa_stick_take (job->store, job->path, halqa_file_job_note_progress,
                                                job, cancellable, NULL, &error);

  halqa_file_job_return (task, report, error);
}

/**
 * halqa_forum_write_bundle_async:
 * @self: a forum
 * @path: the file, "NAME.halqa"; one of that name and this forum is replaced, with nothing lost of it
 * @invites: whether an invitation is to be beside it, "NAME.halqa-invitation"
 * @progress: (nullable): entries that were written, and how many there are
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it; nothing has changed then, or only attachments are missing
 * @callback: called when the file is on disk
 * @user_data: for @callback
 *
 * Who has been given a stick may have the forum one day; until they are met nothing says that they
 * have.
 */
void
halqa_forum_write_bundle_async (HalqaForum *self,
                                const char *path,
                                gboolean invites,
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
  halqa_file_job_run (self, path, invites ? halqa_forum_make_invitation (self) : NULL,
                      invites ? (GDestroyNotify) halqa_invitation_free : NULL, progress,
                      progress_data, task, write_in_thread, g_free);
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
  g_autofree HalqaBundleWritten *done = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self) && written != NULL, FALSE);
  done = g_task_propagate_pointer (G_TASK (result), error);
  if (done == NULL)
    return FALSE;
  *written = *done;
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
  halqa_file_job_run (self, path, NULL, NULL, progress, progress_data, task, preview_in_thread,
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
  HalqaBundleReport *report;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  report = g_task_propagate_pointer (G_TASK (result), error);
  if (report != NULL)
    halqa_forum_note_stick (self, report->device, report->n_unknown);
  return report;
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
  halqa_file_job_run (self, path, NULL, NULL, progress, progress_data, task, take_in_thread,
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
  HalqaBundleReport *report;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_signal_emit_by_name (self, "files-changed");
  report = g_task_propagate_pointer (G_TASK (result), error);
  if (report != NULL && !report->called_off && report->fault == NULL)
    halqa_forum_note_stick (self, report->device, 0);
  return report;
}
