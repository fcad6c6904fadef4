/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-glossary.h"
#include "halqa-spelling.h"

G_BEGIN_DECLS

/* --- among the files of the glossary alone */

/* Words of an expression. */
#define HALQA_EXPRESSION_MAX 6
/* Bits of halqa_glossary_get_bits(): by how far those of words that say nothing are shifted. */
#define HALQA_STOP_SHIFT 8

typedef struct
{
  char *name;
  HalqaConceptClass klass;
  char *opposite;
  guint opposite_number;
} HalqaConcept;

/* A word of a list that stands alone. */
typedef struct
{
  char *word;
  const char *bare; /* of it, without its article */
  HalqaLanguage language;
  guint node;
  guint concept;
} HalqaSingle;

struct _HalqaGlossary
{
  HalqaStemmer *stemmer;
  GPtrArray *concepts; /* of HalqaConcept, by name */
  GHashTable *numbers; /* name, within its concept -> number + 1 */
  GHashTable *stems; /* "L:stem" -> number from 1 */
  GHashTable *edges; /* guint64, node and stem -> node */
  GPtrArray *nodes; /* of GArray of concepts, or NULL; the first ones are the roots */
  GPtrArray *node_singles; /* of GArray of indices into singles, or NULL, by node */
  GHashTable *languages; /* folded word -> bits of the languages that have it */
  GArray *singles; /* of HalqaSingle */
  HalqaSpellings *near; /* indices into singles */
  GArray *nearest; /* of concepts: what halqa_glossary_match() has lent last */
};

/* (element-type HalqaConcept): those that come with the program; lent, for ever. */
const GPtrArray *halqa_glossary_get_shipped_concepts (void);
HalqaConcept *halqa_concept_new (const char *name, HalqaConceptClass klass, const char *opposite);

/* Node @node's child along the stem of @word, or 0. */
guint halqa_glossary_find_child (HalqaGlossary *self,
                                 guint node,
                                 HalqaLanguage language,
                                 const char *word);
/* In which languages @word is listed. */
guint halqa_glossary_get_bits (HalqaGlossary *self, const char *word);

G_END_DECLS
