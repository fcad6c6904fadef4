/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "test-tools.h"
#include "undo-pair.h"

/* What a person did last is taken back, and done again: their own, never another's, as often as they
 * like, and after a restart. */

static void
assert_nothing (Notebook *notebook, gboolean redo)
{
  g_autoptr (GError) error = NULL;
  HalqaAction action;

  g_assert_null (halqa_store_undo (notebook->store, redo, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND);
  g_clear_error (&error);
  halqa_reader_find_action (notebook->reader, redo, &action, &error);
  g_assert_no_error (error);
  g_assert_cmpint (action.first, ==, 0);
}

/* --- one's own */

static void
test_edits (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  notebook_set_text (fixture->a, &id, "title", "two");
  notebook_set_text (fixture->a, &id, "title", "three");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "two");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "one");
  step (fixture->a, TRUE, 1, 0);
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "three");
  assert_nothing (fixture->a, TRUE);
}

/* What was written over the words of a laptop of 2031 bears a time of 2031, and is the eldest all the
 * same. */
static void
test_ahead (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");
  HalqaId later;

  notebook_pair_exchange (fixture);
  notebook_run_sql (fixture->b, "UPDATE state SET last = 1924992000000 << 16");
  notebook_set_text (fixture->b, &id, "title", "of 2031");
  notebook_pair_exchange (fixture);
  notebook_set_text (fixture->a, &id, "title", "of today");
  later = notebook_add (fixture->a, "later");
  step (fixture->a, FALSE, 1, 0);
  g_assert_true (is_deleted (fixture->a, &later));
  notebook_assert_text (fixture->a, &id, "title", "of today");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "of 2031");
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "of today");
}

static void
test_empty (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  notebook_set_text (fixture->a, &id, "body", "words");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "body", NULL);
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "body", "words");
}

static void
test_made (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  step (fixture->a, FALSE, 1, 0);
  g_assert_true (is_deleted (fixture->a, &id));
  assert_nothing (fixture->a, FALSE);
  step (fixture->a, TRUE, 1, 0);
  g_assert_false (is_deleted (fixture->a, &id));
  notebook_assert_text (fixture->a, &id, "title", "one");
}

static void
test_deleted (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  notebook_delete (fixture->a, &id);
  step (fixture->a, FALSE, 1, 0);
  g_assert_false (is_deleted (fixture->a, &id));
  notebook_delete (fixture->a, &id);
  notebook_restore (fixture->a, &id);
  step (fixture->a, FALSE, 1, 0);
  g_assert_true (is_deleted (fixture->a, &id));
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
}

static void
test_new_action (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  notebook_set_text (fixture->a, &id, "title", "two");
  step (fixture->a, FALSE, 1, 0);
  notebook_set_text (fixture->a, &id, "body", "words");
  assert_nothing (fixture->a, TRUE);
  step (fixture->a, FALSE, 1, 0);
  step (fixture->a, TRUE, 1, 0);
  step (fixture->a, FALSE, 1, 0);
  step (fixture->a, FALSE, 1, 0);
  g_assert_true (is_deleted (fixture->a, &id));
}

static void
test_restart (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  notebook_set_text (fixture->a, &id, "title", "two");
  notebook_set_text (fixture->a, &id, "title", "three");
  step (fixture->a, FALSE, 1, 0);
  notebook_close (fixture->a);
  notebook_open (fixture->a, &notebook_schema);
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "one");
  step (fixture->a, TRUE, 1, 0);
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "three");
}

static void
test_second_process (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");
  HalqaStore *second = notebook_open_second (fixture->a);
  g_autoptr (HalqaUndone) undone = NULL;
  g_autoptr (GError) error = NULL;

  notebook_set_text (fixture->a, &id, "title", "two");
  undone = halqa_store_undo (second, FALSE, &error);
  g_assert_no_error (error);
  notebook_assert_text (fixture->a, &id, "title", "one");
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "two");
  test_let_go (&second);
}

static void
type (Notebook *notebook, const HalqaId *id, const char *field, const char *text, const char *seen)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaValue value = halqa_value_text (text);
  HalqaValue over = halqa_value_text (seen);

  halqa_change_set_over (change, "card", id, field, &value, &over);
  halqa_store_commit (notebook->store, change, &error);
  g_assert_no_error (error);
}

static void
test_typing (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "o");

  type (fixture->a, &id, "title", "on", "o");
  type (fixture->a, &id, "title", "one", "on");
  type (fixture->a, &id, "body", "words", "");
  type (fixture->a, &id, "body", "words of", "words");
  type (fixture->a, &id, "body", "words of it", "words of");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "body", NULL);
  /* What follows is another action, though it is the same field. */
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "body", "words of it");
  type (fixture->a, &id, "body", "words of it all", "words of it");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "body", "words of it");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "one");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "o");
}

static void
test_import (NotebookPair *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  g_autoptr (GError) error = NULL;
  HalqaValue title = halqa_value_text ("imported");
  g_autofree char *body = g_strnfill (60000, 'x');
  HalqaValue long_body = halqa_value_text (body);
  HalqaId id = notebook_add (fixture->a, "one");

  for (guint i = 0; i < 600; i++)
    {
      HalqaChange *change = halqa_change_new ();
      HalqaId record;

      halqa_id_random (&record);
      halqa_change_create (change, "card", &record);
      halqa_change_set (change, "card", &record, "title", &title, HALQA_REPLACE_SHOWN);
      if (i < 5)
        halqa_change_set (change, "card", &record, "body", &long_body, HALQA_REPLACE_SHOWN);
      g_ptr_array_add (changes, change);
    }
  halqa_store_commit_many (fixture->a->store, changes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (halqa_reader_count (fixture->a->reader, "card", NULL), ==, 601);
  step (fixture->a, FALSE, 600, 0);
  g_assert_cmpuint (halqa_reader_count (fixture->a->reader, "card", NULL), ==, 1);
  step (fixture->a, TRUE, 600, 0);
  g_assert_cmpuint (halqa_reader_count (fixture->a->reader, "card", NULL), ==, 601);
  step (fixture->a, FALSE, 600, 0);
  step (fixture->a, FALSE, 1, 0);
  g_assert_true (is_deleted (fixture->a, &id));
}

/* --- another's */

static void
test_others_edit (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (HalqaUndone) undone = NULL;
  g_autoptr (GError) error = NULL;
  const HalqaUndoneField *left = NULL;
  HalqaValue title = halqa_value_text ("of a");
  HalqaValue body = halqa_value_text ("also of a");

  halqa_change_set (change, "card", &id, "title", &title, HALQA_REPLACE_SHOWN);
  halqa_change_set (change, "card", &id, "body", &body, HALQA_REPLACE_SHOWN);
  halqa_store_commit (fixture->a->store, change, &error);
  g_assert_no_error (error);
  notebook_pair_exchange (fixture);
  notebook_set_text (fixture->b, &id, "title", "of b");
  notebook_pair_exchange (fixture);
  undone = halqa_store_undo (fixture->a->store, FALSE, &error);
  g_assert_no_error (error);
  notebook_assert_text (fixture->a, &id, "title", "of b");
  notebook_assert_text (fixture->a, &id, "body", NULL);
  g_assert_cmpuint (undone->n_done, ==, 1);
  g_assert_cmpuint (undone->fields->len, ==, 2);
  for (guint i = 0; i < undone->fields->len; i++)
    if (!((const HalqaUndoneField *) g_ptr_array_index (undone->fields, i))->done)
      left = g_ptr_array_index (undone->fields, i);
  g_assert_nonnull (left);
  g_assert_cmpstr (left->field, ==, "title");
  g_assert_cmpmem (&left->by, sizeof left->by, halqa_identity_get_device (fixture->b->identity),
                   sizeof left->by);
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
  /* What another wrote is never taken back, however often it is asked. */
  step (fixture->a, FALSE, 0, 1);
  assert_nothing (fixture->a, FALSE);
  notebook_assert_text (fixture->a, &id, "title", "of b");
  g_assert_false (is_deleted (fixture->a, &id));
}

static void
test_others_deletion (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  notebook_set_text (fixture->a, &id, "title", "two");
  notebook_pair_exchange (fixture);
  notebook_delete (fixture->b, &id);
  notebook_pair_exchange (fixture);
  step (fixture->a, FALSE, 0, 1);
  g_assert_true (is_deleted (fixture->a, &id));
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
}

static void
test_others_restoration (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->b, "one");

  notebook_pair_exchange (fixture);
  notebook_delete (fixture->a, &id);
  notebook_pair_exchange (fixture);
  notebook_restore (fixture->b, &id);
  notebook_pair_exchange (fixture);
  step (fixture->a, FALSE, 0, 1);
  g_assert_false (is_deleted (fixture->a, &id));
}

/* B wrote the same field at the same time: as if A had not written. */
static void
test_version_withdrawn (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->a, "of a", "of b");

  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "of b");
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
  notebook_pair_exchange (fixture);
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "of a");
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
}

/* An edit of the version that was shown, in the middle of a conflict. */
static void
test_edit_in_conflict (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->a, "of a", "of b");

  notebook_set_text (fixture->a, &id, "title", "of a, again");
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "of a");
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
}

/* Whoever wrote them again, "of a" is of A and "of b" of B. */
static void
assert_origins (NotebookPair *fixture, Notebook *reader, const HalqaId *id)
{
  g_autoptr (GPtrArray) conflicts = halqa_reader_conflicts (reader->reader, "card", id, NULL);
  g_autoptr (GPtrArray) history = halqa_reader_history (reader->reader, "card", id, NULL);
  const HalqaConflict *conflict = g_ptr_array_index (conflicts, 0);

  g_assert_cmpuint (conflict->versions->len, ==, 2);
  for (guint i = 0; i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);
      const HalqaPastWrite *origin = halqa_history_find_origin (history, version);
      Notebook *writer =
          g_strcmp0 (halqa_value_get_text (&version->value), "of a") == 0 ? fixture->a : fixture->b;
      const HalqaDeviceId *device =
          halqa_identity_get_device (halqa_store_get_identity (writer->store));

      g_assert_true (halqa_value_equal (&origin->value, &version->value));
      g_assert_cmpmem (&origin->dot.device, sizeof *device, device, sizeof *device);
      g_assert_true (halqa_history_find_origin (history, origin) == origin);
    }
}

static void
test_resolve (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "of a", "of b");
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GPtrArray) history = NULL;
  const HalqaPastWrite *ancestor;
  const HalqaConflict *conflict;

  notebook_resolve (fixture->a, &id, "title", halqa_value_text ("of both"));
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
  step (fixture->a, FALSE, 1, 0);
  notebook_pair_exchange (fixture);
  notebook_assert_text (fixture->b, &id, "title", "of b");
  conflicts = halqa_reader_conflicts (fixture->b->reader, "card", &id, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = g_ptr_array_index (conflicts, 0);
  g_assert_cmpuint (conflict->versions->len, ==, 2);
  g_assert_cmpstr (
      halqa_value_get_text (
          &((const HalqaPastWrite *) g_ptr_array_index (conflict->versions, 1))->value),
      ==, "of a");
  /* They come from what they came from, not from what settled them. */
  history = halqa_reader_history (fixture->b->reader, "card", &id, NULL);
  ancestor = halqa_history_find_ancestor (history, "title", conflict->versions);
  g_assert_cmpstr (halqa_value_get_text (&ancestor->value), ==, "before");
  assert_origins (fixture, fixture->b, &id);
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "of both");
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
  step (fixture->a, FALSE, 1, 0);
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
  assert_origins (fixture, fixture->a, &id);
  /* And the other one settles it, and takes that back. */
  notebook_pair_exchange (fixture);
  notebook_resolve (fixture->b, &id, "title", halqa_value_text ("of b"));
  step (fixture->b, FALSE, 1, 0);
  assert_origins (fixture, fixture->b, &id);
}

/* What is kept is what is shown before and after, and the other version goes and comes. */
static void
test_shown_kept (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_pair_make_conflict (fixture, fixture->b, "of a", "of b");

  notebook_resolve (fixture->a, &id, "title", halqa_value_text ("of b"));
  for (guint i = 0; i < 2; i++)
    {
      step (fixture->a, FALSE, 1, 0);
      g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
      step (fixture->a, TRUE, 1, 0);
      g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
      notebook_assert_text (fixture->a, &id, "title", "of b");
    }
}

/* A deletion that another did not know of, and an edit that it did not know: "keep the edit" is taken
 * back to just that. */
static void
test_edit_kept (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  notebook_pair_exchange (fixture);
  notebook_delete (fixture->a, &id);
  g_usleep (2000);
  notebook_set_text (fixture->b, &id, "title", "of b");
  notebook_pair_exchange (fixture);
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 1);
  notebook_resolve (fixture->a, &id, "deleted", halqa_value_bool (FALSE));
  g_assert_false (is_deleted (fixture->a, &id));
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
  step (fixture->a, FALSE, 1, 0);
  notebook_pair_exchange (fixture);
  g_assert_true (is_deleted (fixture->b, &id));
  g_assert_cmpuint (notebook_count_conflicts (fixture->b, &id), ==, 1);
  step (fixture->a, TRUE, 1, 0);
  g_assert_false (is_deleted (fixture->a, &id));
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &id), ==, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func)                                                                            \
  g_test_add ("/sync/undo/" path, NotebookPair, NULL, notebook_pair_set_up, func,                  \
              notebook_pair_tear_down)
  ADD ("an-edit/is-taken-back-and-done-again", test_edits);
  ADD ("an-edit/ahead-of-the-clock-is-no-later", test_ahead);
  ADD ("a-first-value/leaves-the-field-empty", test_empty);
  ADD ("what-was-made/is-deleted", test_made);
  ADD ("what-was-deleted/is-restored", test_deleted);
  ADD ("a-new-action/ends-what-can-be-done-again", test_new_action);
  ADD ("a-restart/changes-nothing", test_restart);
  ADD ("two-processes/have-one-list", test_second_process);
  ADD ("typing/is-one-action-a-field", test_typing);
  ADD ("an-import/is-one-action", test_import);
  ADD ("another's-edit/stays", test_others_edit);
  ADD ("another's-deletion/stays", test_others_deletion);
  ADD ("another's-restoration/stays", test_others_restoration);
  ADD ("two-at-once/ours-alone-is-withdrawn", test_version_withdrawn);
  ADD ("two-at-once/an-edit-of-the-shown-one-leaves-both", test_edit_in_conflict);
  ADD ("a-settled-conflict/comes-back", test_resolve);
  ADD ("a-settled-conflict/of-what-is-shown-comes-back", test_shown_kept);
  ADD ("a-settled-conflict/of-a-deletion-comes-back", test_edit_kept);
#undef ADD

  return g_test_run ();
}
