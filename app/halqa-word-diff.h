/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HALQA_WORDS_EQUAL,
  HALQA_WORDS_DELETED, /* of the text before */
  HALQA_WORDS_INSERTED, /* of the text after */
} HalqaWordsType;

/**
 * HalqaWords:
 * @type: what became of them
 * @start: where they begin, in bytes; of deleted ones in the text before, else in the text after
 * @size: bytes
 *
 * Some words in a row. What was changed is a run of deleted words, then one of inserted ones.
 */
typedef struct
{
  HalqaWordsType type;
  gsize start;
  gsize size;
} HalqaWords;

/* Returns: (element-type HalqaWords) (transfer full): @after, and what is gone from @before, in
 * order. */
GArray *halqa_word_diff (const char *before, const char *after);
/* What all @texts made of @before, where they touched different words of it, to be freed; %NULL
 * where two of them touched the same ones. */
char *halqa_word_union (const char *before, const char *const *texts, guint n_texts);

G_END_DECLS
