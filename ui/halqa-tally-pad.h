/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_TALLY_PAD (halqa_tally_pad_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTallyPad, halqa_tally_pad, HALQA, TALLY_PAD, AdwBin)

/* The votes of one session on one proposal, by one method, to be counted. @proposal: %NULL for none;
 * @session: an id, %NULL for none chosen; @method: lives as long as the program. What was counted
 * before is saved on the way. */
void halqa_tally_pad_turn_to (HalqaTallyPad *self,
                              HalqaForum *forum,
                              HalqaItem *proposal,
                              const char *session,
                              const char *method);
/* One more in favour (1), or one less (-1). */
void halqa_tally_pad_count (HalqaTallyPad *self, int step);
/* Saves what was counted, without waiting for a pause. */
void halqa_tally_pad_flush (HalqaTallyPad *self);

G_END_DECLS
