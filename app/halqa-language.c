/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-language.h"

#include <string.h>

/* The languages that a forum writes in.
 *
 * Rule: what people name their languages by is taken as far as it can be understood, and the rest is
 * passed over: a forum always has languages.
 *
 * The language of a text is guessed by its script alone, which tells Arabic, Tamazight in Tifinagh
 * and the Latin ones apart. Rejected: to tell French from English by letter statistics. A title of
 * four words is too short for that, and a wrong guess would ask for a translation that is there. */

/* As many as are listed. */
#define LANGUAGES_MAX 16

static const struct
{
  const char *code;
  const char *name;
} names[] = {
  { "ar", "العربية" }, { "ary", "الدارجة" }, { "fr", "Français" },  { "zgh", "ⵜⴰⵎⴰⵣⵉⵖⵜ" },
  { "en", "English" }, { "es", "Español" },  { "pt", "Português" }, { "it", "Italiano" },
  { "de", "Deutsch" }, { "tr", "Türkçe" },   { "fa", "فارسی" },     { "nl", "Nederlands" },
};

/* What a forum writes in that does not say. */
static const char *const usual[] = { "ar", "fr", "zgh", "en", NULL };

static gboolean
is_code (const char *text)
{
  const gsize size = strlen (text);
  const gsize primary = strspn (text, "abcdefghijklmnopqrstuvwxyz");

  return size <= 8 && primary >= 2 && primary <= 3 &&
         (text[primary] == '\0' || text[primary] == '-') &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz-") == size;
}

/**
 * halqa_language_parse_list:
 * @text: codes of languages, parted by spaces, commas or whatever else
 *
 * Returns: (transfer full) (array zero-terminated=1): those that it names, each once, at most 16; those
 *   of the program where it names none
 */
char **
halqa_language_parse_list (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *lower = NULL;
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  lower = g_ascii_strdown (text, -1);
  g_strcanon (lower, "abcdefghijklmnopqrstuvwxyz-", ' ');
  words = g_strsplit (lower, " ", -1);
  for (char **word = words; *word != NULL && g_hash_table_size (seen) < LANGUAGES_MAX; word++)
    if (is_code (*word) && g_hash_table_add (seen, g_strdup (*word)))
      g_strv_builder_add (builder, *word);
  if (g_hash_table_size (seen) == 0)
    g_strv_builder_addv (builder, (const char **) usual);
  return g_strv_builder_end (builder);
}

/* @number: from 0 on. Returns: (transfer none) (nullable): a code; %NULL behind the last */
const char *
halqa_language_get_known (guint number)
{
  return number < G_N_ELEMENTS (names) ? names[number].code : NULL;
}

/**
 * halqa_language_get_name:
 * @code: of a language
 *
 * Returns: (transfer none): what it calls itself; @code where that is not known
 */
const char *
halqa_language_get_name (const char *code)
{
  g_return_val_if_fail (code != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].code, code) == 0)
      return names[i].name;
  return code;
}

/**
 * halqa_language_get_spoken:
 *
 * Returns: (transfer none): the code of the language that the program speaks now: "fr" of "fr_MA.UTF-8";
 *   "en" where nothing says. Interned
 */
const char *
halqa_language_get_spoken (void)
{
  const char *name = g_get_language_names ()[0];
  const gsize size = strcspn (name, "_.@");
  g_autofree char *code = g_strndup (name, size);

  return g_intern_string (size < 2 ? "en" : code);
}

/**
 * halqa_language_guess:
 * @text: UTF-8
 * @latin: (nullable): what a text in Latin letters is taken for
 *
 * Returns: (transfer none) (nullable): the language of most of its letters; %NULL where they don't
 *   tell
 */
const char *
halqa_language_guess (const char *text, const char *latin)
{
  guint n_arabic = 0;
  guint n_tifinagh = 0;
  guint n_latin = 0;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      const GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

      n_arabic += script == G_UNICODE_SCRIPT_ARABIC;
      n_tifinagh += script == G_UNICODE_SCRIPT_TIFINAGH;
      n_latin += script == G_UNICODE_SCRIPT_LATIN;
    }
  if (n_arabic + n_tifinagh + n_latin == 0)
    return NULL;
  if (n_latin > n_arabic && n_latin > n_tifinagh)
    return latin;
  return n_tifinagh > n_arabic ? "zgh" : "ar";
}

/**
 * halqa_language_equal:
 * @code: of a language
 * @other: of another
 *
 * Returns: whether they are one, wherever it is spoken
 */
gboolean
halqa_language_equal (const char *code, const char *other)
{
  const gsize size = strcspn (code, "-");

  return size == strcspn (other, "-") && strncmp (code, other, size) == 0;
}

/**
 * halqa_language_is_latin:
 * @code: of a language
 *
 * Returns: whether it is written in Latin letters, as far as is known
 */
gboolean
halqa_language_is_latin (const char *code)
{
  static const char *const others[] = { "ar", "ary", "zgh", "fa", "ur", "he", "ckb", "ps" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (halqa_language_equal (code, others[i]))
      return FALSE;
  return TRUE;
}
