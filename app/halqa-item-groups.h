/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item-filter.h"
#include "halqa-item-group.h"
#include "halqa-sort.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ITEM_GROUPS (halqa_item_groups_get_type ())
G_DECLARE_FINAL_TYPE (HalqaItemGroups, halqa_item_groups, HALQA, ITEM_GROUPS, GObject)

/* The records of one kind, parted by what one of their fields holds: a GListModel of HalqaItemGroup,
 * live as a HalqaItemList is. The first group has the records whose field is empty, then come those of
 * each word or record that the field may hold, in their order, and last the one of whatever else is
 * there. */

/* @field: one that holds a word of a list, or points at a record. @sort: as of a HalqaItemList. */
HalqaItemGroups *halqa_item_groups_new (HalqaForum *forum,
                                        const char *kind,
                                        const char *field,
                                        const char *sort,
                                        gboolean reverse,
                                        const HalqaSort *then,
                                        HalqaItemFilter *filter);
const char *halqa_item_groups_get_field (HalqaItemGroups *self);

G_END_DECLS
