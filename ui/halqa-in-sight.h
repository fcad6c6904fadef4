/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef GtkWidget *(*HalqaInSightMakeFunc) (gpointer self);
typedef void (*HalqaInSightFunc) (gpointer self, GtkListItem *list_item, GtkWidget *row);

void halqa_in_sight_watch (GtkListView *view,
                           HalqaInSightMakeFunc make,
                           HalqaInSightFunc show,
                           HalqaInSightFunc clear,
                           gpointer self);

G_END_DECLS
