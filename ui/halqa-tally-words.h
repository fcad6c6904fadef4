/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

/* All to be freed. */

/* The room that counted @tally. */
char *halqa_tally_words_session (HalqaForum *forum, HalqaItem *tally);
/* One of its numbers by the order of halqa_votes, or a dash for what nobody counted. */
char *halqa_tally_words_number (HalqaItem *tally, guint vote);
/* How it was counted: "By hands". */
char *halqa_tally_words_method (HalqaItem *tally);
/* The same, and all its numbers. */
char *halqa_tally_words (HalqaItem *tally);

G_END_DECLS
