/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-cbor.h"

#include <string.h>

#include "halqa-error.h"

/* CBOR has one form here: what a writer of ours puts out is what a reader takes in, and any other
 * encoding of the same is refused. */

#define DEPTH 4

typedef struct
{
  GByteArray *bytes;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->bytes = g_byte_array_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_byte_array_unref (fixture->bytes);
}

/* The head of @major with @number in @width bytes behind the first, as RFC 8949 §3 has it. */
static void
put_head (GByteArray *out, guint major, guint64 number, guint width)
{
  static const guint8 infos[] = { [1] = 24, [2] = 25, [4] = 26, [8] = 27 };
  guint8 head[9];

  head[0] = major << 5 | (width == 0 ? number : infos[width]);
  for (guint i = 0; i < width; i++)
    head[1 + i] = number >> 8 * (width - 1 - i);
  g_byte_array_append (out, head, 1 + width);
}

static guint
shortest_width (guint64 number)
{
  if (number < 24)
    return 0;
  if (number < 1 << 8)
    return 1;
  if (number < 1 << 16)
    return 2;
  return number >> 32 == 0 ? 4 : 8;
}

static void
assert_refused (const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  HalqaCborReader reader;
  HalqaCborItem item;

  halqa_cbor_reader_init (&reader, bytes, size);
  g_assert_false (halqa_cbor_read (&reader, &item, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_cmpuint (reader.offset, ==, 0);
}

static HalqaCborItem
assert_read (const guint8 *bytes, gsize size, HalqaCborType type)
{
  g_autoptr (GError) error = NULL;
  HalqaCborReader reader;
  HalqaCborItem item = { 0 };

  halqa_cbor_reader_init (&reader, bytes, size);
  g_assert_true (halqa_cbor_read_type (&reader, type, &item, &error));
  g_assert_no_error (error);
  g_assert_true (halqa_cbor_at_end (&reader));
  return item;
}

/* --- values */

static void
assert_value_is (const HalqaValue *value, const char *hex)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *written = NULL;

  halqa_cbor_put_value (out, value);
  written = halqa_hex_dup (out->data, out->len);
  g_assert_cmpstr (written, ==, hex);
}

static void
assert_number_is (gint64 number, const char *hex)
{
  HalqaValue value = halqa_value_int (number);

  assert_value_is (&value, hex);
}

/* The encodings are those of RFC 8949, appendix A, where it has them. */
static void
test_values (void)
{
  HalqaValue value = halqa_value_null ();

  assert_value_is (&value, "f6");
  value = halqa_value_bool (FALSE);
  assert_value_is (&value, "f4");
  value = halqa_value_bool (2);
  assert_value_is (&value, "f5");
  value = halqa_value_text ("");
  assert_value_is (&value, "60");
  value = halqa_value_text ("水");
  assert_value_is (&value, "63e6b0b4");
  value = halqa_value_bytes ((const guint8 *) "\1\2\3\4", 4);
  assert_value_is (&value, "4401020304");
  value = halqa_value_bytes (NULL, 0);
  assert_value_is (&value, "40");
}

static void
test_numbers (void)
{
  assert_number_is (0, "00");
  assert_number_is (23, "17");
  assert_number_is (24, "1818");
  assert_number_is (255, "18ff");
  assert_number_is (256, "190100");
  assert_number_is (65535, "19ffff");
  assert_number_is (65536, "1a00010000");
  assert_number_is (G_MAXUINT32, "1affffffff");
  assert_number_is ((gint64) G_MAXUINT32 + 1, "1b0000000100000000");
  assert_number_is (G_MAXINT64, "1b7fffffffffffffff");
  assert_number_is (-1, "20");
  assert_number_is (-24, "37");
  assert_number_is (-25, "3818");
  assert_number_is (-1000, "3903e7");
  assert_number_is (G_MININT64, "3b7fffffffffffffff");
}

static void
test_what_is_written_is_read (Fixture *fixture, gconstpointer data)
{
  HalqaCborReader reader;
  HalqaCborItem item;

  halqa_cbor_put_map (fixture->bytes, 1);
  halqa_cbor_put_text (fixture->bytes, "ⵜ", 3);
  halqa_cbor_put_array (fixture->bytes, 2);
  halqa_cbor_put_uint (fixture->bytes, G_MAXUINT64);
  halqa_cbor_put_bytes (fixture->bytes, (const guint8 *) "\0\1", 2);
  halqa_cbor_reader_init (&reader, fixture->bytes->data, fixture->bytes->len);
  g_assert_true (halqa_cbor_read_type (&reader, HALQA_CBOR_MAP, &item, NULL));
  g_assert_cmpuint (item.number, ==, 1);
  g_assert_true (halqa_cbor_read_type (&reader, HALQA_CBOR_TEXT, &item, NULL));
  g_assert_cmpmem (item.data, item.size, "ⵜ", 3);
  g_assert_true (halqa_cbor_read_type (&reader, HALQA_CBOR_ARRAY, &item, NULL));
  g_assert_cmpuint (item.number, ==, 2);
  g_assert_true (halqa_cbor_read_type (&reader, HALQA_CBOR_UINT, &item, NULL));
  g_assert_cmpuint (item.number, ==, G_MAXUINT64);
  g_assert_true (halqa_cbor_read_type (&reader, HALQA_CBOR_BYTES, &item, NULL));
  g_assert_cmpmem (item.data, item.size, "\0\1", 2);
  g_assert_true (halqa_cbor_at_end (&reader));
}

static void
test_another_type (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaCborReader reader;
  HalqaCborItem item;

  halqa_cbor_put_uint (fixture->bytes, 7);
  halqa_cbor_reader_init (&reader, fixture->bytes->data, fixture->bytes->len);
  g_assert_false (halqa_cbor_read_type (&reader, HALQA_CBOR_NEGATIVE, &item, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
}

/* --- one form only */

static void
test_shortest_heads (void)
{
  static const guint64 numbers[] = { 0, 1, 23, 24, 255, 256, 65535 };
  static const guint widths[] = { 0, 1, 2, 4, 8 };
  static const HalqaCborType types[] = { HALQA_CBOR_UINT, HALQA_CBOR_NEGATIVE, HALQA_CBOR_BYTES,
                                         HALQA_CBOR_TEXT, HALQA_CBOR_ARRAY,    HALQA_CBOR_MAP };

  for (guint major = 0; major < G_N_ELEMENTS (types); major++)
    for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
      for (guint j = 0; j < G_N_ELEMENTS (widths); j++)
        {
          g_autoptr (GByteArray) bytes = g_byte_array_new ();
          guint shortest = shortest_width (numbers[i]);

          if (widths[j] < shortest)
            continue;
          put_head (bytes, major, numbers[i], widths[j]);
          if (major == 2 || major == 3)
            {
              gsize head = bytes->len;

              g_byte_array_set_size (bytes, head + numbers[i]);
              memset (bytes->data + head, 'x', numbers[i]);
            }
          if (widths[j] == shortest)
            g_assert_cmpuint (assert_read (bytes->data, bytes->len, types[major]).number, ==,
                              numbers[i]);
          else
            assert_refused (bytes->data, bytes->len);
        }
}

static void
test_large_numbers_in_long_heads (void)
{
  for (guint major = 0; major < 2; major++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      put_head (bytes, major, G_MAXUINT32, 8);
      assert_refused (bytes->data, bytes->len);
      g_byte_array_set_size (bytes, 0);
      put_head (bytes, major, 65535, 4);
      assert_refused (bytes->data, bytes->len);
    }
}

static void
test_indefinite_lengths (void)
{
  assert_refused ((const guint8 *) "\x5f\x41x\xff", 4);
  assert_refused ((const guint8 *) "\x7f\x61x\xff", 4);
  assert_refused ((const guint8 *) "\x9f\x01\xff", 3);
  assert_refused ((const guint8 *) "\xbf\x61x\x01\xff", 5);
  assert_refused ((const guint8 *) "\xff", 1);
}

/* Tags, floats, undefined, simple values, the reserved heads. */
static void
test_kinds_not_used (void)
{
  assert_refused ((const guint8 *) "\xc0\x60", 2);
  assert_refused ((const guint8 *) "\xc2\x41\x01", 3);
  assert_refused ((const guint8 *) "\xd8\x20\x60", 3);
  assert_refused ((const guint8 *) "\xf9\x3c\x00", 3);
  assert_refused ((const guint8 *) "\xfa\x3f\x80\x00\x00", 5);
  assert_refused ((const guint8 *) "\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00", 9);
  assert_refused ((const guint8 *) "\xf7", 1);
  assert_refused ((const guint8 *) "\xe0", 1);
  assert_refused ((const guint8 *) "\xf8\x14", 2);
  assert_refused ((const guint8 *) "\xf8\xff", 2);
  for (guint major = 0; major < 8; major++)
    for (guint info = 28; info < 31; info++)
      {
        const guint8 bytes[10] = { major << 5 | info };

        assert_refused (bytes, sizeof bytes);
      }
}

static void
test_text_is_utf8 (void)
{
  assert_refused ((const guint8 *) "\x61\x00", 2);
  assert_refused ((const guint8 *) "\x63x\x00y", 4);
  assert_refused ((const guint8 *) "\x61\xff", 2);
  assert_refused ((const guint8 *) "\x62\xc0\x80", 3);
  assert_refused ((const guint8 *) "\x63\xed\xa0\x80", 4);
  assert_refused ((const guint8 *) "\x61\xd8", 2);
  assert_refused ((const guint8 *) "\x64\xf4\x90\x80\x80", 5);
  assert_read ((const guint8 *) "\x64\xf4\x8f\xbf\xbf", 5, HALQA_CBOR_TEXT);
}

/* --- sizes that lie */

static void
test_huge_counts (Fixture *fixture, gconstpointer data)
{
  static const guint64 counts[] = { G_MAXUINT32, (guint64) G_MAXUINT32 + 1, G_MAXINT64,
                                    G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    for (guint major = 2; major < 6; major++)
      {
        g_autoptr (GError) error = NULL;
        HalqaCborReader reader;

        g_byte_array_set_size (fixture->bytes, 0);
        put_head (fixture->bytes, major, counts[i], shortest_width (counts[i]));
        g_byte_array_append (fixture->bytes, (const guint8 *) "\x60\x60\x60", 3);
        halqa_cbor_reader_init (&reader, fixture->bytes->data, fixture->bytes->len);
        g_assert_false (halqa_cbor_skip (&reader, DEPTH, &error));
        g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
        g_assert_cmpuint (halqa_cbor_item_size (fixture->bytes->data, fixture->bytes->len, DEPTH,
                                                NULL),
                          ==, 0);
      }
}

static void
put_sample (GByteArray *out)
{
  halqa_cbor_put_array (out, 3);
  halqa_cbor_put_map (out, 2);
  halqa_cbor_put_text (out, "a", 1);
  halqa_cbor_put_uint (out, 70000);
  halqa_cbor_put_text (out, "حي", 4);
  halqa_cbor_put_bytes (out, (const guint8 *) "0123456789abcdefghijklmnopq", 27);
  halqa_cbor_put_array (out, 0);
  halqa_cbor_put_uint (out, 1);
}

/* A cut-off item is only asked to be waited for; a wrong one is an error however short. */
static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  gsize whole;

  put_sample (fixture->bytes);
  whole = fixture->bytes->len;
  for (gsize size = 0; size < whole; size++)
    {
      /* Its own block of memory, so that a read beyond it is seen. */
      g_autofree guint8 *part = g_memdup2 (fixture->bytes->data, size);
      g_autoptr (GError) error = NULL;
      HalqaCborReader reader;

      g_assert_cmpuint (halqa_cbor_item_size (part, size, DEPTH, &error), ==, 0);
      g_assert_no_error (error);
      halqa_cbor_reader_init (&reader, part, size);
      g_assert_false (halqa_cbor_skip (&reader, DEPTH, &error));
      g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
    }
  g_byte_array_append (fixture->bytes, (const guint8 *) "\xff", 1);
  g_assert_cmpuint (halqa_cbor_item_size (fixture->bytes->data, whole + 1, DEPTH, NULL), ==, whole);
}

static void
test_wrong_inside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  halqa_cbor_put_array (fixture->bytes, 2);
  g_byte_array_append (fixture->bytes, (const guint8 *) "\xf7", 1);
  g_assert_cmpuint (halqa_cbor_item_size (fixture->bytes->data, fixture->bytes->len, DEPTH, &error),
                    ==, 0);
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
}

static gboolean
is_skipped (guint nested, guint depth)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  HalqaCborReader reader;

  for (guint i = 0; i < nested; i++)
    if (i % 2 == 0)
      halqa_cbor_put_array (bytes, 1);
    else
      {
        halqa_cbor_put_map (bytes, 1);
        halqa_cbor_put_uint (bytes, 0);
      }
  halqa_cbor_put_uint (bytes, 0);
  halqa_cbor_reader_init (&reader, bytes->data, bytes->len);
  return halqa_cbor_skip (&reader, depth, NULL) && halqa_cbor_at_end (&reader);
}

static void
test_nesting (void)
{
  g_assert_true (is_skipped (0, 0));
  g_assert_false (is_skipped (1, 0));
  g_assert_true (is_skipped (DEPTH, DEPTH));
  g_assert_false (is_skipped (DEPTH + 1, DEPTH));
  /* A stack of any height costs nothing. */
  g_assert_false (is_skipped (1000000, DEPTH));
}

/* Whatever the reader takes, it takes in the form in which it would be written. */
static void
test_noise_has_one_form (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 20000; round++)
    {
      guint8 noise[24];
      HalqaCborReader reader;
      HalqaCborItem item;

      for (gsize i = 0; i < sizeof noise; i++)
        noise[i] = g_test_rand_int_range (0, 256);
      halqa_cbor_reader_init (&reader, noise, sizeof noise);
      if (!halqa_cbor_read (&reader, &item, NULL))
        continue;
      g_byte_array_set_size (fixture->bytes, 0);
      if (item.type == HALQA_CBOR_UINT)
        halqa_cbor_put_uint (fixture->bytes, item.number);
      else if (item.type == HALQA_CBOR_BYTES)
        halqa_cbor_put_bytes (fixture->bytes, item.data, item.size);
      else if (item.type == HALQA_CBOR_TEXT)
        halqa_cbor_put_text (fixture->bytes, (const char *) item.data, item.size);
      else if (item.type == HALQA_CBOR_ARRAY)
        halqa_cbor_put_array (fixture->bytes, item.number);
      else if (item.type == HALQA_CBOR_MAP)
        halqa_cbor_put_map (fixture->bytes, item.number);
      else
        continue;
      g_assert_cmpmem (fixture->bytes->data, fixture->bytes->len, noise, reader.offset);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/sync/cbor/values-as-the-rfc-writes-them", test_values);
  g_test_add_func ("/sync/cbor/numbers-as-the-rfc-writes-them", test_numbers);
  ADD ("/sync/cbor/what-is-written-is-read", test_what_is_written_is_read);
  ADD ("/sync/cbor/another-type-is-refused", test_another_type);
  g_test_add_func ("/sync/cbor/one-form/shortest-heads", test_shortest_heads);
  g_test_add_func ("/sync/cbor/one-form/shortest-heads-of-large-numbers",
                   test_large_numbers_in_long_heads);
  g_test_add_func ("/sync/cbor/one-form/no-indefinite-lengths", test_indefinite_lengths);
  g_test_add_func ("/sync/cbor/one-form/no-kinds-that-are-not-used", test_kinds_not_used);
  g_test_add_func ("/sync/cbor/one-form/text-is-utf8-without-zero", test_text_is_utf8);
  ADD ("/sync/cbor/one-form/noise", test_noise_has_one_form);
  ADD ("/sync/cbor/sizes/huge-counts-end-with-the-data", test_huge_counts);
  ADD ("/sync/cbor/sizes/cut-off-at-every-byte", test_cut_off);
  ADD ("/sync/cbor/sizes/wrong-inside", test_wrong_inside);
  g_test_add_func ("/sync/cbor/sizes/nested-too-deep", test_nesting);
#undef ADD

  return g_test_run ();
}
