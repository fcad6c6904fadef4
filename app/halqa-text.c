/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-text-private.h"

/*
 * Words made comparable, for search and for whatever else asks whether two texts say the same.
 *
 * A text is taken apart into characters, each is decomposed (compatibility, so that presentation
 * forms and ligatures become the letters they show), marks fall away, and what is left goes
 * through a small table. Everything that is neither letter nor digit parts two words, except what
 * has no width at all, which is as if it were not there.
 *
 * Rule: fold (fold (x)) = fold (x), and the result holds letters and digits of any script, and
 * single spaces; so it can be handed to FTS5's `ascii` tokenizer, which parts at ASCII punctuation
 * and leaves all else alone, and quoted without escaping.
 *
 * A hamza goes with its seat (أ ؤ ئ become ا و ي), as in what people type in a hurry; one that
 * stands alone (ماء) stays: without it the word for water would find everything that begins with
 * ما. The letters written for the sound of "g" in Moroccan names (ݣ ڭ گ) become ك, since one town
 * is spelled with either.
 *
 * Rejected: a stemmer (it joins words that a room keeps apart, and one sentence holds two
 * languages), FTS5's `unicode61` (it knows nothing of Arabic letters), ICU (30 MB for what stands
 * here on a page).
 */

/* The longest decomposition of one character in Unicode (U+FDFA). */
#define DECOMPOSITION_MAX G_UNICHAR_MAX_DECOMPOSITION_LENGTH

typedef struct
{
  gunichar from;
  const char *to;
} HalqaFolding;

/* What lower case and decomposition leave to do, in the order of the characters. " " parts words. */
static const HalqaFolding foldings[] = {
  { 0x00DF, "ss" }, /* ß */
  { 0x00E6, "ae" }, /* æ */
  { 0x00F8, "o" }, /* ø */
  { 0x0111, "d" }, /* đ */
  { 0x0131, "i" }, /* dotless i */
  { 0x0142, "l" }, /* ł */
  { 0x0153, "oe" }, /* œ */
  { 0x02BB, "" }, /* the marks that stand for ʿayn and hamza in Latin letters */
  { 0x02BC, " " }, /* an apostrophe that counts as a letter */
  { 0x02BE, "" },   { 0x02BF, "" }, { 0x03C2, "σ" }, /* final sigma */
  { 0x0629, "ه" }, /* ة */
  { 0x0640, "" }, /* tatweel */
  { 0x0649, "ي" }, /* ى */
  { 0x0671, "ا" }, /* alef wasla */
  { 0x0672, "ا" }, /* alef with wavy hamza above */
  { 0x0673, "ا" }, /* and below */
  { 0x0674, "" }, /* high hamza */
  { 0x06A9, "ك" }, /* Farsi kaf */
  { 0x06AA, "ك" }, /* swash kaf */
  { 0x06AD, "ك" }, /* ڭ */
  { 0x06AF, "ك" }, /* گ */
  { 0x06BE, "ه" }, /* heh doachashmee */
  { 0x06C1, "ه" }, /* heh goal */
  { 0x06C3, "ه" }, /* teh marbuta goal */
  { 0x06CC, "ي" }, /* Farsi yeh */
  { 0x06CD, "ي" }, /* yeh with tail */
  { 0x06D0, "ي" }, /* e */
  { 0x06D2, "ي" }, /* yeh barree */
  { 0x06D5, "ه" }, /* ae */
  { 0x06E5, "" }, /* small waw */
  { 0x06E6, "" }, /* small yeh */
  { 0x0763, "ك" }, /* ݣ */
};

static const char *
find_folding (gunichar character)
{
  guint low = 0;
  guint high = G_N_ELEMENTS (foldings);

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (foldings[middle].from == character)
        return foldings[middle].to;
      if (foldings[middle].from < character)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

static void
put_character (HalqaFold *fold, gunichar character)
{
  if (fold->parted && fold->words->len > 0)
    g_string_append_c (fold->words, ' ');
  fold->parted = FALSE;
  g_string_append_unichar (fold->words, character);
}

static void
put_folding (HalqaFold *fold, const char *to)
{
  for (; *to != '\0'; to = g_utf8_next_char (to))
    {
      if (*to == ' ')
        fold->parted = TRUE;
      else
        put_character (fold, g_utf8_get_char (to));
    }
}

static void
fold_decomposed (HalqaFold *fold, gunichar character)
{
  const char *to;

  character = g_unichar_tolower (character);
  to = find_folding (character);
  if (to != NULL)
    {
      put_folding (fold, to);
      return;
    }

  switch ((int) g_unichar_type (character))
    {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_FORMAT: /* zero-width characters, bidi controls, soft hyphens */
      break;

    case G_UNICODE_DECIMAL_NUMBER:
      put_character (fold, '0' + (gunichar) g_unichar_digit_value (character));
      break;

    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
    case G_UNICODE_SPACING_MARK:
      put_character (fold, character);
      break;

    default:
      fold->parted = TRUE;
      break;
    }
}

/* Arabic marks that were given a width of their own decompose into a space and the mark. */
static gboolean
is_spaced_mark (gunichar character)
{
  return (character >= 0xFE70 && character <= 0xFE7F) ||
         (character >= 0xFC5E && character <= 0xFC63);
}

/* Adds what @character is folded to, which may be nothing. */
void
halqa_fold_put (HalqaFold *fold, gunichar character)
{
  gunichar parts[DECOMPOSITION_MAX];
  gsize n_parts;

  /* Most text of the room: ASCII, and Arabic letters that need no decomposition. */
  if (character < 0x80)
    {
      if (g_ascii_isalnum ((char) character))
        put_character (fold, (gunichar) g_ascii_tolower ((char) character));
      else
        fold->parted = TRUE;
      return;
    }

  n_parts = g_unichar_fully_decompose (character, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < n_parts && i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i] == ' ' && is_spaced_mark (character))
        continue;
      fold_decomposed (fold, parts[i]);
    }
}

/**
 * halqa_text_fold:
 * @text: UTF-8; what is not is read as U+FFFD, which parts words
 *
 * Returns: (transfer full): the words of @text in the form in which they are compared, parted by
 *   single spaces; "" where there is none
 */
char *
halqa_text_fold (const char *text)
{
  g_autofree char *valid = NULL;
  HalqaFold fold = { NULL, FALSE };

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);

  fold.words = g_string_new (NULL);
  for (; *text != '\0'; text = g_utf8_next_char (text))
    halqa_fold_put (&fold, g_utf8_get_char (text));
  return g_string_free (fold.words, FALSE);
}

/**
 * halqa_text_write_digits:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text with the digits of every script as those of ASCII
 */
char *
halqa_text_write_digits (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gunichar character = g_utf8_get_char (text);
      const int digit = g_unichar_digit_value (character);

      g_string_append_unichar (out, digit >= 0 ? '0' + (gunichar) digit : character);
    }
  return g_string_free (out, FALSE);
}

static gboolean
is_right_to_left (gunichar character)
{
  /* The blocks that Unicode keeps for such scripts: Hebrew to Arabic Extended-A, the presentation
   * forms, and those of the supplementary plane. */
  return (character >= 0x0590 && character <= 0x08FF) ||
         (character >= 0xFB1D && character <= 0xFDFF) ||
         (character >= 0xFE70 && character <= 0xFEFF) ||
         (character >= 0x10800 && character <= 0x10FFF) ||
         (character >= 0x1E800 && character <= 0x1EFFF);
}

/**
 * halqa_text_get_direction:
 * @text: UTF-8
 *
 * Returns: the direction of the first character that has one: a letter, or a mark of direction
 *   (U+200E, U+200F, U+061C); digits, punctuation and symbols have none
 */
HalqaTextDirection
halqa_text_get_direction (const char *text)
{
  g_return_val_if_fail (text != NULL, HALQA_TEXT_NEUTRAL);

  if (!g_utf8_validate (text, -1, NULL))
    return HALQA_TEXT_NEUTRAL;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar character = g_utf8_get_char (text);

      if (character == 0x200E)
        return HALQA_TEXT_LTR;
      if (character == 0x200F || character == 0x061C)
        return HALQA_TEXT_RTL;
      if (g_unichar_isalpha (character))
        return is_right_to_left (character) ? HALQA_TEXT_RTL : HALQA_TEXT_LTR;
    }
  return HALQA_TEXT_NEUTRAL;
}
