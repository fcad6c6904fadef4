/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-neighbour.h"

G_BEGIN_DECLS

char *halqa_room_words_summary (HalqaForum *forum);
const char *halqa_room_words_summary_icon (HalqaForum *forum);
char *halqa_room_words_near (GListModel *neighbours);
char *halqa_room_words_last_exchange (GListModel *neighbours);
const char *halqa_room_words_removed (GListModel *neighbours);
char *halqa_room_words_removal (HalqaForum *forum);
char *halqa_room_words_own_clock (GListModel *neighbours);

char *halqa_room_words_state (HalqaNeighbour *neighbour);
const char *halqa_room_words_icon (HalqaNeighbour *neighbour);
char *halqa_room_words_lacks (HalqaNeighbour *neighbour);
char *halqa_room_words_conduct (HalqaNeighbour *neighbour);
char *halqa_room_words_source (HalqaNeighbour *neighbour);
char *halqa_room_words_clock (HalqaNeighbour *neighbour);

G_END_DECLS
