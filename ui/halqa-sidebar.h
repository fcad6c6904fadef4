/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SIDEBAR (halqa_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSidebar, halqa_sidebar, HALQA, SIDEBAR, AdwBin)

/* Property "session": the #HalqaItem that is chosen, %NULL for all proposals. Signal "chosen": a
 * person clicked on a row, even on that which was chosen already. */

void halqa_sidebar_set_forum (HalqaSidebar *self, HalqaForum *forum, GListModel *sessions);
void halqa_sidebar_set_proposals (HalqaSidebar *self, GListModel *proposals);
HalqaItem *halqa_sidebar_get_session (HalqaSidebar *self);

G_END_DECLS
