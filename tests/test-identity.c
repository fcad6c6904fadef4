/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-identity.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "test-tools.h"

/* Who this laptop is, and that two laptops are never one. The environment plays the machine; the
 * program itself, called with a folder, plays another process. */

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static const char *program;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  char *parent = test_make_folder ();

  fixture->folder = parent;
  fixture->path = g_build_filename (parent, "device.key", NULL);
  g_setenv ("HALQA_MACHINE_ID", "this", TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  test_remove_folder (fixture->folder);
}

static HalqaIdentity *
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HalqaIdentity *identity = halqa_identity_load (fixture->folder, &error);

  g_assert_no_error (error);
  return identity;
}

/* The device id that the folder gives. */
static HalqaDeviceId
load_device (Fixture *fixture)
{
  g_autoptr (HalqaIdentity) identity = load (fixture);

  return *halqa_identity_get_device (identity);
}

static void
assert_same (const HalqaDeviceId *a, const HalqaDeviceId *b, gboolean same)
{
  g_assert_true ((memcmp (a, b, sizeof *a) == 0) == same);
}

static void
test_the_same_again (Fixture *fixture, gconstpointer data)
{
  HalqaDeviceId first = load_device (fixture);
  HalqaDeviceId again = load_device (fixture);

  assert_same (&first, &again, TRUE);
}

static void
test_signs_with_its_key (Fixture *fixture, gconstpointer data)
{
  HalqaIdentity *identity = load (fixture);
  guint8 signature[HALQA_SIGNATURE_SIZE];

  halqa_identity_sign (identity, (const guint8 *) "halqa", 5, signature);
  g_assert_cmpint (crypto_sign_verify_detached (signature, (const guint8 *) "halqa", 5,
                                                halqa_identity_get_device (identity)->bytes),
                   ==, 0);
  g_assert_cmpmem (halqa_identity_get_secret_key (identity) + 32, 32,
                   halqa_identity_get_device (identity)->bytes, HALQA_DEVICE_ID_SIZE);
  g_assert_finalize_object (identity);
}

static void
assert_mode (const char *path, guint mode)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, mode);
}

static void
test_nobody_else_may_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nested = g_build_filename (fixture->folder, "a", "b", NULL);
  g_autofree char *path = g_build_filename (nested, "device.key", NULL);
  g_autoptr (GError) error = NULL;
  HalqaIdentity *identity = halqa_identity_load (nested, &error);

  g_assert_no_error (error);
  assert_mode (nested, 0700);
  assert_mode (path, 0600);
  halqa_identity_set_name (identity, "Nadia", &error);
  g_assert_no_error (error);
  assert_mode (path, 0600);
  g_assert_finalize_object (identity);
}

static void
test_another_machine (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *aside = g_strconcat (fixture->path, ".other-machine", NULL);
  g_autofree char *kept = NULL;
  g_autofree char *name = NULL;
  g_autofree char *note = NULL;
  HalqaIdentity *identity = load (fixture);
  HalqaDeviceId first = *halqa_identity_get_device (identity);

  halqa_identity_set_name (identity, "Nadia", &error);
  g_assert_no_error (error);
  halqa_identity_set_note (identity, "store 00", "file", "here", &error);
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&identity));
  g_assert_true (g_file_get_contents (fixture->path, &before, NULL, NULL));

  g_setenv ("HALQA_MACHINE_ID", "that", TRUE);
  identity = load (fixture);
  assert_same (&first, halqa_identity_get_device (identity), FALSE);
  name = halqa_identity_dup_name (identity);
  g_assert_cmpstr (name, ==, "Nadia");
  /* What binds a store to a file does not go with the name. */
  note = halqa_identity_dup_note (identity, "store 00", "file");
  g_assert_null (note);
  g_assert_true (g_file_get_contents (aside, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, before);
  assert_mode (aside, 0600);
  assert_mode (fixture->path, 0600);
  g_assert_finalize_object (identity);
}

static void
assert_machine (Fixture *fixture, const char *machine, const HalqaDeviceId *first, gboolean same)
{
  HalqaDeviceId device;

  g_setenv ("HALQA_MACHINE_ID", machine, TRUE);
  device = load_device (fixture);
  assert_same (first, &device, same);
}

/* Two machines that were made from one image. One part in common is enough to be one. */
static void
test_other_parts (Fixture *fixture, gconstpointer data)
{
  HalqaDeviceId first;

  g_setenv ("HALQA_MACHINE_ID", "image card-1 disk-1", TRUE);
  first = load_device (fixture);
  assert_machine (fixture, "image disk-1 card-1", &first, TRUE);
  assert_machine (fixture, "image disk-2 card-1", &first, TRUE);
  assert_machine (fixture, "image", &first, TRUE);
  assert_machine (fixture, "image card-2 disk-2", &first, FALSE);
}

/* A key that was made where no part could be read is not mistaken. */
static void
test_parts_that_were_not_noted (Fixture *fixture, gconstpointer data)
{
  HalqaDeviceId first = load_device (fixture);

  assert_machine (fixture, "this card-1", &first, TRUE);
  assert_machine (fixture, "this card-2", &first, TRUE);
}

/* The real machine says the same of itself each time. */
static void
test_this_machine (Fixture *fixture, gconstpointer data)
{
  HalqaDeviceId first;
  HalqaDeviceId again;

  g_unsetenv ("HALQA_MACHINE_ID");
  first = load_device (fixture);
  again = load_device (fixture);
  assert_same (&first, &again, TRUE);
}

static void
test_shared_with_another_laptop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaIdentity *identity = load (fixture);
  HalqaDeviceId first = *halqa_identity_get_device (identity);
  HalqaDeviceId second;
  HalqaDeviceId again;

  g_assert_true (halqa_identity_note_shared (identity, &error));
  g_assert_no_error (error);
  assert_same (&first, halqa_identity_get_device (identity), TRUE);
  g_assert_finalize_object (identity);
  second = load_device (fixture);
  assert_same (&first, &second, FALSE);
  again = load_device (fixture);
  assert_same (&second, &again, TRUE);
}

static void
assert_damaged (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  g_assert_null (halqa_identity_load (fixture->folder, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  assert_damaged (fixture, "no key file");
  assert_damaged (fixture, "[device]\nseed=0011\nmachine=this\n");
  assert_damaged (fixture, "[device]\nmachine=this\nseed=zz");
  assert_damaged (fixture, "\377\376\n");
}

/* Cut off at any byte it is not taken for one that was never there, and overwritten. */
static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  HalqaDeviceId first = load_device (fixture);
  g_autofree char *whole = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->path, &whole, &size, NULL));
  /* "[device]\nseed=…": up to the end of the seed. */
  for (gsize cut = 0; cut < strlen ("[device]\nseed=") + 64; cut++)
    {
      g_autofree char *part = g_strndup (whole, cut);

      assert_damaged (fixture, part);
    }
  g_assert_true (g_file_set_contents (fixture->path, whole, size, NULL));
  {
    HalqaDeviceId again = load_device (fixture);

    assert_same (&first, &again, TRUE);
  }
}

static void
test_notes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaIdentity *one = load (fixture);
  HalqaIdentity *other = load (fixture);
  g_autofree char *missing = halqa_identity_dup_note (one, "store", "file");
  g_autofree char *note = NULL;
  g_autofree char *name = NULL;

  g_assert_null (missing);
  g_assert_null (halqa_identity_dup_name (one));
  g_assert_true (halqa_identity_set_note (one, "store", "file", "a=b; [x]\nحي ", &error));
  g_assert_no_error (error);
  g_assert_true (halqa_identity_set_name (other, "فاطمة", &error));
  g_assert_no_error (error);
  /* Neither has overwritten what the other noted. */
  note = halqa_identity_dup_note (other, "store", "file");
  g_assert_cmpstr (note, ==, "a=b; [x]\nحي ");
  name = halqa_identity_dup_name (one);
  g_assert_cmpstr (name, ==, "فاطمة");
  g_assert_finalize_object (one);
  g_assert_finalize_object (other);
}

static void
test_note_beside_damage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  HalqaIdentity *identity = load (fixture);

  g_assert_true (g_file_set_contents (fixture->path, "damage", -1, NULL));
  g_assert_false (halqa_identity_set_note (identity, "store", "file", "x", &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "damage");
  g_assert_finalize_object (identity);
}

static void
test_folder_that_cannot_be (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "below", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (halqa_identity_load (below, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
}

/* Prints the device id: what the processes of the next test do. */
static int
play_process (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaIdentity) identity = halqa_identity_load (folder, &error);
  char hex[HALQA_HEX_MAX];

  if (identity == NULL)
    g_error ("%s", error->message);
  g_print ("%s\n", halqa_hex_encode (hex, halqa_identity_get_device (identity)->bytes,
                                     HALQA_DEVICE_ID_SIZE));
  return 0;
}

#define N_PROCESSES 6

static void
test_processes_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *processes[N_PROCESSES];
  g_autofree char *first = NULL;

  for (guint i = 0; i < N_PROCESSES; i++)
    {
      processes[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--play",
                                       fixture->folder, NULL);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *printed = NULL;

      g_subprocess_communicate_utf8 (processes[i], NULL, NULL, &printed, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_successful (processes[i]));
      g_assert_cmpuint (strlen (printed), ==, 65);
      if (first == NULL)
        first = g_steal_pointer (&printed);
      else
        g_assert_cmpstr (printed, ==, first);
      g_object_unref (processes[i]);
    }
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 3 && strcmp (argv[1], "--play") == 0)
    return play_process (argv[2]);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/sync/identity/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("the-same-again", test_the_same_again);
  ADD ("signs-with-its-key", test_signs_with_its_key);
  ADD ("nobody-else-may-read", test_nobody_else_may_read);
  ADD ("another-machine-is-another-device", test_another_machine);
  ADD ("one-image/other-parts-are-another-device", test_other_parts);
  ADD ("one-image/parts-that-were-not-noted", test_parts_that_were_not_noted);
  ADD ("one-image/shared-is-made-anew", test_shared_with_another_laptop);
  ADD ("this-machine-is-the-same-each-time", test_this_machine);
  ADD ("damaged/told-and-left", test_damaged);
  ADD ("damaged/cut-off-at-every-byte", test_cut_off);
  ADD ("damaged/no-note-beside-it", test_note_beside_damage);
  ADD ("notes", test_notes);
  ADD ("a-folder-that-cannot-be", test_folder_that_cannot_be);
  ADD ("processes-at-once-make-one-key", test_processes_at_once);
#undef ADD

  return g_test_run ();
}
