/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ROOM_BUTTON (halqa_room_button_get_type ())
G_DECLARE_FINAL_TYPE (HalqaRoomButton, halqa_room_button, HALQA, ROOM_BUTTON, AdwBin)

void halqa_room_button_set_forum (HalqaRoomButton *self, HalqaForum *forum);

G_END_DECLS
