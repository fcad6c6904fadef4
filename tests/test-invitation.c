/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-invitation.h"

/* The invitation as a file: what was written is read again, and nothing else is. */

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("halqa-invitation-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "forum.invitation", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static char *addresses[] = { (char *) "10.0.0.7:4711", (char *) "[fe80::1%eth0]:4711", NULL };

static void
write_one (const char *path)
{
  g_autoptr (GError) error = NULL;
  HalqaInvitation invitation = { .title = (char *) "حي آخر ممكن", .addresses = addresses };

  memset (invitation.key.forum.bytes, 1, HALQA_ID_SIZE);
  memset (invitation.key.key, 2, HALQA_KEY_SIZE);
  g_assert_true (halqa_invitation_write (&invitation, path, &error));
  g_assert_no_error (error);
}

static void
assert_refused (const char *path, const char *data, gsize size, HalqaSyncError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, data, size, NULL));
  g_assert_null (halqa_invitation_read (path, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, (int) code);
}

static void
test_written_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaInvitation) read = NULL;

  write_one (fixture->path);
  read = halqa_invitation_read (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->title, ==, "حي آخر ممكن");
  g_assert_cmpint (read->key.forum.bytes[15], ==, 1);
  g_assert_cmpint (read->key.key[31], ==, 2);
  g_assert_true (
      g_strv_equal ((const char *const *) read->addresses, (const char *const *) addresses));
}

/* Of a forum that nobody was removed from: what every version reads. */
static void
test_one_key_is_of_the_first_version (void)
{
  HalqaInvitation invitation = { .title = (char *) "T", .addresses = addresses };
  g_autoptr (GBytes) bytes = halqa_invitation_encode (&invitation, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpmem (data, strlen ("HALQA-INVITATION-1\n"), "HALQA-INVITATION-1\n",
                   strlen ("HALQA-INVITATION-1\n"));
}

static void
test_keys_keep_their_order (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaInvitation) read = NULL;
  g_autoptr (GBytes) newer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  HalqaInvitation invitation = { .title = (char *) "T", .addresses = addresses };
  guint8 keys[4 * HALQA_KEY_SIZE];

  for (guint i = 0; i < sizeof keys; i++)
    keys[i] = i;
  newer = g_bytes_new_static (keys, sizeof keys);
  invitation.newer = newer;
  bytes = halqa_invitation_encode (&invitation, &error);
  g_assert_no_error (error);
  read = halqa_invitation_decode (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (read->newer, newer));
  g_assert_cmpstr (read->title, ==, "T");
}

static void
test_nobody_else_may_read (Fixture *fixture, gconstpointer data)
{
  GStatBuf status;

  write_one (fixture->path);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize size;

  write_one (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &size, NULL));
  for (gsize n = 0; n < size; n++)
    assert_refused (fixture->path, whole, n,
                    n < strlen ("HALQA-INVITATION-1\n") ? HALQA_SYNC_ERROR_NOT_OURS
                                                        : HALQA_SYNC_ERROR_DAMAGED);
}

static void
test_altered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize size;

  write_one (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &size, NULL));
  for (gsize i = 0; i < size; i++)
    for (guint bit = 0; bit < 8; bit += 3)
      {
        g_autoptr (GError) error = NULL;

        whole[i] ^= 1 << bit;
        g_assert_true (g_file_set_contents (fixture->path, whole, size, NULL));
        g_assert_null (halqa_invitation_read (fixture->path, &error));
        g_assert_true (error->domain == HALQA_SYNC_ERROR);
        whole[i] ^= 1 << bit;
      }
}

static void
test_something_behind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;
  g_autofree char *longer = NULL;
  gsize size;

  write_one (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &size, NULL));
  longer = g_malloc0 (size + 1);
  memcpy (longer, whole, size);
  assert_refused (fixture->path, longer, size + 1, HALQA_SYNC_ERROR_DAMAGED);
}

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *much = g_malloc0 (64 * 1024 + 1);

  strcpy (much, "HALQA-INVITATION-1\n");
  assert_refused (fixture->path, much, 64 * 1024 + 1, HALQA_SYNC_ERROR_TOO_LARGE);
  assert_refused (fixture->path, much, 64 * 1024, HALQA_SYNC_ERROR_DAMAGED);
}

static void
test_later_version (Fixture *fixture, gconstpointer data)
{
  const char later[] = "HALQA-INVITATION-3\nwhatever";

  assert_refused (fixture->path, later, sizeof later - 1, HALQA_SYNC_ERROR_NEWER);
}

static void
test_not_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (halqa_invitation_read (fixture->path, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (halqa_invitation_read (fixture->folder, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
}

static void
test_addresses_that_are_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaInvitation) read = NULL;
  char *odd[] = { (char *) "no port", (char *) "", (char *) "10.0.0.7:1", NULL };
  HalqaInvitation invitation = { .title = (char *) "T", .addresses = odd };

  g_assert_true (halqa_invitation_write (&invitation, fixture->path, &error));
  read = halqa_invitation_read (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (read->addresses), ==, 1);
  g_assert_cmpstr (read->addresses[0], ==, "10.0.0.7:1");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sync/invitation/what-was-written-is-read", test_written_is_read);
  g_test_add_func ("/sync/invitation/one-key-is-of-the-first-version",
                   test_one_key_is_of_the_first_version);
  g_test_add_func ("/sync/invitation/several-keys-keep-their-order", test_keys_keep_their_order);
  ADD ("/sync/invitation/nobody-else-may-read-it", test_nobody_else_may_read);
  ADD ("/sync/invitation/cut-off-anywhere-is-refused", test_cut_off);
  ADD ("/sync/invitation/one-bit-altered-is-refused", test_altered);
  ADD ("/sync/invitation/something-behind-the-end-is-refused", test_something_behind);
  ADD ("/sync/invitation/too-long-is-refused", test_too_long);
  ADD ("/sync/invitation/of-a-later-version-says-so", test_later_version);
  ADD ("/sync/invitation/a-file-that-is-not-there-is-an-error", test_not_there);
  ADD ("/sync/invitation/only-sound-addresses-are-written", test_addresses_that_are_none);
  return g_test_run ();
}
