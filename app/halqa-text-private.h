/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-text.h"

G_BEGIN_DECLS

/* For the files of text in app/ alone. */

/**
 * HalqaFold:
 * @words: what has been folded
 * @parted: whether a space is owed after the last word, since something parted it from the next
 *
 * A text that is being folded, character by character.
 */
typedef struct
{
  GString *words;
  gboolean parted;
} HalqaFold;

void halqa_fold_put (HalqaFold *fold, gunichar character);

typedef void (*HalqaFormFunc) (const char *form, gpointer user_data);

/* Each form under which a folded word is indexed, and looked for; the word itself comes first, the
 * others are ends of it. */
void halqa_text_each_form (const char *word, HalqaFormFunc func, gpointer user_data);
/* Those under which it is found too, below the others. */
void halqa_text_each_weak_form (const char *word, HalqaFormFunc func, gpointer user_data);

G_END_DECLS
