/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-change.h"
#include "laptop.h"

/* A list moves only the rows that were touched. */

#define N_MANY 10000
#define N_SOME 1000
#define N_IN_ONE_ENTRY 500

/* Proposals "title 00000" and so on, in that order of making. */
static void
add_many (Laptop *laptop, guint n_records)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  g_autoptr (GError) error = NULL;
  HalqaChange *change = NULL;

  for (guint i = 0; i < n_records; i++)
    {
      g_autofree char *title = g_strdup_printf ("title %05u", i);
      const HalqaValue value = halqa_value_text (title);
      HalqaId id = { { 0 } };

      /* Of one stamp they are ordered by id: made in that order too. */
      id.bytes[0] = 1;
      id.bytes[2] = i >> 8;
      id.bytes[3] = i;
      if (i % N_IN_ONE_ENTRY == 0)
        {
          change = halqa_change_new ();
          g_ptr_array_add (changes, change);
        }
      halqa_change_create (change, "proposal", &id);
      halqa_change_set (change, "proposal", &id, "title", &value, HALQA_REPLACE_SHOWN);
    }
  halqa_store_commit_many (laptop->store, changes, &error);
  g_assert_no_error (error);
}

static char *
dup_id_at (gpointer list, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (list, position);

  g_assert_nonnull (item);
  return g_strdup (halqa_item_get_id (item));
}

/* The titles of a list, parted by commas. */
static char *
dup_titles (gpointer list)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (list, i);

      g_string_append_printf (titles, "%s%s", i > 0 ? "," : "",
                              halqa_item_get_text (item, "title"));
    }
  return g_string_free (g_steal_pointer (&titles), FALSE);
}

static void
expect_titles (gpointer list, const char *expected)
{
  g_autofree char *titles = dup_titles (list);

  g_assert_cmpstr (titles, ==, expected);
}

/* Connected swapped, so that it serves any signal. */
static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_order (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *beta = laptop_add (here, "proposal", "title", "beta");
  g_autofree char *untitled = laptop_add (here, "proposal", "body", "words");
  g_autofree char *gamma = laptop_add (here, "proposal", "title", "gamma");
  g_autofree char *alpha = laptop_add (here, "proposal", "title", "alpha");
  g_autofree char *second_beta = laptop_add (here, "proposal", "title", "beta");
  g_autoptr (HalqaItemList) by_title = NULL;
  g_autoptr (HalqaItemList) by_age = NULL;

  by_title = halqa_item_list_new (here->forum, "proposal", "title", FALSE);
  expect_titles (by_title, "alpha,beta,beta,gamma,");
  g_assert_cmpuint (halqa_item_list_find (by_title, beta), ==, 1);
  g_assert_cmpuint (halqa_item_list_find (by_title, second_beta), ==, 2);
  /* The other way round: what is empty stays last, and the older of equals first. */
  halqa_item_list_set_sort (by_title, "title", TRUE, NULL);
  expect_titles (by_title, "gamma,beta,beta,alpha,");
  g_assert_cmpuint (halqa_item_list_find (by_title, beta), ==, 1);

  by_age = halqa_item_list_new (here->forum, "proposal", "created", FALSE);
  expect_titles (by_age, "beta,,gamma,alpha,beta");
  laptop_set (here, "proposal", gamma, "body", "more words");
  halqa_item_list_set_sort (by_age, "updated", TRUE, NULL);
  expect_titles (by_age, "gamma,beta,alpha,,beta");
  g_assert_cmpuint (halqa_item_list_find (by_age, alpha), ==, 2);
  g_assert_cmpuint (halqa_item_list_find (by_age, untitled), ==, 3);
  g_assert_cmpuint (halqa_item_list_find (by_age, "no id"), ==, G_MAXUINT);
}

static void
test_numbers_are_sorted_as_numbers (LaptopPair *fixture, gconstpointer data)
{
  static const gint64 counts[] = { 10, 9, -1, 100 };
  static const char *const expected = "-1,9,10,100,none";
  Laptop *here = &fixture->here;
  g_autofree char *uncounted = laptop_add (here, "session", "title", "none");
  g_autoptr (HalqaItemList) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (HalqaDraft) draft = halqa_draft_new ();
      g_autofree char *id = halqa_draft_add (draft, "session");
      g_autofree char *title = g_strdup_printf ("%d", (int) counts[i]);

      halqa_draft_set_text (draft, "session", id, "title", title);
      halqa_draft_set_int (draft, "session", id, "attendees_count", counts[i]);
      laptop_save (here, draft);
    }
  list = halqa_item_list_new (here->forum, "session", "attendees_count", FALSE);
  expect_titles (list, expected);
}

static void
test_edit_moves_nothing (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (HalqaItem) selected = NULL;
  g_autofree char *id = NULL;
  guint n_said = 0;
  ListLog log;

  add_many (here, N_SOME);
  laptop_send (here, there);
  list = halqa_item_list_new (here->forum, "proposal", "created", FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, N_SOME);
  selected = g_list_model_get_item (G_LIST_MODEL (list), 500);
  g_assert_cmpstr (halqa_item_get_label (selected), ==, "title 00500");
  g_signal_connect_swapped (selected, "changed", G_CALLBACK (count_cb), &n_said);
  id = g_strdup (halqa_item_get_id (selected));
  list_log_start (&log, list);

  laptop_set (there, "proposal", id, "title", "another title");
  g_assert_cmpuint (laptop_send (there, here), >, 0);
  list_log_expect (&log, 0, 0, 0);
  g_assert_cmpuint (n_said, ==, 1);
  g_assert_cmpstr (halqa_item_get_label (selected), ==, "another title");
  g_assert_cmpuint (halqa_item_list_find (list, id), ==, 500);
  list_log_stop (&log);
}

/* What a person would notice, in as many rows as a forum may have: an edit from elsewhere and a new
 * record above the selected row. */
static void
test_ten_thousand_rows (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autoptr (HalqaItemList) arriving_list = NULL;
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (HalqaItem) selected = NULL;
  g_autoptr (HalqaItem) still_selected = NULL;
  g_autofree char *edited = NULL;
  g_autofree char *arriving = NULL;
  guint n_said = 0;
  ListLog log;

  /* A whole forum that arrives in a list comes in few runs, between which a window draws. */
  arriving_list = halqa_item_list_new (there->forum, "proposal", "title", FALSE);
  list_log_start (&log, arriving_list);
  add_many (here, N_MANY);
  laptop_send (here, there);
  list_log_expect (&log, MIN (log.n_signals, N_MANY / 100), 0, N_MANY);
  list_log_stop (&log);

  list = halqa_item_list_new (here->forum, "proposal", "title", FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, N_MANY);
  selected = g_list_model_get_item (G_LIST_MODEL (list), 7000);
  g_signal_connect_swapped (selected, "changed", G_CALLBACK (count_cb), &n_said);
  list_log_start (&log, list);

  edited = dup_id_at (list, 3000);
  laptop_set (there, "proposal", edited, "body", "words");
  laptop_send (there, here);
  list_log_expect (&log, 0, 0, 0);
  arriving = laptop_add (there, "proposal", "title", "title 06000 and a half");
  laptop_send (there, here);
  list_log_expect (&log, 1, 0, 1);
  g_assert_cmpuint (halqa_item_list_find (list, arriving), ==, 6001);
  /* The selected row has moved down by one, and is the very same. */
  still_selected = g_list_model_get_item (G_LIST_MODEL (list), 7001);
  g_assert_true (still_selected == selected);
  g_assert_cmpuint (n_said, ==, 0);
  list_log_stop (&log);
}

static void
test_move_keeps_the_object (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (HalqaItem) moving = NULL;
  g_autoptr (HalqaItem) moved = NULL;
  ListLog log;

  add_many (here, N_SOME);
  laptop_send (here, there);
  list = halqa_item_list_new (here->forum, "proposal", "title", FALSE);
  moving = g_list_model_get_item (G_LIST_MODEL (list), 100);
  list_log_start (&log, list);

  laptop_set (there, "proposal", halqa_item_get_id (moving), "title", "title 00900 and a half");
  laptop_send (there, here);
  list_log_expect (&log, 2, 1, 1);
  moved = g_list_model_get_item (G_LIST_MODEL (list), 900);
  g_assert_true (moved == moving);

  /* Another key that belongs between the same two moves nothing. */
  laptop_set (there, "proposal", halqa_item_get_id (moving), "title", "title 00900 and more");
  laptop_send (there, here);
  list_log_expect (&log, 0, 0, 0);
  g_assert_cmpuint (halqa_item_list_find (list, halqa_item_get_id (moving)), ==, 900);
  list_log_stop (&log);
}

/* What a view does: lets go of the row that leaves, and asks for the one that comes. */
static void
follow_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  HalqaItem **shown = user_data;

  if (removed > 0)
    g_clear_object (shown);
  if (added > 0)
    *shown = g_list_model_get_item (list, position);
}

static void
test_move_is_no_new_object_to_a_view (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *alpha = laptop_add (here, "proposal", "title", "alpha");
  g_autofree char *beta = laptop_add (here, "proposal", "title", "beta");
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (HalqaItem) shown = NULL;

  list = halqa_item_list_new (here->forum, "proposal", "title", FALSE);
  shown = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_object_set_data (G_OBJECT (shown), "mark", alpha);
  g_signal_connect (list, "items-changed", G_CALLBACK (follow_cb), &shown);
  laptop_set (here, "proposal", alpha, "title", "gamma");
  g_assert_cmpuint (halqa_item_list_find (list, beta), ==, 0);
  g_assert_nonnull (shown);
  g_assert_true (g_object_get_data (G_OBJECT (shown), "mark") == alpha);
  g_signal_handlers_disconnect_by_data (list, &shown);
}

static HalqaDraft *
draft_arrivals (guint n_records)
{
  HalqaDraft *draft = halqa_draft_new ();

  for (guint i = 0; i < n_records; i++)
    {
      g_autofree char *id = halqa_draft_add (draft, "proposal");

      halqa_draft_set_text (draft, "proposal", id, "title", "arrived");
    }
  return draft;
}

/* Every tenth row. */
static HalqaDraft *
draft_edits (gpointer list, guint n_rows)
{
  HalqaDraft *draft = halqa_draft_new ();

  for (guint i = 0; i < n_rows; i += 10)
    {
      g_autofree char *id = dup_id_at (list, i);

      halqa_draft_set_text (draft, "proposal", id, "body", "edited");
    }
  return draft;
}

static void
test_many_come_in_runs (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autoptr (HalqaItemList) by_age = NULL;
  g_autoptr (HalqaItemList) by_change = NULL;
  g_autoptr (HalqaDraft) arrivals = draft_arrivals (200);
  g_autoptr (HalqaDraft) edits = NULL;
  ListLog age_log;
  ListLog change_log;

  add_many (here, N_SOME);
  laptop_send (here, there);
  laptop_settle (here);
  by_age = halqa_item_list_new (here->forum, "proposal", "created", FALSE);
  by_change = halqa_item_list_new (here->forum, "proposal", "updated", TRUE);
  list_log_start (&age_log, by_age);
  list_log_start (&change_log, by_change);

  laptop_save (there, arrivals);
  laptop_send (there, here);
  list_log_expect (&age_log, 1, 0, 200);
  list_log_expect (&change_log, 1, 0, 200);

  laptop_settle (here);
  /* Every tenth row goes to the top: each leaves by itself, all come together. */
  edits = draft_edits (by_age, N_SOME);
  laptop_save (there, edits);
  laptop_send (there, here);
  list_log_expect (&age_log, 0, 0, 0);
  list_log_expect (&change_log, N_SOME / 10 + 1, N_SOME / 10, N_SOME / 10);
  list_log_stop (&age_log);
  list_log_stop (&change_log);
}

static void
send_and_find (Laptop *from, Laptop *to, HalqaItemList *list)
{
  laptop_send (from, to);
  laptop_settle (to);
  list_settle (list);
}

static void
test_search_is_live (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autoptr (HalqaItemList) list = NULL;
  g_autofree char *first = laptop_add (here, "proposal", "title", "Jardins de la Médina");
  g_autofree char *second = laptop_add (here, "proposal", "title", "إنارة الأحياء");
  g_autofree char *arriving = NULL;
  ListLog log;

  laptop_send (here, there);
  laptop_settle (here);
  list = halqa_item_list_new (here->forum, "proposal", "created", FALSE);
  list_log_start (&log, list);
  halqa_item_list_set_search (list, "medina");
  list_log_expect (&log, 1, 1, 0);
  expect_titles (list, "Jardins de la Médina");

  arriving = laptop_add (there, "proposal", "title", "Écoles de la médina");
  send_and_find (there, here, list);
  list_log_expect (&log, 1, 0, 1);
  laptop_set (there, "proposal", first, "title", "Jardins");
  laptop_set (there, "proposal", second, "body", "à Médina");
  send_and_find (there, here, list);
  expect_titles (list, "Écoles de la médina,إنارة الأحياء");
  log = (ListLog){ .list = log.list };
  laptop_set (there, "proposal", first, "body", "un mot");
  send_and_find (there, here, list);
  list_log_expect (&log, 0, 0, 0);

  halqa_item_list_set_search (list, "احياء");
  expect_titles (list, "إنارة الأحياء");
  halqa_item_list_set_search (list, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  list_log_stop (&log);
}

/* The rows that a search does not find are kept, and kept up to date, for the next letter. */
static void
test_search_as_one_types (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *first = laptop_add (here, "proposal", "title", "eau potable");
  g_autofree char *second = laptop_add (here, "proposal", "title", "école");
  g_autofree char *third = NULL;
  g_autoptr (HalqaItemList) list = NULL;

  laptop_settle (here);
  list = halqa_item_list_new (here->forum, "proposal", "title", FALSE);
  halqa_item_list_set_search (list, "e");
  expect_titles (list, "eau potable,école");
  halqa_item_list_set_search (list, "ec");
  expect_titles (list, "école");

  third = laptop_add (here, "proposal", "title", "eau de pluie");
  laptop_set (here, "proposal", first, "title", "toit");
  laptop_delete (here, "proposal", second);
  laptop_settle (here);
  list_settle (list);
  expect_titles (list, "");
  halqa_item_list_set_search (list, "e");
  expect_titles (list, "eau de pluie");
  halqa_item_list_set_sort (list, "title", TRUE, NULL);
  expect_titles (list, "eau de pluie");
  halqa_item_list_set_search (list, "…");
  expect_titles (list, "toit,eau de pluie");
  halqa_item_list_set_search (list, "toi");
  halqa_item_list_set_search (list, NULL);
  expect_titles (list, "toit,eau de pluie");
}

static void
test_search_after_the_tables_were_made_anew (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *title = laptop_add (here, "proposal", "title", "eau");
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (GError) error = NULL;

  laptop_settle (here);
  list = halqa_item_list_new (here->forum, "proposal", "title", FALSE);
  halqa_item_list_set_search (list, "ecole");
  expect_titles (list, "");
  g_assert_true (halqa_store_check (here->store, TRUE, NULL, NULL, &error));
  laptop_settle (here);
  halqa_item_list_set_search (list, "eau");
  expect_titles (list, "eau");
}

static char *
add_to_session (Laptop *laptop, const char *session, const char *title)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  char *id = halqa_draft_add (draft, "proposal");

  halqa_draft_set_text (draft, "proposal", id, "title", title);
  halqa_draft_set_ref (draft, "proposal", id, "session", session);
  laptop_save (laptop, draft);
  return id;
}

static void
test_parent_filter (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *water = laptop_add (here, "session", "title", "water");
  g_autofree char *work = laptop_add (here, "session", "title", "work");
  g_autofree char *one = add_to_session (here, water, "one");
  g_autofree char *two = add_to_session (here, work, "two");
  g_autofree char *three = NULL;
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  ListLog log;

  list = halqa_item_list_new_below (here->forum, "proposal", "title", "session", water);
  expect_titles (list, "one");
  list_log_start (&log, list);
  three = add_to_session (here, work, "three");
  list_log_expect (&log, 0, 0, 0);

  /* One that is put into another session goes, one that comes from there comes. */
  halqa_draft_set_ref (draft, "proposal", three, "session", water);
  halqa_draft_set_ref (draft, "proposal", one, "session", work);
  laptop_save (here, draft);
  expect_titles (list, "three");
  list_log_expect (&log, 2, 1, 1);
  halqa_item_list_set_parent (list, "session", work);
  expect_titles (list, "one,two");
  halqa_item_list_set_parent (list, NULL, NULL);
  expect_titles (list, "one,three,two");
  list_log_stop (&log);
}

static void
test_deletion_and_restore (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *one = laptop_add (here, "proposal", "title", "one");
  g_autofree char *two = laptop_add (here, "proposal", "title", "two");
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (HalqaItem) item = NULL;
  g_autoptr (HalqaItem) back = NULL;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  guint n_notified = 0;
  ListLog log;

  list = halqa_item_list_new (here->forum, "proposal", "created", FALSE);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  list_log_start (&log, list);
  g_signal_connect_swapped (list, "notify::n-items", G_CALLBACK (count_cb), &n_notified);
  laptop_delete (here, "proposal", one);
  list_log_expect (&log, 1, 1, 0);
  g_assert_true (halqa_item_is_deleted (item));
  g_assert_cmpuint (halqa_item_list_find (list, one), ==, G_MAXUINT);
  g_assert_cmpuint (halqa_item_list_find (list, two), ==, 0);

  halqa_draft_restore (draft, "proposal", one);
  laptop_save (here, draft);
  list_log_expect (&log, 1, 0, 1);
  g_assert_false (halqa_item_is_deleted (item));
  back = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (back == item);
  g_assert_cmpuint (n_notified, ==, 2);
  list_log_stop (&log);
}

static void
test_only_a_new_filter_resets (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autoptr (HalqaItemList) list = NULL;
  ListLog log;

  add_many (here, 3);
  list = halqa_item_list_new (here->forum, "proposal", "title", FALSE);
  list_log_start (&log, list);
  halqa_item_list_set_sort (list, "title", TRUE, NULL);
  list_log_expect (&log, 1, 3, 3);
  /* The same again, or another that comes to the same, says nothing. */
  halqa_item_list_set_sort (list, "title", TRUE, NULL);
  laptop_settle (here);
  halqa_item_list_set_search (list, "title");
  halqa_item_list_set_search (list, NULL);
  list_log_expect (&log, 0, 0, 0);
  list_log_stop (&log);
}

static void
test_lists_share_items (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autoptr (HalqaItemList) one = NULL;
  g_autoptr (HalqaItemList) other = NULL;
  g_autoptr (HalqaItem) from_one = NULL;
  g_autoptr (HalqaItem) from_other = NULL;

  add_many (here, 10);
  one = halqa_item_list_new (here->forum, "proposal", "title", FALSE);
  other = halqa_item_list_new (here->forum, "proposal", "title", TRUE);
  from_one = g_list_model_get_item (G_LIST_MODEL (one), 2);
  from_other = g_list_model_get_item (G_LIST_MODEL (other), 7);
  g_assert_true (from_one == from_other);
  /* And nobody but who looks at it holds it. */
  g_clear_object (&from_other);
  g_assert_finalize_object (g_steal_pointer (&from_one));
}

#define ADD(path, func)                                                                            \
  g_test_add (path, LaptopPair, NULL, laptop_pair_set_up, func, laptop_pair_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/list/order-is-total", test_order);
  ADD ("/app/list/numbers-are-sorted-as-numbers", test_numbers_are_sorted_as_numbers);
  ADD ("/app/list/edit-moves-nothing", test_edit_moves_nothing);
  ADD ("/app/list/ten-thousand-rows-stay-but-for-one", test_ten_thousand_rows);
  ADD ("/app/list/move-keeps-the-object", test_move_keeps_the_object);
  ADD ("/app/list/move-is-no-new-object-to-a-view", test_move_is_no_new_object_to_a_view);
  ADD ("/app/list/many-come-in-runs", test_many_come_in_runs);
  ADD ("/app/list/search-is-live", test_search_is_live);
  ADD ("/app/list/search-as-one-types", test_search_as_one_types);
  ADD ("/app/list/search-after-the-tables-were-made-anew",
       test_search_after_the_tables_were_made_anew);
  ADD ("/app/list/parent-filter", test_parent_filter);
  ADD ("/app/list/deletion-and-restore", test_deletion_and_restore);
  ADD ("/app/list/only-a-new-filter-resets", test_only_a_new_filter_resets);
  ADD ("/app/list/lists-share-items", test_lists_share_items);
  return g_test_run ();
}
