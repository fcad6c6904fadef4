/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test-tools.h"

/* What the targets share. All of it is the same in each run, so that an input which finds something
 * finds it again. */

const HalqaForumKey fuzz_key = {
  { { 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e,
      0x1f } },
  "a key that only fuzzers know ...",
};

static char *folder;

/* libsoup 3.2 makes a body of a length below zero, of which GObject then complains: the body has no
 * length then, and is bounded by us as any other. */
static gboolean
is_known (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      return strstr (fields[i].value, "for property 'content-length' of type 'gint64'") != NULL;
  return FALSE;
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  GLogWriterOutput output = g_log_writer_default (level, fields, n_fields, user_data);

  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) &&
      !is_known (fields, n_fields))
    abort ();
  return output;
}

void
fuzz_begin (void)
{
  /* write_log() tells what is fatal. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
}

static void
remove_folder (void)
{
  test_remove_folder (folder);
}

const char *
fuzz_folder (void)
{
  if (folder != NULL)
    return folder;
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  folder = test_make_folder ();
  atexit (remove_folder);
  return folder;
}

HalqaIdentity *
fuzz_load_identity (void)
{
  g_autofree char *path = g_build_filename (fuzz_folder (), "device.key", NULL);
  g_autoptr (GError) error = NULL;
  HalqaIdentity *identity;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_file_set_contents (path,
                         "[device]\nmachine=test\nseed="
                         "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
                         -1, &error);
  g_assert_no_error (error);
  identity = halqa_identity_load (fuzz_folder (), &error);
  g_assert_no_error (error);
  return identity;
}

HalqaStore *
fuzz_create_store (const char *name, const HalqaSchema *schema)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  g_autofree char *path = g_build_filename (fuzz_folder (), name, NULL);
  g_autoptr (HalqaIdentity) identity = fuzz_load_identity ();
  g_autoptr (GError) error = NULL;
  HalqaStore *store;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *old = g_strconcat (path, endings[i], NULL);

      g_unlink (old);
    }
  store = halqa_store_create (path, schema, identity, &fuzz_key, "A forum", &error);
  g_assert_no_error (error);
  return store;
}

/* The target's own. */
static HalqaStore **renewed;
static HalqaReader **renewed_reader;

static void
close_store (void)
{
  g_clear_object (renewed_reader);
  if (*renewed != NULL)
    halqa_store_close (*renewed);
  g_clear_object (renewed);
}

/* It is closed at the end too. Threads come and go in a target, and after a while their numbers have come
 * round: what a thread holds whose number one had that has ended is lost to LeakSanitizer of clang 14. So
 * it is to look when no thread is left; see tests/fuzz/one. */
void
fuzz_renew_store (const HalqaSchema *schema, HalqaStore **store, HalqaReader **reader)
{
  g_autoptr (GError) error = NULL;
  gboolean first = renewed == NULL;

  renewed = store;
  renewed_reader = reader;
  close_store ();
  *store = fuzz_create_store ("forum", schema);
  *reader = halqa_reader_open (*store, &error);
  g_assert_no_error (error);
  if (first)
    atexit (close_store);
}

const char *
fuzz_write_file (const guint8 *data, gsize size)
{
  static char *path;
  int fd;

  if (path == NULL)
    path = g_build_filename (fuzz_folder (), "input", NULL);
  fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  g_close (fd, NULL);
  return path;
}
