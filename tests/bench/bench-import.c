/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-ndjson.h"
#include "laptop.h"
#include "report.h"

/* The import of 10,000 proposals with their notes from a file, until all of it is on disk. */

#define N_PROPOSALS 10000
#define SEED 2026
#define LIMIT_SECONDS 3.0

static void
refused_cb (guint line, const char *why, gpointer user_data)
{
  g_printerr ("line %u: %s\n", line, why);
}

int
main (void)
{
  g_autofree char *lines = generate_ndjson (N_PROPOSALS, SEED);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  HalqaImportReport imported = { 0 };
  HalqaForumKey key;
  Laptop laptop;
  guint64 n_proposals;
  gint64 start;
  double seconds;

  laptop_start (&laptop, &key, TRUE);
  path = g_build_filename (laptop.folder, "forum.ndjson", NULL);
  if (!g_file_set_contents (path, lines, -1, &error))
    g_error ("%s", error->message);

  start = g_get_monotonic_time ();
  if (!halqa_ndjson_import (laptop.forum, path, refused_cb, NULL, &imported, &error))
    g_error ("%s", error->message);
  seconds = seconds_since (start);
  n_proposals = halqa_reader_count (halqa_forum_get_reader (laptop.forum), "proposal", &error);
  laptop_stop (&laptop);

  g_assert_cmpuint (imported.n_refused, ==, 0);
  g_assert_cmpuint (n_proposals, ==, N_PROPOSALS);
  return report ("import of 10,000 proposals", seconds, LIMIT_SECONDS, "s") ? 0 : 1;
}
