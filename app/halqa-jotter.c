/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-jotter.h"

#include "halqa-forum-private.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

/* What is half-written: in a file beside the forum's, of this laptop alone. A proposal that somebody is
 * in the midst of is nobody else's yet, and is there again after the power failed.
 *
 * Rule: the file is written whole, brought to disk and only then renamed, on another thread, at most a
 * moment after a key; meanwhile the forum is held, so that a window does not close before. One write is
 * under way at a time, and what is typed during it is written next.
 *
 * A disk that refuses is not reported here: what matters then is that the record can't be written, and
 * who writes that says so.
 *
 * Rejected: the record itself, written as it is typed. Half a sentence would be read in all rooms,
 * have a number, and be a proposal for ever where somebody then made a question of it. A table of the
 * store: to write there is to wait behind whatever is arriving. */

#define ENDING ".jotted"
#define DELAY_MS 250
/* Bytes. A larger one is not ours. */
#define FILE_MAX (4 * 1024 * 1024)

struct _HalqaJotter
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  GKeyFile *notes;
  char *path;

  guint timer;
  gboolean is_writing;
  gboolean is_dirty; /* changed since the last write began */
};

G_DEFINE_FINAL_TYPE (HalqaJotter, halqa_jotter, G_TYPE_OBJECT)

/* What was there before the power failed; nothing where it can't be read. */
static void
load (HalqaJotter *self)
{
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  if (g_stat (self->path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > FILE_MAX)
    return;
  if (!g_key_file_load_from_file (self->notes, self->path, G_KEY_FILE_NONE, &error))
    g_warning ("%s: %s", self->path, error->message);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *path = g_object_get_data (G_OBJECT (task), "path");
  GError *error = NULL;

  if (g_file_set_contents_full (path, data, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void start_writing (HalqaJotter *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaJotter) self = HALQA_JOTTER (user_data);
  g_autoptr (HalqaForum) forum = g_object_ref (self->forum);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("%s: %s", self->path, error->message);
  self->is_writing = FALSE;
  if (self->is_dirty && self->timer == 0)
    start_writing (self);
  halqa_forum_release (forum);
}

/* The task does not hold the jotter: its thread may be the last that lets go of the task, and must
 * not be the one that closes the forum. */
static void
start_writing (HalqaJotter *self)
{
  GTask *task = g_task_new (NULL, NULL, written_cb, g_object_ref (self));

  g_task_set_source_tag (task, start_writing);
  g_task_set_task_data (task, g_key_file_to_data (self->notes, NULL, NULL), g_free);
  g_object_set_data_full (G_OBJECT (task), "path", g_strdup (self->path), g_free);
  self->is_writing = TRUE;
  self->is_dirty = FALSE;
  halqa_forum_hold (self->forum);
  g_task_run_in_thread (task, write_in_thread);
  g_object_unref (task);
}

static gboolean
write_cb (gpointer user_data)
{
  halqa_jotter_flush (user_data);
  return G_SOURCE_REMOVE;
}

static void
note_change (HalqaJotter *self)
{
  if (halqa_forum_is_read_only (self->forum))
    return;
  self->is_dirty = TRUE;
  if (self->timer == 0)
    {
      halqa_forum_hold (self->forum);
      self->timer = g_timeout_add (DELAY_MS, write_cb, self);
    }
}

static void
halqa_jotter_dispose (GObject *object)
{
  HalqaJotter *self = HALQA_JOTTER (object);

  /* Who lets go of it has flushed it. */
  if (self->timer != 0)
    halqa_forum_release (self->forum);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_jotter_parent_class)->dispose (object);
}

static void
halqa_jotter_finalize (GObject *object)
{
  HalqaJotter *self = HALQA_JOTTER (object);

  g_key_file_unref (self->notes);
  g_free (self->path);
  G_OBJECT_CLASS (halqa_jotter_parent_class)->finalize (object);
}

static void
halqa_jotter_class_init (HalqaJotterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_jotter_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_jotter_finalize;
}

static void
halqa_jotter_init (HalqaJotter *self)
{
  self->notes = g_key_file_new ();
}

/**
 * halqa_jotter_new:
 * @forum: the forum
 *
 * Returns: (transfer full): what was half-written in it when this laptop was used last
 */
HalqaJotter *
halqa_jotter_new (HalqaForum *forum)
{
  HalqaJotter *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  self = g_object_new (HALQA_TYPE_JOTTER, NULL);
  self->forum = g_object_ref (forum);
  self->path = g_strconcat (halqa_store_get_path (halqa_forum_get_store (forum)), ENDING, NULL);
  load (self);
  return self;
}

/**
 * halqa_jotter_dup_text:
 * @self: a jotter
 * @place: where it is written, such as the id of a session
 * @name: which text of that place
 *
 * Returns: (transfer full): the text; "" where there is none
 */
char *
halqa_jotter_dup_text (HalqaJotter *self, const char *place, const char *name)
{
  char *text;

  g_return_val_if_fail (HALQA_IS_JOTTER (self), NULL);

  text = g_key_file_get_string (self->notes, place, name, NULL);
  return text != NULL ? text : g_strdup ("");
}

void
halqa_jotter_set_text (HalqaJotter *self, const char *place, const char *name, const char *text)
{
  g_autofree char *old = NULL;

  g_return_if_fail (HALQA_IS_JOTTER (self));

  old = halqa_jotter_dup_text (self, place, name);
  if (g_str_equal (old, text))
    return;
  if (*text != '\0')
    g_key_file_set_string (self->notes, place, name, text);
  else
    g_key_file_remove_key (self->notes, place, name, NULL);
  note_change (self);
}

void
halqa_jotter_forget (HalqaJotter *self, const char *place)
{
  g_return_if_fail (HALQA_IS_JOTTER (self));

  if (g_key_file_remove_group (self->notes, place, NULL))
    note_change (self);
}

void
halqa_jotter_flush (HalqaJotter *self)
{
  g_return_if_fail (HALQA_IS_JOTTER (self));

  if (self->timer == 0)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->is_writing)
    start_writing (self);
  /* Held by the write now, or by the one that it begins. */
  halqa_forum_release (self->forum);
}
