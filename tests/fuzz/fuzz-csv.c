/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-forum.h"
#include "halqa-csv-columns.h"
#include "halqa-csv-private.h"

/* A table into a forum: looked at, tried and read, which come to the same; a table of one row read
 * twice changes nothing the second time. A text made harmless is the same text again. */

static HalqaImportReport
import (HalqaCsvPlan *plan, gboolean dry)
{
  g_autoptr (GError) error = NULL;
  HalqaImportReport report;
  guint n_refused = 0;
  gboolean done =
      halqa_csv_import_store (fuzz_forum_reader (), plan,
                              dry ? HALQA_IMPORT_DRY : HALQA_IMPORT_PLAIN, fuzz_forum_refused_cb,
                              NULL, &n_refused, NULL, &report, &error);

  g_assert_true (done == halqa_csv_plan_is_usable (plan) && done == (error == NULL));
  g_assert_cmpuint (report.n_refused, ==, n_refused);
  g_assert_cmpuint (report.n_new + report.n_changed + report.n_same + report.n_refused, ==,
                    report.n_lines);
  return report;
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
  n_entries = fuzz_forum_count_entries ();
  if (report.n_lines == 1)
    {
      g_assert_cmpuint (tried.n_new, ==, report.n_new);
      g_assert_cmpuint (tried.n_same, ==, report.n_same);
      import (plan, FALSE);
      g_assert_cmpuint (fuzz_forum_count_entries (), ==, n_entries);
    }
  fuzz_forum_tidy ();
  return 0;
}
