/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "halqa-blob-store.h"
#include "halqa-error.h"
#include "halqa-range.h"
#include "test-tools.h"

/* The folder of blobs, and what a header Range asks for. */

typedef struct
{
  char *folder;
  HalqaBlobStore *blobs;
  GBytes *content;
  HalqaBlobId id;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *database = NULL;

  self->folder = test_make_folder ();
  database = g_build_filename (self->folder, "forum.halqadb", NULL);
  self->blobs = halqa_blob_store_new (database);
  self->content = g_bytes_new_static ("a photo of a paper board", 24);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->blobs);
  g_bytes_unref (self->content);
  test_remove_folder (self->folder);
}

static void
add (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_blob_store_add (self->blobs, self->content, &self->id, &error));
  g_assert_no_error (error);
}

static void
write_part (Fixture *self, const char *text, guint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) part = NULL;
  guint64 have;

  part = halqa_blob_store_open_part (self->blobs, &self->id, &have, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (have, ==, expected);
  g_assert_true (g_output_stream_write_all (part, text, strlen (text), NULL, NULL, &error));
  g_assert_true (g_output_stream_close (part, NULL, &error));
}

static void
overwrite (Fixture *self, const char *text)
{
  g_autofree char *file = halqa_blob_store_dup_file (self->blobs, &self->id);

  g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

static void
make_old (const char *file)
{
  struct utimbuf long_ago = { 1000000000, 1000000000 };

  g_assert_cmpint (g_utime (file, &long_ago), ==, 0);
}

static void
test_stored_once (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) loaded = NULL;
  g_autofree char *file = NULL;
  GStatBuf before;
  GStatBuf after;

  add (self);
  file = halqa_blob_store_dup_file (self->blobs, &self->id);
  g_assert_cmpint (g_stat (file, &before), ==, 0);
  add (self);
  g_assert_cmpint (g_stat (file, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  loaded = halqa_blob_store_load (self->blobs, &self->id, NULL);
  g_assert_true (g_bytes_equal (loaded, self->content));
  g_assert_cmpuint (halqa_blob_store_get_size (self->blobs, &self->id), ==, 24);
}

static void
test_named_by_content (Fixture *self, gconstpointer data)
{
  g_autofree char *hex = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->content);
  g_autofree char *expected = g_strdup_printf ("%s/forum.blobs/%.2s/%s", self->folder, hex, hex);
  g_autofree char *file = NULL;

  add (self);
  file = halqa_blob_store_dup_file (self->blobs, &self->id);
  g_assert_cmpstr (file, ==, expected);
  g_assert_true (g_file_test (expected, G_FILE_TEST_IS_REGULAR));
}

static void
test_damaged_is_told (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add (self);
  overwrite (self, "a photo of a paper");
  g_assert_null (halqa_blob_store_load (self->blobs, &self->id, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_clear_error (&error);
  overwrite (self, "a photo of a paper BOARD");
  g_assert_null (halqa_blob_store_load (self->blobs, &self->id, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (halqa_blob_store_put_aside (self->blobs, &self->id, &error));
  g_assert_null (halqa_blob_store_load (self->blobs, &self->id, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND);
  /* What was put aside is not in the way. */
  add (self);
  g_assert_cmpuint (halqa_blob_store_get_size (self->blobs, &self->id), ==, 24);
}

static void
test_damaged_is_stored_again (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) loaded = NULL;

  add (self);
  overwrite (self, "something else");
  add (self);
  loaded = halqa_blob_store_load (self->blobs, &self->id, NULL);
  g_assert_true (g_bytes_equal (loaded, self->content));
}

static void
remove_blob (Fixture *self)
{
  g_autofree char *file = halqa_blob_store_dup_file (self->blobs, &self->id);

  g_assert_cmpint (g_unlink (file), ==, 0);
}

static void
test_part_goes_on (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) loaded = NULL;

  add (self);
  remove_blob (self);
  write_part (self, "a photo of", 0);
  g_assert_cmpuint (halqa_blob_store_get_part_size (self->blobs, &self->id), ==, 10);
  g_assert_cmpuint (halqa_blob_store_get_size (self->blobs, &self->id), ==, 0);
  write_part (self, " a paper board", 10);
  g_assert_true (halqa_blob_store_finish_part (self->blobs, &self->id, &error));
  g_assert_no_error (error);
  loaded = halqa_blob_store_load (self->blobs, &self->id, NULL);
  g_assert_true (g_bytes_equal (loaded, self->content));
  g_assert_cmpuint (halqa_blob_store_get_part_size (self->blobs, &self->id), ==, 0);
}

static void
test_wrong_part_is_gone (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add (self);
  remove_blob (self);
  write_part (self, "a photo of a paper tiger", 0);
  g_assert_false (halqa_blob_store_finish_part (self->blobs, &self->id, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_assert_cmpuint (halqa_blob_store_get_part_size (self->blobs, &self->id), ==, 0);
  g_assert_cmpuint (halqa_blob_store_get_size (self->blobs, &self->id), ==, 0);
}

static void
test_part_is_one_process_s (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) part = NULL;
  guint64 have;

  part = halqa_blob_store_open_part (self->blobs, &self->id, &have, &error);
  g_assert_no_error (error);
  g_assert_null (halqa_blob_store_open_part (self->blobs, &self->id, &have, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_true (g_output_stream_close (part, NULL, NULL));
  write_part (self, "a", 0);
}

static void
test_collected (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (halqa_entry_id_hash, halqa_entry_id_equal);
  g_autofree char *file = NULL;

  add (self);
  file = halqa_blob_store_dup_file (self->blobs, &self->id);
  /* New: its record may be about to be saved. */
  g_assert_cmpuint (halqa_blob_store_collect (self->blobs, kept), ==, 0);
  make_old (file);
  g_hash_table_add (kept, &self->id);
  g_assert_cmpuint (halqa_blob_store_collect (self->blobs, kept), ==, 0);
  g_hash_table_remove_all (kept);
  g_assert_cmpuint (halqa_blob_store_collect (self->blobs, kept), ==, 24);
  g_assert_cmpuint (halqa_blob_store_get_size (self->blobs, &self->id), ==, 0);
}

static void
test_sources_outlast (Fixture *self, gconstpointer data)
{
  const HalqaDeviceId amal = { "the device id of Amal's laptop.." };
  const HalqaDeviceId brahim = { "the device id of Brahim's laptop" };
  g_autoptr (GArray) devices = NULL;
  g_autofree char *database = g_build_filename (self->folder, "forum.halqadb", NULL);
  g_autoptr (HalqaBlobStore) again = NULL;

  add (self);
  remove_blob (self);
  halqa_blob_store_note_source (self->blobs, &self->id, &amal, TRUE);
  halqa_blob_store_note_source (self->blobs, &self->id, &brahim, TRUE);
  halqa_blob_store_note_source (self->blobs, &self->id, &brahim, TRUE);
  halqa_blob_store_note_source (self->blobs, &self->id, &amal, FALSE);
  halqa_blob_store_save_sources (self->blobs);
  again = halqa_blob_store_new (database);
  devices = halqa_blob_store_list_sources (again, &self->id);
  g_assert_cmpuint (devices->len, ==, 1);
  g_assert_cmpmem (devices->data, sizeof brahim, &brahim, sizeof brahim);
}

/* --- ranges */

static void
test_ranges (void)
{
  static const struct
  {
    const char *text;
    HalqaRange range;
    guint64 first;
    guint64 length;
  } cases[] = {
    { NULL, HALQA_RANGE_WHOLE, 0, 100 },
    { "bytes=0-", HALQA_RANGE_PART, 0, 100 },
    { "bytes=40-", HALQA_RANGE_PART, 40, 60 },
    { "Bytes=99-", HALQA_RANGE_PART, 99, 1 },
    { "bytes=100-", HALQA_RANGE_OUTSIDE, 0, 100 },
    { "bytes=10-19", HALQA_RANGE_PART, 10, 10 },
    { "bytes=10-10", HALQA_RANGE_PART, 10, 1 },
    { "bytes=90-1000", HALQA_RANGE_PART, 90, 10 },
    { "bytes=0-9223372036854775807", HALQA_RANGE_PART, 0, 100 },
    { "bytes=9223372036854775807-", HALQA_RANGE_OUTSIDE, 0, 100 },
    { "bytes=-10", HALQA_RANGE_PART, 90, 10 },
    { "bytes=-1000", HALQA_RANGE_PART, 0, 100 },
    { "bytes=-0", HALQA_RANGE_OUTSIDE, 100, 0 },
    { "bytes=20-10", HALQA_RANGE_WHOLE, 0, 100 },
    { "bytes=0-1,5-6", HALQA_RANGE_WHOLE, 0, 100 },
    { "bytes=-", HALQA_RANGE_WHOLE, 0, 100 },
    { "bytes=", HALQA_RANGE_WHOLE, 0, 100 },
    { "bytes=+1-", HALQA_RANGE_WHOLE, 0, 100 },
    { "bytes= 1-", HALQA_RANGE_WHOLE, 0, 100 },
    { "bytes=1-2-3", HALQA_RANGE_WHOLE, 0, 100 },
    { "bytes=99999999999999999999-", HALQA_RANGE_WHOLE, 0, 100 },
    { "items=1-", HALQA_RANGE_WHOLE, 0, 100 },
    { "", HALQA_RANGE_WHOLE, 0, 100 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 first;
      guint64 length;

      g_test_message ("%s", cases[i].text != NULL ? cases[i].text : "none");
      g_assert_cmpint (halqa_range_parse (cases[i].text, 100, &first, &length), ==, cases[i].range);
      if (cases[i].range == HALQA_RANGE_OUTSIDE)
        continue;
      g_assert_cmpuint (first, ==, cases[i].first);
      g_assert_cmpuint (length, ==, cases[i].length);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sync/blob-store/named-by-what-it-holds", test_named_by_content);
  ADD ("/sync/blob-store/stored-once", test_stored_once);
  ADD ("/sync/blob-store/what-is-damaged-is-told-and-put-aside", test_damaged_is_told);
  ADD ("/sync/blob-store/what-is-damaged-is-stored-again", test_damaged_is_stored_again);
  ADD ("/sync/blob-store/a-part-is-gone-on-with", test_part_goes_on);
  ADD ("/sync/blob-store/a-wrong-part-is-thrown-away", test_wrong_part_is_gone);
  ADD ("/sync/blob-store/a-part-is-written-by-one-at-a-time", test_part_is_one_process_s);
  ADD ("/sync/blob-store/what-nothing-names-is-collected", test_collected);
  ADD ("/sync/blob-store/who-has-it-outlasts-the-program", test_sources_outlast);
  g_test_add_func ("/sync/range/what-is-asked-for", test_ranges);
  return g_test_run ();
}
