/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change-set.h"
#include "halqa-changed-item.h"
#include "halqa-forum.h"

G_BEGIN_DECLS

HalqaChangedItem *
halqa_changed_item_new (HalqaForum *forum, const HalqaChanged *changed, const char *group);
void halqa_changed_item_update (HalqaChangedItem *self,
                                HalqaForum *forum,
                                const HalqaChanged *changed,
                                const char *group);
void halqa_changed_item_set_first (HalqaChangedItem *self, gboolean first);

G_END_DECLS
