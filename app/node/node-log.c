/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-kinds.h"

/* Commands on the whole of what is there: status, check. */

static gboolean rebuild;

static const GOptionEntry check_options[] = {
  { "rebuild", 0, 0, G_OPTION_ARG_NONE, &rebuild, N_ ("Make the tables anew from the log first"),
    NULL },
  G_OPTION_ENTRY_NULL,
};

/* --- status */

/* By how much the newest entry is ahead of this machine's clock. */
static void
note_stamp (guint64 stamp, const HalqaEntryId *id, gpointer user_data)
{
  guint64 *newest = user_data;

  *newest = MAX (*newest, stamp);
}

static gboolean
read_clock_skew (HalqaNode *self, gint64 *milliseconds, GError **error)
{
  guint64 newest = 0;

  if (!halqa_reader_walk_items (self->reader, note_stamp, &newest, error))
    return FALSE;
  *milliseconds = MAX (0, (gint64) (newest >> 16) - g_get_real_time () / 1000);
  return TRUE;
}

static gboolean
add_counts (HalqaNode *self, JsonBuilder *builder, GError **error)
{
  const HalqaKind *kind = halqa_kinds_get_schema ()->kinds;

  json_builder_set_member_name (builder, "records");
  json_builder_begin_object (builder);
  for (; kind->name != NULL; kind++)
    {
      g_autoptr (GError) reason = NULL;
      guint64 count = halqa_reader_count (self->reader, kind->name, &reason);

      if (reason != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      halqa_node_add_number (builder, kind->name, (gint64) count);
    }
  json_builder_end_object (builder);
  return TRUE;
}

static gboolean
add_status (HalqaNode *self, JsonBuilder *builder, GError **error)
{
  g_autofree char *title = halqa_reader_dup_title (self->reader);
  g_autofree char *digest = halqa_record_json_digest (self->reader, error);
  HalqaStatus status;
  gint64 skew;

  if (digest == NULL || !halqa_reader_status (self->reader, &status, error) ||
      !read_clock_skew (self, &skew, error))
    return FALSE;
  json_builder_begin_object (builder);
  halqa_node_add_hex (builder, "forum", halqa_store_get_forum_key (self->store)->forum.bytes,
                      HALQA_ID_SIZE);
  halqa_node_add_member (builder, "title", title);
  halqa_node_add_number (builder, "entries", (gint64) status.n_entries);
  if (status.n_unchecked > 0)
    halqa_node_add_number (builder, "unchecked", (gint64) status.n_unchecked);
  halqa_node_add_hex (builder, "fingerprint", status.fingerprint, HALQA_FINGERPRINT_SIZE);
  halqa_node_add_member (builder, "digest", digest);
  if (!add_counts (self, builder, error))
    return FALSE;
  halqa_node_add_number (builder, "conflicts", status.n_conflicts);
  halqa_node_add_number (builder, "db_bytes", (gint64) status.db_bytes);
  halqa_node_add_number (builder, "clock_skew_ms", skew);
  if (self->json)
    halqa_node_add_standing (self, builder);
  json_builder_end_object (builder);
  return TRUE;
}

/* The same as text: a line for each member. */
static void
print_members (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), print_members, (gpointer) name);
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    halqa_node_print ("%s%s%s: %" G_GINT64_FORMAT,
                      user_data != NULL ? (const char *) user_data : "",
                      user_data != NULL ? "." : "", name, json_node_get_int (node));
  else
    halqa_node_print ("%s: %s", name, json_node_get_string (node));
}

static gboolean
run_status (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean read;

  if (!halqa_reader_begin (self->reader, error))
    return FALSE;
  read = add_status (self, builder, error);
  halqa_reader_end (self->reader);
  if (!read)
    return FALSE;
  if (self->json)
    halqa_node_print_json (builder);
  else
    {
      g_autoptr (JsonNode) root = json_builder_get_root (builder);

      json_object_foreach_member (json_node_get_object (root), print_members, NULL);
      halqa_node_print_standing (self);
    }
  return TRUE;
}

/* --- check */

static gboolean
run_check (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  gboolean sound;

  halqa_node_begin_progress (HALQA_NODE_CHECKS);
  sound = halqa_store_check (self->store, rebuild, halqa_node_show_progress, NULL, error) &&
          halqa_node_check_attachments (self, rebuild, error);
  halqa_node_wipe_progress ();
  if (!sound)
    return FALSE;
  if (!self->json)
    {
      halqa_node_print (_ ("All entries are sound, and the tables show what they say."));
      return TRUE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
  return TRUE;
}

const HalqaNodeCommand halqa_node_log_commands[] = {
  { "status", "", N_ ("Tells what the forum holds, in numbers and sums"), 0, 0,
    HALQA_NODE_ONE_FORUM, NULL, run_status },
  { "check", "", N_ ("Checks every signature and the tables against the log"), 0, 0,
    HALQA_NODE_ONE_FORUM, check_options, run_check },
  { NULL },
};
