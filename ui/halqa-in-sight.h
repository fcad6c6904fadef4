/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef GtkWidget *(*HalqaInSightMakeFunc) (gpointer self);
typedef void (*HalqaInSightFunc) (gpointer self, GtkListItem *list_item, GtkWidget *row);

void halqa_in_sight_watch (GtkListView *view,
                           HalqaInSightMakeFunc make,
                           HalqaInSightFunc show,
                           HalqaInSightFunc clear,
                           gpointer self);
void halqa_in_sight_fill_cells (GtkColumnViewColumn *column,
                                HalqaInSightMakeFunc make,
                                HalqaInSightFunc show,
                                HalqaInSightFunc clear);
void halqa_in_sight_watch_cells (GtkColumnView *view);
void halqa_in_sight_calm (AdwBin *bin);
void halqa_in_sight_put_off (AdwBin *bin);

G_END_DECLS
