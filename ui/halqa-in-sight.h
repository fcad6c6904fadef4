/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*HalqaInSightFunc) (gpointer self, GtkListItem *list_item);

void halqa_in_sight_watch (GtkListView *view, HalqaInSightFunc show, gpointer self);
void halqa_in_sight_bind (GtkListItem *list_item);
gboolean halqa_in_sight_unbind (GtkListItem *list_item);

G_END_DECLS
