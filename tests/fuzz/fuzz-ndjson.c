/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "halqa-json-line.h"
#include "halqa-kinds.h"
#include "halqa-line-reader.h"
#include "halqa-ndjson-private.h"
#include "halqa-import-record.h"

/* An import: each line by itself, as the first byte says, or the whole file into a forum. A line is
 * taken or refused with a reason, and a file of one line read twice changes nothing the second time. */

/* Then the store is made anew, so that a run does not grow slower and slower. */
#define ENTRIES_MAX 500
#define LINE_BYTES_MAX 4096

static HalqaStore *store;
static HalqaReader *reader;

static void
open_store (void)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&reader);
  if (store != NULL)
    halqa_store_close (store);
  g_clear_object (&store);
  store = fuzz_create_store ("forum", halqa_kinds_get_schema ());
  reader = halqa_reader_open (store, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  open_store ();
  return 0;
}

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

static void
refused_cb (guint line, const char *why, gpointer user_data)
{
  g_assert_true (line > 0 && why != NULL && g_utf8_validate (why, -1, NULL));
  ++*(guint *) user_data;
}

static HalqaImportReport
import (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  HalqaImportReport report;
  guint n_refused = 0;

  halqa_ndjson_import_store (reader, fuzz_write_file (data, size), FALSE, refused_cb, NULL,
                             &n_refused, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_refused, ==, n_refused);
  return report;
}

static guint64
count_entries (void)
{
  HalqaStatus status;

  g_assert_true (halqa_reader_status (reader, &status, NULL));
  return status.n_entries;
}

/* Several lines may be about one record, and then say two things in turn. */
static void
try_file (const guint8 *data, gsize size)
{
  HalqaImportReport report = import (data, size);
  guint64 n_entries = count_entries ();

  if (report.n_lines == 1)
    {
      import (data, size);
      g_assert_cmpuint (count_entries (), ==, n_entries);
    }
  if (n_entries > ENTRIES_MAX)
    open_store ();
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
