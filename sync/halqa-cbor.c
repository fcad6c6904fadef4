/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-cbor.h"

#include <cbor.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-error.h"

/* CBOR as the protocol uses it: RFC 8949 §4.2.1, the deterministic encoding, of the few types that
 * it needs. libcbor writes and reads the heads of items; the rule kept here is that a reader hands
 * out nothing that a writer of ours would have written otherwise, so that an entry has one form.
 *
 * Rejected: cbor_load(), which takes memory by the counts that the data declares, and knows no
 * deterministic mode; libcbor's tree of items, an allocation for each. */

/* The longest head: a byte and a 64-bit number. */
#define HEAD_MAX 9

typedef struct
{
  HalqaCborItem item;
  gboolean known;
} Decoded;

static void
put_head (GByteArray *out, size_t (*encode) (size_t, unsigned char *, size_t), guint64 number)
{
  guint8 head[HEAD_MAX];

  g_byte_array_append (out, head, encode (number, head, sizeof head));
}

/**
 * halqa_cbor_put_uint:
 * @out: is appended to
 * @number: what to write
 */
void
halqa_cbor_put_uint (GByteArray *out, guint64 number)
{
  guint8 head[HEAD_MAX];

  g_byte_array_append (out, head, cbor_encode_uint (number, head, sizeof head));
}

/**
 * halqa_cbor_put_bytes:
 * @out: is appended to
 * @bytes: (array length=size): what to write
 * @size: bytes
 */
void
halqa_cbor_put_bytes (GByteArray *out, const guint8 *bytes, gsize size)
{
  put_head (out, cbor_encode_bytestring_start, size);
  g_byte_array_append (out, bytes, size);
}

/**
 * halqa_cbor_put_text:
 * @out: is appended to
 * @text: UTF-8
 * @size: bytes
 */
void
halqa_cbor_put_text (GByteArray *out, const char *text, gsize size)
{
  put_head (out, cbor_encode_string_start, size);
  g_byte_array_append (out, (const guint8 *) text, size);
}

/**
 * halqa_cbor_put_array:
 * @out: is appended to
 * @n_members: items that follow
 */
void
halqa_cbor_put_array (GByteArray *out, gsize n_members)
{
  put_head (out, cbor_encode_array_start, n_members);
}

/**
 * halqa_cbor_put_map:
 * @out: is appended to
 * @n_members: pairs that follow
 */
void
halqa_cbor_put_map (GByteArray *out, gsize n_members)
{
  put_head (out, cbor_encode_map_start, n_members);
}

/**
 * halqa_cbor_put_value:
 * @out: is appended to
 * @value: what to write
 */
void
halqa_cbor_put_value (GByteArray *out, const HalqaValue *value)
{
  guint8 head[HEAD_MAX];
  gsize size = 0;

  switch (value->type)
    {
    case HALQA_VALUE_NULL:
      size = cbor_encode_null (head, sizeof head);
      break;
    case HALQA_VALUE_BOOL:
      size = cbor_encode_bool (value->boolean, head, sizeof head);
      break;
    case HALQA_VALUE_INT:
      if (value->integer >= 0)
        size = cbor_encode_uint (value->integer, head, sizeof head);
      else
        size = cbor_encode_negint (-(value->integer + 1), head, sizeof head);
      break;
    case HALQA_VALUE_TEXT:
      halqa_cbor_put_text (out, (const char *) value->data, value->size);
      break;
    case HALQA_VALUE_BYTES:
      halqa_cbor_put_bytes (out, value->data, value->size);
      break;
    default:
      g_assert_not_reached ();
    }
  g_byte_array_append (out, head, size);
}

static void
take (gpointer context, HalqaCborType type, guint64 number, const guint8 *data, gsize size)
{
  Decoded *decoded = context;

  decoded->item = (HalqaCborItem){ .type = type, .number = number, .data = data, .size = size };
  decoded->known = TRUE;
}

#define TAKE_NUMBER(name, ctype, kind)                                                             \
  static void name (void *context, ctype number) { take (context, kind, number, NULL, 0); }

TAKE_NUMBER (take_uint8_cb, uint8_t, HALQA_CBOR_UINT)
TAKE_NUMBER (take_uint16_cb, uint16_t, HALQA_CBOR_UINT)
TAKE_NUMBER (take_uint32_cb, uint32_t, HALQA_CBOR_UINT)
TAKE_NUMBER (take_uint64_cb, uint64_t, HALQA_CBOR_UINT)
TAKE_NUMBER (take_negint8_cb, uint8_t, HALQA_CBOR_NEGATIVE)
TAKE_NUMBER (take_negint16_cb, uint16_t, HALQA_CBOR_NEGATIVE)
TAKE_NUMBER (take_negint32_cb, uint32_t, HALQA_CBOR_NEGATIVE)
TAKE_NUMBER (take_negint64_cb, uint64_t, HALQA_CBOR_NEGATIVE)
TAKE_NUMBER (take_array_cb, size_t, HALQA_CBOR_ARRAY)
TAKE_NUMBER (take_map_cb, size_t, HALQA_CBOR_MAP)
TAKE_NUMBER (take_bool_cb, bool, HALQA_CBOR_BOOL)

static void
take_null_cb (void *context)
{
  take (context, HALQA_CBOR_NULL, 0, NULL, 0);
}

static void
take_bytes_cb (void *context, cbor_data data, size_t size)
{
  take (context, HALQA_CBOR_BYTES, size, data, size);
}

static void
take_text_cb (void *context, cbor_data data, size_t size)
{
  take (context, HALQA_CBOR_TEXT, size, data, size);
}

static const struct cbor_callbacks *
get_callbacks (void)
{
  static struct cbor_callbacks callbacks;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      /* What is not set here (tags, floats, indefinite lengths) leaves `known` FALSE. */
      callbacks = cbor_empty_callbacks;
      callbacks.uint8 = take_uint8_cb;
      callbacks.uint16 = take_uint16_cb;
      callbacks.uint32 = take_uint32_cb;
      callbacks.uint64 = take_uint64_cb;
      callbacks.negint8 = take_negint8_cb;
      callbacks.negint16 = take_negint16_cb;
      callbacks.negint32 = take_negint32_cb;
      callbacks.negint64 = take_negint64_cb;
      callbacks.byte_string = take_bytes_cb;
      callbacks.string = take_text_cb;
      callbacks.array_start = take_array_cb;
      callbacks.map_start = take_map_cb;
      callbacks.boolean = take_bool_cb;
      callbacks.null = take_null_cb;
      g_once_init_leave (&once, 1);
    }
  return &callbacks;
}

/* Bytes of the shortest head that can tell @number. */
static gsize
shortest_head (guint64 number)
{
  if (number < 24)
    return 1;
  if (number <= G_MAXUINT8)
    return 2;
  if (number <= G_MAXUINT16)
    return 3;
  return number <= G_MAXUINT32 ? 5 : 9;
}

static gboolean
is_deterministic (const HalqaCborItem *item, gsize read)
{
  if (item->type == HALQA_CBOR_BOOL || item->type == HALQA_CBOR_NULL)
    return read == 1;
  return read - item->size == shortest_head (item->number);
}

static gboolean
malformed (GError **error, const char *message)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED, message);
  return FALSE;
}

/**
 * halqa_cbor_reader_init:
 * @self: (out caller-allocates): stands before the first item
 * @data: (array length=size): lent as long as @self is used
 * @size: bytes
 */
void
halqa_cbor_reader_init (HalqaCborReader *self, const guint8 *data, gsize size)
{
  *self = (HalqaCborReader){ .data = data, .size = size };
}

/* Like halqa_cbor_read(), but tells a cut-off item (FALSE without error) from a wrong one. */
static gboolean
read_item (HalqaCborReader *self, HalqaCborItem *item, GError **error)
{
  Decoded decoded = { .known = FALSE };
  struct cbor_decoder_result result;

  if (self->offset == self->size)
    return FALSE;
  result = cbor_stream_decode (self->data + self->offset, self->size - self->offset,
                               get_callbacks (), &decoded);
  if (result.status == CBOR_DECODER_NEDATA)
    return FALSE;
  if (result.status != CBOR_DECODER_FINISHED || !decoded.known)
    return malformed (error, _ ("The data holds a CBOR item of a kind that is not used here."));
  if (!is_deterministic (&decoded.item, result.read))
    return malformed (error, _ ("The data is CBOR in another than the deterministic encoding."));
  if (decoded.item.type == HALQA_CBOR_TEXT &&
      !g_utf8_validate_len ((const char *) decoded.item.data, decoded.item.size, NULL))
    return malformed (error, _ ("The data holds a text that is not UTF-8."));
  self->offset += result.read;
  *item = decoded.item;
  return TRUE;
}

/**
 * halqa_cbor_read:
 * @self: moves behind the item
 * @item: (out caller-allocates): the next item; of an array or a map only its head
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Returns: %FALSE where there is no sound item
 */
gboolean
halqa_cbor_read (HalqaCborReader *self, HalqaCborItem *item, GError **error)
{
  GError *reason = NULL;

  if (read_item (self, item, &reason))
    return TRUE;
  if (reason == NULL)
    return malformed (error, _ ("The data is cut off."));
  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * halqa_cbor_read_type:
 * @self: moves behind the item
 * @type: what it must be
 * @item: (out caller-allocates): the next item
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Returns: %FALSE where the next item is another
 */
gboolean
halqa_cbor_read_type (HalqaCborReader *self,
                      HalqaCborType type,
                      HalqaCborItem *item,
                      GError **error)
{
  if (!halqa_cbor_read (self, item, error))
    return FALSE;
  if (item->type != type)
    return malformed (error, _ ("The data holds something else than belongs there."));
  return TRUE;
}

/**
 * halqa_cbor_at_end:
 * @self: a reader
 *
 * Returns: whether nothing follows
 */
gboolean
halqa_cbor_at_end (HalqaCborReader *self)
{
  return self->offset == self->size;
}

/* FALSE without error: cut off. */
static gboolean
skip_item (HalqaCborReader *self, guint depth, GError **error)
{
  HalqaCborItem item;
  guint64 members = 0;

  if (!read_item (self, &item, error))
    return FALSE;
  if (item.type == HALQA_CBOR_ARRAY)
    members = item.number;
  else if (item.type == HALQA_CBOR_MAP)
    members = item.number > G_MAXUINT64 / 2 ? G_MAXUINT64 : 2 * item.number;
  if (members > 0 && depth == 0)
    return malformed (error, _ ("The data is nested too deep."));
  /* Each member takes a byte at least, so a lying count ends with the data. */
  for (; members > 0; members--)
    if (!skip_item (self, depth - 1, error))
      return FALSE;
  return TRUE;
}

/**
 * halqa_cbor_skip:
 * @self: moves behind the item and all that it holds
 * @depth: arrays and maps that may stand in one another
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Returns: %FALSE where there is no whole, sound item
 */
gboolean
halqa_cbor_skip (HalqaCborReader *self, guint depth, GError **error)
{
  GError *reason = NULL;

  if (skip_item (self, depth, &reason))
    return TRUE;
  if (reason == NULL)
    return malformed (error, _ ("The data is cut off."));
  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * halqa_cbor_item_size:
 * @data: (array length=size): the beginning of a CBOR sequence
 * @size: bytes
 * @depth: arrays and maps that may stand in one another
 * @error: %HALQA_SYNC_ERROR_MALFORMED; not set where only the end is missing
 *
 * Returns: bytes of the first item, or 0
 */
gsize
halqa_cbor_item_size (const guint8 *data, gsize size, guint depth, GError **error)
{
  HalqaCborReader reader;

  halqa_cbor_reader_init (&reader, data, size);
  return skip_item (&reader, depth, error) ? reader.offset : 0;
}
