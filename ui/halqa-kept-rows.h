/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-item-list.h"

G_BEGIN_DECLS

/* Rows of a list box, each of which stays as long as what it shows, wherever that moves. */

/* Brings the rows in line with @items (nullable, of #HalqaItem), of which the first @limit are shown. When
 * the list has come to rest, not in the midst of its signal. */
void halqa_kept_rows_update (GtkListBox *list,
                             GListModel *items,
                             guint limit,
                             GtkListBoxCreateWidgetFunc create,
                             gpointer user_data);
/* What @row of them shows. Returns: (transfer none) */
HalqaItem *halqa_kept_rows_get_item (GtkWidget *row);
/* Moves what the row with the keyboard shows up (-1) or down (1). FALSE where none of them has it. */
gboolean halqa_kept_rows_step (GtkListBox *list, HalqaForum *forum, HalqaItemList *items, int step);

G_END_DECLS
