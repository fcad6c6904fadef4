/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "notebook.h"
#include "replica.h"

/* What watchers are told, and two processes on one file, which a second store plays: SQLite sees no
 * difference. */

typedef struct
{
  Notebook *notebook;
  HalqaStore *second;
  guint watch;
  GHashTable *told; /* HalqaId of each record that was told of */
  guint n_local;
  guint n_others;
} Fixture;

static void
told_cb (HalqaStore *store, const GArray *touched, gboolean local, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (touched->len, >, 0);
  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);

      g_assert_cmpstr (one->kind->name, ==, "card");
      g_hash_table_add (fixture->told, g_memdup2 (&one->id, sizeof one->id));
      if (local)
        fixture->n_local++;
      else
        fixture->n_others++;
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->notebook = notebook_new (NULL);
  fixture->told = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, NULL);
  fixture->watch = halqa_store_watch (fixture->notebook->store, NULL, told_cb, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->watch != 0)
    halqa_store_unwatch (fixture->notebook->store, fixture->watch);
  if (fixture->second != NULL)
    g_assert_finalize_object (fixture->second);
  notebook_free (fixture->notebook);
  g_hash_table_unref (fixture->told);
}

static void
set_title (HalqaStore *store, const HalqaId *id, const char *title)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaValue value = halqa_value_text (title);

  halqa_change_create (change, "card", id);
  halqa_change_set (change, "card", id, "title", &value, HALQA_REPLACE_SHOWN);
  halqa_store_commit (store, change, &error);
  g_assert_no_error (error);
}

static gboolean
is_told_locally (gpointer user_data)
{
  return ((Fixture *) user_data)->n_local > 0;
}

static gboolean
is_told_of_others (gpointer user_data)
{
  return ((Fixture *) user_data)->n_others > 0;
}

static void
test_own_commits (Fixture *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->notebook, "a");

  replica_wait (is_told_locally, fixture);
  g_assert_true (g_hash_table_contains (fixture->told, &id));
  g_assert_cmpuint (fixture->n_local, ==, 1);
}

static void
test_another_process (Fixture *fixture, gconstpointer data)
{
  HalqaId id;
  gint64 start;

  halqa_id_random (&id);
  fixture->second = notebook_open_second (fixture->notebook);
  start = g_get_monotonic_time ();
  set_title (fixture->second, &id, "from there");
  replica_wait (is_told_of_others, fixture);
  /* Within half a second and the time that a slow machine takes. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  g_assert_true (g_hash_table_contains (fixture->told, &id));
  g_assert_cmpuint (fixture->n_local, ==, 0);
  notebook_assert_text (fixture->notebook, &id, "title", "from there");
}

static void
test_entries_from_elsewhere (Fixture *fixture, gconstpointer data)
{
  Notebook *other = notebook_new (&fixture->notebook->key);
  HalqaId id = notebook_add (other, "a");

  notebook_give (other, fixture->notebook);
  replica_wait (is_told_of_others, fixture);
  g_assert_true (g_hash_table_contains (fixture->told, &id));
  g_assert_cmpuint (fixture->n_local, ==, 0);
  notebook_free (other);
}

static void
test_each_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  HalqaId id = { { 7 } };

  for (guint i = 0; i < 10; i++)
    {
      HalqaChange *change = halqa_change_new ();
      HalqaValue value = halqa_value_int (i);

      halqa_change_set (change, "card", &id, "n", &value, HALQA_REPLACE_SHOWN);
      g_ptr_array_add (changes, change);
    }
  g_assert_true (halqa_store_commit_many (fixture->notebook->store, changes, NULL));
  replica_wait (is_told_locally, fixture);
  g_assert_cmpuint (fixture->n_local, ==, 1);
}

/* A batch that fails takes nothing back of those that are on disk. */
static void
test_before_a_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  HalqaId id;

  for (guint i = 0; i < 513; i++)
    {
      HalqaChange *change = halqa_change_new ();
      HalqaValue value = halqa_value_int (i);

      halqa_id_random (&id);
      halqa_change_set (change, i == 512 ? "box" : "card", &id, "n", &value, HALQA_REPLACE_SHOWN);
      g_ptr_array_add (changes, change);
    }
  g_assert_false (halqa_store_commit_many (fixture->notebook->store, changes, NULL));
  replica_wait (is_told_locally, fixture);
  g_assert_cmpuint (g_hash_table_size (fixture->told), ==, 512);
}

static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  notebook_add (fixture->notebook, "a");
  halqa_store_unwatch (fixture->notebook->store, fixture->watch);
  fixture->watch = 0;
  /* What was on its way is not heard any more. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fixture->n_local, ==, 0);
}

/* As at the end of a program, whose main context is not run any more. */
static void
test_closed_before_it_is_heard (Fixture *fixture, gconstpointer data)
{
  HalqaId id;

  fixture->second = notebook_open_second (fixture->notebook);
  halqa_store_watch (fixture->second, NULL, told_cb, fixture);
  halqa_id_random (&id);
  set_title (fixture->second, &id, "a");
  g_assert_finalize_object (g_steal_pointer (&fixture->second));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (fixture->n_local, ==, 0);
}

/* --- two writers */

static int
compare_stamps (gconstpointer a, gconstpointer b)
{
  guint64 stamp_a = *(const guint64 *) a;
  guint64 stamp_b = *(const guint64 *) b;

  return stamp_a < stamp_b ? -1 : stamp_a > stamp_b;
}

static gboolean
note_stamp_cb (guint64 arrival,
               const HalqaDot *dot,
               const guint8 *entry,
               gsize size,
               const guint8 *signature,
               gpointer user_data)
{
  g_array_append_val ((GArray *) user_data, dot->stamp);
  return TRUE;
}

static void
assert_stamps_unique (Fixture *fixture, guint n)
{
  g_autoptr (GArray) stamps = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) error = NULL;

  halqa_reader_walk_log (fixture->notebook->reader, 0, G_MAXUINT64, NULL, 0, note_stamp_cb, stamps,
                         &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stamps->len, ==, n);
  g_array_sort (stamps, compare_stamps);
  for (guint i = 1; i < n; i++)
    g_assert_cmpuint (g_array_index (stamps, guint64, i), !=,
                      g_array_index (stamps, guint64, i - 1));
}

static void
test_in_turns (Fixture *fixture, gconstpointer data)
{
  HalqaId id;

  halqa_id_random (&id);
  fixture->second = notebook_open_second (fixture->notebook);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *title = g_strdup_printf ("%u", i);

      set_title (i % 3 == 0 ? fixture->second : fixture->notebook->store, &id, title);
    }
  assert_stamps_unique (fixture, 100);
  notebook_assert_text (fixture->notebook, &id, "title", "99");
  g_assert_cmpuint (notebook_count_conflicts (fixture->notebook, &id), ==, 0);
  notebook_assert_sound (fixture->notebook);
}

typedef struct
{
  HalqaStore *store;
  HalqaId id;
} Writing;

static gpointer
write_much (gpointer user_data)
{
  Writing *writing = user_data;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *title = g_strdup_printf ("%u", i);

      set_title (writing->store, &writing->id, title);
    }
  return NULL;
}

/* Also while a third one opens the file again and again. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  Writing writings[2] = { { .store = fixture->notebook->store } };
  GThread *threads[2];

  fixture->second = notebook_open_second (fixture->notebook);
  writings[1].store = fixture->second;
  for (guint i = 0; i < 2; i++)
    {
      halqa_id_random (&writings[i].id);
      threads[i] = g_thread_new ("writer", write_much, &writings[i]);
    }
  for (guint i = 0; i < 20; i++)
    {
      HalqaStore *third = notebook_open_second (fixture->notebook);
      HalqaId id;

      halqa_id_random (&id);
      set_title (third, &id, "third");
      g_assert_finalize_object (third);
    }
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);
  assert_stamps_unique (fixture, 140);
  /* The fingerprint, too, is that of all. */
  notebook_assert_sound (fixture->notebook);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add ("/sync/watch/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("told/own-commits", test_own_commits);
  ADD ("told/what-another-process-wrote", test_another_process);
  ADD ("told/entries-from-elsewhere", test_entries_from_elsewhere);
  ADD ("told/each-record-once", test_each_once);
  ADD ("told/batches-before-one-that-failed", test_before_a_failure);
  ADD ("told/not-after-it-was-taken-back", test_taken_back);
  ADD ("told/nothing-of-a-store-that-was-closed", test_closed_before_it_is_heard);
  ADD ("two-writers/in-turns", test_in_turns);
  ADD ("two-writers/at-once", test_at_once);
#undef ADD

  return g_test_run ();
}
