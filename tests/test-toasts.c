/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "halqa-undo-toast.h"
#include "halqa-window-private.h"
#include "ui-fixture.h"

/* What is told at the foot of the window. */

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static gboolean
shows (GtkWidget *widget, const char *words)
{
  gboolean found =
      GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); !found && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = shows (child, words);
  return found;
}

static HalqaWindow *
open_window (UiFixture *fixture)
{
  HalqaWindow *window = halqa_window_new (fixture->application, fixture->folder);

  halqa_window_open_forum (window, fixture->forum);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_wait (is_mapped, window);
  return window;
}

static void
close_window (HalqaWindow *window)
{
  halqa_window_close_forum (window);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_wait_gone ((gpointer *) &window);
}

/* One that waits for others is in no tree. */
static void
test_undo_at_once (UiFixture *fixture, gconstpointer unused)
{
  HalqaWindow *window = open_window (fixture);
  GtkWidget *toasts = GTK_WIDGET (window->toasts);

  halqa_window_toast (window, "Taken from the stick");
  g_assert_true (shows (toasts, "Taken from the stick"));
  halqa_undo_toast_offer (window->toasts, fixture->forum, "Proposal deleted", 1);
  g_assert_true (shows (toasts, "Proposal deleted"));
  /* As by a second click that hits its button. */
  halqa_undo_toast_dismiss (window->toasts);
  g_assert_true (shows (toasts, "Taken from the stick"));
  close_window (window);
}

static GtkWidget *
find_button (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_BUTTON (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child);
  return found;
}

static gboolean
is_out_of_toasts (gpointer user_data)
{
  HalqaWindow *window = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && !gtk_widget_is_ancestor (focus, GTK_WIDGET (window->toasts));
}

/* As GTK does it where what had the focus was the last that could. */
static void
test_focus (UiFixture *fixture, gconstpointer unused)
{
  HalqaWindow *window = open_window (fixture);
  GtkWidget *gone = GTK_WIDGET (window->main_menu);

  halqa_undo_toast_offer (window->toasts, fixture->forum, "Proposal deleted", 1);
  g_assert_true (gtk_widget_grab_focus (gone));
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  gtk_widget_set_visible (gone, FALSE);
  g_assert_true (gtk_widget_grab_focus (find_button (GTK_WIDGET (window->toasts))));
  ui_fixture_wait (is_out_of_toasts, window);
  close_window (window);
}

static gboolean
is_in_list (gpointer user_data)
{
  HalqaWindow *window = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && gtk_widget_is_ancestor (focus, window->list_pane);
}

/* As GTK does it where the last row that had the focus goes: to nothing, and on in the same breath. */
static void
test_focus_in_front (UiFixture *fixture, gconstpointer unused)
{
  HalqaWindow *window = open_window (fixture);
  GtkWidget *gone = find_button (window->list_pane);

  g_assert_true (gtk_widget_grab_focus (gone));
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  gtk_widget_set_visible (gone, FALSE);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (window->main_menu)));
  ui_fixture_wait (is_in_list, window);
  close_window (window);
}

static gboolean
is_below (gpointer user_data)
{
  HalqaWindow *window = user_data;
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (GTK_WIDGET (window->toasts), GTK_WIDGET (window), &bounds) &&
         bounds.origin.y > (float) gtk_widget_get_height (GTK_WIDGET (window)) / 2;
}

/* The chips are scrolled too. */
static void
test_below_chips (UiFixture *fixture, gconstpointer unused)
{
  HalqaWindow *window = open_window (fixture);

  halqa_item_filter_set (halqa_listing_get_filter (window->listing), "state", "draft", TRUE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  halqa_window_toast (window, "Taken from the stick");
  ui_fixture_wait (is_below, window);
  close_window (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");

  ui_fixture_add ("/ui/toasts/one-s-own-deed-is-told-before-what-others-did", NULL,
                  test_undo_at_once);
  ui_fixture_add ("/ui/toasts/what-had-the-focus-goes-and-it-does-not-fall-into-one", NULL,
                  test_focus);
  ui_fixture_add ("/ui/toasts/what-had-the-focus-goes-and-it-stays-in-what-is-in-front", NULL,
                  test_focus_in_front);
  ui_fixture_add ("/ui/toasts/they-do-not-lie-over-the-filters", NULL, test_below_chips);
  return g_test_run ();
}
