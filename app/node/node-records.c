/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-error.h"
#include "halqa-kinds.h"
#include "halqa-link.h"
#include "halqa-order-private.h"
#include "halqa-references.h"

/*
 * Commands that write records: add, set, delete, restore.
 *
 * Rule: a command is one entry, or none where it would say what is shown already. Records that the
 * program makes by itself (the forum's own, a laptop's, the keys) are neither added nor deleted
 * here.
 */

static gboolean
commit (HalqaNode *self, HalqaChange *change, GError **error)
{
  return halqa_change_is_empty (change) || halqa_store_commit (self->store, change, error);
}

static gboolean
refuse_own (const char *kind, GError **error)
{
  if (strcmp (kind, "forum") != 0 && strcmp (kind, "device") != 0 && strcmp (kind, "key") != 0)
    return TRUE;
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
               _ ("Records of the kind “%s” are made by the program alone"), kind);
  return FALSE;
}

/* --- add */

static const HalqaValue *
find_value (const char *name, gpointer user_data)
{
  GArray *fields = user_data;

  for (guint i = fields->len; i-- > 0;)
    {
      HalqaNodeField *field = &g_array_index (fields, HalqaNodeField, i);

      if (strcmp (field->name, name) == 0 && field->value.type != HALQA_VALUE_NULL)
        return &field->value;
    }
  return NULL;
}

/* A record without one of these stands for nothing: no list has it, so nobody would put it right. */
static const HalqaField *
find_missing (const HalqaKind *kind, GArray *fields)
{
  static const char *const needed[][2] = {
    { "link", "a" },
    { "link", "b" },
    { "term", "concept" },
    { "term", "language" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (strcmp (needed[i][0], kind->name) == 0 && find_value (needed[i][1], fields) == NULL)
      return halqa_kind_find_field (kind, needed[i][1]);
  return NULL;
}

/* Random, or, of a kind whose records are the same wherever they are made, from their parts. */
static gboolean
make_id (const HalqaKind *kind, GArray *fields, HalqaId *id, GError **error)
{
  const HalqaField *missing = find_missing (kind, fields);

  if (missing == NULL &&
      (halqa_kinds_derive_id (kind, find_value, fields, id, &missing) ||
       (strcmp (kind->name, "link") == 0 &&
        halqa_link_derive_id_of_values (find_value ("type", fields), find_value ("a", fields),
                                        find_value ("b", fields), id))))
    return TRUE;
  if (missing != NULL)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                 /* Translators: first the kind of a record, then the name of a field. */
                 _ ("A record of the kind “%s” needs its field “%s”"), kind->name, missing->name);
  else
    halqa_id_random (id);
  return missing == NULL;
}

/* What is shown of a record whose id was derived: it may have been made before, by anybody. */
static gboolean
read_shown (HalqaNode *self,
            const char *kind,
            const HalqaId *id,
            HalqaRecord **shown,
            GError **error)
{
  g_autoptr (GError) reason = NULL;

  *shown = halqa_reader_get (self->reader, kind, id, &reason);
  if (*shown != NULL || g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* Two that are apart may give one reference; here nobody does so knowingly. */
static gboolean
check_reference (HalqaNode *self,
                 const HalqaKind *kind,
                 const HalqaId *id,
                 GArray *fields,
                 GError **error)
{
  const HalqaValue *value = find_value ("reference", fields);
  g_autoptr (GError) several = NULL;
  HalqaId other;

  if (value == NULL || strcmp (kind->name, "proposal") != 0)
    return TRUE;
  if (halqa_references_find (self->reader, halqa_value_get_text (value), &other, &several)
          ? halqa_id_equal (&other, id)
          : several == NULL)
    return TRUE;
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
               _ ("Another proposal is called “%s”: leave the reference out, and one is given"),
               halqa_value_get_text (value));
  return FALSE;
}

static gboolean
run_add (HalqaNode *self, char **args, GError **error)
{
  const HalqaKind *kind = halqa_kinds_find (args[0], error);
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (HalqaOrderEnds) ends = halqa_order_ends_new ();
  g_autoptr (HalqaRecord) shown = NULL;
  g_autoptr (GArray) fields = NULL;
  HalqaId id;

  if (kind == NULL || !refuse_own (kind->name, error))
    return FALSE;
  fields = halqa_node_parse_fields (self, kind->name, args + 1, error);
  if (fields == NULL || !make_id (kind, fields, &id, error) ||
      !check_reference (self, kind, &id, fields, error) ||
      !read_shown (self, kind->name, &id, &shown, error))
    return FALSE;

  if (shown == NULL)
    halqa_change_create (change, kind->name, &id);
  else if (halqa_record_is_deleted (shown))
    halqa_change_restore (change, kind->name, &id);
  halqa_node_put_fields (change, kind->name, &id, fields, shown);
  halqa_references_complete (self->reader, change);
  if (!halqa_order_append_new (self->reader, change, ends, error) || !commit (self, change, error))
    return FALSE;
  halqa_node_print_id (self, id.bytes, HALQA_ID_SIZE);
  return TRUE;
}

/* --- set */

/* The fields that the id was made from can't change: it would be the id of another record. */
static gboolean
check_identity (const HalqaKind *kind, GArray *fields, GError **error)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const char *name = g_array_index (fields, HalqaNodeField, i).name;
      const HalqaField *field = halqa_kind_find_field (kind, name);

      if (field == NULL || !(field->flags & HALQA_FIELD_IDENTITY))
        continue;
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                   _ ("The field “%s” tells which record this is: add another instead"), name);
      return FALSE;
    }
  return TRUE;
}

/* Written alone it would remove nobody, and look as if it did. */
static gboolean
check_removal (const HalqaKind *kind, GArray *fields, GError **error)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (kind->name, "device") &&
        g_str_equal (g_array_index (fields, HalqaNodeField, i).name, "removed"))
      return halqa_node_refuse (error, _ ("A laptop is removed by “forum remove DEVICE”"));
  return TRUE;
}

static gboolean
run_set (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) shown = halqa_node_find_record (self, args[0], error);
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GArray) fields = NULL;
  const HalqaKind *kind;

  if (shown == NULL)
    return FALSE;
  if (halqa_record_is_deleted (shown))
    return halqa_node_refuse (error, _ ("This record is deleted: restore it first"));
  kind = halqa_record_get_kind (shown);
  fields = halqa_node_parse_fields (self, kind->name, args + 1, error);
  if (fields == NULL || !check_identity (kind, fields, error) ||
      !check_removal (kind, fields, error) ||
      !check_reference (self, kind, halqa_record_get_id (shown), fields, error))
    return FALSE;
  halqa_node_put_fields (change, kind->name, halqa_record_get_id (shown), fields, shown);
  if (!commit (self, change, error))
    return FALSE;
  if (self->json)
    halqa_node_print_id (self, halqa_record_get_id (shown)->bytes, HALQA_ID_SIZE);
  return TRUE;
}

/* --- delete, restore */

typedef void (*HalqaMarkFunc) (HalqaChange *change, const char *kind, const HalqaId *id);

/* Marks all of @ids in one entry, or none of them. */
static gboolean
mark_records (HalqaNode *self, char **ids, gboolean deleted, HalqaMarkFunc mark, GError **error)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ids");
  json_builder_begin_array (builder);
  for (; *ids != NULL; ids++)
    {
      g_autoptr (HalqaRecord) record = halqa_node_find_record (self, *ids, error);
      g_autofree char *hex = NULL;
      const char *kind;

      if (record == NULL)
        return FALSE;
      kind = halqa_record_get_kind (record)->name;
      if (!refuse_own (kind, error))
        return FALSE;
      if (halqa_record_is_deleted (record) != deleted)
        mark (change, kind, halqa_record_get_id (record));
      hex = halqa_hex_dup (halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
      json_builder_add_string_value (builder, hex);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (!commit (self, change, error))
    return FALSE;
  if (self->json)
    halqa_node_print_json (builder);
  return TRUE;
}

static gboolean
run_delete (HalqaNode *self, char **args, GError **error)
{
  return mark_records (self, args, TRUE, halqa_change_delete, error);
}

static gboolean
run_restore (HalqaNode *self, char **args, GError **error)
{
  return mark_records (self, args, FALSE, halqa_change_restore, error);
}

const HalqaNodeCommand halqa_node_record_commands[] = {
  { "add", "KIND FIELD=VALUE …", N_ ("Makes a record; prints its id"), 1, G_MAXUINT,
    HALQA_NODE_ONE_FORUM, NULL, run_add },
  { "set", "ID FIELD=VALUE …", N_ ("Changes fields of a record"), 2, G_MAXUINT,
    HALQA_NODE_ONE_FORUM, NULL, run_set },
  { "delete", "ID …", N_ ("Deletes records; nothing is erased"), 1, G_MAXUINT, HALQA_NODE_ONE_FORUM,
    NULL, run_delete },
  { "restore", "ID …", N_ ("Brings deleted records back"), 1, G_MAXUINT, HALQA_NODE_ONE_FORUM, NULL,
    run_restore },
  { NULL },
};
