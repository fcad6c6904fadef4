/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-ago.h"
#include "halqa-words.h"
#include "ui-fixture.h"

/* What controls tell. */

static void
test_tooltip (UiFixture *fixture, gconstpointer unused)
{
  GtkWidget *button = g_object_ref_sink (gtk_menu_button_new ());
  GtkWidget *inner = gtk_widget_get_first_child (button);

  gtk_widget_set_tooltip_text (button, "What it is for");
  halqa_words_name_button (button, "State");
  g_assert_true (gtk_widget_get_has_tooltip (button));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (inner), TRUE);
  g_assert_false (gtk_widget_get_has_tooltip (button));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (inner), FALSE);
  g_assert_true (gtk_widget_get_has_tooltip (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "What it is for");
  g_assert_finalize_object (button);
}

static guint n_renewed;

static void
renew_cb (GtkWidget *widget)
{
  g_assert_true (GTK_IS_LABEL (widget));
  n_renewed++;
}

static void
test_ago (UiFixture *fixture, gconstpointer unused)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *label = gtk_label_new ("just now");

  halqa_ago_follow (label, renew_cb);
  gtk_window_set_child (GTK_WINDOW (window), label);
  halqa_ago_renew ();
  g_assert_cmpuint (n_renewed, ==, 0);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_cmpuint (n_renewed, ==, 1);
  halqa_ago_renew ();
  g_assert_cmpuint (n_renewed, ==, 2);
  gtk_widget_set_visible (label, FALSE);
  halqa_ago_renew ();
  g_assert_cmpuint (n_renewed, ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ui_fixture_add ("/ui/words/a-tooltip-gives-way-to-the-menu", NULL, test_tooltip);
  ui_fixture_add ("/ui/words/how-long-ago-it-was-is-said-anew-while-it-is-shown", NULL, test_ago);
  return g_test_run ();
}
