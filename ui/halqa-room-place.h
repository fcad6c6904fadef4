/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-place.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ROOM_PLACE (halqa_room_place_get_type ())
G_DECLARE_FINAL_TYPE (HalqaRoomPlace, halqa_room_place, HALQA, ROOM_PLACE, HalqaPlace)

G_END_DECLS
