/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "halqa-drawn-text.h"
#include "halqa-proposal-table.h"
#include "halqa-table-cell.h"
#include "ui-fixture.h"

/* Texts of a list: how high they are, and where they stand. */

#define LONG "Of these words some are longer than those that they stand beside"
#define ARABIC "سوق"
#define WIDTH 200
#define USUAL_DPI (96 * 1024)

static GtkWidget *
make_text (const char *text, guint n_lines, gboolean at_start)
{
  GtkWidget *self = g_object_ref_sink (
      g_object_new (HALQA_TYPE_DRAWN_TEXT, "lines", n_lines, "at-start", at_start, NULL));

  halqa_drawn_text_show (HALQA_DRAWN_TEXT (self), text, NULL);
  return self;
}

static int
measure_height (GtkWidget *self, int width)
{
  int height;

  gtk_widget_measure (self, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

static void
test_size (UiFixture *fixture, gconstpointer unused)
{
  static const HalqaLine line = { 40, 30 };
  GtkWidget *text = make_text (LONG, 2, FALSE);
  const int two = measure_height (text, WIDTH), one = measure_height (text, 10 * WIDTH);
  int minimum, natural;

  gtk_widget_measure (text, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum + natural, ==, 0);
  g_assert_cmpint (one, >, 0);
  g_assert_cmpint (two, >, one);
  g_assert_cmpint (two, <, 3 * one);
  /* As high as it can become, and no higher. */
  g_assert_cmpint (measure_height (text, 10), <, 3 * one);
  g_assert_cmpint (measure_height (text, -1), >=, two);
  g_assert_finalize_object (text);

  text = make_text (LONG, 1, FALSE);
  halqa_drawn_text_set_line (HALQA_DRAWN_TEXT (text), &line);
  g_assert_cmpint (measure_height (text, WIDTH), ==, line.height);
  g_assert_finalize_object (text);
}

/* The pixels before its first letter. */
static float
find_begin (GskRenderNode *node)
{
  graphene_rect_t bounds;

  gsk_render_node_get_bounds (node, &bounds);
  return bounds.origin.x;
}

static gboolean
is_laid_out (gpointer text)
{
  return gtk_widget_get_height (text) > 0;
}

static float
draw (GtkWidget *self)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  float begin;

  GTK_WIDGET_GET_CLASS (self)->snapshot (self, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  begin = find_begin (node);
  gsk_render_node_unref (node);
  return begin;
}

static void
assert_at_left (const char *text, gboolean at_start, GtkTextDirection interface, gboolean at_left)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *self = make_text (text, 1, at_start);
  float begin;

  gtk_widget_set_direction (self, interface);
  gtk_window_set_child (GTK_WINDOW (window), self);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, -1);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_wait (is_laid_out, self);
  begin = draw (self);
  g_assert_true ((begin < gtk_widget_get_width (self) / 2) == at_left);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (self);
}

static void
test_begin (UiFixture *fixture, gconstpointer unused)
{
  assert_at_left ("souk", FALSE, GTK_TEXT_DIR_LTR, TRUE);
  assert_at_left (ARABIC, FALSE, GTK_TEXT_DIR_LTR, FALSE);
  assert_at_left ("souk", FALSE, GTK_TEXT_DIR_RTL, TRUE);
  assert_at_left (ARABIC, FALSE, GTK_TEXT_DIR_RTL, FALSE);
  assert_at_left ("12", FALSE, GTK_TEXT_DIR_RTL, FALSE);
  assert_at_left (ARABIC, TRUE, GTK_TEXT_DIR_LTR, TRUE);
  assert_at_left (ARABIC, TRUE, GTK_TEXT_DIR_RTL, FALSE);
  assert_at_left ("ECO-01", TRUE, GTK_TEXT_DIR_RTL, FALSE);
  assert_at_left ("12", TRUE, GTK_TEXT_DIR_RTL, FALSE);
}

/* --- in a table */

static GtkWidget *
find_cell (GtkWidget *widget)
{
  GtkWidget *found = HALQA_IS_TABLE_CELL (widget) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_cell (child);
  return found;
}

static gboolean
has_cell (gpointer window)
{
  return find_cell (window) != NULL;
}

static gboolean
is_high (gpointer window)
{
  return gtk_widget_get_height (find_cell (window)) > 40;
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer saved)
{
  halqa_forum_save_finish (HALQA_FORUM (forum), result, NULL);
  *(gboolean *) saved = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
test_larger_letters (UiFixture *fixture, gconstpointer unused)
{
  GtkWidget *window = gtk_window_new ();
  HalqaProposalTable *table = g_object_new (HALQA_TYPE_PROPOSAL_TABLE, NULL);
  g_autoptr (HalqaListing) listing = halqa_listing_new ();
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  gboolean saved = FALSE;

  g_free (halqa_draft_add (draft, "proposal"));
  halqa_forum_save_async (fixture->forum, draft, NULL, saved_cb, &saved);
  ui_fixture_wait (is_true, &saved);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (table));
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 400);
  halqa_proposal_table_set_listing (table, listing);
  halqa_proposal_table_set_forum (table, fixture->forum);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_wait (has_cell, window);
  g_assert_false (is_high (window));
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 3 * USUAL_DPI, NULL);
  ui_fixture_wait (is_high, window);
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
  halqa_proposal_table_set_forum (table, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");

  ui_fixture_add ("/ui/drawn-text/size", NULL, test_size);
  ui_fixture_add ("/ui/drawn-text/where-it-begins", NULL, test_begin);
  ui_fixture_add ("/ui/drawn-text/larger-letters-in-a-table", NULL, test_larger_letters);
  return g_test_run ();
}
