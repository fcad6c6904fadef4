/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

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

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ui_fixture_add ("/ui/words/a-tooltip-gives-way-to-the-menu", NULL, test_tooltip);
  return g_test_run ();
}
