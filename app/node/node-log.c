/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-kinds.h"

/* Commands on what lies behind the records: history, conflicts, resolve, status, check. */

static char *keep;
static char *settled;
static gboolean rebuild;

static const GOptionEntry resolve_options[] = {
  { "keep", 0, 0, G_OPTION_ARG_STRING, &keep, N_ ("Keep this version"), "STAMP@DEVICE" },
  { "value", 0, 0, G_OPTION_ARG_FILENAME, &settled, N_ ("Write this instead of all versions"),
    "TEXT" },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry check_options[] = {
  { "rebuild", 0, 0, G_OPTION_ARG_NONE, &rebuild, N_ ("Make the tables anew from the log first"),
    NULL },
  G_OPTION_ENTRY_NULL,
};

/* --- one write */

static const char *
get_state (HalqaWriteState state)
{
  switch (state)
    {
    case HALQA_WRITE_SHOWN:
      return "shown";
    case HALQA_WRITE_CONFLICT:
      return "conflict";
    case HALQA_WRITE_REPLACED:
    default:
      return "replaced";
    }
}

static char *
format_dot (const HalqaDot *dot)
{
  char hex[HALQA_HEX_MAX];

  return g_strdup_printf ("%" G_GUINT64_FORMAT "@%s", dot->stamp,
                          halqa_hex_encode (hex, dot->device.bytes, HALQA_DEVICE_ID_SIZE));
}

/* What, when and who. */
static void
add_write (HalqaNode *self, JsonBuilder *builder, const HalqaPastWrite *write)
{
  g_autofree char *at = halqa_record_json_format_time (write->dot.stamp);
  g_autofree char *device_name = halqa_reader_dup_device_name (self->reader, &write->dot.device);

  json_builder_set_member_name (builder, "value");
  halqa_record_json_add_value (builder, &write->value);
  halqa_node_add_member (builder, "at", at);
  halqa_node_add_hex (builder, "device", write->dot.device.bytes, HALQA_DEVICE_ID_SIZE);
  halqa_node_add_member (builder, "device_name", device_name);
}

static void
print_write (HalqaNode *self, const HalqaPastWrite *write, const char *mark)
{
  g_autofree char *at = halqa_record_json_format_time (write->dot.stamp);
  g_autofree char *name = halqa_reader_dup_device_name (self->reader, &write->dot.device);
  g_autofree char *text = halqa_kinds_format (&write->value);
  char hex[HALQA_HEX_MAX];

  printf ("%s\t%s\t%s\t%s: %s\n", at,
          name != NULL ? name : halqa_hex_encode (hex, write->dot.device.bytes, 4), mark,
          write->field, g_strdelimit (text, "\n\r", ' '));
}

/* --- history */

static void
print_past (HalqaNode *self, const HalqaPastWrite *write)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json)
    {
      print_write (self, write, get_state (write->state));
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "field", write->field);
  add_write (self, builder, write);
  halqa_node_add_member (builder, "state", get_state (write->state));
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static gboolean
run_history (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) record = halqa_node_find_record (self, args[0], error);
  g_autoptr (GPtrArray) writes = NULL;

  if (record == NULL)
    return FALSE;
  writes = halqa_reader_history (self->reader, halqa_record_get_kind (record)->name,
                                 halqa_record_get_id (record), error);
  if (writes == NULL)
    return FALSE;
  for (guint i = 0; i < writes->len; i++)
    print_past (self, g_ptr_array_index (writes, i));
  return TRUE;
}

/* --- conflicts */

static void
add_version (HalqaNode *self,
             JsonBuilder *builder,
             const HalqaConflict *conflict,
             const HalqaPastWrite *version)
{
  g_autofree char *dot = format_dot (&version->dot);

  json_builder_begin_object (builder);
  /* An edit that a deletion did not see: of another field than the conflict is listed under. */
  if (strcmp (version->field, conflict->field) != 0)
    halqa_node_add_member (builder, "field", version->field);
  add_write (self, builder, version);
  halqa_node_add_member (builder, "dot", dot);
  json_builder_end_object (builder);
}

static void
print_conflict_json (HalqaNode *self, const HalqaConflict *conflict)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  halqa_node_add_hex (builder, "id", conflict->record.bytes, HALQA_ID_SIZE);
  halqa_node_add_member (builder, "kind", conflict->kind->name);
  halqa_node_add_member (builder, "field", conflict->field);
  json_builder_set_member_name (builder, "versions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < conflict->versions->len; i++)
    add_version (self, builder, conflict, g_ptr_array_index (conflict->versions, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_conflict_text (HalqaNode *self, const HalqaConflict *conflict)
{
  char hex[HALQA_HEX_MAX];

  printf ("%s\t%s\t%s\n", halqa_hex_encode (hex, conflict->record.bytes, HALQA_ID_SIZE),
          conflict->kind->name, conflict->field);
  for (guint i = 0; i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);
      g_autofree char *dot = format_dot (&version->dot);

      putchar ('\t');
      print_write (self, version, dot);
    }
}

static gboolean
run_conflicts (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GPtrArray) conflicts = halqa_reader_conflicts (self->reader, NULL, NULL, error);

  if (conflicts == NULL)
    return FALSE;
  for (guint i = 0; i < conflicts->len; i++)
    {
      if (self->json)
        print_conflict_json (self, g_ptr_array_index (conflicts, i));
      else
        print_conflict_text (self, g_ptr_array_index (conflicts, i));
    }
  return TRUE;
}

/* --- resolve */

static HalqaConflict *
find_conflict (GPtrArray *conflicts, const char *field)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      HalqaConflict *conflict = g_ptr_array_index (conflicts, i);

      if (strcmp (conflict->field, field) == 0)
        return conflict;
    }
  return NULL;
}

/* @wanted: a whole dot, or one whose device is cut to its first digits, as any id may be. */
static gboolean
is_dot (const HalqaDot *dot, const char *wanted)
{
  g_autofree char *whole = format_dot (dot);
  gsize least = strcspn (whole, "@") + 1 + HALQA_NODE_PREFIX_MIN;

  return strlen (wanted) >= least && g_ascii_strncasecmp (whole, wanted, strlen (wanted)) == 0;
}

/* The only version that @wanted means, or NULL; of one entry that edited several fields, the first. */
static HalqaPastWrite *
find_version (HalqaConflict *conflict, const char *wanted)
{
  HalqaPastWrite *found = NULL;

  for (guint i = 0; i < conflict->versions->len; i++)
    {
      HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);

      if (!is_dot (&version->dot, wanted))
        continue;
      if (found != NULL && halqa_dot_compare (&found->dot, &version->dot) != 0)
        return NULL;
      if (found == NULL)
        found = version;
    }
  return found;
}

/* What is to stand in the field; owned by the caller. Of an edit that a deletion did not see, to
 * keep it is not to delete. */
static gboolean
choose_value (HalqaNode *self, HalqaConflict *conflict, HalqaValue *value, GError **error)
{
  HalqaPastWrite *version;

  if (settled != NULL)
    return halqa_node_parse_value (self, conflict->kind->name, conflict->field, settled, value,
                                   error);
  version = find_version (conflict, keep);
  if (version == NULL)
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
                   _ ("None of the versions is %s; “conflicts” lists them"), keep);
      return FALSE;
    }
  if (strcmp (version->field, conflict->field) != 0)
    *value = halqa_value_bool (FALSE);
  else
    halqa_value_copy (&version->value, value);
  return TRUE;
}

static gboolean
resolve (HalqaNode *self, HalqaConflict *conflict, GError **error)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_auto (HalqaValue) value = HALQA_VALUE_INIT;

  if (!choose_value (self, conflict, &value, error))
    return FALSE;
  halqa_change_set (change, conflict->kind->name, &conflict->record, conflict->field, &value,
                    HALQA_REPLACE_ALL);
  return halqa_store_commit (self->store, change, error);
}

/* To a deletion, a write that it does not name is an edit made meanwhile. Who settles a field of a
 * deleted record has seen the deletion, so it is written again; by an entry of its own, for none
 * names its own dot. Where the deletion itself is not settled yet, it stays so. */
static gboolean
keep_deleted (HalqaNode *self, HalqaRecord *record, GPtrArray *conflicts, GError **error)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  const HalqaValue deleted = halqa_value_bool (TRUE);

  if (!halqa_record_is_deleted (record) || find_conflict (conflicts, "deleted") != NULL)
    return TRUE;
  halqa_change_set (change, halqa_record_get_kind (record)->name, halqa_record_get_id (record),
                    "deleted", &deleted, HALQA_REPLACE_ALL);
  return halqa_store_commit (self->store, change, error);
}

static gboolean
run_resolve (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  HalqaConflict *conflict;

  if ((keep != NULL) == (settled != NULL))
    return halqa_node_refuse_usage (error, _ ("Either --keep or --value has to be given"));
  record = halqa_node_find_record (self, args[0], error);
  if (record == NULL)
    return FALSE;
  conflicts = halqa_reader_conflicts (self->reader, halqa_record_get_kind (record)->name,
                                      halqa_record_get_id (record), error);
  if (conflicts == NULL)
    return FALSE;
  conflict = find_conflict (conflicts, args[1]);
  if (conflict == NULL)
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
                   _ ("There are no two versions of the field “%s” of this record"), args[1]);
      return FALSE;
    }
  if (!resolve (self, conflict, error) || !keep_deleted (self, record, conflicts, error))
    return FALSE;
  if (self->json)
    halqa_node_print_id (self, conflict->record.bytes, HALQA_ID_SIZE);
  return TRUE;
}

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
    printf ("%s%s%s: %" G_GINT64_FORMAT "\n", user_data != NULL ? (const char *) user_data : "",
            user_data != NULL ? "." : "", name, json_node_get_int (node));
  else
    printf ("%s: %s\n", name, json_node_get_string (node));
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
    }
  return TRUE;
}

/* --- check */

static gboolean
run_check (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!halqa_store_check (self->store, rebuild, error) ||
      !halqa_node_check_attachments (self, rebuild, error))
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
  { "history", "ID", N_ ("Lists every write to a record, the oldest first"), 1, 1,
    HALQA_NODE_ONE_FORUM, NULL, run_history },
  { "conflicts", "", N_ ("Lists fields that two people wrote differently"), 0, 0,
    HALQA_NODE_ONE_FORUM, NULL, run_conflicts },
  { "resolve", "ID FIELD", N_ ("Settles such a field"), 2, 2, HALQA_NODE_ONE_FORUM, resolve_options,
    run_resolve },
  { "status", "", N_ ("Tells what the forum holds, in numbers and sums"), 0, 0,
    HALQA_NODE_ONE_FORUM, NULL, run_status },
  { "check", "", N_ ("Checks every signature and the tables against the log"), 0, 0,
    HALQA_NODE_ONE_FORUM, check_options, run_check },
  { NULL },
};
