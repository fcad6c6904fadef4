/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-error.h"

/* The wire form of Negentropy Protocol V1, both ways:
 *
 *   message = version byte, range*
 *   range   = bound, mode: varint, (nothing | fingerprint: 16 | count: varint, ids: count × 32)
 *   bound   = timestamp: varint, size: varint, the first `size` bytes of an id
 *   varint  = base 128, most significant digit first, the high bit on all digits but the last
 *
 * A timestamp is written as 1 + its distance from the one before it in the message, infinity as 0.
 *
 * The rule for reading: nothing is allocated, a range points into the message, and a count is
 * believed only where its bytes are there. Numbers over 64 bits, numbers with superfluous digits,
 * and bounds that fall are malformed. Equal bounds are allowed: the reference writes an empty range
 * at the end of a full frame. */

/**
 * halqa_negentropy_item_compare:
 * @a: a HalqaNegentropyItem
 * @b: a HalqaNegentropyItem
 *
 * Orders by timestamp, then by the bytes of the id.
 *
 * Returns: below, equal to or above 0
 */
int
halqa_negentropy_item_compare (gconstpointer a, gconstpointer b)
{
  const HalqaNegentropyItem *left = a;
  const HalqaNegentropyItem *right = b;

  if (left->timestamp != right->timestamp)
    return left->timestamp < right->timestamp ? -1 : 1;
  return memcmp (left->id.bytes, right->id.bytes, HALQA_ENTRY_ID_SIZE);
}

/**
 * halqa_negentropy_encode_varint:
 * @number: any
 * @out: (out): at most 10 bytes
 *
 * Returns: how many bytes were written
 */
gsize
halqa_negentropy_encode_varint (guint64 number, guint8 out[HALQA_NEGENTROPY_VARINT_MAX])
{
  gsize size = 1;

  for (guint64 rest = number >> 7; rest != 0; rest >>= 7)
    size++;
  for (gsize i = size; i > 0; i--, number >>= 7)
    out[i - 1] = (number & 0x7f) | (i == size ? 0 : 0x80);
  return size;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED, why);
  return FALSE;
}

static const guint8 *
take (HalqaNegentropyReader *self, gsize size, GError **error)
{
  const guint8 *data = self->data;

  if (size > self->size)
    {
      refuse (error, _ ("A reconciliation message is cut off"));
      return NULL;
    }
  self->data += size;
  self->size -= size;
  return data;
}

static gboolean
read_varint (HalqaNegentropyReader *self, guint64 *number, GError **error)
{
  guint8 byte;

  *number = 0;
  do
    {
      if (!halqa_negentropy_reader_read_byte (self, &byte, error))
        return FALSE;
      if ((*number == 0 && byte == 0x80) || *number > G_MAXUINT64 >> 7)
        return refuse (error, _ ("A number in a reconciliation message is out of bounds"));
      *number = *number << 7 | (byte & 0x7f);
    }
  while (byte & 0x80);
  return TRUE;
}

static gboolean
read_timestamp (HalqaNegentropyReader *self, guint64 *timestamp, GError **error)
{
  guint64 distance;

  if (!read_varint (self, &distance, error))
    return FALSE;
  if (distance == 0)
    *timestamp = HALQA_NEGENTROPY_INFINITY;
  else if (!g_uint64_checked_add (timestamp, self->last.timestamp, distance - 1))
    return refuse (error, _ ("A number in a reconciliation message is out of bounds"));
  return TRUE;
}

static gboolean
read_bound (HalqaNegentropyReader *self, HalqaNegentropyBound *bound, GError **error)
{
  const guint8 *prefix;
  guint64 size;

  memset (bound, 0, sizeof *bound);
  if (!read_timestamp (self, &bound->item.timestamp, error) || !read_varint (self, &size, error))
    return FALSE;
  if (size > HALQA_ENTRY_ID_SIZE)
    return refuse (error, _ ("A number in a reconciliation message is out of bounds"));
  prefix = take (self, size, error);
  if (prefix == NULL)
    return FALSE;
  memcpy (bound->item.id.bytes, prefix, size);
  bound->id_size = size;
  if (halqa_negentropy_item_compare (&bound->item, &self->last) < 0)
    return refuse (error, _ ("The ranges of a reconciliation message are out of order"));
  self->last = bound->item;
  return TRUE;
}

static gboolean
read_id_list (HalqaNegentropyReader *self, HalqaNegentropyRange *range, GError **error)
{
  guint64 count;

  if (!read_varint (self, &count, error))
    return FALSE;
  if (count > self->size / HALQA_ENTRY_ID_SIZE)
    return refuse (error, _ ("A reconciliation message is cut off"));
  range->n_ids = count;
  range->ids = take (self, count * HALQA_ENTRY_ID_SIZE, error);
  return range->ids != NULL;
}

void
halqa_negentropy_reader_init (HalqaNegentropyReader *self, const guint8 *data, gsize size)
{
  /* An empty message has no address of its own; what is taken from it must not be NULL either. */
  *self =
      (HalqaNegentropyReader){ .data = data != NULL ? data : (const guint8 *) "", .size = size };
}

/**
 * halqa_negentropy_reader_read_byte:
 * @self: a reader
 * @byte: (out): the next byte
 * @error: %HALQA_SYNC_ERROR_MALFORMED at the end of the message
 *
 * Returns: whether there was one
 */
gboolean
halqa_negentropy_reader_read_byte (HalqaNegentropyReader *self, guint8 *byte, GError **error)
{
  const guint8 *data = take (self, 1, error);

  if (data == NULL)
    return FALSE;
  *byte = *data;
  return TRUE;
}

/**
 * halqa_negentropy_reader_read_range:
 * @self: a reader with bytes left
 * @range: (out): points into the message
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Reads one range of a message from outside.
 *
 * Returns: whether the range is sound
 */
gboolean
halqa_negentropy_reader_read_range (HalqaNegentropyReader *self,
                                    HalqaNegentropyRange *range,
                                    GError **error)
{
  guint64 mode;

  memset (range, 0, sizeof *range);
  if (!read_bound (self, &range->upper, error) || !read_varint (self, &mode, error))
    return FALSE;
  switch (mode)
    {
    case HALQA_NEGENTROPY_SKIP:
      range->mode = HALQA_NEGENTROPY_SKIP;
      return TRUE;
    case HALQA_NEGENTROPY_FINGERPRINT:
      range->mode = HALQA_NEGENTROPY_FINGERPRINT;
      range->fingerprint = take (self, HALQA_FINGERPRINT_SIZE, error);
      return range->fingerprint != NULL;
    case HALQA_NEGENTROPY_ID_LIST:
      range->mode = HALQA_NEGENTROPY_ID_LIST;
      return read_id_list (self, range, error);
    default:
      return refuse (error, _ ("A range of a reconciliation message is of an unknown sort"));
    }
}

static void
write_varint (HalqaNegentropyWriter *self, guint64 number)
{
  guint8 digits[HALQA_NEGENTROPY_VARINT_MAX];

  g_byte_array_append (self->bytes, digits, halqa_negentropy_encode_varint (number, digits));
}

static void
write_head (HalqaNegentropyWriter *self,
            const HalqaNegentropyBound *upper,
            HalqaNegentropyMode mode)
{
  guint64 timestamp = upper->item.timestamp;

  if (timestamp == HALQA_NEGENTROPY_INFINITY)
    write_varint (self, 0);
  else
    write_varint (self, timestamp - self->last_timestamp + 1);
  self->last_timestamp = timestamp;
  write_varint (self, upper->id_size);
  g_byte_array_append (self->bytes, upper->item.id.bytes, upper->id_size);
  write_varint (self, mode);
}

/**
 * halqa_negentropy_writer_init:
 * @self: (out caller-allocates): a message of the version byte alone
 */
void
halqa_negentropy_writer_init (HalqaNegentropyWriter *self)
{
  guint8 version = HALQA_NEGENTROPY_VERSION;

  *self = (HalqaNegentropyWriter){ .bytes = g_byte_array_new () };
  g_byte_array_append (self->bytes, &version, 1);
}

void
halqa_negentropy_writer_clear (HalqaNegentropyWriter *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
}

/**
 * halqa_negentropy_writer_end:
 * @self: a writer, empty afterwards
 *
 * Returns: (transfer full): the message
 */
GBytes *
halqa_negentropy_writer_end (HalqaNegentropyWriter *self)
{
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
}

void
halqa_negentropy_writer_skip (HalqaNegentropyWriter *self, const HalqaNegentropyBound *upper)
{
  write_head (self, upper, HALQA_NEGENTROPY_SKIP);
}

void
halqa_negentropy_writer_fingerprint (HalqaNegentropyWriter *self,
                                     const HalqaNegentropyBound *upper,
                                     const guint8 fingerprint[HALQA_FINGERPRINT_SIZE])
{
  write_head (self, upper, HALQA_NEGENTROPY_FINGERPRINT);
  g_byte_array_append (self->bytes, fingerprint, HALQA_FINGERPRINT_SIZE);
}

void
halqa_negentropy_writer_id_list (HalqaNegentropyWriter *self,
                                 const HalqaNegentropyBound *upper,
                                 const HalqaNegentropyItem *items,
                                 gsize n_items)
{
  write_head (self, upper, HALQA_NEGENTROPY_ID_LIST);
  write_varint (self, n_items);
  for (gsize i = 0; i < n_items; i++)
    g_byte_array_append (self->bytes, items[i].id.bytes, HALQA_ENTRY_ID_SIZE);
}
