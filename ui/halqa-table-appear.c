/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-table-appear.h"

/* A table that is given its rows gets its columns one with each frame.
 *
 * GTK 4.8 makes two hundred rows of a table at once, with a cell for each column that is seen: two turns
 * of the main loop of 60 ms and more, in which nothing else is done. So the rows come with the first of
 * the columns; the others are hidden until it is their turn, and GTK keeps their room, for their width
 * is fixed.
 *
 * Rejected: to give it its rows little by little. What is chosen among them is found by their place. */

#define TICK "halqa-table-appear"
#define COMING "halqa-coming"
/* That come with the rows. */
#define N_FIRST 1

/* Returns: whether the column was one that had to come */
static gboolean
let_come (GtkColumnViewColumn *column)
{
  if (!halqa_table_appear_is_coming (column))
    return FALSE;
  gtk_column_view_column_set_visible (column, TRUE);
  g_object_set_data (G_OBJECT (column), COMING, NULL);
  return TRUE;
}

static void
hide_all_but_first (GListModel *columns)
{
  guint n_seen = 0;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (!gtk_column_view_column_get_visible (column) || n_seen++ < N_FIRST)
        continue;
      g_object_set_data (G_OBJECT (column), COMING, columns);
      gtk_column_view_column_set_visible (column, FALSE);
    }
}

static gboolean
tick_cb (GtkWidget *view, GdkFrameClock *clock, gpointer model)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (view));
  gboolean came = FALSE;

  if (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)) == NULL)
    {
      hide_all_but_first (columns);
      gtk_column_view_set_model (GTK_COLUMN_VIEW (view), model);
      return G_SOURCE_CONTINUE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (columns) && !came; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      came = let_come (column);
    }
  if (!came)
    g_object_set_data (G_OBJECT (view), TICK, NULL);
  return came;
}

/* Gives @view its rows, which is without any, from the next frame on. */
void
halqa_table_appear_start (GtkColumnView *view, GtkSelectionModel *model)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view) && gtk_column_view_get_model (view) == NULL);

  g_object_set_data (G_OBJECT (view), TICK,
                     GUINT_TO_POINTER (gtk_widget_add_tick_callback (GTK_WIDGET (view), tick_cb,
                                                                     g_object_ref (model),
                                                                     g_object_unref)));
}

/* Takes the rows out of @view, and leaves it with all of its columns. */
void
halqa_table_appear_stop (GtkColumnView *view)
{
  GListModel *columns;
  gpointer tick;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  columns = gtk_column_view_get_columns (view);
  tick = g_object_steal_data (G_OBJECT (view), TICK);
  if (tick != NULL)
    gtk_widget_remove_tick_callback (GTK_WIDGET (view), GPOINTER_TO_UINT (tick));
  gtk_column_view_set_model (view, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      let_come (column);
    }
}

/* Whether it will be seen, and is not yet. */
gboolean
halqa_table_appear_is_coming (GtkColumnViewColumn *column)
{
  return g_object_get_data (G_OBJECT (column), COMING) != NULL;
}
