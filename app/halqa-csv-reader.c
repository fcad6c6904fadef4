/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-csv-reader.h"

#include <csv.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-reason.h"
#include "halqa-value.h"

/*
 * The rows of a table that somebody hands in, one after the other, by libcsv.
 *
 * Rule: memory is bounded whatever the file holds. A row that is too large in any way, or holds what
 * no field can, is passed on with the reason and nothing of the rest is lost for it: the parser
 * goes on where the cell ends. libcsv knows no bounds of its own; what it asks memory with is ours
 * and gives no more than a cell may take, and then the cell is emptied and read on.
 */

#define CHUNK_SIZE (64 * 1024)
/* Room for the mark that makes a cell harmless, and for what is too long to be seen as such. */
#define CELL_BYTES_MAX (HALQA_TEXT_MAX + 4096)
#define ROW_BYTES_MAX (1024 * 1024)

typedef struct
{
  struct csv_parser csv;
  HalqaCsvRow row;
  gsize row_size; /* bytes of its cells */
  gboolean after_return; /* CR ended the last row */
  gboolean stopped;
  HalqaCsvRowFunc func;
  gpointer user_data;
} HalqaCsvParse;

static void *
allocate_cell (void *memory, size_t size)
{
  return size <= CELL_BYTES_MAX ? realloc (memory, size) : NULL;
}

static void
note_fault (HalqaCsvParse *self, const char *fault)
{
  if (self->row.fault == NULL)
    self->row.fault = fault;
}

static void
cell_cb (void *bytes, size_t size, void *user_data)
{
  HalqaCsvParse *self = user_data;
  HalqaCsvRow *row = &self->row;

  self->after_return = FALSE;
  row->n_cells++;
  if (row->n_cells > HALQA_CSV_COLUMNS_MAX || row->fault != NULL)
    return;
  self->row_size += size;
  if (self->row_size > ROW_BYTES_MAX)
    note_fault (self, _ ("The row is longer than 1 MiB"));
  else if (memchr (bytes, '\0', size) != NULL)
    note_fault (self, _ ("A text holds the character U+0000, which no field can hold"));
  else if (!g_utf8_validate_len (bytes, size, NULL))
    note_fault (self, _ ("This is not UTF-8"));
  else
    g_ptr_array_add (row->cells, g_strndup (bytes, size));
}

/* @terminator: the character, -1 where the file ends. */
static void
row_cb (int terminator, void *user_data)
{
  HalqaCsvParse *self = user_data;

  if (terminator == '\n' && self->after_return && self->row.n_cells == 0)
    {
      self->after_return = FALSE;
      return;
    }
  self->row.number++;
  self->row.is_last_and_open = terminator == -1;
  if ((self->row.n_cells > 0 || self->row.fault != NULL) && !self->stopped)
    self->stopped = !self->func (&self->row, self->user_data);
  g_ptr_array_set_size (self->row.cells, 0);
  self->row.n_cells = 0;
  self->row.fault = NULL;
  self->row_size = 0;
  self->after_return = terminator == '\r';
}

/* The cell that grew too long is begun anew. One byte stays, for a quote that may have ended it. */
static void
drop_cell (HalqaCsvParse *self)
{
  note_fault (self, _ ("A cell is longer than 65,536 bytes"));
  self->csv.entry_pos = 1;
  self->csv.spaces = 0;
}

static gboolean
parse_chunk (HalqaCsvParse *self, const char *bytes, gsize size, GError **error)
{
  gsize done = 0;

  while (done < size && !self->stopped)
    {
      done += csv_parse (&self->csv, bytes + done, size - done, cell_cb, row_cb, self);
      if (done == size)
        break;
      if (csv_error (&self->csv) != CSV_ENOMEM)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                               csv_strerror (csv_error (&self->csv)));
          return FALSE;
        }
      drop_cell (self);
    }
  return TRUE;
}

/* The last row, which may end without the end of a line. */
static void
finish (HalqaCsvParse *self, const char *fault)
{
  const unsigned char options = (unsigned char) csv_get_opts (&self->csv);

  if (fault != NULL)
    note_fault (self, fault);
  /* Only a strict parser tells whether a quote was left open. */
  csv_set_opts (&self->csv, options | CSV_STRICT | CSV_STRICT_FINI);
  if (csv_fini (&self->csv, cell_cb, row_cb, self) != 0)
    {
      csv_set_opts (&self->csv, options);
      note_fault (self, _ ("The file ends within a quoted cell: it is cut off, or a quote is "
                           "missing"));
      csv_fini (&self->csv, cell_cb, row_cb, self);
    }
  if (self->row.fault != NULL && !self->stopped)
    row_cb (-1, self);
}

/* Bytes that the encoding has no meaning for: all up to them stands. */
static gboolean
is_damage (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
}

static gboolean
parse (HalqaCsvParse *self,
       GFileInputStream *base,
       GInputStream *stream,
       guint64 limit,
       HalqaProgressFunc progress,
       GCancellable *cancellable,
       GError **error)
{
  const guint64 total = halqa_progress_get_total (base);
  g_autofree char *chunk = g_malloc (CHUNK_SIZE);
  g_autoptr (GError) fault = NULL;
  guint64 done;

  while (!self->stopped)
    {
      gssize n_read = g_input_stream_read (stream, chunk, CHUNK_SIZE, cancellable, &fault);

      if (n_read < 0 && !is_damage (fault))
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return FALSE;
        }
      if (n_read <= 0)
        break;
      if (!parse_chunk (self, chunk, (gsize) n_read, error))
        return FALSE;
      done = (guint64) g_seekable_tell (G_SEEKABLE (base));
      if (progress != NULL)
        progress (done, total, self->user_data);
      self->stopped |= limit != 0 && done >= limit;
    }
  if (!self->stopped)
    finish (self, fault != NULL ? _ ("The file is damaged from here on, or cut off") : NULL);
  return TRUE;
}

/**
 * halqa_csv_read:
 * @file: a table
 * @form: how it is written down
 * @func: called for each row
 * @progress: (nullable): told now and then how many bytes of how many are done
 * @user_data: for both
 * @cancellable: (nullable): ends it
 * @error: of the file
 *
 * Returns: whether all was read, or as much as was wanted
 */
gboolean
halqa_csv_read (GFile *file,
                const HalqaCsvForm *form,
                HalqaCsvRowFunc func,
                HalqaProgressFunc progress,
                gpointer user_data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GFileInputStream) base = halqa_reason_read_file (file, cancellable, error);
  g_autoptr (GInputStream) stream = NULL;
  HalqaCsvParse self = { .func = func, .user_data = user_data };
  gboolean done;

  if (base == NULL)
    return FALSE;
  stream = halqa_csv_convert (G_INPUT_STREAM (base), form, error);
  if (stream == NULL)
    return FALSE;
  self.row.cells = g_ptr_array_new_with_free_func (g_free);
  csv_init (&self.csv, CSV_REPALL_NL);
  csv_set_delim (&self.csv, (unsigned char) form->separator);
  csv_set_realloc_func (&self.csv, allocate_cell);
  csv_set_blk_size (&self.csv, 4096);
  done = parse (&self, base, stream, form->limit, progress, cancellable, error);
  csv_free (&self.csv);
  g_ptr_array_unref (self.row.cells);
  return done;
}
