/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-attachment-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-file-job.h"
#include "halqa-forum-private.h"
#include "halqa-reason.h"

/* Attaching a file: it is read, stored by what it holds, and then a record says so.
 *
 * The rules kept: the file is on disk before the record, so that no record names what its own laptop
 * has not got; where the record can't be saved the file stays, named by nothing, and is collected one
 * day. What kind of file it is, its content says before its name does. More than 25 MiB are never read.
 *
 * Rejected: a link to where the file was (a card goes back into the camera). */

/* Bytes that are read at once: each is a moment to say how far it is, and to be called off. */
#define CHUNK (256 * 1024)

/* A text may be anything that is written down, and a zip any document: then the name knows better. */
static gboolean
says_little (const char *type)
{
  return g_content_type_is_unknown (type) || g_content_type_equals (type, "text/plain") ||
         g_content_type_equals (type, "application/zip") ||
         g_content_type_equals (type, "application/xml");
}

/* Phones and browsers record into what may hold a film as well, and then it is told to be one. */
static const char *
name_recording (const char *mime, const guchar *data, gsize size)
{
  static const struct
  {
    const char *container;
    const char *mark; /* of pictures that move */
    const char *recording;
  } containers[] = {
    { "application/ogg", "theora", "audio/ogg" },
    { "video/3gpp", "vmhd", "audio/3gpp" },
    { "video/mp4", "vmhd", "audio/mp4" },
    { "video/webm", "V_VP", "audio/webm" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (containers); i++)
    if (g_str_equal (mime, containers[i].container) &&
        memmem (data, size, containers[i].mark, strlen (containers[i].mark)) == NULL)
      return containers[i].recording;
  return mime;
}

static char *
guess_media_type (GBytes *content, const char *name)
{
  gsize size;
  const guchar *data = g_bytes_get_data (content, &size);
  gboolean uncertain = FALSE;
  g_autofree char *type = g_content_type_guess (NULL, data, MIN (size, 65536), &uncertain);
  g_autofree char *mime = NULL;

  if (uncertain || says_little (type))
    {
      g_free (type);
      type = g_content_type_guess (name, data, MIN (size, 65536), NULL);
    }
  mime = g_content_type_get_mime_type (type);
  return g_strdup (mime != NULL ? name_recording (mime, data, size) : "application/octet-stream");
}

static gboolean
refuse_size (const char *name, guint64 size, GError **error)
{
  g_autofree char *excess = g_format_size_full (size - HALQA_BLOB_MAX, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *limit = g_format_size_full (HALQA_BLOB_MAX, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (
      error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
      /* Translators: the name of a file, by how much, and the limit, as in "6.4 MiB". */
      _ ("“%s” is %s too large: an attachment has at most %s. Take a smaller picture, or a "
         "part of the recording."),
      name, excess, limit);
  return FALSE;
}

static gboolean
refuse_empty (const char *name, GError **error)
{
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
               _ ("“%s” is empty: there is nothing to attach"), name);
  return FALSE;
}

static gboolean
check_size (const char *name, guint64 size, GError **error)
{
  if (size == 0)
    return refuse_empty (name, error);
  return size <= HALQA_BLOB_MAX || refuse_size (name, size, error);
}

/* A pipe would never end, and a folder is no file. What can't be looked at, reading tells why. */
static gboolean
check_kind (GFile *file, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file,
                                                  G_FILE_ATTRIBUTE_STANDARD_TYPE
                                                  "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, NULL);

  if (info == NULL)
    return TRUE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR)
    return check_size (name, (guint64) g_file_info_get_size (info), error);
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
               _ ("“%s” is no file that can be attached"), name);
  return FALSE;
}

/* Returns: (transfer full): @stream to its end; of a file that grows, a byte more than may be
 * attached */
static GBytes *
read_content (GFileInputStream *stream,
              HalqaProgressFunc progress,
              gpointer progress_data,
              GCancellable *cancellable,
              GError **error)
{
  const guint64 total = halqa_progress_get_total (stream);
  g_autofree guint8 *data = g_malloc (HALQA_BLOB_MAX + 1);
  gsize size = 0;
  gsize n = 1;

  while (n > 0 && size <= HALQA_BLOB_MAX)
    {
      if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data + size,
                                    MIN (CHUNK, HALQA_BLOB_MAX + 1 - size), &n, cancellable, error))
        return NULL;
      size += n;
      if (progress != NULL)
        progress (size, total, progress_data);
    }
  data = g_realloc (data, MAX (size, 1));
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/**
 * halqa_attach_read:
 * @file: what is to be attached
 * @name: (out): what it is called
 * @progress: (nullable): bytes that were read, and how many there are; in this thread
 * @progress_data: for @progress
 * @cancellable: (nullable): gives up
 * @error: %HALQA_APP_ERROR_FILE where it is too large, empty or no file; else of GIO
 *
 * Returns: (transfer full): what it holds
 */
GBytes *
halqa_attach_read (GFile *file,
                   char **name,
                   HalqaProgressFunc progress,
                   gpointer progress_data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (base != NULL ? base : "");
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GBytes) content = NULL;

  if (!check_kind (file, shown, cancellable, error))
    return NULL;
  stream = halqa_reason_read_file (file, cancellable, error);
  if (stream != NULL)
    content = read_content (stream, progress, progress_data, cancellable, error);
  if (content == NULL || !check_size (shown, g_bytes_get_size (content), error))
    return NULL;
  *name = g_steal_pointer (&shown);
  return g_steal_pointer (&content);
}

void
halqa_attached_clear (HalqaAttached *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->media_type, g_free);
}

/**
 * halqa_attach_store:
 * @store: of the forum
 * @content: what is to be attached
 * @name: what it is called
 * @attached: (out caller-allocates): what its record has to say
 * @error: %HALQA_APP_ERROR_FILE for its size; %HALQA_SYNC_ERROR_NO_SPACE, %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_attach_store (HalqaStore *store,
                    GBytes *content,
                    const char *name,
                    HalqaAttached *attached,
                    GError **error)
{
  if (!check_size (name, g_bytes_get_size (content), error) ||
      !halqa_store_check_writable (store, error) ||
      !halqa_blob_store_add (halqa_store_get_blobs (store), content, &attached->blob.id, error))
    return FALSE;
  attached->blob.size = g_bytes_get_size (content);
  attached->name = g_strdup (name);
  attached->media_type = guess_media_type (content, name);
  return TRUE;
}

/* --- the same for a forum, off its thread */

typedef struct
{
  /* Owned. */
  char *subject;
  GFile *file; /* or NULL */
  GBytes *content; /* or NULL: of the file */
  char *name;
  char *id; /* of the record */

  HalqaAttached attached;
} Attaching;

static void
attaching_free (gpointer data)
{
  Attaching *attaching = data;

  g_clear_object (&attaching->file);
  g_clear_pointer (&attaching->content, g_bytes_unref);
  halqa_attached_clear (&attaching->attached);
  g_free (attaching->subject);
  g_free (attaching->name);
  g_free (attaching->id);
  g_free (attaching);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attaching *attaching = g_task_get_task_data (task);
  GError *error = NULL;

  if (halqa_forum_save_finish (HALQA_FORUM (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&attaching->id), g_free);
  else
    g_task_return_error (task, error);
}

static void
set_number (HalqaDraft *draft, const char *id, const char *field, guint64 number)
{
  halqa_draft_set_int (draft, "attachment", id, field, (gint64) number);
}

static void
save_record (GTask *task, HalqaForum *self)
{
  Attaching *attaching = g_task_get_task_data (task);
  const HalqaAttached *attached = &attaching->attached;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *hex = halqa_hex_dup (attached->blob.id.bytes, sizeof attached->blob.id.bytes);

  attaching->id = halqa_draft_add (draft, "attachment");
  halqa_draft_set_ref (draft, "attachment", attaching->id, "subject", attaching->subject);
  halqa_draft_set_text (draft, "attachment", attaching->id, "name", attached->name);
  halqa_draft_set_text (draft, "attachment", attaching->id, "media_type", attached->media_type);
  halqa_draft_set_text (draft, "attachment", attaching->id, "sha256", hex);
  set_number (draft, attaching->id, "size", attached->blob.size);
  halqa_forum_save_async (self, draft, g_task_get_cancellable (task), saved_cb,
                          g_object_ref (task));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_pointer (G_TASK (result), &error) != NULL)
    save_record (task, HALQA_FORUM (source));
  else
    g_task_return_error (task, error);
}

static void
store_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HalqaFileJob *job = data;
  Attaching *attaching = job->with;
  GError *error = NULL;
  gboolean stored = FALSE;

  if (attaching->file != NULL)
    attaching->content = halqa_attach_read (attaching->file, &attaching->name,
                                            halqa_file_job_note_progress, job, cancellable, &error);
  if (attaching->content != NULL)
    stored = halqa_attach_store (job->store, attaching->content, attaching->name,
                                 &attaching->attached, &error);
  halqa_file_job_return (task, stored ? attaching : NULL, error);
}

/* @attaching: (transfer full) */
static void
attach (HalqaForum *self,
        Attaching *attaching,
        HalqaProgressFunc progress,
        gpointer progress_data,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GTask *storing = g_task_new (self, cancellable, stored_cb, task);

  g_task_set_source_tag (task, halqa_forum_attach_async);
  /* What is on disk by then is attached. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, attaching, attaching_free);
  /* Lent by the first task, which outlives the job. */
  halqa_file_job_run (self, NULL, attaching, NULL, progress, progress_data, storing,
                      store_in_thread, NULL);
}

/**
 * halqa_forum_attach_async:
 * @self: a forum that is not read-only
 * @subject: the id of a record, in hex
 * @file: what is to be attached
 * @progress: (nullable): bytes that were read, and how many there are
 * @progress_data: for @progress
 * @cancellable: (nullable): gives up
 * @callback: called when it is on disk, or not
 * @user_data: for @callback
 */
void
halqa_forum_attach_async (HalqaForum *self,
                          const char *subject,
                          GFile *file,
                          HalqaProgressFunc progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Attaching *attaching;

  g_return_if_fail (HALQA_IS_FORUM (self) && subject != NULL && G_IS_FILE (file));
  attaching = g_new0 (Attaching, 1);
  attaching->subject = g_strdup (subject);
  attaching->file = g_object_ref (file);
  attach (self, attaching, progress, progress_data, cancellable, callback, user_data);
}

/**
 * halqa_forum_attach_bytes_async:
 * @self: a forum that is not read-only
 * @subject: the id of a record, in hex
 * @content: what is to be attached
 * @name: what it is to be called
 * @cancellable: (nullable): gives up
 * @callback: called when it is on disk, or not
 * @user_data: for @callback
 */
void
halqa_forum_attach_bytes_async (HalqaForum *self,
                                const char *subject,
                                GBytes *content,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Attaching *attaching;

  g_return_if_fail (HALQA_IS_FORUM (self) && subject != NULL && content != NULL && name != NULL);
  attaching = g_new0 (Attaching, 1);
  attaching->subject = g_strdup (subject);
  attaching->content = g_bytes_ref (content);
  attaching->name = g_strdup (name);
  attach (self, attaching, NULL, NULL, cancellable, callback, user_data);
}

/**
 * halqa_forum_attach_finish:
 * @self: a forum
 * @result: what the callback was given
 * @error: %HALQA_APP_ERROR_FILE where it can't be attached, with what to do instead; else of the
 *   layers below
 *
 * Returns: (transfer full): the id of the attachment
 */
char *
halqa_forum_attach_finish (HalqaForum *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
