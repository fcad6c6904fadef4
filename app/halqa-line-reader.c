/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-line-reader.h"

#include <string.h>

/*
 * Lines of a file that somebody hands in. A file of one endless line must not fill the memory, so a
 * line has a greatest size; a longer one is told of and passed over. GDataInputStream, which also
 * reads lines, has no such bound.
 *
 * A line ends with LF or CR LF or where the stream ends; a byte order mark before the first is no
 * part of it.
 */

#define CHUNK_SIZE (64 * 1024)

struct _HalqaLineReader
{
  GInputStream *stream;
  GByteArray *buffer; /* what was read and not yet given out */
  gsize offset; /* of the first byte that was not given out */
  gsize max_size;
  guint number; /* of the last line given out */
  gboolean at_end;
};

/**
 * halqa_line_reader_new:
 * @stream: where the bytes come from; a reference is kept
 * @max_size: bytes that no line may exceed
 *
 * Returns: (transfer full): before the first line
 */
HalqaLineReader *
halqa_line_reader_new (GInputStream *stream, gsize max_size)
{
  HalqaLineReader *self = g_new0 (HalqaLineReader, 1);

  self->stream = g_object_ref (stream);
  self->buffer = g_byte_array_sized_new (CHUNK_SIZE);
  self->max_size = max_size;
  return self;
}

void
halqa_line_reader_free (HalqaLineReader *self)
{
  g_object_unref (self->stream);
  g_byte_array_unref (self->buffer);
  g_free (self);
}

/* Moves what is left to the front and reads one more chunk behind it. */
static gboolean
read_chunk (HalqaLineReader *self, GError **error)
{
  guint kept;
  gssize n_read;

  g_byte_array_remove_range (self->buffer, 0, (guint) self->offset);
  self->offset = 0;
  kept = self->buffer->len;
  g_byte_array_set_size (self->buffer, kept + CHUNK_SIZE);
  n_read = g_input_stream_read (self->stream, self->buffer->data + kept, CHUNK_SIZE, NULL, error);
  g_byte_array_set_size (self->buffer, kept + (guint) MAX (n_read, 0));
  self->at_end = n_read == 0;
  return n_read >= 0;
}

/* Gives out @size bytes and passes over @ending more. */
static void
take_line (HalqaLineReader *self, gsize size, gsize ending, const char **line, gsize *line_size)
{
  const char *start = (const char *) self->buffer->data + self->offset;

  self->offset += size + ending;
  self->number++;
  if (size > 0 && start[size - 1] == '\r')
    size--;
  if (self->number == 1 && size >= 3 && memcmp (start, "\357\273\277", 3) == 0)
    {
      start += 3;
      size -= 3;
    }
  *line = start;
  *line_size = size;
}

/**
 * halqa_line_reader_next:
 * @self: a reader
 * @line: (out) (array length=size): the line without its ending, lent until the next call; no zero
 *   byte stands behind it
 * @size: (out): its bytes
 * @error: of the stream
 *
 * Returns: what became of it
 */
HalqaLineResult
halqa_line_reader_next (HalqaLineReader *self, const char **line, gsize *size, GError **error)
{
  gsize searched = 0; /* bytes from the offset on in which no line ends */
  gboolean too_long = FALSE;

  while (TRUE)
    {
      const guint8 *start = self->buffer->data + self->offset;
      gsize available = self->buffer->len - self->offset;
      const guint8 *ending =
          available > searched ? memchr (start + searched, '\n', available - searched) : NULL;

      if (ending != NULL || (self->at_end && (available > 0 || too_long)))
        {
          gsize length = ending != NULL ? (gsize) (ending - start) : available;

          take_line (self, length, ending != NULL, line, size);
          return too_long || length > self->max_size ? HALQA_LINE_TOO_LONG : HALQA_LINE_READ;
        }
      if (self->at_end)
        return HALQA_LINE_END;

      searched = available;
      if (available > self->max_size)
        {
          too_long = TRUE;
          self->offset += available;
          searched = 0;
        }
      if (!read_chunk (self, error))
        return HALQA_LINE_FAILED;
    }
}

/**
 * halqa_line_reader_get_number:
 * @self: a reader
 *
 * Returns: the number of the line that was given out last, from 1
 */
guint
halqa_line_reader_get_number (HalqaLineReader *self)
{
  return self->number;
}
