/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-range.h"

#include <string.h>

/* Which bytes a request asks for (RFC 9110, section 14): `bytes=N-`, `bytes=N-M` or `bytes=-N`. Of
 * anything else, several ranges among it, the whole is sent, as that section allows.
 *
 * Rejected: the library's own function, which takes signs and blanks for numbers, and sorts as many
 * ranges as somebody sends. */

#define UNIT "bytes="

static gboolean
parse_number (const char *text, gsize length, guint64 *number)
{
  g_autofree char *digits = g_strndup (text, length);

  return g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, number, NULL);
}

/* The last @n bytes. */
static HalqaRange
take_end (guint64 n, guint64 size, guint64 *first, guint64 *length)
{
  *length = MIN (n, size);
  *first = size - *length;
  return *length > 0 ? HALQA_RANGE_PART : HALQA_RANGE_OUTSIDE;
}

/**
 * halqa_range_parse:
 * @text: (nullable): what was sent
 * @size: of the whole, in bytes
 * @first: (out): the first byte that is asked for
 * @length: (out): how many
 *
 * Returns: what is to be sent
 */
HalqaRange
halqa_range_parse (const char *text, guint64 size, guint64 *first, guint64 *length)
{
  const char *dash;
  guint64 last = G_MAXINT64;
  guint64 number;

  *first = 0;
  *length = size;
  if (text == NULL || g_ascii_strncasecmp (text, UNIT, strlen (UNIT)) != 0)
    return HALQA_RANGE_WHOLE;
  text += strlen (UNIT);
  dash = strchr (text, '-');
  if (dash == NULL || (dash[1] != '\0' && !parse_number (dash + 1, strlen (dash + 1), &last)))
    return HALQA_RANGE_WHOLE;
  if (dash == text)
    return dash[1] == '\0' ? HALQA_RANGE_WHOLE : take_end (last, size, first, length);
  if (!parse_number (text, dash - text, &number) || last < number)
    return HALQA_RANGE_WHOLE;
  if (number >= size)
    return HALQA_RANGE_OUTSIDE;
  *first = number;
  *length = MIN (last - number, size - number - 1) + 1;
  return HALQA_RANGE_PART;
}
