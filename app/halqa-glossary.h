/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-stem.h"

G_BEGIN_DECLS

/* How much it says about a proposal that it speaks of a concept. */
typedef enum
{
  HALQA_CONCEPT_SUBJECT, /* what it is about: lighting, cooperatives */
  HALQA_CONCEPT_GROUP, /* for whom: women, youth */
  HALQA_CONCEPT_WEAK, /* what is done with it: build, improve; or any proposal may say it */
  HALQA_CONCEPT_PLACE, /* a neighbourhood by its name */
  HALQA_CONCEPT_STOP, /* nothing */
} HalqaConceptClass;

#define HALQA_NO_CONCEPT G_MAXUINT

/**
 * HalqaTerm:
 * @concept: what the words stand for
 * @language: of the words
 * @words: as a person wrote them, parted by commas or lines; "" for none
 *
 * One list of words.
 */
typedef struct
{
  char *concept;
  HalqaLanguage language;
  char *words;
} HalqaTerm;

void halqa_term_free (HalqaTerm *self);
/* Whether one of @terms is of the same concept and language. */
gboolean halqa_term_is_replaced (const HalqaTerm *self, const GPtrArray *terms);

/**
 * HalqaToken:
 * @word: folded
 * @language: in which it is looked for
 *
 * A word of a text.
 */
typedef struct
{
  char *word;
  HalqaLanguage language;
} HalqaToken;

/**
 * HalqaGlossary:
 *
 * Which words stand for which concept, in four languages. Not thread safe.
 */
typedef struct _HalqaGlossary HalqaGlossary;

/* @terms: (element-type HalqaTerm) (nullable): lists that stand in for those of the program. */
HalqaGlossary *halqa_glossary_new (const GPtrArray *terms);
void halqa_glossary_free (HalqaGlossary *self);
/* (element-type HalqaTerm): the lists that come with the program, in their order; lent, for ever. */
const GPtrArray *halqa_glossary_get_shipped (void);
/* Each of the words of a list, folded. */
char **halqa_glossary_split_words (const char *words);

guint halqa_glossary_get_n_concepts (HalqaGlossary *self);
HalqaConceptClass halqa_glossary_get_class (HalqaGlossary *self, guint concept);
/* The concept that says the contrary, or HALQA_NO_CONCEPT. */
guint halqa_glossary_get_opposite (HalqaGlossary *self, guint concept);

/* That of the Latin letters of @text. */
HalqaLanguage halqa_glossary_guess_language (HalqaGlossary *self, const char *text);
/* The words of @text, their languages settled. @language: what the record says, or NULL. */
GArray *halqa_glossary_read (HalqaGlossary *self, const char *text, const HalqaLanguage *language);
/* The words of a name, all of them. */
GArray *halqa_glossary_read_name (HalqaGlossary *self, const char *name);
/* The concepts that the longest run of @tokens stands for, or NULL; @n_used of the tokens are in it. */
const GArray *
halqa_glossary_match (HalqaGlossary *self, const HalqaToken *tokens, guint n_tokens, guint *n_used);
/* A listed word that is one slip of the finger away from @token, or NULL; lent. */
const char *halqa_glossary_guess (HalqaGlossary *self, const HalqaToken *token);
/* To be freed. */
char *halqa_glossary_stem (HalqaGlossary *self, const HalqaToken *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaGlossary, halqa_glossary_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaTerm, halqa_term_free)

G_END_DECLS
