/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "halqa-csv-columns.h"
#include "halqa-csv-private.h"
#include "halqa-kinds.h"

/* A table into a forum: looked at, tried and read, which come to the same; a table of one row read
 * twice changes nothing the second time. A text made harmless is the same text again. */

/* Then the store is made anew, so that a run does not grow slower and slower. */
#define ENTRIES_MAX 500

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
refused_cb (guint line, const char *why, gpointer user_data)
{
  g_assert_true (line > 0 && why != NULL && g_utf8_validate (why, -1, NULL));
  ++*(guint *) user_data;
}

static HalqaImportReport
import (HalqaCsvPlan *plan, gboolean dry)
{
  g_autoptr (GError) error = NULL;
  HalqaImportReport report;
  guint n_refused = 0;
  gboolean done = halqa_csv_import_store (reader, plan, dry, refused_cb, NULL, &n_refused, NULL,
                                          &report, &error);

  g_assert_true (done == halqa_csv_plan_is_usable (plan) && done == (error == NULL));
  g_assert_cmpuint (report.n_refused, ==, n_refused);
  g_assert_cmpuint (report.n_new + report.n_changed + report.n_same + report.n_refused, ==,
                    report.n_lines);
  return report;
}

static guint64
count_entries (void)
{
  HalqaStatus status;

  g_assert_true (halqa_reader_status (reader, &status, NULL));
  return status.n_entries;
}

static void
try_samples (HalqaCsvPlan *plan)
{
  for (guint row = 0; row < halqa_csv_plan_get_n_samples (plan); row++)
    for (guint i = 0; i < halqa_csv_plan_get_n_columns (plan); i++)
      {
        const char *text = halqa_csv_plan_get_sample (plan, row, i);
        g_autofree char *guarded = halqa_csv_guard (text);

        g_assert_cmpstr (halqa_csv_unguard (guarded), ==, text);
      }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaCsvPlan) plan =
                 halqa_csv_plan_new (fuzz_write_file (data, size), NULL, NULL, NULL, &error);
  HalqaImportReport tried, report;
  guint64 n_entries;

  g_assert_true ((plan == NULL) == (error != NULL));
  if (plan == NULL)
    return 0;
  try_samples (plan);
  tried = import (plan, TRUE);
  report = import (plan, FALSE);
  g_assert_cmpuint (tried.n_lines, ==, report.n_lines);
  n_entries = count_entries ();
  if (report.n_lines == 1)
    {
      g_assert_cmpuint (tried.n_new, ==, report.n_new);
      g_assert_cmpuint (tried.n_same, ==, report.n_same);
      import (plan, FALSE);
      g_assert_cmpuint (count_entries (), ==, n_entries);
    }
  if (n_entries > ENTRIES_MAX)
    open_store ();
  return 0;
}
