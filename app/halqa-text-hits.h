/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HalqaTextHits:
 *
 * Words as a person typed them, to be shown where they are in what a search has found.
 */
typedef struct _HalqaTextHits HalqaTextHits;

/**
 * HalqaTextHit:
 * @start: the first byte
 * @end: the byte behind the last
 *
 * Where a word is in a text.
 */
typedef struct
{
  guint start;
  guint end;
} HalqaTextHit;

/* %NULL where @typed holds no word. */
HalqaTextHits *halqa_text_hits_new (const char *typed);
HalqaTextHits *halqa_text_hits_ref (HalqaTextHits *self);
void halqa_text_hits_unref (HalqaTextHits *self);

/* Returns: (element-type HalqaTextHit) (transfer full): in the order of @text, none in another. */
GArray *halqa_text_hits_find (HalqaTextHits *self, const char *text);
/* One line of @text around the first of them, of some @n_chars characters; %NULL without any.
 * To be freed. */
char *halqa_text_hits_excerpt (HalqaTextHits *self, const char *text, guint n_chars);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaTextHits, halqa_text_hits_unref)

G_END_DECLS
