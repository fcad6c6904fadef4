/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sodium.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "halqa-bundle.h"
#include "halqa-error.h"
#include "halqa-reason.h"
#include "halqa-store-schema.h"
#include "notebook.h"
#include "test-tools.h"

/* Files that are no forum of ours are told apart and left as they are, byte for byte; a copy is
 * another store; a full disk loses nothing. */

typedef struct
{
  Notebook *notebook;
  char *bytes; /* of a sound file */
  gsize size;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->notebook = notebook_new (NULL);
  notebook_add (fixture->notebook, "a");
  notebook_close (fixture->notebook);
  g_assert_true (
      g_file_get_contents (fixture->notebook->path, &fixture->bytes, &fixture->size, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  notebook_free (fixture->notebook);
  g_free (fixture->bytes);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_refused (Fixture *fixture, const char *bytes, gsize size, int code)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  gsize size_after;
  guint n_files;

  g_assert_true (g_file_set_contents (notebook->path, bytes, size, NULL));
  n_files = count_files (notebook->folder);
  g_assert_null (halqa_store_open (notebook->path, &notebook_schema, notebook->identity, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, code);
  g_assert_true (g_file_get_contents (notebook->path, &after, &size_after, NULL));
  g_assert_cmpmem (after, size_after, bytes, size);
  /* Nothing is left beside it either. */
  g_assert_cmpuint (count_files (notebook->folder), ==, n_files);
}

static void
put_be32 (char *bytes, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  memcpy (bytes, &big, sizeof big);
}

static void
test_not_a_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *noise = g_malloc (8192);

  randombytes_buf (noise, 8192);
  assert_refused (fixture, "", 0, HALQA_SYNC_ERROR_NOT_OURS);
  assert_refused (fixture, "a letter\n", 9, HALQA_SYNC_ERROR_NOT_OURS);
  assert_refused (fixture, noise, 8192, HALQA_SYNC_ERROR_NOT_OURS);
}

static void
test_database_of_another_program (Fixture *fixture, gconstpointer data)
{
  put_be32 (fixture->bytes + 68, 0);
  assert_refused (fixture, fixture->bytes, fixture->size, HALQA_SYNC_ERROR_NOT_OURS);
  put_be32 (fixture->bytes + 68, HALQA_APPLICATION_ID + 1);
  assert_refused (fixture, fixture->bytes, fixture->size, HALQA_SYNC_ERROR_NOT_OURS);
}

static void
test_later_version (Fixture *fixture, gconstpointer data)
{
  put_be32 (fixture->bytes + 60, HALQA_SCHEMA_VERSION + 1);
  assert_refused (fixture, fixture->bytes, fixture->size, HALQA_SYNC_ERROR_NEWER);
  put_be32 (fixture->bytes + 60, G_MAXUINT32);
  assert_refused (fixture, fixture->bytes, fixture->size, HALQA_SYNC_ERROR_NEWER);
}

static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  static const gsize kept[] = { 72, 100, 4095, 4096, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    assert_refused (fixture, fixture->bytes, kept[i], HALQA_SYNC_ERROR_DAMAGED);
  assert_refused (fixture, fixture->bytes, fixture->size - 1, HALQA_SYNC_ERROR_DAMAGED);
  assert_refused (fixture, fixture->bytes, fixture->size / 2, HALQA_SYNC_ERROR_DAMAGED);
}

static void
test_pages_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  memset (fixture->bytes + 100, 0xee, fixture->size - 100);
  g_assert_true (
      g_file_set_contents (fixture->notebook->path, fixture->bytes, fixture->size, NULL));
  g_assert_null (halqa_store_open (fixture->notebook->path, &notebook_schema,
                                   fixture->notebook->identity, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
}

static void
test_not_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (fixture->notebook->path), ==, 0);
  g_assert_null (halqa_store_open (fixture->notebook->path, &notebook_schema,
                                   fixture->notebook->identity, &error));
  g_assert_nonnull (error);
  /* Opening makes nothing. */
  g_assert_false (g_file_test (fixture->notebook->path, G_FILE_TEST_EXISTS));
}

/* What a database of ours lacks is told, not taken for another. */
static void
test_emptied (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = {
    "DELETE FROM meta WHERE key = 'forum'",
    "UPDATE meta SET value = x'00' WHERE key = 'key'",
    "DELETE FROM meta WHERE key = 'store'",
    "DELETE FROM state",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (
          g_file_set_contents (fixture->notebook->path, fixture->bytes, fixture->size, NULL));
      notebook_run_sql (fixture->notebook, faults[i]);
      g_assert_null (halqa_store_open (fixture->notebook->path, &notebook_schema,
                                       fixture->notebook->identity, &error));
      g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
    }
}

/* --- open already */

/* Where SQLite puts the lock of who has a database open (sqlite.org/src, os.h: SHARED_FIRST). */
#define SHARED_FIRST 0x40000002
#define SHARED_SIZE 510

/* As another process sees it: of its own locks one is told nothing. */
static gboolean
is_locked (const char *path)
{
  const pid_t child = fork ();
  int status;

  if (child == 0)
    {
      struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SHARED_FIRST, .l_len = SHARED_SIZE
      };
      const int fd = open (path, O_RDWR | O_CLOEXEC);

      _exit (fd >= 0 && fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 1 : 0);
    }
  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WEXITSTATUS (status) == 1;
}

/* As the list of the forums does of that which the window shows. */
static void
test_looked_at_while_open (Fixture *fixture, gconstpointer data)
{
  const char *path = fixture->notebook->path;
  g_autoptr (GError) error = NULL;

  g_assert_false (is_locked (path));
  notebook_open (fixture->notebook, &notebook_schema);
  g_assert_true (is_locked (path));
  g_assert_true (halqa_store_schema_probe (path, &error));
  g_assert_no_error (error);
  g_assert_true (is_locked (path));
  notebook_close (fixture->notebook);
  g_assert_false (is_locked (path));
}

/* As a file from a stick, as a table, as an attachment. */
static void
test_given_while_open (Fixture *fixture, gconstpointer data)
{
  const char *path = fixture->notebook->path;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) of_bundle = NULL;
  g_autoptr (GError) of_file = NULL;

  notebook_open (fixture->notebook, &notebook_schema);
  g_assert_null (halqa_bundle_open (path, fixture->notebook->store, &of_bundle));
  g_assert_error (of_bundle, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_OURS);
  g_assert_nonnull (strstr (of_bundle->message, "a forum as one laptop keeps it"));
  g_assert_true (is_locked (path));
  g_assert_null (halqa_reason_read_file (file, NULL, &of_file));
  g_assert_cmpstr (of_file->message, ==, of_bundle->message);
  g_assert_true (is_locked (path));
  notebook_close (fixture->notebook);
}

/* --- making one */

static void
test_made_for_its_owner (Fixture *fixture, gconstpointer data)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (fixture->notebook->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

static void
test_not_over_another (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  gsize size;

  g_assert_null (halqa_store_create (notebook->path, &notebook_schema, notebook->identity,
                                     &notebook->key, "Another", &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
  g_assert_true (g_file_get_contents (notebook->path, &after, &size, NULL));
  g_assert_cmpmem (after, size, fixture->bytes, fixture->size);
}

static void
test_half_made (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autofree char *path = g_build_filename (notebook->folder, "second.halqa", NULL);
  g_autofree char *half = g_strconcat (path, ".new", NULL);
  g_autoptr (GError) error = NULL;
  HalqaStore *store;

  /* Left by a power cut. */
  g_assert_true (g_file_set_contents (half, fixture->bytes, fixture->size / 2, NULL));
  store = halqa_store_create (path, &notebook_schema, notebook->identity, &notebook->key, "Second",
                              &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_finalize_object (store);
}

/* --- which file it is */

static void
get_store_id (Notebook *notebook, guint8 id[HALQA_STORE_ID_SIZE])
{
  notebook_open (notebook, &notebook_schema);
  memcpy (id, halqa_store_get_store_id (notebook->store), HALQA_STORE_ID_SIZE);
  notebook_close (notebook);
}

static void
test_a_copy_is_another_store (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autofree char *copy = g_strconcat (notebook->path, ".copy", NULL);
  guint8 first[HALQA_STORE_ID_SIZE];
  guint8 again[HALQA_STORE_ID_SIZE];

  get_store_id (notebook, first);
  get_store_id (notebook, again);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
  g_assert_true (g_file_set_contents (copy, fixture->bytes, fixture->size, NULL));
  g_assert_cmpint (g_rename (copy, notebook->path), ==, 0);
  get_store_id (notebook, again);
  g_assert_cmpint (memcmp (first, again, sizeof first), !=, 0);
  memcpy (first, again, sizeof first);
  get_store_id (notebook, again);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
}

/* The bytes of a backup are written over those of the file, which stays the same file. */
static void
test_back_in_place (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (GError) error = NULL;
  guint8 first[HALQA_STORE_ID_SIZE];
  guint8 again[HALQA_STORE_ID_SIZE];

  notebook_open (notebook, &notebook_schema);
  notebook_add (notebook, "b");
  notebook_close (notebook);
  get_store_id (notebook, first);
  g_assert_true (g_file_set_contents_full (notebook->path, fixture->bytes, fixture->size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, &error));
  g_assert_no_error (error);
  get_store_id (notebook, again);
  g_assert_cmpint (memcmp (first, again, sizeof first), !=, 0);
  /* It stays that one, also when it has come further than before. */
  memcpy (first, again, sizeof first);
  notebook_open (notebook, &notebook_schema);
  notebook_add (notebook, "c");
  notebook_add (notebook, "d");
  notebook_close (notebook);
  get_store_id (notebook, again);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
}

static void
test_another_machine_is_another_store (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  guint8 first[HALQA_STORE_ID_SIZE];
  guint8 again[HALQA_STORE_ID_SIZE];

  get_store_id (notebook, first);
  g_assert_finalize_object (g_steal_pointer (&notebook->identity));
  g_setenv ("HALQA_MACHINE_ID", "another", TRUE);
  notebook->identity = halqa_identity_load (notebook->folder, NULL);
  get_store_id (notebook, again);
  g_assert_cmpint (memcmp (first, again, sizeof first), !=, 0);
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
}

/* --- no room */

static HalqaChange *
make_large_change (void)
{
  g_autofree char *text = g_strnfill (60000, 'x');
  HalqaChange *change = halqa_change_new ();
  HalqaValue value = halqa_value_text (text);
  HalqaId id;

  halqa_id_random (&id);
  halqa_change_create (change, "card", &id);
  halqa_change_set (change, "card", &id, "body", &value, HALQA_REPLACE_SHOWN);
  return change;
}

static gboolean
commit_large (HalqaStore *store, GError **error)
{
  g_autoptr (HalqaChange) change = make_large_change ();

  return halqa_store_commit (store, change, error);
}

/* In one piece, as the kernel wants it. */
static void
write_proc (const char *path, const char *text)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  g_assert_no_errno (fd);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  g_assert_no_errno (g_close (fd, NULL) ? 0 : -1);
}

/* From here on this process may mount, and nobody else sees what: as root, or else as root of a user
 * namespace, which takes a process that has one thread yet. */
static void
enter_own_mounts (void)
{
  const gboolean is_root = geteuid () == 0;
  g_autofree char *users = g_strdup_printf ("0 %u 1", geteuid ());
  g_autofree char *groups = g_strdup_printf ("0 %u 1", getegid ());

  g_assert_no_errno (unshare (is_root ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS));
  if (!is_root)
    {
      write_proc ("/proc/self/setgroups", "deny");
      write_proc ("/proc/self/uid_map", users);
      write_proc ("/proc/self/gid_map", groups);
    }
  g_assert_no_errno (mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

/* A file system of four megabytes; its path. It goes with this process. */
static char *
mount_small_disk (Notebook *notebook)
{
  g_autofree char *path = g_build_filename (notebook->folder, "disk", NULL);

  g_assert_no_errno (g_mkdir (path, 0700));
  g_assert_no_errno (mount ("none", path, "tmpfs", 0, "size=4m"));
  return g_steal_pointer (&path);
}

static void
fill_disk (const char *path)
{
  g_autofree char *block = g_malloc0 (4096);
  FILE *file = g_fopen (path, "w");

  g_assert_nonnull (file);
  setvbuf (file, NULL, _IONBF, 0);
  while (fwrite (block, 4096, 1, file) == 1)
    continue;
  fclose (file);
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (GError) error = NULL;
  g_autofree char *disk = mount_small_disk (notebook);
  g_autofree char *path = NULL;
  g_autofree char *filler = NULL;
  HalqaStore *store;
  HalqaReader *reader;
  HalqaStatus before, after;

  path = g_build_filename (disk, "forum.halqa", NULL);
  filler = g_build_filename (disk, "filler", NULL);
  store = halqa_store_create (path, &notebook_schema, notebook->identity, &notebook->key, "Small",
                              &error);
  g_assert_no_error (error);
  reader = halqa_reader_open (store, &error);
  g_assert_no_error (error);
  g_assert_true (commit_large (store, &error));
  halqa_reader_status (reader, &before, &error);
  fill_disk (filler);
  while (commit_large (store, &error))
    halqa_reader_status (reader, &before, NULL);
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_true (halqa_reader_status (reader, &after, &error));
  g_assert_cmpmem (before.fingerprint, sizeof before.fingerprint, after.fingerprint,
                   sizeof after.fingerprint);
  /* Room is made, and it goes on. */
  g_assert_cmpint (g_unlink (filler), ==, 0);
  g_assert_true (commit_large (store, &error));
  g_assert_no_error (error);
  g_assert_true (halqa_store_check (store, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  halqa_reader_status (reader, &after, &error);
  g_assert_cmpuint (after.n_entries, ==, before.n_entries + 1);
  g_assert_finalize_object (reader);
  g_assert_finalize_object (store);
  g_assert_cmpint (umount (disk), ==, 0);
}

static void
test_no_room_to_make_one (Fixture *fixture, gconstpointer data)
{
  Notebook *notebook = fixture->notebook;
  g_autoptr (GError) error = NULL;
  g_autofree char *disk = mount_small_disk (notebook);
  g_autofree char *path = NULL;
  g_autofree char *filler = NULL;

  path = g_build_filename (disk, "forum.halqa", NULL);
  filler = g_build_filename (disk, "filler", NULL);
  fill_disk (filler);
  g_assert_null (halqa_store_create (path, &notebook_schema, notebook->identity, &notebook->key,
                                     "None", &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_SPACE);
  g_assert_cmpuint (count_files (disk), ==, 1);
  g_assert_cmpint (umount (disk), ==, 0);
}

int
main (int argc, char **argv)
{
  enter_own_mounts ();
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func) g_test_add ("/sync/files/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("left-as-it-is/no-database", test_not_a_database);
  ADD ("left-as-it-is/of-another-program", test_database_of_another_program);
  ADD ("left-as-it-is/of-a-later-version", test_later_version);
  ADD ("left-as-it-is/cut-off", test_cut_off);
  ADD ("damaged/pages-overwritten", test_pages_overwritten);
  ADD ("damaged/what-it-must-hold-is-missing", test_emptied);
  ADD ("not-there", test_not_there);
  ADD ("open/looked-at", test_looked_at_while_open);
  ADD ("open/given-as-another-file", test_given_while_open);
  ADD ("made/for-its-owner-alone", test_made_for_its_owner);
  ADD ("made/not-over-another", test_not_over_another);
  ADD ("made/after-a-power-cut-in-the-middle", test_half_made);
  ADD ("store-id/a-copy-is-another", test_a_copy_is_another_store);
  ADD ("store-id/one-that-went-back-is-another", test_back_in_place);
  ADD ("store-id/another-machine-is-another", test_another_machine_is_another_store);
  ADD ("no-room/nothing-is-lost-and-it-goes-on", test_full_disk);
  ADD ("no-room/to-make-one", test_no_room_to_make_one);
#undef ADD

  return g_test_run ();
}
