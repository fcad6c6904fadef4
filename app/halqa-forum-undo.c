/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-deed.h"
#include "halqa-forum-private.h"
#include "halqa-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the person at this laptop did last: its name, for a menu, and the way to take it back. What
 * can be taken back, and how, is the store's matter (sync/halqa-undo.c); here it is put into words.
 *
 * The names are read again after anything was written, a moment later and once for all that came at
 * once, since the last action may be another's process' and what it did it to may be called
 * otherwise by now. What it did stays what it was: that is read once, on another thread where it was
 * much, as an import is. Nothing is offered until it is known what it would take back. */

/* Entries that are read while the window waits. */
#define READ_AT_ONCE 100

struct _HalqaTakenBack
{
  char *words;
  char *left;
  const char *kind; /* lent by the schema; NULL where nothing was done */
  char *id;
  gboolean done;
  gboolean redo;
};

/* --- names */

/* What it did, where that was read before. An action that is taken back is the one that can be done
 * again, and the other way round. */
static const HalqaLastDeed *
find_deed (HalqaForum *self, const HalqaAction *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->last_deeds); i++)
    {
      const HalqaLastDeed *last = &self->last_deeds[i];

      if (last->action.first == action->first && last->action.last == action->last)
        return last;
    }
  return NULL;
}

static gboolean
read_in_thread (HalqaReader *reader, gpointer data, GError **error)
{
  HalqaLastDeed *read = data;
  GError *failure = NULL;

  /* What did nothing that a person would call by a name is known by that. */
  if (halqa_deed_read (&read->deed, reader, &read->action, &failure) || failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gpointer
keep_deed (HalqaForum *self, gpointer data)
{
  const HalqaLastDeed *read = data;

  self->last_deeds[read->redo] = *read;
  return g_object_ref (self);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HalqaForum *self = HALQA_FORUM (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) kept = g_task_propagate_pointer (G_TASK (result), &error);

  self->reading_deed = FALSE;
  if (error != NULL)
    g_warning ("%s: %s", halqa_store_get_path (self->store), error->message);
  else if (self->reader != NULL)
    halqa_forum_schedule_undo (self);
}

static void
read_apart (HalqaForum *self, gboolean redo, const HalqaAction *action)
{
  HalqaLastDeed read = { *action, { 0 }, redo };
  GTask *task;

  if (self->reading_deed)
    return;
  self->reading_deed = TRUE;
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, read_apart);
  halqa_forum_work (self, task, read_in_thread, keep_deed, g_memdup2 (&read, sizeof read), g_free);
}

/* NULL without an error where there is nothing to be taken back, or done again, or it is not known yet
 * what. Lent. */
static const HalqaDeed *
read_deed (HalqaForum *self, gboolean redo, GError **error)
{
  HalqaLastDeed *last = &self->last_deeds[redo];
  const HalqaLastDeed *known;
  HalqaAction action;

  if (!halqa_reader_find_action (self->reader, redo, &action, error) || action.first == 0)
    return NULL;
  known = find_deed (self, &action);
  if (known != NULL)
    *last = *known;
  else if (action.last - action.first >= READ_AT_ONCE)
    {
      read_apart (self, redo, &action);
      return NULL;
    }
  else
    {
      *last = (HalqaLastDeed){ 0 };
      if (!halqa_deed_read (&last->deed, self->reader, &action, error))
        return NULL;
      last->action = action;
    }
  return last->deed.kind != NULL ? &last->deed : NULL;
}

static char *
read_label (HalqaForum *self, gboolean redo)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  const HalqaDeed *deed = read_deed (self, redo, &error);

  if (deed != NULL)
    words = halqa_deed_describe (deed, self->reader);
  if (error != NULL)
    g_warning ("%s: %s", halqa_store_get_path (self->store), error->message);
  if (words == NULL)
    return NULL;
  /* Translators: %s is what was done, as "Delete ENV-07". */
  return redo ? g_strdup_printf (_ ("Redo %s"), words) : g_strdup_printf (_ ("Undo %s"), words);
}

static void
set_label (HalqaForum *self, char **label, char *fresh, const char *property)
{
  const gboolean same = g_strcmp0 (*label, fresh) == 0;

  g_free (*label);
  *label = fresh;
  if (!same)
    g_object_notify (G_OBJECT (self), property);
}

static gboolean
refresh_cb (gpointer user_data)
{
  HalqaForum *self = user_data;

  self->undo_idle = NULL;
  g_object_ref (self);
  set_label (self, &self->undo_label, read_label (self, FALSE), "undo-label");
  set_label (self, &self->redo_label, read_label (self, TRUE), "redo-label");
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

/* --- for the other files of the forum */

/* Of the thread that opened the forum. */
void
halqa_forum_schedule_undo (HalqaForum *self)
{
  if (self->undo_idle != NULL || halqa_store_is_read_only (self->store))
    return;
  self->undo_idle = g_idle_source_new ();
  g_source_set_priority (self->undo_idle, G_PRIORITY_LOW);
  halqa_source_attach (self->undo_idle, refresh_cb, self);
  g_source_unref (self->undo_idle);
}

void
halqa_forum_release_undo (HalqaForum *self)
{
  if (self->undo_idle != NULL)
    g_source_destroy (self->undo_idle);
  self->undo_idle = NULL;
  g_clear_pointer (&self->undo_label, g_free);
  g_clear_pointer (&self->redo_label, g_free);
}

/* --- what came of it */

/* What is to be looked at then: the record that it is called by, or what was merged into that, where
 * the one is gone by it. */
static void
note_record (HalqaForum *self, const HalqaDeed *deed, HalqaTakenBack *taken)
{
  const HalqaId *ids[] = { &deed->id, &deed->record };

  for (guint i = 0; i < G_N_ELEMENTS (ids) && taken->kind == NULL; i++)
    {
      g_autoptr (HalqaRecord) record =
                     halqa_reader_get (self->reader, deed->kind->name, ids[i], NULL);

      if (record == NULL || halqa_record_is_deleted (record))
        continue;
      taken->kind = deed->kind->name;
      taken->id = halqa_hex_dup (ids[i]->bytes, HALQA_ID_SIZE);
    }
}

static char *
describe (HalqaForum *self, const HalqaUndone *undone, HalqaTakenBack *taken)
{
  const HalqaLastDeed *known = find_deed (self, &undone->action);
  g_autofree char *words = NULL;
  HalqaDeed deed;

  if (known != NULL)
    deed = known->deed;
  else
    halqa_deed_read (&deed, self->reader, &undone->action, NULL);
  if (deed.kind == NULL)
    return NULL;
  if (undone->n_done > 0)
    note_record (self, &deed, taken);
  words = halqa_deed_describe (&deed, self->reader);
  if (undone->n_done == 0)
    /* Translators: %s is what was done, as "Delete ENV-07". */
    return undone->redo ? g_strdup_printf (_ ("Not redone: %s"), words)
                        : g_strdup_printf (_ ("Not undone: %s"), words);
  return undone->redo ? g_strdup_printf (_ ("Redone: %s"), words)
                      : g_strdup_printf (_ ("Undone: %s"), words);
}

static HalqaTakenBack *
taken_back_new (HalqaForum *self, const HalqaUndone *undone)
{
  HalqaTakenBack *taken = g_new0 (HalqaTakenBack, 1);

  taken->done = undone->n_done > 0;
  taken->redo = undone->redo;
  taken->words = describe (self, undone, taken);
  taken->left = halqa_undone_describe_left (undone, self->reader);
  return taken;
}

/**
 * halqa_taken_back_free:
 * @self: (transfer full): what came of taking back
 */
void
halqa_taken_back_free (HalqaTakenBack *self)
{
  g_free (self->words);
  g_free (self->left);
  g_free (self->id);
  g_free (self);
}

/**
 * halqa_taken_back_get_words:
 * @self: what came of it
 *
 * Returns: (transfer none): what was taken back, or done again, or could not be, in a few words
 */
const char *
halqa_taken_back_get_words (HalqaTakenBack *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->words != NULL ? self->words : "";
}

/**
 * halqa_taken_back_get_left:
 * @self: what came of it
 *
 * Returns: (transfer none) (nullable): what was left as it is, since another has changed it; %NULL
 *   where nothing was
 */
const char *
halqa_taken_back_get_left (HalqaTakenBack *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->left;
}

/**
 * halqa_taken_back_has_done:
 * @self: what came of it
 *
 * Returns: whether anything is as it was
 */
gboolean
halqa_taken_back_has_done (HalqaTakenBack *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->done;
}

/**
 * halqa_taken_back_is_redo:
 * @self: what came of it
 *
 * Returns: whether it was done again, not taken back
 */
gboolean
halqa_taken_back_is_redo (HalqaTakenBack *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->redo;
}

/**
 * halqa_taken_back_get_record:
 * @self: what came of it
 * @id: (out) (transfer none): the record that it was done to, 32 hex digits
 *
 * Returns: (transfer none) (nullable): its kind; %NULL where the record is gone by it, or nothing was
 *   done
 */
const char *
halqa_taken_back_get_record (HalqaTakenBack *self, const char **id)
{
  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  *id = self->id;
  return self->kind;
}

static void
undone_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaForum *self = g_task_get_source_object (task);
  g_autoptr (HalqaUndone) undone = NULL;
  GError *error = NULL;

  g_assert (HALQA_IS_STORE (object));

  undone = halqa_store_undo_finish (HALQA_STORE (object), result, &error);
  if (undone == NULL || self->reader == NULL)
    {
      g_task_return_error (task, error != NULL ? error
                                               : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED,
                                                                      _ ("The forum was closed.")));
      return;
    }
  halqa_forum_schedule_undo (self);
  g_task_return_pointer (task, taken_back_new (self, undone),
                         (GDestroyNotify) halqa_taken_back_free);
}

/* --- public */

/**
 * halqa_forum_get_undo_label:
 * @self: a forum
 *
 * Returns: (transfer none) (nullable): what would be taken back, as "Undo Delete ENV-07"; %NULL where
 *   there is nothing
 */
const char *
halqa_forum_get_undo_label (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return self->undo_label;
}

/**
 * halqa_forum_get_redo_label:
 * @self: a forum
 *
 * Returns: (transfer none) (nullable): what would be done again, as "Redo Delete ENV-07"; %NULL where
 *   there is nothing
 */
const char *
halqa_forum_get_redo_label (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return self->redo_label;
}

/**
 * halqa_forum_undo_async:
 * @self: a forum
 * @redo: do again what was taken back last
 * @cancellable: (nullable): gives up where nothing has been written yet
 * @callback: called when it is on disk
 * @user_data: for @callback
 */
void
halqa_forum_undo_async (HalqaForum *self,
                        gboolean redo,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HALQA_IS_FORUM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_undo_async);
  halqa_store_undo_async (self->store, redo, cancellable, undone_cb, task);
}

/**
 * halqa_forum_undo_action_async:
 * @self: a forum
 * @stamp: of what was saved here; that is taken back, whatever was done since
 * @cancellable: (nullable): gives up where nothing has been written yet
 * @callback: called when it is on disk; ends with halqa_forum_undo_finish()
 * @user_data: for @callback
 */
void
halqa_forum_undo_action_async (HalqaForum *self,
                               guint64 stamp,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HALQA_IS_FORUM (self) && stamp != 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_undo_action_async);
  halqa_store_undo_entry_async (self->store, stamp, cancellable, undone_cb, task);
}

/**
 * halqa_forum_undo_finish:
 * @self: a forum
 * @result: what the callback was given
 * @error: where there was nothing to be taken back, or it can't be written
 *
 * Returns: (transfer full): what came of it; it is on disk
 */
HalqaTakenBack *
halqa_forum_undo_finish (HalqaForum *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
