/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-import-record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-kinds.h"
#include "halqa-link.h"
#include "halqa-reader.h"

/*
 * What one line of an import says, held against the table of kinds, before anything is written.
 *
 * Rule: the line is taken whole or refused whole. A line without an id gets one that depends on
 * nothing but what it says, so that the same file, read twice or on two laptops, makes the same
 * records: of kinds that the protocol derives an id for, that one; of a theme, one made from its
 * code; else one made from all its fields.
 */

static void
clear_field (gpointer data)
{
  HalqaImportField *field = data;

  g_free (field->name);
  halqa_value_clear (&field->value);
}

static void
clear_name (gpointer data)
{
  HalqaImportName *name = data;

  g_free (name->text);
  g_free (name->label);
}

void
halqa_import_record_free (HalqaImportRecord *self)
{
  g_array_unref (self->fields);
  g_array_unref (self->names);
  g_free (self);
}

/**
 * halqa_import_record_get_value:
 * @self: a line
 * @field: a field's name
 *
 * Returns: (transfer none) (nullable): what the line says that it holds; %NULL where it does not
 *   name it
 */
const HalqaValue *
halqa_import_record_get_value (HalqaImportRecord *self, const char *field)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaImportField *known = &g_array_index (self->fields, HalqaImportField, i);

      if (strcmp (known->name, field) == 0)
        return &known->value;
    }
  return NULL;
}

/**
 * halqa_import_record_take_value:
 * @self: a line that does not name @field
 * @field: a field's name
 * @value: (transfer full): what it holds; null afterwards
 */
void
halqa_import_record_take_value (HalqaImportRecord *self, const char *field, HalqaValue *value)
{
  HalqaImportField added = { g_strdup (field), *value };

  *value = halqa_value_null ();
  g_array_append_val (self->fields, added);
}

static gboolean
is_empty (JsonNode *node)
{
  return JSON_NODE_HOLDS_NULL (node) ||
         (json_node_get_value_type (node) == G_TYPE_STRING && *json_node_get_string (node) == '\0');
}

static const char *
get_text (JsonNode *node)
{
  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* The type that JSON has for a field's values. */
static GType
get_json_type (const HalqaKind *kind, const char *name)
{
  g_autofree char *base = g_strndup (name, strcspn (name, "@"));
  const HalqaField *field = halqa_kind_find_field (kind, base);

  if (field == NULL)
    return G_TYPE_INVALID;
  if (field->type == HALQA_FIELD_INT)
    return G_TYPE_INT64;
  return field->type == HALQA_FIELD_BOOL ? G_TYPE_BOOLEAN : G_TYPE_STRING;
}

static gboolean
refuse_type (const HalqaKind *kind, const char *name, GType wanted, GError **error)
{
  const char *why = wanted == G_TYPE_INT64     ? _ ("only a number can stand here")
                    : wanted == G_TYPE_BOOLEAN ? _ ("only true or false can stand here")
                                               : _ ("only a text can stand here");

  halqa_app_error_set_value (error, kind->name, name, why);
  return FALSE;
}

/* JSON's own types are kept apart: "5" is no number, and 5 no text. */
static gboolean
read_value (const HalqaKind *kind,
            const char *name,
            JsonNode *node,
            HalqaValue *value,
            GError **error)
{
  g_autofree char *text = NULL;
  GType wanted = get_json_type (kind, name);

  if (!is_empty (node) && wanted != G_TYPE_INVALID && json_node_get_value_type (node) != wanted)
    return refuse_type (kind, name, wanted, error);

  if (is_empty (node))
    text = g_strdup ("");
  else if (wanted == G_TYPE_INT64)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (wanted == G_TYPE_BOOLEAN)
    text = g_strdup (json_node_get_boolean (node) ? "true" : "false");
  else
    text = g_strdup (get_text (node) != NULL ? get_text (node) : "");
  return halqa_kinds_parse (kind->name, name, text, value, error);
}

/* The field that says what a record is called, in place of its id; NULL where it says no such thing.
 * A theme's code may stand in its place anywhere. */
static const HalqaField *
find_named (HalqaImportRecord *self, const char *name, JsonNode *node, gboolean labels)
{
  static const char *const named[] = { "theme", "session", "organisation", NULL };
  const HalqaField *field = halqa_kind_find_field (self->kind, name);
  const char *text = get_text (node);
  HalqaId id;

  if (field == NULL || field->target == NULL || text == NULL || *text == '\0' ||
      halqa_hex_decode (text, id.bytes, HALQA_ID_SIZE))
    return NULL;
  if (labels ? g_strv_contains (named, name) : strcmp (name, "theme") == 0)
    return field;
  return NULL;
}

static gboolean
read_name (HalqaImportRecord *self, const HalqaField *field, JsonNode *node, GError **error)
{
  const char *own =
      strcmp (field->target, "theme") == 0 ? "code" : halqa_kinds_get_label_field (field->target);
  HalqaImportName name = { field->name, NULL, NULL };
  HalqaValue value;

  /* A record may be made that is called so. */
  if (!halqa_kinds_parse (field->target, own, json_node_get_string (node), &value, error))
    return FALSE;
  halqa_value_clear (&value);
  name.text = json_node_dup_string (node);
  g_array_append_val (self->names, name);
  return TRUE;
}

static gboolean
read_deleted (HalqaImportRecord *self, JsonNode *node, GError **error)
{
  if (is_empty (node))
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse_type (self->kind, "deleted", G_TYPE_BOOLEAN, error);
  self->deleted =
      json_node_get_boolean (node) ? HALQA_LINE_SAYS_DELETED : HALQA_LINE_SAYS_NOT_DELETED;
  return TRUE;
}

static gboolean
read_member (HalqaImportRecord *self,
             const char *name,
             JsonNode *node,
             gboolean labels,
             GError **error)
{
  static const char *const read_elsewhere[] = {
    "id", "kind", "created", "updated", "author", NULL
  };
  const HalqaField *named = find_named (self, name, node, labels);
  HalqaValue value;

  if (g_strv_contains (read_elsewhere, name))
    return TRUE;
  if (strcmp (name, "deleted") == 0)
    return read_deleted (self, node, error);
  if (named != NULL)
    return read_name (self, named, node, error);
  if (!read_value (self->kind, name, node, &value, error))
    return FALSE;
  halqa_import_record_take_value (self, name, &value);
  return TRUE;
}

static const HalqaKind *
read_kind (JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "kind");
  const char *name = node != NULL ? get_text (node) : NULL;
  const HalqaKind *kind;

  if (name == NULL)
    {
      g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                           _ ("The kind of the record is missing"));
      return NULL;
    }
  kind = halqa_kinds_find (name, error);
  if (kind != NULL && strcmp (name, "key") == 0)
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                   _ ("Records of the kind “%s” are made by the program alone"), name);
      return NULL;
    }
  return kind;
}

static gboolean
read_id (HalqaImportRecord *self, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "id");

  if (node == NULL || is_empty (node))
    return TRUE;
  if (get_text (node) == NULL || !halqa_hex_decode (get_text (node), self->id.bytes, HALQA_ID_SIZE))
    {
      g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                           _ ("An id is written in 32 hex digits"));
      return FALSE;
    }
  self->has_id = TRUE;
  return TRUE;
}

static const HalqaValue *
get_value (const char *field, gpointer user_data)
{
  return halqa_import_record_get_value (user_data, field);
}

static gboolean
derive_link_id (HalqaImportRecord *self)
{
  return halqa_link_derive_id_of_values (halqa_import_record_get_value (self, "type"),
                                         halqa_import_record_get_value (self, "a"),
                                         halqa_import_record_get_value (self, "b"), &self->id);
}

/* One line of JSON, names in the order of their bytes, which says nothing that is not content. */
static char *
print_content (JsonObject *object)
{
  static const char *const no_content[] = { "id",      "kind",   "deleted", "created",
                                            "updated", "author", NULL };
  g_autoptr (GList) names = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);
  g_autoptr (JsonNode) root = json_node_alloc ();
  g_autoptr (JsonObject) content = json_object_new ();

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonNode *node = json_object_get_member (object, name->data);

      if (!is_empty (node) && !g_strv_contains (no_content, name->data))
        json_object_set_member (content, name->data, json_node_copy (node));
    }
  json_node_init_object (root, content);
  return json_to_string (root, FALSE);
}

/* Of the theme that is made where a line names @code and there is none. */
static void
derive_theme_id (const char *code, HalqaId *id)
{
  g_autoptr (GBytes) part = g_bytes_new (code, strlen (code));
  const GBytes *parts[] = { part };

  halqa_derive_record_id ("theme", parts, 1, id);
}

static void
derive_id (HalqaImportRecord *self, JsonObject *object)
{
  const HalqaValue *code = halqa_import_record_get_value (self, "code");
  const HalqaField *missing;
  g_autofree char *content = NULL;
  g_autoptr (GBytes) part = NULL;

  if (halqa_kinds_derive_id (self->kind, get_value, self, &self->id, &missing) ||
      (strcmp (self->kind->name, "link") == 0 && derive_link_id (self)))
    return;
  if (strcmp (self->kind->name, "theme") == 0 && code != NULL && code->type == HALQA_VALUE_TEXT)
    {
      derive_theme_id (halqa_value_get_text (code), &self->id);
      return;
    }
  content = print_content (object);
  part = g_bytes_new (content, strlen (content));
  halqa_derive_record_id (self->kind->name, (const GBytes *const[]){ part }, 1, &self->id);
}

/**
 * halqa_import_record_new:
 * @object: a line
 * @labels: whether sessions and organisations may be given by what they are called, as themes may by
 *   their code
 * @error: %HALQA_APP_ERROR_INVALID, with a sentence that says what is wrong
 *
 * Returns: (transfer full) (nullable): what it says
 */
HalqaImportRecord *
halqa_import_record_new (JsonObject *object, gboolean labels, GError **error)
{
  const HalqaKind *kind = read_kind (object, error);
  g_autoptr (HalqaImportRecord) self = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (kind == NULL)
    return NULL;
  self = g_new0 (HalqaImportRecord, 1);
  self->kind = kind;
  self->fields = g_array_new (FALSE, FALSE, sizeof (HalqaImportField));
  g_array_set_clear_func (self->fields, clear_field);
  self->names = g_array_new (FALSE, FALSE, sizeof (HalqaImportName));
  g_array_set_clear_func (self->names, clear_name);

  if (!read_id (self, object, error))
    return NULL;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!read_member (self, name, node, labels, error))
      return NULL;
  if (!self->has_id)
    derive_id (self, object);
  return g_steal_pointer (&self);
}
