/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-live-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zstd.h>

#include "halqa-blob-store.h"
#include "halqa-error.h"

/* The messages of a live connection, to bytes and back (protocol, section 5): a byte for the kind,
 * the request's number, in an answer its status, then the body as HTTP would carry it.
 *
 * The rule kept: a kind that is not known is no error. Who asks by one is answered 404, and a later
 * version may have more of them.
 *
 * Rejected: CBOR for the head. There are three numbers in it. */

#define KIND_ANSWER 0x80
#define KIND_PACKED 0x40
#define REQUEST_HEAD 5
#define PACK_FROM 256
#define PACK_LEVEL 3

#define BLOB "blob/"

static const char *const endpoints[] = {
  NULL, "exchange", "reconcile", "fetch", "entries", "blobs", "blob",
};

static guint8
find_kind (const char *endpoint)
{
  for (guint i = 1; i < G_N_ELEMENTS (endpoints); i++)
    if (g_strcmp0 (endpoints[i], endpoint) == 0)
      return (guint8) i;
  return 0;
}

/**
 * halqa_live_message_carries:
 * @endpoint: "exchange", …
 *
 * Returns: whether there is a kind of message for it
 */
gboolean
halqa_live_message_carries (const char *endpoint)
{
  return find_kind (endpoint) != 0;
}

/**
 * halqa_live_message_pack:
 * @body: plain
 * @is_packed: (out): whether it was worth it
 *
 * Returns: (transfer full): @body as zstd, where that is smaller
 */
GBytes *
halqa_live_message_pack (GBytes *body, gboolean *is_packed)
{
  gsize size;
  const void *data = g_bytes_get_data (body, &size);
  gsize bound = ZSTD_compressBound (size);
  g_autofree void *packed = NULL;
  gsize packed_size;

  *is_packed = FALSE;
  if (size < PACK_FROM)
    return g_bytes_ref (body);
  packed = g_malloc (bound);
  packed_size = ZSTD_compress (packed, bound, data, size, PACK_LEVEL);
  if (ZSTD_isError (packed_size) || packed_size >= size)
    return g_bytes_ref (body);
  *is_packed = TRUE;
  return g_bytes_new_take (g_steal_pointer (&packed), packed_size);
}

/**
 * halqa_live_message_encode:
 * @self: a message
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
halqa_live_message_encode (const HalqaLiveMessage *self)
{
  gsize size = self->body == NULL ? 0 : g_bytes_get_size (self->body);
  GByteArray *out = g_byte_array_sized_new ((guint) (HALQA_LIVE_ANSWER_HEAD + size));
  guint8 kind = (guint8) ((self->is_answer ? KIND_ANSWER : find_kind (self->endpoint)) |
                          (self->is_packed ? KIND_PACKED : 0));
  guint32 number = GUINT32_TO_BE (self->number);
  guint16 status = GUINT16_TO_BE (self->status);

  g_byte_array_append (out, &kind, 1);
  g_byte_array_append (out, (const guint8 *) &number, sizeof number);
  if (self->is_answer)
    g_byte_array_append (out, (const guint8 *) &status, sizeof status);
  if (size > 0)
    g_byte_array_append (out, g_bytes_get_data (self->body, NULL), (guint) size);
  return g_byte_array_free_to_bytes (out);
}

/**
 * halqa_live_message_decode:
 * @self: (out caller-allocates): filled in; to be cleared where %TRUE is returned
 * @bytes: a whole message, from outside
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Returns: whether @bytes hold a head
 */
gboolean
halqa_live_message_decode (HalqaLiveMessage *self, GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gsize head = size > 0 && (data[0] & KIND_ANSWER) != 0 ? HALQA_LIVE_ANSWER_HEAD : REQUEST_HEAD;
  guint8 kind;

  *self = (HalqaLiveMessage){ 0 };
  if (size < head)
    {
      g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED,
                           _ ("A message of the other laptop is cut off."));
      return FALSE;
    }
  kind = data[0] & (guint8) ~(KIND_ANSWER | KIND_PACKED);
  self->is_answer = (data[0] & KIND_ANSWER) != 0;
  self->is_packed = (data[0] & KIND_PACKED) != 0;
  if (!self->is_answer && kind < G_N_ELEMENTS (endpoints))
    self->endpoint = endpoints[kind];
  memcpy (&self->number, data + 1, sizeof self->number);
  self->number = GUINT32_FROM_BE (self->number);
  if (self->is_answer)
    {
      memcpy (&self->status, data + REQUEST_HEAD, sizeof self->status);
      self->status = GUINT16_FROM_BE (self->status);
    }
  self->body = g_bytes_new_from_bytes (bytes, head, size - head);
  return TRUE;
}

/**
 * halqa_live_message_clear:
 * @self: a message; its body is let go
 */
void
halqa_live_message_clear (HalqaLiveMessage *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
}

/**
 * halqa_live_part_encode:
 * @endpoint: "blob/", and the 64 hex digits of its name
 * @first: a byte of it
 *
 * Returns: (transfer full): the body of a request for what stands there
 */
GBytes *
halqa_live_part_encode (const char *endpoint, guint64 first)
{
  guint64 big = GUINT64_TO_BE (first);
  guint8 bytes[sizeof (HalqaBlobId) + sizeof big];
  gboolean named = g_str_has_prefix (endpoint, BLOB) &&
                   halqa_hex_decode (endpoint + strlen (BLOB), bytes, sizeof (HalqaBlobId));

  g_return_val_if_fail (named, NULL);
  memcpy (bytes + sizeof (HalqaBlobId), &big, sizeof big);
  return g_bytes_new (bytes, sizeof bytes);
}

/**
 * halqa_live_part_decode:
 * @body: from outside
 * @range: (out) (transfer full): which part of it is asked for, as HTTP says it
 *
 * Returns: (transfer full) (nullable): the endpoint that is asked for; %NULL for what is no such body
 */
char *
halqa_live_part_decode (GBytes *body, char **range)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  char hex[HALQA_HEX_MAX];
  guint64 first;

  if (size != sizeof (HalqaBlobId) + sizeof first)
    return NULL;
  memcpy (&first, data + sizeof (HalqaBlobId), sizeof first);
  first = MIN (GUINT64_FROM_BE (first), HALQA_BLOB_MAX);
  *range = g_strdup_printf ("bytes=%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, first,
                            first + HALQA_LIVE_PART_MAX - 1);
  return g_strconcat (BLOB, halqa_hex_encode (hex, data, sizeof (HalqaBlobId)), NULL);
}
