/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-comparison.h"
#include "halqa-history.h"
#include "halqa-version-sets.h"
#include "laptop.h"

#include <string.h>

/* The list of what people wrote differently, one row of it, and the history of a record. */

static void
exchange (LaptopPair *fixture)
{
  laptop_send (&fixture->here, &fixture->there);
  laptop_send (&fixture->there, &fixture->here);
}

/* Both laptops write @field of one record without knowing of each other; that of there is shown. */
static void
diverge (LaptopPair *fixture,
         const char *id,
         const char *field,
         const char *ours,
         const char *theirs)
{
  exchange (fixture);
  laptop_set (&fixture->here, "proposal", id, field, ours);
  g_usleep (2000);
  laptop_set (&fixture->there, "proposal", id, field, theirs);
  exchange (fixture);
}

/* The rows, a line each. */
static char *
tell (HalqaVersionSets *sets)
{
  GString *told = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sets)); i++)
    {
      g_autoptr (HalqaVersionSet) set = g_list_model_get_item (G_LIST_MODEL (sets), i);

      g_string_append_printf (told, "%s %s %u\n",
                              halqa_item_get_id (halqa_version_set_get_item (set)),
                              halqa_version_set_get_field (set),
                              halqa_version_set_get_n_versions (set));
    }
  return g_string_free (told, FALSE);
}

static gboolean
are_equal (gpointer data)
{
  HalqaVersionSets **both = data;
  g_autofree char *told = tell (both[0]);
  g_autofree char *told_by_other = tell (both[1]);

  return g_str_equal (told, told_by_other);
}

/* Once both have looked at all of it, which they do in slices. */
static void
wait_equal (HalqaVersionSets *sets, HalqaVersionSets *other)
{
  HalqaVersionSets *both[] = { sets, other };

  wait_until (are_equal, both);
}

static gboolean
has_ten (gpointer user_data)
{
  return g_list_model_get_n_items (user_data) == 10;
}

static void
test_same_on_every_laptop (LaptopPair *fixture, gconstpointer data)
{
  g_autoptr (HalqaVersionSets) sets = halqa_version_sets_new (fixture->here.forum);
  g_autoptr (HalqaVersionSets) late = NULL;
  g_autoptr (HalqaVersionSets) of_there = NULL;

  for (guint i = 0; i < 8; i++)
    {
      Laptop *maker = i % 2 == 0 ? &fixture->here : &fixture->there;
      g_autofree char *id = laptop_add (maker, "proposal", "title", "one");

      diverge (fixture, id, i % 3 == 0 ? "body" : "title", "ours", "theirs");
      if (i % 4 == 0)
        diverge (fixture, id, "neighbourhood", "ours", "theirs");
    }
  wait_until (has_ten, sets);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->here.forum), ==, 10);
  late = halqa_version_sets_new (fixture->here.forum);
  of_there = halqa_version_sets_new (fixture->there.forum);
  wait_equal (sets, late);
  wait_equal (sets, of_there);
  g_assert_finalize_object (g_steal_pointer (&late));
  g_assert_finalize_object (g_steal_pointer (&of_there));
  g_assert_finalize_object (g_steal_pointer (&sets));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_follows_what_is_written (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->here, "proposal", "title", "one");
  g_autofree char *other = laptop_add (&fixture->here, "proposal", "title", "other");
  g_autoptr (HalqaVersionSets) sets = halqa_version_sets_new (fixture->here.forum);
  g_autoptr (HalqaVersionSet) set = NULL;
  guint n_changed = 0;
  ListLog log;

  list_log_start (&log, sets);
  laptop_set (&fixture->here, "proposal", other, "title", "of no matter");
  list_log_expect (&log, 0, 0, 0);
  diverge (fixture, id, "title", "ours", "theirs");
  list_log_expect (&log, 1, 0, 1);
  set = g_list_model_get_item (G_LIST_MODEL (sets), 0);
  g_signal_connect_swapped (set, "changed", G_CALLBACK (count_cb), &n_changed);

  /* Another field of the record, then an edit of the one that is shown. */
  laptop_set (&fixture->here, "proposal", id, "body", "ماء");
  g_assert_cmpuint (n_changed, ==, 0);
  laptop_set (&fixture->here, "proposal", id, "title", "theirs, edited");
  g_assert_cmpuint (n_changed, ==, 1);
  list_log_expect (&log, 0, 0, 0);
  laptop_set (&fixture->here, "proposal", id, "title", "ours");
  list_log_expect (&log, 1, 1, 0);
  list_log_stop (&log);
}

static gboolean
has_all (gpointer user_data)
{
  return g_list_model_get_n_items (user_data) == 200;
}

static void
let_go_cb (GListModel *list, guint position, guint removed, guint added)
{
  g_signal_handlers_disconnect_by_func (list, let_go_cb, NULL);
  g_object_unref (list);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* More than are looked at before the window draws again. Somebody lets go of a list of them when its
 * first row comes. */
static void
test_many_at_once (LaptopPair *fixture, gconstpointer data)
{
  g_autoptr (HalqaVersionSets) sets = halqa_version_sets_new (fixture->here.forum);
  g_autoptr (HalqaVersionSets) late = NULL;
  HalqaVersionSets *left = halqa_version_sets_new (fixture->here.forum);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  g_object_add_weak_pointer (G_OBJECT (left), (gpointer *) &left);
  g_signal_connect (left, "items-changed", G_CALLBACK (let_go_cb), NULL);
  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (ids, laptop_add (&fixture->here, "proposal", "title", "one"));
  exchange (fixture);
  for (guint i = 0; i < ids->len; i++)
    {
      laptop_set (&fixture->here, "proposal", ids->pdata[i], "title", "ours");
      laptop_set (&fixture->there, "proposal", ids->pdata[i], "title", "theirs");
    }
  exchange (fixture);
  wait_until (is_gone, &left);
  wait_until (has_all, sets);
  late = halqa_version_sets_new (fixture->here.forum);
  wait_until (has_all, late);
  wait_equal (sets, late);
}

/* --- one of them */

static void
compared_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  HalqaComparison **comparison = user_data;
  g_autoptr (GError) error = NULL;

  *comparison = halqa_comparison_read_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
is_there (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static HalqaComparison *
compare (Laptop *laptop, const char *id, const char *field)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (laptop->forum, "proposal", id);
  HalqaComparison *comparison = NULL;

  halqa_comparison_read_async (laptop->forum, item, field, NULL, compared_cb, &comparison);
  wait_until (is_there, &comparison);
  return comparison;
}

static void
check_version (GListModel *versions, guint i, const char *text, const char *before)
{
  g_autoptr (HalqaVersion) version = g_list_model_get_item (versions, i);

  g_assert_cmpstr (halqa_version_get_text (version), ==, text);
  g_assert_cmpstr (halqa_version_get_before (version), ==, before);
}

static void
test_what_versions_come_from (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->here, "proposal", "title", "سوق للخضر في الحي");
  g_autoptr (HalqaComparison) comparison = NULL;
  g_autoptr (HalqaComparison) none = NULL;
  GListModel *versions;

  diverge (fixture, id, "title", "سوق يومي للخضر في الحي", "سوق للخضر في حي السلام");
  comparison = compare (&fixture->there, id, "title");
  g_assert_cmpstr (halqa_comparison_get_ancestor (comparison), ==, "سوق للخضر في الحي");
  g_assert_cmpstr (halqa_comparison_get_union (comparison), ==, "سوق يومي للخضر في حي السلام");
  g_assert_true (halqa_comparison_takes_text (comparison));
  g_assert_true (halqa_comparison_can_part (comparison));
  versions = halqa_comparison_get_versions (comparison);
  g_assert_cmpuint (g_list_model_get_n_items (versions), ==, 2);
  check_version (versions, 0, "سوق للخضر في حي السلام", "سوق للخضر في الحي");
  check_version (versions, 1, "سوق يومي للخضر في الحي", "سوق للخضر في الحي");

  none = compare (&fixture->there, id, "body");
  g_assert_cmpuint (g_list_model_get_n_items (halqa_comparison_get_versions (none)), ==, 0);
}

static void
test_versions_that_come_from_nothing (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->here, "proposal", "title", "one");
  g_autoptr (HalqaComparison) comparison = NULL;

  diverge (fixture, id, "body", "our words", "their words");
  comparison = compare (&fixture->here, id, "body");
  g_assert_null (halqa_comparison_get_ancestor (comparison));
  g_assert_null (halqa_comparison_get_union (comparison));
  check_version (halqa_comparison_get_versions (comparison), 0, "their words", NULL);
  check_version (halqa_comparison_get_versions (comparison), 1, "our words", "their words");
}

/* Words of a list can't be put together, nor can a state be any text. */
static void
test_no_union_of_what_is_no_text (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->here, "proposal", "state", "draft");
  g_autoptr (HalqaComparison) comparison = NULL;

  diverge (fixture, id, "state", "to_merge", "accepted");
  comparison = compare (&fixture->here, id, "state");
  g_assert_cmpstr (halqa_comparison_get_ancestor (comparison), ==, "draft");
  g_assert_null (halqa_comparison_get_union (comparison));
  g_assert_false (halqa_comparison_takes_text (comparison));
  g_assert_false (halqa_comparison_can_part (comparison));
}

static void
test_edit_beside_what_the_deletion_knew (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->here, "proposal", "title", "one");
  g_autoptr (HalqaComparison) comparison = NULL;
  g_autoptr (HalqaVersionSets) sets = halqa_version_sets_new (fixture->here.forum);
  g_autoptr (HalqaVersionSet) set = NULL;

  exchange (fixture);
  laptop_delete (&fixture->here, "proposal", id);
  laptop_set (&fixture->there, "proposal", id, "title", "one and two");
  exchange (fixture);
  set = g_list_model_get_item (G_LIST_MODEL (sets), 0);
  g_assert_cmpstr (halqa_version_set_get_field (set), ==, "deleted");

  comparison = compare (&fixture->here, id, "deleted");
  g_assert_null (halqa_comparison_get_union (comparison));
  g_assert_false (halqa_comparison_takes_text (comparison));
  check_version (halqa_comparison_get_versions (comparison), 0, "deleted", NULL);
  check_version (halqa_comparison_get_versions (comparison), 1, "one and two", "one");
}

/* --- history */

static void
history_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  GListModel **history = user_data;
  g_autoptr (GError) error = NULL;

  *history = halqa_history_read_finish (result, &error);
  g_assert_no_error (error);
}

/* What it says of the title, each write beside what it replaced. */
static char *
tell_titles (GListModel *history)
{
  GString *told = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (history); i++)
    {
      g_autoptr (HalqaVersion) version = g_list_model_get_item (history, i);

      if (g_str_equal (halqa_version_get_field (version), "title"))
        g_string_append_printf (told, "%s from %s%s%s, ", halqa_version_get_text (version),
                                halqa_version_get_before (version),
                                halqa_version_is_shown (version) ? ", shown" : "",
                                halqa_version_is_ours (version) ? ", ours" : "");
    }
  return g_string_free (told, FALSE);
}

static void
test_history_tells_what_each_write_replaced (LaptopPair *fixture, gconstpointer data)
{
  g_autofree char *id = laptop_add (&fixture->here, "proposal", "title", "one");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (fixture->here.forum, "proposal", id);
  g_autoptr (GListModel) history = NULL;
  g_autofree char *told = NULL;

  diverge (fixture, id, "title", "ours", "theirs");
  halqa_history_read_async (fixture->here.forum, item, NULL, history_cb, &history);
  wait_until (is_there, &history);
  told = tell_titles (history);
  g_assert_cmpstr (told, ==,
                   "theirs from one, shown, ours from one, ours, one from (null), ours, ");
}

/* Two laptops made the same of one pair. */
static void
test_version_of_a_proposal_names_it_by_its_reference (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "one");
  g_autofree char *ours = laptop_add (here, "proposal", "title", "ماء");
  g_autofree char *theirs = laptop_add (here, "proposal", "title", "ماء");
  g_autoptr (HalqaItem) into = halqa_forum_dup_item (here->forum, "proposal", ours);
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  g_autoptr (HalqaDraft) here_into = halqa_draft_new ();
  g_autoptr (HalqaDraft) there_into = halqa_draft_new ();
  g_autoptr (GListModel) versions = NULL;
  g_autofree char *called =
      g_strdup_printf ("ماء\u00a0· %s", halqa_item_get_text (into, "reference"));

  laptop_send (here, &fixture->there);
  halqa_draft_set_ref (here_into, "proposal", id, "merged_into", ours);
  laptop_save (here, here_into);
  halqa_draft_set_ref (there_into, "proposal", id, "merged_into", theirs);
  laptop_save (&fixture->there, there_into);
  laptop_send (&fixture->there, here);
  versions = halqa_forum_dup_versions (here->forum, item, "merged_into");
  g_assert_cmpuint (g_list_model_get_n_items (versions), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HalqaVersion) version = g_list_model_get_item (versions, i);

      g_assert_cmpint (g_str_equal (halqa_version_get_text (version), called), ==,
                       halqa_version_is_ours (version));
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/app/" path, LaptopPair, NULL, laptop_pair_set_up, func, laptop_pair_tear_down)
  ADD ("version-sets/the-same-on-every-laptop", test_same_on_every_laptop);
  ADD ("version-sets/follow-what-is-written", test_follows_what_is_written);
  ADD ("version-sets/many-at-once", test_many_at_once);
  ADD ("comparison/what-versions-come-from", test_what_versions_come_from);
  ADD ("comparison/of-what-comes-from-nothing", test_versions_that_come_from_nothing);
  ADD ("comparison/no-union-of-what-is-no-text", test_no_union_of_what_is_no_text);
  ADD ("comparison/a-proposal-by-its-reference",
       test_version_of_a_proposal_names_it_by_its_reference);
  ADD ("comparison/an-edit-beside-what-the-deletion-knew", test_edit_beside_what_the_deletion_knew);
  ADD ("history/tells-what-each-write-replaced", test_history_tells_what_each_write_replaced);
#undef ADD

  return g_test_run ();
}
