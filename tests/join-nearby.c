/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "halqa-folder.h"
#include "halqa-inviting.h"

/* What a person does in the window, for tests on several hosts: join-nearby CODE waits until a forum
 * nearby invites, takes the first, and joins it by the code. It prints
 *
 *   nearby ADDRESS TITLE
 *   joined FORUM-ID
 *
 * or, on standard error, why not. */

static HalqaFolder *folder;
static GMainLoop *loop;
static const char *code;
static int status = 1;

static void
joined_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaForum) forum = halqa_folder_join_code_finish (folder, result, &error);
  g_autofree char *id = NULL;

  if (forum == NULL)
    g_printerr ("join-nearby: %s\n", error->message);
  else
    {
      id = halqa_forum_dup_id (forum);
      printf ("joined %s\n", id);
      status = 0;
    }
  g_main_loop_quit (loop);
}

static void
items_changed_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  g_autoptr (HalqaInviting) inviting = g_list_model_get_item (list, 0);

  if (inviting == NULL)
    return;
  g_signal_handlers_disconnect_by_func (list, items_changed_cb, NULL);
  printf ("nearby %s %s\n", halqa_inviting_get_address (inviting),
          halqa_inviting_get_title (inviting));
  halqa_folder_join_code_async (folder, halqa_inviting_get_address (inviting), code, NULL,
                                joined_cb, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list = NULL;

  if (argc != 2)
    {
      g_printerr ("usage: join-nearby CODE\n");
      return 2;
    }
  code = argv[1];
  folder = halqa_folder_open (NULL, &error);
  if (folder == NULL)
    {
      g_printerr ("join-nearby: %s\n", error->message);
      return 1;
    }
  loop = g_main_loop_new (NULL, FALSE);
  list = halqa_folder_list_inviting (folder);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), NULL);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  g_object_unref (folder);
  return status;
}
