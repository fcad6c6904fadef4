/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "halqa-since.h"
#include "notebook.h"
#include "test-tools.h"

/* What one version does not know is kept and relayed, and folded when a later version opens the file;
 * and a database of each earlier version can be opened. */

static const HalqaField wide_card_fields[] = {
  { "title", HALQA_FIELD_TEXT, HALQA_FIELD_TRANSLATED | HALQA_FIELD_SEARCHED, NULL, NULL },
  { "colour", HALQA_FIELD_TEXT, HALQA_FIELD_SEARCHED, NULL, NULL },
  { "n", HALQA_FIELD_INT, HALQA_FIELD_NONE, NULL, NULL },
  { NULL },
};

static const HalqaField box_fields[] = {
  { "card", HALQA_FIELD_REF, HALQA_FIELD_NONE, NULL, NULL },
  { NULL },
};

/* The kinds in another order, too. */
static const HalqaKind wide_kinds[] = {
  { "box", box_fields },
  { "card", wide_card_fields },
  { NULL },
};
static const HalqaSchema wide_schema = { wide_kinds, test_identity_text, test_identity_text };

typedef struct
{
  Notebook *newer;
  Notebook *older;
  HalqaId card;
  HalqaId box;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaValue colour = halqa_value_text ("green");
  HalqaValue card;

  fixture->older = notebook_new (NULL);
  fixture->newer = notebook_new (&fixture->older->key);
  notebook_close (fixture->newer);
  notebook_open (fixture->newer, &wide_schema);
  fixture->card = notebook_add (fixture->newer, "a");
  halqa_id_random (&fixture->box);
  card = halqa_value_id (&fixture->card);
  halqa_change_create (change, "box", &fixture->box);
  halqa_change_set (change, "box", &fixture->box, "card", &card, HALQA_REPLACE_SHOWN);
  halqa_change_set (change, "card", &fixture->card, "colour", &colour, HALQA_REPLACE_SHOWN);
  halqa_store_commit (fixture->newer->store, change, &error);
  g_assert_no_error (error);
  notebook_give (fixture->newer, fixture->older);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  notebook_free (fixture->newer);
  notebook_free (fixture->older);
}

static void
assert_box (Notebook *notebook, const HalqaId *box, const HalqaId *card)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaRecord) record = halqa_reader_get (notebook->reader, "box", box, &error);

  g_assert_no_error (error);
  g_assert_true (
      halqa_id_equal (halqa_value_get_id (halqa_record_get_value (record, "card")), card));
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaRecord) record = notebook_get (fixture->older, &fixture->card);
  g_autoptr (GError) error = NULL;

  notebook_assert_equal (fixture->older, fixture->newer);
  g_assert_null (halqa_record_get_value (record, "colour"));
  g_assert_cmpstr (halqa_record_get_text (record, "title"), ==, "a");
  g_assert_null (halqa_reader_get (fixture->older->reader, "box", &fixture->box, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
  notebook_assert_sound (fixture->older);
}

static void
test_relayed (Fixture *fixture, gconstpointer data)
{
  Notebook *third = notebook_new (&fixture->older->key);

  notebook_close (third);
  notebook_open (third, &wide_schema);
  notebook_give (fixture->older, third);
  notebook_assert_text (third, &fixture->card, "colour", "green");
  assert_box (third, &fixture->box, &fixture->card);
  notebook_free (third);
}

static void
test_folded_later (Fixture *fixture, gconstpointer data)
{
  HalqaQuery query = { .kind = "card", .search = "green" };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  notebook_close (fixture->older);
  notebook_open (fixture->older, &wide_schema);
  notebook_assert_text (fixture->older, &fixture->card, "colour", "green");
  assert_box (fixture->older, &fixture->box, &fixture->card);
  notebook_assert_equal (fixture->older, fixture->newer);
  notebook_assert_sound (fixture->older);
  halqa_store_index (fixture->older->store, &error);
  g_assert_no_error (error);
  found = halqa_reader_query (fixture->older->reader, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
}

/* An older program on the file of a newer one: it knows less, and spoils nothing. */
static void
test_back_and_forth (Fixture *fixture, gconstpointer data)
{
  notebook_close (fixture->newer);
  notebook_open (fixture->newer, &notebook_schema);
  notebook_set_text (fixture->newer, &fixture->card, "title", "edited by the older");
  notebook_assert_sound (fixture->newer);
  notebook_close (fixture->newer);
  notebook_open (fixture->newer, &wide_schema);
  notebook_assert_text (fixture->newer, &fixture->card, "title", "edited by the older");
  notebook_assert_text (fixture->newer, &fixture->card, "colour", "green");
  assert_box (fixture->newer, &fixture->box, &fixture->card);
  notebook_assert_sound (fixture->newer);
}

/* Two programs with two tables of kinds on one file: what the one does not know it would leave out of
 * the tables of the other. Who opened it last goes on, the other one is told. */
static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->newer;
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaValue title = halqa_value_text ("of the newer");
  HalqaStore *second = notebook_open_second (notebook);

  halqa_change_set (change, "card", &fixture->card, "title", &title, HALQA_REPLACE_SHOWN);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (halqa_store_commit (notebook->store, change, &error));
      g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NEWER);
      g_clear_error (&error);
    }
  halqa_store_check (second, FALSE, NULL, NULL, &error);
  g_assert_no_error (error);
  test_let_go (&second);
  notebook_close (notebook);
  notebook_open (notebook, &wide_schema);
  notebook_set_text (notebook, &fixture->card, "title", "of the newer");
  assert_box (notebook, &fixture->box, &fixture->card);
  notebook_assert_sound (notebook);
}

/* --- databases of earlier versions */

/* The dump is made once, by the version that it is of, and never again: see its first lines. */
static void
test_version (Notebook *notebook, const char *name)
{
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autofree char *sql = NULL;
  g_autofree char *title = NULL;
  g_autoptr (GError) error = NULL;
  HalqaId settled, disputed, deleted;
  sqlite3 *db;

  notebook_close (notebook);
  g_free (notebook->path);
  notebook->path = g_build_filename (notebook->folder, "1.halqa", NULL);
  g_file_get_contents (dump, &sql, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (notebook->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  notebook_open (notebook, &notebook_schema);
  notebook_assert_sound (notebook);
  g_assert_cmpuint (notebook_get_status (notebook).n_entries, ==, 7);
  title = halqa_reader_dup_title (notebook->reader);
  g_assert_cmpstr (title, ==, "A forum");
  memset (&settled, 1, sizeof settled);
  memset (&disputed, 2, sizeof disputed);
  memset (&deleted, 3, sizeof deleted);
  notebook_assert_text (notebook, &settled, "title", "حي آخر ممكن");
  notebook_assert_text (notebook, &settled, "title@fr", "Un autre quartier est possible");
  g_assert_cmpuint (notebook_count_conflicts (notebook, &disputed), ==, 1);
  g_assert_cmpuint (halqa_reader_count (notebook->reader, "card", NULL), ==, 2);
  /* It goes on from there. */
  notebook_restore (notebook, &deleted);
  notebook_resolve (notebook, &disputed, "title", halqa_value_text ("settled"));
  g_assert_cmpuint (notebook_count_conflicts (notebook, &disputed), ==, 0);
  g_assert_cmpuint (halqa_reader_count (notebook->reader, "card", NULL), ==, 3);
  notebook_assert_sound (notebook);
}

static void
test_version_1 (Fixture *fixture, gconstpointer data)
{
  test_version (fixture->older, "schema-1.sql");
}

static void
test_version_2 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 arrival;
  gboolean known;

  test_version (fixture->older, "schema-2.sql");
  /* When its entries came is known of those that were written there. */
  halqa_reader_find_moment (fixture->older->reader, 0, &arrival, &known, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (arrival, ==, 0);
  halqa_reader_find_moment (fixture->older->reader, g_get_real_time () / 1000 - 60000, &arrival,
                            &known, &error);
  g_assert_no_error (error);
  g_assert_true (known);
  g_assert_cmpuint (arrival, ==, 7);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add ("/sync/kinds/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("unknown/is-kept", test_kept);
  ADD ("unknown/is-relayed", test_relayed);
  ADD ("unknown/is-folded-when-it-is-known", test_folded_later);
  ADD ("unknown/an-older-program-spoils-nothing", test_back_and_forth);
  ADD ("two-versions-at-once/the-last-to-open-it-goes-on", test_two_at_once);
  ADD ("migration/from-version-1", test_version_1);
  ADD ("migration/from-version-2", test_version_2);
#undef ADD

  return g_test_run ();
}
