/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"
#include "halqa-choosing.h"
#include "halqa-listing.h"

G_BEGIN_DECLS

#define HALQA_TYPE_BOARD (halqa_board_get_type ())
G_DECLARE_FINAL_TYPE (HalqaBoard, halqa_board, HALQA, BOARD, AdwBin)

/* Property "n-items": proposals in all its columns. Signal "activated" (HalqaItem): a person wants to
 * see it whole. */

void halqa_board_set_listing (HalqaBoard *self, HalqaListing *listing);
/* %NULL to show none, and to cost nothing. */
void halqa_board_set_forum (HalqaBoard *self, HalqaForum *forum);
/* Gives it the keyboard, and scrolls to it. */
void halqa_board_show_card (HalqaBoard *self, const char *id);
/* What a key is for: those that are chosen, else the card that has the keyboard, else the one that is
 * selected. To be freed. */
GStrv halqa_board_dup_ids (HalqaBoard *self);
/* Before these go: the keyboard comes to the card that stays beside the first of them. */
void halqa_board_leave (HalqaBoard *self, const char *const *ids);
HalqaChoosing *halqa_board_get_choosing (HalqaBoard *self);

G_END_DECLS
