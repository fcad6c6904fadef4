/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-merge-state.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* A source, and how deep it stands below what the list was asked of: 1 for directly. */
typedef struct
{
  HalqaId id;
  guint depth;
} HalqaSource;

/**
 * HalqaForest:
 *
 * Which proposal is merged into which, by what is shown of them.
 */
typedef struct _HalqaForest HalqaForest;

HalqaForest *halqa_forest_new (void);
void halqa_forest_free (HalqaForest *self);

/* @into: what `merged_into` shows, or NULL. */
void halqa_forest_put (HalqaForest *self,
                       const HalqaId *id,
                       guint64 created,
                       gboolean deleted,
                       const HalqaId *into);
/* Puts all proposals, or those of @ids. */
gboolean
halqa_forest_read (HalqaForest *self, HalqaReader *reader, const GArray *ids, GError **error);

HalqaMergeState halqa_forest_get_state (HalqaForest *self, const HalqaId *id);
/* What the field holds, in force or not; NULL for nothing. */
const HalqaId *halqa_forest_get_link (HalqaForest *self, const HalqaId *id);
/* What it is merged into; NULL where nothing is in force. */
const HalqaId *halqa_forest_get_into (HalqaForest *self, const HalqaId *id);
/* Where the chain of merges ends, which is @id itself where it is not merged. */
const HalqaId *halqa_forest_get_result (HalqaForest *self, const HalqaId *id);
/* Whether anything is merged into it. */
gboolean halqa_forest_has_sources (HalqaForest *self, const HalqaId *id);
/* Of HalqaSource: all that is merged into it, each followed by its own sources. */
GArray *halqa_forest_list_sources (HalqaForest *self, const HalqaId *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaForest, halqa_forest_free)

G_END_DECLS
