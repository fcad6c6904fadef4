/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The languages in which a forum is written, and a glossary has words. */
typedef enum
{
  HALQA_LANGUAGE_ARABIC,
  HALQA_LANGUAGE_FRENCH,
  HALQA_LANGUAGE_ENGLISH,
  HALQA_LANGUAGE_TAMAZIGHT,
  HALQA_N_LANGUAGES,
} HalqaLanguage;

/* "ar", "fr", "en" or "zgh". */
const char *halqa_language_get_code (HalqaLanguage language);
gboolean halqa_language_from_code (const char *code, HalqaLanguage *language);

/* Whether a folded word is written in Arabic letters, Tifinagh, or any other. */
gboolean halqa_stem_is_arabic (const char *word);
gboolean halqa_stem_is_tifinagh (const char *word);

/* What the forms of an Arabic word have in common; to be freed. */
char *halqa_stem_arabic (const char *word);

/* The most forms that halqa_stem_list_forms() gives. */
#define HALQA_STEM_FORMS_MAX 3

/**
 * HalqaStemmer:
 *
 * Finds what the forms of a word have in common. Not thread safe.
 */
typedef struct _HalqaStemmer HalqaStemmer;

HalqaStemmer *halqa_stemmer_new (void);
void halqa_stemmer_free (HalqaStemmer *self);
/* @word: folded, see halqa_text_fold(). */
char *halqa_stemmer_stem (HalqaStemmer *self, HalqaLanguage language, const char *word);
/* The forms under which @word may stand in a list of words, the likeliest first: an Arabic word
 * with and without what is written in one with it. Returns how many; lent by @word. */
guint halqa_stem_list_forms (HalqaLanguage language,
                             const char *word,
                             const char *forms[HALQA_STEM_FORMS_MAX]);
/* @word behind its Arabic article, or all of it. */
const char *halqa_stem_skip_article (const char *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaStemmer, halqa_stemmer_free)

G_END_DECLS
