/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-table-appear.h"

/* A table that is given its rows gets them before the next frame, and its columns one with each frame.
 *
 * GTK 4.8 makes two hundred rows of a table at once, with a cell for each column that is seen: two turns
 * of the main loop of 60 ms and more, in which nothing else is done. So the rows come in a turn of their
 * own with the first of the columns; the others are hidden until it is their turn, and GTK keeps their
 * room, for their width is fixed.
 *
 * Rejected: to give it its rows little by little. What is chosen among them is found by their place. */

#define DATA "halqa-table-appear"
#define COMING "halqa-coming"
/* That come with the rows. */
#define N_FIRST 1

/* Of a view, until it has all of its columns. */
typedef struct
{
  GtkColumnView *view; /* borrowed */
  GtkSelectionModel *model; /* owned */
  guint idle; /* until it has its rows */
  guint tick; /* from then on */
  gboolean begun;
} Appearing;

static void
appearing_free (gpointer data)
{
  Appearing *self = data;

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->tick);
  g_object_unref (self->model);
  g_free (self);
}

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
tick_cb (GtkWidget *view, GdkFrameClock *clock, gpointer user_data)
{
  Appearing *self = user_data;
  GListModel *columns = gtk_column_view_get_columns (self->view);
  gboolean came = !self->begun;

  /* The first frame is that of the rows. */
  self->begun = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (columns) && !came; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      came = let_come (column);
    }
  if (!came)
    {
      self->tick = 0;
      g_object_set_data (G_OBJECT (view), DATA, NULL);
    }
  return came;
}

static gboolean
start_cb (gpointer user_data)
{
  Appearing *self = user_data;

  self->idle = 0;
  hide_all_but_first (gtk_column_view_get_columns (self->view));
  gtk_column_view_set_model (self->view, self->model);
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), tick_cb, self, NULL);
  return G_SOURCE_REMOVE;
}

/* Gives @view its rows, which is without any, before the next frame. */
void
halqa_table_appear_start (GtkColumnView *view, GtkSelectionModel *model)
{
  Appearing *self;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view) && gtk_column_view_get_model (view) == NULL);

  self = g_new0 (Appearing, 1);
  self->view = view;
  self->model = g_object_ref (model);
  self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, start_cb, self, NULL);
  g_object_set_data_full (G_OBJECT (view), DATA, self, appearing_free);
}

/* Takes the rows out of @view, and leaves it with all of its columns. */
void
halqa_table_appear_stop (GtkColumnView *view)
{
  GListModel *columns;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  columns = gtk_column_view_get_columns (view);
  g_object_set_data (G_OBJECT (view), DATA, NULL);
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
