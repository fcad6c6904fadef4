/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "halqa-cbor.h"

/* The reader of CBOR, item by item: what it hands out, written again, is the bytes that it read; and
 * passing over an item ends where reading all of it does. */

#define DEPTH 6

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

static void
put_again (GByteArray *out, const HalqaCborItem *item)
{
  HalqaValue value = HALQA_VALUE_INIT;

  switch (item->type)
    {
    case HALQA_CBOR_UINT:
      halqa_cbor_put_uint (out, item->number);
      break;
    case HALQA_CBOR_BYTES:
      halqa_cbor_put_bytes (out, item->data, item->size);
      break;
    case HALQA_CBOR_TEXT:
      halqa_cbor_put_text (out, (const char *) item->data, item->size);
      break;
    case HALQA_CBOR_ARRAY:
      halqa_cbor_put_array (out, item->number);
      break;
    case HALQA_CBOR_MAP:
      halqa_cbor_put_map (out, item->number);
      break;
    case HALQA_CBOR_NEGATIVE:
      /* Beyond that nothing writes. */
      if (item->number > G_MAXINT64)
        return;
      value = halqa_value_int (-1 - (gint64) item->number);
      halqa_cbor_put_value (out, &value);
      break;
    case HALQA_CBOR_BOOL:
      value = halqa_value_bool (item->number != 0);
      halqa_cbor_put_value (out, &value);
      break;
    case HALQA_CBOR_NULL:
      halqa_cbor_put_value (out, &value);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* One item with all that it holds, by reading. */
static gboolean
read_whole (HalqaCborReader *reader, guint depth)
{
  g_autoptr (GByteArray) again = g_byte_array_new ();
  gsize before = reader->offset;
  HalqaCborItem item;
  guint64 members = 0;

  if (!halqa_cbor_read (reader, &item, NULL))
    return FALSE;
  put_again (again, &item);
  if (again->len > 0)
    g_assert_cmpmem (again->data, again->len, reader->data + before, reader->offset - before);
  if (item.type == HALQA_CBOR_ARRAY)
    members = item.number;
  else if (item.type == HALQA_CBOR_MAP)
    members = item.number > G_MAXUINT64 / 2 ? G_MAXUINT64 : 2 * item.number;
  if (members > 0 && depth == 0)
    return FALSE;
  for (; members > 0; members--)
    if (!read_whole (reader, depth - 1))
      return FALSE;
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  HalqaCborReader by_reading;
  HalqaCborReader by_passing;

  halqa_cbor_reader_init (&by_reading, data, size);
  halqa_cbor_reader_init (&by_passing, data, size);
  while (!halqa_cbor_at_end (&by_passing))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) cut_off = NULL;
      gsize rest = size - by_passing.offset;
      gsize item_size = halqa_cbor_item_size (data + by_passing.offset, rest, DEPTH, &cut_off);
      gsize before = by_passing.offset;
      gboolean passed = halqa_cbor_skip (&by_passing, DEPTH, &error);

      g_assert_true (passed == read_whole (&by_reading, DEPTH));
      g_assert_true (passed == (error == NULL));
      g_assert_true (passed == (item_size > 0));
      if (!passed)
        break;
      g_assert_cmpuint (by_passing.offset, ==, by_reading.offset);
      g_assert_cmpuint (by_passing.offset - before, ==, item_size);
    }
  return 0;
}
