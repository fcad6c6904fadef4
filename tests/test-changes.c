/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-change.h"
#include "halqa-changes.h"
#include "laptop.h"

/* What has changed, as a list; and what was done last, as a menu names it. */

static gboolean
is_loaded (gpointer list)
{
  return !halqa_changes_is_loading (list);
}

static HalqaChanges *
open_list (Laptop *laptop)
{
  HalqaChanges *list = halqa_changes_new (laptop->forum);

  wait_until (is_loaded, list);
  g_assert_null (halqa_changes_get_problem (list));
  return list;
}

/* A list, and what it is to say. */
typedef struct
{
  HalqaChanges *list;
  const char *expected;
} Wait;

static char *
describe (HalqaChanges *list)
{
  static const char *const words[] = { "deleted", "merged",   "new",    "restored",
                                       "split",   "resolved", "edited", "moved" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (HalqaChangedItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (halqa_changed_item_is_first (item))
        g_string_append_printf (text, "[%s] ", halqa_changed_item_get_group (item));
      g_string_append_printf (text, "%s %s", words[halqa_changed_item_get_how (item)],
                              halqa_item_get_label (halqa_changed_item_get_item (item)));
      if (*halqa_changed_item_get_fields (item) != '\0')
        g_string_append_printf (text, " (%s)", halqa_changed_item_get_fields (item));
      g_string_append (text, "; ");
    }
  return g_string_free (text, FALSE);
}

static gboolean
says (gpointer data)
{
  Wait *wait = data;
  g_autofree char *seen = describe (wait->list);

  return g_str_equal (seen, wait->expected);
}

static void
expect (HalqaChanges *list, const char *expected)
{
  Wait wait = { list, expected };
  g_autofree char *seen = NULL;

  wait_until (says, &wait);
  seen = describe (list);
  g_assert_cmpstr (seen, ==, expected);
}

static void
test_others (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *own = laptop_add (&fixture->here, "proposal", "title", "own");
  g_autofree char *other = laptop_add (&fixture->there, "proposal", "title", "other");
  g_autoptr (HalqaChanges) list = NULL;

  laptop_send (&fixture->there, &fixture->here);
  list = open_list (&fixture->here);
  expect (list, "new other; ");
  halqa_changes_set_since (list, HALQA_SINCE_MOMENT, 0, NULL);
  wait_until (is_loaded, list);
  expect (list, "new other; new own; ");
}

static void
test_forum (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->there, "forum", "title", "one");
  g_autoptr (HalqaChanges) list = open_list (&fixture->here);

  laptop_send (&fixture->there, &fixture->here);
  expect (list, "new one; ");
  laptop_set (&fixture->there, "forum", id, "place", "a hall");
  laptop_send (&fixture->there, &fixture->here);
  expect (list, "edited one (Place); ");
}

static void
test_live (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->there, "proposal", "title", "one");
  g_autofree char *second = laptop_add (&fixture->there, "proposal", "title", "two");
  g_autoptr (HalqaChanges) list = open_list (&fixture->here);
  ListLog log = { G_LIST_MODEL (list) };

  laptop_send (&fixture->there, &fixture->here);
  expect (list, "new two; new one; ");
  halqa_changes_mark_seen (list);
  expect (list, "");
  list_log_start (&log, list);
  laptop_set (&fixture->there, "proposal", id, "problem", "a problem");
  laptop_send (&fixture->there, &fixture->here);
  expect (list, "edited one (Problem); ");
  list_log_expect (&log, 1, 0, 1);
  laptop_set (&fixture->there, "proposal", id, "title", "uno");
  laptop_send (&fixture->there, &fixture->here);
  expect (list, "edited uno (Problem, Title); ");
  /* The row is the one that it was. */
  list_log_expect (&log, 0, 0, 0);
  laptop_delete (&fixture->there, "proposal", second);
  laptop_send (&fixture->there, &fixture->here);
  expect (list, "deleted two; edited uno (Problem, Title); ");
  list_log_stop (&log);
}

static void
test_mark (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->there, "proposal", "title", "one");
  g_autofree char *second = NULL;
  g_autoptr (HalqaChanges) list = NULL;
  g_autoptr (HalqaChanges) other = NULL;
  g_autoptr (HalqaChanges) later = NULL;

  laptop_send (&fixture->there, &fixture->here);
  list = open_list (&fixture->here);
  other = open_list (&fixture->here);
  expect (other, "new one; ");
  halqa_changes_mark_seen (list);
  expect (list, "");
  expect (other, "");
  second = laptop_add (&fixture->there, "proposal", "title", "two");
  laptop_send (&fixture->there, &fixture->here);
  later = open_list (&fixture->here);
  expect (later, "new two; ");
  expect (list, "new two; ");
}

static void
test_groups (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *hall = laptop_add (&fixture->there, "session", "title", "Hall");
  g_autofree char *barn = laptop_add (&fixture->there, "session", "title", "Barn");
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaChanges) list = NULL;
  g_autofree char *proposal = halqa_draft_add (draft, "proposal");
  g_autofree char *note = NULL;
  g_autofree char *loose = NULL;

  laptop_send (&fixture->there, &fixture->here);
  list = open_list (&fixture->here);
  halqa_changes_mark_seen (list);
  halqa_changes_set_by (list, HALQA_BY_SESSION);
  halqa_draft_set_text (draft, "proposal", proposal, "title", "p");
  halqa_draft_set_ref (draft, "proposal", proposal, "session", hall);
  laptop_save (&fixture->there, draft);
  halqa_draft_unref (draft);
  draft = halqa_draft_new ();
  note = halqa_draft_add (draft, "note");
  halqa_draft_set_text (draft, "note", note, "body", "n");
  halqa_draft_set_ref (draft, "note", note, "subject", proposal);
  laptop_save (&fixture->there, draft);
  loose = laptop_add (&fixture->there, "organisation", "name", "o");
  laptop_set (&fixture->there, "session", barn, "place", "b");
  laptop_send (&fixture->there, &fixture->here);
  expect (list, "[Barn] edited Barn (Place); [Hall] new n; new p; [Without a session] new o; ");
  halqa_changes_set_by (list, HALQA_BY_TIME);
  expect (list, "edited Barn (Place); new o; new n; new p; ");
}

/* Any field may point at anything. */
static void
test_strange_references (LaptopPair *fixture, gconstpointer data)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *note = halqa_draft_add (draft, "note");
  g_autofree char *other = halqa_draft_add (draft, "note");
  g_autofree char *tally = halqa_draft_add (draft, "tally");
  g_autoptr (HalqaChanges) list = NULL;

  halqa_draft_set_text (draft, "note", note, "body", "self");
  halqa_draft_set_ref (draft, "note", note, "subject", note);
  halqa_draft_set_text (draft, "note", other, "body", "round");
  halqa_draft_set_ref (draft, "note", other, "subject", tally);
  halqa_draft_set_ref (draft, "tally", tally, "session", other);
  laptop_save (&fixture->there, draft);
  laptop_send (&fixture->there, &fixture->here);
  list = open_list (&fixture->here);
  halqa_changes_set_by (list, HALQA_BY_SESSION);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  g_free (describe (list));
}

static void
test_unmet (LaptopPair *fixture, gconstpointer data)
{
  g_autoptr (HalqaChanges) list = open_list (&fixture->here);

  halqa_changes_set_since (list, HALQA_SINCE_EXCHANGE, 0, NULL);
  wait_until (is_loaded, list);
  g_assert_nonnull (halqa_changes_get_problem (list));
  halqa_changes_set_since (list, HALQA_SINCE_VISIT, 0, "00");
  wait_until (is_loaded, list);
  g_assert_nonnull (halqa_changes_get_problem (list));
  halqa_changes_set_since (list, HALQA_SINCE_LOOKED, 0, NULL);
  wait_until (is_loaded, list);
  g_assert_null (halqa_changes_get_problem (list));
}

#define N_MANY 10000

static gboolean
has_many (gpointer list)
{
  return g_list_model_get_n_items (list) == N_MANY;
}

static void
test_many (LaptopPair *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  g_autoptr (HalqaChanges) before = open_list (&fixture->here);
  g_autoptr (HalqaChanges) after = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_MANY; i++)
    {
      HalqaId id;

      if (i % 100 == 0)
        g_ptr_array_add (changes, halqa_change_new ());
      halqa_id_random (&id);
      halqa_change_create (g_ptr_array_index (changes, changes->len - 1), "note", &id);
    }
  halqa_store_commit_many (fixture->there.store, changes, &error);
  g_assert_no_error (error);
  laptop_send (&fixture->there, &fixture->here);
  wait_until (has_many, before);
  after = open_list (&fixture->here);
  g_assert_true (has_many (after));
}

/* --- what was done last */

typedef struct
{
  HalqaForum *forum;
  const char *label;
} Label;

static gboolean
has_label (gpointer data)
{
  Label *label = data;

  return g_strcmp0 (halqa_forum_get_undo_label (label->forum), label->label) == 0;
}

static void
undone_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  HalqaTakenBack **taken = user_data;

  *taken = halqa_forum_undo_finish (HALQA_FORUM (object), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer pointer)
{
  return *(gpointer *) pointer != NULL;
}

static HalqaTakenBack *
take_back (Laptop *laptop, gboolean redo)
{
  HalqaTakenBack *taken = NULL;

  halqa_forum_undo_async (laptop->forum, redo, NULL, undone_cb, &taken);
  wait_until (is_set, &taken);
  return taken;
}

static void
test_labels (LaptopPair *fixture, gconstpointer data)
{
  Label label = { fixture->here.forum, "Undo Add \u2068one\u2069" };
  g_autofree char *id = laptop_add (&fixture->here, "organisation", "name", "one");
  g_autoptr (HalqaTakenBack) undone = NULL;
  g_autoptr (HalqaTakenBack) redone = NULL;
  const char *record;

  wait_until (has_label, &label);
  laptop_set (&fixture->here, "organisation", id, "name", "uno");
  label.label = "Undo Edit \u2068uno\u2069";
  wait_until (has_label, &label);
  undone = take_back (&fixture->here, FALSE);
  g_assert_cmpstr (halqa_taken_back_get_words (undone), ==, "Undone: Edit \u2068one\u2069");
  g_assert_null (halqa_taken_back_get_left (undone));
  g_assert_cmpstr (halqa_taken_back_get_record (undone, &record), ==, "organisation");
  g_assert_cmpstr (record, ==, id);
  label.label = "Undo Add \u2068one\u2069";
  wait_until (has_label, &label);
  g_assert_cmpstr (halqa_forum_get_redo_label (fixture->here.forum), ==,
                   "Redo Edit \u2068one\u2069");
  redone = take_back (&fixture->here, TRUE);
  g_assert_cmpstr (halqa_taken_back_get_words (redone), ==, "Redone: Edit \u2068uno\u2069");
}

#define N_ENTRIES 150

/* More than is read while the window waits. */
static void
test_large (LaptopPair *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  Label label = { fixture->here.forum, "Undo Add 150 records" };
  const guint action = halqa_change_begin_action ();
  g_autoptr (HalqaTakenBack) undone = NULL;
  g_autoptr (HalqaTakenBack) redone = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_ENTRIES; i++)
    {
      HalqaChange *change = halqa_change_new ();
      HalqaId id;

      halqa_id_random (&id);
      halqa_change_set_action (change, action);
      halqa_change_create (change, "note", &id);
      g_ptr_array_add (changes, change);
    }
  halqa_store_commit_many (fixture->here.store, changes, &error);
  g_assert_no_error (error);
  wait_until (has_label, &label);
  undone = take_back (&fixture->here, FALSE);
  g_assert_cmpstr (halqa_taken_back_get_words (undone), ==, "Undone: Add 150 records");
  label.label = NULL;
  wait_until (has_label, &label);
  g_assert_cmpstr (halqa_forum_get_redo_label (fixture->here.forum), ==, "Redo Add 150 records");
  redone = take_back (&fixture->here, TRUE);
  g_assert_cmpstr (halqa_taken_back_get_words (redone), ==, "Redone: Add 150 records");
  label.label = "Undo Add 150 records";
  wait_until (has_label, &label);
}

/* It makes one record and changes another: neither lends it its name. */
static void
test_import (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *hex = laptop_add (&fixture->here, "organisation", "name", "one");
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  Label label = { fixture->here.forum, "Undo Import 2 records" };
  const guint action = halqa_change_begin_action ();
  HalqaValue value = halqa_value_text ("uno");
  g_autoptr (HalqaTakenBack) undone = NULL;
  g_autoptr (HalqaTakenBack) redone = NULL;
  g_autoptr (GError) error = NULL;
  HalqaId id;

  for (guint i = 0; i < 2; i++)
    {
      g_ptr_array_add (changes, halqa_change_new ());
      halqa_change_set_import (g_ptr_array_index (changes, i), action);
    }
  halqa_id_random (&id);
  halqa_change_create (g_ptr_array_index (changes, 0), "organisation", &id);
  halqa_hex_decode (hex, id.bytes, HALQA_ID_SIZE);
  halqa_change_set (g_ptr_array_index (changes, 1), "organisation", &id, "name", &value,
                    HALQA_REPLACE_SEEN);
  halqa_store_commit_many (fixture->here.store, changes, &error);
  g_assert_no_error (error);
  wait_until (has_label, &label);
  undone = take_back (&fixture->here, FALSE);
  g_assert_cmpstr (halqa_taken_back_get_words (undone), ==, "Undone: Import 2 records");
  label.label = "Undo Add \u2068one\u2069";
  wait_until (has_label, &label);
  g_assert_cmpstr (halqa_forum_get_redo_label (fixture->here.forum), ==, "Redo Import 2 records");
  redone = take_back (&fixture->here, TRUE);
  g_assert_cmpstr (halqa_taken_back_get_words (redone), ==, "Redone: Import 2 records");
  label.label = "Undo Import 2 records";
  wait_until (has_label, &label);
}

static void
test_left (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->here, "organisation", "name", "one");
  g_autoptr (HalqaTakenBack) taken = NULL;
  const char *record;

  laptop_send (&fixture->here, &fixture->there);
  laptop_set (&fixture->here, "organisation", id, "name", "uno");
  laptop_send (&fixture->here, &fixture->there);
  g_usleep (2000);
  laptop_set (&fixture->there, "organisation", id, "name", "theirs");
  laptop_send (&fixture->there, &fixture->here);
  taken = take_back (&fixture->here, FALSE);
  g_assert_nonnull (strstr (halqa_taken_back_get_words (taken), "Not undone"));
  g_assert_nonnull (strstr (halqa_taken_back_get_left (taken), "“Name” stays"));
  g_assert_null (halqa_taken_back_get_record (taken, &record));
  halqa_taken_back_free (g_steal_pointer (&taken));

  laptop_set (&fixture->here, "organisation", id, "name", "uno");
  halqa_taken_back_free (take_back (&fixture->here, FALSE));
  laptop_send (&fixture->here, &fixture->there);
  g_usleep (2000);
  laptop_set (&fixture->there, "organisation", id, "name", "theirs again");
  laptop_send (&fixture->there, &fixture->here);
  taken = take_back (&fixture->here, TRUE);
  g_assert_nonnull (strstr (halqa_taken_back_get_words (taken), "Not redone"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/app/" path, LaptopPair, NULL, laptop_pair_set_up, func, laptop_pair_tear_down)
  ADD ("changes/what-nobody-has-seen-is-of-others", test_others);
  ADD ("changes/a-forum-is-not-new-once-it-was-edited", test_forum);
  ADD ("changes/what-comes-is-told-of-in-its-place", test_live);
  ADD ("changes/what-was-seen-is-noted-for-all-lists", test_mark);
  ADD ("changes/what-is-of-one-session-stands-together", test_groups);
  ADD ("changes/any-reference-will-do", test_strange_references);
  ADD ("changes/who-was-not-met-is-a-problem", test_unmet);
  ADD ("changes/ten-thousand-are-told-of", test_many);
  ADD ("undo/has-a-name", test_labels);
  ADD ("undo/has-a-name-where-it-was-much", test_large);
  ADD ("undo/an-import-is-called-one", test_import);
  ADD ("undo/says-what-was-left", test_left);
#undef ADD

  return g_test_run ();
}
