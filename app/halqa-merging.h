/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

/**
 * HalqaMerging:
 *
 * One step at the merging desk: what is to be written, as one entry. Ids are in hex; lists of them
 * end with %NULL. A call that returns FALSE or %NULL has put nothing into it, and its error says why
 * in a sentence for people.
 */
typedef struct _HalqaMerging HalqaMerging;

HalqaMerging *halqa_merging_new (HalqaForum *forum);
void halqa_merging_free (HalqaMerging *self);

/* Empty where all was so already. */
HalqaDraft *halqa_merging_get_draft (HalqaMerging *self);

/* @ids are merged into @into. */
gboolean
halqa_merging_join (HalqaMerging *self, const char *into, const char *const *ids, GError **error);
/* The same into a new proposal, whose text begins with theirs; its id, to be freed. */
char *halqa_merging_join_new (HalqaMerging *self, const char *const *ids, GError **error);
/* Puts the texts of @ids below those of @into, each with its source named. */
gboolean halqa_merging_add_texts (HalqaMerging *self,
                                  const char *into,
                                  const char *const *ids,
                                  GError **error);
/* Takes all that is merged into @id out of it. */
gboolean halqa_merging_split (HalqaMerging *self, const char *id, GError **error);
/* Takes each of @ids out of what it is merged into. */
gboolean halqa_merging_take_out (HalqaMerging *self, const char *const *ids, GError **error);
/* Makes a proposal for each of @titles, with the text of @id, and a link back to it; their ids. */
char **halqa_merging_make_several (HalqaMerging *self,
                                   const char *id,
                                   const char *const *titles,
                                   GError **error);
/* @type: "related", "dialogue", or "sequence" for @b that comes after @a; or "not_duplicate". The
 * link's id. */
char *halqa_merging_relate (HalqaMerging *self,
                            const char *type,
                            const char *a,
                            const char *b,
                            GError **error);
/* @type: also "split"; NULL for any of the other three. */
gboolean halqa_merging_part (HalqaMerging *self,
                             const char *type,
                             const char *a,
                             const char *b,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaMerging, halqa_merging_free)

G_END_DECLS
