/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void halqa_steady_watch (GtkScrolledWindow *scroller);
void halqa_steady_go_to_top (GtkScrolledWindow *scroller);

G_END_DECLS
