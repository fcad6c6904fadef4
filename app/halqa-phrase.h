/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HALQA_TYPE_PHRASE (halqa_phrase_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPhrase, halqa_phrase, HALQA, PHRASE, GObject)

/* A text of the interface and what it is in one language: a word, a sentence, or one with a number,
 * which has a form for each kind of number. Says "changed". */

typedef enum
{
  HALQA_PHRASE_MISSING, /* nobody has translated it */
  HALQA_PHRASE_SHIPPED, /* as it came with the program */
  HALQA_PHRASE_OWN, /* as it was written on this laptop, or taken from another */
} HalqaPhraseState;

/* All lent. */
const char *halqa_phrase_get_original (HalqaPhrase *self);
/* With a number other than one; NULL where it has none. */
const char *halqa_phrase_get_original_plural (HalqaPhrase *self);
/* What translators are told of it, and where it stands; NULL for nothing. */
const char *halqa_phrase_get_comment (HalqaPhrase *self);
const char *halqa_phrase_get_context (HalqaPhrase *self);
guint halqa_phrase_get_n_forms (HalqaPhrase *self);
/* "" where it is missing. */
const char *halqa_phrase_get_text (HalqaPhrase *self, guint form);
HalqaPhraseState halqa_phrase_get_state (HalqaPhrase *self);
/* Whether the words are in it or in its translation; @folded: by halqa_text_fold(). */
gboolean halqa_phrase_matches (HalqaPhrase *self, const char *folded);
/* What has to stand in a translation as it stands in the original, such as "%s"; to be freed, and NULL
 * for nothing. */
char *halqa_phrase_dup_placeholders (HalqaPhrase *self);

G_END_DECLS
