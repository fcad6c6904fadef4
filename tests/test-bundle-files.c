/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "halqa-bundle-take.h"
#include "halqa-bundle-write.h"
#include "halqa-error.h"
#include "notebook.h"
#include "replica.h"
#include "test-tools.h"

/* A bundle as a file: there whole, or as it was before; with nothing lost of what a stick held, and
 * nothing left lying about. Real file systems that are full, read-only or gone are tried by
 * test-sticks.py. */

typedef struct
{
  HalqaForumKey key;
  char *folder;
  char *path;
  Replica *laptop;
  Replica *other;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  replica_make_key (&fixture->key);
  fixture->folder = test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "forum.halqa", NULL);
  fixture->laptop = replica_new (NULL, &fixture->key, "Laptop");
  fixture->other = replica_new (NULL, &fixture->key, "Other");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  replica_free (fixture->laptop);
  replica_free (fixture->other);
  g_free (fixture->path);
  test_remove_folder (fixture->folder);
}

static HalqaWritten
give (Replica *replica, const char *path)
{
  g_autoptr (GError) error = NULL;
  HalqaWritten written;

  halqa_bundle_write (replica->store, path, NULL, NULL, NULL, &written, &error);
  g_assert_no_error (error);
  return written;
}

static guint
take (Replica *replica, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundle) bundle = halqa_bundle_open (path, replica->store, &error);
  g_autoptr (HalqaTaken) taken = NULL;

  g_assert_no_error (error);
  taken = halqa_bundle_take (bundle, replica->store, NULL, NULL, NULL);
  g_assert_no_error (taken->fault);
  return taken->n_new;
}

static void
assert_fails (Fixture *fixture, HalqaSyncError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  HalqaWritten written;

  g_assert_false (halqa_bundle_write (fixture->laptop->store, fixture->path, NULL, NULL, NULL,
                                      &written, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static GBytes *
read_file (const char *path)
{
  char *bytes;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return g_bytes_new_take (bytes, size);
}

static void
test_newer_replaces_older (Fixture *fixture, gconstpointer data)
{
  replica_add_many (fixture->laptop, 3);
  give (fixture->laptop, fixture->path);
  replica_add_many (fixture->laptop, 2);
  g_assert_cmpuint (give (fixture->laptop, fixture->path).n_kept, ==, 0);
  g_assert_cmpuint (take (fixture->other, fixture->path), ==, 5);
  g_assert_true (replica_is_equal (fixture->laptop, fixture->other));
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* Whoever knows less gives too: the stick then holds what both know. */
static void
test_older_keeps_what_newer_held (Fixture *fixture, gconstpointer data)
{
  Replica *third = replica_new (NULL, &fixture->key, "Third");
  HalqaWritten written;

  replica_add_many (fixture->laptop, 3);
  replica_add_many (fixture->other, 700);
  give (fixture->other, fixture->path);
  written = give (fixture->laptop, fixture->path);
  g_assert_cmpuint (written.n_entries, ==, 703);
  g_assert_cmpuint (written.n_kept, ==, 700);
  /* They were not taken: nobody was asked. */
  g_assert_cmpuint (replica_count (fixture->laptop), ==, 3);
  g_assert_cmpuint (take (third, fixture->path), ==, 703);
  g_assert_cmpuint (take (fixture->laptop, fixture->path), ==, 700);
  g_assert_true (replica_is_equal (fixture->laptop, third));
  replica_free (third);
}

static void
test_what_can_be_read_of_a_damaged_one_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;
  HalqaWritten written;

  replica_add_many (fixture->other, 2500);
  give (fixture->other, fixture->path);
  bytes = read_file (fixture->path);
  g_assert_true (g_file_set_contents (fixture->path, g_bytes_get_data (bytes, NULL),
                                      g_bytes_get_size (bytes) - 1, NULL));
  replica_add_many (fixture->laptop, 3);
  written = give (fixture->laptop, fixture->path);
  g_assert_cmpuint (written.n_kept, >, 0);
  g_assert_cmpuint (written.n_kept, <, 2500);
  g_assert_cmpuint (take (fixture->laptop, fixture->path), ==, written.n_kept);
}

static void
test_another_forum_is_not_replaced (Fixture *fixture, gconstpointer data)
{
  HalqaForumKey key;
  Replica *stranger;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  replica_make_key (&key);
  stranger = replica_new (NULL, &key, "Stranger");
  replica_add_many (stranger, 2);
  give (stranger, fixture->path);
  before = read_file (fixture->path);
  replica_add_many (fixture->laptop, 2);
  assert_fails (fixture, HALQA_SYNC_ERROR_NOT_FOUND, "another forum");
  after = read_file (fixture->path);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
  replica_free (stranger);
}

static void
test_later_version_is_not_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) after = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "HALQA2\nand more", -1, NULL));
  replica_add_many (fixture->laptop, 2);
  assert_fails (fixture, HALQA_SYNC_ERROR_NEWER, "Update");
  after = read_file (fixture->path);
  g_assert_cmpuint (g_bytes_get_size (after), ==, 15);
}

/* Under whatever name. */
static void
test_what_a_laptop_keeps_is_not_replaced (Fixture *fixture, gconstpointer data)
{
  GStatBuf before;
  GStatBuf after;

  g_assert_cmpint (link (halqa_store_get_path (fixture->other->store), fixture->path), ==, 0);
  g_assert_cmpint (g_stat (fixture->path, &before), ==, 0);
  assert_fails (fixture, HALQA_SYNC_ERROR_NOT_OURS, "as one laptop keeps it");
  g_assert_cmpint (g_stat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (after.st_ino, ==, before.st_ino);
}

static void
test_empty_file_is_replaced (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  replica_add_many (fixture->laptop, 2);
  give (fixture->laptop, fixture->path);
  g_assert_cmpuint (take (fixture->other, fixture->path), ==, 2);
}

static void
test_folder_is_no_file (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_fails (fixture, HALQA_SYNC_ERROR_FAILED, "it is a folder");
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

static void
test_name_that_is_too_long_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (300, 'x');

  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, name, NULL);
  assert_fails (fixture, HALQA_SYNC_ERROR_FAILED, "such a name");
  g_assert_cmpuint (count_files (fixture->folder), ==, 0);
}

static void
test_folder_that_is_not_there_is_told (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, "stick", "forum.halqa", NULL);
  assert_fails (fixture, HALQA_SYNC_ERROR_FAILED, "pulled out");
}

/* As of FAT and its 4 GiB: the kernel says EFBIG. */
static void
test_file_that_is_too_large_is_told (Fixture *fixture, gconstpointer data)
{
  struct rlimit before;
  struct rlimit limit;
  void (*handler) (int) = signal (SIGXFSZ, SIG_IGN);

  replica_add_many (fixture->laptop, 2500);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 64 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_fails (fixture, HALQA_SYNC_ERROR_FAILED, "files of this size");
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, handler);
  g_assert_cmpuint (count_files (fixture->folder), ==, 0);
}

/* --- pulled out half-way */

#define TEST_TYPE_FAILING_STREAM (test_failing_stream_get_type ())
G_DECLARE_FINAL_TYPE (TestFailingStream, test_failing_stream, TEST, FAILING_STREAM, GOutputStream)

struct _TestFailingStream
{
  GOutputStream parent_instance;

  gsize left;
};

G_DEFINE_FINAL_TYPE (TestFailingStream, test_failing_stream, G_TYPE_OUTPUT_STREAM)

static gssize
test_failing_stream_write (GOutputStream *stream,
                           const void *buffer,
                           gsize count,
                           GCancellable *cancellable,
                           GError **error)
{
  TestFailingStream *self = TEST_FAILING_STREAM (stream);

  if (self->left == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "EIO");
      return -1;
    }
  count = MIN (count, self->left);
  self->left -= count;
  return count;
}

static void
test_failing_stream_class_init (TestFailingStreamClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = test_failing_stream_write;
}

static void
test_failing_stream_init (TestFailingStream *self)
{
}

static void
test_write_that_fails_anywhere_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;
  gsize size;

  replica_add_many (fixture->laptop, 2500);
  give (fixture->laptop, fixture->path);
  whole = read_file (fixture->path);
  size = g_bytes_get_size (whole);
  for (guint i = 0; i < 64; i++)
    {
      g_autoptr (TestFailingStream) stream = g_object_new (TEST_TYPE_FAILING_STREAM, NULL);
      g_autoptr (GError) error = NULL;
      HalqaWritten written;

      stream->left = size * i / 64;
      g_assert_false (halqa_bundle_write_stream (fixture->laptop->store, NULL,
                                                 G_OUTPUT_STREAM (stream), NULL, NULL, NULL,
                                                 &written, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
    }
}

static void
pull_out (guint64 done, guint64 total, gpointer user_data)
{
  if (g_file_test (user_data, G_FILE_TEST_EXISTS))
    test_remove_folder (g_strdup (user_data));
}

static void
test_folder_that_goes_meanwhile_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stick = g_build_filename (fixture->folder, "stick", NULL);
  g_autofree char *path = g_build_filename (stick, "forum.halqa", NULL);
  g_autoptr (GError) error = NULL;
  HalqaWritten written;

  g_assert_cmpint (g_mkdir (stick, 0700), ==, 0);
  replica_add_many (fixture->laptop, 2);
  g_assert_false (
      halqa_bundle_write (fixture->laptop->store, path, pull_out, stick, NULL, &written, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "pulled out"));
}

static void
call_off (guint64 done, guint64 total, gpointer user_data)
{
  g_assert_cmpuint (done, <=, total);
  g_cancellable_cancel (user_data);
}

static void
test_called_off_leaves_all_as_it_was (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  HalqaWritten written;

  replica_add_many (fixture->laptop, 2);
  give (fixture->laptop, fixture->path);
  before = read_file (fixture->path);
  replica_add_many (fixture->laptop, 2500);
  g_assert_false (halqa_bundle_write (fixture->laptop->store, fixture->path, call_off, cancellable,
                                      cancellable, &written, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  after = read_file (fixture->path);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* What a process that was killed has left is removed; what one is writing is not. */
static void
test_left_over_is_removed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dead = g_build_filename (fixture->folder, ".halqa-AAAAAA.tmp", NULL);
  g_autofree char *alive = g_build_filename (fixture->folder, ".halqa-BBBBBB.tmp", NULL);
  int fd;

  g_assert_true (g_file_set_contents (dead, "half", -1, NULL));
  g_assert_true (g_file_set_contents (alive, "half", -1, NULL));
  fd = g_open (alive, O_RDONLY | O_CLOEXEC, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  replica_add_many (fixture->laptop, 2);
  give (fixture->laptop, fixture->path);
  g_assert_false (g_file_test (dead, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (alive, G_FILE_TEST_EXISTS));
  close (fd);
}

/* This file's for the whole process: a disk that does not take names. */
static gboolean names_are_lost;

int
fsync (int fd)
{
  struct stat status;

  if (names_are_lost && fstat (fd, &status) == 0 && S_ISDIR (status.st_mode))
    {
      errno = EIO;
      return -1;
    }
  return fdatasync (fd);
}

static void
test_name_that_may_not_be_on_disk_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaWritten written;

  names_are_lost = TRUE;
  g_assert_false (halqa_bundle_write (fixture->laptop->store, fixture->path, NULL, NULL, NULL,
                                      &written, &error));
  names_are_lost = FALSE;
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "is written"));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  give (fixture->laptop, fixture->path);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* A forum that has just come whole is given whole: its signatures are waited for. */
static void
test_what_is_still_checked_is_waited_for (Fixture *fixture, gconstpointer data)
{
  Notebook *from = notebook_new (&fixture->key);
  Notebook *to = notebook_new (&fixture->key);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;
  HalqaWritten written;

  for (guint i = 0; i < 50; i++)
    notebook_add (from, "card");
  entries = notebook_list_entries (from, 0);
  halqa_store_apply_unchecked_async (to->store, entries, NULL, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (halqa_store_apply_finish (to->store, result, &applied, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  halqa_bundle_write (to->store, fixture->path, NULL, NULL, NULL, &written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (written.n_entries, ==, 50);
  notebook_free (from);
  notebook_free (to);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/sync/bundle/file/newer-replaces-older", test_newer_replaces_older },
    { "/sync/bundle/file/older-keeps-what-newer-held", test_older_keeps_what_newer_held },
    { "/sync/bundle/file/what-can-be-read-of-a-damaged-one-is-kept",
      test_what_can_be_read_of_a_damaged_one_is_kept },
    { "/sync/bundle/file/another-forum-is-not-replaced", test_another_forum_is_not_replaced },
    { "/sync/bundle/file/later-version-is-not-replaced", test_later_version_is_not_replaced },
    { "/sync/bundle/file/what-a-laptop-keeps-is-not-replaced",
      test_what_a_laptop_keeps_is_not_replaced },
    { "/sync/bundle/file/empty-file-is-replaced", test_empty_file_is_replaced },
    { "/sync/bundle/file/folder-is-no-file", test_folder_is_no_file },
    { "/sync/bundle/file/name-that-is-too-long-is-told", test_name_that_is_too_long_is_told },
    { "/sync/bundle/file/folder-that-is-not-there-is-told", test_folder_that_is_not_there_is_told },
    { "/sync/bundle/file/file-that-is-too-large-is-told", test_file_that_is_too_large_is_told },
    { "/sync/bundle/file/write-that-fails-anywhere-is-told",
      test_write_that_fails_anywhere_is_told },
    { "/sync/bundle/file/folder-that-goes-meanwhile-is-told",
      test_folder_that_goes_meanwhile_is_told },
    { "/sync/bundle/file/called-off-leaves-all-as-it-was", test_called_off_leaves_all_as_it_was },
    { "/sync/bundle/file/left-over-is-removed", test_left_over_is_removed },
    { "/sync/bundle/file/name-that-may-not-be-on-disk-is-told",
      test_name_that_may_not_be_on_disk_is_told },
    { "/sync/bundle/file/what-is-still-checked-is-waited-for",
      test_what_is_still_checked_is_waited_for },
  };

  replica_init_test (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
