/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-exchange-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-cbor.h"
#include "halqa-error.h"
#include "halqa-store.h"

/* The small messages of an exchange, to bytes and back (protocol, section 5).
 *
 * The rule kept: all that comes from outside is checked to the byte, and its sizes are bounded; but
 * a key that this version does not know is passed over, so that a later one may add some.
 *
 * Rejected: a table of keys and types with a generic decoder. There are three messages. */

#define REASON_MAX 1024
#define N_REQUIRED 7
#define NOTE_SIZE (HALQA_DEVICE_ID_SIZE + HALQA_FINGERPRINT_SIZE + 2 * sizeof (guint64))

static gboolean
malformed (GError **error, const char *message)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED, message);
  return FALSE;
}

static void
put_key (GByteArray *out, const char *key)
{
  halqa_cbor_put_text (out, key, strlen (key));
}

static void
put_text_member (GByteArray *out, const char *key, const char *text)
{
  put_key (out, key);
  halqa_cbor_put_text (out, text, strlen (text));
}

static void
put_uint_member (GByteArray *out, const char *key, guint64 number)
{
  put_key (out, key);
  halqa_cbor_put_uint (out, number);
}

static void
put_bytes_member (GByteArray *out, const char *key, const guint8 *bytes, gsize size)
{
  put_key (out, key);
  halqa_cbor_put_bytes (out, bytes, size);
}

static void
put_number (GByteArray *out, guint64 number)
{
  guint64 big = GUINT64_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

/* One byte string: what reads headers since the first version bears no arrays in them. */
static void
put_notes (GByteArray *out, const HalqaNote *notes, guint n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    {
      g_byte_array_append (bytes, notes[i].device.bytes, HALQA_DEVICE_ID_SIZE);
      g_byte_array_append (bytes, notes[i].fingerprint, HALQA_FINGERPRINT_SIZE);
      put_number (bytes, notes[i].count);
      put_number (bytes, notes[i].time);
    }
  put_bytes_member (out, "known", bytes->data, bytes->len);
}

/**
 * halqa_exchange_head_encode:
 * @self: a header
 *
 * Returns: (transfer full): its CBOR, keys in deterministic order
 */
GBytes *
halqa_exchange_head_encode (const HalqaExchangeHead *self)
{
  GByteArray *out = g_byte_array_new ();

  halqa_cbor_put_map (out, N_REQUIRED + (self->name != NULL) + (self->count > 0) +
                               (self->n_notes > 0) + (self->quiet != FALSE));
  put_bytes_member (out, "of", self->of, HALQA_STORE_ID_SIZE);
  if (self->name != NULL)
    put_text_member (out, "name", self->name);
  put_uint_member (out, "seen", self->seen);
  put_uint_member (out, "time", self->time);
  put_uint_member (out, "upto", self->upto);
  if (self->count > 0)
    put_uint_member (out, "count", self->count);
  if (self->n_notes > 0)
    put_notes (out, self->notes, self->n_notes);
  if (self->quiet)
    put_uint_member (out, "quiet", 1);
  put_bytes_member (out, "store", self->store, HALQA_STORE_ID_SIZE);
  put_text_member (out, "version", self->version);
  put_bytes_member (out, "fingerprint", self->fingerprint, HALQA_FINGERPRINT_SIZE);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_uint (HalqaCborReader *reader, guint64 *number, GError **error)
{
  HalqaCborItem item;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_UINT, &item, error))
    return FALSE;
  /* Arrival numbers are SQLite's, and its integers are signed. */
  if (item.number > G_MAXINT64)
    return malformed (error, _ ("The header holds a number that is out of range."));
  *number = item.number;
  return TRUE;
}

static gboolean
read_bytes (HalqaCborReader *reader, guint8 *bytes, gsize size, GError **error)
{
  HalqaCborItem item;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_BYTES, &item, error))
    return FALSE;
  if (item.size != size)
    return malformed (error, _ ("An id or a fingerprint is of a wrong length."));
  memcpy (bytes, item.data, size);
  return TRUE;
}

static gboolean
read_text (HalqaCborReader *reader, gsize max, char **text, GError **error)
{
  HalqaCborItem item;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_TEXT, &item, error))
    return FALSE;
  if (item.size > max || memchr (item.data, '\0', item.size) != NULL)
    return malformed (error, _ ("A name or a reason is too long, or holds a zero byte."));
  *text = g_strndup ((const char *) item.data, item.size);
  return TRUE;
}

static guint64
get_number (const guint8 *bytes)
{
  guint64 big;

  memcpy (&big, bytes, sizeof big);
  /* A count and a time; what is out of range is of no use to anybody. */
  return MIN (GUINT64_FROM_BE (big), G_MAXINT64 / 1000);
}

static gboolean
read_notes (HalqaExchangeHead *self, HalqaCborReader *reader, GError **error)
{
  HalqaCborItem item;
  const guint8 *bytes;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_BYTES, &item, error))
    return FALSE;
  if (item.size % NOTE_SIZE != 0 || item.size / NOTE_SIZE > HALQA_NOTES_MAX)
    return malformed (error, _ ("The notes on other laptops are of a wrong length."));
  for (bytes = item.data; bytes < item.data + item.size; bytes += NOTE_SIZE)
    {
      HalqaNote *note = &self->notes[self->n_notes++];

      memcpy (note->device.bytes, bytes, HALQA_DEVICE_ID_SIZE);
      memcpy (note->fingerprint, bytes + HALQA_DEVICE_ID_SIZE, HALQA_FINGERPRINT_SIZE);
      note->count = get_number (bytes + HALQA_DEVICE_ID_SIZE + HALQA_FINGERPRINT_SIZE);
      note->time = get_number (bytes + NOTE_SIZE - sizeof (guint64));
    }
  return TRUE;
}

static gboolean
is_key (const HalqaCborItem *key, const char *name)
{
  return key->size == strlen (name) && memcmp (key->data, name, key->size) == 0;
}

/* @n: counts the members that must be there. */
static gboolean
read_member (HalqaExchangeHead *self,
             HalqaCborReader *reader,
             const HalqaCborItem *key,
             guint *n,
             GError **error)
{
  guint64 quiet;

  ++*n;
  if (is_key (key, "of"))
    return read_bytes (reader, self->of, HALQA_STORE_ID_SIZE, error);
  if (is_key (key, "seen"))
    return read_uint (reader, &self->seen, error);
  if (is_key (key, "time"))
    return read_uint (reader, &self->time, error);
  if (is_key (key, "upto"))
    return read_uint (reader, &self->upto, error);
  if (is_key (key, "store"))
    return read_bytes (reader, self->store, HALQA_STORE_ID_SIZE, error);
  if (is_key (key, "version"))
    return read_text (reader, HALQA_PEER_VERSION_MAX, &self->version, error);
  if (is_key (key, "fingerprint"))
    return read_bytes (reader, self->fingerprint, HALQA_FINGERPRINT_SIZE, error);
  --*n;
  if (is_key (key, "name"))
    return read_text (reader, HALQA_PEER_NAME_MAX, &self->name, error);
  if (is_key (key, "count"))
    return read_uint (reader, &self->count, error);
  if (is_key (key, "known"))
    return read_notes (self, reader, error);
  if (is_key (key, "quiet"))
    {
      if (!read_uint (reader, &quiet, error))
        return FALSE;
      self->quiet = quiet != 0;
      return TRUE;
    }
  return halqa_cbor_skip (reader, 4, error);
}

/* Keys ascend, shorter first, so that none stands twice. */
static gboolean
read_key (HalqaCborReader *reader, HalqaCborItem *last, HalqaCborItem *key, GError **error)
{
  if (!halqa_cbor_read_type (reader, HALQA_CBOR_TEXT, key, error))
    return FALSE;
  if (last->data != NULL &&
      (key->size < last->size ||
       (key->size == last->size && memcmp (key->data, last->data, key->size) <= 0)))
    return malformed (error, _ ("The keys of a map are in a wrong order, or one stands twice."));
  *last = *key;
  return TRUE;
}

static gboolean
read_head (HalqaExchangeHead *self, HalqaCborReader *reader, GError **error)
{
  HalqaCborItem map;
  HalqaCborItem key;
  HalqaCborItem last = { .data = NULL };
  guint n = 0;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_MAP, &map, error))
    return FALSE;
  for (guint64 i = 0; i < map.number; i++)
    if (!read_key (reader, &last, &key, error) || !read_member (self, reader, &key, &n, error))
      return FALSE;
  if (n != N_REQUIRED)
    return malformed (error, _ ("A member of the header is missing."));
  if (!halqa_cbor_at_end (reader))
    return malformed (error, _ ("Something follows the end of the header."));
  return TRUE;
}

/**
 * halqa_exchange_head_decode:
 * @self: (out caller-allocates): filled in; to be cleared where %TRUE is returned
 * @bytes: one whole CBOR item
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Returns: whether @bytes are a header
 */
gboolean
halqa_exchange_head_decode (HalqaExchangeHead *self, GBytes *bytes, GError **error)
{
  HalqaCborReader reader;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  *self = (HalqaExchangeHead){ .name = NULL };
  halqa_cbor_reader_init (&reader, data, size);
  if (read_head (self, &reader, error))
    return TRUE;
  halqa_exchange_head_clear (self);
  return FALSE;
}

/**
 * halqa_exchange_head_clear:
 * @self: a header; its texts are freed
 */
void
halqa_exchange_head_clear (HalqaExchangeHead *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->version, g_free);
}

/**
 * halqa_exchange_head_get_clock_difference:
 * @self: a header that has just arrived
 *
 * Returns: milliseconds; the time that it travelled is not taken off
 */
gint64
halqa_exchange_head_get_clock_difference (const HalqaExchangeHead *self)
{
  return (gint64) (self->time >> 16) - (gint64) (halqa_store_now () >> 16);
}

/**
 * halqa_fetch_encode:
 * @ids: (array length=n_ids) (nullable): which entries, %NULL for all
 * @n_ids: how many, at most %HALQA_FETCH_IDS
 *
 * Returns: (transfer full): the body of a fetch
 */
GBytes *
halqa_fetch_encode (const HalqaEntryId *ids, guint n_ids)
{
  GByteArray *out = g_byte_array_new ();
  HalqaValue all = halqa_value_null ();

  if (ids == NULL)
    halqa_cbor_put_value (out, &all);
  else
    halqa_cbor_put_array (out, n_ids);
  for (guint i = 0; i < n_ids; i++)
    halqa_cbor_put_bytes (out, ids[i].bytes, HALQA_ENTRY_ID_SIZE);
  return g_byte_array_free_to_bytes (out);
}

/**
 * halqa_fetch_decode:
 * @bytes: the body of a fetch
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Returns: (element-type HalqaEntryId) (transfer full) (nullable): which entries; %NULL without
 *   error for all
 */
GArray *
halqa_fetch_decode (GBytes *bytes, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  HalqaCborReader reader;
  HalqaCborItem item;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean all;

  halqa_cbor_reader_init (&reader, data, size);
  if (!halqa_cbor_read (&reader, &item, error))
    return NULL;
  all = item.type == HALQA_CBOR_NULL;
  if (!all && item.type != HALQA_CBOR_ARRAY)
    {
      malformed (error, _ ("The request for entries is no list of ids."));
      return NULL;
    }
  for (guint64 i = 0; !all && i < item.number; i++)
    {
      HalqaEntryId id;

      if (!read_bytes (&reader, id.bytes, sizeof id.bytes, error))
        return NULL;
      g_array_append_val (ids, id);
    }
  if (!halqa_cbor_at_end (&reader))
    {
      malformed (error, _ ("Something follows the end of the list of ids."));
      return NULL;
    }
  return all ? NULL : g_steal_pointer (&ids);
}

/* At most @max bytes of @text, cut between two characters. */
static void
put_bounded_text (GByteArray *out, const char *text, gsize max)
{
  gsize size = strlen (text);
  const char *end = text + size;

  if (size > max)
    end = g_utf8_find_prev_char (text, text + max + 1);
  halqa_cbor_put_text (out, text, end - text);
}

/**
 * halqa_entries_answer_encode:
 * @n_new: entries that were not known
 * @n_known: entries that were
 * @refused: (element-type HalqaRefusal): the others
 *
 * Returns: (transfer full): the answer to entries
 */
GBytes *
halqa_entries_answer_encode (guint n_new, guint n_known, GPtrArray *refused)
{
  GByteArray *out = g_byte_array_new ();

  halqa_cbor_put_map (out, 3);
  put_uint_member (out, "new", n_new);
  put_uint_member (out, "known", n_known);
  put_key (out, "refused");
  halqa_cbor_put_array (out, refused->len);
  for (guint i = 0; i < refused->len; i++)
    {
      const HalqaRefusal *refusal = g_ptr_array_index (refused, i);

      halqa_cbor_put_array (out, 2);
      halqa_cbor_put_bytes (out, refusal->id.bytes, HALQA_ENTRY_ID_SIZE);
      put_bounded_text (out, refusal->reason, REASON_MAX);
    }
  return g_byte_array_free_to_bytes (out);
}

static gboolean
read_refusals (HalqaCborReader *reader, GPtrArray *refused, GError **error)
{
  HalqaCborItem array;
  HalqaCborItem pair;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_ARRAY, &array, error))
    return FALSE;
  for (guint64 i = 0; i < array.number; i++)
    {
      HalqaEntryId id;
      g_autofree char *reason = NULL;

      if (!halqa_cbor_read_type (reader, HALQA_CBOR_ARRAY, &pair, error))
        return FALSE;
      if (pair.number != 2)
        return malformed (error, _ ("A refusal is not an id and a reason."));
      if (!read_bytes (reader, id.bytes, sizeof id.bytes, error) ||
          !read_text (reader, REASON_MAX, &reason, error))
        return FALSE;
      g_ptr_array_add (refused, halqa_refusal_new (&id, reason));
    }
  return TRUE;
}

static gboolean
read_answer (HalqaCborReader *reader, GPtrArray *refused, GError **error)
{
  HalqaCborItem map;
  HalqaCborItem key;
  HalqaCborItem last = { .data = NULL };

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_MAP, &map, error))
    return FALSE;
  for (guint64 i = 0; i < map.number; i++)
    {
      if (!read_key (reader, &last, &key, error))
        return FALSE;
      if (!(is_key (&key, "refused") ? read_refusals (reader, refused, error)
                                     : halqa_cbor_skip (reader, 4, error)))
        return FALSE;
    }
  if (!halqa_cbor_at_end (reader))
    return malformed (error, _ ("Something follows the end of the answer."));
  return TRUE;
}

/**
 * halqa_entries_answer_decode:
 * @bytes: the answer to entries
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Returns: (element-type HalqaRefusal) (transfer full): what was refused
 */
GPtrArray *
halqa_entries_answer_decode (GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) refused =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_refusal_free);
  HalqaCborReader reader;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  halqa_cbor_reader_init (&reader, data, size);
  return read_answer (&reader, refused, error) ? g_steal_pointer (&refused) : NULL;
}
