/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-app-error.h"
#include "halqa-ancestry.h"
#include "halqa-item-list.h"
#include "halqa-settlement-private.h"
#include "halqa-undo.h"
#include "laptop.h"

#include <string.h>

/* What a person chooses among versions, and how that is taken back. */

typedef struct
{
  HalqaForumKey key;
  Laptop here;
  Laptop there;
  char *id; /* of a proposal whose title is "theirs" here, and was "ours" */
  HalqaItem *item;
} Fixture;

static void
exchange (Fixture *fixture)
{
  laptop_send (&fixture->here, &fixture->there);
  laptop_send (&fixture->there, &fixture->here);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->here, &fixture->key, TRUE);
  laptop_start (&fixture->there, &fixture->key, FALSE);
  fixture->id = laptop_add (&fixture->here, "proposal", "title", "one");
  fixture->item = halqa_forum_dup_item (fixture->here.forum, "proposal", fixture->id);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->item);
  g_free (fixture->id);
  laptop_stop (&fixture->there);
  laptop_stop (&fixture->here);
}

static void
diverge (Fixture *fixture)
{
  exchange (fixture);
  g_usleep (2000);
  laptop_set (&fixture->here, "proposal", fixture->id, "title", "ours");
  g_usleep (2000);
  laptop_set (&fixture->there, "proposal", fixture->id, "title", "theirs");
  exchange (fixture);
}

static void
delete_and_edit (Fixture *fixture)
{
  exchange (fixture);
  laptop_delete (&fixture->here, "proposal", fixture->id);
  laptop_set (&fixture->there, "proposal", fixture->id, "title", "edited meanwhile");
  exchange (fixture);
}

static HalqaVersion *
dup_version (Fixture *fixture, const char *field, guint i)
{
  g_autoptr (GListModel) versions =
                 halqa_forum_dup_versions (fixture->here.forum, fixture->item, field);

  return g_list_model_get_item (versions, i);
}

static HalqaSettlement *
settlement_new (Fixture *fixture, const char *field)
{
  return halqa_settlement_new ("proposal", fixture->id, field);
}

static void
done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_there (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

/* Through the calls of the window. */
static void
run (Fixture *fixture, HalqaSettlement *settlement)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_usleep (2000);
  halqa_settlement_run_async (settlement, fixture->here.forum, NULL, done_cb, &result);
  wait_until (is_there, &result);
  halqa_settlement_run_finish (settlement, result, &error);
  g_assert_no_error (error);
}

/* What is told of it; to be freed. */
static char *
take_back (Fixture *fixture, HalqaSettlement *settlement)
{
  g_autoptr (HalqaTakenBack) taken = NULL;

  g_usleep (2000);
  taken = laptop_take_back (&fixture->here, halqa_settlement_get_stamp (settlement));
  g_assert_true (halqa_taken_back_has_done (taken));
  g_assert_null (halqa_taken_back_get_left (taken));
  return g_strdup (halqa_taken_back_get_words (taken));
}

static void
check_undone (Fixture *fixture, HalqaSettlement *settlement)
{
  g_free (take_back (fixture, settlement));
}

/* Both versions stand there again, on both laptops, and come from what they came from. */
static void
check_diverged (Fixture *fixture)
{
  g_autoptr (GPtrArray) conflicts = NULL;
  HalqaPastWrite *ancestor = NULL;
  g_autoptr (GError) error = NULL;
  const HalqaConflict *conflict;

  exchange (fixture);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->here.forum), ==, 1);
  conflicts =
      halqa_reader_conflicts (halqa_forum_get_reader (fixture->there.forum), NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = conflicts->pdata[0];
  g_assert_cmpuint (conflict->versions->len, ==, 2);
  g_assert_cmpstr (halqa_item_get_text (fixture->item, "title"), ==, "theirs");
  g_assert_true (halqa_ancestry_find (halqa_forum_get_reader (fixture->there.forum), conflict, NULL,
                                      &ancestor, &error));
  g_assert_cmpstr (halqa_value_get_text (&ancestor->value), ==, "one");
  halqa_past_write_free (ancestor);
}

static void
check_settled (Fixture *fixture, const char *title)
{
  g_autoptr (HalqaItem) item = NULL;

  exchange (fixture);
  item = halqa_forum_dup_item (fixture->there.forum, "proposal", fixture->id);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->here.forum), ==, 0);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->there.forum), ==, 0);
  g_assert_cmpstr (halqa_item_get_text (fixture->item, "title"), ==, title);
  g_assert_cmpstr (halqa_item_get_text (item, "title"), ==, title);
}

static void
test_kept_and_taken_back (Fixture *fixture, gconstpointer data)
{
  diverge (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "title");
      g_autoptr (HalqaVersion) version = dup_version (fixture, "title", i);

      halqa_settlement_keep (settlement, version);
      run (fixture, settlement);
      check_settled (fixture, i == 0 ? "theirs" : "ours");
      check_undone (fixture, settlement);
      check_diverged (fixture);
    }
}

static void
test_third_text_and_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "title");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  diverge (fixture);
  halqa_settlement_use_text (settlement, "a third");
  run (fixture, settlement);
  check_settled (fixture, "a third");
  check_undone (fixture, settlement);
  check_diverged (fixture);
  /* Once. */
  g_usleep (2000);
  halqa_forum_undo_action_async (fixture->here.forum, halqa_settlement_get_stamp (settlement), NULL,
                                 done_cb, &result);
  wait_until (is_there, &result);
  g_assert_null (halqa_forum_undo_finish (fixture->here.forum, result, &error));
  g_assert_nonnull (error);
  check_diverged (fixture);
}

/* What took it back is no action of its own: it is done again, and what was done before comes next. */
static void
test_taken_back_as_the_last_action (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "title");
  g_autoptr (HalqaUndone) redone = NULL;
  g_autoptr (HalqaUndone) undone = NULL;
  g_autoptr (GError) error = NULL;

  diverge (fixture);
  laptop_set (&fixture->here, "proposal", fixture->id, "body", "words");
  halqa_settlement_use_text (settlement, "a third");
  run (fixture, settlement);
  check_undone (fixture, settlement);
  check_diverged (fixture);
  redone = halqa_store_undo (fixture->here.store, TRUE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (redone);
  laptop_settle (&fixture->here);
  check_settled (fixture, "a third");
  halqa_undone_free (halqa_store_undo (fixture->here.store, FALSE, &error));
  undone = halqa_store_undo (fixture->here.store, FALSE, &error);
  g_assert_no_error (error);
  laptop_settle (&fixture->here);
  check_diverged (fixture);
  g_assert_cmpstr (halqa_item_get_text (fixture->item, "body"), ==, "");
}

static void
test_not_taken_back_from_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "title");
  g_autoptr (HalqaTakenBack) taken = NULL;

  diverge (fixture);
  halqa_settlement_use_text (settlement, "a third");
  run (fixture, settlement);
  check_settled (fixture, "a third");
  laptop_set (&fixture->there, "proposal", fixture->id, "title", "a fourth");
  exchange (fixture);
  taken = laptop_take_back (&fixture->here, halqa_settlement_get_stamp (settlement));
  g_assert_false (halqa_taken_back_has_done (taken));
  g_assert_nonnull (halqa_taken_back_get_left (taken));
  check_settled (fixture, "a fourth");
}

static void
test_what_was_not_seen_is_not_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "title");
  g_autoptr (GListModel) seen = NULL;
  g_autoptr (GError) error = NULL;

  diverge (fixture);
  seen = halqa_forum_dup_versions (fixture->here.forum, fixture->item, "title");
  halqa_settlement_set_seen (settlement, seen);
  halqa_settlement_use_text (settlement, "a third");
  laptop_set (&fixture->there, "proposal", fixture->id, "title", "just arrived");
  exchange (fixture);
  g_assert_false (
      halqa_settlement_run (settlement, halqa_forum_get_reader (fixture->here.forum), &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_REFUSED);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->here.forum), ==, 1);
}

/* The only proposal but for the one of the fixture. */
static HalqaItem *
dup_made (HalqaItemList *proposals, Fixture *fixture)
{
  g_autoptr (HalqaItem) first = g_list_model_get_item (G_LIST_MODEL (proposals), 0);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (proposals)), ==, 2);
  return g_list_model_get_item (G_LIST_MODEL (proposals), first == fixture->item ? 1 : 0);
}

static void
test_both_kept_as_two (Fixture *fixture, gconstpointer data)
{
  g_autofree char *words = NULL;
  g_autoptr (HalqaItemList) proposals =
                 halqa_item_list_new (fixture->here.forum, "proposal", "created", FALSE);
  g_autoptr (HalqaItemList) links =
                 halqa_item_list_new (fixture->here.forum, "link", "created", FALSE);
  g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "title");
  g_autoptr (HalqaItem) made = NULL;
  g_autoptr (HalqaItem) link = NULL;

  laptop_set (&fixture->here, "proposal", fixture->id, "body", "the same in both");
  diverge (fixture);
  halqa_settlement_keep_apart (settlement);
  run (fixture, settlement);
  check_settled (fixture, "theirs");

  made = dup_made (proposals, fixture);
  g_assert_cmpstr (halqa_item_get_text (made, "title"), ==, "ours");
  g_assert_cmpstr (halqa_item_get_text (made, "body"), ==, "the same in both");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (links)), ==, 1);
  link = g_list_model_get_item (G_LIST_MODEL (links), 0);
  g_assert_cmpstr (halqa_item_get_ref (link, "a"), ==, halqa_item_get_id (made));
  g_assert_cmpstr (halqa_item_get_ref (link, "b"), ==, fixture->id);

  words = take_back (fixture, settlement);
  g_assert_nonnull (strstr (words, "Keep Both of "));
  check_diverged (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (proposals)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (links)), ==, 0);
}

static void
test_two_are_made_of_two_versions_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "title");
  g_autoptr (GError) error = NULL;

  halqa_settlement_keep_apart (settlement);
  g_assert_false (
      halqa_settlement_run (settlement, halqa_forum_get_reader (fixture->here.forum), &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_REFUSED);
}

static void
check_deletion (Fixture *fixture, gboolean disputed)
{
  exchange (fixture);
  g_assert_true (halqa_item_is_deleted (fixture->item));
  g_assert_cmpint (halqa_item_has_conflict (fixture->item, "deleted"), ==, disputed);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->there.forum), ==, disputed ? 1 : 0);
}

static void
test_edit_of_a_deleted_record (Fixture *fixture, gconstpointer data)
{
  delete_and_edit (fixture);
  check_deletion (fixture, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "deleted");
      g_autoptr (HalqaVersion) version = dup_version (fixture, "deleted", i);

      halqa_settlement_keep (settlement, version);
      run (fixture, settlement);
      if (i == 0)
        check_deletion (fixture, FALSE);
      else
        check_settled (fixture, "edited meanwhile");
      g_assert_cmpint (halqa_item_is_deleted (fixture->item), ==, i == 0);
      check_undone (fixture, settlement);
      check_deletion (fixture, TRUE);
    }
}

static void
test_settled_in_a_deleted_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaSettlement) before = settlement_new (fixture, "title");
  g_autoptr (HalqaSettlement) settlement = settlement_new (fixture, "title");

  diverge (fixture);
  laptop_delete (&fixture->here, "proposal", fixture->id);
  halqa_settlement_use_text (before, "another");
  run (fixture, before);
  halqa_settlement_use_text (settlement, "a third");
  run (fixture, settlement);
  check_deletion (fixture, FALSE);
  /* Each is an action, though they follow one another at once. */
  check_undone (fixture, settlement);
  check_deletion (fixture, FALSE);
  g_assert_cmpstr (halqa_item_get_text (fixture->item, "title"), ==, "another");
  check_undone (fixture, before);
  g_assert_true (halqa_item_is_deleted (fixture->item));
  check_diverged (fixture);
}

/* An earlier value, where nobody differs; and that of a field that was empty. */
static void
test_restored_and_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaSettlement) title = settlement_new (fixture, "title");
  g_autoptr (HalqaSettlement) body = settlement_new (fixture, "body");

  laptop_set (&fixture->here, "proposal", fixture->id, "title", "two");
  halqa_settlement_use_text (title, "one");
  run (fixture, title);
  halqa_settlement_use_text (body, "words");
  run (fixture, body);
  check_settled (fixture, "one");
  g_assert_cmpstr (halqa_item_get_text (fixture->item, "body"), ==, "words");
  check_undone (fixture, title);
  check_undone (fixture, body);
  check_settled (fixture, "two");
  g_assert_cmpstr (halqa_item_get_text (fixture->item, "body"), ==, "");
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/app/settlement/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("one-kept-and-taken-back", test_kept_and_taken_back);
  ADD ("third-text-and-taken-back", test_third_text_and_taken_back);
  ADD ("taken-back-as-the-last-action", test_taken_back_as_the_last_action);
  ADD ("what-another-wrote-since-is-not-taken-back", test_not_taken_back_from_another);
  ADD ("what-was-not-seen-is-not-replaced", test_what_was_not_seen_is_not_replaced);
  ADD ("both-kept-as-two-and-taken-back", test_both_kept_as_two);
  ADD ("two-are-made-of-two-versions-only", test_two_are_made_of_two_versions_only);
  ADD ("edit-of-a-deleted-record", test_edit_of_a_deleted_record);
  ADD ("in-a-deleted-record", test_settled_in_a_deleted_record);
  ADD ("earlier-value-restored-and-taken-back", test_restored_and_taken_back);
#undef ADD

  return g_test_run ();
}
