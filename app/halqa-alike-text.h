/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-alike-names.h"
#include "halqa-types.h"

G_BEGIN_DECLS

/* Beyond those of HalqaConceptClass: a word that no list has. */
#define HALQA_ALIKE_WORD (HALQA_CONCEPT_STOP + 1)

/**
 * HalqaAlikeTerm:
 * @number: a concept, or, from halqa_glossary_get_n_concepts() on, a word that no list has
 * @klass: of the concept, or %HALQA_ALIKE_WORD
 * @share: how sure it is, in sixteenths: a word may stand for two concepts, or be misspelled
 * @in_title: whether the title has it
 * @weight: by class, share and rarity; set by the index
 *
 * What a proposal speaks of.
 */
typedef struct
{
  guint32 number;
  guint16 weight;
  guint8 klass;
  guint8 share : 7;
  guint8 in_title : 1;
} HalqaAlikeTerm;

/**
 * HalqaAlikeSaid:
 * @number: as in HalqaAlikeTerm
 * @weight: above 0; in a row, 0 where the text lacks the term
 *
 * What a term counts, packed, for it is read for each pair.
 */
typedef struct
{
  guint32 number;
  guint16 weight;
  guint8 klass;
  guint8 in_title;
} HalqaAlikeSaid;

/**
 * HalqaAlikeWeights:
 * @title: of all that the title speaks of
 * @title_words: of it, words that no list has
 * @all: of all that the proposal speaks of, the title's as they are and the rest in part
 * @all_words: of it, words that no list has
 * @lonely: of the title's subjects and groups
 *
 * Sums of weights.
 */
typedef struct
{
  guint64 title;
  guint64 title_words;
  guint64 all;
  guint64 all_words;
  guint64 lonely;
} HalqaAlikeWeights;

/**
 * HalqaAlikeWord:
 * @word: folded, owned
 * @number: what it stands for
 * @letters: which letters it has, to tell quickly that it is not another
 *
 * A word of a title that says something.
 */
typedef struct
{
  char *word;
  guint32 number;
  guint64 letters;
} HalqaAlikeWord;

/**
 * HalqaAlikeText:
 * @id: of the proposal
 * @language: of most of its words
 * @head: the first of the title's words that is a subject, else one that no list has, or
 *   %HALQA_NO_CONCEPT; mostly what is asked for
 * @n_said: how many of the terms weigh something
 * @said: (array length=n_said): these; set by the index
 * @weights: sums, set by the index
 * @terms: (element-type HalqaAlikeTerm): by number, each once
 * @wording: (element-type guint32): the title's words as they stand, without prefixes, each by a
 *   hash, in order
 * @triples: (element-type guint32): of the title's letters, spaces left out, each three that stand side
 *   by side, by a hash, in order
 * @places: (element-type guint32): where it is about, by number
 * @places_known: whether the glossary knows them
 * @title_places: (element-type guint32): those that the title names, by number
 * @names: (element-type HalqaAlikeName): what else the title names or counts
 * @words: (element-type HalqaAlikeWord): of the title, by number
 * @n_unlisted: how many of them no list has: the last ones
 * @acts: (element-type guint32): concepts of the title that have an opposite
 * @opposed: (element-type guint32): what is the contrary of these, without what the title says too
 *
 * What likens one proposal to another, read from its fields.
 */
typedef struct
{
  HalqaId id;
  HalqaLanguage language;
  guint32 head;
  guint n_said;
  HalqaAlikeSaid *said;
  HalqaAlikeWeights weights;
  GArray *terms;
  GArray *wording;
  GArray *triples;
  GArray *places;
  gboolean places_known;
  GArray *title_places;
  GArray *names;
  GArray *words;
  guint n_unlisted;
  GArray *acts;
  GArray *opposed;
} HalqaAlikeText;

/**
 * HalqaAlikeSource:
 *
 * The fields of a proposal, each %NULL where it is empty.
 */
typedef struct
{
  HalqaId id;
  const char *title;
  const char *problem;
  const char *body;
  const char *neighbourhood;
  const char *lang;
} HalqaAlikeSource;

/* @words: numbers of the words that no list has, by stem; grows. */
HalqaAlikeText *
halqa_alike_text_new (HalqaGlossary *glossary, GHashTable *words, const HalqaAlikeSource *source);
void halqa_alike_text_free (HalqaAlikeText *self);
/* The folded words of its title that stand for what @other speaks of too. */
void halqa_alike_text_add_common (const HalqaAlikeText *self,
                                  const HalqaAlikeText *other,
                                  GStrvBuilder *common);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaAlikeText, halqa_alike_text_free)

G_END_DECLS
