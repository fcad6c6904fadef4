/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "halqa-app-error.h"
#include "halqa-error.h"
#include "halqa-folder-private.h"
#include "halqa-invitation.h"
#include "halqa-reader.h"
#include "test-tools.h"

/* The folder of a laptop and the forums in it. */

typedef struct
{
  char *path;
  HalqaFolder *folder;
} Fixture;

static void
open_folder (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = halqa_folder_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = test_make_folder ();
  open_folder (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->folder);
  test_remove_folder (fixture->path);
}

static char *
dup_forum_id (HalqaStore *store)
{
  return halqa_hex_dup (halqa_store_get_forum_key (store)->forum.bytes, HALQA_ID_SIZE);
}

/* Makes a forum and closes it; its id. */
static char *
make_forum (Fixture *fixture, const char *title)
{
  g_autoptr (GError) error = NULL;
  HalqaStore *store = halqa_folder_new_store (fixture->folder, title, NULL, &error);
  char *id;

  g_assert_no_error (error);
  id = dup_forum_id (store);
  g_assert_finalize_object (store);
  return id;
}

static void
assert_opens (Fixture *fixture, const char *which, const char *id)
{
  g_autoptr (GError) error = NULL;
  HalqaStore *store = halqa_folder_open_store (fixture->folder, which, &error);
  g_autofree char *opened = NULL;

  g_assert_no_error (error);
  opened = dup_forum_id (store);
  g_assert_cmpstr (opened, ==, id);
  g_assert_finalize_object (store);
}

static void
assert_refuses (Fixture *fixture, const char *which, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (halqa_folder_open_store (fixture->folder, which, &error));
  g_assert_error (error, HALQA_APP_ERROR, code);
}

/* The record of this laptop in the forum @id. */
static HalqaRecord *
get_device (Fixture *fixture, const char *id, guint64 *n_entries)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaStore) store = halqa_folder_open_store (fixture->folder, id, &error);
  g_autoptr (HalqaReader) reader = halqa_reader_open (store, &error);
  HalqaRecord *record;
  HalqaStatus status;
  HalqaId device;

  g_assert_no_error (error);
  halqa_device_record_id (halqa_identity_get_device (halqa_folder_get_identity (fixture->folder)),
                          &device);
  record = halqa_reader_get (reader, "device", &device, &error);
  g_assert_no_error (error);
  g_assert_true (halqa_reader_status (reader, &status, NULL));
  *n_entries = status.n_entries;
  return record;
}

static void
test_one_device (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = halqa_folder_dup_device_id (fixture->folder);
  g_autofree char *second = NULL;

  g_assert_cmpuint (strlen (first), ==, 64);
  g_assert_finalize_object (fixture->folder);
  open_folder (fixture);
  second = halqa_folder_dup_device_id (fixture->folder);
  g_assert_cmpstr (first, ==, second);
}

static void
test_which_forum (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *prefix = NULL;
  g_autofree char *upper = NULL;

  assert_refuses (fixture, NULL, HALQA_APP_ERROR_NOT_FOUND);
  first = make_forum (fixture, "المنتدى");
  assert_opens (fixture, NULL, first);

  second = make_forum (fixture, "Le forum");
  prefix = g_strndup (second, 12);
  upper = g_ascii_strup (prefix, -1);
  assert_refuses (fixture, NULL, HALQA_APP_ERROR_INVALID);
  assert_opens (fixture, first, first);
  assert_opens (fixture, prefix, second);
  assert_opens (fixture, upper, second);
  assert_opens (fixture, "المنتدى", first);
  assert_opens (fixture, "Le forum", second);
  assert_refuses (fixture, "Le", HALQA_APP_ERROR_NOT_FOUND);
  assert_refuses (fixture, "", HALQA_APP_ERROR_NOT_FOUND);
}

static void
test_same_title (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = make_forum (fixture, "المنتدى");
  g_autofree char *second = make_forum (fixture, "المنتدى");

  assert_refuses (fixture, "المنتدى", HALQA_APP_ERROR_INVALID);
  assert_opens (fixture, first, first);
  assert_opens (fixture, second, second);
}

static void
test_fields (Fixture *fixture, gconstpointer data)
{
  static const char *const good[] = { "place=Casablanca", "title@fr=Le forum", "slogan=", NULL };
  static const char *const bad[] = { "start_date=tomorrow", NULL };
  static const char *const no_value[] = { "place", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (HalqaReader) reader = NULL;
  g_autoptr (HalqaRecord) record = NULL;
  HalqaStore *store;

  g_assert_null (halqa_folder_new_store (fixture->folder, "t", bad, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (halqa_folder_new_store (fixture->folder, "t", no_value, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (halqa_folder_new_store (fixture->folder, "", NULL, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
  g_clear_error (&error);
  infos = halqa_folder_list (fixture->folder, NULL, &error);
  g_assert_cmpuint (infos->len, ==, 0);

  store = halqa_folder_new_store (fixture->folder, "t", good, &error);
  g_assert_no_error (error);
  reader = halqa_reader_open (store, &error);
  record = halqa_reader_get (reader, "forum", &halqa_store_get_forum_key (store)->forum, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (halqa_record_get_text (record, "title"), ==, "t");
  g_assert_cmpstr (halqa_record_get_text (record, "title@fr"), ==, "Le forum");
  g_assert_cmpstr (halqa_record_get_text (record, "place"), ==, "Casablanca");
  g_assert_null (halqa_record_get_value (record, "slogan"));
  g_assert_finalize_object (g_steal_pointer (&reader));
  g_assert_finalize_object (store);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autofree char *second = make_forum (fixture, "b");
  g_autofree char *first = make_forum (fixture, "a");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = halqa_folder_list (fixture->folder, NULL, &error);
  const HalqaForumInfo *info;

  g_assert_no_error (error);
  g_assert_cmpuint (infos->len, ==, 2);
  info = g_ptr_array_index (infos, 0);
  g_assert_cmpstr (info->id, ==, first);
  g_assert_cmpstr (info->title, ==, "a");
  g_assert_cmpuint (info->n_entries, ==, 1);
  g_assert_cmpuint (info->n_members, ==, 1);
  info = g_ptr_array_index (infos, 1);
  g_assert_cmpstr (info->id, ==, second);
}

static void
test_no_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = make_forum (fixture, "a");
  g_autofree char *path =
      g_build_filename (fixture->path, "forums", "00000000000000000000000000000001.halqadb", NULL);
  g_autofree char *other = g_build_filename (fixture->path, "forums", "notes.txt", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = NULL;

  g_assert_true (g_file_set_contents (path, "a shopping list\n", -1, NULL));
  g_assert_true (g_file_set_contents (other, "another\n", -1, NULL));
  g_assert_null (halqa_folder_open_store (fixture->folder, "0000000000000000", &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_OURS);
  g_clear_error (&error);

  g_test_expect_message ("halqa-app", G_LOG_LEVEL_WARNING, "*00000001.halqadb*");
  infos = halqa_folder_list (fixture->folder, NULL, &error);
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_assert_cmpuint (infos->len, ==, 1);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "a shopping list\n");
}

static void
test_device_is_told_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (HalqaRecord) first = NULL;
  g_autoptr (HalqaRecord) second = NULL;
  guint64 n_entries;

  g_assert_true (halqa_folder_set_name (fixture->folder, "أمل", NULL));
  id = make_forum (fixture, "a");
  first = get_device (fixture, id, &n_entries);
  g_assert_cmpstr (halqa_record_get_text (first, "name"), ==, "أمل");
  g_assert_cmpstr (halqa_record_get_text (first, "version"), ==, PACKAGE_VERSION);
  g_assert_cmpuint (n_entries, ==, 1);

  g_assert_true (halqa_folder_set_name (fixture->folder, "Amal", NULL));
  second = get_device (fixture, id, &n_entries);
  g_assert_cmpstr (halqa_record_get_text (second, "name"), ==, "Amal");
  g_assert_cmpuint (n_entries, ==, 2);
}

static void
test_name_of_host (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = halqa_folder_dup_name (fixture->folder);

  g_assert_cmpstr (name, ==, g_get_host_name ());
}

static void
assert_parts (const char *name, const char *person, const char *laptop)
{
  g_autofree char *who = NULL;
  g_autofree char *which = NULL;
  g_autofree char *joined = NULL;

  halqa_folder_split_name (name, &who, &which);
  g_assert_cmpstr (who, ==, person);
  g_assert_cmpstr (which, ==, laptop);
  joined = halqa_folder_join_name (who, which);
  g_assert_cmpstr (joined, ==, name);
}

static void
test_name_in_parts (void)
{
  g_autofree char *typed = halqa_folder_join_name (" أمل ", "\t2");
  g_autofree char *nobody = halqa_folder_join_name ("", " hall 2 ");
  g_autofree char *nothing = halqa_folder_join_name (" ", "");

  g_assert_cmpstr (typed, ==, "أمل (2)");
  g_assert_cmpstr (nobody, ==, "hall 2");
  g_assert_cmpstr (nothing, ==, "");
  assert_parts ("أمل (القاعة 2)", "أمل", "القاعة 2");
  assert_parts ("Amal", "Amal", "");
  assert_parts ("A (b) (c)", "A (b)", "c");
  assert_parts ("(2)", "(2)", "");
  assert_parts ("A(2)", "A(2)", "");
  assert_parts ("A (", "A (", "");
  assert_parts ("A )", "A )", "");
  assert_parts ("", "", "");
}

/* An invitation of @store, at the path that is returned. */
static char *
invite (Fixture *fixture, HalqaStore *store)
{
  char *addresses[] = { (char *) "10.77.0.1:4711", NULL };
  HalqaInvitation invitation = {
    .key = *halqa_store_get_forum_key (store),
    .title = (char *) "المنتدى",
    .addresses = addresses,
  };
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (fixture->path, "join.halqa-invitation", NULL);

  g_assert_true (halqa_invitation_write (&invitation, path, &error));
  g_assert_no_error (error);
  return path;
}

static void
test_join (Fixture *fixture, gconstpointer data)
{
  Fixture other = { 0 };
  g_autoptr (GError) error = NULL;
  HalqaStore *store = halqa_folder_new_store (fixture->folder, "المنتدى", NULL, &error);
  g_autofree char *id = dup_forum_id (store);
  g_autofree char *path = invite (fixture, store);
  g_autofree char *noted = NULL;
  HalqaReader *reader;
  g_autofree char *title = NULL;

  g_assert_finalize_object (store);
  set_up (&other, NULL);
  store = halqa_folder_join_store (other.folder, path, &error);
  g_assert_no_error (error);
  reader = halqa_reader_open (store, &error);
  title = halqa_reader_dup_title (reader);
  g_assert_cmpstr (title, ==, "المنتدى");
  g_assert_cmpuint (halqa_reader_count (reader, "device", NULL), ==, 1);
  g_assert_cmpuint (halqa_reader_count (reader, "forum", NULL), ==, 0);
  g_assert_finalize_object (reader);
  g_assert_finalize_object (store);

  noted = halqa_identity_dup_note (halqa_folder_get_identity (other.folder), id, "addresses");
  g_assert_cmpstr (noted, ==, "10.77.0.1:4711");
  assert_opens (&other, NULL, id);
  /* Joined already. */
  store = halqa_folder_join_store (other.folder, path, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (store);
  tear_down (&other, NULL);
}

/* Opens the only forum and closes it. Returns: whether it tries the address of its invitation */
static gboolean
tries_invitation (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaForum) forum = halqa_folder_open_forum (fixture->folder, NULL, &error);

  g_assert_no_error (error);
  return halqa_forum_has_address (forum, "10.77.0.1:4711");
}

static void
test_forget_address (Fixture *fixture, gconstpointer data)
{
  Fixture other = { 0 };
  g_autoptr (GError) error = NULL;
  HalqaStore *store = halqa_folder_new_store (fixture->folder, "المنتدى", NULL, &error);
  g_autofree char *path = invite (fixture, store);
  HalqaForum *forum;

  g_assert_finalize_object (store);
  set_up (&other, NULL);
  forum = halqa_folder_join_file (other.folder, path, &error);
  g_assert_no_error (error);
  halqa_forum_forget_address (forum, "10.77.0.1:4711");
  g_assert_false (halqa_forum_has_address (forum, "10.77.0.1:4711"));
  g_assert_true (halqa_folder_note_address (other.folder, forum, "10.77.0.1:4711", FALSE));
  g_assert_false (tries_invitation (&other));
  g_assert_false (halqa_folder_note_address (other.folder, forum, "10.77.0.1:4711", TRUE));
  g_assert_true (tries_invitation (&other));
  g_object_unref (forum);
  tear_down (&other, NULL);
}

static void
test_join_nonsense (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->path, "join", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = NULL;

  g_assert_true (g_file_set_contents (path, "come in\n", -1, NULL));
  g_assert_null (halqa_folder_join_store (fixture->folder, path, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  infos = halqa_folder_list (fixture->folder, NULL, &error);
  g_assert_cmpuint (infos->len, ==, 0);
}

static void
test_unwritable (void)
{
  g_autofree char *path = test_make_folder ();
  g_autofree char *file = g_build_filename (path, "file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  g_assert_null (halqa_folder_open (file, &error));
  g_assert_nonnull (error);
  test_remove_folder (g_steal_pointer (&path));
}

/* Who starts the program again with a link to its folder is brought to the window that is there. */
static void
test_mark (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_strconcat (fixture->path, "-link", NULL);
  g_autofree char *mark = halqa_folder_make_mark (fixture->path);
  g_autofree char *mark_of_link = NULL;
  g_autofree char *usual = g_build_filename (g_get_user_data_dir (), ".", "halqa", NULL);
  g_autofree char *missing = g_build_filename (fixture->path, "later", NULL);
  g_autofree char *missing_by_link = g_build_filename (link, "later", NULL);
  g_autofree char *mark_of_missing = halqa_folder_make_mark (missing);
  g_autofree char *mark_of_missing_by_link = NULL;

  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  mark_of_link = halqa_folder_make_mark (link);
  mark_of_missing_by_link = halqa_folder_make_mark (missing_by_link);
  g_assert_cmpstr (mark_of_link, ==, mark);
  g_assert_cmpstr (mark_of_missing_by_link, ==, mark_of_missing);
  g_assert_cmpstr (mark_of_missing, !=, mark);
  g_assert_null (halqa_folder_make_mark (NULL));
  g_assert_null (halqa_folder_make_mark (usual));
  g_assert_cmpint (g_unlink (link), ==, 0);
}

static void
add_test (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  add_test ("/app/folder/device/stays-the-same", test_one_device);
  add_test ("/app/folder/device/is-told-to-a-forum-once", test_device_is_told_once);
  add_test ("/app/folder/device/goes-by-the-host-until-named", test_name_of_host);
  g_test_add_func ("/app/folder/device/is-named-in-two-parts", test_name_in_parts);
  add_test ("/app/folder/forum/by-id-prefix-or-title", test_which_forum);
  add_test ("/app/folder/forum/one-title-twice-means-none", test_same_title);
  add_test ("/app/folder/forum/begins-with-its-fields", test_fields);
  add_test ("/app/folder/forum/listed-by-title", test_list);
  add_test ("/app/folder/forum/other-files-are-left-alone", test_no_database);
  add_test ("/app/folder/join/from-a-file", test_join);
  add_test ("/app/folder/join/an-address-is-forgotten", test_forget_address);
  add_test ("/app/folder/join/nonsense-makes-nothing", test_join_nonsense);
  add_test ("/app/folder/path/is-one-folder-by-any-name", test_mark);
  g_test_add_func ("/app/folder/path/says-why-it-cannot-be", test_unwritable);

  return g_test_run ();
}
