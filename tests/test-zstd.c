/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <zstd.h>

#include "halqa-error.h"
#include "halqa-zstd-converter.h"

/* Bodies are packed and unpacked as they stream, and what is cut off, damaged or greedy for memory
 * is an error. */

/* Half noise, half a pattern, so that it shrinks but not to nothing. */
static GBytes *
make_data (gsize size, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = i % 64 < 32 ? (guint8) g_rand_int (rand) : (guint8) (i % 64);
  return g_bytes_new_take (data, size);
}

/* Through a stream, read in pieces of @piece bytes. */
static GBytes *
convert (GConverter *converter, GBytes *input, gsize piece, GError **error)
{
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_bytes (input);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (memory, converter);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (piece);
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, piece, NULL, error)) > 0)
    g_byte_array_append (out, buffer, n);
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
compress (GBytes *input)
{
  g_autoptr (GConverter) converter = halqa_zstd_compressor_new ();
  g_autoptr (GError) error = NULL;
  GBytes *output = convert (converter, input, 4096, &error);

  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&converter));
  return output;
}

static GBytes *
decompress (GBytes *input, gsize piece, GError **error)
{
  g_autoptr (GConverter) converter = halqa_zstd_decompressor_new ();
  GBytes *output = convert (converter, input, piece, error);

  g_assert_finalize_object (g_steal_pointer (&converter));
  return output;
}

static void
test_round_trip (void)
{
  static const gsize sizes[] = { 0, 1, 100, 4096, 65536, 1000003, 5 * 1024 * 1024 };
  static const gsize pieces[] = { 7, 4096, 300000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) data = make_data (sizes[i], i);
      g_autoptr (GBytes) packed = compress (data);

      for (guint j = 0; j < G_N_ELEMENTS (pieces); j++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (GBytes) back = decompress (packed, pieces[j], &error);

          g_assert_no_error (error);
          g_assert_true (g_bytes_equal (back, data));
        }
    }
}

static void
test_other_sides_read_it (void)
{
  g_autoptr (GBytes) data = make_data (200000, 3);
  g_autoptr (GBytes) packed = compress (data);
  g_autofree guint8 *back = g_malloc (200000);

  g_assert_cmpuint (g_bytes_get_size (packed), <, 150000);
  g_assert_cmpuint (ZSTD_decompress (back, 200000, g_bytes_get_data (packed, NULL),
                                     g_bytes_get_size (packed)),
                    ==, 200000);
  g_assert_cmpmem (back, 200000, g_bytes_get_data (data, NULL), 200000);
}

static void
test_several_frames_are_one_body (void)
{
  g_autoptr (GBytes) data = make_data (70000, 4);
  g_autoptr (GBytes) packed = compress (data);
  g_autoptr (GByteArray) twice = g_byte_array_new ();
  g_autoptr (GBytes) input = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    g_byte_array_append (twice, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  input = g_byte_array_free_to_bytes (g_steal_pointer (&twice));
  back = decompress (input, 5000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (back), ==, 140000);
}

static void
test_cut_off_is_an_error (void)
{
  g_autoptr (GBytes) data = make_data (3000, 5);
  g_autoptr (GBytes) packed = compress (data);

  for (gsize size = 0; size < g_bytes_get_size (packed); size++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (packed, 0, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) back = decompress (part, 4096, &error);

      g_assert_null (back);
      g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
    }
}

static void
test_altered_is_an_error (void)
{
  g_autoptr (GBytes) data = make_data (3000, 6);
  g_autoptr (GBytes) packed = compress (data);
  gsize size = g_bytes_get_size (packed);

  for (gsize i = 0; i < size; i += 13)
    {
      g_autofree guint8 *altered = g_memdup2 (g_bytes_get_data (packed, NULL), size);
      g_autoptr (GBytes) input = NULL;
      g_autoptr (GBytes) back = NULL;
      g_autoptr (GError) error = NULL;

      altered[i] ^= 0x10;
      input = g_bytes_new (altered, size);
      back = decompress (input, 4096, &error);
      /* A bit that says how the data is packed may change nothing of the data. */
      g_assert_true (back == NULL || g_bytes_equal (back, data));
      g_assert_true ((back == NULL) == (error != NULL));
    }
}

static void
test_large_window_is_refused (void)
{
  g_autoptr (GBytes) data = make_data (20 * 1024 * 1024, 7);
  gsize room = ZSTD_compressBound (g_bytes_get_size (data));
  g_autofree guint8 *out = g_malloc (room);
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  g_autoptr (GBytes) input = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  ZSTD_CCtx_setParameter (context, ZSTD_c_compressionLevel, 1);
  ZSTD_CCtx_setParameter (context, ZSTD_c_windowLog, HALQA_ZSTD_WINDOW_LOG_MAX + 1);
  size =
      ZSTD_compress2 (context, out, room, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  ZSTD_freeCCtx (context);
  g_assert_false (ZSTD_isError (size));

  input = g_bytes_new (out, size);
  back = decompress (input, 65536, &error);
  g_assert_null (back);
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
}

static void
test_flushed_bytes_can_be_read (void)
{
  g_autoptr (GConverter) packer = halqa_zstd_compressor_new ();
  g_autoptr (GConverter) unpacker = halqa_zstd_decompressor_new ();
  g_autoptr (GError) error = NULL;
  guint8 packed[1024];
  guint8 back[1024];
  gsize n_read;
  gsize n_packed;
  gsize n_back;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (g_converter_convert (packer, "salam", 5, packed, sizeof packed,
                                            G_CONVERTER_FLUSH, &n_read, &n_packed, &error),
                       ==, G_CONVERTER_FLUSHED);
      g_assert_no_error (error);
      g_assert_cmpint (g_converter_convert (unpacker, packed, n_packed, back, sizeof back,
                                            G_CONVERTER_NO_FLAGS, &n_read, &n_back, &error),
                       ==, G_CONVERTER_CONVERTED);
      g_assert_no_error (error);
      g_assert_cmpmem (back, n_back, "salam", 5);
    }
}

static void
test_reset_begins_anew (void)
{
  g_autoptr (GConverter) unpacker = halqa_zstd_decompressor_new ();
  g_autoptr (GBytes) data = make_data (5000, 8);
  g_autoptr (GBytes) packed = compress (data);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (packed, 0, 1000);
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;

  cut = convert (unpacker, part, 4096, &error);
  g_assert_null (cut);
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED);
  g_clear_error (&error);

  g_converter_reset (unpacker);
  back = convert (unpacker, packed, 4096, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (back, data));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/zstd/round-trip-gives-the-same-bytes", test_round_trip);
  g_test_add_func ("/sync/zstd/other-programs-can-read-it", test_other_sides_read_it);
  g_test_add_func ("/sync/zstd/several-frames-are-one-body", test_several_frames_are_one_body);
  g_test_add_func ("/sync/zstd/cut-off-anywhere-is-an-error", test_cut_off_is_an_error);
  g_test_add_func ("/sync/zstd/altered-never-gives-other-bytes", test_altered_is_an_error);
  g_test_add_func ("/sync/zstd/window-over-8-mib-is-refused", test_large_window_is_refused);
  g_test_add_func ("/sync/zstd/flushed-bytes-can-be-read-at-once", test_flushed_bytes_can_be_read);
  g_test_add_func ("/sync/zstd/reset-begins-anew", test_reset_begins_anew);
  return g_test_run ();
}
