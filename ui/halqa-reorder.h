/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

/* Rows that people put in order, by dragging one onto another or by Alt and an arrow. */

/* Once for a row, of whatever list. */
void halqa_reorder_add_row (GtkWidget *row);
/* What @row shows; %NULL for what has no order, and where nothing can be written. */
void halqa_reorder_set_item (GtkWidget *row, HalqaForum *forum, HalqaItem *item);

/* Puts @item before @beside (-1) or after it (1), and tells in @widget of what can't be done. */
gboolean halqa_reorder_move (GtkWidget *widget,
                             HalqaForum *forum,
                             HalqaItem *item,
                             int step,
                             HalqaItem *beside);
/* Moves the record at @position of @items, which is a list in its own order, up (-1) or down (1).
 * FALSE where it stands at the end. */
gboolean halqa_reorder_step (GtkWidget *widget,
                             HalqaForum *forum,
                             GListModel *items,
                             guint position,
                             int step);
/* Has @func called with -1 or 1 when somebody presses Alt and an arrow in @list. */
typedef gboolean (*HalqaReorderFunc) (gpointer self, int step);
void halqa_reorder_add_keys (GtkWidget *list, HalqaReorderFunc func, gpointer self);

/* Ends the scrolling around @widget, in which something was dropped. */
void halqa_reorder_end_motion (GtkWidget *widget);
/* Scrolls while a row is dragged to the upper or lower edge. */
void halqa_reorder_add_scrolling (GtkScrolledWindow *window);

G_END_DECLS
