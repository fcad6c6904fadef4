/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gettext-po.h>

#include "halqa-phrase.h"

G_BEGIN_DECLS

/* @message: of the catalogue that came with the program; @n_forms: of a text with a number */
HalqaPhrase *halqa_phrase_new (po_message_t message, guint n_forms);
/* "CONTEXT\4ORIGINAL", or the original alone; lent. */
const char *halqa_phrase_get_key (HalqaPhrase *self);
/* The key of any message. To be freed. */
char *halqa_phrase_dup_key (po_message_t message);
/* What came with the program is forgotten: of another language. */
void halqa_phrase_forget_shipped (HalqaPhrase *self);
/* @texts: a text for each form; NULL for what came with the program. Says "changed". */
void halqa_phrase_set_own (HalqaPhrase *self, const char *const *texts);
/* Not of one that is missing. */
void halqa_phrase_append (HalqaPhrase *self, GString *file);
/* A message of it with these texts, to be checked. */
po_message_t halqa_phrase_make_message (HalqaPhrase *self, const char *const *texts);
/* What it is now, NULL where it is missing; lent. */
const char *const *halqa_phrase_get_texts (HalqaPhrase *self);

G_END_DECLS
