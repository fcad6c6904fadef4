/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item-list.h"
#include "halqa-item-rows.h"

G_BEGIN_DECLS

/* What the list shows, without an item for each; lent until it says that it has changed. */
HalqaItemRows *halqa_item_list_get_rows (HalqaItemList *self);

G_END_DECLS
