/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"
#include "halqa-neighbour.h"

G_BEGIN_DECLS

#define HALQA_TYPE_NEIGHBOUR_ROW (halqa_neighbour_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaNeighbourRow, halqa_neighbour_row, HALQA, NEIGHBOUR_ROW, AdwExpanderRow)

GtkWidget *halqa_neighbour_row_new (HalqaForum *forum, HalqaNeighbour *neighbour);
void halqa_neighbour_row_update (HalqaNeighbourRow *self);

G_END_DECLS
