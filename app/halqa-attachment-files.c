/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-attachment-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-error.h"
#include "halqa-file-writer.h"
#include "halqa-item-private.h"
#include "halqa-picture.h"

/* What is done with the file of an attachment: a small picture of it, a copy for other programs, a copy
 * for the person.
 *
 * The rules kept: it is checked each time that it is read, and what does not match its name is put
 * aside, so that it is fetched again. What it is called came from another laptop: of that stays what a
 * file may be called on any disk, a stick's too. Other programs get copies; what would be run by
 * opening it is not lent. Copies and small pictures lie in the cache, which anybody may empty. */

#define PICTURE_SIZE 256
#define NAME_BYTES_MAX 120
#define ENDING_BYTES_MAX 12

/* --- reading it */

/**
 * halqa_attachment_load:
 * @store: of the forum
 * @blob: which file
 * @error: %HALQA_SYNC_ERROR_NOT_FOUND or %HALQA_SYNC_ERROR_DAMAGED
 *
 * Returns: (transfer full): what it holds, checked
 */
GBytes *
halqa_attachment_load (HalqaStore *store, const HalqaBlobRef *blob, GError **error)
{
  HalqaBlobStore *blobs = halqa_store_get_blobs (store);
  g_autoptr (GError) reason = NULL;
  GBytes *content = halqa_blob_store_load (blobs, &blob->id, &reason);

  if (g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED))
    halqa_blob_store_put_aside (blobs, &blob->id, NULL);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return content;
}

static gboolean
write_file (const char *path, GBytes *content, int mode, GError **error)
{
  g_autoptr (HalqaFileWriter) writer = halqa_file_writer_new (path, mode, error);

  return writer != NULL &&
         g_output_stream_write_all (G_OUTPUT_STREAM (writer), g_bytes_get_data (content, NULL),
                                    g_bytes_get_size (content), NULL, NULL, error) &&
         halqa_file_writer_commit (writer, error);
}

/**
 * halqa_attachment_write:
 * @store: of the forum
 * @blob: which file
 * @path: where to; what stands there is replaced
 * @error: as in halqa_attachment_load(), or why it can't be written
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_attachment_write (HalqaStore *store,
                        const HalqaBlobRef *blob,
                        const char *path,
                        GError **error)
{
  g_autoptr (GBytes) content = halqa_attachment_load (store, blob, error);

  return content != NULL && write_file (path, content, 0666, error);
}

/* --- what it is called */

/* Nothing that parts folders, is not printed, turns the direction of a text, or that a stick's file
 * system does not take. */
static gboolean
is_harmless (gunichar c)
{
  return c > 0x20 && strchr ("/\\:*?\"<>|", c < 0x80 ? (int) c : 'x') == NULL &&
         g_unichar_isgraph (c) && g_unichar_type (c) != G_UNICODE_FORMAT;
}

static char *
clean (const char *name)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_harmless (c))
        g_string_append_unichar (clean, c);
      else if (clean->len > 0 && clean->str[clean->len - 1] != ' ')
        g_string_append_c (clean, ' ');
    }
  while (clean->len > 0 && strchr (" .", clean->str[clean->len - 1]) != NULL)
    g_string_truncate (clean, clean->len - 1);
  while (clean->len > 0 && strchr (" .", clean->str[0]) != NULL)
    g_string_erase (clean, 0, 1);
  return g_string_free (clean, FALSE);
}

static const char *
get_ending (const char *media_type)
{
  static const struct
  {
    const char *media_type;
    const char *ending;
  } endings[] = {
    { "image/jpeg", ".jpg" },      { "image/png", ".png" },   { "image/webp", ".webp" },
    { "image/gif", ".gif" },       { "audio/mpeg", ".mp3" },  { "audio/ogg", ".ogg" },
    { "audio/mp4", ".m4a" },       { "audio/x-wav", ".wav" }, { "video/mp4", ".mp4" },
    { "application/pdf", ".pdf" }, { "text/plain", ".txt" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_strcmp0 (media_type, endings[i].media_type) == 0)
      return endings[i].ending;
  return "";
}

/* To so many bytes, in whole characters. */
static void
cut (char *text, gsize max)
{
  char *end = text + max;

  if (strlen (text) <= max)
    return;
  while ((*end & 0xc0) == 0x80)
    end--;
  *end = '\0';
}

/**
 * halqa_attachment_make_file_name:
 * @name: (nullable): what the record says that it is called
 * @media_type: (nullable): what the record says that it is
 *
 * Returns: (transfer full): what a file may be called, never empty and no path
 */
char *
halqa_attachment_make_file_name (const char *name, const char *media_type)
{
  g_autofree char *base = clean (name != NULL ? name : "");
  g_autofree char *ending = NULL;
  char *dot = strrchr (base, '.');

  if (dot != NULL && strlen (dot) <= ENDING_BYTES_MAX)
    {
      ending = g_strdup (dot);
      *dot = '\0';
    }
  cut (base, NAME_BYTES_MAX);
  return g_strconcat (*base != '\0' ? base : _ ("attachment"),
                      ending != NULL ? ending : get_ending (media_type), NULL);
}

/**
 * halqa_attachment_dup_file_name:
 * @self: an attachment
 *
 * Returns: (transfer full): what a file of it may be called
 */
char *
halqa_attachment_dup_file_name (HalqaAttachment *self)
{
  HalqaItem *item = halqa_attachment_get_item (self);

  return halqa_attachment_make_file_name (halqa_item_get_text (item, "name"),
                                          halqa_item_get_text (item, "media_type"));
}

/* --- in a thread */

typedef gboolean (*WorkFunc) (HalqaStore *store,
                              const HalqaBlobRef *blob,
                              const char *name,
                              const char *path,
                              GError **error);

typedef struct
{
  /* Owned. */
  HalqaStore *store;
  char *name;
  char *path; /* of what is made */

  HalqaBlobRef blob;
  WorkFunc func;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->store);
  g_free (work->name);
  g_free (work->path);
  g_free (work);
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  gboolean done = work->func (work->store, &work->blob, work->name, work->path, &error);

  g_clear_object (&work->store);
  if (done)
    g_task_return_pointer (task, g_strdup (work->path), g_free);
  else
    g_task_return_error (task, error);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &error);

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, error);
}

static void
start (HalqaAttachment *self, GTask *task, WorkFunc func, char *path)
{
  const HalqaBlobRef *blob = halqa_attachment_get_ref (self);
  g_autoptr (GTask) working = NULL;
  Work *work;

  if (blob == NULL || halqa_attachment_get_state (self) != HALQA_ATTACHMENT_HERE)
    {
      g_free (path);
      g_task_return_new_error (task, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND, "%s",
                               _ ("The file of this attachment is not here yet"));
      return;
    }
  work = g_new0 (Work, 1);
  work->store = g_object_ref (halqa_attachment_get_store (self));
  work->name = halqa_attachment_dup_file_name (self);
  work->path = path;
  work->blob = *blob;
  work->func = func;
  /* Its own thread may be the last to let go of it: so it holds nothing of ours. */
  working = g_task_new (NULL, g_task_get_cancellable (task), worked_cb, g_object_ref (task));
  g_task_set_task_data (working, work, work_free);
  g_task_run_in_thread (working, work_in_thread);
}

static char *
finish (HalqaAttachment *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) reason = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &reason);

  if (g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED))
    halqa_attachment_look_again (self);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return path;
}

static char *
build_cache_path (HalqaAttachment *self, const char *folder, const char *name)
{
  const HalqaBlobRef *blob = halqa_attachment_get_ref (self);
  g_autofree char *hex =
      blob != NULL ? halqa_hex_dup (blob->id.bytes, sizeof blob->id.bytes) : NULL;
  g_autofree char *file = g_strconcat (hex != NULL ? hex : "", name == NULL ? ".png" : NULL, NULL);

  return g_build_filename (g_get_user_cache_dir (), "halqa", folder, file, name, NULL);
}

static gboolean
make_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, _ ("“%s” can't be made"), folder);
  return FALSE;
}

/* By what it holds; what its record says is nobody's business here. */
static char *
guess_type (GBytes *content)
{
  gsize size;
  const guchar *data = g_bytes_get_data (content, &size);

  return g_content_type_guess (NULL, data, MIN (size, 65536), NULL);
}

/* --- a small picture */

static gboolean
make_picture (HalqaStore *store,
              const HalqaBlobRef *blob,
              const char *name,
              const char *path,
              GError **error)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autofree char *type = NULL;
  g_autofree char *mime = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  content = halqa_attachment_load (store, blob, error);
  if (content == NULL)
    return FALSE;
  type = guess_type (content);
  mime = g_content_type_get_mime_type (type);
  png = halqa_picture_shrink (content, mime != NULL ? mime : "", PICTURE_SIZE, error);
  return png != NULL && make_folder_of (path, error) && write_file (path, png, 0600, error);
}

/**
 * halqa_attachment_picture_async:
 * @self: an attachment
 * @cancellable: (nullable): the answer is not wanted any more
 * @callback: called when it is there, or there will be none
 * @user_data: for @callback
 */
void
halqa_attachment_picture_async (HalqaAttachment *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_attachment_picture_async);
  start (self, task, make_picture, build_cache_path (self, "pictures", NULL));
}

/**
 * halqa_attachment_picture_finish:
 * @self: an attachment
 * @result: what the callback was given
 * @error: %HALQA_APP_ERROR_NOT_FOUND where it is not here, %HALQA_APP_ERROR_FILE where it is no picture
 *   or has too many pixels, or of the layers below
 *
 * Returns: (transfer full): the path of a PNG file
 */
char *
halqa_attachment_picture_finish (HalqaAttachment *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return finish (self, result, error);
}

/* --- a copy for other programs */

static gboolean
is_a_program (const char *type)
{
  static const char *const programs[] = {
    "application/x-executable",
    "application/x-sharedlib",
    "application/x-desktop",
    "application/x-shellscript",
    "application/x-ms-dos-executable",
    "application/vnd.microsoft.portable-executable",
    "application/java-archive",
    "application/x-java-archive",
    "application/x-msi",
    "application/vnd.debian.binary-package",
    "application/x-perl",
    "text/x-python",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    if (g_content_type_is_a (type, programs[i]))
      return TRUE;
  return FALSE;
}

static gboolean
make_copy (HalqaStore *store,
           const HalqaBlobRef *blob,
           const char *name,
           const char *path,
           GError **error)
{
  g_autoptr (GBytes) content = halqa_attachment_load (store, blob, error);
  g_autofree char *type = content != NULL ? guess_type (content) : NULL;
  g_autofree char *by_name = g_content_type_guess (name, NULL, 0, NULL);

  if (content == NULL)
    return FALSE;
  if (is_a_program (type) || is_a_program (by_name))
    {
      g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
                           _ ("This is a program, and not opened from here"));
      return FALSE;
    }
  return make_folder_of (path, error) && write_file (path, content, 0600, error);
}

/**
 * halqa_attachment_lend_async:
 * @self: an attachment
 * @cancellable: (nullable): the answer is not wanted any more
 * @callback: called when the copy is there, or there will be none
 * @user_data: for @callback
 */
void
halqa_attachment_lend_async (HalqaAttachment *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *name = halqa_attachment_dup_file_name (self);

  g_task_set_source_tag (task, halqa_attachment_lend_async);
  start (self, task, make_copy, build_cache_path (self, "open", name));
}

/**
 * halqa_attachment_lend_finish:
 * @self: an attachment
 * @result: what the callback was given
 * @error: %HALQA_APP_ERROR_NOT_FOUND where it is not here, %HALQA_APP_ERROR_FILE where it is a program,
 *   or of the layers below
 *
 * Returns: (transfer full): the path of the copy
 */
char *
halqa_attachment_lend_finish (HalqaAttachment *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return finish (self, result, error);
}

/* --- a copy for the person */

static gboolean
save_copy (HalqaStore *store,
           const HalqaBlobRef *blob,
           const char *name,
           const char *path,
           GError **error)
{
  return halqa_attachment_write (store, blob, path, error);
}

/**
 * halqa_attachment_save_async:
 * @self: an attachment
 * @path: where to; what stands there is replaced
 * @cancellable: (nullable): the answer is not wanted any more
 * @callback: called when it is on disk, or can't be
 * @user_data: for @callback
 */
void
halqa_attachment_save_async (HalqaAttachment *self,
                             const char *path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_attachment_save_async);
  start (self, task, save_copy, g_strdup (path));
}

/**
 * halqa_attachment_save_finish:
 * @self: an attachment
 * @result: what the callback was given
 * @error: %HALQA_APP_ERROR_NOT_FOUND where it is not here, or why it can't be written there
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_attachment_save_finish (HalqaAttachment *self, GAsyncResult *result, GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  path = finish (self, result, error);
  return path != NULL;
}
