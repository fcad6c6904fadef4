/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-ancestry.h"
#include "halqa-app-error.h"
#include "halqa-kinds.h"
#include "halqa-settlement-private.h"

/* Commands on what was ever written into records: history, conflicts, resolve, revert. */

static char *keep;
static char *settled;
static gboolean united_chosen;
static gboolean both;
static char *to;

static const GOptionEntry resolve_options[] = {
  { "keep", 0, 0, G_OPTION_ARG_STRING, &keep, N_ ("Keep this version"), "STAMP@DEVICE" },
  { "value", 0, 0, G_OPTION_ARG_FILENAME, &settled, N_ ("Write this instead of all versions"),
    "TEXT" },
  { "union", 0, 0, G_OPTION_ARG_NONE, &united_chosen,
    N_ ("Put the versions together, where they changed different words"), NULL },
  { "both", 0, 0, G_OPTION_ARG_NONE, &both, N_ ("Make of each version a proposal"), NULL },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry revert_options[] = {
  { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Which write, as “history” tells"), "STAMP@DEVICE" },
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
add_write (HalqaNode *self, JsonBuilder *builder, const HalqaPastWrite *write, const HalqaDot *by)
{
  g_autofree char *at = halqa_record_json_format_time (by->stamp);
  g_autofree char *device_name = halqa_reader_dup_device_name (self->reader, &by->device);

  json_builder_set_member_name (builder, "value");
  halqa_record_json_add_value (builder, &write->value);
  halqa_node_add_member (builder, "at", at);
  halqa_node_add_hex (builder, "device", by->device.bytes, HALQA_DEVICE_ID_SIZE);
  halqa_node_add_member (builder, "device_name", device_name);
}

static void
print_write (HalqaNode *self,
             const HalqaPastWrite *write,
             const HalqaDot *by,
             const char *before,
             const char *mark)
{
  g_autofree char *at = halqa_record_json_format_time (by->stamp);
  g_autofree char *name = halqa_node_dup_device_name (self, &by->device);
  g_autofree char *text = halqa_kinds_format (&write->value);

  halqa_node_print ("%s%s\t%s\t%s\t%s: %s", before, at, name, mark, write->field,
                    g_strdelimit (text, "\n\r", ' '));
}

/* --- history */

static void
print_past (HalqaNode *self, const HalqaPastWrite *write)
{
  g_autofree char *dot = format_dot (&write->dot);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json)
    {
      print_write (self, write, &write->dot, "", get_state (write->state));
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "field", write->field);
  add_write (self, builder, write, &write->dot);
  halqa_node_add_member (builder, "state", get_state (write->state));
  halqa_node_add_member (builder, "dot", dot);
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

/* @by: who wrote it, and when: where it was written again, the first time */
static void
add_version (HalqaNode *self,
             JsonBuilder *builder,
             const HalqaConflict *conflict,
             const HalqaPastWrite *version,
             const HalqaDot *by)
{
  g_autofree char *dot = format_dot (&version->dot);

  json_builder_begin_object (builder);
  /* An edit that a deletion did not see: of another field than the conflict is listed under. */
  if (strcmp (version->field, conflict->field) != 0)
    halqa_node_add_member (builder, "field", version->field);
  add_write (self, builder, version, by);
  halqa_node_add_member (builder, "dot", dot);
  json_builder_end_object (builder);
}

/* What they come from, and what they come to together where that can be told. */
static void
add_ancestor (HalqaNode *self,
              JsonBuilder *builder,
              const HalqaConflict *conflict,
              const HalqaPastWrite *ancestor)
{
  g_autofree char *united = halqa_ancestry_unite (conflict, ancestor);

  json_builder_set_member_name (builder, "ancestor");
  if (ancestor != NULL)
    add_version (self, builder, conflict, ancestor, &ancestor->dot);
  else
    json_builder_add_null_value (builder);
  halqa_node_add_member (builder, "union", united);
}

static void
print_conflict_json (HalqaNode *self,
                     const HalqaConflict *conflict,
                     const GArray *origins,
                     const HalqaPastWrite *ancestor)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  halqa_node_add_hex (builder, "id", conflict->record.bytes, HALQA_ID_SIZE);
  halqa_node_add_member (builder, "kind", conflict->kind->name);
  halqa_node_add_member (builder, "field", conflict->field);
  json_builder_set_member_name (builder, "versions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < conflict->versions->len; i++)
    add_version (self, builder, conflict, g_ptr_array_index (conflict->versions, i),
                 &g_array_index (origins, HalqaDot, i));
  json_builder_end_array (builder);
  add_ancestor (self, builder, conflict, ancestor);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_conflict_text (HalqaNode *self,
                     const HalqaConflict *conflict,
                     const GArray *origins,
                     const HalqaPastWrite *ancestor)
{
  g_autofree char *united = halqa_ancestry_unite (conflict, ancestor);
  char hex[HALQA_HEX_MAX];

  halqa_node_print ("%s\t%s\t%s", halqa_hex_encode (hex, conflict->record.bytes, HALQA_ID_SIZE),
                    conflict->kind->name, conflict->field);
  for (guint i = 0; i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);
      g_autofree char *dot = format_dot (&version->dot);

      print_write (self, version, &g_array_index (origins, HalqaDot, i), "\t", dot);
    }
  if (ancestor != NULL)
    print_write (self, ancestor, &ancestor->dot, "\t", _ ("before"));
  if (united != NULL)
    halqa_node_print ("\t%s: %s", _ ("both together"), g_strdelimit (united, "\n\r", ' '));
}

static gboolean
print_conflict (HalqaNode *self, const HalqaConflict *conflict, GError **error)
{
  g_autoptr (HalqaPastWrite) ancestor = NULL;
  g_autoptr (GArray) origins = halqa_ancestry_list_origins (self->reader, conflict, error);

  if (origins == NULL || !halqa_ancestry_find (self->reader, conflict, NULL, &ancestor, error))
    return FALSE;
  if (self->json)
    print_conflict_json (self, conflict, origins, ancestor);
  else
    print_conflict_text (self, conflict, origins, ancestor);
  return TRUE;
}

static gboolean
run_conflicts (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GPtrArray) conflicts = halqa_reader_conflicts (self->reader, NULL, NULL, error);

  if (conflicts == NULL)
    return FALSE;
  for (guint i = 0; i < conflicts->len; i++)
    if (!print_conflict (self, g_ptr_array_index (conflicts, i), error))
      return FALSE;
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

static gboolean
keep_version (HalqaSettlement *settlement, HalqaConflict *conflict, GError **error)
{
  HalqaPastWrite *version = find_version (conflict, keep);
  HalqaValue value;

  if (version == NULL)
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
                   _ ("None of the versions is %s; “conflicts” lists them"), keep);
      return FALSE;
    }
  /* Of an edit that a deletion did not see, to keep it is not to delete. */
  value = strcmp (version->field, conflict->field) != 0 ? halqa_value_bool (FALSE) : version->value;
  halqa_settlement_use_value (settlement, &value);
  return TRUE;
}

static gboolean
use_text (HalqaNode *self, HalqaSettlement *settlement, HalqaConflict *conflict, GError **error)
{
  g_auto (HalqaValue) value = HALQA_VALUE_INIT;

  if (!halqa_node_parse_value (self, conflict->kind->name, conflict->field, settled, &value, error))
    return FALSE;
  halqa_settlement_use_value (settlement, &value);
  return TRUE;
}

static gboolean
use_union (HalqaNode *self, HalqaSettlement *settlement, HalqaConflict *conflict, GError **error)
{
  g_autoptr (HalqaPastWrite) ancestor = NULL;
  g_autofree char *united = NULL;

  if (!halqa_ancestry_find (self->reader, conflict, NULL, &ancestor, error))
    return FALSE;
  united = halqa_ancestry_unite (conflict, ancestor);
  if (united == NULL)
    return halqa_node_refuse (error, _ ("The versions can't be put together by themselves: the "
                                        "same words differ, or it is no text"));
  halqa_settlement_use_text (settlement, united);
  return TRUE;
}

static gboolean
choose (HalqaNode *self, HalqaSettlement *settlement, HalqaConflict *conflict, GError **error)
{
  if (keep != NULL)
    return keep_version (settlement, conflict, error);
  if (settled != NULL)
    return use_text (self, settlement, conflict, error);
  if (united_chosen)
    return use_union (self, settlement, conflict, error);
  halqa_settlement_keep_apart (settlement);
  return TRUE;
}

static void
print_made (HalqaNode *self, HalqaConflict *conflict, const GArray *made)
{
  for (guint i = 0; i < made->len; i++)
    halqa_node_print_id (self, g_array_index (made, HalqaId, i).bytes, HALQA_ID_SIZE);
  if (made->len == 0 && self->json)
    halqa_node_print_id (self, conflict->record.bytes, HALQA_ID_SIZE);
}

static gboolean
resolve (HalqaNode *self, HalqaConflict *conflict, GError **error)
{
  g_autofree char *id = halqa_hex_dup (conflict->record.bytes, HALQA_ID_SIZE);
  g_autoptr (HalqaSettlement) settlement =
                 halqa_settlement_new (conflict->kind->name, id, conflict->field);

  if (!choose (self, settlement, conflict, error) ||
      !halqa_settlement_run (settlement, self->reader, error))
    return FALSE;
  print_made (self, conflict, halqa_settlement_get_made (settlement));
  return TRUE;
}

static gboolean
run_resolve (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  HalqaConflict *conflict;

  if ((keep != NULL) + (settled != NULL) + !!united_chosen + !!both != 1)
    return halqa_node_refuse_usage (
        error, _ ("One of --keep, --value, --union and --both has to be given"));
  record = halqa_node_find_record (self, args[0], error);
  if (record == NULL)
    return FALSE;
  conflicts = halqa_reader_conflicts (self->reader, halqa_record_get_kind (record)->name,
                                      halqa_record_get_id (record), error);
  if (conflicts == NULL)
    return FALSE;
  conflict = find_conflict (conflicts, args[1]);
  if (conflict != NULL)
    return resolve (self, conflict, error);
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
               _ ("There are no two versions of the field “%s” of this record"), args[1]);
  return FALSE;
}

/* --- revert */

/* The only write of @field that --to means, or NULL. */
static HalqaPastWrite *
find_past (GPtrArray *writes, const char *field)
{
  HalqaPastWrite *found = NULL;

  for (guint i = 0; i < writes->len; i++)
    {
      HalqaPastWrite *write = g_ptr_array_index (writes, i);

      if (strcmp (write->field, field) != 0 || !is_dot (&write->dot, to))
        continue;
      if (found != NULL)
        return NULL;
      found = write;
    }
  return found;
}

static gboolean
revert (HalqaNode *self, HalqaRecord *record, const HalqaPastWrite *past, GError **error)
{
  g_autofree char *id = halqa_hex_dup (halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
  g_autoptr (HalqaSettlement) settlement =
                 halqa_settlement_new (halqa_record_get_kind (record)->name, id, past->field);

  if (halqa_record_is_deleted (record) && strcmp (past->field, "deleted") != 0)
    return halqa_node_refuse (error, _ ("This record is deleted: restore it first"));
  halqa_settlement_use_value (settlement, &past->value);
  if (!halqa_settlement_run (settlement, self->reader, error))
    return FALSE;
  if (self->json)
    halqa_node_print_id (self, halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
  return TRUE;
}

static gboolean
run_revert (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (GPtrArray) writes = NULL;
  HalqaPastWrite *past;

  if (to == NULL)
    return halqa_node_refuse_usage (error,
                                    _ ("--to has to be given: which write is to stand again"));
  record = halqa_node_find_record (self, args[0], error);
  if (record == NULL)
    return FALSE;
  writes = halqa_reader_history (self->reader, halqa_record_get_kind (record)->name,
                                 halqa_record_get_id (record), error);
  if (writes == NULL)
    return FALSE;
  past = find_past (writes, args[1]);
  if (past != NULL)
    return revert (self, record, past, error);
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
               _ ("No write of the field “%s” is %s; “history” lists them"), args[1], to);
  return FALSE;
}

const HalqaNodeCommand halqa_node_version_commands[] = {
  { "history", "ID", N_ ("Lists every write to a record, the oldest first"), 1, 1,
    HALQA_NODE_ONE_FORUM, NULL, run_history },
  { "conflicts", "", N_ ("Lists fields that two people wrote differently"), 0, 0,
    HALQA_NODE_ONE_FORUM, NULL, run_conflicts },
  { "resolve", "ID FIELD", N_ ("Settles such a field"), 2, 2, HALQA_NODE_ONE_FORUM, resolve_options,
    run_resolve },
  { "revert", "ID FIELD", N_ ("Writes an earlier value again"), 2, 2, HALQA_NODE_ONE_FORUM,
    revert_options, run_revert },
  { NULL },
};
