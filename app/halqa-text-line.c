/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-text.h"

/*
 * Text of other people as it is shown. What they wrote may hold characters that nobody sees and that
 * move what stands around them: a title with U+202E (right-to-left override) turns the rest of its row
 * round, one of zero-width characters alone looks like none. Here each of them becomes a sign.
 *
 * Rule: what is shown has one sign for each character that is hidden, and the direction of the text
 * as it was written: "[U+202E]" begins with a Latin letter, so before an Arabic text a mark (U+200F)
 * goes first.
 *
 * Kept as they are: the joiners (U+200C, U+200D), without which neither Persian nor many an emoji can
 * be written, and the marks of direction (U+200E, U+200F, U+061C), which reach no further than their
 * neighbours; unless a text holds nothing else. So are isolates by the first strong character (U+2068),
 * which are closed where the text or its line does not: our own sentences have them, and they can't
 * reach out.
 *
 * Rejected: to leave them out. Two titles that differ would look alike, and what somebody tried to do
 * would go unseen. Pango's PANGO_SHOW_IGNORABLES draws them and obeys them all the same.
 */

#define FIRST_STRONG_ISOLATE 0x2068
#define POP_DIRECTIONAL_ISOLATE 0x2069
#define RIGHT_TO_LEFT_MARK 0x200F
#define CONTROL_PICTURES 0x2400
#define PICTURE_OF_DELETE 0x2421
#define LINE_BREAK_SIGN 0x21B5
/* Characters of a line; a window has not the room for more, and to lay out a long one takes long. */
#define SHOWN_MAX 240

static gboolean
is_line_break (gunichar character)
{
  return (character >= 0x0A && character <= 0x0D) || character == 0x85 || character == 0x2028 ||
         character == 0x2029;
}

static gboolean
is_joiner_or_mark (gunichar character)
{
  return (character >= 0x200C && character <= 0x200F) || character == 0x061C;
}

/* What has no shape of its own. The signs of Arabic numbers (U+0600) are of the category Cf too, and
 * are seen: so the blocks stand here, and not the category. */
static gboolean
is_hidden (gunichar character)
{
  return character < 0x20 || (character >= 0x7F && character <= 0x9F) || character == 0xAD ||
         character == 0x180E || character == 0x200B ||
         (character >= 0x2028 && character <= 0x202E) ||
         (character >= 0x2060 && character <= 0x206F) || character == 0xFEFF ||
         (character >= 0xFFF9 && character <= 0xFFFB) ||
         (character >= 0xE0000 && character <= 0xE007F);
}

static void
put_sign (GString *shown, gunichar character)
{
  if (character == '\t')
    g_string_append_c (shown, ' ');
  else if (is_line_break (character))
    g_string_append_unichar (shown, LINE_BREAK_SIGN);
  else if (character < 0x20)
    g_string_append_unichar (shown, CONTROL_PICTURES + character);
  else if (character == 0x7F)
    g_string_append_unichar (shown, PICTURE_OF_DELETE);
  else
    g_string_append_printf (shown, "[U+%04X]", character);
}

/* Whether there is anything in it that a person sees, or takes for a space. */
static gboolean
can_be_seen (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gunichar character = g_utf8_get_char (text);

      if (!is_hidden (character) && !is_joiner_or_mark (character))
        return TRUE;
    }
  return FALSE;
}

/* The signs are Latin letters: they must not be what an Arabic text takes its direction from. */
static char *
keep_direction (GString *shown, const char *text)
{
  if (halqa_text_get_direction (text) == HALQA_TEXT_RTL &&
      halqa_text_get_direction (shown->str) == HALQA_TEXT_LTR)
    g_string_prepend_unichar (shown, RIGHT_TO_LEFT_MARK);
  return g_string_free (shown, FALSE);
}

static void
close_isolates (GString *shown, guint *depth)
{
  for (; *depth > 0; (*depth)--)
    g_string_append_unichar (shown, POP_DIRECTIONAL_ISOLATE);
}

static void
put_character (GString *shown, gunichar character, gboolean all, guint *depth)
{
  const gboolean closes = character == POP_DIRECTIONAL_ISOLATE && *depth > 0;

  *depth += character == FIRST_STRONG_ISOLATE;
  *depth -= closes;
  if (!all && (closes || character == FIRST_STRONG_ISOLATE))
    g_string_append_unichar (shown, character);
  else if (is_hidden (character) || (all && is_joiner_or_mark (character)))
    put_sign (shown, character);
  else
    g_string_append_unichar (shown, character);
}

static char *
show (const char *text, gboolean keep_lines, guint max)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const gboolean all = !can_be_seen (valid);
  GString *shown = g_string_new (NULL);
  const char *p = valid;
  guint depth = 0;

  for (guint n = 0; *p != '\0' && n < max; p = g_utf8_next_char (p), n++)
    {
      const gunichar character = g_utf8_get_char (p);

      if (character == '\r' && p[1] == '\n')
        continue;
      if (is_line_break (character))
        close_isolates (shown, &depth);
      if (keep_lines && (is_line_break (character) || character == '\t'))
        g_string_append_unichar (shown, character);
      else
        put_character (shown, character, all, &depth);
    }
  if (*p != '\0')
    g_string_append (shown, "…");
  close_isolates (shown, &depth);
  return keep_direction (shown, valid);
}

/**
 * halqa_text_show:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text in its lines, with a sign for each character that can't be seen: the
 *   pictures of U+2400 for control characters, else its number as in "[U+202E]"
 */
char *
halqa_text_show (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return show (text, TRUE, G_MAXUINT);
}

/**
 * halqa_text_show_line:
 * @text: UTF-8
 *
 * Returns: (transfer full): the same on one line of at most 240 of its characters and an ellipsis; a
 *   line break is shown as "↵", a tabulator as a space
 */
char *
halqa_text_show_line (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return show (text, FALSE, SHOWN_MAX);
}

/**
 * halqa_text_isolate:
 * @text: UTF-8
 *
 * Makes @text fit to stand inside a sentence of any direction, without being able to reach out of its
 * place: it is on one line, and what can't be seen is shown as by halqa_text_show_line().
 *
 * Returns: (transfer full): @text between U+2068 and U+2069
 */
char *
halqa_text_isolate (const char *text)
{
  g_autofree char *shown = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  shown = show (text, FALSE, G_MAXUINT);
  return g_strconcat ("\342\201\250", shown, "\342\201\251", NULL);
}
