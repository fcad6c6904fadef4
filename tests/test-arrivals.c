/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "halqa-proposal-editor.h"
#include "halqa-proposal-list.h"
#include "halqa-window.h"
#include "ui-fixture.h"

/* What arrives moves nothing from under anybody's hands: in a forum of 10,000 proposals, with one
 * selected in the middle and its title half typed, others are written and changed elsewhere. */

#define N_PROPOSALS 10000
#define IN_ONE_ENTRY 500
#define SELECTED 5000

typedef struct
{
  HalqaForum *forum;
  GtkWidget *list;
  GtkSelectionModel *model;
  GtkWidget *view;
  GtkWidget *editor;
  HalqaItem *changed;
  gboolean saved;
  guint n_signals;
  guint n_removed;
  guint n_added;
} Scene;

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  halqa_forum_save_finish (HALQA_FORUM (forum), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
save (HalqaForum *forum, HalqaDraft *draft)
{
  gboolean saved = FALSE;

  halqa_forum_save_async (forum, draft, NULL, saved_cb, &saved);
  ui_fixture_wait (is_true, &saved);
}

static void
add_proposals (HalqaForum *forum, guint n, const char *word)
{
  for (guint i = 0; i < n;)
    {
      g_autoptr (HalqaDraft) draft = halqa_draft_new ();

      for (guint j = 0; j < IN_ONE_ENTRY && i < n; j++, i++)
        {
          g_autofree char *id = halqa_draft_add (draft, "proposal");
          g_autofree char *title = g_strdup_printf ("%s %u", word, i);

          halqa_draft_set_text (draft, "proposal", id, "title", title);
        }
      save (forum, draft);
    }
}

/* The first widget of @type below @widget, in the order of the tree. */
static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);
  return found;
}

/* Where the selected row stands in the view, or a negative number where it is out of sight. */
static double
get_row_place (Scene *scene)
{
  for (GtkWidget *row = gtk_widget_get_first_child (scene->view); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      graphene_rect_t bounds;

      if ((gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) &&
          gtk_widget_get_child_visible (row) &&
          gtk_widget_compute_bounds (row, scene->view, &bounds) && bounds.size.height > 0)
        return bounds.origin.y;
    }
  return -1;
}

static gboolean
is_list_full (gpointer user_data)
{
  Scene *scene = user_data;

  return g_list_model_get_n_items (G_LIST_MODEL (scene->model)) == N_PROPOSALS;
}

/* Returns: (nullable): the first of the texts, once there are any */
static GtkTextView *
find_title (const Scene *scene)
{
  return (GtkTextView *) find_widget (scene->editor, GTK_TYPE_TEXT_VIEW);
}

static char *
dup_title (const Scene *scene)
{
  g_autofree char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (find_title (scene)), "text", &text, NULL);
  return g_steal_pointer (&text);
}

static gboolean
is_row_in_sight (gpointer user_data)
{
  Scene *scene = user_data;
  g_autofree char *title = find_title (scene) == NULL ? g_strdup ("") : dup_title (scene);

  return get_row_place (scene) >= 0 && *title != '\0';
}

static gboolean
has_arrived (gpointer user_data)
{
  Scene *scene = user_data;

  return g_list_model_get_n_items (G_LIST_MODEL (scene->model)) == N_PROPOSALS + 2 &&
         g_str_equal (halqa_item_get_text (scene->changed, "title"), "changed elsewhere");
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  guint *n_frames = user_data;

  return --*n_frames > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_zero (gpointer number)
{
  return *(guint *) number == 0;
}

/* Until what has been asked for is drawn. */
static void
let_it_draw (GtkWidget *widget)
{
  guint n_frames = 3;

  gtk_widget_add_tick_callback (widget, tick_cb, &n_frames, NULL);
  ui_fixture_wait (is_zero, &n_frames);
}

static void
count_cb (Scene *scene, guint position, guint n_removed, guint n_added)
{
  scene->n_signals++;
  scene->n_removed += n_removed;
  scene->n_added += n_added;
}

static GtkWidget *
open_window (UiFixture *fixture, Scene *scene)
{
  HalqaWindow *window = halqa_window_new (fixture->application, fixture->folder);

  halqa_window_open_forum (window, fixture->forum);
  gtk_window_present (GTK_WINDOW (window));
  scene->list = find_widget (GTK_WIDGET (window), HALQA_TYPE_PROPOSAL_LIST);
  scene->view = find_widget (scene->list, GTK_TYPE_LIST_VIEW);
  scene->model = gtk_list_view_get_model (GTK_LIST_VIEW (scene->view));
  scene->editor = find_widget (GTK_WIDGET (window), HALQA_TYPE_PROPOSAL_EDITOR);
  ui_fixture_wait (is_list_full, scene);
  let_it_draw (scene->view);
  return GTK_WIDGET (window);
}

/* In the middle of the list, its title half typed. */
static HalqaItem *
select_and_type (Scene *scene)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (scene->model), SELECTED);
  GtkTextBuffer *buffer;
  GtkTextIter place;

  gtk_selection_model_select_item (scene->model, SELECTED, TRUE);
  halqa_proposal_list_select (HALQA_PROPOSAL_LIST (scene->list), halqa_item_get_id (item));
  ui_fixture_wait (is_row_in_sight, scene);
  let_it_draw (scene->view);
  gtk_widget_grab_focus (GTK_WIDGET (find_title (scene)));
  buffer = gtk_text_view_get_buffer (find_title (scene));
  gtk_text_buffer_set_text (buffer, "half of a ti", -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &place, 4);
  gtk_text_buffer_place_cursor (buffer, &place);
  return g_steal_pointer (&item);
}

/* As another process or laptop writes: two new ones, and one that is in the list already. */
static void
write_elsewhere (UiFixture *fixture, Scene *scene)
{
  g_autoptr (GError) error = NULL;
  HalqaFolder *folder = halqa_folder_open (fixture->path, &error);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  HalqaForum *forum;

  g_assert_no_error (error);
  forum = halqa_folder_open_forum (folder, NULL, &error);
  g_assert_no_error (error);
  add_proposals (forum, 2, "arrived");
  halqa_draft_set_text (draft, "proposal", halqa_item_get_id (scene->changed), "title",
                        "changed elsewhere");
  save (forum, draft);
  ui_fixture_wait (has_arrived, scene);
  g_assert_finalize_object (forum);
  g_assert_finalize_object (folder);
}

static gboolean
is_alone_selected (const Scene *scene, HalqaItem *item, guint position)
{
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (scene->model);
  g_autoptr (HalqaItem) there = g_list_model_get_item (G_LIST_MODEL (scene->model), position);

  return there == item && gtk_bitset_get_size (chosen) == 1 &&
         gtk_bitset_contains (chosen, position);
}

static void
test_arrivals_move_nothing (UiFixture *fixture, gconstpointer unused)
{
  Scene scene = { .forum = fixture->forum };
  g_autoptr (HalqaItem) selected = NULL;
  g_autofree char *title = NULL;
  GtkWidget *window;
  double place;
  int cursor;

  add_proposals (fixture->forum, N_PROPOSALS, "proposal");
  window = open_window (fixture, &scene);
  selected = select_and_type (&scene);
  scene.changed = g_list_model_get_item (G_LIST_MODEL (scene.model), SELECTED + 1);
  place = get_row_place (&scene);
  g_signal_connect_swapped (scene.model, "items-changed", G_CALLBACK (count_cb), &scene);

  write_elsewhere (fixture, &scene);
  let_it_draw (scene.view);

  g_assert_cmpuint (scene.n_removed, ==, 0);
  g_assert_cmpuint (scene.n_added, ==, 2);
  g_assert_cmpuint (scene.n_signals, <=, 2);
  g_assert_true (is_alone_selected (&scene, selected, SELECTED + 2));
  g_assert_cmpfloat_with_epsilon (get_row_place (&scene), place, 1.0);
  title = dup_title (&scene);
  g_assert_cmpstr (title, ==, "half of a ti");
  g_object_get (gtk_text_view_get_buffer (find_title (&scene)), "cursor-position", &cursor, NULL);
  g_assert_cmpint (cursor, ==, 4);

  g_clear_object (&scene.changed);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  ui_fixture_wait_gone ((gpointer *) &window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  ui_fixture_add ("/ui/list/arrivals-move-nothing", NULL, test_arrivals_move_nothing);
  return g_test_run ();
}
