/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike-names.h"

#include "halqa-spelling.h"
#include "halqa-text.h"

#include <string.h>

/* Names and numbers in a title: they tell two streets apart whose lamps are out.
 *
 * A name is what follows a word that introduces one (rue, douar, سيدي), what begins with a capital
 * letter within a title that is otherwise without, what an Arabic title ends in after “in”, and a
 * place that the glossary knows. What else the glossary has is no name: it is compared by what it
 * stands for. Two are one where they differ by a slip, or where their consonants sound alike, so that
 * one name in two scripts is one.
 *
 * Rule: only where each of two titles names what the other doesn't are they told apart; a title that
 * names nothing may mean any.
 *
 * Rejected: whatever no list has, for a name. Most of that are words that the lists lack. */

#define SOUND_MIN 2

static const char *const introducers[] = {
  "rue",         "avenue",    "boulevard", "bd",      "place", "quartier", "impasse", "route",
  "pont",        "douar",     "derb",      "hay",     "sidi",  "moulay",   "lalla",   "ain",
  "ben",         "ibn",       "oulad",     "ouled",   "bab",   "lycee",    "school",  "street",
  "square",      "bridge",    "mosque",    "college", "ecole", "mosquee",  "oued",    "souk",
  "lotissement", "residence", "cite",      "شارع",    "زنقه",  "درب",      "حي",      "دوار",
  "سيدي",        "مولاي",     "لاله",      "عين",     "ابن",   "بن",       "اولاد",   "باب",
  "ساحه",        "مدرسه",     "اعداديه",   "ثانويه",  "مسجد",  "قنطره",    "واد",     "كاريان",
  "تجزءه",       "اقامه",     "طريق",
};

static gboolean
is_introducer (const HalqaToken *token)
{
  const char *forms[HALQA_STEM_FORMS_MAX];
  const guint n = halqa_stem_list_forms (token->language, token->word, forms);

  for (guint i = 0; i < n; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (introducers); j++)
      if (strcmp (halqa_stem_skip_article (forms[i]), introducers[j]) == 0)
        return TRUE;
  return FALSE;
}

/* --- how a name sounds */

/* Consonants that sound alike are one letter; vowels, and what is written for one, are none. A letter
 * that Latin script doubles is one in Arabic: zz in Azzouz, but not what a vowel parts in it. */
static const char *const sounds[] = {
  "bبp", "tتطث", "jجg", "xخ", "dدذضظ", "rر", "zز", "sسص$شc", "fفv", "kكقqغ", "lل", "mم", "nن",
};

static char
get_sound (gunichar letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sounds); i++)
    if (g_utf8_strchr (sounds[i], -1, letter) != NULL)
      return (char) ('a' + i);
  return '\0';
}

/* Two letters of the Latin script that are one of the Arabic. */
static gunichar
get_letter (const char **at)
{
  static const struct
  {
    const char *pair;
    gunichar letter;
  } pairs[] = { { "ch", 's' }, { "sh", 's' }, { "kh", 'x' }, { "gh", 'k' }, { "th", 't' },
                { "dh", 'd' }, { "dj", 'j' }, { "ph", 'f' }, { "gu", 'k' } };
  const gunichar letter = g_utf8_get_char (*at);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (g_str_has_prefix (*at, pairs[i].pair))
      {
        *at += 2;
        return pairs[i].letter;
      }
  *at = g_utf8_next_char (*at);
  return letter;
}

static guint32
hash_sound (const char *word)
{
  g_autoptr (GString) sound = g_string_new (NULL);
  gunichar last = 0;

  word = halqa_stem_skip_article (word);
  while (*word != '\0')
    {
      const gunichar letter = get_letter (&word);
      const char one = get_sound (letter);

      if (one != '\0' && letter != last)
        g_string_append_c (sound, one);
      last = letter;
    }
  return sound->len >= SOUND_MIN ? g_str_hash (sound->str) : 0;
}

/* --- reading */

typedef struct
{
  HalqaGlossary *glossary;
  HalqaLanguage language;
  GArray *names;
  GArray *by_capital; /* of gboolean: of each, whether nothing but a capital letter tells it */
  gboolean introduced; /* by the word before */
  gboolean within; /* whether the word before is Arabic for “in” */
  char *whereabouts; /* owned: the word that was read last, if it may be one; or NULL */
  guint n_words; /* all but the first, and but names */
  guint n_capitals; /* of these, how many begin with one */
  guint n_read;
} Reading;

static gboolean
is_number (const char *word)
{
  return word[strspn (word, "0123456789")] == '\0';
}

static gboolean
is_roman (const char *raw)
{
  return raw[strspn (raw, "IVX")] == '\0';
}

static void
add_name (Reading *self, const char *word, gboolean number, gboolean by_capital)
{
  const HalqaAlikeName name = { g_strdup (word), number ? 0 : hash_sound (word), number };

  g_array_append_val (self->names, name);
  g_array_append_val (self->by_capital, by_capital);
}

/* In Arabic a title mostly ends in where it is about: بالدروة, في الدروة. */
static char *
dup_whereabouts (const Reading *self, const HalqaToken *token)
{
  const char *forms[HALQA_STEM_FORMS_MAX];
  const guint n = halqa_stem_list_forms (token->language, token->word, forms);

  if (!halqa_stem_is_arabic (token->word) ||
      !(self->within || g_str_has_prefix (token->word, "ب") ||
        g_str_has_prefix (token->word, "فال")))
    return NULL;
  return g_strdup (halqa_stem_skip_article (forms[n - 1]));
}

static gboolean
is_place (HalqaGlossary *glossary, const GArray *concepts)
{
  return concepts != NULL &&
         halqa_glossary_get_class (glossary, g_array_index (concepts, guint, 0)) ==
             HALQA_CONCEPT_PLACE;
}

static void
read_token (Reading *self, const HalqaToken *token, gboolean capital)
{
  guint n_used;
  const gboolean introduces = is_introducer (token);
  const GArray *concepts = halqa_glossary_match (self->glossary, token, 1, &n_used);
  const gboolean place = is_place (self->glossary, concepts);
  const gboolean listed = (concepts != NULL && !place) || introduces;

  g_clear_pointer (&self->whereabouts, g_free);
  if (is_number (token->word))
    add_name (self, token->word, TRUE, FALSE);
  else if (!listed && (self->introduced || capital || place))
    add_name (self, token->word, FALSE, !self->introduced && !place);
  else if (!listed)
    self->whereabouts = dup_whereabouts (self, token);
  if (listed && self->n_read > 0)
    {
      self->n_words++;
      self->n_capitals += capital;
    }
  self->introduced = introduces;
  self->within = FALSE;
}

static void
read_word (Reading *self, const char *raw)
{
  const gboolean capital = g_unichar_isupper (g_utf8_get_char (raw));
  g_autoptr (GArray) tokens = halqa_glossary_read (self->glossary, raw, &self->language);

  if (self->n_read > 0 && capital && is_roman (raw))
    {
      g_autofree char *folded = halqa_text_fold (raw);

      add_name (self, folded, TRUE, TRUE);
      return;
    }
  for (guint i = 0; i < tokens->len; i++)
    read_token (self, &g_array_index (tokens, HalqaToken, i), capital && self->n_read > 0);
  if (tokens->len == 0)
    self->within = strcmp (raw, "في") == 0 || strcmp (raw, "ف") == 0;
  if (tokens->len == 0 && self->n_read > 0)
    {
      self->n_words++;
      self->n_capitals += capital;
    }
  self->n_read++;
}

static void
clear_name (gpointer data)
{
  g_free (((HalqaAlikeName *) data)->word);
}

/* Where most words begin with a capital letter that says nothing. */
static void
drop_capitals (Reading *self)
{
  for (guint i = self->names->len; i > 0 && self->n_capitals * 2 >= MAX (self->n_words, 1); i--)
    if (g_array_index (self->by_capital, gboolean, i - 1))
      g_array_remove_index (self->names, i - 1);
}

static gboolean
is_of_word (gunichar letter)
{
  return g_unichar_isalnum (letter) || g_unichar_ismark (letter);
}

/**
 * halqa_alike_names_read:
 * @glossary: the vocabulary in force
 * @title: of a proposal
 * @language: of what it has in Latin letters
 *
 * Returns: (element-type HalqaAlikeName) (transfer full): its names and numbers
 */
GArray *
halqa_alike_names_read (HalqaGlossary *glossary, const char *title, HalqaLanguage language)
{
  Reading reading = { .glossary = glossary, .language = language };
  g_autoptr (GString) word = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (title, -1);

  reading.names = g_array_new (FALSE, FALSE, sizeof (HalqaAlikeName));
  reading.by_capital = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_array_set_clear_func (reading.names, clear_name);
  for (const char *at = valid;; at = g_utf8_next_char (at))
    {
      const gunichar letter = g_utf8_get_char (at);

      if (is_of_word (letter))
        g_string_append_unichar (word, letter);
      else if (word->len > 0)
        {
          read_word (&reading, word->str);
          g_string_truncate (word, 0);
        }
      if (letter == '\0')
        break;
    }
  if (reading.whereabouts != NULL)
    add_name (&reading, reading.whereabouts, FALSE, FALSE);
  g_free (reading.whereabouts);
  drop_capitals (&reading);
  g_array_unref (reading.by_capital);
  return reading.names;
}

/* --- comparing */

static gboolean
is_arabic (const HalqaAlikeName *name)
{
  return halqa_stem_is_arabic (name->word);
}

static gboolean
is_same (const HalqaAlikeName *a, const HalqaAlikeName *b)
{
  if (strcmp (a->word, b->word) == 0)
    return TRUE;
  if (a->number || b->number)
    return FALSE;
  /* Of two scripts, of which one says too little. */
  if (is_arabic (a) != is_arabic (b) && (a->sound == 0 || b->sound == 0))
    return TRUE;
  return (a->sound != 0 && a->sound == b->sound) || halqa_spelling_is_near (a->word, b->word);
}

/* Whether @a has a name, or a number, and @b has but others. */
static gboolean
has_other (const GArray *a, const GArray *b, gboolean numbers)
{
  for (guint i = 0; i < a->len; i++)
    {
      const HalqaAlikeName *name = &g_array_index (a, HalqaAlikeName, i);
      gboolean found = name->number != numbers;

      for (guint j = 0; j < b->len && !found; j++)
        found = is_same (name, &g_array_index (b, HalqaAlikeName, j));
      if (!found)
        return TRUE;
    }
  return FALSE;
}

/**
 * halqa_alike_names_differ:
 * @a: of a title
 * @b: of another
 *
 * Returns: whether each names, or counts, what the other doesn't
 */
gboolean
halqa_alike_names_differ (const GArray *a, const GArray *b)
{
  for (int numbers = FALSE; numbers <= TRUE; numbers++)
    if (has_other (a, b, numbers) && has_other (b, a, numbers))
      return TRUE;
  return FALSE;
}
