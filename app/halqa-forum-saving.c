/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-draft-private.h"
#include "halqa-forum-private.h"
#include "halqa-order-private.h"
#include "halqa-references.h"

/* What is on its way to the disk.
 *
 * Rule: a forum is let go of only when all that people typed is on disk. Forms wait before they
 * write, and before they try again what the disk refused; so each holds the forum as long as it has
 * something to write, and who closes the forum looks at one number, whichever forms there are.
 *
 * Rejected: a list of forms in each window, which the next form would be missing from. */

static void
save_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  HalqaForum *self;
  gboolean saved;

  g_assert (HALQA_IS_STORE (object));

  self = g_task_get_source_object (task);
  saved = halqa_store_commit_finish (HALQA_STORE (object), result, &error);
  g_free (self->save_problem);
  self->save_problem = saved ? NULL : g_strdup (error->message);
  if (saved)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  halqa_forum_release (self);
}

/**
 * halqa_forum_save_async:
 * @self: a forum
 * @draft: what is to be written; it is spent, whatever comes of it
 * @cancellable: (nullable): gives up where nothing has been written yet
 * @callback: called when it is on disk, or could not be written
 * @user_data: for @callback
 *
 * Writes @draft as one entry; a record that it makes comes at the end of its list, a proposal gets a
 * reference. When it is finished, items and lists show it already. An empty draft
 * is done at once, and writes none.
 */
void
halqa_forum_save_async (HalqaForum *self,
                        HalqaDraft *draft,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (HalqaChange) change = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (HALQA_IS_FORUM (self));
  g_return_if_fail (draft != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_save_async);
  change = halqa_draft_spend (draft);
  if (change == NULL || halqa_change_is_empty (change))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  halqa_references_complete (self->reader, change);
  if (!halqa_order_append_new (self->reader, change, self->ends, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      halqa_forum_hold (self);
      halqa_store_commit_async (self->store, change, cancellable, save_cb, g_steal_pointer (&task));
    }
}

/**
 * halqa_forum_save_finish:
 * @self: a forum
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: %TRUE: all of the draft is on disk; %FALSE: nothing of it is
 */
gboolean
halqa_forum_save_finish (HalqaForum *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * halqa_forum_hold:
 * @self: a forum
 *
 * Says that somebody typed what is not on disk yet; a save that is on its way is counted by itself.
 */
void
halqa_forum_hold (HalqaForum *self)
{
  g_return_if_fail (HALQA_IS_FORUM (self));

  self->n_unsaved++;
  g_object_notify (G_OBJECT (self), "n-unsaved");
}

/**
 * halqa_forum_release:
 * @self: a forum
 *
 * Takes one halqa_forum_hold() back.
 */
void
halqa_forum_release (HalqaForum *self)
{
  g_return_if_fail (HALQA_IS_FORUM (self) && self->n_unsaved > 0);

  self->n_unsaved--;
  g_object_notify (G_OBJECT (self), "n-unsaved");
}

/**
 * halqa_forum_get_n_unsaved:
 * @self: a forum
 *
 * Returns: how many texts and other edits are not on disk yet: who closes the forum waits for 0
 */
guint
halqa_forum_get_n_unsaved (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), 0);

  return self->n_unsaved;
}

/**
 * halqa_forum_get_save_problem:
 * @self: a forum
 *
 * Returns: (transfer none) (nullable): why the last save failed; %NULL where it did not
 */
const char *
halqa_forum_get_save_problem (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return self->save_problem;
}
