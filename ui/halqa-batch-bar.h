/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_BATCH_BAR (halqa_batch_bar_get_type ())
G_DECLARE_FINAL_TYPE (HalqaBatchBar, halqa_batch_bar, HALQA, BATCH_BAR, AdwBin)

/* What can be done to several proposals at once. Signal "done": the selection has served. */

void halqa_batch_bar_set_forum (HalqaBatchBar *self, HalqaForum *forum);
/* @ids: (transfer full): ids in hex, in the order in which they were selected */
void halqa_batch_bar_set_ids (HalqaBatchBar *self, GStrv ids);

G_END_DECLS
