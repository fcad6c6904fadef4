/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "notebook.h"
#include "power.h"
#include "test-tools.h"

/* The power goes while a store is written, and the disk has forgotten what was not synced (power.c).
 * Whatever is left must open, with all that was saved, in the order in which it was saved, with sound
 * tables, and must be good for more.
 *
 * HALQA_POWER_CUTS says how many cuts there are in all, HALQA_POWER_SEED plays them again. */

#define N_CUTS 500
/* How many steps of the disk there are between two cuts, on average. */
#define STEPS 12
#define FILE_NAME "forum.halqa"

static guint32 seed;
static guint n_cuts;

/* A notebook on a disk whose power goes. */
typedef struct
{
  Notebook *notebook;
  Notebook *other; /* another laptop of the forum */
  GRand *rand;
  guint n_saved; /* entries that somebody was told are on disk */
  guint n_seen; /* cuts that were looked into */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->rand = g_rand_new_with_seed (++seed);
  fixture->notebook = notebook_new (NULL);
  fixture->other = notebook_new (&fixture->notebook->key);
  notebook_close (fixture->notebook);
  power_start (fixture->notebook->folder, seed, &fixture->n_saved);
  notebook_open (fixture->notebook, &notebook_schema);
  power_set_cuts (STEPS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  power_set_cuts (0);
  notebook_close (fixture->notebook);
  power_stop ();
  notebook_free (fixture->notebook);
  notebook_free (fixture->other);
  g_rand_free (fixture->rand);
}

/* The ids of all entries, in the order of their arrival. */
static GByteArray *
list_ids (const char *path)
{
  GByteArray *ids = g_byte_array_new ();
  sqlite3 *db;
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT id FROM log ORDER BY arrival", -1, &statement,
                                       NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_byte_array_append (ids, sqlite3_column_blob (statement, 0),
                         sqlite3_column_bytes (statement, 0));
  g_assert_cmpint (sqlite3_finalize (statement), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return ids;
}

static Notebook *
open_left (const PowerCut *cut, const HalqaForumKey *key)
{
  Notebook *left = g_new0 (Notebook, 1);
  g_autoptr (GError) error = NULL;

  left->folder = g_strdup (cut->folder);
  left->path = g_build_filename (cut->folder, FILE_NAME, NULL);
  left->key = *key;
  left->identity = halqa_identity_load (left->folder, &error);
  g_assert_no_error (error);
  notebook_open (left, &notebook_schema);
  return left;
}

static void
close_left (Notebook *left)
{
  notebook_close (left);
  test_let_go (&left->identity);
  g_free (left->path);
  g_free (left->folder);
  g_free (left);
}

/* What was read of another store may not count as read where it was lost. */
static void
assert_no_mark_ahead (Notebook *left)
{
  g_assert_cmpint (notebook_ask_sql (left, "SELECT count (*) FROM peer WHERE seen >"
                                           " (SELECT count (*) FROM log WHERE source = peer.no)"),
                   ==, 0);
}

static void
look_into (Fixture *fixture, const PowerCut *cut)
{
  g_autoptr (GByteArray) all = list_ids (fixture->notebook->path);
  g_autoptr (GByteArray) ids = NULL;
  Notebook *left = open_left (cut, &fixture->notebook->key);

  ids = list_ids (left->path);
  g_assert_cmpuint (ids->len / HALQA_ENTRY_ID_SIZE, >=, cut->n_saved);
  g_assert_cmpuint (ids->len, <=, all->len);
  g_assert_cmpmem (ids->data, ids->len, all->data, ids->len);
  notebook_assert_sound (left);
  assert_no_mark_ahead (left);
  notebook_add (left, "more");
  notebook_assert_sound (left);
  close_left (left);
}

/* Whether there were enough. */
static gboolean
look_into_cuts (Fixture *fixture, guint percent)
{
  PowerCut *cut;

  power_set_normal (TRUE);
  while ((cut = power_take_cut ()) != NULL)
    {
      look_into (fixture, cut);
      power_cut_free (cut);
      fixture->n_seen++;
    }
  power_set_normal (FALSE);
  return fixture->n_seen >= MAX (1, n_cuts * percent / 100);
}

/* As another run of the program: the log beside the file is put into it, and taken away. */
static void
restart (Notebook *notebook)
{
  notebook_close (notebook);
  notebook_open (notebook, &notebook_schema);
}

static void
saved (Fixture *fixture, guint n)
{
  g_atomic_int_add (&fixture->n_saved, n);
}

static void
test_writing (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;

  for (guint i = 1; !look_into_cuts (fixture, 50); i++)
    {
      HalqaId id = notebook_add (notebook, "a title");

      saved (fixture, 1);
      notebook_set_text (notebook, &id, "body", "some words to be found");
      saved (fixture, 1);
      if (g_rand_boolean (fixture->rand))
        {
          notebook_delete (notebook, &id);
          saved (fixture, 1);
        }
      if (i % 20 == 0)
        restart (notebook);
    }
}

static void
commit_many (Notebook *notebook, guint n)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      HalqaChange *change = halqa_change_new ();
      HalqaValue title = halqa_value_text ("from a file");
      HalqaId id;

      halqa_id_random (&id);
      halqa_change_create (change, "card", &id);
      halqa_change_set (change, "card", &id, "title", &title, HALQA_REPLACE_SHOWN);
      g_ptr_array_add (changes, change);
    }
  halqa_store_commit_many (notebook->store, changes, &error);
  g_assert_no_error (error);
}

/* An import is several transactions, and none of them may come before another. */
static void
test_importing (Fixture *fixture, gconstpointer data)
{
  while (!look_into_cuts (fixture, 10))
    {
      commit_many (fixture->notebook, 540);
      saved (fixture, 540);
      if (fixture->n_saved < 2000)
        continue;
      tear_down (fixture, NULL);
      fixture->n_saved = 0;
      set_up (fixture, NULL);
    }
}

static void
apply_some (Fixture *fixture, GPtrArray *entries, guint first, guint n)
{
  Notebook *notebook = fixture->notebook;
  const guint8 *peer = halqa_store_get_store_id (fixture->other->store);
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (batch, entries->pdata[i]);
  halqa_store_apply (notebook->store, batch, peer, &applied, &error);
  g_assert_no_error (error);
  saved (fixture, applied.n_new);
  halqa_store_set_seen (notebook->store, peer, first + n, 0, &error);
  g_assert_no_error (error);
}

static void
test_merging (Fixture *fixture, gconstpointer data)
{
  guint n_given = 0;

  while (!look_into_cuts (fixture, 20))
    {
      g_autoptr (GPtrArray) entries = NULL;

      commit_many (fixture->other, 60);
      entries = notebook_list_entries (fixture->other, 0);
      while (n_given < entries->len)
        {
          guint n = (guint) g_rand_int_range (fixture->rand, 1, 30);

          n = MIN (n, entries->len - n_given);
          apply_some (fixture, entries, n_given, n);
          n_given += n;
          notebook_add (fixture->notebook, "in between");
          saved (fixture, 1);
        }
      restart (fixture->notebook);
    }
}

/* --- making one */

enum
{
  NOTHING,
  KEY,
  STORE,
  ENTRY,
};

static HalqaStore *
make_store (const char *folder, HalqaIdentity *identity, const HalqaForumKey *key)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (GError) error = NULL;
  HalqaStore *store = halqa_store_create (path, &notebook_schema, identity, key, "A forum", &error);

  g_assert_no_error (error);
  return store;
}

/* A key, a store, an entry: what was made is there, and what was not can be made. */
static void
look_into_made (const PowerCut *cut, const HalqaForumKey *key, const HalqaDeviceId *device)
{
  g_autofree char *path = g_build_filename (cut->folder, FILE_NAME, NULL);
  g_autoptr (GError) error = NULL;
  HalqaIdentity *identity = halqa_identity_load (cut->folder, &error);
  Notebook *left;

  g_assert_no_error (error);
  if (cut->n_saved >= KEY)
    g_assert_cmpmem (halqa_identity_get_device (identity), sizeof *device, device, sizeof *device);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      HalqaStore *store;

      g_assert_cmpuint (cut->n_saved, <, STORE);
      store = make_store (cut->folder, identity, key);
      test_let_go (&store);
    }
  test_let_go (&identity);
  left = open_left (cut, key);
  g_assert_cmpint (notebook_ask_sql (left, "SELECT count (*) FROM log"), >=,
                   cut->n_saved >= ENTRY ? 1 : 0);
  notebook_assert_sound (left);
  notebook_add (left, "more");
  close_left (left);
}

static guint
make_and_look (void)
{
  char *folder = test_make_folder ();
  Notebook made = { .folder = folder, .path = g_build_filename (folder, FILE_NAME, NULL) };
  g_autoptr (GError) error = NULL;
  HalqaDeviceId device;
  PowerCut *cut;
  guint n_saved = NOTHING;
  guint n = 0;

  randombytes_buf (&made.key, sizeof made.key);
  power_start (folder, ++seed, &n_saved);
  power_set_cuts (STEPS);
  made.identity = halqa_identity_load (folder, &error);
  g_assert_no_error (error);
  device = *halqa_identity_get_device (made.identity);
  g_atomic_int_set (&n_saved, KEY);
  made.store = make_store (folder, made.identity, &made.key);
  g_atomic_int_set (&n_saved, STORE);
  made.reader = halqa_reader_open (made.store, &error);
  g_assert_no_error (error);
  notebook_add (&made, "the first");
  g_atomic_int_set (&n_saved, ENTRY);
  halqa_identity_set_name (made.identity, "Nadia", &error);
  g_assert_no_error (error);
  notebook_close (&made);
  power_set_cuts (0);
  power_set_normal (TRUE);
  for (; (cut = power_take_cut ()) != NULL; n++)
    {
      look_into_made (cut, &made.key, &device);
      power_cut_free (cut);
    }
  power_stop ();
  test_let_go (&made.identity);
  g_free (made.path);
  test_remove_folder (folder);
  return n;
}

static void
test_making (void)
{
  guint enough = MAX (1, n_cuts * 20 / 100);

  for (guint n = 0; n < enough;)
    n += make_and_look ();
}

static guint
get_number (const char *name, guint fallback)
{
  const char *text = g_getenv (name);

  return text == NULL ? fallback : (guint) g_ascii_strtoull (text, NULL, 10);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  seed = get_number ("HALQA_POWER_SEED", g_random_int ());
  n_cuts = get_number ("HALQA_POWER_CUTS", N_CUTS);
  g_test_message ("HALQA_POWER_SEED=%u HALQA_POWER_CUTS=%u", seed, n_cuts);

#define ADD(path, func) g_test_add ("/sync/power/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("nothing-is-lost/while-writing", test_writing);
  ADD ("nothing-is-lost/while-importing", test_importing);
  ADD ("nothing-is-lost/while-merging", test_merging);
#undef ADD
  g_test_add_func ("/sync/power/what-is-made-is-whole", test_making);

  return g_test_run ();
}
