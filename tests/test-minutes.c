/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-jotter.h"
#include "halqa-minutes.h"
#include "halqa-order.h"
#include "laptop.h"

#include <string.h>

/* What is said in one session: proposals and notes in one list; and what is only half-written there. */

typedef struct
{
  HalqaForumKey key;
  Laptop here;
  char *session;
  HalqaMinutes *minutes;
  const char *expected; /* labels, one after the other */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->here, &fixture->key, TRUE);
  fixture->session = laptop_add (&fixture->here, "session", "title", "ورشة البيئة");
  fixture->minutes = halqa_minutes_new (fixture->here.forum, fixture->session);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->minutes);
  g_free (fixture->session);
  laptop_stop (&fixture->here);
}

/* Of a proposal or a note of the session; the age of the next is another. */
static char *
say (Fixture *fixture, const char *kind, const char *text)
{
  const gboolean is_note = strcmp (kind, "note") == 0;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  char *id = halqa_draft_add (draft, kind);

  halqa_draft_set_ref (draft, kind, id, is_note ? "subject" : "session", fixture->session);
  halqa_draft_set_text (draft, kind, id, is_note ? "body" : "title", text);
  laptop_save (&fixture->here, draft);
  g_usleep (2000);
  return id;
}

static gboolean
is_as_expected (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GString) labels = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->minutes)); i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->minutes), i);

      g_string_append (labels, halqa_item_get_label (item));
    }
  return strcmp (labels->str, fixture->expected) == 0;
}

/* The list comes to rest in its time. */
static void
expect (Fixture *fixture, const char *labels)
{
  fixture->expected = labels;
  wait_until (is_as_expected, fixture);
}

static void
move_first (Fixture *fixture, const char *kind, const char *id)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (fixture->here.forum, kind, id);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (GError) error = NULL;

  halqa_order_move (fixture->here.forum, draft, item, HALQA_ORDER_FIRST, NULL, &error);
  g_assert_no_error (error);
  laptop_save (&fixture->here, draft);
}

static void
test_note_below (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = say (fixture, "note", "1");
  g_autofree char *a = say (fixture, "proposal", "A");
  g_autofree char *after_a = say (fixture, "note", "2");
  g_autofree char *b = say (fixture, "proposal", "B");
  g_autofree char *after_b = say (fixture, "note", "3");
  g_autofree char *also_after_b = say (fixture, "note", "4");

  expect (fixture, "1A2B34");
  /* With what was said about it; and the order of the notes is their own. */
  move_first (fixture, "proposal", b);
  expect (fixture, "1B34A2");
  move_first (fixture, "note", also_after_b);
  expect (fixture, "1B43A2");
  laptop_delete (&fixture->here, "proposal", b);
  expect (fixture, "1A423");
}

static void
expect_neighbour (Fixture *fixture, const char *id, int step, const char *label)
{
  const guint position = halqa_minutes_find (fixture->minutes, id);
  g_autoptr (HalqaItem) item = halqa_minutes_dup_neighbour (fixture->minutes, position, step);

  g_assert_cmpstr (item != NULL ? halqa_item_get_label (item) : NULL, ==, label);
}

static void
test_neighbours (Fixture *fixture, gconstpointer data)
{
  g_autofree char *a = say (fixture, "proposal", "A");
  g_autofree char *one = say (fixture, "note", "1");
  g_autofree char *two = say (fixture, "note", "2");
  g_autofree char *b = say (fixture, "proposal", "B");

  expect (fixture, "A12B");
  expect_neighbour (fixture, a, -1, NULL);
  expect_neighbour (fixture, a, 1, "B");
  expect_neighbour (fixture, b, 1, NULL);
  expect_neighbour (fixture, b, -1, "A");
  expect_neighbour (fixture, one, -1, NULL);
  expect_neighbour (fixture, one, 1, "2");
  expect_neighbour (fixture, two, 1, NULL);
  g_assert_cmpuint (halqa_minutes_find (fixture->minutes, fixture->session), ==, G_MAXUINT);
}

/* What a new row does not touch is not told of. */
static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  g_autofree char *a = say (fixture, "proposal", "A");
  g_autofree char *b = NULL;
  ListLog log;

  expect (fixture, "A");
  list_log_start (&log, fixture->minutes);
  b = say (fixture, "proposal", "B");
  expect (fixture, "AB");
  list_log_expect (&log, 1, 0, 1);
  laptop_set (&fixture->here, "proposal", a, "body", "x");
  list_log_expect (&log, 0, 0, 0);
  list_log_stop (&log);
}

static gboolean
is_kept (gpointer forum)
{
  return halqa_forum_get_n_unsaved (forum) == 0;
}

static void
expect_jotted (Fixture *fixture, const char *title, const char *text)
{
  g_autoptr (HalqaJotter) jotter = halqa_jotter_new (fixture->here.forum);
  g_autofree char *kept_title = halqa_jotter_dup_text (jotter, fixture->session, "title");
  g_autofree char *kept_text = halqa_jotter_dup_text (jotter, fixture->session, "text");

  g_assert_cmpstr (kept_title, ==, title);
  g_assert_cmpstr (kept_text, ==, text);
}

static void
test_half_written (Fixture *fixture, gconstpointer data)
{
  HalqaJotter *jotter = halqa_jotter_new (fixture->here.forum);

  expect_jotted (fixture, "", "");
  halqa_jotter_set_text (jotter, fixture->session, "title", "نصف [جملة]\n=;#");
  halqa_jotter_set_text (jotter, fixture->session, "text", " \t\\x");
  g_assert_cmpuint (halqa_forum_get_n_unsaved (fixture->here.forum), ==, 1);
  wait_until (is_kept, fixture->here.forum);
  expect_jotted (fixture, "نصف [جملة]\n=;#", " \t\\x");
  /* Typed while the last is on its way. */
  halqa_jotter_set_text (jotter, fixture->session, "title", "a");
  halqa_jotter_flush (jotter);
  halqa_jotter_set_text (jotter, fixture->session, "title", "b");
  halqa_jotter_flush (jotter);
  wait_until (is_kept, fixture->here.forum);
  expect_jotted (fixture, "b", " \t\\x");
  halqa_jotter_forget (jotter, fixture->session);
  halqa_jotter_flush (jotter);
  wait_until (is_kept, fixture->here.forum);
  expect_jotted (fixture, "", "");
  g_assert_finalize_object (jotter);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/minutes/a-note-stands-below-what-was-proposed-before-it", test_note_below);
  ADD ("/app/minutes/what-can-change-places-is-of-one-kind", test_neighbours);
  ADD ("/app/minutes/a-new-row-moves-no-other", test_quiet);
  ADD ("/app/jotter/what-is-half-written-is-there-again", test_half_written);
  return g_test_run ();
}
