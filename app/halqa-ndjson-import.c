/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-ndjson.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-forum-private.h"
#include "halqa-import-private.h"
#include "halqa-json-line.h"
#include "halqa-line-reader.h"
#include "halqa-ndjson-private.h"
#include "halqa-reason.h"

/*
 * Reading records from a file of one JSON object a line.
 *
 * The file is read twice: first for the codes of the themes that stand in it, for a proposal may
 * name its theme by a code that only a later line defines.
 */

#define LINE_BYTES_MAX (1024 * 1024)

typedef struct
{
  HalqaImport *import;
  JsonParser *parser;
  HalqaProgressFunc progress;
  gpointer user_data;
  GCancellable *cancellable;
} HalqaReading;

/* What a line of the first reading holds of themes; what is wrong with it the second will say. */
static gboolean
note_theme_of_line (HalqaReading *self, const char *text, gsize size, GError **error)
{
  g_autoptr (HalqaImportRecord) line = NULL;
  const HalqaValue *code;
  JsonObject *object;

  if (memmem (text, size, "\"theme\"", 7) == NULL || memmem (text, size, "\"code\"", 6) == NULL)
    return TRUE;
  object = halqa_json_line_parse (self->parser, text, size, NULL);
  line = object != NULL ? halqa_import_record_new (object, FALSE, NULL) : NULL;
  if (line == NULL || strcmp (line->kind->name, "theme") != 0 ||
      line->deleted == HALQA_LINE_SAYS_DELETED)
    return TRUE;
  code = halqa_import_record_get_value (line, "code");
  if (code != NULL && code->type == HALQA_VALUE_TEXT)
    halqa_import_names_note_code (self->import->names, halqa_value_get_text (code), &line->id,
                                  line->has_id);
  return TRUE;
}

/* FALSE only where the store failed; a line that can't be taken is refused. */
static gboolean
import_line (HalqaReading *self, guint number, const char *text, gsize size, GError **error)
{
  JsonObject *object;
  g_autoptr (HalqaImportRecord) line = NULL;
  g_autoptr (GError) why = NULL;

  object = halqa_json_line_parse (self->parser, text, size, &why);
  line = object != NULL ? halqa_import_record_new (object, FALSE, &why) : NULL;
  if (line != NULL)
    return halqa_import_put (self->import, number, line, error) != HALQA_IMPORT_FAILED;
  halqa_import_refuse (self->import, number, why->message);
  return TRUE;
}

static gboolean
is_blank (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (text[i] != ' ' && text[i] != '\t')
      return FALSE;
  return TRUE;
}

typedef gboolean (*HalqaLineFunc) (HalqaReading *self,
                                   guint number,
                                   const char *text,
                                   gsize size,
                                   GError **error);

static gboolean
note_line (HalqaReading *self, guint number, const char *text, gsize size, GError **error)
{
  return text == NULL || note_theme_of_line (self, text, size, error);
}

static gboolean
take_line (HalqaReading *self, guint number, const char *text, gsize size, GError **error)
{
  self->import->report.n_lines++;
  if (text == NULL)
    {
      halqa_import_refuse (self->import, number, _ ("The line is longer than 1 MiB"));
      return TRUE;
    }
  return import_line (self, number, text, size, error);
}

static void
tell_progress (HalqaReading *self, GFileInputStream *stream, guint64 total)
{
  if (self->progress != NULL)
    self->progress ((guint64) g_seekable_tell (G_SEEKABLE (stream)), total, self->user_data);
}

/* Calls @func for each line that holds something; without a text for one that is too long. */
static gboolean
each_line (HalqaReading *self, GFile *file, HalqaLineFunc func, GError **error)
{
  g_autoptr (GFileInputStream) stream = halqa_reason_read_file (file, self->cancellable, error);
  g_autoptr (HalqaLineReader) lines = NULL;
  guint64 total;

  if (stream == NULL)
    return FALSE;
  total = halqa_progress_get_total (stream);
  lines = halqa_line_reader_new (G_INPUT_STREAM (stream), LINE_BYTES_MAX);
  while (!g_cancellable_set_error_if_cancelled (self->cancellable, error))
    {
      const char *text = NULL;
      gsize size = 0;
      HalqaLineResult result = halqa_line_reader_next (lines, &text, &size, error);

      if (result == HALQA_LINE_END || result == HALQA_LINE_FAILED)
        return result == HALQA_LINE_END;
      tell_progress (self, stream, total);
      if (result == HALQA_LINE_TOO_LONG)
        text = NULL;
      else if (is_blank (text, size))
        continue;
      if (!func (self, halqa_line_reader_get_number (lines), text, size, error))
        return FALSE;
    }
  return FALSE;
}

/**
 * halqa_ndjson_import_store:
 * @reader: of the store to be written, on the calling thread
 * @path: a file
 * @flags: %HALQA_IMPORT_DRY, %HALQA_IMPORT_RESTORE
 * @refused: (nullable): called for each line that is refused
 * @progress: (nullable): bytes of the file that were read
 * @user_data: for both
 * @cancellable: (nullable): ends it; what was taken by then stays
 * @report: (out caller-allocates): what became of the lines, on an error too
 * @error: of the file or the store
 *
 * Returns: whether all lines were read and what they say is on disk
 */
gboolean
halqa_ndjson_import_store (HalqaReader *reader,
                           const char *path,
                           HalqaImportFlags flags,
                           HalqaRefusedFunc refused,
                           HalqaProgressFunc progress,
                           gpointer user_data,
                           GCancellable *cancellable,
                           HalqaImportReport *report,
                           GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (HalqaImport) import = NULL;
  g_autoptr (JsonParser) parser = NULL;
  HalqaReading self;
  gboolean done;

  g_return_val_if_fail (path != NULL && report != NULL, FALSE);

  *report = (HalqaImportReport){ 0 };
  import = halqa_import_new (reader, flags, refused, user_data, error);
  if (import == NULL)
    return FALSE;
  file = g_file_new_for_path (path);
  parser = json_parser_new ();
  self = (HalqaReading){ import, parser, progress, user_data, cancellable };
  done = each_line (&self, file, note_line, error) && each_line (&self, file, take_line, error);
  /* What was read before it failed or was called off is taken: half a batch helps nobody. */
  done = halqa_import_flush (import, done ? error : NULL) && done;
  *report = import->report;
  return done;
}

/**
 * halqa_ndjson_import:
 * @forum: an open forum, on the thread that opened it
 * @path: a file
 * @refused: (nullable): called for each line that is refused
 * @user_data: for @refused
 * @report: (out caller-allocates): what became of the lines, on an error too
 * @error: of the file or the store
 *
 * Reads records as an export writes them. Blocks.
 *
 * Returns: whether all lines were read and what they say is on disk
 */
gboolean
halqa_ndjson_import (HalqaForum *forum,
                     const char *path,
                     HalqaRefusedFunc refused,
                     gpointer user_data,
                     HalqaImportReport *report,
                     GError **error)
{
  return halqa_ndjson_import_store (halqa_forum_get_reader (forum), path, HALQA_IMPORT_PLAIN,
                                    refused, NULL, user_data, NULL, report, error);
}
