/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-alike-index.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* What the records of a forum say of its look-alikes. */

/* (element-type HalqaTerm) (transfer full): its own lists of words, in one order on every laptop. */
GPtrArray *halqa_alike_read_terms (HalqaReader *reader, GError **error);

/* The pairs that somebody marked as not the same. */
GHashTable *halqa_alike_read_apart (HalqaReader *reader, GError **error);
gboolean halqa_alike_is_apart (GHashTable *apart, const HalqaId *a, const HalqaId *b);

/* Puts the proposals that stand for themselves: neither deleted nor merged into another. */
gboolean halqa_alike_read_all (HalqaAlikeIndex *index, HalqaReader *reader, GError **error);
/* The fields of @record, lent by it. */
void halqa_alike_read_source (HalqaRecord *record, HalqaAlikeSource *source);

/* (element-type HalqaLikeness) (transfer full): as halqa_alike_index_list_pairs(), without those
 * that are marked. @threshold in thousandths. */
GArray *halqa_alike_find_pairs (HalqaReader *reader, guint threshold, GError **error);

/* In words: "5 words in common, same neighbourhood". To be freed. */
char *halqa_likeness_describe (const HalqaLikeness *self);

G_END_DECLS
