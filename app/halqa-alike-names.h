/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-glossary.h"

G_BEGIN_DECLS

/**
 * HalqaAlikeName:
 * @word: folded
 * @sound: of its consonants, in whichever letters; 0 where there are too few
 * @number: whether it is one, as in “line 7”
 *
 * A word of a title that tells which one of many is meant.
 */
typedef struct
{
  char *word;
  guint32 sound;
  gboolean number;
} HalqaAlikeName;

/* (element-type HalqaAlikeName) (transfer full): those of @title that the glossary doesn't know.
 * @language: of its Latin letters. */
GArray *halqa_alike_names_read (HalqaGlossary *glossary, const char *title, HalqaLanguage language);
/* Whether each of two titles names one that the other doesn't. */
gboolean halqa_alike_names_differ (const GArray *a, const GArray *b);

G_END_DECLS
