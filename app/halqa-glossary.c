/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-glossary-private.h"

#include <string.h>

#include "halqa-number-pair.h"
#include "halqa-types.h"

/*
 * Which words stand for which concept: what lets a proposal in French be found beside one in Arabic
 * that asks for the same, and "lampadaires" beside "éclairage".
 *
 * The words come with the program (data/glossary.tsv), and a forum's records of kind `term` stand
 * in for single lists of them. So the vocabulary is in force in every forum, those made before it
 * too; no laptop writes thousands of records that all others have as well; and what a later version
 * adds is there without an exchange.
 *
 * Expressions stand in a tree of stems, a tree for each language, and the longest one counts.
 *
 * Rule: what a text comes to depends on the lists alone, never on their order: concepts are
 * numbered by their names.
 *
 * Rejected: records written into each new forum, with ids made of what they hold. A forum that was
 * made with an older version would keep its words for ever. */

/* --- the tree of stems */

static void
free_concept (gpointer data)
{
  HalqaConcept *self = data;

  g_free (self->name);
  g_free (self->opposite);
  g_free (self);
}

HalqaConcept *
halqa_concept_new (const char *name, HalqaConceptClass klass, const char *opposite)
{
  HalqaConcept *self = g_new0 (HalqaConcept, 1);

  self->name = g_strdup (name);
  self->klass = klass;
  self->opposite = g_strdup (opposite);
  self->opposite_number = HALQA_NO_CONCEPT;
  return self;
}

static guint
add_node (HalqaGlossary *self)
{
  g_ptr_array_add (self->nodes, NULL);
  return self->nodes->len - 1;
}

static char *
make_stem_key (HalqaGlossary *self, HalqaLanguage language, const char *word)
{
  g_autofree char *stem = halqa_stemmer_stem (self->stemmer, language, word);

  return g_strdup_printf ("%u:%s", language, stem);
}

static guint
find_stem (HalqaGlossary *self, HalqaLanguage language, const char *word)
{
  g_autofree char *key = make_stem_key (self, language, word);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->stems, key));
}

static guint
ensure_stem (HalqaGlossary *self, HalqaLanguage language, const char *word)
{
  g_autofree char *key = make_stem_key (self, language, word);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->stems, key));

  if (number == 0)
    {
      number = g_hash_table_size (self->stems) + 1;
      g_hash_table_insert (self->stems, g_steal_pointer (&key), GUINT_TO_POINTER (number));
    }
  return number;
}

/* Node 0 is a root, so that it is never where an edge leads. */
static guint
find_edge (HalqaGlossary *self, guint node, guint stem)
{
  const guint64 key = halqa_number_pair (node, stem);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->edges, &key));
}

guint
halqa_glossary_find_child (HalqaGlossary *self,
                           guint node,
                           HalqaLanguage language,
                           const char *word)
{
  const guint stem = find_stem (self, language, word);

  return stem != 0 ? find_edge (self, node, stem) : 0;
}

guint
halqa_glossary_get_bits (HalqaGlossary *self, const char *word)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->languages, word));
}

static guint
ensure_edge (HalqaGlossary *self, guint node, guint stem)
{
  guint next = find_edge (self, node, stem);

  if (next == 0)
    {
      guint64 *key = g_new (guint64, 1);

      *key = halqa_number_pair (node, stem);
      next = add_node (self);
      g_hash_table_insert (self->edges, key, GUINT_TO_POINTER (next));
    }
  return next;
}

static void
put_concept (HalqaGlossary *self, guint node, guint concept)
{
  GArray *concepts = g_ptr_array_index (self->nodes, node);

  if (concepts == NULL)
    concepts = self->nodes->pdata[node] = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < concepts->len; i++)
    if (g_array_index (concepts, guint, i) == concept)
      return;
  g_array_append_val (concepts, concept);
}

static void
add_single (HalqaGlossary *self,
            HalqaLanguage language,
            const char *word,
            guint node,
            guint concept)
{
  char *own = g_strdup (word);
  const HalqaSingle single = { own, halqa_stem_skip_article (own), language, node, concept };

  halqa_spellings_add (self->near, word, self->singles->len);
  if (node >= self->node_singles->len)
    g_ptr_array_set_size (self->node_singles, (int) node + 1);
  if (self->node_singles->pdata[node] == NULL)
    self->node_singles->pdata[node] = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->node_singles->pdata[node], self->singles->len);
  g_array_append_val (self->singles, single);
}

static void
clear_single (gpointer data)
{
  g_free (((HalqaSingle *) data)->word);
}

/* --- */

static void
note_language (HalqaGlossary *self, const char *word, HalqaLanguage language, guint weight_shift)
{
  const guint bits = halqa_glossary_get_bits (self, word);

  g_hash_table_insert (self->languages, g_strdup (word),
                       GUINT_TO_POINTER (bits | 1u << (language + weight_shift)));
}

static void
add_expression (HalqaGlossary *self, HalqaLanguage language, const char *expression, guint concept)
{
  const HalqaConceptClass klass = halqa_glossary_get_class (self, concept);
  const gboolean stop = klass == HALQA_CONCEPT_STOP;
  g_auto (GStrv) words = g_strsplit (expression, " ", -1);
  guint node = language;
  guint n = 0;

  for (char **word = words; *word != NULL; word++)
    {
      const guint bits = halqa_glossary_get_bits (self, *word);

      if (words[1] == NULL)
        note_language (self, *word, language, stop ? HALQA_STOP_SHIFT : 0);
      /* "mise en place" is found where the text is "mise place", which it is without its "en". */
      if (!stop && klass != HALQA_CONCEPT_PLACE &&
          (bits & 1u << (language + HALQA_STOP_SHIFT)) != 0)
        continue;
      if (++n > HALQA_EXPRESSION_MAX)
        return;
      node = stop ? node : ensure_edge (self, node, ensure_stem (self, language, *word));
    }
  if (node == (guint) language)
    return;
  put_concept (self, node, concept);
  if (words[1] == NULL)
    add_single (self, language, words[0], node, concept);
}

static void
add_list (HalqaGlossary *self, const HalqaTerm *term)
{
  const guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, term->concept));
  g_auto (GStrv) expressions = halqa_glossary_split_words (term->words);

  g_assert (number > 0);
  for (char **expression = expressions; *expression != NULL; expression++)
    {
      add_expression (self, term->language, *expression, number - 1);
      /* A name is one in all languages of its letters. */
      for (guint i = HALQA_LANGUAGE_FRENCH; i < HALQA_N_LANGUAGES; i++)
        if (term->language != HALQA_LANGUAGE_ARABIC && term->language != i &&
            halqa_glossary_get_class (self, number - 1) == HALQA_CONCEPT_PLACE)
          add_expression (self, (HalqaLanguage) i, *expression, number - 1);
    }
}

static int
compare_concepts (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(HalqaConcept *const *) a)->name, (*(HalqaConcept *const *) b)->name);
}

static void
add_concept (HalqaGlossary *self, const char *name, HalqaConceptClass klass, const char *opposite)
{
  HalqaConcept *concept;

  if (g_hash_table_contains (self->numbers, name))
    return;
  concept = halqa_concept_new (name, klass, opposite);
  g_ptr_array_add (self->concepts, concept);
  g_hash_table_add (self->numbers, concept->name);
}

/* Numbered by name, and each of two opposites knows the other. */
static void
number_concepts (HalqaGlossary *self)
{
  g_ptr_array_sort (self->concepts, compare_concepts);
  for (guint i = 0; i < self->concepts->len; i++)
    g_hash_table_insert (self->numbers,
                         ((HalqaConcept *) g_ptr_array_index (self->concepts, i))->name,
                         GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < self->concepts->len; i++)
    {
      HalqaConcept *one = g_ptr_array_index (self->concepts, i);
      const guint other =
          one->opposite != NULL
              ? GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, one->opposite))
              : 0;

      if (other == 0)
        continue;
      one->opposite_number = other - 1;
      ((HalqaConcept *) g_ptr_array_index (self->concepts, other - 1))->opposite_number = i;
    }
}

static gboolean
is_stop_list (HalqaGlossary *self, const HalqaTerm *term)
{
  const guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, term->concept));

  return halqa_glossary_get_class (self, number - 1) == HALQA_CONCEPT_STOP;
}

/* What says nothing first: it falls out of all expressions. */
static void
add_lists (HalqaGlossary *self, const GPtrArray *terms, gboolean stop)
{
  const GPtrArray *shipped = halqa_glossary_get_shipped ();

  for (guint i = 0; i < shipped->len; i++)
    {
      const HalqaTerm *term = g_ptr_array_index (shipped, i);

      if (is_stop_list (self, term) == stop && !halqa_term_is_replaced (term, terms))
        add_list (self, term);
    }
  for (guint i = 0; terms != NULL && i < terms->len; i++)
    {
      const HalqaTerm *term = g_ptr_array_index (terms, i);

      if (is_stop_list (self, term) == stop)
        add_list (self, term);
    }
}

/**
 * halqa_glossary_new:
 * @terms: (element-type HalqaTerm) (nullable): the forum's own lists; each replaces what the program
 *   has for the same concept and language, two of the same are one list
 *
 * Returns: (transfer full): the vocabulary that is in force
 */
HalqaGlossary *
halqa_glossary_new (const GPtrArray *terms)
{
  HalqaGlossary *self = g_new0 (HalqaGlossary, 1);
  const GPtrArray *shipped = halqa_glossary_get_shipped_concepts ();

  self->stemmer = halqa_stemmer_new ();
  self->concepts = g_ptr_array_new_with_free_func (free_concept);
  self->numbers = g_hash_table_new (halqa_text_hash, g_str_equal);
  self->stems = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, NULL);
  self->edges = g_hash_table_new_full (halqa_number_pair_hash, g_int64_equal, g_free, NULL);
  self->nodes = g_ptr_array_new ();
  self->node_singles = g_ptr_array_new ();
  self->nearest = g_array_new (FALSE, FALSE, sizeof (guint));
  self->languages = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, NULL);
  self->singles = g_array_new (FALSE, FALSE, sizeof (HalqaSingle));
  g_array_set_clear_func (self->singles, clear_single);
  self->near = halqa_spellings_new ();
  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    add_node (self);

  for (guint i = 0; i < shipped->len; i++)
    {
      const HalqaConcept *concept = g_ptr_array_index (shipped, i);

      add_concept (self, concept->name, concept->klass, concept->opposite);
    }
  for (guint i = 0; terms != NULL && i < terms->len; i++)
    add_concept (self, ((HalqaTerm *) g_ptr_array_index (terms, i))->concept, HALQA_CONCEPT_SUBJECT,
                 NULL);
  number_concepts (self);
  add_lists (self, terms, TRUE);
  add_lists (self, terms, FALSE);
  return self;
}

void
halqa_glossary_free (HalqaGlossary *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->nodes->len; i++)
    g_clear_pointer ((GArray **) &self->nodes->pdata[i], g_array_unref);
  g_ptr_array_unref (self->nodes);
  for (guint i = 0; i < self->node_singles->len; i++)
    g_clear_pointer ((GArray **) &self->node_singles->pdata[i], g_array_unref);
  g_ptr_array_unref (self->node_singles);
  g_array_unref (self->nearest);
  halqa_spellings_free (self->near);
  g_array_unref (self->singles);
  g_hash_table_unref (self->languages);
  g_hash_table_unref (self->edges);
  g_hash_table_unref (self->stems);
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->concepts);
  halqa_stemmer_free (self->stemmer);
  g_free (self);
}

guint
halqa_glossary_get_n_concepts (HalqaGlossary *self)
{
  return self->concepts->len;
}

static const HalqaConcept *
get_concept (HalqaGlossary *self, guint concept)
{
  g_assert (concept < self->concepts->len);
  return g_ptr_array_index (self->concepts, concept);
}

HalqaConceptClass
halqa_glossary_get_class (HalqaGlossary *self, guint concept)
{
  return get_concept (self, concept)->klass;
}

guint
halqa_glossary_get_opposite (HalqaGlossary *self, guint concept)
{
  return get_concept (self, concept)->opposite_number;
}
