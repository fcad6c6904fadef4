/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-kinds.h"
#include "halqa-reason.h"
#include "halqa-references.h"

/*
 * FIELD=VALUE as it stands in a command. VALUE is the text itself; @FILE stands for what a file
 * holds and @- for standard input, byte for byte, the last line's ending too. What points at a record
 * may be cut to the first digits of its id; a theme may be given by its code, a proposal by its
 * reference, an organisation by its name.
 */

/* More than a text may have tells that it is too long, also without a character that is cut in two. */
#define READ_MAX (HALQA_TEXT_MAX + 4)

void
halqa_node_field_clear (HalqaNodeField *self)
{
  g_clear_pointer (&self->name, g_free);
  halqa_value_clear (&self->value);
}

/* Leaves away a character at the end that is not whole; what else is no UTF-8 stays. */
static gsize
cut_character (const char *text, gsize size)
{
  const char *last = g_utf8_find_prev_char (text, text + size);

  return last != NULL && g_utf8_get_char_validated (last, text + size - last) == (gunichar) -2
             ? (gsize) (last - text)
             : size;
}

/* @name: of a file, or "-". */
static char *
read_file (const char *name, GError **error)
{
  static gboolean input_read = FALSE;
  g_autofree char *text = g_malloc (READ_MAX + 1);
  FILE *file;
  gsize size = 0;
  gboolean failed;

  if (strcmp (name, "-") == 0 && input_read)
    {
      halqa_node_refuse_usage (error, _ ("Standard input can be read for one field only"));
      return NULL;
    }
  input_read |= strcmp (name, "-") == 0;
  errno = 0;
  file = strcmp (name, "-") == 0 ? stdin : fopen (name, "re");
  if (file != NULL)
    size = fread (text, 1, READ_MAX, file);
  failed = file == NULL || ferror (file);
  if (failed)
    {
      int number = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
                   /* Translators: the name of a file, then the system's reason. */
                   _ ("“%s” can't be read: %s"), name, halqa_reason_say (number));
    }
  if (file != NULL && file != stdin)
    fclose (file);
  if (failed)
    return NULL;

  if (size == READ_MAX)
    size = cut_character (text, size);
  text[size] = '\0';
  if (strlen (text) != size)
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                   _ ("“%s” holds the character U+0000, which no field can hold"), name);
      return NULL;
    }
  return g_steal_pointer (&text);
}

static const HalqaField *
find_reference (const char *kind, const char *name)
{
  const HalqaKind *known = halqa_schema_find_kind (halqa_kinds_get_schema (), kind);
  const HalqaField *field = known != NULL ? halqa_kind_find_field (known, name) : NULL;

  return field != NULL && field->type == HALQA_FIELD_REF ? field : NULL;
}

/* Makes a whole id of the first digits of one, or of a name that the record goes by; of anything else,
 * what it was. */
static char *
complete_id (HalqaNode *self, const HalqaField *field, const char *text, GError **error)
{
  const char *target = field->target != NULL ? field->target : "proposal";
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) reason = NULL;
  const HalqaKind *kind;
  HalqaId id;
  gboolean found = FALSE;

  if (*text == '\0' || halqa_hex_decode (text, id.bytes, HALQA_ID_SIZE))
    return g_strdup (text);
  if (halqa_node_is_prefix (text))
    found = halqa_reader_find (self->reader, text, &kind, &id, &unknown);
  /* The code of a theme may look like an id, as 2026 does. */
  if (!found || (field->target != NULL && strcmp (kind->name, target) != 0))
    found |= halqa_references_find_named (self->reader, target, text, &id, &reason);
  if (found)
    return halqa_hex_dup (id.bytes, HALQA_ID_SIZE);
  if (reason == NULL && unknown == NULL)
    return g_strdup (text);
  g_propagate_error (error,
                     reason != NULL ? g_steal_pointer (&reason) : g_steal_pointer (&unknown));
  return NULL;
}

/**
 * halqa_node_parse_value:
 * @self: a run
 * @kind: of the record
 * @field: its field
 * @text: what stands for the value; not a file
 * @value: (out caller-allocates): owns what it holds
 * @error: why it can't stand there
 *
 * Returns: whether it can
 */
gboolean
halqa_node_parse_value (HalqaNode *self,
                        const char *kind,
                        const char *field,
                        const char *text,
                        HalqaValue *value,
                        GError **error)
{
  const HalqaField *reference = find_reference (kind, field);
  g_autofree char *id = NULL;

  if (reference == NULL)
    return halqa_kinds_parse (kind, field, text, value, error);
  id = complete_id (self, reference, text, error);
  return id != NULL && halqa_kinds_parse (kind, field, id, value, error);
}

/**
 * halqa_node_expand:
 * @assignment: FIELD=VALUE, FIELD=@FILE or FIELD=@-
 * @error: %G_OPTION_ERROR where it is none of them, else why the file can't be read
 *
 * Returns: (transfer full): FIELD=VALUE
 */
char *
halqa_node_expand (const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (equals == NULL || equals == assignment)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” should be FIELD=VALUE"), assignment);
      return NULL;
    }
  if (equals[1] != '@')
    return g_strdup (assignment);
  name = g_strndup (assignment, (gsize) (equals - assignment));
  text = read_file (equals + 2, error);
  return text != NULL ? g_strconcat (name, "=", text, NULL) : NULL;
}

/**
 * halqa_node_parse_field:
 * @self: a run
 * @kind: of the record
 * @assignment: FIELD=VALUE
 * @field: (out caller-allocates): owns what it holds
 * @error: %G_OPTION_ERROR where it is none, else why it can't be
 *
 * Returns: whether it can be
 */
gboolean
halqa_node_parse_field (HalqaNode *self,
                        const char *kind,
                        const char *assignment,
                        HalqaNodeField *field,
                        GError **error)
{
  g_autofree char *expanded = halqa_node_expand (assignment, error);
  g_autofree char *name = NULL;
  HalqaValue value;

  if (expanded == NULL)
    return FALSE;
  name = g_strndup (expanded, strcspn (expanded, "="));
  if (!halqa_node_parse_value (self, kind, name, strchr (expanded, '=') + 1, &value, error))
    return FALSE;
  *field = (HalqaNodeField){ g_steal_pointer (&name), value };
  return TRUE;
}

/**
 * halqa_node_parse_fields:
 * @self: a run
 * @kind: of the record
 * @assignments: FIELD=VALUE each; what is in none of them is left alone
 * @error: as in halqa_node_parse_field()
 *
 * Returns: (element-type HalqaNodeField) (transfer full): what is to be written
 */
GArray *
halqa_node_parse_fields (HalqaNode *self, const char *kind, char **assignments, GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (HalqaNodeField));

  g_array_set_clear_func (fields, (GDestroyNotify) halqa_node_field_clear);
  for (; *assignments != NULL; assignments++)
    {
      HalqaNodeField field;

      if (!halqa_node_parse_field (self, kind, *assignments, &field, error))
        return NULL;
      g_array_append_val (fields, field);
      if (strcmp (field.name, "deleted") == 0)
        {
          halqa_node_refuse (error, _ ("“delete” and “restore” do that, not a field"));
          return NULL;
        }
    }
  return g_steal_pointer (&fields);
}

/**
 * halqa_node_put_fields:
 * @change: what is to be written
 * @kind: of the record
 * @id: its id
 * @fields: (element-type HalqaNodeField): what it is to hold
 * @shown: (nullable): what it holds; that is not written again
 */
void
halqa_node_put_fields (HalqaChange *change,
                       const char *kind,
                       const HalqaId *id,
                       GArray *fields,
                       HalqaRecord *shown)
{
  for (guint i = 0; i < fields->len; i++)
    {
      HalqaNodeField *field = &g_array_index (fields, HalqaNodeField, i);
      const HalqaValue *value = shown != NULL ? halqa_record_get_value (shown, field->name) : NULL;
      HalqaValue null = halqa_value_null ();

      /* It is asked before whether a reference is another's; two may ask at once. */
      if (!halqa_value_equal (value != NULL ? value : &null, &field->value))
        halqa_change_set (change, kind, id, field->name, &field->value,
                          strcmp (field->name, "reference") == 0 ? HALQA_REPLACE_ALONE
                                                                 : HALQA_REPLACE_SHOWN);
    }
}
