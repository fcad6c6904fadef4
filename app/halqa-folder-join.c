/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-folder-private.h"

#include <glib/gi18n-lib.h>

#include "halqa-app-error.h"
#include "halqa-avahi-discovery.h"
#include "halqa-error.h"
#include "halqa-inviting-private.h"
#include "halqa-join-client.h"

/*
 * Joining a forum by a code that another laptop shows.
 *
 * Rule: nothing waits. The call is asynchronous, and a worker makes the file of the forum, which has
 * to be on disk before it is shown.
 *
 * A code is typed on whatever keyboard there is: digits of every script count, spaces and hyphens
 * between them do not.
 */

#define N_DIGITS 6

/* Six digits of ASCII, or %NULL. */
static char *
read_code (const char *typed)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (; *typed != '\0'; typed = g_utf8_next_char (typed))
    {
      gunichar c = g_utf8_get_char (typed);
      int digit = g_unichar_digit_value (c);

      if (digit >= 0)
        g_string_append_c (digits, '0' + digit);
      else if (!g_unichar_isspace (c) && c != '-')
        return NULL;
    }
  return digits->len == N_DIGITS ? g_strdup (digits->str) : NULL;
}

/* The sentences are those of the layer below; the window tells them apart by our codes. Another error it
 * is: what else one tells belongs to its domain. @error: (transfer full) */
static GError *
translate (GError *error)
{
  static const struct
  {
    HalqaSyncError sync;
    HalqaAppError app;
  } codes[] = {
    { HALQA_SYNC_ERROR_NOBODY, HALQA_APP_ERROR_NOBODY_INVITES },
    { HALQA_SYNC_ERROR_WRONG_CODE, HALQA_APP_ERROR_WRONG_CODE },
    { HALQA_SYNC_ERROR_ENDED, HALQA_APP_ERROR_CODE_ENDED },
    { HALQA_SYNC_ERROR_REFUSED, HALQA_APP_ERROR_NOT_LET_IN },
    { HALQA_SYNC_ERROR_VERSION, HALQA_APP_ERROR_OTHER_VERSION },
    { HALQA_SYNC_ERROR_OUTDATED, HALQA_APP_ERROR_OTHER_VERSION },
    { HALQA_SYNC_ERROR_NEWER, HALQA_APP_ERROR_OTHER_VERSION },
    { HALQA_SYNC_ERROR_TIMED_OUT, HALQA_APP_ERROR_TIMED_OUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, HALQA_SYNC_ERROR, (int) codes[i].sync))
      {
        GError *ours = g_error_new_literal (HALQA_APP_ERROR, (int) codes[i].app, error->message);

        g_error_free (error);
        return ours;
      }
  return error;
}

static void
accept_func (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  HalqaStore *store = halqa_folder_accept_store (HALQA_FOLDER (source), task_data, &error);

  if (store != NULL)
    g_task_return_pointer (task, store, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
accepted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (HalqaStore) store = NULL;
  HalqaForum *forum = NULL;
  GError *error = NULL;

  store = g_task_propagate_pointer (G_TASK (result), &error);
  if (store != NULL)
    forum = halqa_folder_make_forum (HALQA_FOLDER (object), store, &error);
  if (forum != NULL)
    g_task_return_pointer (task, forum, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
invited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) work = NULL;
  g_autoptr (HalqaInvitation) invitation = NULL;
  GError *error = NULL;

  invitation = halqa_join_client_finish (result, &error);
  if (invitation == NULL)
    {
      g_task_return_error (task, translate (error));
      return;
    }
  work = g_task_new (g_task_get_source_object (task), NULL, accepted_cb, g_object_ref (task));
  g_task_set_task_data (work, g_steal_pointer (&invitation),
                        (GDestroyNotify) halqa_invitation_free);
  g_task_run_in_thread (work, accept_func);
}

/**
 * halqa_folder_join_code_async:
 * @self: a folder
 * @address: of the laptop that shows the code, "HOST:PORT", as it was typed; or as
 *   halqa_inviting_get_address() has it
 * @code: as it was typed: six digits
 * @cancellable: (nullable): hangs up
 * @callback: called on the calling thread
 * @user_data: for @callback
 *
 * Joins a forum by a code. A person may have to say yes at the other laptop: it takes two minutes at
 * most.
 */
void
halqa_folder_join_code_async (HalqaFolder *self,
                              const char *address,
                              const char *code,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *digits = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (HALQA_IS_FOLDER (self) && address != NULL && code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_folder_join_code_async);
  g_task_set_check_cancellable (task, FALSE);
  digits = read_code (code);
  name = halqa_folder_dup_name (self);
  if (digits == NULL)
    g_task_return_new_error (task, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                             _ ("The code has six digits"));
  else
    halqa_join_client_async (address, halqa_identity_get_device (halqa_folder_get_identity (self)),
                             name, digits, cancellable, invited_cb, g_steal_pointer (&task));
}

/**
 * halqa_folder_join_code_finish:
 * @self: a folder
 * @result: what the callback was given
 * @error: %HALQA_APP_ERROR_NOBODY_INVITES, %HALQA_APP_ERROR_WRONG_CODE,
 *   %HALQA_APP_ERROR_CODE_ENDED, %HALQA_APP_ERROR_NOT_LET_IN, %HALQA_APP_ERROR_OTHER_VERSION,
 *   %HALQA_APP_ERROR_TIMED_OUT, %HALQA_APP_ERROR_INVALID (what was typed),
 *   %G_IO_ERROR_CANCELLED, or of the file of the forum; the message is for people
 *
 * Returns: (transfer full): the forum, empty until another laptop is met; one that is here already
 *   is opened
 */
HalqaForum *
halqa_folder_join_code_finish (HalqaFolder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * halqa_folder_list_inviting:
 * @self: a folder
 *
 * Looks for forums nearby that invite by a code, as long as the list is kept.
 *
 * Returns: (transfer full): a list of #HalqaInviting
 */
GListModel *
halqa_folder_list_inviting (HalqaFolder *self)
{
  g_autoptr (HalqaDiscovery) discovery = NULL;

  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);

  discovery = halqa_avahi_discovery_new ();
  return halqa_inviting_list_new (discovery,
                                  halqa_identity_get_device (halqa_folder_get_identity (self)));
}
