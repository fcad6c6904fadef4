/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-csv-writer.h"

#include <csv.h>
#include <string.h>

#include "halqa-csv-columns.h"
#include "halqa-file-writer.h"

/*
 * Rows into a file. Every cell that holds something is quoted, by libcsv, so that spaces at its ends
 * and line breaks in it stay what they are; an empty one has no quotes, which some readers tell
 * from an empty text.
 */

struct _HalqaCsvWriter
{
  HalqaFileWriter *file;
  GOutputStream *stream; /* buffered, into it */
  GByteArray *row;
  char separator;
  HalqaCsvStyle style;
  gboolean is_first_cell;
};

/**
 * halqa_csv_writer_new:
 * @path: a file, replaced where it is there already
 * @separator: between cells
 * @style: for whom
 * @error: of the file
 *
 * Returns: (transfer full): a file without rows
 */
HalqaCsvWriter *
halqa_csv_writer_new (const char *path, char separator, HalqaCsvStyle style, GError **error)
{
  g_autoptr (HalqaFileWriter) file = halqa_file_writer_new (path, 0666, error);
  HalqaCsvWriter *self;

  if (file == NULL)
    return NULL;
  self = g_new0 (HalqaCsvWriter, 1);
  self->stream = g_buffered_output_stream_new (G_OUTPUT_STREAM (file));
  self->file = g_steal_pointer (&file);
  self->row = g_byte_array_new ();
  self->separator = separator;
  self->style = style;
  self->is_first_cell = TRUE;
  if (style == HALQA_CSV_FOR_SPREADSHEETS)
    g_byte_array_append (self->row, (const guint8 *) "\xEF\xBB\xBF", 3);
  return self;
}

/* Without a commit, what stood at the path is untouched. */
void
halqa_csv_writer_free (HalqaCsvWriter *self)
{
  g_object_unref (self->stream);
  g_object_unref (self->file);
  g_byte_array_unref (self->row);
  g_free (self);
}

static void
add_quoted (HalqaCsvWriter *self, const char *text)
{
  const gsize size = strlen (text);
  const guint before = self->row->len;
  gsize written;

  /* Two quotes around it, and at worst all of it quotes. */
  g_byte_array_set_size (self->row, before + 2 * (guint) size + 2);
  written = csv_write (self->row->data + before, 2 * size + 2, text, size);
  g_byte_array_set_size (self->row, before + (guint) written);
}

void
halqa_csv_writer_add (HalqaCsvWriter *self, const char *text)
{
  g_autofree char *guarded = NULL;

  if (!self->is_first_cell)
    g_byte_array_append (self->row, (const guint8 *) &self->separator, 1);
  self->is_first_cell = FALSE;
  if (text == NULL || *text == '\0')
    return;
  if (self->style == HALQA_CSV_FOR_SPREADSHEETS)
    text = guarded = halqa_csv_guard (text);
  add_quoted (self, text);
}

gboolean
halqa_csv_writer_end_row (HalqaCsvWriter *self, GError **error)
{
  const char *ending = self->style == HALQA_CSV_FOR_SPREADSHEETS ? "\r\n" : "\n";
  gboolean written;

  g_byte_array_append (self->row, (const guint8 *) ending, (guint) strlen (ending));
  written =
      g_output_stream_write_all (self->stream, self->row->data, self->row->len, NULL, NULL, error);
  g_byte_array_set_size (self->row, 0);
  self->is_first_cell = TRUE;
  return written;
}

/**
 * halqa_csv_writer_commit:
 * @self: a writer
 * @error: of the file
 *
 * Returns: whether all of it is on disk, under its name
 */
gboolean
halqa_csv_writer_commit (HalqaCsvWriter *self, GError **error)
{
  return g_output_stream_flush (self->stream, NULL, error) &&
         halqa_file_writer_commit (self->file, error);
}
