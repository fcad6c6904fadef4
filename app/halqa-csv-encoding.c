/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-csv-encoding.h"

#include "halqa-reason.h"

#include <string.h>

/*
 * In what encoding somebody's spreadsheet has saved a table. No file says so, but for a byte order
 * mark; so all of it is read.
 *
 * What is UTF-8 is UTF-8: no other text is by chance. A few damaged bytes in much that is sound
 * don't change that, their rows are refused one by one. UTF-16 without a mark shows by the byte that
 * its letters of ASCII (0) and of Arabic (6) have in common, at every other place. What is left are
 * the code pages of Windows for Arabic and for Western languages. Both have the small letters of
 * French at the same places, so they differ in what Arabic is made of: words, letter beside letter,
 * where Western text has one capital with an accent between letters of ASCII.
 *
 * Rejected: uchardet, which chooses among thirty encodings, of which a table from here has one of
 * these.
 */

#define CHUNK_SIZE (64 * 1024)
/* Letters side by side that make a word of Arabic. */
#define WORD_MIN 3
/* So many sound characters bear one that is damaged. */
#define SOUND_PER_DAMAGED 8

typedef struct
{
  guint64 n_sound; /* characters of several bytes in UTF-8 */
  guint64 n_damaged; /* bytes that are none */
  guint64 n_bytes;
  guint64 n_blocks[2]; /* 0 and 6 at even and at odd places */

  guint run; /* bytes of Arabic letters in Windows-1256, side by side, up to here */
  gboolean after_latin; /* whether a letter of ASCII stood before them */
  guint64 n_arabic; /* letters of Arabic words */
  guint64 n_latin; /* single ones among letters of ASCII */
} HalqaEvidence;

static gboolean
is_arabic (guint8 byte)
{
  return (byte >= 0xC1 && byte <= 0xDF && byte != 0xD7) || byte == 0xE1 ||
         (byte >= 0xE3 && byte <= 0xE6) || byte == 0xEC || byte == 0xED;
}

static void
end_run (HalqaEvidence *self, gboolean before_latin)
{
  if (self->run >= WORD_MIN)
    self->n_arabic += self->run;
  else if (self->run == 1 && (self->after_latin || before_latin))
    self->n_latin++;
  self->run = 0;
}

static void
weigh_byte (HalqaEvidence *self, guint8 byte)
{
  if (byte == 0 || byte == 6)
    self->n_blocks[self->n_bytes % 2]++;
  self->n_bytes++;
  if (is_arabic (byte))
    {
      self->run++;
      return;
    }
  if (self->run > 0)
    end_run (self, g_ascii_isalpha ((char) byte));
  self->after_latin = g_ascii_isalpha ((char) byte);
}

/* Returns: bytes at the end that may be the beginning of a character. */
static gsize
weigh_utf8 (HalqaEvidence *self, const char *text, gsize size)
{
  const char *end = text + size;

  while (text < end)
    {
      gunichar character;

      if ((guint8) *text < 0x80)
        {
          text++;
          continue;
        }
      character = g_utf8_get_char_validated (text, end - text);
      if (character == (gunichar) -2)
        return (gsize) (end - text);
      if (character == (gunichar) -1)
        {
          self->n_damaged++;
          text++;
          continue;
        }
      self->n_sound++;
      text = g_utf8_next_char (text);
    }
  return 0;
}

static gboolean
weigh (HalqaEvidence *self,
       GInputStream *stream,
       guint64 total,
       HalqaProgressFunc progress,
       gpointer user_data,
       GCancellable *cancellable,
       GError **error)
{
  g_autofree char *buffer = g_malloc (CHUNK_SIZE);
  gsize kept = 0;

  while (TRUE)
    {
      gssize n_read =
          g_input_stream_read (stream, buffer + kept, CHUNK_SIZE - kept, cancellable, error);
      gsize size;

      if (n_read < 0)
        return FALSE;
      for (gssize i = 0; i < n_read; i++)
        weigh_byte (self, (guint8) buffer[kept + i]);
      size = kept + (gsize) n_read;
      kept = weigh_utf8 (self, buffer, size);
      memmove (buffer, buffer + size - kept, kept);
      if (progress != NULL)
        progress (self->n_bytes, total, user_data);
      if (n_read == 0)
        break;
    }
  end_run (self, FALSE);
  return TRUE;
}

/* Half of all bytes, or nearly, on one side only. */
static gboolean
is_block_every_other (const HalqaEvidence *self, guint side)
{
  return self->n_blocks[side] * 8 > self->n_bytes &&
         self->n_blocks[1 - side] * 8 < self->n_blocks[side];
}

static HalqaCsvEncoding
judge (const HalqaEvidence *self)
{
  if (is_block_every_other (self, 1))
    return HALQA_CSV_UTF_16_LE;
  if (is_block_every_other (self, 0))
    return HALQA_CSV_UTF_16_BE;
  if (self->n_damaged == 0 || self->n_sound / SOUND_PER_DAMAGED >= self->n_damaged)
    return HALQA_CSV_UTF_8;
  return self->n_arabic > self->n_latin ? HALQA_CSV_WINDOWS_1256 : HALQA_CSV_WINDOWS_1252;
}

static gboolean
recognise_mark (const guint8 *start, gsize size, HalqaCsvForm *form)
{
  static const struct
  {
    const char *mark;
    guint size;
    HalqaCsvEncoding encoding;
  } marks[] = {
    { "\xEF\xBB\xBF", 3, HALQA_CSV_UTF_8 },
    { "\xFF\xFE", 2, HALQA_CSV_UTF_16_LE },
    { "\xFE\xFF", 2, HALQA_CSV_UTF_16_BE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (size >= marks[i].size && memcmp (start, marks[i].mark, marks[i].size) == 0)
      {
        form->encoding = marks[i].encoding;
        form->mark_size = marks[i].size;
        return TRUE;
      }
  return FALSE;
}

/**
 * halqa_csv_recognise_encoding:
 * @file: a table
 * @form: (out caller-allocates): its encoding and mark are set
 * @progress: (nullable): bytes that were read, and how many there are
 * @user_data: for @progress
 * @cancellable: (nullable): ends it
 * @error: of the file
 *
 * Reads all of it, where no mark says what it is.
 *
 * Returns: whether it could be read
 */
gboolean
halqa_csv_recognise_encoding (GFile *file,
                              HalqaCsvForm *form,
                              HalqaProgressFunc progress,
                              gpointer user_data,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (GFileInputStream) stream = halqa_reason_read_file (file, cancellable, error);
  guint8 start[3];
  gsize size;
  HalqaEvidence evidence = { 0 };

  *form = (HalqaCsvForm){ HALQA_CSV_UTF_8, 0, ',', 0 };
  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), start, sizeof start,
                                                  &size, cancellable, error))
    return FALSE;
  if (recognise_mark (start, size, form))
    return TRUE;
  if (!g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, cancellable, error) ||
      !weigh (&evidence, G_INPUT_STREAM (stream), halqa_progress_get_total (stream), progress,
              user_data, cancellable, error))
    return FALSE;
  form->encoding = judge (&evidence);
  return TRUE;
}

/**
 * halqa_csv_encoding_get_name:
 * @encoding: an encoding
 *
 * Returns: (transfer none): what people call it, in no language
 */
const char *
halqa_csv_encoding_get_name (HalqaCsvEncoding encoding)
{
  static const char *const names[] = { "UTF-8", "UTF-16", "UTF-16", "Windows-1252",
                                       "Windows-1256" };

  return names[encoding];
}

/**
 * halqa_csv_convert:
 * @stream: a table, from its first byte
 * @form: how it is written down
 * @error: of the stream
 *
 * Returns: (transfer full): its text in UTF-8, without a mark. Of UTF-8 nothing is checked; of the
 *   code pages of Windows, a byte that means nothing is read as its number
 */
GInputStream *
halqa_csv_convert (GInputStream *stream, const HalqaCsvForm *form, GError **error)
{
  static const char *const charsets[] = { NULL, "UTF-16LE", "UTF-16BE", "CP1252", "CP1256" };
  const char *charset = charsets[form->encoding];
  g_autoptr (GCharsetConverter) converter = NULL;

  if (g_input_stream_skip (stream, form->mark_size, NULL, error) < 0)
    return NULL;
  if (charset == NULL)
    return g_object_ref (stream);
  converter = g_charset_converter_new ("UTF-8", charset, error);
  if (converter == NULL)
    return NULL;
  /* Bytes that are skipped one by one would shift the rest of a UTF-16. */
  g_charset_converter_set_use_fallback (converter, form->encoding != HALQA_CSV_UTF_16_LE &&
                                                       form->encoding != HALQA_CSV_UTF_16_BE);
  return g_converter_input_stream_new (stream, G_CONVERTER (converter));
}
