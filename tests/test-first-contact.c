/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-entry-private.h"
#include "notebook.h"
#include "replica.h"
#include "test-tools.h"

/* A forum that is shown before its signatures are checked: what proves false is as if it had never
 * come, what a crash left unchecked is checked at the next start, and until then nothing is passed
 * on. Each case is held against a store that was given the true entries alone. */

typedef struct
{
  Notebook *giver;
  Notebook *taker;
  Notebook *control; /* never hears of what is false */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->giver = notebook_new (NULL);
  fixture->taker = notebook_new (&fixture->giver->key);
  fixture->control = notebook_new (&fixture->giver->key);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  notebook_free (fixture->giver);
  notebook_free (fixture->taker);
  notebook_free (fixture->control);
}

/* The same bytes, signed by nobody. */
static HalqaEntry *
forge (Notebook *notebook, HalqaEntry *entry)
{
  guint8 signature[HALQA_SIGNATURE_SIZE];
  const guint8 *bytes;
  HalqaEntry *forged;
  gsize size;

  memcpy (signature, halqa_entry_get_signature (entry), sizeof signature);
  signature[0] ^= 1;
  bytes = halqa_entry_get_bytes (entry, &size);
  forged = halqa_entry_parse (&notebook->key.forum, bytes, size, signature, NULL);
  g_assert_nonnull (forged);
  g_assert_false (halqa_entry_verify (forged, NULL));
  return forged;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
take_unchecked (Notebook *taker, GPtrArray *entries)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  halqa_store_apply_unchecked_async (taker->store, entries, NULL, NULL, done_cb, &result);
  wait_for (&result);
  halqa_store_apply_finish (taker->store, result, &applied, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (applied.n_new, ==, entries->len);
}

static void
settle (Notebook *taker)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_false;

  halqa_store_settle_checks_async (taker->store, NULL, done_cb, &result);
  wait_for (&result);
  g_assert_true (halqa_store_settle_checks_finish (taker->store, result, &n_false, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (notebook_get_status (taker).n_unchecked, ==, 0);
}

static void
give (Notebook *to, GPtrArray *entries)
{
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  halqa_store_apply (to->store, entries, NULL, &applied, &error);
  g_assert_no_error (error);
}

static void
assert_as_control (Fixture *fixture)
{
  notebook_assert_equal (fixture->taker, fixture->control);
  notebook_assert_sound (fixture->taker);
}

static void
assert_unknown (Notebook *notebook, const HalqaId *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaRecord) record = halqa_reader_get (notebook->reader, "card", id, &error);

  g_assert_null (record);
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND);
}

static void
test_sound (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  HalqaId id = notebook_add (fixture->giver, "one");

  notebook_set_text (fixture->giver, &id, "title", "two");
  entries = notebook_list_entries (fixture->giver, 0);
  give (fixture->control, entries);
  take_unchecked (fixture->taker, entries);
  notebook_assert_text (fixture->taker, &id, "title", "two");
  settle (fixture->taker);
  notebook_assert_text (fixture->taker, &id, "title", "two");
  assert_as_control (fixture);
}

/* An edit, and a record that nobody else wrote. */
static void
test_false_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  HalqaId id = notebook_add (fixture->giver, "one");
  HalqaId other;

  entries = notebook_list_entries (fixture->giver, 0);
  give (fixture->control, entries);
  notebook_set_text (fixture->giver, &id, "title", "false");
  other = notebook_add (fixture->giver, "false, too");
  g_ptr_array_unref (entries);
  entries = notebook_list_entries (fixture->giver, 0);
  g_assert_cmpuint (entries->len, ==, 3);
  for (guint i = 1; i < 3; i++)
    {
      HalqaEntry *forged = forge (fixture->giver, entries->pdata[i]);

      halqa_entry_unref (entries->pdata[i]);
      entries->pdata[i] = forged;
    }
  take_unchecked (fixture->taker, entries);
  settle (fixture->taker);
  notebook_assert_text (fixture->taker, &id, "title", "one");
  assert_unknown (fixture->taker, &other);
  g_assert_cmpint (notebook_ask_sql (fixture->taker, "SELECT count (*) FROM k_card"), ==, 1);
  assert_as_control (fixture);
}

/* The false one bears the dot of a true one that was held back, and writes another record. An edit
 * that replaces the true one comes between. */
static void
test_false_dot (Fixture *fixture, gconstpointer data)
{
  HalqaFieldWrite field = { .name = "title", .value = halqa_value_text ("elsewhere") };
  HalqaWrite write = { .kind = "card", .fields = &field, .n_fields = 1 };
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) shuffled = g_ptr_array_new ();
  g_autoptr (GPtrArray) late = g_ptr_array_new ();
  g_autoptr (HalqaEntry) signed_one = NULL;
  g_autoptr (HalqaEntry) forged = NULL;
  HalqaId id = notebook_add (fixture->giver, "one");

  notebook_set_text (fixture->giver, &id, "title", "held back");
  notebook_set_text (fixture->giver, &id, "title", "three");
  entries = notebook_list_entries (fixture->giver, 0);
  halqa_id_random (&write.record);
  signed_one = halqa_entry_sign (fixture->giver->identity, &fixture->giver->key.forum,
                                 halqa_entry_get_dot (entries->pdata[1])->stamp, &write, 1, NULL);
  forged = forge (fixture->giver, signed_one);
  g_ptr_array_add (shuffled, entries->pdata[0]);
  g_ptr_array_add (shuffled, forged);
  g_ptr_array_add (shuffled, entries->pdata[2]);
  take_unchecked (fixture->taker, shuffled);
  settle (fixture->taker);
  assert_unknown (fixture->taker, &write.record);

  g_ptr_array_add (late, entries->pdata[1]);
  give (fixture->taker, late);
  give (fixture->control, entries);
  notebook_assert_text (fixture->taker, &id, "title", "three");
  g_assert_cmpuint (notebook_count_conflicts (fixture->taker, &id), ==, 0);
  assert_as_control (fixture);
}

/* As a crash leaves it: committed, and nobody left who would check. */
static void
leave_unchecked (Fixture *fixture, HalqaId *id)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (HalqaEntry) forged = NULL;

  *id = notebook_add (fixture->giver, "one");
  entries = notebook_list_entries (fixture->giver, 0);
  give (fixture->control, entries);
  notebook_set_text (fixture->giver, id, "title", "false");
  g_ptr_array_unref (entries);
  entries = notebook_list_entries (fixture->giver, 0);
  forged = forge (fixture->giver, entries->pdata[1]);
  halqa_entry_unref (entries->pdata[1]);
  entries->pdata[1] = halqa_entry_ref (forged);
  give (fixture->taker, entries);
  notebook_close (fixture->taker);
  notebook_run_sql (fixture->taker, "INSERT INTO unchecked VALUES (1, 2);"
                                    "UPDATE state SET n_entries = 0, sum = zeroblob (32)");
}

static gboolean
is_settled (gpointer data)
{
  return notebook_get_status (data).n_unchecked == 0;
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  HalqaId id;

  leave_unchecked (fixture, &id);
  notebook_open (fixture->taker, &notebook_schema);
  replica_wait (is_settled, fixture->taker);
  notebook_assert_text (fixture->taker, &id, "title", "one");
  assert_as_control (fixture);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  HalqaId id;

  leave_unchecked (fixture, &id);
  notebook_open (fixture->taker, &notebook_schema);
  notebook_assert_sound (fixture->taker);
  notebook_assert_text (fixture->taker, &id, "title", "one");
  assert_as_control (fixture);
}

static void
test_rebuild (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaId id;

  leave_unchecked (fixture, &id);
  notebook_run_sql (fixture->taker, "DELETE FROM meta WHERE key = 'kinds'");
  notebook_open (fixture->taker, &notebook_schema);
  notebook_assert_text (fixture->taker, &id, "title", "one");
  assert_as_control (fixture);
}

static gboolean
count_cb (guint64 arrival,
          const HalqaDot *dot,
          const guint8 *bytes,
          gsize size,
          const guint8 *signature,
          gpointer user_data)
{
  ++*(guint *) user_data;
  return TRUE;
}

static void
count_item_cb (guint64 stamp, const HalqaEntryId *id, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* Noted by another process, so that nobody here is about to check. */
static void
test_passed_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  guint n_walked = 0;
  guint n_items = 0;
  guint n_found = 0;

  for (guint i = 0; i < 4; i++)
    notebook_add (fixture->taker, "a card");
  entries = notebook_list_entries (fixture->taker, 0);
  notebook_run_sql (fixture->taker, "INSERT INTO unchecked VALUES (2, 3)");
  g_assert_cmpuint (notebook_get_status (fixture->taker).n_unchecked, ==, 2);
  g_assert_cmpuint (notebook_get_status (fixture->taker).upto, ==, 1);
  halqa_reader_walk_log (fixture->taker->reader, 0, G_MAXUINT64, NULL, 0, count_cb, &n_walked,
                         &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_walked, ==, 1);
  halqa_reader_walk_items (fixture->taker->reader, count_item_cb, &n_items, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items, ==, 2);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GArray) found =
                     halqa_reader_find_arrivals (fixture->taker->reader,
                                                 halqa_entry_get_id (entries->pdata[i]), 1, &error);

      g_assert_no_error (error);
      n_found += found->len;
    }
  g_assert_cmpuint (n_found, ==, 2);
}

/* --- over an exchange */

static gboolean
keep_cb (guint64 arrival,
         const HalqaDot *dot,
         const guint8 *bytes,
         gsize size,
         const guint8 *signature,
         gpointer user_data)
{
  HalqaEntry **entry = user_data;
  guint8 broken[HALQA_SIGNATURE_SIZE];
  HalqaId forum;

  memcpy (&forum, *(HalqaId **) user_data, sizeof forum);
  memcpy (broken, signature, sizeof broken);
  broken[0] ^= 1;
  *entry = halqa_entry_parse (&forum, bytes, size, broken, NULL);
  return FALSE;
}

/* Puts an entry that is false into the store of a member gone bad: its own first one, otherwise
 * signed. */
static void
spoil (Replica *replica)
{
  g_autoptr (GPtrArray) entries =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  g_autoptr (GError) error = NULL;
  gpointer entry = (gpointer) &halqa_store_get_forum_key (replica->store)->forum;
  HalqaApplied applied;

  halqa_reader_walk_log (replica->reader, 0, 1, NULL, 1, keep_cb, &entry, &error);
  g_assert_no_error (error);
  g_ptr_array_add (entries, entry);
  halqa_store_apply (replica->store, entries, NULL, &applied, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (applied.n_new, ==, 1);
}

static void
test_exchange (gboolean newcomer_asks)
{
  g_autoptr (HalqaMemoryHub) hub = halqa_memory_hub_new ();
  g_autoptr (HalqaExchangeReport) report = NULL;
  g_autoptr (GError) error = NULL;
  HalqaForumKey key;
  Replica *full;
  Replica *empty;

  replica_make_key (&key);
  full = replica_new (hub, &key, "Amal");
  empty = replica_new (hub, &key, "Brahim");
  replica_add_many (full, 1500);
  spoil (full);
  report = newcomer_asks ? replica_exchange (empty, full, &error)
                         : replica_exchange (full, empty, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (replica_count (full), ==, 1501);
  g_assert_cmpuint (replica_count (empty), ==, 1500);
  g_assert_false (report->equal);
  g_assert_true (halqa_store_check (empty->store, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  replica_free (full);
  replica_free (empty);
}

static void
test_newcomer_asks (void)
{
  test_exchange (TRUE);
}

static void
test_newcomer_is_asked (void)
{
  test_exchange (FALSE);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  ADD ("/sync/first-contact/shown-before-it-is-checked", test_sound);
  ADD ("/sync/first-contact/false-entry-is-as-if-it-had-never-come", test_false_edit);
  ADD ("/sync/first-contact/false-entry-hides-no-true-one-of-its-dot", test_false_dot);
  ADD ("/sync/first-contact/checked-at-the-next-start", test_restart);
  ADD ("/sync/first-contact/check-tells-of-what-is-left", test_check);
  ADD ("/sync/first-contact/made-anew-without-what-is-false", test_rebuild);
  ADD ("/sync/first-contact/not-passed-on-meanwhile", test_passed_on);
  g_test_add_func ("/sync/first-contact/newcomer-that-asks-keeps-what-is-true", test_newcomer_asks);
  g_test_add_func ("/sync/first-contact/newcomer-that-is-asked-keeps-what-is-true",
                   test_newcomer_is_asked);
  return g_test_run ();
}
