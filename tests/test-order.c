/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-app-error.h"
#include "halqa-draft-private.h"
#include "halqa-item-list.h"
#include "halqa-item-private.h"
#include "halqa-order.h"
#include "laptop.h"

#include <string.h>

/* Several laptops put records in order, and see one order. */

#define N_LAPTOPS 3

typedef struct
{
  HalqaForumKey key;
  Laptop laptops[N_LAPTOPS];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_LAPTOPS; i++)
    laptop_start (&fixture->laptops[i], &fixture->key, i == 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_LAPTOPS; i++)
    laptop_stop (&fixture->laptops[i]);
}

/* --- what a laptop shows and does */

static char *
join_labels (Laptop *self, const char *kind, const char *field, const char *parent)
{
  g_autoptr (HalqaItemList) list = halqa_item_list_new (self->forum, kind, "position", FALSE);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  halqa_item_list_set_parent (list, field, parent);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_ptr_array_add (labels, g_strdup (halqa_item_get_label (item)));
    }
  g_ptr_array_add (labels, NULL);
  return g_strjoinv ("", (char **) labels->pdata);
}

static void
expect_notes (Laptop *self, const char *subject, const char *labels)
{
  g_autofree char *shown = join_labels (self, "note", "subject", subject);

  g_assert_cmpstr (shown, ==, labels);
}

static char *
add_note (Laptop *self, const char *subject, const char *body)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  char *id = halqa_draft_add (draft, "note");

  halqa_draft_set_ref (draft, "note", id, "subject", subject);
  halqa_draft_set_text (draft, "note", id, "body", body);
  laptop_save (self, draft);
  return id;
}

static char *
dup_field (Laptop *self, const char *id, const char *field)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (self->forum, "note", id);

  return g_strdup (halqa_item_get_text (item, field));
}

static gboolean
count_write (guint64 arrival,
             const HalqaDot *dot,
             const guint8 *entry,
             gsize size,
             const guint8 *signature,
             gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

static guint
count_entries (Laptop *self)
{
  guint n = 0;

  g_assert_true (halqa_reader_walk_log (halqa_forum_get_reader (self->forum), 0, G_MAXINT64, NULL,
                                        0, count_write, &n, NULL));
  return n;
}

static void
move (Laptop *self, const char *id, HalqaOrderPlace place, const char *beside)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (self->forum, "note", id);
  g_autoptr (HalqaItem) other =
                 beside != NULL ? halqa_forum_dup_item (self->forum, "note", beside) : NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_order_move (self->forum, draft, item, place, other, &error));
  g_assert_no_error (error);
  laptop_save (self, draft);
}

/* Until all of them have what any has. */
static void
meet (Fixture *fixture)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < N_LAPTOPS; i++)
      laptop_send (&fixture->laptops[i], &fixture->laptops[(i + 1) % N_LAPTOPS]);
}

/* Notes "a", "b", … of one session; their ids. */
static GPtrArray *
add_notes (Laptop *self, const char *session, guint n)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const char body[] = { (char) ('a' + i), '\0' };

      g_ptr_array_add (ids, add_note (self, session, body));
    }
  return ids;
}

/* --- tests */

static void
test_new_comes_last (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  Laptop *there = &fixture->laptops[1];
  g_autofree char *session = laptop_add (here, "session", "title", "x");
  g_autofree char *other = laptop_add (here, "session", "title", "y");
  g_autoptr (GPtrArray) ids = add_notes (here, session, 3);
  g_autoptr (GPtrArray) others = add_notes (here, other, 1);
  g_autofree char *sessions = join_labels (here, "session", NULL, NULL);
  g_autofree char *position = dup_field (here, ids->pdata[0], "position");
  g_autofree char *arrived = NULL;

  g_assert_cmpstr (sessions, ==, "xy");
  g_assert_cmpstr (position, !=, "");
  move (here, ids->pdata[0], HALQA_ORDER_LAST, NULL);
  g_free (add_note (here, session, "d"));
  expect_notes (here, session, "bcad");
  expect_notes (here, other, "a");

  meet (fixture);
  arrived = add_note (there, session, "e");
  move (there, ids->pdata[1], HALQA_ORDER_LAST, NULL);
  meet (fixture);
  g_free (add_note (here, session, "f"));
  expect_notes (here, session, "cadebf");
}

/* A thousand in a moment: each is behind the one before, though that may not be on disk yet. */
static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (halqa_forum_save_finish (HALQA_FORUM (forum), result, NULL));
  (*(guint *) user_data)++;
}

static gboolean
all_saved (gpointer user_data)
{
  return *(guint *) user_data == 26;
}

static gboolean
nothing_is_unsaved (gpointer forum)
{
  return halqa_forum_get_n_unsaved (forum) == 0;
}

static void
test_many_at_once_keep_their_order (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  g_autofree char *session = laptop_add (here, "session", "title", "x");
  guint n_saved = 0;

  for (guint i = 0; i < 26; i++)
    {
      const char body[] = { (char) ('a' + i), '\0' };
      g_autoptr (HalqaDraft) draft = halqa_draft_new ();
      g_autofree char *id = halqa_draft_add (draft, "note");

      halqa_draft_set_ref (draft, "note", id, "subject", session);
      halqa_draft_set_text (draft, "note", id, "body", body);
      halqa_forum_save_async (here->forum, draft, NULL, saved_cb, &n_saved);
    }
  /* Who closes the forum now would wait for all of them. */
  g_assert_cmpuint (halqa_forum_get_n_unsaved (here->forum), ==, 26);
  wait_until (all_saved, &n_saved);
  wait_until (nothing_is_unsaved, here->forum);
  expect_notes (here, session, "abcdefghijklmnopqrstuvwxyz");
}

static void
test_a_move_writes_the_moved_record_alone (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  g_autofree char *session = laptop_add (here, "session", "title", "x");
  g_autoptr (GPtrArray) ids = add_notes (here, session, 4);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "note", ids->pdata[3]);
  HalqaChange *change = halqa_draft_get_change (draft);
  guint n_entries = count_entries (here);

  g_assert_true (halqa_order_move (here->forum, draft, item, HALQA_ORDER_FIRST, NULL, NULL));
  for (guint i = 0; i < ids->len; i++)
    {
      HalqaId id;

      g_assert_true (halqa_hex_decode (ids->pdata[i], id.bytes, sizeof id.bytes));
      g_assert_true ((halqa_change_get (change, "note", &id, "position") != NULL) == (i == 3));
    }
  laptop_save (here, draft);
  expect_notes (here, session, "dabc");
  move (here, ids->pdata[3], HALQA_ORDER_AFTER, ids->pdata[0]);
  expect_notes (here, session, "adbc");
  move (here, ids->pdata[2], HALQA_ORDER_BEFORE, ids->pdata[3]);
  expect_notes (here, session, "acdb");
  g_assert_cmpuint (count_entries (here), ==, n_entries + 3);

  /* Where it stands already, or beside itself: nothing. */
  move (here, ids->pdata[2], HALQA_ORDER_AFTER, ids->pdata[0]);
  move (here, ids->pdata[2], HALQA_ORDER_BEFORE, ids->pdata[2]);
  move (here, ids->pdata[0], HALQA_ORDER_FIRST, NULL);
  g_assert_cmpuint (count_entries (here), ==, n_entries + 3);
}

static void
test_records_without_a_key_come_last_and_get_one (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  g_autofree char *session = laptop_add (here, "session", "title", "x");
  g_autoptr (GPtrArray) ids = add_notes (here, session, 5);
  g_autofree char *untouched = NULL;
  guint n_entries;

  for (guint i = 1; i < ids->len; i++)
    laptop_set (here, "note", ids->pdata[i], "position", "");
  expect_notes (here, session, "abcde");
  g_free (add_note (here, session, "f"));
  expect_notes (here, session, "abcdef");

  n_entries = count_entries (here);
  move (here, ids->pdata[4], HALQA_ORDER_AFTER, ids->pdata[2]);
  expect_notes (here, session, "abcedf");
  g_assert_cmpuint (count_entries (here), ==, n_entries + 1);
  untouched = dup_field (here, ids->pdata[3], "position");
  g_assert_cmpstr (untouched, ==, "");
  move (here, ids->pdata[3], HALQA_ORDER_FIRST, NULL);
  expect_notes (here, session, "dabcef");
}

static void
test_equal_and_foreign_keys_make_room (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[][5] = {
    { "a0", "a0", "a0", "a0", "a0" },
    { "!", "!", "!", "!", "!" },
    { "0", "0", "00", "000", "0000" },
    { "ح", "ح", "ح0", "ي", "ي" },
  };
  Laptop *here = &fixture->laptops[0];
  g_autofree char *endless = g_strnfill (60000, 'z');

  for (guint i = 0; i <= G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *session = laptop_add (here, "session", "title", "x");
      g_autoptr (GPtrArray) ids = add_notes (here, session, 5);

      for (guint j = 0; j < ids->len; j++)
        laptop_set (here, "note", ids->pdata[j], "position",
                    i < G_N_ELEMENTS (keys) ? keys[i][j] : endless);
      expect_notes (here, session, "abcde");
      move (here, ids->pdata[4], HALQA_ORDER_FIRST, NULL);
      expect_notes (here, session, "eabcd");
      move (here, ids->pdata[0], HALQA_ORDER_AFTER, ids->pdata[2]);
      expect_notes (here, session, "ebcad");
      move (here, ids->pdata[1], HALQA_ORDER_LAST, NULL);
      expect_notes (here, session, "ecadb");
    }
}

static void
test_only_within_one_list (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  g_autofree char *session = laptop_add (here, "session", "title", "x");
  g_autofree char *other = laptop_add (here, "session", "title", "y");
  g_autoptr (GPtrArray) ids = add_notes (here, session, 2);
  g_autoptr (GPtrArray) others = add_notes (here, other, 1);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "note", ids->pdata[0]);
  g_autoptr (HalqaItem) beside = halqa_forum_dup_item (here->forum, "note", others->pdata[0]);
  g_autoptr (HalqaItem) forum = halqa_forum_dup_item (here->forum, "session", session);
  g_autoptr (GError) error = NULL;

  g_assert_false (halqa_order_move (here->forum, draft, item, HALQA_ORDER_AFTER, beside, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (halqa_order_move (here->forum, draft, item, HALQA_ORDER_AFTER, forum, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
  g_clear_error (&error);
  laptop_delete (here, "note", ids->pdata[0]);
  g_assert_false (halqa_order_move (here->forum, draft, item, HALQA_ORDER_LAST, NULL, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
  g_assert_true (halqa_draft_is_empty (draft));
}

/* Nobody can choose between two keys: the later move stands, and no mark is made of the other. */
static void
test_two_that_move_one_record_are_no_conflict (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  Laptop *there = &fixture->laptops[1];
  g_autofree char *session = laptop_add (here, "session", "title", "x");
  g_autoptr (GPtrArray) ids = add_notes (here, session, 3);
  g_autoptr (HalqaItem) item = NULL;

  meet (fixture);
  move (here, ids->pdata[2], HALQA_ORDER_FIRST, NULL);
  g_usleep (2000);
  move (there, ids->pdata[2], HALQA_ORDER_AFTER, ids->pdata[0]);
  laptop_delete (&fixture->laptops[2], "note", ids->pdata[1]);
  move (here, ids->pdata[1], HALQA_ORDER_FIRST, NULL);
  meet (fixture);
  expect_notes (here, session, "ac");
  expect_notes (there, session, "ac");
  item = halqa_forum_dup_item (here->forum, "note", ids->pdata[2]);
  g_assert_cmpuint (halqa_item_get_n_conflicts (item), ==, 0);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (here->forum), ==, 0);
  g_assert_true (halqa_store_check (here->store, FALSE, NULL, NULL, NULL));
}

/* --- random moves */

static void
move_at_random (Laptop *self, GPtrArray *ids)
{
  const guint from = (guint) g_test_rand_int_range (0, (gint32) ids->len);
  const guint beside = (guint) g_test_rand_int_range (0, (gint32) ids->len);
  const HalqaOrderPlace place = (HalqaOrderPlace) g_test_rand_int_range (0, 4);

  move (self, ids->pdata[from], place, place >= HALQA_ORDER_BEFORE ? ids->pdata[beside] : NULL);
}

/* Where it was put: nobody else has moved anything that it was put beside. */
static void
move_and_expect (Laptop *self, const char *session, GPtrArray *ids)
{
  const guint from = (guint) g_test_rand_int_range (0, (gint32) ids->len);
  const guint beside = (guint) g_test_rand_int_range (0, (gint32) ids->len);
  g_autofree char *before = join_labels (self, "note", "subject", session);
  g_autofree char *after = NULL;
  const char moved[] = { (char) ('a' + from), '\0' };
  const char target[] = { (char) ('a' + beside), '\0' };
  g_autoptr (GString) expected = g_string_new (before);

  if (from == beside)
    return;
  g_string_replace (expected, moved, "", 1);
  g_string_insert (expected, strstr (expected->str, target) - expected->str + 1, moved);
  move (self, ids->pdata[from], HALQA_ORDER_AFTER, ids->pdata[beside]);
  after = join_labels (self, "note", "subject", session);
  g_assert_cmpstr (after, ==, expected->str);
}

static void
test_all_see_one_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *session = laptop_add (&fixture->laptops[0], "session", "title", "x");
  g_autoptr (GPtrArray) ids = add_notes (&fixture->laptops[0], session, 12);

  /* As from a file: three without a key. */
  for (guint i = 8; i < 11; i++)
    laptop_set (&fixture->laptops[0], "note", ids->pdata[i], "position", "");
  for (guint round = 0; round < 12; round++)
    {
      g_autofree char *first = NULL;

      meet (fixture);
      first = join_labels (&fixture->laptops[0], "note", "subject", session);
      g_assert_cmpuint (strlen (first), ==, ids->len);
      for (guint i = 1; i < N_LAPTOPS; i++)
        expect_notes (&fixture->laptops[i], session, first);
      move_and_expect (&fixture->laptops[round % N_LAPTOPS], session, ids);
      for (guint i = 0; i < N_LAPTOPS; i++)
        for (int n = g_test_rand_int_range (0, 3); n > 0; n--)
          move_at_random (&fixture->laptops[i], ids);
    }
}

/* What one laptop moves alone is where it put it on the others too, whatever they move meanwhile. */
static void
test_a_move_stands_among_others (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  Laptop *there = &fixture->laptops[1];
  g_autofree char *session = laptop_add (here, "session", "title", "x");
  g_autoptr (GPtrArray) ids = add_notes (here, session, 6);
  g_autofree char *order = NULL;

  meet (fixture);
  move (here, ids->pdata[5], HALQA_ORDER_AFTER, ids->pdata[0]);
  move (there, ids->pdata[4], HALQA_ORDER_AFTER, ids->pdata[0]);
  move (&fixture->laptops[2], ids->pdata[3], HALQA_ORDER_LAST, NULL);
  meet (fixture);
  order = join_labels (here, "note", "subject", session);
  g_assert_true (g_str_equal (order, "afebcd") || g_str_equal (order, "aefbcd"));
  for (guint i = 1; i < N_LAPTOPS; i++)
    expect_notes (&fixture->laptops[i], session, order);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/app/order/new-comes-last", test_new_comes_last);
  ADD ("/app/order/many-at-once-keep-their-order", test_many_at_once_keep_their_order);
  ADD ("/app/order/a-move-writes-the-moved-record-alone",
       test_a_move_writes_the_moved_record_alone);
  ADD ("/app/order/records-without-a-key-come-last-and-get-one",
       test_records_without_a_key_come_last_and_get_one);
  ADD ("/app/order/equal-and-foreign-keys-make-room", test_equal_and_foreign_keys_make_room);
  ADD ("/app/order/only-within-one-list", test_only_within_one_list);
  ADD ("/app/order/two-that-move-one-record-are-no-conflict",
       test_two_that_move_one_record_are_no_conflict);
  ADD ("/app/order/all-see-one-order", test_all_see_one_order);
  ADD ("/app/order/a-move-stands-among-others", test_a_move_stands_among_others);
  return g_test_run ();
}
