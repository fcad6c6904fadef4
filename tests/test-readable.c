/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-colour.h"
#include "ui-fixture.h"

/* What style.css gives a colour can be read, in the light and in the dark: WCAG AA asks for 4.5. */

static guint32
pack (const GdkRGBA *colour)
{
  return (guint32) (colour->red * 255 + 0.5) << 16 | (guint32) (colour->green * 255 + 0.5) << 8 |
         (guint32) (colour->blue * 255 + 0.5);
}

/* @alpha: how much of @above is laid over it. */
static GdkRGBA
lay_over (const GdkRGBA *below, const GdkRGBA *above, float alpha)
{
  return (GdkRGBA){ below->red + (above->red - below->red) * alpha,
                    below->green + (above->green - below->green) * alpha,
                    below->blue + (above->blue - below->blue) * alpha, 1 };
}

/* @shade: how much of the text is in the background, as in that of a row that is chosen. */
static void
assert_readable (GtkWidget *widget, float shade)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA ground;
  GdkRGBA text;
  HalqaColours colours;

  gtk_style_context_get_color (style, &text);
  g_assert_true (gtk_style_context_lookup_color (style, "window_bg_color", &ground));
  ground = lay_over (&ground, &text, shade * text.alpha);
  text = lay_over (&ground, &text, text.alpha);
  colours = (HalqaColours){ pack (&text), pack (&ground) };
  g_assert_cmpfloat (halqa_colours_get_contrast (&colours), >=, 4.5);
}

/* A label that has a class and is in the window. */
static void
assert_class_readable (GtkWindow *window, const char *name)
{
  GtkWidget *label = gtk_label_new ("◆ 2");

  gtk_widget_add_css_class (label, name);
  gtk_window_set_child (window, label);
  assert_readable (label, 0.1f);
}

/* The box in the first of the headings. */
static void
assert_heading_readable (GtkWindow *window)
{
  GtkWidget *table = gtk_column_view_new (NULL);
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new ("State", NULL);
  GtkWidget *heading;

  gtk_column_view_append_column (GTK_COLUMN_VIEW (table), column);
  gtk_window_set_child (window, table);
  heading = gtk_widget_get_first_child (gtk_widget_get_first_child (table));
  assert_readable (gtk_widget_get_first_child (heading), 0);
}

static void
test_readable (UiFixture *fixture, gconstpointer scheme)
{
  GtkWindow *window =
      GTK_WINDOW (gtk_application_window_new (GTK_APPLICATION (fixture->application)));

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), GPOINTER_TO_INT (scheme));
  assert_class_readable (window, "warning");
  assert_class_readable (window, "conflict");
  assert_heading_readable (window);
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ui_fixture_add ("/ui/readable/in-the-light", GINT_TO_POINTER (ADW_COLOR_SCHEME_FORCE_LIGHT),
                  test_readable);
  ui_fixture_add ("/ui/readable/in-the-dark", GINT_TO_POINTER (ADW_COLOR_SCHEME_FORCE_DARK),
                  test_readable);
  return g_test_run ();
}
