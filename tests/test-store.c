/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "notebook.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "halqa-entry.h"

/* What is written is there, of each type and also after the file was closed; one thing that a person
 * does is one entry, or none. */

typedef struct
{
  Notebook *notebook;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->notebook = notebook_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  notebook_free (fixture->notebook);
}

static void
assert_field (Notebook *notebook, const HalqaId *id, const char *field, HalqaValue expected)
{
  g_autoptr (HalqaRecord) record = notebook_get (notebook, id);
  const HalqaValue *value = halqa_record_get_value (record, field);

  if (expected.type == HALQA_VALUE_NULL)
    g_assert_null (value);
  else
    g_assert_true (value != NULL && halqa_value_equal (value, &expected));
}

static void
assert_all_types (Notebook *notebook, const HalqaId *id, const HalqaId *other)
{
  assert_field (notebook, id, "title", halqa_value_text ("الأحياء – ⵜⴰⵎⵙⵉⵔⵜ"));
  assert_field (notebook, id, "title@fr", halqa_value_text (""));
  assert_field (notebook, id, "body", halqa_value_null ());
  assert_field (notebook, id, "n", halqa_value_int (G_MININT64));
  assert_field (notebook, id, "done", halqa_value_bool (FALSE));
  assert_field (notebook, id, "other", halqa_value_id (other));
}

static void
test_all_types (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  HalqaId other = notebook_add (notebook, "another");
  HalqaId id = notebook_add (notebook, NULL);

  notebook_set_text (notebook, &id, "title", "الأحياء – ⵜⴰⵎⵙⵉⵔⵜ");
  notebook_set_text (notebook, &id, "title@fr", "");
  notebook_set_text (notebook, &id, "body", "soon empty");
  notebook_set (notebook, &id, "body", halqa_value_null ());
  notebook_set (notebook, &id, "n", halqa_value_int (G_MININT64));
  notebook_set (notebook, &id, "done", halqa_value_bool (FALSE));
  notebook_set (notebook, &id, "other", halqa_value_id (&other));
  assert_all_types (notebook, &id, &other);
  notebook_close (notebook);
  notebook_open (notebook, &notebook_schema);
  assert_all_types (notebook, &id, &other);
  notebook_assert_sound (notebook);
}

/* Values of another type than the table's are kept and shown as what they are. */
static void
test_other_types (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  HalqaId id = notebook_add (notebook, "a");

  notebook_set (notebook, &id, "title", halqa_value_int (-3));
  notebook_set_text (notebook, &id, "n", "three");
  notebook_set (notebook, &id, "done", halqa_value_bytes ((const guint8 *) "\0\1", 2));
  notebook_set (notebook, &id, "other", halqa_value_bytes ((const guint8 *) "short", 5));
  notebook_set (notebook, &id, "body", halqa_value_bool (TRUE));
  assert_field (notebook, &id, "title", halqa_value_int (-3));
  assert_field (notebook, &id, "n", halqa_value_text ("three"));
  assert_field (notebook, &id, "done", halqa_value_bytes ((const guint8 *) "\0\1", 2));
  assert_field (notebook, &id, "other", halqa_value_bytes ((const guint8 *) "short", 5));
  assert_field (notebook, &id, "body", halqa_value_bool (TRUE));
  notebook_assert_sound (notebook);
  /* And make room again for one that fits. */
  notebook_set_text (notebook, &id, "title", "b");
  notebook_set (notebook, &id, "n", halqa_value_null ());
  assert_field (notebook, &id, "title", halqa_value_text ("b"));
  assert_field (notebook, &id, "n", halqa_value_null ());
  assert_field (notebook, &id, "body", halqa_value_bool (TRUE));
  notebook_assert_sound (notebook);
}

static void
test_creation (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  HalqaId id = notebook_add (notebook, "a");
  g_autoptr (HalqaRecord) record = notebook_get (notebook, &id);
  g_autoptr (HalqaRecord) later = NULL;

  g_assert_cmpuint (halqa_record_get_created (record), >, 0);
  g_assert_cmpuint (halqa_record_get_created (record), ==, halqa_record_get_updated (record));
  g_assert_cmpmem (halqa_record_get_author (record), HALQA_DEVICE_ID_SIZE,
                   halqa_identity_get_device (notebook->identity), HALQA_DEVICE_ID_SIZE);
  notebook_set_text (notebook, &id, "title", "b");
  later = notebook_get (notebook, &id);
  g_assert_cmpuint (halqa_record_get_created (later), ==, halqa_record_get_created (record));
  g_assert_cmpuint (halqa_record_get_updated (later), >, halqa_record_get_updated (record));
  /* What was read before is as it was. */
  g_assert_cmpstr (halqa_record_get_text (record, "title"), ==, "a");
}

static void
collect_cb (const char *field, const HalqaValue *value, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", field);
}

static void
test_fields_in_order (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  HalqaId id = notebook_add (notebook, "a");
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  notebook_set_text (notebook, &id, "title@fr", "x");
  notebook_set_text (notebook, &id, "body", "x");
  notebook_set_text (notebook, &id, "title@ar", "x");
  notebook_delete (notebook, &id);
  record = notebook_get (notebook, &id);
  halqa_record_foreach (record, collect_cb, names);
  g_assert_cmpstr (names->str, ==, "body deleted title title@ar title@fr ");
}

static void
test_one_entry (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue value = halqa_value_text ("x");
  HalqaId ids[3];

  for (guint i = 0; i < 3; i++)
    {
      halqa_id_random (&ids[i]);
      halqa_change_create (change, "card", &ids[i]);
      halqa_change_set (change, "card", &ids[i], "body", &value, HALQA_REPLACE_SHOWN);
    }
  g_assert_true (halqa_store_commit (notebook->store, change, NULL));
  g_assert_cmpuint (notebook_get_status (notebook).n_entries, ==, 1);
  for (guint i = 0; i < 3; i++)
    notebook_assert_text (notebook, &ids[i], "body", "x");
}

static void
test_nothing_is_no_entry (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  HalqaId id = notebook_add (notebook, "a");
  g_autoptr (HalqaChange) change = halqa_change_new ();

  notebook_set_text (notebook, &id, "title", "a");
  notebook_set (notebook, &id, "body", halqa_value_null ());
  notebook_restore (notebook, &id);
  g_assert_true (halqa_change_is_empty (change));
  g_assert_true (halqa_store_commit (notebook->store, change, NULL));
  halqa_change_create (change, "card", &id);
  g_assert_true (halqa_store_commit (notebook->store, change, NULL));
  g_assert_cmpuint (notebook_get_status (notebook).n_entries, ==, 1);
}

static void
test_last_of_a_change_counts (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  HalqaId id = notebook_add (notebook, "a");
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue first = halqa_value_text ("first");
  HalqaValue last = halqa_value_int (1);

  halqa_change_set (change, "card", &id, "title", &first, HALQA_REPLACE_SHOWN);
  halqa_change_set (change, "card", &id, "title", &last, HALQA_REPLACE_SHOWN);
  g_assert_true (halqa_store_commit (notebook->store, change, NULL));
  assert_field (notebook, &id, "title", last);
}

/* A field is written once in an entry, whatever a change says. */
static void
test_created_and_deleted_at_once (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  HalqaId id;

  halqa_id_random (&id);
  halqa_change_create (change, "card", &id);
  halqa_change_delete (change, "card", &id);
  halqa_store_commit (notebook->store, change, &error);
  g_assert_no_error (error);
  record = notebook_get (notebook, &id);
  g_assert_true (halqa_record_is_deleted (record));
  halqa_change_restore (change, "card", &id);
  halqa_store_commit (notebook->store, change, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notebook_count_conflicts (notebook, &id), ==, 0);
  notebook_assert_sound (notebook);
}

static void
assert_invalid (Notebook *notebook, const char *kind, const char *field, HalqaValue value, int code)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaId id;

  halqa_id_random (&id);
  halqa_change_create (change, kind, &id);
  halqa_change_set (change, kind, &id, field, &value, HALQA_REPLACE_SHOWN);
  g_assert_false (halqa_store_commit (notebook->store, change, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, code);
  g_assert_cmpuint (notebook_get_status (notebook).n_entries, ==, 0);
}

static void
test_what_cannot_be (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autofree char *longer = g_strnfill (HALQA_TEXT_MAX + 1, 'x');
  g_autofree guint8 *bytes = g_malloc0 (HALQA_ENTRY_MAX);

  assert_invalid (notebook, "box", "title", halqa_value_int (1), HALQA_SYNC_ERROR_INVALID);
  assert_invalid (notebook, "card", "colour", halqa_value_int (1), HALQA_SYNC_ERROR_INVALID);
  assert_invalid (notebook, "card", "body@fr", halqa_value_int (1), HALQA_SYNC_ERROR_INVALID);
  assert_invalid (notebook, "card", "title@", halqa_value_int (1), HALQA_SYNC_ERROR_INVALID);
  assert_invalid (notebook, "card", "title", halqa_value_text (longer), HALQA_SYNC_ERROR_TOO_LARGE);
  assert_invalid (notebook, "card", "title", halqa_value_text ("\377"), HALQA_SYNC_ERROR_MALFORMED);
  assert_invalid (notebook, "card", "title", halqa_value_bytes (bytes, HALQA_ENTRY_MAX),
                  HALQA_SYNC_ERROR_TOO_LARGE);
  notebook_assert_sound (notebook);
  /* The store goes on afterwards. */
  notebook_add (notebook, "a");
  g_assert_cmpuint (notebook_get_status (notebook).n_entries, ==, 1);
}

static GPtrArray *
make_changes (guint n)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);

  for (guint i = 0; i < n; i++)
    {
      HalqaChange *change = halqa_change_new ();
      HalqaValue value = halqa_value_int (i);
      HalqaId id;

      halqa_id_random (&id);
      halqa_change_create (change, "card", &id);
      halqa_change_set (change, "card", &id, "n", &value, HALQA_REPLACE_SHOWN);
      g_ptr_array_add (changes, change);
    }
  return changes;
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (GPtrArray) changes = make_changes (1200);
  g_autoptr (GError) error = NULL;

  halqa_store_commit_many (notebook->store, changes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notebook_get_status (notebook).n_entries, ==, 1200);
  g_assert_cmpuint (halqa_reader_count (notebook->reader, "card", NULL), ==, 1200);
  notebook_assert_sound (notebook);
}

/* All of a batch or none; the batches before it stay. */
static void
test_many_with_one_wrong (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (GPtrArray) changes = make_changes (600);
  g_autoptr (GError) error = NULL;
  HalqaValue value = halqa_value_text ("x");
  HalqaId id = { { 1 } };

  halqa_change_set (changes->pdata[550], "card", &id, "colour", &value, HALQA_REPLACE_SHOWN);
  g_assert_false (halqa_store_commit_many (notebook->store, changes, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
  g_assert_cmpuint (notebook_get_status (notebook).n_entries, ==, 512);
  notebook_assert_sound (notebook);
}

static void
test_empty_title (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->notebook->folder, "untitled.halqa", NULL);
  g_autofree char *title = NULL;
  g_autofree char *untitled = NULL;
  HalqaStore *store = halqa_store_create (path, &notebook_schema, fixture->notebook->identity,
                                          &fixture->notebook->key, "", &error);
  HalqaReader *reader;

  g_assert_no_error (error);
  reader = halqa_reader_open (store, &error);
  g_assert_no_error (error);
  untitled = halqa_reader_dup_title (reader);
  g_assert_cmpstr (untitled, ==, "");
  title = halqa_reader_dup_title (fixture->notebook->reader);
  g_assert_cmpstr (title, ==, "A forum");
  g_assert_finalize_object (reader);
  g_assert_finalize_object (store);
}

/* An asynchronous commit may be the last to hold the store. */
static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_store_commit_finish (HALQA_STORE (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
test_a_task_holds_the_store (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 20; round++)
    {
      HalqaStore *store = notebook_open_second (fixture->notebook);
      g_autoptr (GPtrArray) changes = make_changes (1);
      gboolean done = FALSE;

      halqa_store_commit_async (store, changes->pdata[0], NULL, committed_cb, &done);
      g_object_unref (store);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (notebook_get_status (fixture->notebook).n_entries, ==, 20);
}

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (halqa_store_commit_finish (HALQA_STORE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancelled_before_is_not_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) changes = make_changes (1);
  gboolean done = FALSE;

  g_cancellable_cancel (cancellable);
  halqa_store_commit_async (fixture->notebook->store, changes->pdata[0], cancellable, cancelled_cb,
                            &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (notebook_get_status (fixture->notebook).n_entries, ==, 0);
}

typedef struct
{
  guint n_done;
  guint n_refused;
  guint n_told;
} Queue;

static void
queued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Queue *queue = user_data;

  if (halqa_store_commit_finish (HALQA_STORE (source), result, &error))
    queue->n_done++;
  else
    queue->n_refused += g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
}

static void
told_cb (HalqaStore *store, const GArray *touched, gboolean local, gpointer user_data)
{
  g_assert_true (local);
  ((Queue *) user_data)->n_told++;
}

/* All of @changes, while the disk is busy with another's transaction. */
static Queue
queue_all (Notebook *notebook, GPtrArray *changes)
{
  Queue queue = { 0 };
  guint watch = halqa_store_watch (notebook->store, NULL, told_cb, &queue);
  sqlite3 *other;

  g_assert_cmpint (sqlite3_open (notebook->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < changes->len; i++)
    halqa_store_commit_async (notebook->store, changes->pdata[i], NULL, queued_cb, &queue);
  g_assert_cmpint (sqlite3_close (other), ==, SQLITE_OK);
  while (queue.n_done + queue.n_refused < changes->len)
    g_main_context_iteration (NULL, TRUE);
  halqa_store_unwatch (notebook->store, watch);
  return queue;
}

static void
test_what_waits_is_committed_jointly (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_changes (40);
  Queue queue = queue_all (fixture->notebook, changes);

  g_assert_cmpuint (queue.n_done, ==, 40);
  g_assert_cmpuint (queue.n_told, <=, 2);
  g_assert_cmpuint (notebook_get_status (fixture->notebook).n_entries, ==, 40);
  notebook_assert_sound (fixture->notebook);
}

static void
test_one_that_fails_takes_no_other_along (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = make_changes (40);
  HalqaValue value = halqa_value_text ("x");
  HalqaId id = { { 1 } };
  Queue queue;

  halqa_change_set (changes->pdata[20], "card", &id, "colour", &value, HALQA_REPLACE_SHOWN);
  queue = queue_all (fixture->notebook, changes);
  g_assert_cmpuint (queue.n_done, ==, 39);
  g_assert_cmpuint (queue.n_refused, ==, 1);
  g_assert_cmpuint (notebook_get_status (fixture->notebook).n_entries, ==, 39);
  notebook_assert_sound (fixture->notebook);
}

/* Else it lies beside the database for as long as somebody has that open. */
static void
test_the_log_is_put_back (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (GPtrArray) changes = make_changes (300);
  g_autofree char *text = g_strnfill (8192, 'x');
  g_autofree char *log = g_strconcat (notebook->path, "-wal", NULL);
  HalqaValue value = halqa_value_text (text);
  g_autoptr (GError) error = NULL;
  GStatBuf status;
  HalqaId id;

  for (guint i = 0; i < changes->len; i++)
    {
      halqa_id_random (&id);
      halqa_change_create (changes->pdata[i], "card", &id);
      halqa_change_set (changes->pdata[i], "card", &id, "title", &value, HALQA_REPLACE_SHOWN);
    }
  halqa_store_commit_many (notebook->store, changes, &error);
  g_assert_no_error (error);
  halqa_store_index (notebook->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (log, &status), ==, 0);
  g_assert_cmpint (status.st_size, ==, 0);
  notebook_assert_sound (notebook);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add ("/sync/store/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("values/each-type-also-after-reopening", test_all_types);
  ADD ("values/of-another-type-than-the-table", test_other_types);
  ADD ("records/who-made-it-and-when", test_creation);
  ADD ("records/fields-in-the-order-of-their-names", test_fields_in_order);
  ADD ("change/is-one-entry", test_one_entry);
  ADD ("change/of-nothing-is-no-entry", test_nothing_is_no_entry);
  ADD ("change/the-last-value-counts", test_last_of_a_change_counts);
  ADD ("change/created-and-deleted-at-once", test_created_and_deleted_at_once);
  ADD ("change/what-cannot-be-is-refused", test_what_cannot_be);
  ADD ("many/in-batches", test_many);
  ADD ("many/a-batch-is-all-or-nothing", test_many_with_one_wrong);
  ADD ("many/what-waits-for-the-disk-is-committed-jointly", test_what_waits_is_committed_jointly);
  ADD ("many/one-that-fails-takes-no-other-along", test_one_that_fails_takes_no_other_along);
  ADD ("many/the-log-is-put-back-after", test_the_log_is_put_back);
  ADD ("title/may-be-empty", test_empty_title);
  ADD ("task/may-be-the-last-to-hold-the-store", test_a_task_holds_the_store);
  ADD ("task/cancelled-before-is-not-done", test_cancelled_before_is_not_done);
#undef ADD

  return g_test_run ();
}
