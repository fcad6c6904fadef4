/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item-group.h"
#include "halqa-item-query.h"

G_BEGIN_DECLS

/* For halqa-item-groups.c alone. */
HalqaItemGroup *halqa_item_group_new (HalqaItemQuery *query, const char *value, HalqaItem *target);
/* @rows: (transfer full): all of it */
void halqa_item_group_show (HalqaItemGroup *self, GPtrArray *rows);
/* @rows: those of @ids that belong here; the rows are taken over, the array is not. */
void halqa_item_group_update (HalqaItemGroup *self, const GArray *ids, const GPtrArray *rows);
/* When the groups go: somebody may hold it longer. */
void halqa_item_group_release (HalqaItemGroup *self);

G_END_DECLS
