/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ITEM_GROUP (halqa_item_group_get_type ())
G_DECLARE_FINAL_TYPE (HalqaItemGroup, halqa_item_group, HALQA, ITEM_GROUP, GObject)

/* Those records of a HalqaItemGroups whose field holds one value: a live GListModel of HalqaItem. */

/* A word, or an id in hex; "" for an empty field; %NULL for all values that have no group. */
const char *halqa_item_group_get_value (HalqaItemGroup *self);
/* What the id is of; %NULL where the value is none. */
HalqaItem *halqa_item_group_get_target (HalqaItemGroup *self);
/* G_MAXUINT where it is not in the group. */
guint halqa_item_group_find (HalqaItemGroup *self, const char *id);

G_END_DECLS
