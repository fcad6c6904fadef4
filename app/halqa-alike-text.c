/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike-text.h"

#include <string.h>

#include "halqa-spelling.h"
#include "halqa-text.h"

/* What a proposal speaks of, as a list of numbers that can be laid beside another's.
 *
 * Each word is looked for in the glossary, alone and as the beginning of an expression; where it is
 * not there, as a slip of one that is; and where that fails it stands for itself, by its stem. The
 * words of an expression count a little by themselves too, so that who has but one of them is met.
 *
 * Rule: only what is shown of the proposal counts, and each word once: who repeats a word says no
 * more. The title says what is asked; text and problem say why, and weigh less. */

/* Of a text; what follows says the same again. */
#define TOKENS_MAX 600
#define SURE 16
#define GUESSED 11
#define PART 6

static void
clear_word (gpointer data)
{
  g_free (((HalqaAlikeWord *) data)->word);
}

static void
add_term (HalqaAlikeText *self, guint32 number, guint klass, guint share, gboolean in_title)
{
  const HalqaAlikeTerm term = {
    .number = number, .klass = (guint8) klass, .share = share & 0x7F, .in_title = in_title != FALSE
  };

  g_array_append_val (self->terms, term);
}

static void
add_place (GArray *places, guint32 number)
{
  for (guint i = 0; i < places->len; i++)
    if (g_array_index (places, guint32, i) == number)
      return;
  g_array_append_val (places, number);
}

static void
add_concepts (HalqaAlikeText *self,
              HalqaGlossary *glossary,
              const GArray *concepts,
              guint share,
              gboolean in_title)
{
  for (guint i = 0; i < concepts->len; i++)
    {
      const guint concept = g_array_index (concepts, guint, i);
      const HalqaConceptClass klass = halqa_glossary_get_class (glossary, concept);

      if (klass == HALQA_CONCEPT_PLACE)
        {
          add_place (self->places, concept);
          if (in_title)
            add_place (self->title_places, concept);
        }
      else
        add_term (self, concept, klass, concepts->len == 1 ? share : share * 5 / 8, in_title);
    }
}

static guint32
number_word (HalqaGlossary *glossary, GHashTable *words, const char *stem)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (words, stem));

  if (number == 0)
    {
      number = g_hash_table_size (words) + 1;
      g_hash_table_insert (words, g_strdup (stem), GUINT_TO_POINTER (number));
    }
  return halqa_glossary_get_n_concepts (glossary) + number - 1;
}

static void
add_word (HalqaAlikeText *self,
          HalqaGlossary *glossary,
          GHashTable *words,
          const HalqaToken *token,
          gboolean in_title)
{
  g_autofree char *stem = halqa_glossary_stem (glossary, token);

  add_term (self, number_word (glossary, words, stem), HALQA_ALIKE_WORD, SURE, in_title);
}

/* What stands for the terms that were added last, beginning with @first. */
static void
note_words (HalqaAlikeText *self, guint first, const HalqaToken *tokens, guint n_tokens)
{
  for (guint i = first; i < self->terms->len; i++)
    {
      const HalqaAlikeTerm *term = &g_array_index (self->terms, HalqaAlikeTerm, i);

      for (guint j = 0; j < n_tokens && term->klass != HALQA_CONCEPT_WEAK; j++)
        g_array_append_val (self->words,
                            ((HalqaAlikeWord){ g_strdup (tokens[j].word), term->number,
                                               halqa_spelling_get_letters (tokens[j].word) }));
    }
}

/* What the words of an expression stand for by themselves: “repas des élèves” is of pupils too. */
static void
add_parts (HalqaAlikeText *self,
           HalqaGlossary *glossary,
           const HalqaToken *tokens,
           guint n_tokens,
           gboolean in_title)
{
  for (guint i = 0, n_used; i < n_tokens; i++)
    {
      const GArray *concepts = halqa_glossary_match (glossary, &tokens[i], 1, &n_used);

      if (concepts != NULL)
        add_concepts (self, glossary, concepts, PART, in_title);
    }
}

/* The words of a text as they were meant, for an expression is one however a word of it is spelled. */
typedef struct
{
  HalqaToken *tokens; /* their words borrowed */
  gboolean *guessed;
  guint n;
} Meant;

static void
read_meant (Meant *self, HalqaGlossary *glossary, const GArray *tokens)
{
  self->n = MIN (tokens->len, TOKENS_MAX);
  self->tokens = g_memdup2 (tokens->data, self->n * sizeof (HalqaToken));
  self->guessed = g_new0 (gboolean, self->n);
  for (guint i = 0, n_used; i < self->n; i += n_used)
    {
      HalqaToken *token = &self->tokens[i];
      const char *word = halqa_glossary_match (glossary, token, self->n - i, &n_used) == NULL
                             ? halqa_glossary_guess (glossary, token)
                             : NULL;

      if (word == NULL)
        continue;
      token->word = (char *) word;
      self->guessed[i] = TRUE;
    }
}

static gboolean
is_guessed (const Meant *self, guint from, guint n)
{
  for (guint i = from; i < from + n; i++)
    if (self->guessed[i])
      return TRUE;
  return FALSE;
}

static void
clear_meant (Meant *self)
{
  g_free (self->tokens);
  g_free (self->guessed);
}

static void
add_text (HalqaAlikeText *self,
          HalqaGlossary *glossary,
          GHashTable *words,
          const GArray *tokens,
          gboolean in_title,
          guint *counts)
{
  Meant meant;

  read_meant (&meant, glossary, tokens);
  for (guint i = 0, n_used; i < meant.n; i += n_used)
    {
      const HalqaToken *token = &g_array_index (tokens, HalqaToken, i);
      const GArray *concepts =
          halqa_glossary_match (glossary, &meant.tokens[i], meant.n - i, &n_used);
      const guint first = self->terms->len;

      counts[token->language] += in_title ? 3 : 1;
      if (concepts != NULL)
        add_concepts (self, glossary, concepts, is_guessed (&meant, i, n_used) ? GUESSED : SURE,
                      in_title);
      else
        add_word (self, glossary, words, token, in_title);
      if (in_title)
        note_words (self, first, token, n_used);
      if (n_used > 1)
        add_parts (self, glossary, &meant.tokens[i], n_used, in_title);
    }
  clear_meant (&meant);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const guint32 one = *(const guint32 *) a;
  const guint32 other = *(const guint32 *) b;

  return one < other ? -1 : one > other;
}

/* Two words of one hash do no harm but in a score. */
static void
note_wording (HalqaAlikeText *self, const GArray *tokens)
{
  for (guint i = 0; i < MIN (tokens->len, TOKENS_MAX); i++)
    {
      const HalqaToken *token = &g_array_index (tokens, HalqaToken, i);
      const char *forms[HALQA_STEM_FORMS_MAX];
      const guint n = halqa_stem_list_forms (token->language, token->word, forms);
      const guint32 hash = g_str_hash (halqa_stem_skip_article (forms[n - 1]));

      g_array_append_val (self->wording, hash);
    }
  g_array_sort (self->wording, compare_numbers);
}

/* A title that another hand has typed has most of them, however it parts and ends its words. */
static void
note_triples (HalqaAlikeText *self, const char *title)
{
  g_autofree char *folded = halqa_text_fold (title);
  guint32 last[2] = { ' ', ' ' };

  for (const char *c = folded; *c != '\0'; c = g_utf8_next_char (c))
    {
      const guint32 letter = g_utf8_get_char (c);
      const guint32 hash = (last[0] * 33 + last[1]) * 33 + letter;

      if (letter == ' ')
        continue;
      g_array_append_val (self->triples, hash);
      last[0] = last[1];
      last[1] = letter;
    }
  g_array_sort (self->triples, compare_numbers);
}

static int
compare_terms (gconstpointer a, gconstpointer b)
{
  const HalqaAlikeTerm *one = a;
  const HalqaAlikeTerm *other = b;

  return one->number < other->number ? -1 : one->number > other->number;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return compare_numbers (&((const HalqaAlikeWord *) a)->number,
                          &((const HalqaAlikeWord *) b)->number);
}

/* Each once, as sure and as prominent as it is anywhere. */
static void
merge_terms (GArray *terms)
{
  guint n = 0;

  g_array_sort (terms, compare_terms);
  for (guint i = 0; i < terms->len; i++)
    {
      HalqaAlikeTerm *term = &g_array_index (terms, HalqaAlikeTerm, i);
      HalqaAlikeTerm *last = n > 0 ? &g_array_index (terms, HalqaAlikeTerm, n - 1) : NULL;

      if (last == NULL || last->number != term->number)
        {
          g_array_index (terms, HalqaAlikeTerm, n++) = *term;
          continue;
        }
      last->share = MAX (last->share, term->share);
      last->in_title |= term->in_title;
    }
  g_array_set_size (terms, n);
}

static gboolean
title_has (const HalqaAlikeText *self, guint32 number)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const HalqaAlikeTerm *term = &g_array_index (self->terms, HalqaAlikeTerm, i);

      if (term->number == number)
        return term->in_title;
    }
  return FALSE;
}

static guint32
pick_head (const HalqaAlikeText *self, HalqaGlossary *glossary)
{
  guint32 word = HALQA_NO_CONCEPT;

  for (guint i = 0; i < self->words->len; i++)
    {
      const guint32 number = g_array_index (self->words, HalqaAlikeWord, i).number;

      if (number >= halqa_glossary_get_n_concepts (glossary))
        word = word == HALQA_NO_CONCEPT ? number : word;
      else if (halqa_glossary_get_class (glossary, number) == HALQA_CONCEPT_SUBJECT)
        return number;
    }
  return word;
}

static void
add_acts (HalqaAlikeText *self, HalqaGlossary *glossary)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const HalqaAlikeTerm *term = &g_array_index (self->terms, HalqaAlikeTerm, i);
      const guint32 opposite = term->klass != HALQA_ALIKE_WORD && term->in_title
                                   ? halqa_glossary_get_opposite (glossary, term->number)
                                   : HALQA_NO_CONCEPT;

      if (opposite == HALQA_NO_CONCEPT || title_has (self, opposite))
        continue;
      g_array_append_val (self->acts, term->number);
      g_array_append_val (self->opposed, opposite);
    }
}

static guint
count_unlisted (const HalqaAlikeText *self, HalqaGlossary *glossary)
{
  guint n = 0;

  for (guint i = 0; i < self->words->len; i++)
    n += g_array_index (self->words, HalqaAlikeWord, i).number >=
         halqa_glossary_get_n_concepts (glossary);
  return n;
}

/* A name that no list has is a place by itself. */
static void
add_neighbourhood (HalqaAlikeText *self,
                   HalqaGlossary *glossary,
                   GHashTable *words,
                   const char *neighbourhood)
{
  g_autoptr (GArray) tokens = halqa_glossary_read_name (glossary, neighbourhood);
  g_autofree char *folded = halqa_text_fold (neighbourhood);
  g_autofree char *name = g_strconcat ("=", folded, NULL);

  for (guint i = 0, n_used; i < tokens->len; i += n_used)
    {
      const GArray *concepts =
          halqa_glossary_match (glossary, &g_array_index (tokens, HalqaToken, i), tokens->len - i,
                                &n_used);

      for (guint j = 0; concepts != NULL && j < concepts->len; j++)
        if (halqa_glossary_get_class (glossary, g_array_index (concepts, guint, j)) ==
            HALQA_CONCEPT_PLACE)
          add_place (self->places, g_array_index (concepts, guint, j));
    }
  self->places_known = self->places->len > 0;
  if (!self->places_known && *folded != '\0')
    add_place (self->places, number_word (glossary, words, name));
}

static HalqaLanguage
pick_language (const guint *counts)
{
  guint best = 0;

  for (guint i = 1; i < HALQA_N_LANGUAGES; i++)
    if (counts[i] > counts[best])
      best = i;
  return (HalqaLanguage) best;
}

static HalqaAlikeText *
make_empty (const HalqaId *id)
{
  HalqaAlikeText *self = g_new0 (HalqaAlikeText, 1);

  self->id = *id;
  self->terms = g_array_new (FALSE, FALSE, sizeof (HalqaAlikeTerm));
  self->wording = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->triples = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->places = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->title_places = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->words = g_array_new (FALSE, FALSE, sizeof (HalqaAlikeWord));
  g_array_set_clear_func (self->words, clear_word);
  self->acts = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->opposed = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

/**
 * halqa_alike_text_new:
 * @glossary: the vocabulary in force
 * @words: (element-type utf8 guint): numbers of words that no list has; what is new is added
 * @source: the fields
 *
 * Returns: (transfer full): what the proposal speaks of
 */
HalqaAlikeText *
halqa_alike_text_new (HalqaGlossary *glossary, GHashTable *words, const HalqaAlikeSource *source)
{
  HalqaAlikeText *self = make_empty (&source->id);
  const char *title = source->title != NULL ? source->title : "";
  g_autofree char *rest = g_strconcat (source->problem != NULL ? source->problem : "", "\n",
                                       source->body != NULL ? source->body : "", NULL);
  g_autofree char *all = g_strconcat (title, "\n", rest, NULL);
  g_autoptr (GArray) title_tokens = NULL;
  g_autoptr (GArray) tokens = NULL;
  guint counts[HALQA_N_LANGUAGES] = { 0 };
  guint n_places;
  HalqaLanguage said;

  if (source->lang == NULL || !halqa_language_from_code (source->lang, &said))
    said = halqa_glossary_guess_language (glossary, all);
  if (source->neighbourhood != NULL)
    add_neighbourhood (self, glossary, words, source->neighbourhood);
  self->names = halqa_alike_names_read (glossary, title, said);
  title_tokens = halqa_glossary_read (glossary, title, &said);
  tokens = halqa_glossary_read (glossary, rest, &said);
  n_places = self->places->len;
  note_wording (self, title_tokens);
  note_triples (self, title);
  add_text (self, glossary, words, title_tokens, TRUE, counts);
  add_text (self, glossary, words, tokens, FALSE, counts);
  /* What the field says goes before what the text mentions. */
  if (n_places > 0)
    g_array_set_size (self->places, n_places);
  else
    self->places_known = TRUE;
  merge_terms (self->terms);
  g_array_sort (self->places, compare_numbers);
  add_acts (self, glossary);
  self->head = pick_head (self, glossary);
  g_array_sort (self->words, compare_words);
  self->n_unlisted = count_unlisted (self, glossary);
  self->language = pick_language (counts);
  return self;
}

void
halqa_alike_text_free (HalqaAlikeText *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->terms);
  g_array_unref (self->wording);
  g_array_unref (self->triples);
  g_array_unref (self->places);
  g_array_unref (self->title_places);
  g_array_unref (self->names);
  g_array_unref (self->words);
  g_array_unref (self->acts);
  g_array_unref (self->opposed);
  g_free (self->said);
  g_free (self);
}

void
halqa_alike_text_add_common (const HalqaAlikeText *self,
                             const HalqaAlikeText *other,
                             GStrvBuilder *common)
{
  for (guint i = 0; i < self->words->len; i++)
    {
      const HalqaAlikeWord *word = &g_array_index (self->words, HalqaAlikeWord, i);

      for (guint j = 0; j < other->terms->len; j++)
        if (g_array_index (other->terms, HalqaAlikeTerm, j).number == word->number)
          g_strv_builder_add (common, word->word);
    }
}
