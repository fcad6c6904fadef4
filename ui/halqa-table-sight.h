/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-item-filter.h"
#include "halqa-item-list.h"

G_BEGIN_DECLS

void halqa_table_sight_show (GtkColumnView *view, HalqaItemList *items, const char *id);
void
halqa_table_sight_set_filter (GtkColumnView *view, HalqaItemList *items, HalqaItemFilter *filter);

G_END_DECLS
