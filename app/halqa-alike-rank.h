/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-alike-index.h"

G_BEGIN_DECLS

/* Below which score of its own no pair reaches @threshold, in thousandths. */
guint halqa_alike_rank_get_least (guint threshold);
/* Scores each of @pairs as one among the others, and keeps those that reach @threshold. */
void halqa_alike_rank (GArray *pairs, guint threshold);

G_END_DECLS
