/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-folder-private.h"
#include "halqa-item-list.h"
#include "halqa-kinds.h"
#include "laptop.h"
#include "report.h"

#include <locale.h>
#include <sys/resource.h>

/* What a person does with a forum of many proposals: open it, order them by another field, search as
 * one types. Of each the slowest case counts, in the median of its runs. The window's list is measured
 * in this process, `halqa-node list` from its start. */

#define SEED 2026
#define RUNS 9
#define N_ROWS "50"
#define OPEN_LIMIT_MS 300.0
#define SORT_LIMIT_MS 30.0
#define SEARCH_LIMIT_MS 20.0

typedef struct
{
  double ms;
  double cpu_ms; /* of one run, in the mean */
  char *what; /* the case */
} Slowest;

/* Milliseconds of the processor, of this process and of those that it has waited for. */
static double
get_cpu_ms (void)
{
  struct rusage children;

  getrusage (RUSAGE_CHILDREN, &children);
  return 1e3 * (get_cpu_seconds () + (double) children.ru_utime.tv_sec +
                (double) children.ru_stime.tv_sec) +
         (double) (children.ru_utime.tv_usec + children.ru_stime.tv_usec) / 1e3;
}

static void
note (Slowest *self, GArray *times, double cpu_ms, const char *what)
{
  const double ms = median_of (times);

  if (ms <= self->ms)
    return;
  self->ms = ms;
  self->cpu_ms = cpu_ms / times->len;
  g_free (self->what);
  self->what = g_strdup (what);
}

static gboolean
tell (Slowest *self, const char *name, guint n, double limit)
{
  g_autofree char *line = g_strdup_printf ("%s of %u, by %s", name, n, self->what);
  gboolean within = report (line, self->ms, limit, "ms");

  report_floor ("its processor time", self->cpu_ms, "ms");
  g_free (self->what);
  return within;
}

/* Returns: a folder with one forum of @n proposals. */
static char *
make_folder (guint n)
{
  g_autofree char *path = g_dir_make_tmp ("halqa-browse-XXXXXX", NULL);
  g_autoptr (GPtrArray) changes = generate_changes (n, SEED);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaFolder) folder = halqa_folder_open (path, &error);
  g_autoptr (HalqaStore) store = halqa_folder_new_store (folder, "منتدى", NULL, &error);

  g_assert_no_error (error);
  if (!halqa_store_commit_many (store, changes, &error) || !halqa_store_index (store, &error))
    g_error ("%s", error->message);
  halqa_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return g_steal_pointer (&path);
}

static HalqaItemList *
open_list (HalqaForum *forum, const char *kind, const char *sort)
{
  HalqaItemList *list = halqa_item_list_new (forum, kind, sort, FALSE);
  g_autoptr (HalqaItem) first = g_list_model_get_item (G_LIST_MODEL (list), 0);

  return list;
}

/* The lists of the window, until the first row of the proposals is there. */
static gboolean
measure_opening (const char *path, guint n)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *name = g_strdup_printf ("opening a forum of %u", n);

  for (guint i = 0; i < RUNS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;
      g_autoptr (HalqaFolder) folder = halqa_folder_open (path, &error);
      g_autoptr (HalqaForum) forum = halqa_folder_open_forum (folder, NULL, &error);
      g_autoptr (HalqaItemList) sessions = NULL;
      g_autoptr (HalqaItemList) themes = NULL;
      g_autoptr (HalqaItemList) proposals = NULL;
      double ms;

      g_assert_no_error (error);
      sessions = open_list (forum, "session", "title");
      themes = open_list (forum, "theme", "name");
      proposals = open_list (forum, "proposal", "position");
      ms = seconds_since (start) * 1e3;
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (proposals)), ==, n);
      g_array_append_val (times, ms);
    }
  return report (name, median_of (times), OPEN_LIMIT_MS, "ms");
}

static void
measure_sort (HalqaForum *forum, const char *sort, Slowest *slowest)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  const double cpu = get_cpu_ms ();

  for (guint i = 0; i < RUNS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      g_autoptr (HalqaItemList) list = open_list (forum, "proposal", sort);
      const double ms = seconds_since (start) * 1e3;

      g_array_append_val (times, ms);
    }
  note (slowest, times, get_cpu_ms () - cpu, sort);
}

static void
measure_listing (const char *node, const char *path, const char *sort, Slowest *slowest)
{
  const char *const arguments[] = { node,     "--data", path,      "--json", "list", "proposal",
                                    "--sort", sort,     "--limit", N_ROWS,   NULL };
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  const double cpu = get_cpu_ms ();

  for (guint i = 0; i < RUNS; i++)
    {
      g_autofree char *output = NULL;
      const double ms = time_program (arguments, &output);

      g_array_append_val (times, ms);
    }
  note (slowest, times, get_cpu_ms () - cpu, sort);
}

static gboolean
measure_sorting (HalqaForum *forum, const char *node, const char *path, guint n)
{
  static const char *const times[] = { "created", "updated" };
  const HalqaKind *kind = halqa_schema_find_kind (halqa_kinds_get_schema (), "proposal");
  Slowest list = { 0 }, listing = { 0 };
  gboolean within;

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      measure_sort (forum, times[i], &list);
      measure_listing (node, path, times[i], &listing);
    }
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    {
      measure_sort (forum, field->name, &list);
      measure_listing (node, path, field->name, &listing);
    }
  within = tell (&list, "sorted list", n, SORT_LIMIT_MS);
  within &= tell (&listing, "halqa-node list --limit " N_ROWS, n, SORT_LIMIT_MS);
  return within;
}

/* Each character changes the list once more. */
static void
type_words (HalqaItemList *list, const char *words, Slowest *slowest)
{
  for (const char *end = g_utf8_next_char (words);; end = g_utf8_next_char (end))
    {
      g_autofree char *typed = g_strndup (words, (gsize) (end - words));
      g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
      double cpu = 0;

      for (guint i = 0; i < RUNS; i++)
        {
          gint64 start;
          double ms;

          halqa_item_list_set_search (list, NULL);
          cpu -= get_cpu_ms ();
          start = g_get_monotonic_time ();
          halqa_item_list_set_search (list, typed);
          cpu += get_cpu_ms ();
          ms = seconds_since (start) * 1e3;
          g_array_append_val (times, ms);
        }
      note (slowest, times, cpu, typed);
      if (*end == '\0')
        break;
    }
}

static gboolean
measure_search (HalqaForum *forum, guint n)
{
  static const char *const words[] = { "التعاونية", "والنقل جمعيات", "coopérative",
                                       "les habitants" };
  g_autoptr (HalqaItemList) list = open_list (forum, "proposal", "position");
  Slowest slowest = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    type_words (list, words[i], &slowest);
  return tell (&slowest, "search as one types", n, SEARCH_LIMIT_MS);
}

static gboolean
measure (const char *node, guint n)
{
  g_autofree char *path = make_folder (n);
  gboolean within = measure_opening (path, n);

  {
    g_autoptr (GError) error = NULL;
    g_autoptr (HalqaFolder) folder = halqa_folder_open (path, &error);
    g_autoptr (HalqaForum) forum = halqa_folder_open_forum (folder, NULL, &error);

    g_assert_no_error (error);
    within &= measure_sorting (forum, node, path, n);
    within &= measure_search (forum, n);
  }
  remove_folder (path);
  return within;
}

int
main (int argc, char **argv)
{
  gboolean within;

  if (argc != 2)
    return 2;
  /* Texts are sorted as the language of the machine does. */
  setlocale (LC_ALL, "");
  within = measure (argv[1], 2000);
  within &= measure (argv[1], 20000);
  return within ? 0 : 1;
}
