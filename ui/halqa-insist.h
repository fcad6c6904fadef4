/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

/* Puts into @draft what is to be written: for each attempt anew. */
typedef void (*HalqaInsistFill) (HalqaDraft *draft, gpointer data);
/* It is on disk where @error is %NULL; else, said once, it is not yet. */
typedef void (*HalqaInsistTold) (const GError *error, gpointer data);

/* Writes until it is on disk; a window does not close before. @told: (nullable); @data: (transfer full).
 * What the store would never take has to be refused before, by halqa_draft_check(). */
void halqa_insist (HalqaForum *forum,
                   HalqaInsistFill fill,
                   HalqaInsistTold told,
                   gpointer data,
                   GDestroyNotify free_data);

G_END_DECLS
