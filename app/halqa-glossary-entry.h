/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-draft.h"
#include "halqa-item.h"
#include "halqa-stem.h"

G_BEGIN_DECLS

#define HALQA_TYPE_GLOSSARY_ENTRY (halqa_glossary_entry_get_type ())
G_DECLARE_FINAL_TYPE (HalqaGlossaryEntry, halqa_glossary_entry, HALQA, GLOSSARY_ENTRY, GObject)

/* A concept of the glossary and the words that stand for it in each language: those that come with
 * the program, or what the forum has in their place. Signal "changed" after any of them did. Lent
 * texts are good until then. */

const char *halqa_glossary_entry_get_name (HalqaGlossaryEntry *self);
/* What people call it: its first word in the language of the interface; else its name. To be freed. */
char *halqa_glossary_entry_dup_title (HalqaGlossaryEntry *self);
/* Whether it comes with the program. */
gboolean halqa_glossary_entry_is_shipped (HalqaGlossaryEntry *self);
/* Whether the forum has words of its own for it. */
gboolean halqa_glossary_entry_is_changed (HalqaGlossaryEntry *self);
/* The words that are in force; "" for none. */
const char *halqa_glossary_entry_get_words (HalqaGlossaryEntry *self, HalqaLanguage language);
/* The forum's own list; NULL where there is none. Lent. */
HalqaItem *halqa_glossary_entry_get_record (HalqaGlossaryEntry *self, HalqaLanguage language);
/* Whether each word of @folded (see halqa_text_fold()) stands in it; "" stands in all. */
gboolean halqa_glossary_entry_matches (HalqaGlossaryEntry *self, const char *folded);

/* Puts a list into @draft that stands in for what is there. @seen: what was shown when the person
 * began to type. */
void halqa_glossary_entry_write (HalqaGlossaryEntry *self,
                                 HalqaDraft *draft,
                                 HalqaLanguage language,
                                 const char *words,
                                 const char *seen);
/* Deletes the forum's own list. */
void
halqa_glossary_entry_reset (HalqaGlossaryEntry *self, HalqaDraft *draft, HalqaLanguage language);

G_END_DECLS
