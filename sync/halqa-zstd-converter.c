/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-zstd-converter.h"

#include <glib/gi18n-lib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "halqa-error.h"
#include "halqa-reserve.h"

/* zstd as a GConverter, so that bodies are packed and unpacked while they stream: GIO has only
 * zlib, and libsoup decodes no zstd. Neither direction holds more than its window; a frame that
 * asks its reader for more than 8 MiB is refused before the memory is taken. What comes out is not
 * bounded here: a few bytes can unpack to gigabytes, and whoever reads has to count.
 *
 * A body may be several frames, one behind the other (RFC 8878). The end is therefore known by the
 * end of the input alone: there, inside a frame, it is an error, since a connection that was cut
 * must not pass for a body that was short. It also makes the reader take the last bytes of the
 * HTTP body, without which the connection could not be used again. */

#define LEVEL 3

typedef enum
{
  MODE_COMPRESS,
  MODE_DECOMPRESS,
} Mode;

struct _HalqaZstdConverter
{
  GObject parent_instance;

  Mode mode;
  ZSTD_CCtx *compressor;
  ZSTD_DCtx *decompressor;
  /* Decompressing: behind the last byte of a frame, or before the first one of all. */
  gboolean at_boundary;
  gboolean any_frame;
};

static void halqa_zstd_converter_iface_init (GConverterIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaZstdConverter,
                               halqa_zstd_converter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_CONVERTER,
                                                      halqa_zstd_converter_iface_init))

static gboolean
is_no_memory (size_t result, GError **error)
{
  if (ZSTD_getErrorCode (result) != ZSTD_error_memory_allocation)
    return FALSE;
  halqa_set_no_memory (error);
  return TRUE;
}

/* GConverterInputStream takes a call that moved nothing for progress and calls again, for ever. */
static GConverterResult
nothing_moved (gboolean no_space, GError **error)
{
  if (no_space)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("More room is needed"));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, _ ("More input is needed"));
  return G_CONVERTER_ERROR;
}

static GConverterResult
compress (HalqaZstdConverter *self,
          ZSTD_inBuffer *in,
          ZSTD_outBuffer *out,
          GConverterFlags flags,
          GError **error)
{
  ZSTD_EndDirective directive = ZSTD_e_continue;
  size_t left;

  if ((flags & G_CONVERTER_INPUT_AT_END) != 0)
    directive = ZSTD_e_end;
  else if ((flags & G_CONVERTER_FLUSH) != 0)
    directive = ZSTD_e_flush;

  left = ZSTD_compressStream2 (self->compressor, out, in, directive);
  if (ZSTD_isError (left))
    {
      if (!is_no_memory (left, error))
        g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                     _ ("Data could not be compressed: %s"), ZSTD_getErrorName (left));
      return G_CONVERTER_ERROR;
    }
  if (left == 0 && directive == ZSTD_e_end)
    return G_CONVERTER_FINISHED;
  if (left == 0 && directive == ZSTD_e_flush)
    return G_CONVERTER_FLUSHED;
  if (in->pos == 0 && out->pos == 0)
    return nothing_moved (directive != ZSTD_e_continue || in->size > 0, error);
  return G_CONVERTER_CONVERTED;
}

static GConverterResult
end_of_input (HalqaZstdConverter *self, GError **error)
{
  if (self->at_boundary && self->any_frame)
    return G_CONVERTER_FINISHED;

  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                       _ ("The compressed data is cut off"));
  return G_CONVERTER_ERROR;
}

static GConverterResult
decompress (HalqaZstdConverter *self,
            ZSTD_inBuffer *in,
            ZSTD_outBuffer *out,
            GConverterFlags flags,
            GError **error)
{
  gboolean at_end = (flags & G_CONVERTER_INPUT_AT_END) != 0;
  size_t hint;

  if (at_end && in->size == 0 && self->at_boundary)
    return end_of_input (self, error);

  /* It may still hold output for which there was no room, so it is asked without input too. */
  hint = ZSTD_decompressStream (self->decompressor, out, in);
  if (ZSTD_isError (hint))
    {
      if (!is_no_memory (hint, error))
        g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED,
                     _ ("The compressed data is damaged: %s"), ZSTD_getErrorName (hint));
      return G_CONVERTER_ERROR;
    }
  if (in->pos > 0 || out->pos > 0)
    {
      self->any_frame = TRUE;
      self->at_boundary = hint == 0;
      return G_CONVERTER_CONVERTED;
    }
  if (out->size == 0)
    return nothing_moved (TRUE, error);
  if (at_end)
    return end_of_input (self, error);
  return nothing_moved (FALSE, error);
}

static GConverterResult
halqa_zstd_converter_convert (GConverter *converter,
                              const void *inbuf,
                              gsize inbuf_size,
                              void *outbuf,
                              gsize outbuf_size,
                              GConverterFlags flags,
                              gsize *bytes_read,
                              gsize *bytes_written,
                              GError **error)
{
  HalqaZstdConverter *self = HALQA_ZSTD_CONVERTER (converter);
  ZSTD_inBuffer in = { inbuf, inbuf_size, 0 };
  ZSTD_outBuffer out = { outbuf, outbuf_size, 0 };
  GConverterResult result;

  if (self->mode == MODE_COMPRESS)
    result = compress (self, &in, &out, flags, error);
  else
    result = decompress (self, &in, &out, flags, error);

  *bytes_read = in.pos;
  *bytes_written = out.pos;
  return result;
}

static void
halqa_zstd_converter_reset (GConverter *converter)
{
  HalqaZstdConverter *self = HALQA_ZSTD_CONVERTER (converter);

  if (self->compressor != NULL)
    ZSTD_CCtx_reset (self->compressor, ZSTD_reset_session_only);
  if (self->decompressor != NULL)
    ZSTD_DCtx_reset (self->decompressor, ZSTD_reset_session_only);
  self->at_boundary = TRUE;
  self->any_frame = FALSE;
}

static void
halqa_zstd_converter_iface_init (GConverterIface *iface)
{
  iface->convert = halqa_zstd_converter_convert;
  iface->reset = halqa_zstd_converter_reset;
}

static void
halqa_zstd_converter_finalize (GObject *object)
{
  HalqaZstdConverter *self = HALQA_ZSTD_CONVERTER (object);

  ZSTD_freeCCtx (self->compressor);
  ZSTD_freeDCtx (self->decompressor);
  G_OBJECT_CLASS (halqa_zstd_converter_parent_class)->finalize (object);
}

static void
halqa_zstd_converter_class_init (HalqaZstdConverterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_zstd_converter_finalize;
}

static void
halqa_zstd_converter_init (HalqaZstdConverter *self)
{
  self->at_boundary = TRUE;
}

/**
 * halqa_zstd_compressor_new:
 *
 * Level 3, with a checksum of the content behind each frame.
 *
 * Returns: (transfer full): a converter that compresses
 */
GConverter *
halqa_zstd_compressor_new (void)
{
  HalqaZstdConverter *self = g_object_new (HALQA_TYPE_ZSTD_CONVERTER, NULL);

  self->mode = MODE_COMPRESS;
  self->compressor = ZSTD_createCCtx ();
  if (self->compressor == NULL)
    g_error ("out of memory");
  ZSTD_CCtx_setParameter (self->compressor, ZSTD_c_compressionLevel, LEVEL);
  ZSTD_CCtx_setParameter (self->compressor, ZSTD_c_checksumFlag, 1);
  return G_CONVERTER (self);
}

/**
 * halqa_zstd_decompressor_new:
 *
 * Fails with %HALQA_SYNC_ERROR_MALFORMED on what is no zstd or asks for a larger window, with
 * %HALQA_SYNC_ERROR_DAMAGED where the input ends inside a frame or before the first.
 *
 * Returns: (transfer full): a converter that decompresses
 */
GConverter *
halqa_zstd_decompressor_new (void)
{
  HalqaZstdConverter *self = g_object_new (HALQA_TYPE_ZSTD_CONVERTER, NULL);

  self->mode = MODE_DECOMPRESS;
  self->decompressor = ZSTD_createDCtx ();
  if (self->decompressor == NULL)
    g_error ("out of memory");
  ZSTD_DCtx_setParameter (self->decompressor, ZSTD_d_windowLogMax, HALQA_ZSTD_WINDOW_LOG_MAX);
  return G_CONVERTER (self);
}
