/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "notebook.h"

#include <sodium.h>
#include <string.h>

/* What two versions come from, and how what settled them is taken back. */

static void
set_title (Notebook *notebook, NotebookPair *fixture, const char *title)
{
  g_usleep (2000);
  notebook_set_text (notebook, &fixture->id, "title", title);
}

static GPtrArray *
read_history (Notebook *notebook, NotebookPair *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *history = halqa_reader_history (notebook->reader, "card", &fixture->id, &error);

  g_assert_no_error (error);
  return history;
}

/* @expected: what the versions of the only conflict come from, NULL for nothing. */
static void
assert_ancestor (Notebook *notebook, NotebookPair *fixture, const char *expected)
{
  g_autoptr (GPtrArray) history = read_history (notebook, fixture);
  g_autoptr (GPtrArray) conflicts = NULL;
  HalqaConflict *conflict = notebook_get_only_conflict (notebook, &conflicts);
  const HalqaPastWrite *ancestor =
      halqa_history_find_ancestor (history, "title", conflict->versions);

  if (expected == NULL)
    g_assert_null (ancestor);
  else
    g_assert_cmpstr (halqa_value_get_text (&ancestor->value), ==, expected);
}

static void
test_of_two (NotebookPair *fixture, gconstpointer data)
{
  fixture->id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");
  assert_ancestor (fixture->a, fixture, "before");
  assert_ancestor (fixture->b, fixture, "before");
}

static void
test_behind_further_edits (NotebookPair *fixture, gconstpointer data)
{
  fixture->id = notebook_add (fixture->a, "oldest");
  set_title (fixture->a, fixture, "older");
  notebook_pair_exchange (fixture);
  for (guint i = 0; i < 3; i++)
    {
      set_title (fixture->a, fixture, i == 1 ? "of A" : "of A again");
      set_title (fixture->b, fixture, i == 1 ? "of B" : "of B again");
    }
  notebook_pair_exchange (fixture);
  assert_ancestor (fixture->a, fixture, "older");
}

/* It arrives while somebody types over what it replaces. */
static void
test_of_what_is_typed_meanwhile (NotebookPair *fixture, gconstpointer data)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaValue value = halqa_value_text ("of A");
  HalqaValue seen = halqa_value_text ("before");

  fixture->id = notebook_add (fixture->a, "before");
  notebook_pair_exchange (fixture);
  set_title (fixture->b, fixture, "of B");
  notebook_pair_exchange (fixture);
  halqa_change_set_over (change, "card", &fixture->id, "title", &value, &seen);
  halqa_store_commit (fixture->a->store, change, &error);
  g_assert_no_error (error);
  assert_ancestor (fixture->a, fixture, "before");
  notebook_pair_exchange (fixture);
  assert_ancestor (fixture->b, fixture, "before");
}

static void
test_none_of_two_first_writes (NotebookPair *fixture, gconstpointer data)
{
  fixture->id = notebook_add (fixture->a, NULL);
  notebook_pair_exchange (fixture);
  set_title (fixture->a, fixture, "of A");
  set_title (fixture->b, fixture, "of B");
  notebook_pair_exchange (fixture);
  assert_ancestor (fixture->a, fixture, NULL);
}

/* Both settle the same two versions at the same time: what was shown is what both had before them. */
static void
test_of_two_settlements (NotebookPair *fixture, gconstpointer data)
{
  fixture->id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");
  notebook_resolve (fixture->a, &fixture->id, "title", halqa_value_text ("settled by A"));
  g_usleep (2000);
  notebook_resolve (fixture->b, &fixture->id, "title", halqa_value_text ("settled by B"));
  notebook_pair_exchange (fixture);
  assert_ancestor (fixture->a, fixture, "of B");
  assert_ancestor (fixture->b, fixture, "of B");
}

static void
test_of_three (NotebookPair *fixture, gconstpointer data)
{
  Notebook *c = notebook_new (&fixture->a->key);

  fixture->id = notebook_add (fixture->a, "before");
  notebook_pair_exchange (fixture);
  notebook_give (fixture->a, c);
  set_title (fixture->a, fixture, "between");
  set_title (c, fixture, "of C");
  notebook_pair_exchange (fixture);
  set_title (fixture->a, fixture, "of A");
  set_title (fixture->b, fixture, "of B");
  notebook_pair_exchange (fixture);
  assert_ancestor (fixture->a, fixture, "between");
  notebook_give (c, fixture->a);
  notebook_give (c, fixture->b);
  assert_ancestor (fixture->a, fixture, "before");
  notebook_free (c);
}

/* What the deletion knew of the field that it did not see edited. */
static void
test_of_an_edit_and_a_deletion (NotebookPair *fixture, gconstpointer data)
{
  fixture->id = notebook_add (fixture->a, "before");
  notebook_pair_exchange (fixture);
  set_title (fixture->a, fixture, "of A");
  notebook_delete (fixture->b, &fixture->id);
  notebook_pair_exchange (fixture);
  assert_ancestor (fixture->a, fixture, "before");
}

/* Writes that name one another, or nothing that is there, end the walk all the same. */
static void
test_of_what_names_itself (NotebookPair *fixture, gconstpointer data)
{
  const HalqaDot dots[] = {
    { 1, { { 1 } } }, { 2, { { 1 } } }, { 3, { { 1 } } }, { 9, { { 9 } } }
  };
  HalqaPastWrite writes[3] = { 0 };
  g_autoptr (GPtrArray) history = g_ptr_array_new ();
  g_autoptr (GPtrArray) versions = g_ptr_array_new ();

  for (guint i = 0; i < 3; i++)
    {
      writes[i].field = (char *) "title";
      writes[i].dot = dots[i];
      writes[i].replaced = (HalqaDot *) dots;
      writes[i].n_replaced = G_N_ELEMENTS (dots);
      g_ptr_array_add (history, &writes[i]);
      g_ptr_array_add (versions, &writes[i]);
    }
  g_assert_true (halqa_history_find_ancestor (history, "title", versions) == &writes[2]);
  g_assert_null (halqa_history_find_ancestor (history, "text", versions));
}

static void
put_back (Notebook *notebook,
          NotebookPair *fixture,
          const HalqaPastWrite *version,
          const HalqaDot *over)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;

  halqa_change_set_beside (change, "card", &fixture->id, "title", &version->value,
                           over != NULL ? over : version->replaced,
                           over != NULL ? 1 : version->n_replaced);
  halqa_store_commit (notebook->store, change, &error);
  g_assert_no_error (error);
}

static void
test_settlement_taken_back (NotebookPair *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) history = NULL;
  HalqaConflict *conflict;
  const HalqaPastWrite *settlement;

  fixture->id = notebook_pair_make_conflict (fixture, fixture->b, "of A", "of B");
  conflict = notebook_get_only_conflict (fixture->a, &before);
  notebook_resolve (fixture->a, &fixture->id, "title", halqa_value_text ("of A"));
  g_assert_cmpuint (notebook_count_conflicts (fixture->a, &fixture->id), ==, 0);
  history = read_history (fixture->a, fixture);
  settlement = g_ptr_array_index (history, history->len - 1);
  /* Also where the field shows just that. */
  put_back (fixture->a, fixture, conflict->versions->pdata[1], NULL);
  put_back (fixture->a, fixture, conflict->versions->pdata[0], &settlement->dot);
  notebook_pair_exchange (fixture);

  conflict = notebook_get_only_conflict (fixture->b, &after);
  g_assert_cmpuint (conflict->versions->len, ==, 2);
  notebook_assert_text (fixture->b, &fixture->id, "title", "of B");
  assert_ancestor (fixture->b, fixture, "before");
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func)                                                                            \
  g_test_add ("/sync/ancestor/" path, NotebookPair, NULL, notebook_pair_set_up, func,              \
              notebook_pair_tear_down)
  ADD ("of-two-versions", test_of_two);
  ADD ("behind-further-edits", test_behind_further_edits);
  ADD ("of-what-is-typed-meanwhile", test_of_what_is_typed_meanwhile);
  ADD ("none-of-two-first-writes", test_none_of_two_first_writes);
  ADD ("of-two-settlements-is-what-was-shown", test_of_two_settlements);
  ADD ("of-three-versions", test_of_three);
  ADD ("of-an-edit-and-a-deletion", test_of_an_edit_and_a_deletion);
  ADD ("of-what-names-itself", test_of_what_names_itself);
  ADD ("settlement-taken-back", test_settlement_taken_back);
#undef ADD

  return g_test_run ();
}
