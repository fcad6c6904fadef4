/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-glossary-entry.h"

G_BEGIN_DECLS

/* --- for the list that holds it */

HalqaGlossaryEntry *halqa_glossary_entry_new (const char *name);
void halqa_glossary_entry_set_shipped (HalqaGlossaryEntry *self,
                                       HalqaLanguage language,
                                       const char *words);
/* The forum's own lists are told anew: between these two, each of them once. The second tells who
 * listens; FALSE where nothing is left to be an entry. */
void halqa_glossary_entry_begin (HalqaGlossaryEntry *self);
void halqa_glossary_entry_add (HalqaGlossaryEntry *self, HalqaLanguage language, HalqaItem *record);
gboolean halqa_glossary_entry_end (HalqaGlossaryEntry *self);

G_END_DECLS
