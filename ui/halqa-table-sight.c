/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-table-sight.h"

#include "halqa-table-cell.h"

/* One row of the table is looked for, comes into sight, and has the keyboard. A table that has just been
 * given its rows has them laid out some frames later. */

/* Frames. */
#define PATIENCE 60

typedef struct
{
  HalqaItemList *items;
  char *id;
  guint left;
} Sight;

static void
sight_free (gpointer data)
{
  Sight *self = data;

  g_object_unref (self->items);
  g_free (self->id);
  g_free (self);
}

static HalqaItem *
find_item (GtkWidget *widget)
{
  HalqaItem *found =
      HALQA_IS_TABLE_CELL (widget) ? halqa_table_cell_get_item (HALQA_TABLE_CELL (widget)) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_item (child);
  return found;
}

static gboolean
focus_row (GtkWidget *rows, const char *id)
{
  for (GtkWidget *row = gtk_widget_get_first_child (rows); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      HalqaItem *item = gtk_widget_get_mapped (row) ? find_item (row) : NULL;

      if (item != NULL && g_str_equal (halqa_item_get_id (item), id))
        return gtk_widget_grab_focus (row);
    }
  return FALSE;
}

static gboolean
tick_cb (GtkWidget *rows, GdkFrameClock *clock, gpointer data)
{
  Sight *self = data;
  const guint position = halqa_item_list_find (self->items, self->id);

  if (position == G_MAXUINT || self->left-- == 0)
    return G_SOURCE_REMOVE;
  gtk_widget_activate_action (rows, "list.scroll-to-item", "u", position);
  return focus_row (rows, self->id) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* @items: of @view; @id: of one of them, or nothing happens */
void
halqa_table_sight_show (GtkColumnView *view, HalqaItemList *items, const char *id)
{
  Sight *self;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));
  g_return_if_fail (HALQA_IS_ITEM_LIST (items) && id != NULL);

  self = g_new (Sight, 1);
  *self = (Sight){ g_object_ref (items), g_strdup (id), PATIENCE };
  /* Below the headings. */
  gtk_widget_add_tick_callback (gtk_widget_get_last_child (GTK_WIDGET (view)), tick_cb, self,
                                sight_free);
}
