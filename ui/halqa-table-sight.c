/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-table-sight.h"

#include "halqa-table-cell.h"

/* One row of the table is looked for, comes into sight, and has the keyboard. A table that has just been
 * given its rows has them laid out some frames later.
 *
 * What a person asks for is seen from its beginning; what arrives meanwhile moves nothing. */

/* Frames. */
#define PATIENCE 60
/* In the data of a list: something was asked of it, and it has not found it yet. */
#define ASKED "halqa-table-sight-asked"

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

/* Below the headings. */
static GtkWidget *
get_rows (GtkColumnView *view)
{
  return gtk_widget_get_last_child (GTK_WIDGET (view));
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
  gtk_widget_add_tick_callback (get_rows (view), tick_cb, self, sight_free);
}

static void
searched_cb (HalqaItemList *items)
{
  g_object_set_data (G_OBJECT (items), ASKED, items);
}

static void
show_top (GtkColumnView *view)
{
  gtk_widget_activate_action (get_rows (view), "list.scroll-to-item", "u", 0);
}

static void
found_cb (GtkColumnView *view, HalqaItemList *items)
{
  if (g_object_steal_data (G_OBJECT (items), ASKED) != NULL)
    show_top (view);
}

/* @items: of @view, and from then on narrowed by @filter */
void
halqa_table_sight_set_filter (GtkColumnView *view, HalqaItemList *items, HalqaItemFilter *filter)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));
  g_return_if_fail (HALQA_IS_ITEM_LIST (items) && HALQA_IS_ITEM_FILTER (filter));

  /* It may be found at once. */
  g_signal_connect_object (filter, "searched", G_CALLBACK (searched_cb), items, G_CONNECT_SWAPPED);
  halqa_item_list_set_filter (items, filter);
  g_signal_connect_object (items, "found", G_CALLBACK (found_cb), view, G_CONNECT_SWAPPED);
  g_signal_handlers_disconnect_by_func (filter, show_top, view); /* of other items */
  g_signal_connect_object (filter, "narrowed", G_CALLBACK (show_top), view,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
