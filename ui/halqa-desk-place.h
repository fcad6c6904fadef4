/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-place.h"

G_BEGIN_DECLS

#define HALQA_TYPE_DESK_PLACE (halqa_desk_place_get_type ())
G_DECLARE_FINAL_TYPE (HalqaDeskPlace, halqa_desk_place, HALQA, DESK_PLACE, HalqaPlace)

/* The merging desk: which proposals may be the same. Property "put-off" (GStrv): the pairs of the forum
 * that are not shown for now; nobody but the desk knows how they are written. */

/* Only the pairs of the proposal @id; NULL for all. */
void halqa_desk_place_show_only (HalqaDeskPlace *self, const char *id);

G_END_DECLS
