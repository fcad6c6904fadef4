/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-place.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PLACE_ROW (halqa_place_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPlaceRow, halqa_place_row, HALQA, PLACE_ROW, GtkListBoxRow)

GtkWidget *halqa_place_row_new (HalqaPlace *place);
HalqaPlace *halqa_place_row_get_place (HalqaPlaceRow *self);

G_END_DECLS
