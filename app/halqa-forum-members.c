/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-forum-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-member-private.h"

/* The members of a forum as a list, and how one of them is removed.
 *
 * The list is made when somebody asks for it first, and from then on kept up to date by what is
 * written and by whom is met. */

static gboolean
touches_members (const GArray *touched)
{
  for (guint i = 0; i < touched->len; i++)
    {
      const char *kind = g_array_index (touched, HalqaTouched, i).kind->name;

      if (g_str_equal (kind, "device") || g_str_equal (kind, "key"))
        return TRUE;
    }
  return FALSE;
}

/* To be called when records were touched. */
void
halqa_forum_refresh_members (HalqaForum *self, const GArray *touched)
{
  g_autoptr (GPtrArray) now = NULL;

  if (self->members == NULL || !touches_members (touched))
    return;
  now = halqa_members_read (self->reader);
  halqa_members_update (self->members, now);
}

/* To be called when a peer has been met. */
void
halqa_forum_meet_members (HalqaForum *self, const GPtrArray *peers)
{
  guint n = self->members != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->members)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HalqaMember) member = g_list_model_get_item (G_LIST_MODEL (self->members), i);
      const HalqaDeviceId *device = halqa_member_get_device_id (member);

      for (guint p = 0; p < peers->len; p++)
        {
          const HalqaPeer *peer = g_ptr_array_index (peers, p);

          if (memcmp (&peer->device, device, sizeof *device) == 0)
            halqa_member_meet (member, peer->last_exchange);
        }
    }
}

/**
 * halqa_forum_get_members:
 * @self: a forum
 *
 * Those who were removed are listed too, and this laptop. The list moves while the main context
 * runs, and stays in the order in which they were heard of.
 *
 * Returns: (transfer none): a list of #HalqaMember
 */
GListModel *
halqa_forum_get_members (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  if (self->members == NULL)
    {
      g_autoptr (GPtrArray) now = halqa_members_read (self->reader);

      self->members = g_list_store_new (HALQA_TYPE_MEMBER);
      halqa_members_update (self->members, now);
    }
  return G_LIST_MODEL (self->members);
}

/**
 * halqa_forum_dup_own_member:
 * @self: a forum
 *
 * Returns: (transfer full) (nullable): this laptop among the members
 */
HalqaMember *
halqa_forum_dup_own_member (HalqaForum *self)
{
  GListModel *members;

  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  members = halqa_forum_get_members (self);
  for (guint i = 0; i < g_list_model_get_n_items (members); i++)
    {
      g_autoptr (HalqaMember) member = g_list_model_get_item (members, i);

      if (halqa_member_is_self (member))
        return g_steal_pointer (&member);
    }
  return NULL;
}

static void
removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  g_assert (HALQA_IS_STORE (object));

  if (halqa_store_remove_device_finish (HALQA_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * halqa_forum_remove_member_async:
 * @self: a forum
 * @member: who is to be removed, for good; not this laptop
 * @cancellable: (nullable): gives up where nothing has been written yet
 * @callback: called when it is on disk, or could not be written
 * @user_data: for @callback
 *
 * From then on that laptop is not let in here, and by the others once they have heard. A person
 * should have read halqa_forum_get_removal_note() before.
 */
void
halqa_forum_remove_member_async (HalqaForum *self,
                                 HalqaMember *member,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (HALQA_IS_FORUM (self));
  g_return_if_fail (HALQA_IS_MEMBER (member));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_forum_remove_member_async);
  halqa_store_remove_device_async (self->store, halqa_member_get_device_id (member), cancellable,
                                   removed_cb, task);
}

/**
 * halqa_forum_remove_member_finish:
 * @self: a forum
 * @result: what the callback was given
 * @error: #HalqaSyncError, with a sentence for the person
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_forum_remove_member_finish (HalqaForum *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * halqa_forum_get_removal_note:
 *
 * Returns: (transfer none): sentences on what the removal of a laptop can't do, translated
 */
const char *
halqa_forum_get_removal_note (void)
{
  return _ ("A laptop that is removed keeps what it has already received, and what it wrote stays "
            "in the forum. It learns nothing new. What it writes from now on may still arrive "
            "through a laptop that has not heard of the removal yet.");
}
