/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_TALLIES (halqa_tallies_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTallies, halqa_tallies, HALQA, TALLIES, AdwBin)

/* The votes on a proposal: counted for one session by one method, and those of other sessions. */
void halqa_tallies_set_sessions (HalqaTallies *self, GListModel *sessions);
void halqa_tallies_set_item (HalqaTallies *self, HalqaForum *forum, HalqaItem *proposal);

G_END_DECLS
