/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void halqa_table_appear_start (GtkColumnView *view, GtkSelectionModel *model);
void halqa_table_appear_stop (GtkColumnView *view);
gboolean halqa_table_appear_is_coming (GtkColumnViewColumn *column);

G_END_DECLS
