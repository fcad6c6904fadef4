/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-kept-rows.h"

#include "halqa-reorder.h"

/* Rows in which people write. Somebody may be in the midst of one while another laptop puts the records in
 * another order; rows that are bound to a list are made anew where they move, and the keyboard and what is
 * unfolded would be lost. So they are brought in line with the list when it has come to rest. */

#define ITEM "halqa-kept-item"
#define PLACE "halqa-kept-place"

static guint
get_place (GtkListBoxRow *row)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), PLACE));
}

static int
compare (GtkListBoxRow *a, GtkListBoxRow *b, gpointer unused)
{
  return (get_place (a) > get_place (b)) - (get_place (a) < get_place (b));
}

/* Takes away the rows whose items are not among @places (item -> place and one), and tells the others
 * where they are now. */
static void
place_rows (GtkListBox *list, GHashTable *places)
{
  GtkWidget *next;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL; row = next)
    {
      HalqaItem *item = halqa_kept_rows_get_item (row);
      gpointer place = g_hash_table_lookup (places, item);

      next = gtk_widget_get_next_sibling (row);
      if (place == NULL)
        {
          gtk_list_box_remove (list, row);
          continue;
        }
      g_object_set_data (G_OBJECT (row), PLACE, place);
      g_hash_table_remove (places, item);
    }
}

/**
 * halqa_kept_rows_update:
 * @list: all of whose rows are made here
 * @items: (nullable): a list of #HalqaItem
 * @limit: how many of them are shown
 * @create: makes the row of an item
 * @user_data: for @create
 */
void
halqa_kept_rows_update (GtkListBox *list,
                        GListModel *items,
                        guint limit,
                        GtkListBoxCreateWidgetFunc create,
                        gpointer user_data)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  const guint n = items != NULL ? MIN (g_list_model_get_n_items (items), limit) : 0;
  GHashTableIter iter;
  gpointer item, place;

  for (guint i = 0; i < n; i++)
    g_hash_table_insert (places, g_list_model_get_item (items, i), GUINT_TO_POINTER (i + 1));
  place_rows (list, places);
  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, &item, &place))
    {
      GtkWidget *row = create (item, user_data);

      g_object_set_data_full (G_OBJECT (row), ITEM, g_object_ref (item), g_object_unref);
      g_object_set_data (G_OBJECT (row), PLACE, place);
      gtk_list_box_append (list, row);
    }
  gtk_list_box_set_sort_func (list, compare, NULL, NULL);
}

HalqaItem *
halqa_kept_rows_get_item (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), ITEM);
}

gboolean
halqa_kept_rows_step (GtkListBox *list, HalqaForum *forum, HalqaItemList *items, int step)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (list));
  guint position;

  if (row == NULL)
    return FALSE;
  position = halqa_item_list_find (items, halqa_item_get_id (halqa_kept_rows_get_item (row)));
  if (position != G_MAXUINT)
    halqa_reorder_step (row, forum, G_LIST_MODEL (items), position, step);
  return TRUE;
}
