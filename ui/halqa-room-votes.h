/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ROOM_VOTES (halqa_room_votes_get_type ())
G_DECLARE_FINAL_TYPE (HalqaRoomVotes, halqa_room_votes, HALQA, ROOM_VOTES, AdwBin)

/* The votes of a session on one proposal, below its name. @proposal: %NULL to show none. */
void halqa_room_votes_set_proposal (HalqaRoomVotes *self,
                                    HalqaForum *forum,
                                    HalqaItem *session,
                                    HalqaItem *proposal);
/* One more in favour (1), or one less (-1). */
void halqa_room_votes_count (HalqaRoomVotes *self, int step);
/* What was counted goes to the disk. */
void halqa_room_votes_flush (HalqaRoomVotes *self);

G_END_DECLS
