/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "halqa-entry-private.h"
#include "notebook.h"

/* The log as replication reads and writes it. */

typedef struct
{
  Notebook *notebook;
  Notebook *peer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->notebook = notebook_new (NULL);
  fixture->peer = notebook_new (&fixture->notebook->key);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  notebook_assert_sound (fixture->notebook);
  notebook_free (fixture->notebook);
  notebook_free (fixture->peer);
}

static gboolean
note_arrival_cb (guint64 arrival,
                 const HalqaDot *dot,
                 const guint8 *entry,
                 gsize size,
                 const guint8 *signature,
                 gpointer user_data)
{
  g_string_append_printf (user_data, "%" G_GUINT64_FORMAT " ", arrival);
  return arrival != 9;
}

static void
assert_walk (Notebook *notebook,
             guint64 after,
             guint64 upto,
             const guint8 *except,
             guint limit,
             const char *arrivals)
{
  g_autoptr (GString) walked = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_reader_walk_log (notebook->reader, after, upto, except, limit,
                                        note_arrival_cb, walked, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (walked->str, ==, arrivals);
}

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    notebook_add (fixture->notebook, "a");
  assert_walk (fixture->notebook, 0, G_MAXUINT64, NULL, 0, "1 2 3 4 ");
  assert_walk (fixture->notebook, 1, 3, NULL, 0, "2 3 ");
  assert_walk (fixture->notebook, 0, 4, NULL, 2, "1 2 ");
  assert_walk (fixture->notebook, 4, G_MAXUINT64, NULL, 0, "");
  assert_walk (fixture->notebook, G_MAXUINT64, G_MAXUINT64, NULL, 0, "");
  g_assert_cmpuint (notebook_get_status (fixture->notebook).upto, ==, 4);
}

static void
test_the_walk_can_be_ended (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 12; i++)
    notebook_add (fixture->notebook, "a");
  assert_walk (fixture->notebook, 6, G_MAXUINT64, NULL, 0, "7 8 9 ");
  /* And begun again. */
  assert_walk (fixture->notebook, 10, G_MAXUINT64, NULL, 0, "11 12 ");
}

static void
test_not_back_where_it_came_from (Fixture *fixture, gconstpointer data)
{
  const guint8 *peer = halqa_store_get_store_id (fixture->peer->store);
  guint8 stranger[HALQA_STORE_ID_SIZE] = { 1 };

  notebook_add (fixture->notebook, "ours");
  notebook_add (fixture->peer, "theirs");
  notebook_give (fixture->peer, fixture->notebook);
  notebook_add (fixture->notebook, "ours");
  assert_walk (fixture->notebook, 0, G_MAXUINT64, peer, 0, "1 3 ");
  assert_walk (fixture->notebook, 0, G_MAXUINT64, stranger, 0, "1 2 3 ");
  assert_walk (fixture->notebook, 0, G_MAXUINT64, NULL, 0, "1 2 3 ");
}

static void
test_new_and_known (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  notebook_add (fixture->peer, "a");
  notebook_add (fixture->peer, "b");
  applied = notebook_give (fixture->peer, fixture->notebook);
  g_assert_cmpuint (applied.n_new, ==, 2);
  g_assert_cmpuint (applied.n_known, ==, 0);
  notebook_add (fixture->peer, "c");
  applied = notebook_give (fixture->peer, fixture->notebook);
  g_assert_cmpuint (applied.n_new, ==, 1);
  g_assert_cmpuint (applied.n_known, ==, 2);
  /* The same twice in one transaction. */
  entries = notebook_list_entries (fixture->peer, 0);
  notebook_add (fixture->peer, "d");
  g_ptr_array_unref (g_steal_pointer (&entries));
  entries = notebook_list_entries (fixture->peer, 3);
  g_ptr_array_add (entries, halqa_entry_ref (entries->pdata[0]));
  halqa_store_apply (fixture->notebook->store, entries, NULL, &applied, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (applied.n_new, ==, 1);
  g_assert_cmpuint (applied.n_known, ==, 1);
  notebook_assert_equal (fixture->notebook, fixture->peer);
}

static void
test_verbatim (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (GPtrArray) kept = NULL;

  notebook_add (fixture->peer, "حي");
  notebook_give (fixture->peer, fixture->notebook);
  sent = notebook_list_entries (fixture->peer, 0);
  kept = notebook_list_entries (fixture->notebook, 0);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_true (halqa_entry_id_equal (halqa_entry_get_id (sent->pdata[0]),
                                       halqa_entry_get_id (kept->pdata[0])));
}

static void
test_by_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GArray) found = NULL;
  g_autoptr (GArray) none = NULL;
  g_autoptr (GError) error = NULL;
  HalqaEntryId ids[4] = { 0 };

  for (guint i = 0; i < 5; i++)
    notebook_add (fixture->notebook, "a");
  entries = notebook_list_entries (fixture->notebook, 0);
  /* In any order, one twice, one that is not there. */
  ids[0] = *halqa_entry_get_id (entries->pdata[4]);
  ids[1] = *halqa_entry_get_id (entries->pdata[1]);
  ids[2] = ids[0];
  memset (ids[3].bytes, 0xff, sizeof ids[3].bytes);
  found = halqa_reader_find_arrivals (fixture->notebook->reader, ids, 4, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpint (g_array_index (found, gint64, 0), ==, 2);
  g_assert_cmpint (g_array_index (found, gint64, 1), ==, 5);
  none = halqa_reader_find_arrivals (fixture->notebook->reader, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

typedef struct
{
  guint64 last_stamp;
  guint n;
} Items;

static void
check_item_cb (guint64 stamp, const HalqaEntryId *id, gpointer user_data)
{
  Items *items = user_data;

  /* Two devices may have taken one stamp. */
  g_assert_cmpuint (stamp, >=, items->last_stamp);
  items->last_stamp = stamp;
  items->n++;
}

static void
test_items_in_order (Fixture *fixture, gconstpointer data)
{
  Items items = { 0 };

  notebook_add (fixture->notebook, "late to arrive");
  notebook_add (fixture->peer, "a");
  notebook_add (fixture->peer, "b");
  notebook_add (fixture->notebook, "c");
  notebook_give (fixture->notebook, fixture->peer);
  g_assert_true (halqa_reader_walk_items (fixture->peer->reader, check_item_cb, &items, NULL));
  g_assert_cmpuint (items.n, ==, 4);
}

static void
test_how_far_a_peer_was_read (Fixture *fixture, gconstpointer data)
{
  const guint8 *peer = halqa_store_get_store_id (fixture->peer->store);
  HalqaStore *store = fixture->notebook->store;
  HalqaReader *reader = fixture->notebook->reader;
  guint64 seen = 1;
  guint64 acked = 1;

  g_assert_false (halqa_reader_get_seen (reader, peer, &seen, &acked));
  g_assert_cmpuint (seen, ==, 0);
  g_assert_cmpuint (acked, ==, 0);
  g_assert_true (halqa_store_set_seen (store, peer, 7, 5, NULL));
  g_assert_true (halqa_reader_get_seen (reader, peer, &seen, &acked));
  g_assert_cmpuint (seen, ==, 7);
  g_assert_cmpuint (acked, ==, 5);
  g_assert_true (halqa_store_set_seen (store, peer, 9, 4, NULL));
  /* To have entries of a peer is not to have read it up to anywhere. */
  notebook_add (fixture->peer, "a");
  notebook_give (fixture->peer, fixture->notebook);
  g_assert_true (halqa_reader_get_seen (reader, peer, &seen, &acked));
  g_assert_cmpuint (seen, ==, 9);
  g_assert_cmpuint (acked, ==, 4);
}

static void
test_one_moment (Fixture *fixture, gconstpointer data)
{
  HalqaReader *reader = fixture->notebook->reader;

  notebook_add (fixture->notebook, "a");
  g_assert_true (halqa_reader_begin (reader, NULL));
  notebook_add (fixture->notebook, "b");
  g_assert_cmpuint (notebook_get_status (fixture->notebook).upto, ==, 1);
  g_assert_true (halqa_reader_begin (reader, NULL));
  halqa_reader_end (reader);
  g_assert_cmpuint (halqa_reader_count (reader, "card", NULL), ==, 1);
  assert_walk (fixture->notebook, 0, G_MAXUINT64, NULL, 0, "1 ");
  halqa_reader_end (reader);
  g_assert_cmpuint (notebook_get_status (fixture->notebook).upto, ==, 2);
}

/* An entry that names thousands of writes of devices that nobody knows holds nobody up. */
static void
test_unknown_devices (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N_DOTS = 5900,
  };
  g_autofree HalqaDot *dots = g_new (HalqaDot, N_DOTS);
  HalqaFieldWrite field = { .name = "title", .value = halqa_value_text ("a"), .replaced = dots };
  HalqaWrite write = { .kind = "card", .fields = &field, .n_fields = 1 };
  g_autoptr (GPtrArray) entries =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  field.n_replaced = N_DOTS;
  for (guint i = 0; i < 3; i++)
    {
      randombytes_buf (dots, N_DOTS * sizeof *dots);
      for (guint j = 0; j < N_DOTS; j++)
        dots[j].stamp %= HALQA_STAMP_END;
      g_ptr_array_add (entries,
                       halqa_entry_sign (fixture->peer->identity, &fixture->peer->key.forum, i + 1,
                                         &write, 1, &error));
      g_assert_no_error (error);
    }
  halqa_store_apply (fixture->notebook->store, entries, NULL, &applied, &error);
  g_assert_no_error (error);
  notebook_assert_text (fixture->notebook, &write.record, "title", "a");
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add ("/sync/log/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("walk/ranges-and-limits", test_ranges);
  ADD ("walk/can-be-ended", test_the_walk_can_be_ended);
  ADD ("walk/not-back-where-it-came-from", test_not_back_where_it_came_from);
  ADD ("apply/counts-new-and-known", test_new_and_known);
  ADD ("apply/verbatim", test_verbatim);
  ADD ("apply/thousands-of-unknown-devices", test_unknown_devices);
  ADD ("fetch/by-id", test_by_id);
  ADD ("items/in-the-order-of-stamps", test_items_in_order);
  ADD ("seen/how-far-a-peer-was-read", test_how_far_a_peer_was_read);
  ADD ("snapshot/one-moment", test_one_moment);
#undef ADD

  return g_test_run ();
}
