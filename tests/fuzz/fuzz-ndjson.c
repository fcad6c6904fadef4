/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-forum.h"
#include "halqa-json-line.h"
#include "halqa-line-reader.h"
#include "halqa-ndjson-private.h"
#include "halqa-import-record.h"

/* An import: each line by itself, as the first byte says, or the whole file into a forum. A line is
 * taken or refused with a reason, and a file of one line read twice changes nothing the second time. */

#define LINE_BYTES_MAX 4096

static void
try_line (JsonParser *parser, const char *line, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaImportRecord) record = NULL;
  JsonObject *object = halqa_json_line_parse (parser, line, size, &error);

  g_assert_true ((object == NULL) == (error != NULL));
  if (object == NULL)
    return;
  record = halqa_import_record_new (object, FALSE, &error);
  g_assert_true ((record == NULL) == (error != NULL));
}

static void
try_lines (const guint8 *data, gsize size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, size, NULL);
  g_autoptr (HalqaLineReader) lines = halqa_line_reader_new (stream, LINE_BYTES_MAX);
  g_autoptr (JsonParser) parser = json_parser_new ();
  HalqaLineResult result;
  const char *line;
  gsize line_size;

  while ((result = halqa_line_reader_next (lines, &line, &line_size, NULL)) != HALQA_LINE_END)
    if (result == HALQA_LINE_READ)
      try_line (parser, line, line_size);
}

static HalqaImportReport
import (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  HalqaImportReport report;
  guint n_refused = 0;

  halqa_ndjson_import_store (fuzz_forum_reader (), fuzz_write_file (data, size), HALQA_IMPORT_PLAIN,
                             fuzz_forum_refused_cb, NULL, &n_refused, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_refused, ==, n_refused);
  return report;
}

/* Several lines may be about one record, and then say two things in turn. */
static void
try_file (const guint8 *data, gsize size)
{
  HalqaImportReport report = import (data, size);
  guint64 n_entries = fuzz_forum_count_entries ();

  if (report.n_lines == 1)
    {
      import (data, size);
      g_assert_cmpuint (fuzz_forum_count_entries (), ==, n_entries);
    }
  fuzz_forum_tidy ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size == 0)
    return 0;
  if (data[0] & 1)
    try_file (data + 1, size - 1);
  else
    try_lines (data + 1, size - 1);
  return 0;
}
