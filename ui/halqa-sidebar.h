/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-place.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SIDEBAR (halqa_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSidebar, halqa_sidebar, HALQA, SIDEBAR, AdwBin)

/* Property "session": the #HalqaItem that is chosen, %NULL for all proposals. Signal "chosen": a
 * person clicked on a row, even on that which was chosen already; "place-chosen" (#HalqaPlace): the
 * same of the rows of the places, below the sessions. */

void halqa_sidebar_set_forum (HalqaSidebar *self, HalqaForum *forum, GListModel *sessions);
void halqa_sidebar_set_proposals (HalqaSidebar *self, GListModel *proposals);
HalqaItem *halqa_sidebar_get_session (HalqaSidebar *self);
void halqa_sidebar_add_place (HalqaSidebar *self, HalqaPlace *place);
/* As if a person had clicked on the row of a session (%NULL: of all proposals), or of a place. */
void halqa_sidebar_choose (HalqaSidebar *self, const char *session);
void halqa_sidebar_choose_place (HalqaSidebar *self, HalqaPlace *place);
/* A session that was just made: its row may not be there yet. */
void halqa_sidebar_take_session (HalqaSidebar *self, HalqaItem *session);
void halqa_sidebar_mark (HalqaSidebar *self, HalqaPlace *place);

G_END_DECLS
