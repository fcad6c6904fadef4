/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "halqa-table-appear.h"
#include "ui-fixture.h"

/* The columns of a table that is given its rows. */

#define N_COLUMNS 4

typedef struct
{
  GtkWidget *window;
  GtkColumnView *view;
  GtkColumnViewColumn *columns[N_COLUMNS];
  guint frame;
  guint frames[N_COLUMNS]; /* in which they came */
} Scene;

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, gtk_label_new ("cell"));
}

static void
visible_cb (Scene *scene, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    if (scene->columns[i] == column && gtk_column_view_column_get_visible (column))
      scene->frames[i] = scene->frame;
}

static gboolean
tick_cb (GtkWidget *view, GdkFrameClock *clock, gpointer user_data)
{
  ((Scene *) user_data)->frame++;
  return G_SOURCE_CONTINUE;
}

static void
open_scene (Scene *scene)
{
  scene->window = gtk_window_new ();
  scene->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new ("column", factory);

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      gtk_column_view_append_column (scene->view, column);
      /* One that a person does not want to see. */
      gtk_column_view_column_set_visible (column, i != 1);
      g_signal_connect_swapped (column, "notify::visible", G_CALLBACK (visible_cb), scene);
      scene->columns[i] = column;
    }
  gtk_widget_add_tick_callback (GTK_WIDGET (scene->view), tick_cb, scene, NULL);
  gtk_window_set_child (GTK_WINDOW (scene->window), GTK_WIDGET (scene->view));
  gtk_window_present (GTK_WINDOW (scene->window));
}

static void
start (Scene *scene)
{
  static const char *const rows[] = { "a", "b", NULL };
  g_autoptr (GtkNoSelection) model =
                 gtk_no_selection_new (G_LIST_MODEL (gtk_string_list_new (rows)));

  halqa_table_appear_start (scene->view, GTK_SELECTION_MODEL (model));
}

static gboolean
is_seen (Scene *scene, guint column)
{
  return gtk_column_view_column_get_visible (scene->columns[column]);
}

static gboolean
is_coming (gpointer user_data)
{
  return halqa_table_appear_is_coming (((Scene *) user_data)->columns[3]);
}

static gboolean
is_complete (gpointer user_data)
{
  Scene *scene = user_data;

  return gtk_column_view_get_model (scene->view) != NULL && !is_coming (scene) &&
         is_seen (scene, 3);
}

static void
close_scene (Scene *scene)
{
  halqa_table_appear_stop (scene->view);
  g_object_add_weak_pointer (G_OBJECT (scene->window), (gpointer *) &scene->window);
  gtk_window_destroy (GTK_WINDOW (scene->window));
  ui_fixture_wait_gone ((gpointer *) &scene->window);
}

static void
test_one_by_one (UiFixture *fixture, gconstpointer unused)
{
  Scene scene = { NULL };

  open_scene (&scene);
  start (&scene);
  g_assert_null (gtk_column_view_get_model (scene.view));
  ui_fixture_wait (is_complete, &scene);
  g_assert_cmpuint (scene.frames[0], ==, 0);
  g_assert_cmpuint (scene.frames[2], >, 0);
  g_assert_cmpuint (scene.frames[3], >, scene.frames[2]);
  g_assert_false (is_seen (&scene, 1));
  close_scene (&scene);
}

static void
test_stopped (UiFixture *fixture, gconstpointer unused)
{
  Scene scene = { NULL };

  open_scene (&scene);
  start (&scene);
  ui_fixture_wait (is_coming, &scene);
  g_assert_false (is_seen (&scene, 3));
  halqa_table_appear_stop (scene.view);
  g_assert_null (gtk_column_view_get_model (scene.view));
  g_assert_true (is_seen (&scene, 0) && is_seen (&scene, 2) && is_seen (&scene, 3));
  g_assert_false (is_seen (&scene, 1) || is_coming (&scene));
  close_scene (&scene);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  ui_fixture_add ("/ui/table/columns-come-one-by-one", NULL, test_one_by_one);
  ui_fixture_add ("/ui/table/who-leaves-it-finds-all-columns", NULL, test_stopped);
  return g_test_run ();
}
