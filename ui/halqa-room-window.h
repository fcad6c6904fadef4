/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ROOM_WINDOW (halqa_room_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaRoomWindow, halqa_room_window, HALQA, ROOM_WINDOW, AdwWindow)

HalqaRoomWindow *halqa_room_window_new (GtkWindow *parent, HalqaForum *forum);

G_END_DECLS
