/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-neighbour.h"

G_BEGIN_DECLS

char *halqa_room_words_summary (GListModel *neighbours);
const char *halqa_room_words_summary_icon (GListModel *neighbours);
char *halqa_room_words_last_exchange (GListModel *neighbours);
char *halqa_room_words_state (HalqaNeighbour *neighbour);
const char *halqa_room_words_way_out (HalqaNeighbour *neighbour);
const char *halqa_room_words_icon (HalqaNeighbour *neighbour);
char *halqa_room_words_clock (HalqaNeighbour *neighbour);
char *halqa_room_words_own_clock (GListModel *neighbours);

G_END_DECLS
