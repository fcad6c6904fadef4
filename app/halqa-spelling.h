/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Letters from which on a word may be taken for another. */
#define HALQA_SPELLING_MIN 5

/* Whether two folded words are one, but for a slip: one letter too many, too few, another, or two
 * exchanged; two slips in a word of nine letters or more. */
gboolean halqa_spelling_is_near (const char *a, const char *b);

/* Which letters a word has, in few bits. */
guint64 halqa_spelling_get_letters (const char *word);
/* FALSE where two words that have these can't be near. */
gboolean halqa_spelling_may_be_near (guint64 a, guint64 b);

/**
 * HalqaSpellings:
 *
 * Numbers filed under words, to be found by words that are one slip away.
 */
typedef struct _HalqaSpellings HalqaSpellings;

HalqaSpellings *halqa_spellings_new (void);
void halqa_spellings_free (HalqaSpellings *self);
void halqa_spellings_add (HalqaSpellings *self, const char *word, guint number);
void halqa_spellings_remove (HalqaSpellings *self, const char *word, guint number);
typedef void (*HalqaSpellingFunc) (guint number, gpointer user_data);
/* Calls @func, some more than once, with the numbers of words that may be near @word. */
void halqa_spellings_foreach (HalqaSpellings *self,
                              const char *word,
                              HalqaSpellingFunc func,
                              gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaSpellings, halqa_spellings_free)

G_END_DECLS
