/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-error.h"
#include "halqa-hints-private.h"
#include "halqa-kinds.h"
#include "halqa-references.h"
#include "halqa-text.h"

/* What the commands share: how they refuse, how they print, how they find a record. Printing goes
 * through stdio and never through g_print(), which would put it into the locale's charset. */

/**
 * halqa_node_refuse_usage:
 * @error: return location
 * @why: a sentence
 *
 * Returns: %FALSE, for a command that was used wrongly
 */
gboolean
halqa_node_refuse_usage (GError **error, const char *why)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, why);
  return FALSE;
}

/**
 * halqa_node_refuse:
 * @error: return location
 * @why: a sentence
 *
 * Returns: %FALSE, for a command that can't be done
 */
gboolean
halqa_node_refuse (GError **error, const char *why)
{
  g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID, why);
  return FALSE;
}

/* A line for people. What others wrote may stand in it: what can't be seen gets a sign, for a terminal
 * would obey it. */
void
halqa_node_print (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  shown = halqa_text_show (text);
  puts (shown);
}

/* A line of JSON. */
void
halqa_node_print_json (JsonBuilder *builder)
{
  g_autofree char *line = halqa_record_json_print (builder);

  puts (line);
}

/* The id of what a command made: alone on its line. */
void
halqa_node_print_id (HalqaNode *self, const guint8 *id, gsize size)
{
  g_autofree char *hex = halqa_hex_dup (id, size);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json)
    {
      puts (hex);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "id", hex);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

/* @text: %NULL for null. */
void
halqa_node_add_member (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

void
halqa_node_add_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

void
halqa_node_add_hex (JsonBuilder *builder, const char *name, const guint8 *bytes, gsize size)
{
  g_autofree char *hex = halqa_hex_dup (bytes, size);

  halqa_node_add_member (builder, name, hex);
}

/* Returns: whether @digits may be the first of an id */
gboolean
halqa_node_is_prefix (const char *digits)
{
  gsize size = strlen (digits);

  return size >= HALQA_NODE_PREFIX_MIN && size <= 2 * HALQA_ID_SIZE &&
         strspn (digits, "0123456789abcdefABCDEF") == size;
}

/**
 * halqa_node_find_record:
 * @self: a run
 * @name: 4 to 32 hex digits, or the reference of a proposal
 * @error: where no record's id begins so, or several do
 *
 * Returns: (transfer full): the record, a deleted one too
 */
HalqaRecord *
halqa_node_find_record (HalqaNode *self, const char *name, GError **error)
{
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) reason = NULL;
  const HalqaKind *kind;
  HalqaId id;

  if (halqa_node_is_prefix (name) && halqa_reader_find (self->reader, name, &kind, &id, &unknown))
    return halqa_reader_get (self->reader, kind->name, &id, error);
  if ((unknown == NULL ||
       g_error_matches (unknown, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND)) &&
      halqa_references_find (self->reader, name, &id, &reason))
    return halqa_reader_get (self->reader, "proposal", &id, error);
  if (reason == NULL && unknown == NULL)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                 _ ("“%s” is no id, and no reference of a proposal: an id is 32 hex digits, or the "
                    "first of them, 4 at least"),
                 name);
  else
    g_propagate_error (error,
                       reason != NULL ? g_steal_pointer (&reason) : g_steal_pointer (&unknown));
  return NULL;
}

/**
 * halqa_node_dup_label:
 * @record: a record
 *
 * Returns: (transfer full): what people call it, on one line: its reference and its title, name or
 *   text; the first digits of its id where it has none of them
 */
char *
halqa_node_dup_label (HalqaRecord *record)
{
  const char *field = halqa_kinds_get_label_field (halqa_record_get_kind (record)->name);
  const char *text = field != NULL ? halqa_record_get_text (record, field) : NULL;
  const char *reference = halqa_record_get_text (record, "reference");
  g_autofree char *label = NULL;

  if (text == NULL && reference == NULL)
    return halqa_hex_dup (halqa_record_get_id (record)->bytes, HALQA_NODE_PREFIX_MIN);
  label = g_strjoin (text != NULL && reference != NULL ? " " : "",
                     reference != NULL ? reference : "", text != NULL ? text : "", NULL);
  return g_strdelimit (g_steal_pointer (&label), "\n\r\t", ' ');
}

/* What people call the laptop, on one line; the first digits of its id where it has not told. */
char *
halqa_node_dup_device_name (HalqaNode *self, const HalqaDeviceId *device)
{
  g_autofree char *name = halqa_reader_dup_device_name (self->reader, device);

  return name != NULL ? halqa_text_show_line (name) : halqa_hex_dup (device->bytes, 4);
}

/* What does not look right in it, a line each. */
void
halqa_node_print_hints (HalqaRecord *record)
{
  g_auto (GStrv) hints = halqa_record_list_hints (record);

  for (char **hint = hints; *hint != NULL; hint++)
    {
      /* Translators: what does not look right in a record. */
      halqa_node_print (_ ("hint: %s"), *hint);
    }
}
