/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-schema.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-error.h"

/* The table of kinds that the layer above hands in. What it does not name is kept in the log and
 * relayed, and folded when a later version knows it: the store notes the fingerprint of the table
 * that it was folded by, and folds anew when it meets another. */

/**
 * halqa_schema_find_kind:
 * @schema: a schema
 * @name: of a kind
 *
 * Returns: (transfer none) (nullable): the kind, where it is known
 */
const HalqaKind *
halqa_schema_find_kind (const HalqaSchema *schema, const char *name)
{
  for (const HalqaKind *kind = schema->kinds; kind->name != NULL; kind++)
    if (strcmp (kind->name, name) == 0)
      return kind;
  return NULL;
}

/**
 * halqa_schema_require_kind:
 * @schema: a schema
 * @name: of a kind, from whoever asks
 * @error: %HALQA_SYNC_ERROR_INVALID
 *
 * Returns: (transfer none): the kind, or %NULL where it is not known
 */
const HalqaKind *
halqa_schema_require_kind (const HalqaSchema *schema, const char *name, GError **error)
{
  const HalqaKind *kind = halqa_schema_find_kind (schema, name);

  if (kind == NULL)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID, _ ("There is no kind “%s”."),
                 name);
  return kind;
}

/**
 * halqa_kind_find_field:
 * @kind: a kind
 * @name: of a field, without a language behind it
 *
 * Returns: (transfer none) (nullable): the field, where it is known
 */
const HalqaField *
halqa_kind_find_field (const HalqaKind *kind, const char *name)
{
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    if (strcmp (field->name, name) == 0)
      return field;
  return NULL;
}

static gboolean
is_language (const char *tag)
{
  gsize size = strlen (tag);

  return size >= 2 && size <= 8 && strspn (tag, "abcdefghijklmnopqrstuvwxyz-") == size;
}

/**
 * halqa_kind_knows_field:
 * @kind: a kind
 * @name: of a field, NAME@LANGUAGE for a translation
 *
 * Returns: whether the field is folded: `deleted`, one of the table, or a translation of one
 */
gboolean
halqa_kind_knows_field (const HalqaKind *kind, const char *name)
{
  const char *at = strchr (name, '@');
  g_autofree char *base = NULL;
  const HalqaField *field;

  if (at == NULL)
    return strcmp (name, "deleted") == 0 || halqa_kind_find_field (kind, name) != NULL;
  base = g_strndup (name, at - name);
  field = halqa_kind_find_field (kind, base);
  return field != NULL && (field->flags & HALQA_FIELD_TRANSLATED) && is_language (at + 1);
}

/**
 * halqa_schema_dup_fingerprint:
 * @schema: a schema
 *
 * Returns: (transfer full): a text that is another where the tables of kinds are others
 */
char *
halqa_schema_dup_fingerprint (const HalqaSchema *schema)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const HalqaKind *kind = schema->kinds; kind->name != NULL; kind++)
    {
      g_string_append_printf (text, "%s:", kind->name);
      for (const HalqaField *field = kind->fields; field->name != NULL; field++)
        g_string_append_printf (text, "%s/%d/%d,", field->name, field->type, field->flags);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, text->len);
}
