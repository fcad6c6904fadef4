/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "halqa-capture.h"
#include "halqa-room-button.h"
#include "halqa-room-votes.h"
#include "halqa-text-view.h"
#include "halqa-window-private.h"
#include "halqa-wrapping.h"
#include "ui-fixture.h"

/* What gives way where there is little room, and what does not. */

#define USUAL_DPI (96 * 1024)
#define FRAMES 8
#define REFERENCE "ECO-FMUCF01"

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL, NULL);
}

/* Else a window that is folded, where they are not, might unfold, show them, and fold again. */
static void
test_room (UiFixture *fixture, gconstpointer unused)
{
  GtkWidget *room = g_object_ref_sink (g_object_new (HALQA_TYPE_ROOM_BUTTON, NULL));
  int with, without, whole;

  measure_width (room, &with, &whole);
  g_object_set (room, "compact", TRUE, NULL);
  measure_width (room, &without, NULL);
  g_assert_cmpint (with, ==, without);
  g_assert_cmpint (with, <, whole);
  g_assert_finalize_object (room);
}

static int
measure_height (GtkWidget *widget, int width)
{
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

static void
test_height (UiFixture *fixture, gconstpointer unused)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *label =
      gtk_label_new ("Of these words some are longer than those that they stand beside");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 10);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  halqa_wrapping_lay_out (box);
  g_assert_cmpint (measure_height (box, 1000), ==, measure_height (label, 1000));
  g_assert_cmpint (measure_height (box, 1000), <, measure_height (box, 200));
  g_assert_finalize_object (box);
}

/* --- the votes */

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer frames)
{
  (*(guint *) frames)++;
  return G_SOURCE_CONTINUE;
}

static gboolean
are_frames_drawn (gpointer frames)
{
  return *(guint *) frames >= FRAMES;
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer saved)
{
  *(gboolean *) saved = halqa_forum_save_finish (HALQA_FORUM (forum), result, NULL);
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static HalqaItem *
add_proposal (HalqaForum *forum)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *id = halqa_draft_add (draft, "proposal");
  gboolean saved = FALSE;

  halqa_draft_set_text (draft, "proposal", id, "title", "Une exposition permanente d'artisanat");
  halqa_draft_set_text (draft, "proposal", id, "reference", REFERENCE);
  halqa_forum_save_async (forum, draft, NULL, saved_cb, &saved);
  ui_fixture_wait (is_true, &saved);
  return halqa_forum_dup_item (forum, "proposal", id);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *words)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, words);
  return found;
}

/* What is not shown of its text. */
static const char *
find_cut (GtkLabel *label)
{
  PangoLayoutLine *line = pango_layout_get_line_readonly (gtk_label_get_layout (label), 0);

  for (GSList *runs = line->runs; runs != NULL; runs = runs->next)
    {
      const PangoItem *item = ((PangoGlyphItem *) runs->data)->item;

      if ((item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) != 0)
        return gtk_label_get_text (label) + item->offset;
    }
  return "";
}

static void
test_reference (UiFixture *fixture, gconstpointer unused)
{
  g_autoptr (HalqaItem) proposal = add_proposal (fixture->forum);
  GtkWidget *votes = g_object_new (HALQA_TYPE_ROOM_VOTES, "valign", GTK_ALIGN_START, NULL);
  GtkWidget *window = gtk_window_new ();
  GtkLabel *label = GTK_LABEL (find_label (votes, ""));
  guint frames = 0;

  halqa_room_votes_set_proposal (HALQA_ROOM_VOTES (votes), fixture->forum, NULL, proposal);
  gtk_window_set_child (GTK_WINDOW (window), votes);
  gtk_window_set_default_size (GTK_WINDOW (window), 260, 400);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_add_tick_callback (window, tick_cb, &frames, NULL);
  ui_fixture_wait (are_frames_drawn, &frames);
  g_assert_null (strstr (find_cut (label), REFERENCE + strlen (REFERENCE) - 1));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- what folds */

typedef struct
{
  GtkWidget *window;
  int width;
  guint frames;
  guint n_folded;
} Folding;

static gboolean
rest_cb (GtkWidget *window, GdkFrameClock *clock, gpointer data)
{
  Folding *folding = data;

  if (gdk_surface_get_width (gtk_native_get_surface (GTK_NATIVE (window))) == folding->width)
    folding->frames++;
  return G_SOURCE_CONTINUE;
}

static void
folded_cb (Folding *folding)
{
  folding->n_folded++;
}

static gboolean
is_at_rest (gpointer data)
{
  return ((Folding *) data)->frames >= 2 * FRAMES;
}

/* The outer leaflet may fold or unfold once, and the inner one does and undoes it while that is shown. */
static void
assert_rests (Folding *folding, int width)
{
  folding->width = width;
  folding->frames = 0;
  folding->n_folded = 0;
  gtk_window_set_default_size (GTK_WINDOW (folding->window), width, 700);
  ui_fixture_wait (is_at_rest, folding);
  if (folding->n_folded > 3)
    g_error ("%d pixels wide, the window folds and unfolds %u times", width, folding->n_folded);
}

static void
set_text_size (int percent)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", USUAL_DPI / 100 * percent, NULL);
}

static void
test_folding (UiFixture *fixture, gconstpointer percent)
{
  HalqaWindow *window = halqa_window_new (fixture->application, fixture->folder);
  Folding folding = { .window = GTK_WIDGET (window) };

  set_text_size (GPOINTER_TO_INT (percent));
  halqa_window_open_forum (window, fixture->forum);
  g_signal_connect_swapped (window->outer, "notify::folded", G_CALLBACK (folded_cb), &folding);
  g_signal_connect_swapped (window->inner, "notify::folded", G_CALLBACK (folded_cb), &folding);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), rest_cb, &folding, NULL);
  gtk_window_present (GTK_WINDOW (window));
  for (int width = 760; width >= 500; width -= 13)
    assert_rests (&folding, width);
  g_assert_true (adw_leaflet_get_folded (window->outer));
  assert_rests (&folding, 760);
  g_assert_false (adw_leaflet_get_folded (window->outer));
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
  halqa_window_close_forum (window);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_wait_gone ((gpointer *) &window);
}

/* --- a text */

static gboolean
is_laid_out (gpointer view)
{
  return gtk_widget_get_height (view) > 0;
}

static gboolean
is_high (gpointer view)
{
  return gtk_widget_get_height (view) > 40;
}

static void
test_larger_letters (UiFixture *fixture, gconstpointer unused)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (HALQA_TYPE_TEXT_VIEW, "valign", GTK_ALIGN_START, NULL);

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 400);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_wait (is_laid_out, view);
  g_assert_false (is_high (view));
  set_text_size (300);
  ui_fixture_wait (is_high, view);
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- the hint */

static void
test_mark (UiFixture *fixture, gconstpointer unused)
{
  GtkWidget *capture = g_object_ref_sink (g_object_new (HALQA_TYPE_CAPTURE, NULL));
  GtkLabel *label = GTK_LABEL (find_label (capture, " -"));
  const char *text = gtk_label_get_text (label);
  glong mark = g_utf8_pointer_to_offset (text, strstr (text, " -")) + 1;
  const PangoLogAttr *breaks =
      pango_layout_get_log_attrs_readonly (gtk_label_get_layout (label), NULL);

  g_assert_true (breaks[mark].is_line_break);
  while (!breaks[++mark].is_word_start)
    g_assert_false (breaks[mark].is_line_break);
  g_assert_false (breaks[mark].is_line_break);
  g_assert_finalize_object (capture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");

  ui_fixture_add ("/ui/layout/the-words-of-the-room-are-not-needed", NULL, test_room);
  ui_fixture_add ("/ui/layout/words-that-take-what-is-left-are-no-higher", NULL, test_height);
  ui_fixture_add ("/ui/layout/the-reference-above-the-votes-is-whole", NULL, test_reference);
  ui_fixture_add ("/ui/layout/a-window-comes-to-rest", GINT_TO_POINTER (100), test_folding);
  ui_fixture_add ("/ui/layout/a-window-of-large-letters-comes-to-rest", GINT_TO_POINTER (200),
                  test_folding);
  ui_fixture_add ("/ui/layout/a-text-is-as-high-as-larger-letters", NULL, test_larger_letters);
  ui_fixture_add ("/ui/layout/no-line-breaks-after-a-mark-of-the-hint", NULL, test_mark);
  return g_test_run ();
}
