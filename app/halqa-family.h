/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-merge-state.h"

G_BEGIN_DECLS

#define HALQA_TYPE_FAMILY (halqa_family_get_type ())
G_DECLARE_FINAL_TYPE (HalqaFamily, halqa_family, HALQA, FAMILY, GObject)

/* A proposal and what is merged into it, live: nothing of its sources is lost, nothing of them is
 * added up unasked. Properties "item", "into", "sources", "n-sources", "claims", "tallies", "endorsers",
 * "relations". Signal "changed" after any of these; what the items hold they tell themselves. */

HalqaFamily *halqa_family_new (HalqaForum *forum, HalqaItem *item);
HalqaItem *halqa_family_get_item (HalqaFamily *self);
/* What the proposal's own link comes to. */
HalqaMergeState halqa_family_get_state (HalqaFamily *self);
/* What it is merged into, or would be where that is not in force; NULL where it is not there. */
HalqaItem *halqa_family_get_into (HalqaFamily *self);

/* Lent lists. Of HalqaItem: all sources, each followed by its own; their `merged_into` tells whose. */
GListModel *halqa_family_get_sources (HalqaFamily *self);
/* Of HalqaItem: what another laptop merged into one of the family, while it is shown elsewhere: two
 * versions of its `merged_into`, until somebody has chosen. */
GListModel *halqa_family_get_claims (HalqaFamily *self);
/* Of HalqaItem: the tallies of the proposal and of all its sources, room by room. */
GListModel *halqa_family_get_tallies (HalqaFamily *self);
/* Of HalqaEndorser: one for each organisation. */
GListModel *halqa_family_get_endorsers (HalqaFamily *self);
/* Of HalqaRelation: to proposals outside the family. */
GListModel *halqa_family_get_relations (HalqaFamily *self);

G_END_DECLS
