/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-stem.h"

#include <libstemmer.h>
#include <string.h>

/*
 * What the forms of a word have in common: التعاونيات and تعاونية, vendeurs and vendeuse.
 *
 * French and English go through libstemmer. Arabic and Tamazight are stemmed lightly: what is
 * written in one with a word and the commonest endings fall away, the root is left alone. A plural
 * that changes the word within (زقاق, أزقة) is for the glossary to know.
 *
 * Rule: two spellings that fold to the same letters have the same stem, for a stem is made of what
 * halqa_text_fold() gives; and Tamazight has one stem in both of its scripts.
 *
 * Rejected: libstemmer for Arabic. It takes the article for a sign that the word is a noun and
 * stems it otherwise than the word without, and it wants the letters that folding makes one.
 */

/* Letters that must be left of a word. */
#define STEM_MIN 3
/* Each letter of the Arabic block is two bytes of UTF-8. */
#define ARABIC_LETTER 2

struct _HalqaStemmer
{
  struct sb_stemmer *french;
  struct sb_stemmer *english;
};

static const char *const codes[HALQA_N_LANGUAGES] = { "ar", "fr", "en", "zgh" };

const char *
halqa_language_get_code (HalqaLanguage language)
{
  g_return_val_if_fail (language < HALQA_N_LANGUAGES, NULL);

  return codes[language];
}

/**
 * halqa_language_from_code:
 * @code: of a language, as `lang` of a record holds it; regions and scripts behind it don't matter
 * @language: (out): the language
 *
 * Returns: whether @code names one of the four
 */
gboolean
halqa_language_from_code (const char *code, HalqaLanguage *language)
{
  static const struct
  {
    const char *code;
    HalqaLanguage language;
  } known[] = {
    { "zgh", HALQA_LANGUAGE_TAMAZIGHT }, { "ber", HALQA_LANGUAGE_TAMAZIGHT },
    { "tzm", HALQA_LANGUAGE_TAMAZIGHT }, { "shi", HALQA_LANGUAGE_TAMAZIGHT },
    { "rif", HALQA_LANGUAGE_TAMAZIGHT }, { "ary", HALQA_LANGUAGE_ARABIC },
    { "ar", HALQA_LANGUAGE_ARABIC },     { "fr", HALQA_LANGUAGE_FRENCH },
    { "en", HALQA_LANGUAGE_ENGLISH },
  };

  g_return_val_if_fail (code != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      const gsize size = strlen (known[i].code);

      if (g_ascii_strncasecmp (code, known[i].code, size) == 0 && !g_ascii_isalnum (code[size]))
        {
          *language = known[i].language;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
halqa_stem_is_arabic (const char *word)
{
  const gunichar first = g_utf8_get_char (word);

  return first >= 0x0600 && first <= 0x08FF;
}

gboolean
halqa_stem_is_tifinagh (const char *word)
{
  const gunichar first = g_utf8_get_char (word);

  return first >= 0x2D30 && first <= 0x2D7F;
}

/* --- Arabic */

static gboolean
strip_suffix (GString *word, const char *suffix)
{
  const gsize size = strlen (suffix);

  if (word->len < size + STEM_MIN * ARABIC_LETTER || !g_str_has_suffix (word->str, suffix))
    return FALSE;
  g_string_truncate (word, word->len - size);
  return TRUE;
}

static void
strip_first_of (GString *word, const char *const *suffixes)
{
  for (; *suffixes != NULL; suffixes++)
    if (strip_suffix (word, *suffixes))
      return;
}

/* What follows @prefix in @word, if at least @min letters do. */
static const char *
skip_prefix (const char *word, const char *prefix, gsize min)
{
  const gsize size = strlen (prefix);

  return g_str_has_prefix (word, prefix) && strlen (word) >= size + min * ARABIC_LETTER
             ? word + size
             : NULL;
}

static const char *
skip_article (const char *word)
{
  /* “الحي” is of two letters and “للا” of none: what ends in ل may be of the word. */
  static const struct
  {
    const char *letters;
    gsize least; /* of what is left */
  } articles[] = { { "وال", STEM_MIN - 1 }, { "بال", STEM_MIN - 1 }, { "كال", STEM_MIN - 1 },
                   { "فال", STEM_MIN - 1 }, { "ولل", STEM_MIN },     { "هال", STEM_MIN - 1 },
                   { "ال", STEM_MIN - 1 },  { "لل", STEM_MIN } };

  for (gsize i = 0; i < G_N_ELEMENTS (articles); i++)
    {
      const char *rest = skip_prefix (word, articles[i].letters, articles[i].least);

      if (rest != NULL)
        return rest;
    }
  return NULL;
}

char *
halqa_stem_arabic (const char *word)
{
  static const char *const pronouns[] = { "هما", "ها", "هم", "هن", "نا", "كم", NULL };
  static const char *const endings[] = { "ات", "ون", "ين", "ان", "يه", "ه", "ا", NULL };
  static const char *const adjectives[] = { "ي", "يت", NULL };
  const char *rest = skip_article (word);
  g_autoptr (GString) stem = g_string_new (rest != NULL ? rest : word);

  strip_first_of (stem, pronouns);
  strip_suffix (stem, "ء");
  strip_first_of (stem, endings);
  strip_first_of (stem, adjectives);
  return g_string_free (g_steal_pointer (&stem), FALSE);
}

static guint
list_arabic_forms (const char *word, const char **forms)
{
  static const char *const conjunctions[] = { "و", "ف" };
  static const char *const prepositions[] = { "ب", "ل", "ك", "م" };
  const char *rest = word;
  guint n = 0;

  forms[n++] = word;
  for (gsize i = 0; i < G_N_ELEMENTS (conjunctions) && rest == word; i++)
    if (skip_prefix (word, conjunctions[i], STEM_MIN - 1) != NULL)
      forms[n++] = rest = skip_prefix (word, conjunctions[i], STEM_MIN - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (prepositions) && skip_article (rest) == NULL; i++)
    if (skip_prefix (rest, prepositions[i], STEM_MIN) != NULL)
      {
        forms[n++] = skip_prefix (rest, prepositions[i], STEM_MIN);
        break;
      }
  return n;
}

/**
 * halqa_stem_skip_article:
 * @word: folded
 *
 * Returns: (transfer none): @word without the Arabic article and what stands before that, where it
 *   has one
 */
const char *
halqa_stem_skip_article (const char *word)
{
  const char *rest = skip_article (word);

  return rest != NULL ? rest : word;
}

/* --- Tamazight */

/* The letters of Tifinagh from U+2D30 on, folded: without the dots of the emphatic ones. */
static const char *const tifinagh[] = {
  "a", "b", "b", "g", "g",  "dj", "dj", "d", "d", "d", "d",  "",   "f",  "k",
  "k", "k", "h", "h", "h",  "h",  "",   "x", "x", "q", "q",  "i",  "j",  "j",
  "j", "l", "m", "n", "",   "",   "p",  "u", "r", "r", "gh", "gh", "gh", "s",
  "s", "c", "t", "t", "tc", "t",  "v",  "w", "y", "z", "z",  "z",  "e",  "o",
};

static void
put_letter (GString *out, gunichar character)
{
  if (character >= 0x2D30 && character < 0x2D30 + G_N_ELEMENTS (tifinagh))
    g_string_append (out, tifinagh[character - 0x2D30]);
  else if (character == 0x0263 || character == 0x0194) /* ɣ */
    g_string_append (out, "gh");
  else if (character == 0x025B || character == 0x03B5 || character == 0x0259) /* ɛ ε ə */
    return;
  else
    g_string_append_unichar (out, character);
}

/* Two letters that the habits of French write for one, and what is written in few spellings. */
static void
simplify (GString *word)
{
  g_string_replace (word, "ou", "u", 0);
  g_string_replace (word, "ch", "c", 0);
  g_string_replace (word, "kh", "x", 0);
  g_string_replace (word, "e", "", 0);
  g_string_replace (word, "kw", "k", 0);
  g_string_replace (word, "gw", "g", 0);
  for (gsize i = 1; i < word->len; i++)
    if (word->str[i] == word->str[i - 1] && !g_ascii_isdigit (word->str[i]))
      g_string_erase (word, (gssize) i--, 1);
}

static gboolean
is_vowel (char letter)
{
  return letter == 'a' || letter == 'i' || letter == 'u';
}

static void
strip_start (GString *word)
{
  if (word->len > STEM_MIN && word->str[0] == 't')
    g_string_erase (word, 0, 1);
  else if (word->len > STEM_MIN && (word->str[0] == 'w' || word->str[0] == 'y') &&
           is_vowel (word->str[1]))
    g_string_erase (word, 0, 1);
  if (word->len > STEM_MIN && is_vowel (word->str[0]))
    g_string_erase (word, 0, 1);
}

static char *
stem_tamazight (const char *text)
{
  static const char *const endings[] = { "iwin", "awin", "win", "yin", "in", "an", "t", "n" };
  g_autoptr (GString) word = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    put_letter (word, g_utf8_get_char (text));
  simplify (word);
  strip_start (word);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (word->len >= strlen (endings[i]) + STEM_MIN && g_str_has_suffix (word->str, endings[i]))
      {
        g_string_truncate (word, word->len - strlen (endings[i]));
        break;
      }
  return g_string_free (g_steal_pointer (&word), FALSE);
}

/* --- */

static char *
stem_by (struct sb_stemmer *stemmer, const char *word)
{
  const sb_symbol *stem =
      sb_stemmer_stem (stemmer, (const sb_symbol *) word, (int) MIN (strlen (word), G_MAXINT));

  /* NULL is want of memory. */
  return g_strdup (stem != NULL ? (const char *) stem : word);
}

/**
 * halqa_stemmer_new:
 *
 * Returns: (transfer full): a stemmer of all languages
 */
HalqaStemmer *
halqa_stemmer_new (void)
{
  HalqaStemmer *self = g_new0 (HalqaStemmer, 1);

  self->french = sb_stemmer_new ("french", "UTF_8");
  self->english = sb_stemmer_new ("english", "UTF_8");
  g_assert (self->french != NULL && self->english != NULL);
  return self;
}

void
halqa_stemmer_free (HalqaStemmer *self)
{
  g_return_if_fail (self != NULL);

  sb_stemmer_delete (self->french);
  sb_stemmer_delete (self->english);
  g_free (self);
}

/**
 * halqa_stemmer_stem:
 * @self: a stemmer
 * @language: of the word
 * @word: folded
 *
 * Returns: (transfer full): what its forms have in common
 */
char *
halqa_stemmer_stem (HalqaStemmer *self, HalqaLanguage language, const char *word)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (word != NULL, NULL);

  switch (language)
    {
    case HALQA_LANGUAGE_ARABIC:
      return halqa_stem_arabic (word);
    case HALQA_LANGUAGE_TAMAZIGHT:
      return stem_tamazight (word);
    case HALQA_LANGUAGE_ENGLISH:
      return stem_by (self->english, word);
    case HALQA_LANGUAGE_FRENCH:
    case HALQA_N_LANGUAGES:
    default:
      return stem_by (self->french, word);
    }
}

/**
 * halqa_stem_list_forms:
 * @language: of the word
 * @word: folded
 * @forms: (out caller-allocates): each a part of @word that reaches to its end
 *
 * Returns: how many there are, at least 1: the word itself comes first
 */
guint
halqa_stem_list_forms (HalqaLanguage language,
                       const char *word,
                       const char *forms[HALQA_STEM_FORMS_MAX])
{
  g_return_val_if_fail (word != NULL, 0);

  if (language == HALQA_LANGUAGE_ARABIC)
    return list_arabic_forms (word, forms);
  forms[0] = word;
  return 1;
}
