/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-folder-private.h"
#include "laptop.h"
#include "report.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* S5: from the start of a process to the first fifty of many proposals, by the time of their last
 * change, as JSON on its standard output: `halqa-node list`. Beside it, by turns, a process that
 * asks the same of the same file by SQLite alone. */

#define SEED 2026
#define RUNS 21
#define N_ROWS 50

/* --- SQLite alone */

static int
list_bare (const char *path)
{
  sqlite3 *database;
  sqlite3_stmt *query;

  if (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2 (database, "SELECT * FROM k_proposal ORDER BY updated DESC LIMIT 50", -1,
                          &query, NULL) != SQLITE_OK)
    return 1;
  while (sqlite3_step (query) == SQLITE_ROW)
    {
      for (int i = 0; i < sqlite3_column_count (query); i++)
        {
          const char *text = (const char *) sqlite3_column_text (query, i);

          fputs (text == NULL ? "" : text, stdout);
          putchar ('\t');
        }
      putchar ('\n');
    }
  sqlite3_finalize (query);
  sqlite3_close (database);
  return 0;
}

/* --- measured */

static double
measure_once (const char *const *arguments)
{
  g_autofree char *output = NULL;
  const double ms = time_program (arguments, &output);
  guint n_lines = 0;

  for (const char *c = output; (c = strchr (c, '\n')) != NULL; c++)
    n_lines++;
  g_assert_cmpuint (n_lines, >=, N_ROWS);
  return ms;
}

/* Returns: the file of the forum that was made in @folder. */
static char *
fill (const char *path, guint n)
{
  g_autoptr (GPtrArray) changes = generate_changes (n, SEED);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaFolder) folder = halqa_folder_open (path, &error);
  g_autoptr (HalqaStore) store = halqa_folder_new_store (folder, "منتدى", NULL, &error);
  char *file;

  g_assert_no_error (error);
  if (!halqa_store_commit_many (store, changes, &error) || !halqa_store_index (store, &error))
    g_error ("%s", error->message);
  file = g_strdup (halqa_store_get_path (store));
  halqa_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return file;
}

static gboolean
measure (const char *self, const char *node, guint n, double limit, const char *peer)
{
  g_autofree char *path = g_dir_make_tmp ("halqa-open-XXXXXX", NULL);
  g_autofree char *file = fill (path, n);
  g_autofree char *name = g_strdup_printf ("process start to 50 of %u", n);
  const char *const ours[] = { node,     "--data",  path,        "--json",  "list", "proposal",
                               "--sort", "updated", "--reverse", "--limit", "50",   NULL };
  const char *const bare[] = { self, "--bare", file, NULL };
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) floors = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean within;

  for (guint i = 0; i < RUNS; i++)
    {
      double ms = measure_once (ours);
      double least = measure_once (bare);

      g_array_append_val (times, ms);
      g_array_append_val (floors, least);
    }
  within = report_beside (name, median_of (times), limit, "ms", peer);
  report_floor ("SQLite alone", median_of (floors), "ms");
  remove_folder (path);
  return within;
}

int
main (int argc, char **argv)
{
  gboolean within;

  if (argc == 3 && g_str_equal (argv[1], "--bare"))
    return list_bare (argv[2]);
  if (argc != 2)
    return 2;
  within = measure (argv[0], argv[1], 10000, 15, "PouchDB 370");
  within &= measure (argv[0], argv[1], 100000, 20, "Loro 4000");
  return within ? 0 : 1;
}
