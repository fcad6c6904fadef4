/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-seal-converter.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"

/* libsodium's secretstream as a GConverter: a header, then chunks of 64 KiB of which the last says
 * so. What is taken out of a chunk was written by who has the key, in this order, with nothing left
 * out before it; so a file that is cut off or altered gives all that stands before the fault, and
 * then an error.
 *
 * The rule kept: the end is where the last chunk says, never where the bytes happen to end. What
 * follows it is an error too, but one behind everything. The last chunk does not tell its size, so
 * where bytes follow it (the rest of a cluster, on a stick that was mended) its end is searched: a
 * second of work at most, and only then.
 *
 * Rejected: a size in front of each chunk, which would have to be sealed by itself. */

#define SEALED_MAX (HALQA_SEAL_CHUNK + HALQA_SEAL_EXTRA)

G_STATIC_ASSERT (HALQA_SEAL_HEADER == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
G_STATIC_ASSERT (HALQA_SEAL_EXTRA == crypto_secretstream_xchacha20poly1305_ABYTES);

struct _HalqaSealConverter
{
  GObject parent_instance;

  /* owned */
  GBytes *known; /* until the first chunk */
  guint8 *in; /* the chunk that is being gathered, or the header */
  guint8 *out; /* what is ready */
  GError *error; /* the first: there is no way on behind it */

  crypto_secretstream_xchacha20poly1305_state state;
  guint8 key[HALQA_KEY_SIZE];
  gboolean sealing;
  gboolean begun; /* the header was made, or read */
  gboolean ended; /* the last chunk was made, or read */
  gsize n_in;
  gsize n_out;
  gsize offset; /* into @out */
};

static void halqa_seal_converter_iface_init (GConverterIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaSealConverter,
                               halqa_seal_converter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_CONVERTER,
                                                      halqa_seal_converter_iface_init))

static const guint8 *
get_known (HalqaSealConverter *self, gsize *size)
{
  *size = 0;
  return self->known == NULL ? NULL : g_bytes_get_data (self->known, size);
}

static void
seal_chunk (HalqaSealConverter *self, gboolean last)
{
  unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                           : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  gsize known_size;
  const guint8 *known = get_known (self, &known_size);

  crypto_secretstream_xchacha20poly1305_push (&self->state, self->out, NULL, self->in, self->n_in,
                                              known, known_size, tag);
  g_clear_pointer (&self->known, g_bytes_unref);
  self->n_out = self->n_in + HALQA_SEAL_EXTRA;
  self->n_in = 0;
  self->ended = last;
}

static gsize
gather (HalqaSealConverter *self, gsize upto, const guint8 *bytes, gsize size)
{
  gsize n = MIN (upto - self->n_in, size);

  if (n > 0)
    memcpy (self->in + self->n_in, bytes, n);
  self->n_in += n;
  return n;
}

/* A full chunk waits until it is known whether it is the last. */
static gsize
seal (HalqaSealConverter *self, const guint8 *bytes, gsize size, gboolean at_end)
{
  gsize n;

  if (!self->begun)
    {
      crypto_secretstream_xchacha20poly1305_init_push (&self->state, self->out, self->key);
      self->n_out = HALQA_SEAL_HEADER;
      self->begun = TRUE;
      return 0;
    }
  n = gather (self, HALQA_SEAL_CHUNK, bytes, size);
  if (n < size)
    seal_chunk (self, FALSE);
  else if (at_end)
    seal_chunk (self, TRUE);
  return n;
}

static void
take_error (HalqaSealConverter *self, const char *message)
{
  self->error = g_error_new_literal (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED, message);
}

static void
take_fault (HalqaSealConverter *self)
{
  take_error (self, _ ("The file is cut off or damaged: what stands before the fault was read, "
                       "the rest can't be. Have it written again."));
}

static void
take_trailing (HalqaSealConverter *self)
{
  take_error (self, _ ("All of the file was read, but behind its end stand bytes that do not "
                       "belong there."));
}

static gboolean
unseal (HalqaSealConverter *self, gsize size, unsigned char *tag)
{
  gsize known_size;
  const guint8 *known = get_known (self, &known_size);

  if (size < HALQA_SEAL_EXTRA ||
      crypto_secretstream_xchacha20poly1305_pull (&self->state, self->out, NULL, tag, self->in,
                                                  size, known, known_size) != 0)
    return FALSE;
  g_clear_pointer (&self->known, g_bytes_unref);
  self->n_out = size - HALQA_SEAL_EXTRA;
  return TRUE;
}

/* The last chunk may have its end before that of what was gathered. */
static gboolean
unseal_shorter (HalqaSealConverter *self, unsigned char *tag)
{
  for (gsize size = self->n_in - 1; size >= HALQA_SEAL_EXTRA && size < self->n_in; size--)
    if (unseal (self, size, tag))
      return TRUE;
  return FALSE;
}

static void
unseal_chunk (HalqaSealConverter *self)
{
  gsize size = self->n_in;
  unsigned char tag = 0;
  gboolean whole = unseal (self, size, &tag);
  gboolean found = whole || unseal_shorter (self, &tag);

  self->n_in = 0;
  self->ended = found && tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  if (self->ended && !whole)
    take_trailing (self);
  else if (!self->ended && (!whole || size < SEALED_MAX ||
                            tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE))
    take_fault (self);
}

static gsize
open_header (HalqaSealConverter *self, const guint8 *bytes, gsize size, gboolean at_end)
{
  gsize n = gather (self, HALQA_SEAL_HEADER, bytes, size);

  if (self->n_in == HALQA_SEAL_HEADER)
    {
      crypto_secretstream_xchacha20poly1305_init_pull (&self->state, self->in, self->key);
      self->begun = TRUE;
      self->n_in = 0;
    }
  else if (at_end)
    take_fault (self);
  return n;
}

static gsize
unseal_some (HalqaSealConverter *self, const guint8 *bytes, gsize size, gboolean at_end)
{
  gsize n;

  if (!self->begun)
    return open_header (self, bytes, size, at_end);
  if (self->ended)
    {
      if (size > 0)
        take_trailing (self);
      return 0;
    }
  n = gather (self, SEALED_MAX, bytes, size);
  if (self->n_in == SEALED_MAX || (at_end && n == size && self->n_in > 0))
    unseal_chunk (self);
  else if (at_end && n == size)
    take_fault (self);
  return n;
}

static gsize
drain (HalqaSealConverter *self, guint8 *bytes, gsize size)
{
  gsize n = MIN (size, self->n_out - self->offset);

  if (n > 0)
    memcpy (bytes, self->out + self->offset, n);
  self->offset += n;
  if (self->offset == self->n_out)
    self->offset = self->n_out = 0;
  return n;
}

static GConverterResult
tell (HalqaSealConverter *self, gsize n_read, gsize n_written, gboolean at_end, GError **error)
{
  if (n_written == 0 && self->n_out == 0 && self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return G_CONVERTER_ERROR;
    }
  if (self->ended && self->n_out == 0 && self->error == NULL && at_end)
    return G_CONVERTER_FINISHED;
  if (n_read > 0 || n_written > 0)
    return G_CONVERTER_CONVERTED;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, _ ("More input is needed"));
  return G_CONVERTER_ERROR;
}

static GConverterResult
halqa_seal_converter_convert (GConverter *converter,
                              const void *inbuf,
                              gsize inbuf_size,
                              void *outbuf,
                              gsize outbuf_size,
                              GConverterFlags flags,
                              gsize *bytes_read,
                              gsize *bytes_written,
                              GError **error)
{
  HalqaSealConverter *self = HALQA_SEAL_CONVERTER (converter);
  gboolean at_end = (flags & G_CONVERTER_INPUT_AT_END) != 0;

  *bytes_read = 0;
  if (self->n_out == 0 && self->error == NULL && !(self->sealing && self->ended))
    *bytes_read = self->sealing ? seal (self, inbuf, inbuf_size, at_end)
                                : unseal_some (self, inbuf, inbuf_size, at_end);
  *bytes_written = drain (self, outbuf, outbuf_size);
  return tell (self, *bytes_read, *bytes_written, at_end && *bytes_read == inbuf_size, error);
}

/* A stream is sealed once; there is no way back. */
static void
halqa_seal_converter_reset (GConverter *converter)
{
}

static void
halqa_seal_converter_iface_init (GConverterIface *iface)
{
  iface->convert = halqa_seal_converter_convert;
  iface->reset = halqa_seal_converter_reset;
}

static void
halqa_seal_converter_finalize (GObject *object)
{
  HalqaSealConverter *self = HALQA_SEAL_CONVERTER (object);

  sodium_memzero (&self->state, sizeof self->state);
  sodium_memzero (self->key, sizeof self->key);
  g_clear_pointer (&self->known, g_bytes_unref);
  g_clear_pointer (&self->in, g_free);
  g_clear_pointer (&self->out, g_free);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (halqa_seal_converter_parent_class)->finalize (object);
}

static void
halqa_seal_converter_class_init (HalqaSealConverterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_seal_converter_finalize;
}

static void
halqa_seal_converter_init (HalqaSealConverter *self)
{
  self->in = g_malloc (SEALED_MAX);
  self->out = g_malloc (SEALED_MAX);
}

static GConverter *
seal_converter_new (const guint8 *key, GBytes *known, gboolean sealing)
{
  HalqaSealConverter *self = g_object_new (HALQA_TYPE_SEAL_CONVERTER, NULL);

  memcpy (self->key, key, HALQA_KEY_SIZE);
  self->known = g_bytes_ref (known);
  self->sealing = sealing;
  return G_CONVERTER (self);
}

/**
 * halqa_sealer_new:
 * @key: of this stream alone
 * @known: what the reader finds before it and checks with the first chunk
 *
 * Returns: (transfer full): a converter whose output is the header and the sealed chunks
 */
GConverter *
halqa_sealer_new (const guint8 key[HALQA_KEY_SIZE], GBytes *known)
{
  return seal_converter_new (key, known, TRUE);
}

/**
 * halqa_unsealer_new:
 * @key: that it was sealed with
 * @known: what was found before it
 *
 * Fails with %HALQA_SYNC_ERROR_DAMAGED, again at each call, behind all that is sound.
 *
 * Returns: (transfer full): a converter whose output is what was sealed
 */
GConverter *
halqa_unsealer_new (const guint8 key[HALQA_KEY_SIZE], GBytes *known)
{
  return seal_converter_new (key, known, FALSE);
}
