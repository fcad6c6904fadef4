/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-glossary-private.h"

#include "halqa-text.h"

#include <string.h>

/* A text as words whose languages are settled, and what they stand for.
 *
 * What is in Arabic letters or Tifinagh tells its language. Of the rest, the words that are listed
 * tell which of the others the text is in; a word that only another one has is of that. */

/* Of what is written in Latin letters. */
static HalqaLanguage
guess_language (HalqaGlossary *self, char **words, const HalqaLanguage *said)
{
  guint scores[HALQA_N_LANGUAGES] = { 0 };
  HalqaLanguage best = HALQA_LANGUAGE_FRENCH;

  if (said != NULL)
    scores[*said] = 3;
  for (char **word = words; *word != NULL; word++)
    {
      const guint bits = halqa_glossary_get_bits (self, *word);

      for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
        scores[i] += ((bits >> i) & 1) + 2 * ((bits >> (i + HALQA_STOP_SHIFT)) & 1);
    }
  for (guint i = HALQA_LANGUAGE_FRENCH; i < HALQA_N_LANGUAGES; i++)
    if (scores[i] > scores[best])
      best = (HalqaLanguage) i;
  return best;
}

static HalqaLanguage
settle_script (const char *word, HalqaLanguage latin)
{
  if (halqa_stem_is_arabic (word))
    return HALQA_LANGUAGE_ARABIC;
  return halqa_stem_is_tifinagh (word) ? HALQA_LANGUAGE_TAMAZIGHT : latin;
}

/* A word that only another language has is of that one: "wifi pour le souk". */
static HalqaLanguage
settle_language (HalqaGlossary *self, const char *word, HalqaLanguage text)
{
  const HalqaLanguage script = settle_script (word, text);
  const guint bits = halqa_glossary_get_bits (self, word) & 0xFF;

  if (script != text)
    return script;
  if (bits == 0 || (bits & 1u << text) != 0)
    return text;
  for (guint i = HALQA_LANGUAGE_FRENCH; i < HALQA_N_LANGUAGES; i++)
    if ((bits & 1u << i) != 0)
      return (HalqaLanguage) i;
  return text;
}

static gboolean
is_stop_word (HalqaGlossary *self, const char *word, HalqaLanguage language)
{
  const char *forms[HALQA_STEM_FORMS_MAX];
  const guint n = halqa_stem_list_forms (language, word, forms);

  /* One letter is a preposition, or a slip. */
  if (g_utf8_strlen (word, -1) < 2 && !g_ascii_isdigit (word[0]))
    return TRUE;
  for (guint i = 0; i < n; i++)
    {
      const guint bits = halqa_glossary_get_bits (self, forms[i]);

      if ((bits & 1u << language) != 0)
        return FALSE;
      if ((bits & 1u << (language + HALQA_STOP_SHIFT)) != 0)
        return TRUE;
    }
  return FALSE;
}

HalqaLanguage
halqa_glossary_guess_language (HalqaGlossary *self, const char *text)
{
  g_autofree char *folded = halqa_text_fold (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  return guess_language (self, words, NULL);
}

static void
clear_token (gpointer data)
{
  g_free (((HalqaToken *) data)->word);
}

/**
 * halqa_glossary_read:
 * @self: the vocabulary
 * @text: UTF-8
 * @language: (nullable): in which it is said to be written
 *
 * Returns: (element-type HalqaToken) (transfer full): its words, without those that say nothing
 */
GArray *
halqa_glossary_read (HalqaGlossary *self, const char *text, const HalqaLanguage *language)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (HalqaToken));
  g_autofree char *folded = halqa_text_fold (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  const HalqaLanguage latin = guess_language (self, words, language);

  g_array_set_clear_func (tokens, clear_token);
  for (char **word = words; *word != NULL && **word != '\0'; word++)
    {
      const HalqaLanguage its = settle_language (self, *word, latin);

      if (!is_stop_word (self, *word, its))
        g_array_append_val (tokens, ((HalqaToken){ g_strdup (*word), its }));
    }
  return tokens;
}

/**
 * halqa_glossary_read_name:
 * @self: the vocabulary
 * @name: of a place, in whichever language
 *
 * Returns: (element-type HalqaToken) (transfer full): its words
 */
GArray *
halqa_glossary_read_name (HalqaGlossary *self, const char *name)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (HalqaToken));
  g_autofree char *folded = halqa_text_fold (name);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  g_array_set_clear_func (tokens, clear_token);
  for (char **word = words; *word != NULL && **word != '\0'; word++)
    g_array_append_val (tokens, ((HalqaToken){ g_strdup (*word),
                                               settle_script (*word, HALQA_LANGUAGE_FRENCH) }));
  return tokens;
}

/* The deepest node with concepts below @node along @tokens; @depth of them are used. */
static guint
descend (HalqaGlossary *self,
         guint node,
         const HalqaToken *tokens,
         guint n_tokens,
         guint depth,
         guint *best_depth)
{
  const char *forms[HALQA_STEM_FORMS_MAX];
  guint best = 0;
  guint n;

  if (depth > 0 && g_ptr_array_index (self->nodes, node) != NULL)
    {
      best = node;
      *best_depth = depth;
    }
  if (n_tokens == 0 || depth == HALQA_EXPRESSION_MAX)
    return best;
  n = halqa_stem_list_forms (tokens->language, tokens->word, forms);
  for (guint i = 0; i < n; i++)
    {
      const guint next = halqa_glossary_find_child (self, node, tokens->language, forms[i]);
      guint found_depth = 0;
      guint found;

      if (next == 0)
        continue;
      found = descend (self, next, tokens + 1, n_tokens - 1, depth + 1, &found_depth);
      if (found != 0 && found_depth > *best_depth)
        {
          best = found;
          *best_depth = found_depth;
        }
    }
  return best;
}

/* Letters behind the common beginning of two words without their articles. */
static guint
count_differing (const char *a, const char *b)
{
  while (*a != '\0' && g_utf8_get_char (a) == g_utf8_get_char (b))
    {
      a = g_utf8_next_char (a);
      b = g_utf8_next_char (b);
    }
  return (guint) (g_utf8_strlen (a, -1) + g_utf8_strlen (b, -1));
}

/* Of a word by which several have one stem, as “mères” and “mer”, or “ambulants” and “ambulance”: how
 * far the nearest of its forms, without their articles, is. */
static guint
get_distance (const HalqaSingle *single, const char *const *forms, guint n_forms)
{
  guint least = G_MAXUINT;

  for (guint i = 0; i < n_forms; i++)
    least = MIN (least, count_differing (single->bare, forms[i]));
  return least;
}

static gboolean
contains (const GArray *numbers, guint number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, guint, i) == number)
      return TRUE;
  return FALSE;
}

/* What the nearest words of a list stand for, of those that have the stem of @token. */
static const GArray *
pick_nearest (HalqaGlossary *self, const HalqaToken *token, guint node)
{
  const GArray *numbers =
      node < self->node_singles->len ? g_ptr_array_index (self->node_singles, node) : NULL;
  const char *forms[HALQA_STEM_FORMS_MAX];
  const guint n_forms = halqa_stem_list_forms (token->language, token->word, forms);
  guint best = G_MAXUINT;

  for (guint i = 0; i < n_forms; i++)
    forms[i] = halqa_stem_skip_article (forms[i]);
  g_array_set_size (self->nearest, 0);
  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    {
      const HalqaSingle *single =
          &g_array_index (self->singles, HalqaSingle, g_array_index (numbers, guint, i));
      const guint distance = get_distance (single, forms, n_forms);

      if (distance < best)
        g_array_set_size (self->nearest, 0);
      best = MIN (best, distance);
      if (distance == best && !contains (self->nearest, single->concept))
        g_array_append_val (self->nearest, single->concept);
    }
  return self->nearest->len > 0 ? self->nearest : g_ptr_array_index (self->nodes, node);
}

/**
 * halqa_glossary_match:
 * @self: the vocabulary
 * @tokens: (array length=n_tokens): words of a text
 * @n_tokens: how many, at least 1
 * @n_used: (out): the words of the longest expression that begins with the first
 *
 * Returns: (transfer none) (element-type guint) (nullable): what it stands for
 */
const GArray *
halqa_glossary_match (HalqaGlossary *self, const HalqaToken *tokens, guint n_tokens, guint *n_used)
{
  guint depth = 0;
  guint node;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_tokens > 0, NULL);

  node = descend (self, tokens->language, tokens, n_tokens, 0, &depth);
  *n_used = MAX (depth, 1);
  if (node == 0)
    return NULL;
  return depth == 1 ? pick_nearest (self, tokens, node) : g_ptr_array_index (self->nodes, node);
}

/* A word and the single that is near it. */
typedef struct
{
  HalqaGlossary *self;
  const HalqaToken *token;
  const char *form;
  guint best;
} Guess;

/* Two words that begin or end otherwise are mostly two: slips are made between, and with letters that
 * sound alike. */
static gboolean
has_same_ends (const char *a, const char *b)
{
  static const char *const alike[] = { "دذ", "ضظ", "تث", "تط", "سص", "ضط", NULL };
  const gunichar last_a = g_utf8_get_char (g_utf8_prev_char (a + strlen (a)));
  const gunichar last_b = g_utf8_get_char (g_utf8_prev_char (b + strlen (b)));

  if (g_utf8_get_char (halqa_stem_skip_article (a)) !=
      g_utf8_get_char (halqa_stem_skip_article (b)))
    return FALSE;
  for (const char *const *pair = alike; *pair != NULL && last_a != last_b; pair++)
    if (g_utf8_strchr (*pair, -1, last_a) != NULL && g_utf8_strchr (*pair, -1, last_b) != NULL)
      return TRUE;
  return last_a == last_b;
}

static void
guess_cb (guint number, gpointer user_data)
{
  Guess *guess = user_data;
  const HalqaSingle *single = &g_array_index (guess->self->singles, HalqaSingle, number);

  if (number < guess->best && single->language == guess->token->language &&
      has_same_ends (single->word, guess->form) &&
      halqa_spelling_is_near (single->word, guess->form))
    guess->best = number;
}

/**
 * halqa_glossary_guess:
 * @self: the vocabulary
 * @token: a word that no list has
 *
 * Returns: (nullable) (transfer none): the word that it was meant to be
 */
const char *
halqa_glossary_guess (HalqaGlossary *self, const HalqaToken *token)
{
  const char *forms[HALQA_STEM_FORMS_MAX];
  guint n;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (token != NULL, NULL);

  n = halqa_stem_list_forms (token->language, token->word, forms);
  for (guint i = 0; i < n; i++)
    {
      Guess guess = { self, token, forms[i], G_MAXUINT };

      if (g_utf8_strlen (forms[i], -1) <= HALQA_SPELLING_MIN)
        continue;
      halqa_spellings_foreach (self->near, forms[i], guess_cb, &guess);
      if (guess.best != G_MAXUINT)
        return g_array_index (self->singles, HalqaSingle, guess.best).word;
    }
  return NULL;
}

/**
 * halqa_glossary_stem:
 * @self: the vocabulary
 * @token: a word that no list has
 *
 * Returns: (transfer full): what its forms have in common
 */
char *
halqa_glossary_stem (HalqaGlossary *self, const HalqaToken *token)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (token != NULL, NULL);

  return halqa_stemmer_stem (self->stemmer, token->language, token->word);
}
