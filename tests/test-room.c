/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "halqa-forum-private.h"
#include "halqa-neighbour-private.h"
#include "halqa-neighbour-row.h"
#include "halqa-room-place.h"
#include "halqa-room-words.h"
#include "halqa-text.h"
#include "halqa-words.h"
#include "ui-fixture.h"

/* What is said of the laptops of a forum, and that it moves under nobody's hands. */

/* In milliseconds. */
#define MINUTE ((gint64) 60 * 1000)

static HalqaPeer
make_peer (guint8 device, gint64 clock_difference)
{
  return (HalqaPeer){ .device = { { device } },
                      .name = (char *) "Salma",
                      .address = (char *) "10.0.0.1:5000",
                      .state = HALQA_PEER_REACHED,
                      .last_exchange = 1,
                      .clock_difference = clock_difference };
}

/* Gives a list of laptops whose clocks differ from ours so; transfer full. */
static GListModel *
make_room (const gint64 *differences, guint n)
{
  GListStore *room = g_list_store_new (HALQA_TYPE_NEIGHBOUR);

  for (guint i = 0; i < n; i++)
    {
      HalqaPeer peer = make_peer (i + 1, differences[i]);
      g_autoptr (HalqaNeighbour) neighbour = halqa_neighbour_new (&peer);

      g_list_store_append (room, neighbour);
    }
  return G_LIST_MODEL (room);
}

static char *
say_own_clock (const gint64 *differences, guint n)
{
  g_autoptr (GListModel) room = make_room (differences, n);

  return halqa_room_words_own_clock (room);
}

static char *
say_clock (gint64 difference)
{
  HalqaPeer peer = make_peer (1, difference);
  g_autoptr (HalqaNeighbour) neighbour = halqa_neighbour_new (&peer);

  return halqa_room_words_clock (neighbour);
}

static void
test_own_clock (UiFixture *fixture, gconstpointer unused)
{
  const gint64 agreeing[] = { 90 * MINUTE, 91 * MINUTE, 89 * MINUTE };
  const gint64 early[] = { -2 * MINUTE * 60 * 24 * 365, -2 * MINUTE * 60 * 24 * 365 };
  const gint64 one_is_right[] = { 90 * MINUTE, 0 };
  const gint64 each_its_own[] = { 90 * MINUTE, -90 * MINUTE };
  g_autofree char *said = say_own_clock (agreeing, 3);
  g_autofree char *ahead = say_own_clock (early, 2);
  g_autofree char *of_one = say_own_clock (agreeing, 1);
  g_autofree char *of_two = say_own_clock (one_is_right, 2);
  g_autofree char *apart = say_own_clock (each_its_own, 2);

  g_assert_nonnull (strstr (said, "behind all the others by 2 hours"));
  g_assert_nonnull (strstr (ahead, "ahead of all the others by 2 years"));
  /* Of two that differ nobody knows which is right. */
  g_assert_null (of_one);
  g_assert_null (of_two);
  g_assert_null (apart);
}

static void
test_clock (UiFixture *fixture, gconstpointer unused)
{
  g_autofree char *ahead = say_clock (5 * MINUTE);
  g_autofree char *behind = say_clock (-3 * 24 * 60 * MINUTE);
  g_autofree char *right = say_clock (MINUTE);

  g_assert_cmpstr (ahead, ==, "Its clock is ahead of this laptop's by 5 minutes");
  g_assert_cmpstr (behind, ==, "Its clock is behind this laptop's by 3 days");
  g_assert_null (right);
}

static char *
say_lacks (HalqaPeer peer)
{
  g_autoptr (HalqaNeighbour) neighbour = halqa_neighbour_new (&peer);

  return halqa_room_words_lacks (neighbour);
}

static void
test_lacks (UiFixture *fixture, gconstpointer unused)
{
  HalqaPeer peer = make_peer (1, 0);
  g_autofree char *nothing_known = NULL;
  g_autofree char *both = NULL;
  g_autofree char *at_most = NULL;
  g_autofree char *complete = NULL;

  peer.lacks_of_ours = -1;
  peer.lacks_of_its = -1;
  nothing_known = say_lacks (peer);
  peer.lacks_of_ours = 12;
  peer.lacks_of_its = 1;
  peer.is_exact = TRUE;
  both = say_lacks (peer);
  peer.is_exact = FALSE;
  peer.lacks_of_its = 0;
  at_most = say_lacks (peer);
  peer.is_complete = TRUE;
  complete = say_lacks (peer);

  g_assert_null (nothing_known);
  g_assert_nonnull (strstr (both, "Lacks 12 changes"));
  g_assert_nonnull (strstr (both, "we lack 1 of its"));
  g_assert_nonnull (strstr (at_most, "Lacks at most 12 changes"));
  g_assert_null (strstr (at_most, "we lack"));
  g_assert_cmpstr (complete, ==, "Has everything");
}

static char *
say_conduct (HalqaPeer peer)
{
  g_autoptr (HalqaNeighbour) neighbour = halqa_neighbour_new (&peer);

  return halqa_room_words_conduct (neighbour);
}

static void
test_conduct (UiFixture *fixture, gconstpointer unused)
{
  HalqaPeer peer = make_peer (1, 0);
  g_autofree char *sound = say_conduct (peer);
  g_autofree char *flood = NULL;
  g_autofree char *refused = NULL;

  peer.n_brought = 20000;
  flood = say_conduct (peer);
  peer.n_refused = 2;
  peer.refused_why = (char *) "The signature is wrong.";
  refused = say_conduct (peer);

  g_assert_null (sound);
  g_assert_cmpstr (flood, ==, "It sent 20000 changes in the last ten minutes");
  g_assert_cmpstr (refused, ==, "2 changes that it sent were refused: The signature is wrong.");
}

static void
assert_summary (HalqaForum *forum, guint n_laptops, guint n_complete, const char *expected)
{
  g_autofree char *summary = NULL;

  halqa_forum_set_completeness (forum, n_laptops, n_complete);
  summary = halqa_room_words_summary (forum);
  g_assert_cmpstr (summary, ==, expected);
}

static void
test_summary (UiFixture *fixture, gconstpointer unused)
{
  GListStore *neighbours = G_LIST_STORE (halqa_forum_get_neighbours (fixture->forum));
  HalqaPeer peer = make_peer (1, 0);
  g_autoptr (HalqaNeighbour) neighbour = NULL;

  assert_summary (fixture->forum, 0, 0, "No other laptop yet");
  assert_summary (fixture->forum, 1, 1, "No other laptop yet");
  assert_summary (fixture->forum, 5, 1, "1 of 5 laptops has everything");
  assert_summary (fixture->forum, 5, 4, "4 of 5 laptops have everything");
  assert_summary (fixture->forum, 5, 5, "Everybody has everything");
  peer.lacks_of_its = 3000;
  neighbour = halqa_neighbour_new (&peer);
  g_list_store_append (neighbours, neighbour);
  assert_summary (fixture->forum, 5, 4, "Receiving: 3000 changes to come");
  g_list_store_remove_all (neighbours);
}

static void
test_removed (UiFixture *fixture, gconstpointer unused)
{
  g_autoptr (GListStore) room = g_list_store_new (HALQA_TYPE_NEIGHBOUR);
  HalqaPeer peer = make_peer (1, 0);
  g_autoptr (HalqaNeighbour) ending = NULL;
  g_autoptr (HalqaNeighbour) near = halqa_neighbour_new (&peer);

  g_assert_null (halqa_room_words_removed (G_LIST_MODEL (room)));
  peer.state = HALQA_PEER_NOT_MEMBER;
  peer.why = HALQA_PEER_WHY_NOT_MEMBER;
  peer.is_device = TRUE;
  ending = halqa_neighbour_new (&peer);
  g_list_store_append (room, ending);
  g_assert_nonnull (halqa_room_words_removed (G_LIST_MODEL (room)));
  /* It is that other one which is a member no more. */
  g_list_store_append (room, near);
  g_assert_null (halqa_room_words_removed (G_LIST_MODEL (room)));
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);
  return found;
}

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

static void
test_focus_stays (UiFixture *fixture, gconstpointer unused)
{
  GListStore *neighbours = G_LIST_STORE (halqa_forum_get_neighbours (fixture->forum));
  HalqaPeer peer = make_peer (1, 0);
  g_autoptr (HalqaNeighbour) neighbour = halqa_neighbour_new (&peer);
  g_autoptr (HalqaNeighbour) other = NULL;
  GtkWidget *window = gtk_window_new ();
  GtkWidget *place = g_object_new (HALQA_TYPE_ROOM_PLACE, NULL);
  GtkWidget *row;
  GtkWidget *focus;

  gtk_window_set_child (GTK_WINDOW (window), place);
  halqa_place_set_forum (HALQA_PLACE (place), fixture->forum);
  g_list_store_append (neighbours, neighbour);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_wait (is_active, window);
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  row = find_widget (place, HALQA_TYPE_NEIGHBOUR_ROW);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_assert_true (gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD));
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (gtk_widget_is_ancestor (focus, row));

  peer.state = HALQA_PEER_UNREACHABLE;
  peer.why = HALQA_PEER_WHY_NO_ANSWER;
  halqa_neighbour_update (neighbour, &peer);
  peer.device.bytes[0] = 2;
  other = halqa_neighbour_new (&peer);
  g_list_store_append (neighbours, other);

  g_assert_nonnull (
      strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "It does not answer"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == focus);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  g_list_store_remove_all (neighbours);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_wait_gone ((gpointer *) &window);
}

static void
test_line_direction (UiFixture *fixture, gconstpointer unused)
{
  g_autofree char *mixed = halqa_words_join ("مريم", "Salma");
  g_autofree char *arabic = halqa_words_join ("مريم", "يوسف");
  g_autofree char *longer = halqa_words_join (arabic, "Salma");

  g_assert_cmpint (halqa_text_get_direction (mixed), ==, HALQA_TEXT_LTR);
  g_assert_cmpint (halqa_text_get_direction (arabic), ==, HALQA_TEXT_RTL);
  g_assert_cmpint (halqa_text_get_direction (longer), ==, HALQA_TEXT_LTR);
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

static void
add_session (HalqaForum *forum, const char *title)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *id = halqa_draft_add (draft, "session");
  gboolean saved = FALSE;

  halqa_draft_set_text (draft, "session", id, "title", title);
  halqa_forum_save_async (forum, draft, NULL, saved_cb, &saved);
  ui_fixture_wait (is_true, &saved);
}

static gboolean
names_session (gpointer row)
{
  return strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "Hall 2") != NULL;
}

/* The laptop that is met has the device of this one, so that one record tells of both. */
static void
test_session (UiFixture *fixture, gconstpointer unused)
{
  GListStore *neighbours = G_LIST_STORE (halqa_forum_get_neighbours (fixture->forum));
  HalqaStore *store = halqa_forum_get_store (fixture->forum);
  g_autoptr (GtkWidget) place = g_object_ref_sink (g_object_new (HALQA_TYPE_ROOM_PLACE, NULL));
  g_autoptr (HalqaNeighbour) neighbour = NULL;
  HalqaPeer peer = make_peer (1, 0);
  GtkWidget *row;

  add_session (fixture->forum, "Hall 2");
  halqa_place_set_forum (HALQA_PLACE (place), fixture->forum);
  peer.device = *halqa_identity_get_device (halqa_store_get_identity (store));
  neighbour = halqa_neighbour_new (&peer);
  g_list_store_append (neighbours, neighbour);
  row = find_widget (place, HALQA_TYPE_NEIGHBOUR_ROW);
  g_assert_false (names_session (row));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_widget (place, ADW_TYPE_COMBO_ROW)), 1);
  ui_fixture_wait (names_session, row);
  g_list_store_remove_all (neighbours);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");

  ui_fixture_add ("/ui/room/own-clock-is-wrong-where-others-agree", NULL, test_own_clock);
  ui_fixture_add ("/ui/room/a-clock-is-off-by-so-much", NULL, test_clock);
  ui_fixture_add ("/ui/room/what-a-laptop-lacks-is-counted", NULL, test_lacks);
  ui_fixture_add ("/ui/room/what-a-bad-laptop-did-is-told", NULL, test_conduct);
  ui_fixture_add ("/ui/room/everybody-has-everything-only-when-all-have", NULL, test_summary);
  ui_fixture_add ("/ui/room/who-is-shown-out-by-all-may-be-removed", NULL, test_removed);
  ui_fixture_add ("/ui/room/others-read-in-which-session-a-laptop-stands", NULL, test_session);
  ui_fixture_add ("/ui/room/news-leave-the-focus-where-it-is", NULL, test_focus_stays);
  ui_fixture_add ("/ui/words/a-mixed-line-has-the-direction-of-the-interface", NULL,
                  test_line_direction);
  return g_test_run ();
}
