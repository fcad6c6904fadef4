/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-item-list.h"
#include "laptop.h"
#include "report.h"

#include <locale.h>

/* A list of many records: how long the window waits for it, and how long it takes from an edit
 * that has arrived to its row. */

#define SEED 2026
#define N_LOADS 5
#define N_EDITS 50
#define LOAD_LIMIT_MS 100.0
#define ARRIVAL_LIMIT_MS 50.0

static double
measure_load (Laptop *laptop, const char *sort, guint n_rows)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_LOADS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      g_autoptr (HalqaItemList) list = halqa_item_list_new (laptop->forum, "proposal", sort, FALSE);
      g_autoptr (HalqaItem) first = g_list_model_get_item (G_LIST_MODEL (list), 0);
      const double milliseconds = seconds_since (start) * 1000;

      g_assert_nonnull (first);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n_rows);
      g_array_append_val (times, milliseconds);
    }
  return median_of (times);
}

/* From an entry's arrival to the row's new place, the fsynced write of it included. */
static double
measure_arrival (Laptop *from, Laptop *to, guint n_rows)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (HalqaItemList) list = halqa_item_list_new (to->forum, "proposal", "title", FALSE);
  ListLog log;

  list_log_start (&log, list);
  for (guint i = 0; i < N_EDITS; i++)
    {
      g_autofree char *title = generate_text (random, 40, 80);
      g_autofree char *id = laptop_add (from, "proposal", "title", title);
      const gint64 start = g_get_monotonic_time ();
      double milliseconds;

      laptop_send (from, to);
      milliseconds = seconds_since (start) * 1000;
      list_log_expect (&log, 1, 0, 1);
      g_array_append_val (times, milliseconds);
    }
  list_log_stop (&log);
  return median_of (times);
}

static gboolean
measure (guint n_rows)
{
  g_autoptr (GPtrArray) changes = generate_changes (n_rows, SEED);
  g_autoptr (GError) error = NULL;
  g_autofree char *by_title = g_strdup_printf ("list of %u by title", n_rows);
  g_autofree char *by_age = g_strdup_printf ("list of %u by age", n_rows);
  g_autofree char *arrival = g_strdup_printf ("arrival in a list of %u", n_rows);
  HalqaForumKey key;
  Laptop here;
  Laptop there;
  gboolean within = TRUE;

  laptop_start (&here, &key, TRUE);
  laptop_start (&there, &key, FALSE);
  if (!halqa_store_commit_many (here.store, changes, &error))
    g_error ("%s", error->message);
  laptop_settle (&here);
  within &= report (by_title, measure_load (&here, "title", n_rows), LOAD_LIMIT_MS, "ms");
  within &= report (by_age, measure_load (&here, "created", n_rows), LOAD_LIMIT_MS, "ms");
  within &= report (arrival, measure_arrival (&there, &here, n_rows), ARRIVAL_LIMIT_MS, "ms");
  laptop_stop (&there);
  laptop_stop (&here);
  return within;
}

int
main (void)
{
  gboolean within = TRUE;

  /* Texts are sorted as the language of the machine does. */
  setlocale (LC_ALL, "");
  within &= measure (10000);
  within &= measure (20000);
  return within ? 0 : 1;
}
