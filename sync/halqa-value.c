/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-value.h"

#include <string.h>

/* What one field holds: the five types of the protocol. A struct passed by pointer and not a
 * GValue or GVariant, because folding a forum handles millions of them and lends most out of the
 * bytes of an entry. */

/**
 * halqa_value_null:
 *
 * Returns: an empty field
 */
HalqaValue
halqa_value_null (void)
{
  return (HalqaValue) HALQA_VALUE_INIT;
}

/**
 * halqa_value_bool:
 * @boolean: what it holds
 *
 * Returns: a bool
 */
HalqaValue
halqa_value_bool (gboolean boolean)
{
  return (HalqaValue){ .type = HALQA_VALUE_BOOL, .boolean = boolean != FALSE };
}

/**
 * halqa_value_int:
 * @integer: what it holds
 *
 * Returns: a whole number
 */
HalqaValue
halqa_value_int (gint64 integer)
{
  return (HalqaValue){ .type = HALQA_VALUE_INT, .integer = integer };
}

/**
 * halqa_value_text:
 * @text: UTF-8, lent
 *
 * Returns: a text that is good as long as @text is
 */
HalqaValue
halqa_value_text (const char *text)
{
  return (
      HalqaValue){ .type = HALQA_VALUE_TEXT, .data = (const guint8 *) text, .size = strlen (text) };
}

/**
 * halqa_value_bytes:
 * @bytes: (array length=size): lent
 * @size: bytes
 *
 * Returns: bytes that are good as long as @bytes are
 */
HalqaValue
halqa_value_bytes (const guint8 *bytes, gsize size)
{
  return (HalqaValue){ .type = HALQA_VALUE_BYTES, .data = bytes, .size = size };
}

/**
 * halqa_value_id:
 * @id: lent
 *
 * Returns: a reference to the record @id, good as long as @id is
 */
HalqaValue
halqa_value_id (const HalqaId *id)
{
  return halqa_value_bytes (id->bytes, sizeof id->bytes);
}

/**
 * halqa_value_copy:
 * @value: what is to be copied
 * @copy: (out caller-allocates): owns what it holds; halqa_value_clear() it
 */
void
halqa_value_copy (const HalqaValue *value, HalqaValue *copy)
{
  guint8 *data;

  *copy = *value;
  if (value->type != HALQA_VALUE_TEXT && value->type != HALQA_VALUE_BYTES)
    return;
  data = g_malloc (value->size + 1);
  if (value->size > 0)
    memcpy (data, value->data, value->size);
  data[value->size] = '\0';
  copy->data = data;
}

/**
 * halqa_value_clear:
 * @value: a value that owns what it holds; null afterwards
 */
void
halqa_value_clear (HalqaValue *value)
{
  if (value->type == HALQA_VALUE_TEXT || value->type == HALQA_VALUE_BYTES)
    g_free ((gpointer) value->data);
  *value = halqa_value_null ();
}

/**
 * halqa_value_equal:
 * @a: a value
 * @b: another
 *
 * Returns: whether type and content are the same, byte for byte
 */
gboolean
halqa_value_equal (const HalqaValue *a, const HalqaValue *b)
{
  if (a->type != b->type)
    return FALSE;
  switch (a->type)
    {
    case HALQA_VALUE_NULL:
      return TRUE;
    case HALQA_VALUE_BOOL:
      return a->boolean == b->boolean;
    case HALQA_VALUE_INT:
      return a->integer == b->integer;
    case HALQA_VALUE_TEXT:
    case HALQA_VALUE_BYTES:
      return a->size == b->size && (a->size == 0 || memcmp (a->data, b->data, a->size) == 0);
    default:
      g_assert_not_reached ();
    }
}

/**
 * halqa_value_get_text:
 * @value: a value
 *
 * Returns: (transfer none) (nullable): the text, where it is one
 */
const char *
halqa_value_get_text (const HalqaValue *value)
{
  return value->type == HALQA_VALUE_TEXT ? (const char *) value->data : NULL;
}

/**
 * halqa_value_get_id:
 * @value: a value
 *
 * Returns: (transfer none) (nullable): the id, where it can be one
 */
const HalqaId *
halqa_value_get_id (const HalqaValue *value)
{
  if (value->type != HALQA_VALUE_BYTES || value->size != HALQA_ID_SIZE)
    return NULL;
  return (const HalqaId *) value->data;
}
