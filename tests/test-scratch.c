/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "halqa-scratch.h"
#include "notebook.h"
#include "replica.h"

/* What is tried in a scratch store changes nothing, and is told as what it will be. */

typedef struct
{
  Notebook *here;
  Notebook *there;
  HalqaStore *scratch;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->here = notebook_new (NULL);
  fixture->there = notebook_new (&fixture->here->key);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->scratch);
  notebook_free (fixture->here);
  notebook_free (fixture->there);
}

static void
open_scratch (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->scratch = halqa_scratch_open (fixture->here->store, &error);
  g_assert_no_error (error);
}

/* All that is there, tried here. */
static void
try (Fixture *fixture)
{
  g_autoptr (GPtrArray) entries = notebook_list_entries (fixture->there, 0);
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  halqa_store_apply (fixture->scratch, entries, NULL, &applied, &error);
  g_assert_no_error (error);
}

static void
assert_differs (Fixture *fixture, guint n_new, guint n_changed, guint n_deleted, guint n_conflict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) differences = halqa_scratch_compare (fixture->scratch, &error);
  const HalqaDifference *one;

  g_assert_no_error (error);
  if (n_new + n_changed + n_deleted + n_conflict == 0)
    {
      g_assert_cmpuint (differences->len, ==, 0);
      return;
    }
  g_assert_cmpuint (differences->len, ==, 1);
  one = &g_array_index (differences, HalqaDifference, 0);
  g_assert_cmpstr (one->kind->name, ==, "card");
  g_assert_cmpuint (one->n_new, ==, n_new);
  g_assert_cmpuint (one->n_changed, ==, n_changed);
  g_assert_cmpuint (one->n_deleted, ==, n_deleted);
  g_assert_cmpuint (one->n_conflict, ==, n_conflict);
}

static void
test_nothing_differs_at_first (Fixture *fixture, gconstpointer data)
{
  notebook_add (fixture->here, "one");
  notebook_give (fixture->here, fixture->there);
  open_scratch (fixture);
  try (fixture);
  assert_differs (fixture, 0, 0, 0, 0);
}

static void
test_each_difference_is_counted (Fixture *fixture, gconstpointer data)
{
  HalqaId changed = notebook_add (fixture->here, "changed");
  HalqaId translated = notebook_add (fixture->here, "translated");
  HalqaId deleted = notebook_add (fixture->here, "deleted");
  HalqaId restored = notebook_add (fixture->here, "restored");
  HalqaId differing = notebook_add (fixture->here, "differing");
  HalqaId again = notebook_add (fixture->here, "deleted here too");
  HalqaStatus before;
  HalqaStatus after;

  notebook_add (fixture->here, "the same");
  notebook_delete (fixture->here, &restored);
  notebook_delete (fixture->here, &again);
  notebook_give (fixture->here, fixture->there);
  notebook_add (fixture->there, "new");
  notebook_set_text (fixture->there, &changed, "body", "text");
  notebook_set_text (fixture->there, &translated, "title@fr", "traduit");
  notebook_delete (fixture->there, &deleted);
  notebook_restore (fixture->there, &restored);
  notebook_set_text (fixture->there, &differing, "title", "theirs");
  /* In another millisecond, so that it is the last by its stamp. */
  g_usleep (2000);
  notebook_set_text (fixture->here, &differing, "title", "ours");

  before = notebook_get_status (fixture->here);
  open_scratch (fixture);
  try (fixture);
  after = notebook_get_status (fixture->here);
  g_assert_cmpmem (before.fingerprint, sizeof before.fingerprint, after.fingerprint,
                   sizeof after.fingerprint);
  /* Ours was written last, and is shown. */
  assert_differs (fixture, 1, 3, 1, 1);

  notebook_give (fixture->there, fixture->here);
  after = notebook_get_status (fixture->here);
  g_assert_cmpuint (after.n_conflicts, ==, 1);
}

/* A record that arrives deleted is nothing that anybody will see. */
static void
test_what_comes_and_goes_is_not_new (Fixture *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->there, "gone");

  notebook_delete (fixture->there, &id);
  open_scratch (fixture);
  try (fixture);
  assert_differs (fixture, 0, 0, 0, 0);
}

/* What is saved meanwhile goes into the forum, and the scratch store is as it was. */
static void
test_the_forum_can_be_written_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 n_new;

  open_scratch (fixture);
  notebook_add (fixture->here, "meanwhile");
  notebook_add (fixture->there, "from there");
  try (fixture);
  assert_differs (fixture, 1, 0, 0, 0);
  g_assert_true (halqa_scratch_count_new (fixture->scratch, &n_new, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_new, ==, 1);
  g_assert_cmpuint (notebook_get_status (fixture->here).n_entries, ==, 1);
}

/* The note beside the device key still names the file of the forum. */
static void
test_the_store_keeps_its_id (Fixture *fixture, gconstpointer data)
{
  guint8 id[HALQA_STORE_ID_SIZE];

  memcpy (id, halqa_store_get_store_id (fixture->here->store), sizeof id);
  open_scratch (fixture);
  notebook_close (fixture->here);
  notebook_open (fixture->here, &notebook_schema);
  g_assert_cmpmem (id, sizeof id, halqa_store_get_store_id (fixture->here->store), sizeof id);
}

int
main (int argc, char *argv[])
{
  replica_init_test (&argc, &argv);
  g_test_add ("/sync/scratch/nothing-differs-at-first", Fixture, NULL, set_up,
              test_nothing_differs_at_first, tear_down);
  g_test_add ("/sync/scratch/each-difference-is-counted", Fixture, NULL, set_up,
              test_each_difference_is_counted, tear_down);
  g_test_add ("/sync/scratch/what-comes-and-goes-is-not-new", Fixture, NULL, set_up,
              test_what_comes_and_goes_is_not_new, tear_down);
  g_test_add ("/sync/scratch/the-forum-can-be-written-meanwhile", Fixture, NULL, set_up,
              test_the_forum_can_be_written_meanwhile, tear_down);
  g_test_add ("/sync/scratch/the-store-keeps-its-id", Fixture, NULL, set_up,
              test_the_store_keeps_its_id, tear_down);
  return g_test_run ();
}
