/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "halqa-bundle-take.h"
#include "halqa-bundle-write.h"
#include "halqa-cbor.h"
#include "halqa-error.h"
#include "halqa-scratch.h"
#include "replica.h"
#include "test-tools.h"

/* A bundle gives all that it was written with; one that is damaged gives all that stands before the
 * fault and says so; one that is not for us is told from one that is damaged. */

/* Some chunks of 64 KiB. */
#define N_ENTRIES 2000
#define KNOWN_SIZE 23
#define HEADER_SIZE 24
#define SEALED_SIZE (64 * 1024 + 17)

typedef struct
{
  HalqaForumKey key;
  char *folder;
  char *path;
  Replica *full;
  Replica *empty;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  replica_make_key (&fixture->key);
  fixture->folder = test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "forum.halqa", NULL);
  fixture->full = replica_new (NULL, &fixture->key, "فاطمة");
  fixture->empty = replica_new (NULL, &fixture->key, "Empty");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  replica_free (fixture->full);
  replica_free (fixture->empty);
  g_free (fixture->path);
  test_remove_folder (fixture->folder);
}

static guint64
write_bundle (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HalqaWritten written;

  halqa_bundle_write (fixture->full->store, fixture->path, NULL, NULL, NULL, &written, &error);
  g_assert_no_error (error);
  return written.n_entries;
}

static HalqaTaken *
take (const char *path, HalqaStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundle) bundle = halqa_bundle_open (path, store, &error);

  g_assert_no_error (error);
  return halqa_bundle_take (bundle, store, NULL, NULL, NULL);
}

/* What @bytes give to who has nothing; its forum stays empty. */
static HalqaTaken *
try_bytes (Fixture *fixture, const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaStore) scratch = halqa_scratch_open (fixture->empty->store, &error);
  g_autofree char *path = g_strconcat (fixture->path, ".tried", NULL);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, (const char *) bytes, size, NULL));
  return take (path, scratch);
}

static void
assert_not_opened (Fixture *fixture, const void *bytes, gsize size, HalqaSyncError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, bytes, size, NULL));
  g_assert_null (halqa_bundle_open (fixture->path, fixture->empty->store, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, (int) code);
}

static GByteArray *
read_bundle (Fixture *fixture)
{
  char *bytes;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  return g_byte_array_new_take ((guint8 *) bytes, size);
}

static void
test_gives_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaTaken) taken = NULL;
  g_autoptr (HalqaTaken) again = NULL;

  replica_add_many (fixture->full, 700);
  g_assert_cmpuint (write_bundle (fixture), ==, 700);
  taken = take (fixture->path, fixture->empty->store);
  g_assert_no_error (taken->fault);
  g_assert_cmpuint (taken->n_new, ==, 700);
  g_assert_cmpuint (taken->n_known, ==, 0);
  g_assert_cmpuint (taken->refused->len, ==, 0);
  g_assert_true (replica_is_equal (fixture->full, fixture->empty));

  again = take (fixture->path, fixture->empty->store);
  g_assert_no_error (again->fault);
  g_assert_cmpuint (again->n_new, ==, 0);
  g_assert_cmpuint (again->n_known, ==, 700);
}

static void
test_tells_who_wrote_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundle) bundle = NULL;
  const HalqaBundleHead *head;
  guint64 before = halqa_store_now () >> 16;

  replica_add_many (fixture->full, 3);
  write_bundle (fixture);
  bundle = halqa_bundle_open (fixture->path, fixture->empty->store, &error);
  g_assert_no_error (error);
  head = halqa_bundle_get_head (bundle);
  g_assert_cmpstr (head->name, ==, "فاطمة");
  g_assert_cmpuint (head->n_entries, ==, 3);
  g_assert_cmpuint (head->time, >=, before);
  g_assert_cmpuint (head->time, <=, halqa_store_now () >> 16);
  g_assert_cmpmem (head->device.bytes, sizeof head->device.bytes,
                   halqa_identity_get_device (fixture->full->identity)->bytes,
                   sizeof head->device.bytes);
}

/* To have given is not to have been received. */
static void
test_is_no_acknowledgement (Fixture *fixture, gconstpointer data)
{
  guint64 seen;
  guint64 acked;

  replica_add_many (fixture->full, 3);
  write_bundle (fixture);
  g_clear_pointer (&(HalqaTaken *){ take (fixture->path, fixture->empty->store) },
                   halqa_taken_free);
  g_assert_false (halqa_reader_get_seen (fixture->full->reader,
                                         halqa_store_get_store_id (fixture->empty->store), &seen,
                                         &acked));
  g_assert_false (halqa_reader_get_seen (fixture->empty->reader,
                                         halqa_store_get_store_id (fixture->full->store), &seen,
                                         &acked));
}

static void
test_cut_gives_what_precedes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  guint last = 0;

  replica_add_many (fixture->full, N_ENTRIES);
  write_bundle (fixture);
  bytes = read_bundle (fixture);
  g_assert_cmpuint (bytes->len, >, KNOWN_SIZE + HEADER_SIZE + 2 * SEALED_SIZE);
  for (guint i = 1; i < 64; i++)
    {
      gsize cut = (gsize) bytes->len * i / 64;
      gsize n_chunks = (cut - KNOWN_SIZE - HEADER_SIZE) / SEALED_SIZE;
      g_autoptr (HalqaTaken) taken = try_bytes (fixture, bytes->data, cut);

      g_assert_error (taken->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
      g_assert_cmpuint (taken->n_new, >=, last);
      g_assert_cmpuint (taken->n_new, <, N_ENTRIES);
      /* A chunk that is whole is not lost for what is missing behind it: zstd gives by blocks of at
       * most 128 KiB, which here are some 60 KiB packed. */
      if (n_chunks >= 2)
        g_assert_cmpuint (taken->n_new, >, 0);
      last = taken->n_new;
    }
  g_assert_cmpuint (last, >, 0);
  g_assert_cmpuint (replica_count (fixture->empty), ==, 0);
}

static void
assert_altered (Fixture *fixture, GByteArray *bytes, gsize at, gsize chunk)
{
  g_autoptr (HalqaTaken) taken = NULL;

  bytes->data[at] ^= 0x40;
  taken = try_bytes (fixture, bytes->data, bytes->len);
  bytes->data[at] ^= 0x40;
  g_assert_error (taken->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_assert_cmpuint (taken->refused->len, ==, 0);
  if (chunk < 2)
    g_assert_cmpuint (taken->n_new, <, N_ENTRIES);
  else
    g_assert_cmpuint (taken->n_new, >, 0);
}

static void
test_altered_gives_what_precedes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  gsize first = KNOWN_SIZE + HEADER_SIZE;

  replica_add_many (fixture->full, N_ENTRIES);
  write_bundle (fixture);
  bytes = read_bundle (fixture);
  assert_altered (fixture, bytes, KNOWN_SIZE, 0);
  assert_altered (fixture, bytes, KNOWN_SIZE + HEADER_SIZE - 1, 0);
  for (gsize chunk = 0; first + chunk * SEALED_SIZE < bytes->len; chunk++)
    {
      gsize begin = first + chunk * SEALED_SIZE;
      gsize end = MIN (begin + SEALED_SIZE, bytes->len);

      assert_altered (fixture, bytes, begin, chunk);
      assert_altered (fixture, bytes, (begin + end) / 2, chunk);
      assert_altered (fixture, bytes, end - 1, chunk);
    }
}

/* Chunks that are sound by themselves, in another order or from elsewhere. */
static void
test_chunks_keep_their_places (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree guint8 *chunk = g_malloc (SEALED_SIZE);
  gsize first = KNOWN_SIZE + HEADER_SIZE;
  g_autoptr (HalqaTaken) swapped = NULL;
  g_autoptr (HalqaTaken) left_out = NULL;

  replica_add_many (fixture->full, N_ENTRIES);
  write_bundle (fixture);
  bytes = read_bundle (fixture);
  memcpy (chunk, bytes->data + first, SEALED_SIZE);
  memcpy (bytes->data + first, bytes->data + first + SEALED_SIZE, SEALED_SIZE);
  memcpy (bytes->data + first + SEALED_SIZE, chunk, SEALED_SIZE);
  swapped = try_bytes (fixture, bytes->data, bytes->len);
  g_assert_error (swapped->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_assert_cmpuint (swapped->n_new, ==, 0);

  g_byte_array_remove_range (bytes, first, SEALED_SIZE);
  left_out = try_bytes (fixture, bytes->data, bytes->len);
  g_assert_error (left_out->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
}

static void
assert_trailing (Fixture *fixture, gsize n, guint n_entries)
{
  g_autoptr (GByteArray) bytes = read_bundle (fixture);
  g_autofree guint8 *behind = g_malloc0 (n);
  g_autoptr (HalqaTaken) taken = NULL;

  g_byte_array_append (bytes, behind, n);
  taken = try_bytes (fixture, bytes->data, bytes->len);
  g_assert_error (taken->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_assert_cmpuint (taken->n_new, ==, n_entries);
}

static void
test_bytes_behind_the_end_cost_nothing (Fixture *fixture, gconstpointer data)
{
  replica_add_many (fixture->full, 5);
  write_bundle (fixture);
  assert_trailing (fixture, 1, 5);
  assert_trailing (fixture, 4096, 5);
  assert_trailing (fixture, 200000, 5);
}

static void
test_two_bundles_are_not_one (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *whole = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (HalqaTaken) taken = NULL;

  replica_add_many (fixture->full, 5);
  write_bundle (fixture);
  bytes = read_bundle (fixture);
  whole = g_memdup2 (bytes->data, bytes->len);
  g_byte_array_append (bytes, whole, bytes->len);
  taken = try_bytes (fixture, bytes->data, bytes->len);
  g_assert_error (taken->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_assert_cmpuint (taken->n_new, ==, 5);
}

static void
test_not_for_us_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) error = NULL;

  replica_add_many (fixture->full, 5);
  write_bundle (fixture);
  bytes = read_bundle (fixture);
  bytes->data[7] ^= 1;
  assert_not_opened (fixture, bytes->data, bytes->len, HALQA_SYNC_ERROR_NOT_FOUND);
  memcpy (bytes->data, "HALQA2\n", 7);
  assert_not_opened (fixture, bytes->data, bytes->len, HALQA_SYNC_ERROR_NEWER);
  assert_not_opened (fixture, "HALQA11\n ", 9, HALQA_SYNC_ERROR_NEWER);
  assert_not_opened (fixture, "HALQA\n    ", 10, HALQA_SYNC_ERROR_NOT_OURS);
  assert_not_opened (fixture, "HALQA-INVITATION-1\n", 19, HALQA_SYNC_ERROR_NOT_OURS);
  assert_not_opened (fixture, "PK\3\4 and so on, longer than a tag", 33, HALQA_SYNC_ERROR_NOT_OURS);
  assert_not_opened (fixture, "", 0, HALQA_SYNC_ERROR_DAMAGED);
  assert_not_opened (fixture, "HALQA1", 6, HALQA_SYNC_ERROR_DAMAGED);
  assert_not_opened (fixture, "HALQA1\n123456789012345", 22, HALQA_SYNC_ERROR_DAMAGED);
  g_assert_null (halqa_bundle_open (fixture->folder, fixture->empty->store, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
}

/* The kernel has a file of which every read fails with EIO: nothing is mapped at 0. */
static void
test_read_that_fails_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (halqa_bundle_open ("/proc/self/mem", fixture->empty->store, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "put that in"));
}

/* --- what only a member can have sealed */

static GOutputStream *
begin_sealed (Fixture *fixture, GOutputStream *file)
{
  g_autoptr (GError) error = NULL;
  HalqaBundleHead head = { .name = (char *) "Liar" };
  GOutputStream *stream = halqa_bundle_seal (fixture->full->store, &head, file, NULL, &error);

  g_assert_no_error (error);
  return stream;
}

static void
end_sealed (Fixture *fixture, GOutputStream *packed, GOutputStream *file)
{
  GOutputStream *sealed = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (packed));

  g_assert_true (g_output_stream_close (packed, NULL, NULL));
  g_assert_true (g_output_stream_close (sealed, NULL, NULL));
  g_object_unref (packed);
  g_assert_true (g_output_stream_close (file, NULL, NULL));
  g_assert_true (g_file_set_contents (
      fixture->path, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (file)),
      g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (file)), NULL));
  g_object_unref (file);
}

static void
write_all (GOutputStream *stream, const void *bytes, gsize size)
{
  g_assert_true (g_output_stream_write_all (stream, bytes, size, NULL, NULL, NULL));
}

static void
test_bomb_is_stopped (Fixture *fixture, gconstpointer data)
{
  GOutputStream *file = g_memory_output_stream_new_resizable ();
  GOutputStream *packed = begin_sealed (fixture, file);
  gsize size = 1024 * 1024;
  g_autofree guint8 *zeros = g_malloc0 (size);
  g_autoptr (HalqaBundle) bundle = NULL;
  g_autoptr (HalqaTaken) taken = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n_bytes = 0;
  gssize n;

  for (guint64 written = 0; written <= HALQA_BUNDLE_MAX; written += size)
    write_all (packed, zeros, size);
  end_sealed (fixture, packed, file);

  bundle = halqa_bundle_open (fixture->path, fixture->empty->store, &error);
  g_assert_no_error (error);
  while ((n = g_input_stream_read (halqa_bundle_get_entries (bundle), zeros, size, NULL, &error)) >
         0)
    n_bytes += n;
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE);
  g_assert_cmpuint (n_bytes, ==, HALQA_BUNDLE_MAX);

  taken = take (fixture->path, fixture->empty->store);
  g_assert_error (taken->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_cmpuint (replica_count (fixture->empty), ==, 0);
}

static void
test_what_is_not_zstd_is_told (Fixture *fixture, gconstpointer data)
{
  GOutputStream *file = g_memory_output_stream_new_resizable ();
  GOutputStream *packed = begin_sealed (fixture, file);
  g_autoptr (HalqaTaken) taken = NULL;

  write_all (g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (packed)),
             "this is no frame of zstd", 24);
  end_sealed (fixture, packed, file);
  taken = take (fixture->path, fixture->empty->store);
  g_assert_error (taken->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
}

static gboolean
append_item (guint64 arrival,
             const HalqaDot *dot,
             const guint8 *entry,
             gsize size,
             const guint8 *signature,
             gpointer user_data)
{
  GByteArray *items = user_data;
  guint8 altered[HALQA_SIGNATURE_SIZE];

  memcpy (altered, signature, sizeof altered);
  altered[0] ^= arrival == 2;
  halqa_cbor_put_array (items, 2);
  halqa_cbor_put_bytes (items, entry, size);
  halqa_cbor_put_bytes (items, altered, sizeof altered);
  return TRUE;
}

static void
test_refused_entry_stops_nobody (Fixture *fixture, gconstpointer data)
{
  GOutputStream *file = g_memory_output_stream_new_resizable ();
  GOutputStream *packed = begin_sealed (fixture, file);
  g_autoptr (GByteArray) items = g_byte_array_new ();
  g_autoptr (HalqaTaken) taken = NULL;

  replica_add_many (fixture->full, 3);
  g_assert_true (halqa_reader_walk_log (fixture->full->reader, 0, G_MAXINT64, NULL, 0, append_item,
                                        items, NULL));
  write_all (packed, items->data, items->len);
  end_sealed (fixture, packed, file);
  taken = take (fixture->path, fixture->empty->store);
  g_assert_no_error (taken->fault);
  g_assert_cmpuint (taken->n_new, ==, 2);
  g_assert_cmpuint (taken->refused->len, ==, 1);
}

/* --- called off */

static void
cancel_cb (guint64 done, guint64 total, gpointer user_data)
{
  g_assert_cmpuint (done, <=, total);
  g_cancellable_cancel (user_data);
}

static void
test_taking_can_be_called_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HalqaBundle) bundle = NULL;
  g_autoptr (HalqaTaken) taken = NULL;

  replica_add_many (fixture->full, 10);
  write_bundle (fixture);
  g_cancellable_cancel (cancellable);
  bundle = halqa_bundle_open (fixture->path, fixture->empty->store, NULL);
  taken = halqa_bundle_take (bundle, fixture->empty->store, cancel_cb, cancellable, cancellable);
  g_assert_error (taken->fault, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (taken->n_new, ==, replica_count (fixture->empty));
}

/* --- pulled out half-way */

/* Makes a file that is open one that can't be read. */
static void
break_file (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n_broken = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);
      int fd;

      if (g_strcmp0 (target, path) != 0)
        continue;
      fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
      g_assert_cmpint (dup2 (fd, (int) g_ascii_strtoll (name, NULL, 10)), >=, 0);
      close (fd);
      n_broken++;
    }
  g_assert_cmpuint (n_broken, ==, 1);
}

static void
test_stick_that_goes_while_it_is_read_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaBundle) bundle = NULL;
  g_autoptr (HalqaTaken) taken = NULL;

  replica_add_many (fixture->full, N_ENTRIES);
  write_bundle (fixture);
  bundle = halqa_bundle_open (fixture->path, fixture->empty->store, NULL);
  g_assert_nonnull (bundle);
  break_file (fixture->path);
  taken = halqa_bundle_take (bundle, fixture->empty->store, NULL, NULL, NULL);
  g_assert_error (taken->fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
  g_assert_nonnull (strstr (taken->fault->message, "put that in"));
  g_assert_cmpuint (taken->n_new, ==, replica_count (fixture->empty));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/sync/bundle/gives-all-and-twice-changes-nothing", test_gives_all },
    { "/sync/bundle/tells-who-wrote-it", test_tells_who_wrote_it },
    { "/sync/bundle/is-no-acknowledgement", test_is_no_acknowledgement },
    { "/sync/bundle/cut-gives-what-precedes", test_cut_gives_what_precedes },
    { "/sync/bundle/altered-gives-what-precedes", test_altered_gives_what_precedes },
    { "/sync/bundle/chunks-keep-their-places", test_chunks_keep_their_places },
    { "/sync/bundle/bytes-behind-the-end-cost-nothing", test_bytes_behind_the_end_cost_nothing },
    { "/sync/bundle/two-bundles-are-not-one", test_two_bundles_are_not_one },
    { "/sync/bundle/not-for-us-is-told", test_not_for_us_is_told },
    { "/sync/bundle/read-that-fails-is-told", test_read_that_fails_is_told },
    { "/sync/bundle/stick-that-goes-while-it-is-read-is-told",
      test_stick_that_goes_while_it_is_read_is_told },
    { "/sync/bundle/bomb-is-stopped", test_bomb_is_stopped },
    { "/sync/bundle/what-is-not-zstd-is-told", test_what_is_not_zstd_is_told },
    { "/sync/bundle/refused-entry-stops-nobody", test_refused_entry_stops_nobody },
    { "/sync/bundle/taking-can-be-called-off", test_taking_can_be_called_off },
  };

  replica_init_test (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
