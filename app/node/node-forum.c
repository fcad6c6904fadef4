/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "halqa-forum-private.h"
#include "halqa-invitation.h"

/* Commands on the folder and its forums as wholes: init, forum new, list, invite, join. */

static char *name;

static const GOptionEntry init_options[] = {
  { "name", 0, 0, G_OPTION_ARG_FILENAME, &name, N_ ("What others see of this laptop"), "NAME" },
  G_OPTION_ENTRY_NULL,
};

static gboolean
run_init (HalqaNode *self, char **args, GError **error)
{
  const HalqaDeviceId *device =
      halqa_identity_get_device (halqa_folder_get_identity (self->folder));
  g_autofree char *given = g_steal_pointer (&name);

  if (given != NULL && !g_utf8_validate (given, -1, NULL))
    return halqa_node_refuse_usage (error, _ ("The name is not UTF-8"));
  if (given != NULL && !halqa_folder_set_name (self->folder, given, error))
    return FALSE;
  halqa_node_print_id (self, device->bytes, HALQA_DEVICE_ID_SIZE);
  return TRUE;
}

static void
print_forum_id (HalqaNode *self, HalqaStore *store)
{
  halqa_node_print_id (self, halqa_store_get_forum_key (store)->forum.bytes, HALQA_ID_SIZE);
}

static gboolean
run_new (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) fields = NULL;

  for (char **arg = args + 1; *arg != NULL; arg++)
    {
      g_autofree char *field = halqa_node_expand (*arg, error);

      if (field == NULL)
        return FALSE;
      g_strv_builder_add (builder, field);
    }
  fields = g_strv_builder_end (builder);
  self->store = halqa_folder_new_store (self->folder, args[0], (const char *const *) fields, error);
  if (self->store == NULL)
    return FALSE;
  print_forum_id (self, self->store);
  return TRUE;
}

static void
print_forum (HalqaNode *self, const HalqaForumInfo *info)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json)
    {
      halqa_node_print ("%s\t%s", info->id, info->title);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "id", info->id);
  halqa_node_add_member (builder, "title", info->title);
  halqa_node_add_number (builder, "entries", (gint64) info->n_entries);
  halqa_node_add_number (builder, "members", info->n_members);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static gboolean
run_list (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GPtrArray) infos = halqa_folder_list (self->folder, NULL, error);

  if (infos == NULL)
    return FALSE;
  for (guint i = 0; i < infos->len; i++)
    print_forum (self, g_ptr_array_index (infos, i));
  return TRUE;
}

static void
print_file (HalqaNode *self, const char *file)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json)
    {
      halqa_node_print (_ ("Written: %s. Who holds this file can join the forum."), file);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "file", file);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static gboolean
run_invite (HalqaNode *self, char **args, GError **error)
{
  g_autofree char *title = halqa_reader_dup_title (self->reader);
  g_autoptr (HalqaInvitation) invitation = halqa_invitation_new (self->store, title, NULL);

  if (!halqa_invitation_write (invitation, args[0], error))
    return FALSE;
  print_file (self, args[0]);
  return TRUE;
}

typedef struct
{
  GMainLoop *loop;
  HalqaForum *forum;
  GError *error;
} Joining;

static void
joined_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Joining *joining = user_data;

  joining->forum = halqa_folder_join_code_finish (HALQA_FOLDER (object), result, &joining->error);
  g_main_loop_quit (joining->loop);
}

static gboolean
join_by_code (HalqaNode *self, const char *address, const char *code, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Joining joining = { loop, NULL, NULL };

  halqa_folder_join_code_async (self->folder, address, code, NULL, joined_cb, &joining);
  g_main_loop_run (loop);
  if (joining.forum == NULL)
    {
      g_propagate_error (error, joining.error);
      return FALSE;
    }
  print_forum_id (self, halqa_forum_get_store (joining.forum));
  g_object_unref (joining.forum);
  return TRUE;
}

static gboolean
run_join (HalqaNode *self, char **args, GError **error)
{
  if (args[1] != NULL)
    return join_by_code (self, args[0], args[1], error);
  self->store = halqa_folder_join_store (self->folder, args[0], error);
  if (self->store == NULL)
    return FALSE;
  print_forum_id (self, self->store);
  return TRUE;
}

const HalqaNodeCommand halqa_node_forum_commands[] = {
  { "init", "", N_ ("Makes the folder and the device key; prints the device id"), 0, 0,
    HALQA_NODE_NO_FORUM, init_options, run_init },
  { "forum new", "TITLE [FIELD=VALUE …]", N_ ("Makes a forum; prints its id"), 1, G_MAXUINT,
    HALQA_NODE_NO_FORUM, NULL, run_new },
  { "forum list", "", N_ ("Lists the forums of the folder"), 0, 0, HALQA_NODE_NO_FORUM, NULL,
    run_list },
  { "forum invite", "FILE", N_ ("Writes an invitation file: who holds it can join"), 1, 1,
    HALQA_NODE_ONE_FORUM, NULL, run_invite },
  { "forum join", "FILE | HOST:PORT CODE",
    N_ ("Joins a forum, from an invitation file or by a code that another laptop shows; prints its "
        "id"),
    1, 2, HALQA_NODE_NO_FORUM, NULL, run_join },
  { NULL },
};
