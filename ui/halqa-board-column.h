/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-choosing.h"
#include "halqa-forum.h"
#include "halqa-item-group.h"
#include "halqa-text-hits.h"

G_BEGIN_DECLS

#define HALQA_TYPE_BOARD_COLUMN (halqa_board_column_get_type ())
G_DECLARE_FINAL_TYPE (HalqaBoardColumn, halqa_board_column, HALQA, BOARD_COLUMN, AdwBin)

/* A column of a board. Signals "activated" (HalqaItem); "taken" (HalqaItem): that card is to come here;
 * "stepped" (HalqaItem, int): it is to go so many columns further. */

GtkWidget *halqa_board_column_new (HalqaForum *forum,
                                   const char *field,
                                   HalqaItemGroup *group,
                                   HalqaChoosing *choosing);
HalqaItemGroup *halqa_board_column_get_group (HalqaBoardColumn *self);
/* The card that has the keyboard, or NULL. */
HalqaItem *halqa_board_column_get_focused (HalqaBoardColumn *self);
void halqa_board_column_set_hits (HalqaBoardColumn *self, HalqaTextHits *hits);
void halqa_board_column_begin (HalqaBoardColumn *self);
/* FALSE where it has not that card. */
gboolean halqa_board_column_focus_card (HalqaBoardColumn *self, const char *id);

G_END_DECLS
