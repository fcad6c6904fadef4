/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-alike-index.h"
#include "halqa-forest.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* What the records of a forum say of its look-alikes. */

/* (element-type HalqaTerm) (transfer full): its own lists of words, in one order on every laptop. */
GPtrArray *halqa_alike_read_terms (HalqaReader *reader, GError **error);

/* Puts the proposals that stand for themselves: neither deleted nor merged into another. @forest
 * gets all of them, @ids (HalqaId to itself, or NULL) those that are not deleted. @progress: (nullable):
 * told how many are put, and of how many */
gboolean halqa_alike_read_all (HalqaAlikeIndex *index,
                               HalqaForest *forest,
                               GHashTable *ids,
                               HalqaReader *reader,
                               HalqaProgressFunc progress,
                               gpointer progress_data,
                               GError **error);
/* Puts what @id shows now, or takes it out. @forest knows of it. */
gboolean halqa_alike_read_one (HalqaAlikeIndex *index,
                               HalqaForest *forest,
                               HalqaReader *reader,
                               const HalqaId *id,
                               gboolean *deleted,
                               GError **error);
/* (element-type HalqaLikeness) (transfer full): as halqa_alike_rank() makes them of those of @index,
 * without those that somebody has judged: related, not the same, or parts of one. @of: (nullable): only
 * those that this one is in. @threshold: in thousandths; @index keeps what that needs */
GArray *halqa_alike_list_pairs (HalqaAlikeIndex *index,
                                const HalqaId *of,
                                guint threshold,
                                HalqaReader *reader,
                                GError **error);
/* The same of the whole forum. @threshold in thousandths. */
GArray *halqa_alike_find_pairs (HalqaReader *reader,
                                const HalqaId *of,
                                guint threshold,
                                HalqaProgressFunc progress,
                                gpointer progress_data,
                                GError **error);

/* In words: "5 words in common, same neighbourhood". To be freed. */
char *halqa_likeness_describe (const HalqaLikeness *self);

G_END_DECLS
