/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PAIR (halqa_pair_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPair, halqa_pair, HALQA, PAIR, GObject)

/* Two proposals that may be the same. Immutable: a pair whose score changes is another object. */

/* NULL where it has gone meanwhile. Lent as long as the pair lives. */
HalqaItem *halqa_pair_get_a (HalqaPair *self);
HalqaItem *halqa_pair_get_b (HalqaPair *self);
/* Whether @id, in hex, is one of the two; for who asks who else proposed this. */
gboolean halqa_pair_concerns (HalqaPair *self, const char *id);
/* Why, in words: "5 words in common, same neighbourhood". */
const char *halqa_pair_get_reason (HalqaPair *self);
/* The words of @title that both have in common, as ranges of bytes: where each begins and where it
 * ends. Free with g_array_unref(). */
GArray *halqa_pair_list_marks (HalqaPair *self, const char *title);

G_END_DECLS
