/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "notebook.h"

/* A check finds what was altered behind the store's back; what is only a fold of the log is made anew
 * from it. */

typedef struct
{
  Notebook *notebook;
  HalqaId id;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  Notebook *other;

  fixture->notebook = notebook_new (NULL);
  other = notebook_new (&fixture->notebook->key);
  fixture->id = notebook_add (fixture->notebook, "first");
  notebook_give (fixture->notebook, other);
  notebook_set_text (fixture->notebook, &fixture->id, "title", "ours");
  notebook_set_text (fixture->notebook, &fixture->id, "title@fr", "le nôtre");
  notebook_set_text (other, &fixture->id, "title", "theirs");
  notebook_give (other, fixture->notebook);
  notebook_free (other);
  notebook_assert_sound (fixture->notebook);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  notebook_free (fixture->notebook);
}

static void
assert_damaged (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (halqa_store_check (fixture->notebook->store, FALSE, NULL, NULL, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  guint64 *left = user_data;

  g_assert_cmpuint (done, <=, total);
  g_assert_cmpuint (total - done, <=, *left);
  *left = total - done;
}

static void
assert_rebuilt (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint64 left = G_MAXUINT64;

  halqa_store_check (fixture->notebook->store, TRUE, progress_cb, &left, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (left, ==, 0);
  notebook_assert_sound (fixture->notebook);
  g_assert_cmpuint (notebook_count_conflicts (fixture->notebook, &fixture->id), ==, 1);
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = {
    /* A letter of the kind: an entry of sound form. */
    "UPDATE log SET entry = substr (entry, 1, 48) || x'7a' || substr (entry, 50) WHERE arrival = 2",
    "UPDATE log SET signature = zeroblob (64) WHERE arrival = 1",
    "UPDATE log SET signature = x'00' WHERE arrival = 1",
    "UPDATE log SET entry = substr (entry, 1, 40) WHERE arrival = 1",
    "UPDATE log SET entry = x'' WHERE arrival = 1",
    "UPDATE log SET id = zeroblob (32) WHERE arrival = 1",
    "UPDATE log SET stamp = stamp + 1 WHERE arrival = 1",
    "DELETE FROM log WHERE arrival = 3",
    "UPDATE state SET n_entries = n_entries + 1",
    "UPDATE state SET sum = zeroblob (32)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      notebook_run_sql (fixture->notebook, "CREATE TABLE kept_log AS SELECT * FROM log;"
                                           "CREATE TABLE kept_state AS SELECT * FROM state");
      notebook_run_sql (fixture->notebook, faults[i]);
      assert_damaged (fixture);
      notebook_run_sql (fixture->notebook,
                        "BEGIN; DELETE FROM log; INSERT INTO log SELECT * FROM kept_log;"
                        "DELETE FROM state; INSERT INTO state SELECT * FROM kept_state;"
                        "DROP TABLE kept_log; DROP TABLE kept_state; COMMIT");
      notebook_assert_sound (fixture->notebook);
    }
}

/* A flipped byte that leaves the form of the entry sound. */
static void
test_flipped_byte (Fixture *fixture, gconstpointer data)
{
  gint64 before;

  notebook_run_sql (fixture->notebook,
                    "UPDATE log SET entry = substr (entry, 1, 60) || x'7a' || substr (entry, 62)"
                    " WHERE arrival = 1");
  assert_damaged (fixture);
  before = notebook_ask_sql (fixture->notebook, "SELECT count (*) FROM log");
  g_assert_false (halqa_store_check (fixture->notebook->store, TRUE, NULL, NULL, NULL));
  /* The log is the truth: nothing of it is thrown away. */
  g_assert_cmpint (notebook_ask_sql (fixture->notebook, "SELECT count (*) FROM log"), ==, before);
}

/* A device's number can be had from the entry itself, so here is something to mend. */
static void
test_device (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = {
    "UPDATE log SET device = 3 - device",
    "UPDATE log SET device = 77 WHERE arrival = 1",
    "UPDATE device SET name = zeroblob (32) WHERE no = 2",
    "UPDATE device SET name = x'00' WHERE no = 1",
    "DELETE FROM device",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      notebook_run_sql (fixture->notebook, faults[i]);
      assert_damaged (fixture);
      assert_rebuilt (fixture);
    }
}

static void
test_tables (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = {
    "UPDATE k_card SET f_title = 'forged'",
    "UPDATE k_card SET f_title = NULL",
    "UPDATE k_card SET f_n = 1",
    "UPDATE k_card SET deleted = 1",
    "UPDATE k_card SET conflicts = 0",
    "UPDATE k_card SET created = created + 1",
    "UPDATE k_card SET updated = updated + 1",
    "UPDATE k_card SET extra = NULL",
    "UPDATE k_card SET clocks = x''",
    "UPDATE k_card SET clocks = x'ffffffffffffffffffffff'",
    "UPDATE k_card SET flags = 0",
    "UPDATE k_card SET id = zeroblob (16)",
    "DELETE FROM k_card",
    "DELETE FROM leaf",
    "UPDATE k_card SET touched = x''",
    "UPDATE k_card SET touched = x'ffffffffffffffffffffff'",
    "INSERT INTO k_card SELECT row + 1, zeroblob (16), 0, 1, 1, 1, 0, 0, x'', x'', NULL, NULL,"
    " NULL, NULL, NULL, NULL FROM k_card",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      notebook_run_sql (fixture->notebook, faults[i]);
      assert_damaged (fixture);
      assert_rebuilt (fixture);
    }
}

static guint
count_found (Fixture *fixture, const char *words)
{
  const HalqaQuery query = { .kind = "card", .search = words };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = halqa_reader_query (fixture->notebook->reader, &query, &error);

  g_assert_no_error (error);
  return records->len;
}

/* Which of the two titles is shown, and so is found, the keys decide where the stamps are equal. */
static void
test_rebuilt_is_searched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  halqa_store_check (fixture->notebook->store, TRUE, NULL, NULL, &error);
  g_assert_no_error (error);
  halqa_store_index (fixture->notebook->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_found (fixture, "ours") + count_found (fixture, "theirs"), ==, 1);
}

static void
test_goes_on_after_rebuilding (Fixture *fixture, gconstpointer data)
{
  HalqaStatus before = notebook_get_status (fixture->notebook);
  HalqaStatus after;
  const gint64 fold = halqa_reader_get_fold (fixture->notebook->reader);

  assert_rebuilt (fixture);
  /* Who holds numbers of rows knows by this that they are others now. */
  g_assert_cmpint (halqa_reader_get_fold (fixture->notebook->reader), !=, fold);
  after = notebook_get_status (fixture->notebook);
  g_assert_cmpmem (before.fingerprint, sizeof before.fingerprint, after.fingerprint,
                   sizeof after.fingerprint);
  notebook_resolve (fixture->notebook, &fixture->id, "title", halqa_value_text ("settled"));
  notebook_assert_text (fixture->notebook, &fixture->id, "title", "settled");
  g_assert_cmpuint (notebook_count_conflicts (fixture->notebook, &fixture->id), ==, 0);
  notebook_assert_sound (fixture->notebook);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add ("/sync/check/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("finds/any-fault-in-the-log", test_log);
  ADD ("finds/a-flipped-byte-in-an-entry", test_flipped_byte);
  ADD ("finds/another-device-and-mends-it", test_device);
  ADD ("finds/any-fault-in-the-tables-and-mends-it", test_tables);
  ADD ("rebuilt/is-searched", test_rebuilt_is_searched);
  ADD ("rebuilt/goes-on", test_goes_on_after_rebuilding);
#undef ADD

  return g_test_run ();
}
