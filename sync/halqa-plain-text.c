/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-plain-text.h"

#include <string.h>

/* Words of somebody who is no member yet, to be shown to a person: the title that a laptop
 * announces, the name that a newcomer gives.
 *
 * The rule: nothing in them is obeyed. Control characters, line ends and those that turn the
 * direction of what follows become spaces. Joiners and marks stay, without which Arabic can't be
 * written. */

static gboolean
is_obeyed (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

/**
 * halqa_plain_text_read:
 * @bytes: (array length=size): from outside
 * @size: of @bytes, bounded by the caller
 *
 * Returns: (transfer full) (nullable): the text without what could be obeyed; "" where nothing is
 *   left of it, %NULL where it is not UTF-8
 */
char *
halqa_plain_text_read (const guint8 *bytes, gsize size)
{
  const char *text = (const char *) bytes;
  const char *end = text + size;
  g_autoptr (GString) plain = NULL;

  if (!g_utf8_validate_len (text, size, NULL))
    return NULL;
  plain = g_string_sized_new (size);
  for (; text < end; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      g_string_append_unichar (plain, is_obeyed (c) ? ' ' : c);
    }
  return g_strdup (g_strstrip (plain->str));
}

/**
 * halqa_plain_text_cut:
 * @text: ours, UTF-8
 * @max: bytes
 *
 * Returns: (transfer full): as much of it, without what could be obeyed, as @max bytes hold in
 *   whole characters
 */
char *
halqa_plain_text_cut (const char *text, gsize max)
{
  char *plain = halqa_plain_text_read ((const guint8 *) text, strlen (text));
  gsize size = plain != NULL ? strlen (plain) : 0;

  if (size <= max)
    return plain != NULL ? plain : g_strdup ("");
  *g_utf8_find_prev_char (plain, plain + max + 1) = '\0';
  return plain;
}
