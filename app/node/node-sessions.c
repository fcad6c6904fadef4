/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-closing-private.h"

/* The commands session close and session reopen. To close is to write the state, with the report and
 * the counts where they are given, in one entry; what is still open is told and keeps nobody from it. */

static HalqaRecord *
find_session (HalqaNode *self, const char *name, GError **error)
{
  g_autoptr (HalqaRecord) record = halqa_node_find_record (self, name, error);

  if (record == NULL)
    return NULL;
  if (strcmp (halqa_record_get_kind (record)->name, "session") != 0)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID, _ ("“%s” is no session"), name);
  else if (halqa_record_is_deleted (record))
    halqa_node_refuse (error, _ ("This record is deleted: restore it first"));
  else
    return g_steal_pointer (&record);
  return NULL;
}

static gboolean
write_session (HalqaNode *self,
               HalqaRecord *session,
               const char *state,
               char **assignments,
               GError **error)
{
  g_autoptr (GArray) fields = halqa_node_parse_fields (self, "session", assignments, error);
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue value = halqa_value_text (state);

  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    if (strcmp (g_array_index (fields, HalqaNodeField, i).name, "state") == 0)
      return halqa_node_refuse (error, _ ("The state is what the command writes, not a field"));
  halqa_node_put_fields (change, "session", halqa_record_get_id (session), fields, session);
  if (g_strcmp0 (halqa_record_get_text (session, "state"), state) != 0)
    halqa_change_set (change, "session", halqa_record_get_id (session), "state", &value,
                      HALQA_REPLACE_SHOWN);
  return halqa_change_is_empty (change) || halqa_store_commit (self->store, change, error);
}

/* --- close */

static void
add_open (JsonBuilder *builder, const HalqaOpen *open)
{
  static const char *const whys[] = {
    [HALQA_OPEN_UNCOUNTED] = "uncounted", [HALQA_OPEN_UNREPORTED] = "unreported",
    [HALQA_OPEN_DRAFT] = "draft",         [HALQA_OPEN_UNTALLIED] = "untallied",
    [HALQA_OPEN_QUESTION] = "question",
  };

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "kind", halqa_record_get_kind (open->record)->name);
  halqa_node_add_hex (builder, "id", halqa_record_get_id (open->record)->bytes, HALQA_ID_SIZE);
  halqa_node_add_member (builder, "why", whys[open->why]);
  if (open->field != NULL)
    halqa_node_add_member (builder, "field", open->field);
  json_builder_end_object (builder);
}

static void
print_json (HalqaRecord *session, GArray *open)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  halqa_node_add_hex (builder, "id", halqa_record_get_id (session)->bytes, HALQA_ID_SIZE);
  halqa_node_add_member (builder, "state", halqa_record_get_text (session, "state"));
  json_builder_set_member_name (builder, "open");
  json_builder_begin_array (builder);
  for (guint i = 0; i < open->len; i++)
    add_open (builder, &g_array_index (open, HalqaOpen, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_open (const HalqaOpen *open)
{
  const char *words = halqa_closing_describe (open->why, open->field);
  g_autofree char *label = NULL;

  if (open->field != NULL)
    {
      halqa_node_print ("%s", words);
      return;
    }
  label = halqa_node_dup_label (open->record);
  halqa_node_print ("%s: %s", words, label);
}

static gboolean
tell (HalqaNode *self, const HalqaId *id, GError **error)
{
  g_autoptr (HalqaRecord) session = halqa_reader_get (self->reader, "session", id, error);
  g_autoptr (GArray) open = NULL;

  open = session != NULL ? halqa_closing_list_open (self->reader, session, error) : NULL;
  if (open == NULL)
    return FALSE;
  if (self->json)
    {
      print_json (session, open);
      return TRUE;
    }
  halqa_node_print (open->len > 0 ? _ ("The session is closed. Still open:")
                                  : _ ("The session is closed, and nothing is open."));
  for (guint i = 0; i < open->len; i++)
    print_open (&g_array_index (open, HalqaOpen, i));
  halqa_node_print_hints (session);
  return TRUE;
}

static gboolean
run_close (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) session = find_session (self, args[0], error);

  return session != NULL && write_session (self, session, "closed", args + 1, error) &&
         tell (self, halqa_record_get_id (session), error);
}

/* --- reopen */

static gboolean
run_reopen (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) session = find_session (self, args[0], error);
  char *none[] = { NULL };

  if (session == NULL || !write_session (self, session, "open", none, error))
    return FALSE;
  if (self->json)
    halqa_node_print_id (self, halqa_record_get_id (session)->bytes, HALQA_ID_SIZE);
  return TRUE;
}

const HalqaNodeCommand halqa_node_session_commands[] = {
  { "session close", "ID [FIELD=VALUE …]", N_ ("Closes a session, and tells what is still open"), 1,
    G_MAXUINT, HALQA_NODE_ONE_FORUM, NULL, run_close },
  { "session reopen", "ID", N_ ("Opens a closed session again"), 1, 1, HALQA_NODE_ONE_FORUM, NULL,
    run_reopen },
  { NULL },
};
