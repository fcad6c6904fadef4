/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "halqa-sql.h"
#include "notebook.h"
#include "replica.h"

/* Records found by an id's beginning, by what they hold and by their words, in an order. */

typedef struct
{
  Notebook *notebook;
  HalqaReader *reader;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->notebook = notebook_new (NULL);
  fixture->reader = fixture->notebook->reader;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  notebook_free (fixture->notebook);
}

/* Their titles, each followed by a space. */
static void
assert_found (Fixture *fixture, const HalqaQuery *query, const char *titles)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = halqa_reader_query (fixture->reader, query, &error);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    g_string_append_printf (found, "%s ", halqa_record_get_text (records->pdata[i], "title"));
  g_assert_cmpstr (found->str, ==, titles);
}

static void
add_numbered (Fixture *fixture, const char *title, gint64 n)
{
  HalqaId id = notebook_add (fixture->notebook, title);

  notebook_set (fixture->notebook, &id, "n", halqa_value_int (n));
}

/* --- by id */

static void
add_with_id (Fixture *fixture, const char *hex)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaId id;

  g_assert_true (halqa_hex_decode (hex, id.bytes, sizeof id.bytes));
  halqa_change_create (change, "card", &id);
  g_assert_true (halqa_store_commit (fixture->notebook->store, change, NULL));
}

static void
assert_finds (Fixture *fixture, const char *prefix, const char *hex)
{
  g_autoptr (GError) error = NULL;
  const HalqaKind *kind;
  HalqaId id;
  char found[HALQA_HEX_MAX];

  g_assert_true (halqa_reader_find (fixture->reader, prefix, &kind, &id, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (kind->name, ==, "card");
  g_assert_cmpstr (halqa_hex_encode (found, id.bytes, sizeof id.bytes), ==, hex);
}

static void
assert_does_not_find (Fixture *fixture, const char *prefix, int code)
{
  g_autoptr (GError) error = NULL;
  const HalqaKind *kind;
  HalqaId id;

  g_assert_false (halqa_reader_find (fixture->reader, prefix, &kind, &id, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, code);
}

static void
test_by_prefix (Fixture *fixture, gconstpointer data)
{
  const char *low = "a1b2c00000000000000000000000000a";
  const char *high = "a1b2cfffffffffffffffffffffffffff";
  HalqaId id;

  add_with_id (fixture, low);
  add_with_id (fixture, high);
  assert_finds (fixture, "a1b2c0", low);
  assert_finds (fixture, "A1B2CF", high);
  assert_finds (fixture, low, low);
  assert_finds (fixture, "a1b2cfffffffffffffffffffffffff", high);
  assert_does_not_find (fixture, "a1b2", HALQA_SYNC_ERROR_AMBIGUOUS);
  assert_does_not_find (fixture, "a1b2c", HALQA_SYNC_ERROR_AMBIGUOUS);
  assert_does_not_find (fixture, "a1b3", HALQA_SYNC_ERROR_NOT_FOUND);
  assert_does_not_find (fixture, "a1b2c00000000000000000000000000b", HALQA_SYNC_ERROR_NOT_FOUND);
  assert_does_not_find (fixture, "a1b", HALQA_SYNC_ERROR_INVALID);
  assert_does_not_find (fixture, "", HALQA_SYNC_ERROR_INVALID);
  assert_does_not_find (fixture, "a1b2g", HALQA_SYNC_ERROR_INVALID);
  assert_does_not_find (fixture, "a1b2c00000000000000000000000000a0", HALQA_SYNC_ERROR_INVALID);
  assert_does_not_find (fixture, "a1b2%", HALQA_SYNC_ERROR_INVALID);
  /* One that is deleted still makes its prefix ambiguous. */
  g_assert_true (halqa_hex_decode (low, id.bytes, sizeof id.bytes));
  notebook_delete (fixture->notebook, &id);
  assert_finds (fixture, "a1b2c0", low);
  assert_does_not_find (fixture, "a1b2", HALQA_SYNC_ERROR_AMBIGUOUS);
}

static void
test_not_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaId id = { { 1 } };

  g_assert_null (halqa_reader_get (fixture->reader, "card", &id, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (halqa_reader_get (fixture->reader, "box", &id, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
}

/* --- by what they hold */

static void
test_conditions (Fixture *fixture, gconstpointer data)
{
  HalqaId a = notebook_add (fixture->notebook, "a");
  HalqaId b = notebook_add (fixture->notebook, "b");
  HalqaId c = notebook_add (fixture->notebook, "c");
  HalqaCondition where[2] = { { "n", halqa_value_int (1) }, { "done", halqa_value_bool (TRUE) } };
  HalqaQuery query = { .kind = "card", .where = where, .n_where = 1 };

  notebook_set (fixture->notebook, &a, "n", halqa_value_int (1));
  notebook_set (fixture->notebook, &b, "n", halqa_value_int (1));
  notebook_set (fixture->notebook, &b, "done", halqa_value_bool (TRUE));
  notebook_set (fixture->notebook, &c, "other", halqa_value_id (&a));
  notebook_set_text (fixture->notebook, &c, "title@fr", "été");
  assert_found (fixture, &query, "a b ");
  query.n_where = 2;
  assert_found (fixture, &query, "b ");
  where[0].value = halqa_value_null ();
  query.n_where = 1;
  assert_found (fixture, &query, "c ");
  where[0] = (HalqaCondition){ "other", halqa_value_id (&a) };
  assert_found (fixture, &query, "c ");
  where[0] = (HalqaCondition){ "title", halqa_value_text ("x' OR '1'='1") };
  assert_found (fixture, &query, "");
  where[0] = (HalqaCondition){ "title@fr", halqa_value_text ("été") };
  assert_found (fixture, &query, "c ");
  where[0].value = halqa_value_null ();
  assert_found (fixture, &query, "a b ");
}

static void
test_order_and_limit (Fixture *fixture, gconstpointer data)
{
  HalqaQuery query = { .kind = "card" };

  add_numbered (fixture, "b", 20);
  add_numbered (fixture, "c", 3);
  notebook_add (fixture->notebook, "empty");
  add_numbered (fixture, "a", 20);
  assert_found (fixture, &query, "b c empty a ");
  query.reverse = TRUE;
  assert_found (fixture, &query, "a empty c b ");
  query.sort = "n";
  /* What is empty comes last, either way. */
  assert_found (fixture, &query, "a b c empty ");
  query.reverse = FALSE;
  assert_found (fixture, &query, "c b a empty ");
  query.limit = 2;
  assert_found (fixture, &query, "c b ");
  query = (HalqaQuery){ .kind = "card", .sort = "title" };
  assert_found (fixture, &query, "a b c empty ");
}

static void
test_order_of_the_last_write (Fixture *fixture, gconstpointer data)
{
  HalqaId a = notebook_add (fixture->notebook, "a");
  HalqaQuery query = { .kind = "card", .sort = "updated", .reverse = TRUE };

  notebook_add (fixture->notebook, "b");
  assert_found (fixture, &query, "b a ");
  notebook_set_text (fixture->notebook, &a, "body", "x");
  assert_found (fixture, &query, "a b ");
}

static void
test_deleted_ones (Fixture *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->notebook, "gone");
  HalqaQuery query = { .kind = "card" };

  notebook_add (fixture->notebook, "here");
  notebook_delete (fixture->notebook, &id);
  assert_found (fixture, &query, "here ");
  query.deleted = HALQA_DELETED_ONLY;
  assert_found (fixture, &query, "gone ");
  query.deleted = HALQA_DELETED_TOO;
  assert_found (fixture, &query, "gone here ");
  g_assert_cmpuint (halqa_reader_count (fixture->reader, "card", NULL), ==, 1);
  g_assert_cmpuint (halqa_reader_count_all (fixture->reader, "card", NULL), ==, 2);
}

static void
test_what_cannot_be_asked (Fixture *fixture, gconstpointer data)
{
  HalqaCondition where = { "colour", HALQA_VALUE_INIT };
  const HalqaQuery queries[] = {
    { .kind = "box" },
    { .kind = "card", .sort = "colour" },
    { .kind = "card", .sort = "title@fr" },
    { .kind = "card", .sort = "title; DROP TABLE log" },
    { .kind = "card", .where = &where, .n_where = 1 },
    { .kind = "card", .inherited = "title", .through = "n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (halqa_reader_query (fixture->reader, &queries[i], &error));
      g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
    }
}

/* --- rows */

static void
count_row_cb (const HalqaRow *row, gpointer user_data)
{
  guint *counts = user_data;

  counts[0]++;
  if (row->key->type == HALQA_VALUE_INT)
    counts[1] += row->key->integer;
  g_assert_cmpuint (row->created, >, 0);
  g_assert_cmpuint (row->updated, >=, row->created);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->notebook, "a");
  HalqaCondition where = { "title@fr", halqa_value_null () };
  HalqaQuery query = { .kind = "card", .sort = "n" };
  guint counts[2] = { 0 };
  g_autoptr (GError) error = NULL;

  add_numbered (fixture, "b", 5);
  add_numbered (fixture, "c", 6);
  g_assert_true (
      halqa_reader_walk_rows (fixture->reader, &query, NULL, 0, count_row_cb, counts, NULL));
  g_assert_cmpuint (counts[0], ==, 3);
  g_assert_cmpuint (counts[1], ==, 11);
  g_assert_true (
      halqa_reader_walk_rows (fixture->reader, &query, &id, 1, count_row_cb, counts, NULL));
  g_assert_cmpuint (counts[0], ==, 4);
  /* What rows can't answer is no answer. */
  query.where = &where;
  query.n_where = 1;
  g_assert_false (
      halqa_reader_walk_rows (fixture->reader, &query, NULL, 0, count_row_cb, counts, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
}

/* --- words */

static void
index_now (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  halqa_store_index (fixture->notebook->store, &error);
  g_assert_no_error (error);
}

static void
note_row_cb (const HalqaRow *row, gpointer user_data)
{
  *(guint64 *) user_data = row->row;
}

/* As a query finds them, for who has the rows already. */
static void
test_search_by_number (Fixture *fixture, gconstpointer data)
{
  const HalqaQuery query = { .kind = "card" };
  g_autoptr (GByteArray) found = NULL;
  g_autoptr (GError) error = NULL;
  HalqaId id = { { 0 } };
  guint64 row = 0;
  guint n_found = 0;

  for (guint i = 0; i < 20; i++)
    if (i == 17)
      id = notebook_add (fixture->notebook, "water");
    else
      notebook_add (fixture->notebook, "light");
  index_now (fixture);
  g_assert_true (halqa_reader_walk_rows (fixture->reader, &query, &id, 1, note_row_cb, &row, NULL));
  found = halqa_reader_search (fixture->reader, "card", "water", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++)
    n_found += halqa_row_get_rank (found, i) != HALQA_RANK_NONE;
  g_assert_cmpuint (n_found, ==, 1);
  g_assert_cmpint (halqa_row_get_rank (found, row), ==, HALQA_RANK_TYPED);
  g_assert_null (halqa_reader_search (fixture->reader, "nothing", "water", &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->notebook, "water");
  HalqaQuery query = { .kind = "card", .search = "water" };

  notebook_add (fixture->notebook, "light");
  index_now (fixture);
  assert_found (fixture, &query, "water ");
  /* A translation is found; a field that is not searched is not. */
  notebook_set_text (fixture->notebook, &id, "title@fr", "eau");
  notebook_set_text (fixture->notebook, &id, "n", "well");
  index_now (fixture);
  query.search = "eau";
  assert_found (fixture, &query, "water ");
  /* What it said before is not found any more. */
  notebook_set_text (fixture->notebook, &id, "title", "rain");
  index_now (fixture);
  query.search = "water";
  assert_found (fixture, &query, "");
  query.search = "rain";
  assert_found (fixture, &query, "rain ");
  notebook_delete (fixture->notebook, &id);
  assert_found (fixture, &query, "");
  query.deleted = HALQA_DELETED_TOO;
  assert_found (fixture, &query, "rain ");
}

static gboolean
is_found (gpointer user_data)
{
  Fixture *fixture = user_data;
  const HalqaQuery query = { .kind = "card", .search = "water" };
  g_autoptr (GPtrArray) records = halqa_reader_query (fixture->reader, &query, NULL);

  return records->len == 1;
}

static void
test_search_by_itself (Fixture *fixture, gconstpointer data)
{
  notebook_add (fixture->notebook, "water");
  replica_wait (is_found, fixture);
}

/* The file was closed before its words came into the index. */
static void
test_search_after_reopening (Fixture *fixture, gconstpointer data)
{
  notebook_add (fixture->notebook, "water");
  notebook_run_sql (fixture->notebook,
                    "DELETE FROM doc; INSERT OR IGNORE INTO unindexed VALUES (0, 1)");
  notebook_close (fixture->notebook);
  notebook_open (fixture->notebook, &notebook_schema);
  fixture->reader = fixture->notebook->reader;
  replica_wait (is_found, fixture);
}

/* Former texts pile up in the index until it is made anew; nothing is missing then. */
static void
test_search_after_a_sweep (Fixture *fixture, gconstpointer data)
{
  HalqaQuery query = { .kind = "card", .search = "water" };

  for (guint i = 0; i < 3; i++)
    notebook_add (fixture->notebook, "water");
  index_now (fixture);
  notebook_run_sql (fixture->notebook, "UPDATE sqlite_sequence SET seq = 10000 WHERE name = 'doc'");
  notebook_add (fixture->notebook, "light");
  index_now (fixture);
  assert_found (fixture, &query, "water water water ");
  query.search = "light";
  assert_found (fixture, &query, "light ");
}

/* More statements than are kept: one that is held meanwhile is still there. */
static void
test_many_statements (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaSql *sql = halqa_sql_open (fixture->notebook->path, HALQA_SQL_READ, &error);
  sqlite3_stmt *held = halqa_sql_prepare (sql, "SELECT 'held'", &error);
  gint64 number;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf ("SELECT %u", i);

      g_assert_true (halqa_sql_get_int (sql, text, -1, &number, &error));
      g_assert_cmpint (number, ==, i);
    }
  g_assert_cmpint (halqa_sql_step (sql, held, &error), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (held, 0), ==, "held");
  halqa_sql_done (held);
  g_assert_true (halqa_sql_exec (sql, "BEGIN; ROLLBACK", &error));
  g_assert_true (halqa_sql_get_int (sql, "SELECT 7", -1, &number, &error));
  g_assert_cmpint (number, ==, 7);
  g_assert_no_error (error);
  halqa_sql_close (sql);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add ("/sync/query/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("id/by-its-beginning", test_by_prefix);
  ADD ("id/not-there", test_not_there);
  ADD ("conditions", test_conditions);
  ADD ("order/and-limit", test_order_and_limit);
  ADD ("statements/are-not-taken-away", test_many_statements);
  ADD ("order/of-the-last-write", test_order_of_the_last_write);
  ADD ("deleted-ones", test_deleted_ones);
  ADD ("what-cannot-be-asked", test_what_cannot_be_asked);
  ADD ("rows", test_rows);
  ADD ("search/words-as-they-are-now", test_search);
  ADD ("search/by-the-numbers-of-rows", test_search_by_number);
  ADD ("search/by-itself-soon-after", test_search_by_itself);
  ADD ("search/what-was-not-indexed-before", test_search_after_reopening);
  ADD ("search/nothing-is-missing-after-a-sweep", test_search_after_a_sweep);
#undef ADD

  return g_test_run ();
}
