/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-cbor.h"
#include "halqa-entry-private.h"
#include "halqa-entry-sink.h"
#include "halqa-entry-stream.h"
#include "halqa-error.h"
#include "replica.h"

/* Both halves of a transfer, without a network between them. */

typedef struct
{
  HalqaForumKey key;
  Replica *a;
  Replica *b;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  replica_make_key (&fixture->key);
  fixture->a = replica_new (NULL, &fixture->key, "Amal");
  fixture->b = replica_new (NULL, &fixture->key, "Brahim");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  replica_free (fixture->a);
  replica_free (fixture->b);
}

/* --- the sending half */

static HalqaEntryStream *
new_stream_of_all (Replica *replica)
{
  HalqaEntryStream *stream = halqa_entry_stream_new (replica->reader);
  HalqaStatus status;

  replica_get_status (replica, &status);
  halqa_entry_stream_set_log (stream, 0, status.upto, NULL);
  return stream;
}

static GBytes *
read_all (HalqaEntryStream *stream)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (memory, G_INPUT_STREAM (stream), G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                          NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static guint
count_items (GBytes *bytes)
{
  HalqaCborReader reader;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint n = 0;

  halqa_cbor_reader_init (&reader, data, size);
  for (; !halqa_cbor_at_end (&reader); n++)
    g_assert_true (halqa_cbor_skip (&reader, 2, NULL));
  return n;
}

static void
test_all_of_the_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;

  replica_add_many (fixture->a, 1000);
  stream = new_stream_of_all (fixture->a);
  bytes = read_all (stream);
  g_assert_cmpuint (count_items (bytes), ==, 1000);
  g_assert_cmpuint (halqa_entry_stream_get_n_entries (stream), ==, 1000);
  g_assert_true (halqa_entry_stream_is_drained (stream));
}

static void
test_bounded_by_arrival (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) stream = halqa_entry_stream_new (fixture->a->reader);
  g_autoptr (GBytes) head = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const guint8 null = 0xf6;

  replica_add_many (fixture->a, 600);
  head = g_bytes_new (&null, 1);
  halqa_entry_stream_set_head (stream, head);
  halqa_entry_stream_set_log (stream, 100, 500, NULL);
  replica_add_many (fixture->a, 10);
  bytes = read_all (stream);
  g_assert_cmpuint (count_items (bytes), ==, 401);
  g_assert_cmpint (*(const guint8 *) g_bytes_get_data (bytes, NULL), ==, null);
}

static void
collect_id_cb (guint64 stamp, const HalqaEntryId *id, gpointer user_data)
{
  g_array_append_vals (user_data, id, 1);
}

static GArray *
collect_ids (Replica *replica)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));

  g_assert_true (halqa_reader_walk_items (replica->reader, collect_id_cb, ids, NULL));
  return ids;
}

static void
test_by_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) stream = halqa_entry_stream_new (fixture->a->reader);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GBytes) bytes = NULL;
  HalqaEntryId unknown = { { 7 } };

  replica_add_many (fixture->a, 900);
  ids = collect_ids (fixture->a);
  for (guint i = 0; i < ids->len; i++)
    if (i % 3 != 0 || i < 300)
      g_array_append_vals (some, &g_array_index (ids, HalqaEntryId, i), 1);
  g_array_append_val (some, unknown);
  halqa_entry_stream_set_ids (stream, (HalqaEntryId *) some->data, some->len);
  bytes = read_all (stream);
  g_assert_cmpuint (count_items (bytes), ==, some->len - 1);
}

static void
test_large_entries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) by_log = NULL;
  g_autoptr (HalqaEntryStream) by_id = halqa_entry_stream_new (fixture->a->reader);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) same = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autofree char *text = g_strnfill (60000, 'x');

  for (guint i = 0; i < 20; i++)
    replica_add (fixture->a, NULL, text);
  by_log = new_stream_of_all (fixture->a);
  bytes = read_all (by_log);
  g_assert_cmpuint (count_items (bytes), ==, 20);
  ids = collect_ids (fixture->a);
  halqa_entry_stream_set_ids (by_id, (HalqaEntryId *) ids->data, ids->len);
  same = read_all (by_id);
  g_assert_true (g_bytes_equal (bytes, same));
}

static void
test_skipped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) stream = NULL;
  g_autoptr (GHashTable) skip = g_hash_table_new (halqa_entry_id_hash, halqa_entry_id_equal);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GBytes) bytes = NULL;

  replica_add_many (fixture->a, 50);
  ids = collect_ids (fixture->a);
  g_hash_table_add (skip, &g_array_index (ids, HalqaEntryId, 0));
  g_hash_table_add (skip, &g_array_index (ids, HalqaEntryId, 33));
  stream = new_stream_of_all (fixture->a);
  halqa_entry_stream_set_skip (stream, skip);
  bytes = read_all (stream);
  g_assert_cmpuint (count_items (bytes), ==, 48);
}

/* --- the receiving half */

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
drain (HalqaEntrySink *sink, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  halqa_entry_sink_drain_async (sink, NULL, drained_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return halqa_entry_sink_drain_finish (sink, result, error);
}

static HalqaEntrySink *
new_sink (Replica *replica, GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  return halqa_entry_sink_new (replica->store, stream);
}

static void
test_from_stream_to_sink (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  HalqaEntrySink *sink;

  replica_add_many (fixture->a, 3000);
  stream = new_stream_of_all (fixture->a);
  sink = halqa_entry_sink_new (fixture->b->store, G_INPUT_STREAM (stream));
  g_assert_true (drain (sink, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (halqa_entry_sink_get_n_new (sink), ==, 3000);
  g_assert_cmpuint (halqa_entry_sink_get_n_known (sink), ==, 0);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (sink);
}

static void
test_repetition (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) stream = NULL;
  g_autoptr (HalqaEntrySink) sink = NULL;

  replica_add_many (fixture->a, 30);
  stream = new_stream_of_all (fixture->a);
  sink = halqa_entry_sink_new (fixture->a->store, G_INPUT_STREAM (stream));
  g_assert_true (drain (sink, NULL));
  g_assert_cmpuint (halqa_entry_sink_get_n_new (sink), ==, 0);
  g_assert_cmpuint (halqa_entry_sink_get_n_known (sink), ==, 30);
}

/* What a hostile hand writes. */
static void
put_item (GByteArray *out, const guint8 *entry, gsize size, const guint8 *signature)
{
  halqa_cbor_put_array (out, 2);
  halqa_cbor_put_bytes (out, entry, size);
  halqa_cbor_put_bytes (out, signature, HALQA_SIGNATURE_SIZE);
}

static HalqaEntry *
make_entry (Replica *replica, const HalqaId *forum)
{
  HalqaFieldWrite field = { .name = "title", .value = halqa_value_text ("a well of our own") };
  HalqaWrite write = { .kind = "card", .fields = &field, .n_fields = 1 };
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry;

  halqa_id_random (&write.record);
  entry = halqa_entry_sign (replica->identity, forum, halqa_store_now (), &write, 1, &error);
  g_assert_no_error (error);
  return entry;
}

typedef enum
{
  SOUND,
  ALTERED,
  TRUNCATED,
  WRONG_SIGNATURE,
  OTHER_FORUM,
  NOT_A_PAIR,
  SHORT_SIGNATURE,
} Fault;

static void
put_faulty (GByteArray *out, Replica *replica, Fault fault)
{
  HalqaId forum = halqa_store_get_forum_key (replica->store)->forum;
  g_autoptr (HalqaEntry) entry = NULL;
  g_autofree guint8 *bytes = NULL;
  guint8 signature[HALQA_SIGNATURE_SIZE];
  const guint8 *data;
  gsize size;

  if (fault == OTHER_FORUM)
    halqa_id_random (&forum);
  entry = make_entry (replica, &forum);
  data = halqa_entry_get_bytes (entry, &size);
  bytes = g_memdup2 (data, size);
  memcpy (signature, halqa_entry_get_signature (entry), sizeof signature);
  if (fault == ALTERED)
    bytes[size - 1] ^= 1;
  else if (fault == WRONG_SIGNATURE)
    signature[63] ^= 1;
  if (fault == NOT_A_PAIR)
    halqa_cbor_put_text (out, "an entry", 8);
  else if (fault == SHORT_SIGNATURE)
    {
      halqa_cbor_put_array (out, 2);
      halqa_cbor_put_bytes (out, bytes, size);
      halqa_cbor_put_bytes (out, signature, 63);
    }
  else
    put_item (out, bytes, fault == TRUNCATED ? size - 1 : size, signature);
}

static void
test_refused_one_by_one (Fixture *fixture, gconstpointer data)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HalqaEntrySink) sink = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *refused;

  for (Fault fault = SOUND; fault <= SHORT_SIGNATURE; fault++)
    {
      put_faulty (out, fixture->a, fault);
      put_faulty (out, fixture->a, SOUND);
    }
  bytes = g_byte_array_free_to_bytes (out);
  sink = new_sink (fixture->b, bytes);
  g_assert_true (drain (sink, &error));
  g_assert_no_error (error);
  refused = halqa_entry_sink_get_refused (sink);
  g_assert_cmpuint (refused->len, ==, SHORT_SIGNATURE);
  g_assert_cmpuint (halqa_entry_sink_get_n_new (sink), ==, SHORT_SIGNATURE + 2);
  g_assert_cmpuint (replica_count (fixture->b), ==, SHORT_SIGNATURE + 2);
  for (guint i = 0; i < refused->len; i++)
    g_assert_cmpuint (strlen (((HalqaRefusal *) g_ptr_array_index (refused, i))->reason), >, 0);
}

static void
test_too_many_refused (Fixture *fixture, gconstpointer data)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HalqaEntrySink) sink = NULL;
  g_autoptr (GError) error = NULL;

  put_faulty (out, fixture->a, SOUND);
  for (guint i = 0; i < HALQA_REFUSED_MAX; i++)
    put_faulty (out, fixture->a, WRONG_SIGNATURE);
  bytes = g_byte_array_free_to_bytes (out);
  sink = new_sink (fixture->b, bytes);
  g_assert_false (drain (sink, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_cmpuint (replica_count (fixture->b), ==, 1);
}

static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) stream = NULL;
  g_autoptr (GBytes) whole = NULL;
  gsize size;

  replica_add_many (fixture->a, 5);
  stream = new_stream_of_all (fixture->a);
  whole = read_all (stream);
  size = g_bytes_get_size (whole);
  for (gsize n = 1; n < size; n += 7)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, n);
      g_autoptr (HalqaEntrySink) sink = new_sink (fixture->b, part);
      g_autoptr (GError) error = NULL;

      if (!drain (sink, &error))
        g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
      g_assert_cmpuint (replica_count (fixture->b), ==, n * 5 / size);
    }
}

static void
assert_stream_refused (Replica *replica, GByteArray *out, HalqaSyncError code)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (out);
  g_autoptr (HalqaEntrySink) sink = new_sink (replica, bytes);
  g_autoptr (GError) error = NULL;

  g_assert_false (drain (sink, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, (int) code);
}

static void
test_no_sequence (Fixture *fixture, gconstpointer data)
{
  GByteArray *out = g_byte_array_new ();
  g_autofree guint8 *much = g_malloc0 (2 * HALQA_ENTRY_MAX);
  const guint8 garbage[] = { 0xff, 0xff, 0x00 };
  const guint8 lying[] = { 0x82, 0x5b, 0x00, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff };
  guint8 signature[HALQA_SIGNATURE_SIZE] = { 0 };

  put_faulty (out, fixture->a, SOUND);
  g_byte_array_append (out, garbage, sizeof garbage);
  assert_stream_refused (fixture->b, out, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_cmpuint (replica_count (fixture->b), ==, 1);

  /* A length of two gigabytes: cut off where little follows, refused where much does. */
  out = g_byte_array_new ();
  g_byte_array_append (out, lying, sizeof lying);
  assert_stream_refused (fixture->b, out, HALQA_SYNC_ERROR_MALFORMED);
  out = g_byte_array_new ();
  g_byte_array_append (out, lying, sizeof lying);
  g_byte_array_append (out, much, 2 * HALQA_ENTRY_MAX);
  assert_stream_refused (fixture->b, out, HALQA_SYNC_ERROR_TOO_LARGE);
  out = g_byte_array_new ();
  put_item (out, much, 2 * HALQA_ENTRY_MAX, signature);
  assert_stream_refused (fixture->b, out, HALQA_SYNC_ERROR_TOO_LARGE);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntryStream) stream = NULL;
  g_autoptr (HalqaEntrySink) sink = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  replica_add_many (fixture->a, 5000);
  stream = new_stream_of_all (fixture->a);
  sink = halqa_entry_sink_new (fixture->b->store, G_INPUT_STREAM (stream));
  halqa_entry_sink_drain_async (sink, cancellable, drained_cb, &result);
  while (halqa_entry_sink_get_n_new (sink) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (halqa_entry_sink_drain_finish (sink, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (replica_count (fixture->b), <, 5000);
}

#define ADD(path, func) g_test_add ("/sync/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  ADD ("entry-stream/gives-all-of-the-log", test_all_of_the_log);
  ADD ("entry-stream/ends-where-the-snapshot-did", test_bounded_by_arrival);
  ADD ("entry-stream/gives-entries-by-id", test_by_id);
  ADD ("entry-stream/gives-large-entries-whole", test_large_entries);
  ADD ("entry-stream/leaves-out-what-was-refused", test_skipped);
  ADD ("entry-sink/takes-what-a-stream-gives", test_from_stream_to_sink);
  ADD ("entry-sink/repetition-does-no-harm", test_repetition);
  ADD ("entry-sink/refuses-one-by-one", test_refused_one_by_one);
  ADD ("entry-sink/twenty-refused-are-enough", test_too_many_refused);
  ADD ("entry-sink/cut-off-it-keeps-what-came-before", test_cut_off);
  ADD ("entry-sink/what-is-no-sequence-ends-it", test_no_sequence);
  ADD ("entry-sink/called-off-it-ends", test_cancelled);
  return g_test_run ();
}
