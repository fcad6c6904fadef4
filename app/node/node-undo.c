/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>

#include "halqa-deed.h"

/* The commands undo and redo: what was done last on this laptop, by a command or in the window. */

static void
add_fields (JsonBuilder *builder, const char *name, const HalqaUndone *undone, gboolean done)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < undone->fields->len; i++)
    {
      const HalqaUndoneField *field = g_ptr_array_index (undone->fields, i);

      if (!field->done != !done)
        continue;
      json_builder_begin_object (builder);
      halqa_node_add_hex (builder, "id", field->record.bytes, HALQA_ID_SIZE);
      halqa_node_add_member (builder, "kind", field->kind->name);
      halqa_node_add_member (builder, "field", field->field);
      if (!done)
        halqa_node_add_hex (builder, "device", field->by.bytes, HALQA_DEVICE_ID_SIZE);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const HalqaUndone *undone, const HalqaDeed *deed)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "change", halqa_changed_how_to_string (deed->how));
  halqa_node_add_hex (builder, "id", deed->id.bytes, HALQA_ID_SIZE);
  halqa_node_add_member (builder, "kind", deed->kind->name);
  add_fields (builder, "done", undone, TRUE);
  add_fields (builder, "left", undone, FALSE);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_text (HalqaNode *self, const HalqaUndone *undone, const HalqaDeed *deed)
{
  g_autofree char *words = halqa_deed_describe (deed, self->reader);
  g_autofree char *left = halqa_undone_describe_left (undone, self->reader);
  const char *format = undone->redo ? _ ("Redone: %s") : _ ("Undone: %s");

  if (undone->n_done == 0)
    format = undone->redo ? _ ("Not redone: %s") : _ ("Not undone: %s");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  halqa_node_print (format, words);
#pragma GCC diagnostic pop
  if (left != NULL)
    halqa_node_print ("%s", left);
}

static gboolean
take_back (HalqaNode *self, gboolean redo, GError **error)
{
  g_autoptr (HalqaUndone) undone = NULL;
  HalqaDeed deed;
  gboolean done;

  halqa_node_begin_progress (HALQA_NODE_WORKS);
  undone = halqa_store_undo (self->store, redo, error);
  done = undone != NULL && halqa_deed_read (&deed, self->reader, &undone->action, error);
  halqa_node_wipe_progress ();
  if (!done)
    return FALSE;
  if (self->json)
    print_json (undone, &deed);
  else
    print_text (self, undone, &deed);
  return TRUE;
}

static gboolean
run_undo (HalqaNode *self, char **args, GError **error)
{
  return take_back (self, FALSE, error);
}

static gboolean
run_redo (HalqaNode *self, char **args, GError **error)
{
  return take_back (self, TRUE, error);
}

const HalqaNodeCommand halqa_node_undo_commands[] = {
  { "undo", "", N_ ("Takes back what was done last on this laptop"), 0, 0, HALQA_NODE_ONE_FORUM,
    NULL, run_undo },
  { "redo", "", N_ ("Does again what was taken back last"), 0, 0, HALQA_NODE_ONE_FORUM, NULL,
    run_redo },
  { NULL },
};
