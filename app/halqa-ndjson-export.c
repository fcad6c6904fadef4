/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-ndjson.h"

#include <string.h>

#include "halqa-file-writer.h"
#include "halqa-kinds.h"
#include "halqa-ndjson-private.h"
#include "halqa-record-json.h"

/*
 * Writing all records of a forum to a file of one JSON object a line.
 *
 * The records are of one moment, ordered by kind and id. Deleted ones are among them, with
 * `"deleted":true`: read back, they are made and deleted, so that an export is the whole of what
 * is shown, and nobody gets back by way of a file what the room has thrown out. Records of kind
 * `key` stay behind: they are for the laptops of this forum and of use to nobody else.
 */

typedef struct
{
  GOutputStream *stream;
  HalqaExportWork *work;
  guint64 total;
} HalqaExport;

static gboolean
is_for_others (const HalqaKind *kind)
{
  return strcmp (kind->name, "key") != 0;
}

static gboolean
write_record (HalqaRecord *record, gpointer user_data, GError **error)
{
  HalqaExport *export = user_data;
  g_autofree char *line = NULL;

  if (!is_for_others (halqa_record_get_kind (record)))
    return TRUE;
  line = halqa_record_json_line (record, HALQA_RECORD_JSON_WHOLE);
  return g_output_stream_write_all (export->stream, line, strlen (line), NULL, NULL, error) &&
         g_output_stream_write_all (export->stream, "\n", 1, NULL, NULL, error) &&
         halqa_export_work_step (export->work, export->total, error);
}

/* As far as they can be counted: that it can't be read, the walk tells. */
static guint64
count_records (HalqaReader *reader)
{
  guint64 n_records = 0;

  for (const HalqaKind *kind = halqa_kinds_get_schema ()->kinds; kind->name != NULL; kind++)
    if (is_for_others (kind))
      n_records += halqa_reader_count_all (reader, kind->name, NULL);
  return n_records;
}

static gboolean
write_records (HalqaReader *reader, HalqaExport *export, GError **error)
{
  gboolean written;

  if (!halqa_reader_begin (reader, error))
    return FALSE;
  export->total = count_records (reader);
  written = halqa_record_json_walk (reader, write_record, export, error);
  halqa_reader_end (reader);
  return written;
}

/**
 * halqa_ndjson_export_store:
 * @reader: what is shown
 * @path: a file, replaced where it is there already
 * @work: of which this is done
 * @error: of the file or the store; what stood at @path is untouched then
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_ndjson_export_store (HalqaReader *reader,
                           const char *path,
                           HalqaExportWork *work,
                           GError **error)
{
  g_autoptr (HalqaFileWriter) file = NULL;
  g_autoptr (GOutputStream) buffered = NULL;
  HalqaExport export = { .work = work };

  g_return_val_if_fail (path != NULL && work != NULL, FALSE);

  file = halqa_file_writer_new (path, 0666, error);
  if (file == NULL)
    return FALSE;
  buffered = g_buffered_output_stream_new (G_OUTPUT_STREAM (file));
  export.stream = buffered;
  return write_records (reader, &export, error) && g_output_stream_flush (buffered, NULL, error) &&
         halqa_file_writer_commit (file, error);
}
