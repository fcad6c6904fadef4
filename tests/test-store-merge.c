/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "notebook.h"

#include <sodium.h>
#include <string.h>

/* What people see of the merge rule (protocol, section 4) when two or three notebooks wrote without
 * hearing of one another. That the rule holds for any history is another test's. */

static const HalqaPastWrite *
get_version (HalqaConflict *conflict, guint i)
{
  g_assert_cmpuint (i, <, conflict->versions->len);
  return conflict->versions->pdata[i];
}

static void
test_known_edits_replace (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "1");

  notebook_pair_exchange (fixture);
  notebook_set_text (fixture->b, &id, "title", "2");
  notebook_pair_exchange (fixture);
  notebook_set_text (fixture->a, &id, "title", "3");
  notebook_pair_exchange (fixture);
  notebook_assert_text (fixture->b, &id, "title", "3");
  g_assert_cmpuint (notebook_count_conflicts (fixture->b, &id), ==, 0);
}

/* Commits what somebody typed who saw @seen in the title. */
static void
set_title_over (Notebook *notebook, const HalqaId *id, const char *title, const char *seen)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaValue value = halqa_value_text (title);
  HalqaValue before = halqa_value_text (seen);

  halqa_change_set_over (change, "card", id, "title", &value, &before);
  halqa_store_commit (notebook->store, change, &error);
  g_assert_no_error (error);
}

static void
test_unseen_edits_stay (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "1");

  notebook_pair_exchange (fixture);
  notebook_set_text (fixture->b, &id, "title", "2");
  notebook_pair_exchange (fixture);
  set_title_over (fixture->a, &id, "3", "1");
  notebook_assert_text (fixture->a, &id, "title", "3");
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
  set_title_over (fixture->a, &id, "4", "3");
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
  notebook_assert_text (fixture->a, &id, "title", "4");
}

static void
test_both_versions_are_kept (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");
  Notebook *notebooks[] = { fixture->a, fixture->b };

  for (guint i = 0; i < G_N_ELEMENTS (notebooks); i++)
    {
      g_autoptr (GPtrArray) conflicts = NULL;
      HalqaConflict *conflict = notebook_get_only_conflict (notebooks[i], &conflicts);

      notebook_assert_text (notebooks[i], &id, "title", "of B");
      g_assert_cmpuint (notebook_count_conflicts (notebooks[i], &id), ==, 1);
      g_assert_true (halqa_id_equal (&conflict->record, &id));
      g_assert_cmpstr (conflict->field, ==, "title");
      g_assert_cmpuint (conflict->versions->len, ==, 2);
      g_assert_cmpstr (halqa_value_get_text (&get_version (conflict, 0)->value), ==, "of B");
      g_assert_cmpint (get_version (conflict, 0)->state, ==, HALQA_WRITE_SHOWN);
      g_assert_cmpmem (&get_version (conflict, 0)->dot.device, HALQA_DEVICE_ID_SIZE,
                       halqa_identity_get_device (fixture->b->identity), HALQA_DEVICE_ID_SIZE);
      g_assert_cmpstr (halqa_value_get_text (&get_version (conflict, 1)->value), ==, "of A");
      g_assert_cmpint (get_version (conflict, 1)->state, ==, HALQA_WRITE_CONFLICT);
    }
}

static void
test_equal_is_no_conflict (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "same", "same");

  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
  /* An edit replaces the one that is shown and the one equal to it. */
  notebook_set_text (fixture->a, &id, "title", "edited");
  notebook_pair_exchange (fixture);
  notebook_assert_text (fixture->b, &id, "title", "edited");
  g_assert_cmpuint (notebook_count_conflicts (fixture->b, &id), ==, 0);
}

static void
test_an_edit_leaves_the_others (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");
  g_autoptr (GPtrArray) conflicts = NULL;
  HalqaConflict *conflict;

  notebook_set_text (fixture->a, &id, "title", "of B, edited");
  notebook_pair_exchange (fixture);
  conflict = notebook_get_only_conflict (fixture->b, &conflicts);
  g_assert_cmpuint (conflict->versions->len, ==, 2);
  g_assert_cmpstr (halqa_value_get_text (&get_version (conflict, 0)->value), ==, "of B, edited");
  g_assert_cmpstr (halqa_value_get_text (&get_version (conflict, 1)->value), ==, "of A");
}

static void
test_resolving_settles_all (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");

  /* With the value that is shown already, too. */
  notebook_resolve (fixture->a, &id, "title", halqa_value_text ("of B"));
  notebook_pair_exchange (fixture);
  notebook_assert_text (fixture->b, &id, "title", "of B");
  g_assert_cmpuint (notebook_count_conflicts (fixture->b, &id), ==, 0);
}

static void
test_resolving_with_the_other (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");

  notebook_resolve (fixture->b, &id, "title", halqa_value_text ("of A"));
  notebook_pair_exchange (fixture);
  notebook_assert_text (fixture->a, &id, "title", "of A");
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
}

static void
test_null_is_a_value (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "before");

  notebook_pair_exchange (fixture);
  notebook_set_text (fixture->a, &id, "title", "after");
  notebook_set (fixture->b, &id, "title", halqa_value_null ());
  notebook_pair_exchange (fixture);
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
}

static void
test_translators_do_not_collide (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "حي");

  notebook_pair_exchange (fixture);
  notebook_set_text (fixture->a, &id, "title@fr", "quartier");
  notebook_set_text (fixture->b, &id, "title@en", "neighbourhood");
  notebook_pair_exchange (fixture);
  notebook_assert_text (fixture->b, &id, "title@fr", "quartier");
  notebook_assert_text (fixture->a, &id, "title@en", "neighbourhood");
  notebook_assert_text (fixture->a, &id, "title", "حي");
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
}

/* --- deletion */

static void
test_deleted_and_restored (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "a");
  g_autoptr (HalqaRecord) record = NULL;

  notebook_delete (fixture->a, &id);
  notebook_pair_exchange (fixture);
  record = notebook_get (fixture->b, &id);
  g_assert_true (halqa_record_is_deleted (record));
  g_assert_cmpstr (halqa_record_get_text (record, "title"), ==, "a");
  g_assert_cmpuint (halqa_record_get_n_conflicts (record), ==, 0);
  g_assert_cmpuint (halqa_reader_count (fixture->b->reader, "card", NULL), ==, 0);
  notebook_restore (fixture->b, &id);
  notebook_pair_exchange (fixture);
  g_assert_cmpuint (halqa_reader_count (fixture->a->reader, "card", NULL), ==, 1);
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
}

static void
test_an_edit_made_meanwhile (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "a");
  g_autoptr (GPtrArray) conflicts = NULL;
  HalqaConflict *conflict;

  notebook_pair_exchange (fixture);
  notebook_delete (fixture->a, &id);
  notebook_set_text (fixture->b, &id, "body", "unseen");
  notebook_pair_exchange (fixture);
  conflict = notebook_get_only_conflict (fixture->a, &conflicts);
  g_assert_cmpstr (conflict->field, ==, "deleted");
  g_assert_cmpuint (conflict->versions->len, ==, 2);
  g_assert_true (get_version (conflict, 0)->value.boolean);
  g_assert_cmpstr (get_version (conflict, 1)->field, ==, "body");
  g_assert_cmpstr (halqa_value_get_text (&get_version (conflict, 1)->value), ==, "unseen");
  /* To delete it with knowledge of the edit settles it. */
  notebook_resolve (fixture->b, &id, "deleted", halqa_value_bool (TRUE));
  notebook_pair_exchange (fixture);
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
}

static void
test_restoring_after_an_unseen_edit (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "a");

  notebook_pair_exchange (fixture);
  notebook_delete (fixture->a, &id);
  notebook_set_text (fixture->b, &id, "body", "unseen");
  notebook_pair_exchange (fixture);
  notebook_restore (fixture->a, &id);
  notebook_pair_exchange (fixture);
  notebook_assert_text (fixture->b, &id, "body", "unseen");
  g_assert_cmpuint (notebook_count_conflicts (fixture->b, &id), ==, 0);
}

/* What was known to the one who deleted is no edit made meanwhile, even in conflict. */
static void
test_deleting_what_is_in_conflict (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");
  g_autoptr (GPtrArray) conflicts = NULL;

  notebook_delete (fixture->a, &id);
  notebook_pair_exchange (fixture);
  g_assert_cmpstr (notebook_get_only_conflict (fixture->b, &conflicts)->field, ==, "title");
}

/* --- order of arrival */

static void
apply_one (Notebook *notebook, HalqaEntry *entry, guint n_new)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  g_ptr_array_add (one, entry);
  halqa_store_apply (notebook->store, one, NULL, &applied, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (applied.n_new, ==, n_new);
  g_assert_cmpuint (applied.n_known, ==, 1 - n_new);
}

static void
test_backwards_and_twice (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "1");
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (HalqaRecord) ours = NULL;
  g_autoptr (HalqaRecord) theirs = NULL;

  notebook_set_text (fixture->a, &id, "title", "2");
  notebook_delete (fixture->a, &id);
  notebook_restore (fixture->a, &id);
  notebook_set_text (fixture->a, &id, "title", "3");
  entries = notebook_list_entries (fixture->a, 0);
  for (guint i = entries->len; i > 0; i--)
    {
      apply_one (fixture->b, entries->pdata[i - 1], 1);
      apply_one (fixture->b, entries->pdata[i - 1], 0);
    }
  notebook_assert_equal (fixture->a, fixture->b);
  notebook_assert_text (fixture->b, &id, "title", "3");
  ours = notebook_get (fixture->a, &id);
  theirs = notebook_get (fixture->b, &id);
  g_assert_cmpuint (halqa_record_get_created (theirs), ==, halqa_record_get_created (ours));
  g_assert_cmpuint (halqa_record_get_updated (theirs), ==, halqa_record_get_updated (ours));
  g_assert_cmpuint (notebook_count_conflicts (fixture->b, &id), ==, 0);
}

/* The creation that has not arrived: the record is there, of nobody and of no time. */
static void
test_without_its_creation (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "1");
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (HalqaRecord) record = NULL;

  notebook_set_text (fixture->a, &id, "title", "2");
  entries = notebook_list_entries (fixture->a, 1);
  apply_one (fixture->b, entries->pdata[0], 1);
  record = notebook_get (fixture->b, &id);
  g_assert_cmpuint (halqa_record_get_created (record), ==, 0);
  g_assert_null (halqa_record_get_author (record));
  notebook_assert_text (fixture->b, &id, "title", "2");
}

/* --- history */

static void
test_history (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history = halqa_reader_history (fixture->a->reader, "card", &id, &error);
  g_autoptr (GString) told = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < history->len; i++)
    {
      const HalqaPastWrite *past = history->pdata[i];

      g_string_append_printf (told, "%s=%s %d, ", past->field,
                              past->value.type == HALQA_VALUE_TEXT
                                  ? halqa_value_get_text (&past->value)
                                  : "false",
                              past->state);
    }
  g_assert_cmpstr (told->str, ==, "deleted=false 0, title=before 2, title=of A 1, title=of B 0, ");
}

static void
test_history_of_nothing (NotebookPair *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaId id = { { 1 } };

  g_assert_null (halqa_reader_history (fixture->a->reader, "card", &id, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func)                                                                            \
  g_test_add ("/sync/store/" path, NotebookPair, NULL, notebook_pair_set_up, func,                 \
              notebook_pair_tear_down)
  ADD ("merge/known-edits-replace", test_known_edits_replace);
  ADD ("merge/what-the-writer-did-not-see-stays", test_unseen_edits_stay);
  ADD ("merge/both-versions-are-kept", test_both_versions_are_kept);
  ADD ("merge/equal-is-no-conflict", test_equal_is_no_conflict);
  ADD ("merge/an-edit-leaves-the-others-in-conflict", test_an_edit_leaves_the_others);
  ADD ("merge/resolving-settles-all", test_resolving_settles_all);
  ADD ("merge/resolving-with-the-one-not-shown", test_resolving_with_the_other);
  ADD ("merge/null-is-a-value", test_null_is_a_value);
  ADD ("merge/translators-do-not-collide", test_translators_do_not_collide);
  ADD ("deletion/can-be-taken-back", test_deleted_and_restored);
  ADD ("deletion/an-edit-made-meanwhile-is-a-conflict", test_an_edit_made_meanwhile);
  ADD ("deletion/restoring-keeps-the-unseen-edit", test_restoring_after_an_unseen_edit);
  ADD ("deletion/of-what-is-in-conflict", test_deleting_what_is_in_conflict);
  ADD ("arrival/backwards-and-twice", test_backwards_and_twice);
  ADD ("arrival/without-its-creation", test_without_its_creation);
  ADD ("history/oldest-first-with-states", test_history);
  ADD ("history/of-nothing", test_history_of_nothing);
#undef ADD

  return g_test_run ();
}
