/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-change-set.h"
#include "halqa-changes.h"
#include "halqa-since.h"
#include "laptop.h"
#include "report.h"

/* What has changed in a large forum since 200 of its proposals were edited, read and put into order;
 * the window's list of the same, until it is there; and for comparison all of the forum, as after it
 * was joined, which the window reads on a thread of its own. */

#define SEED 2026
#define N_RUNS 9
#define N_EDITS 200
#define LIMIT_MS 50.0

static double
measure_set (Laptop *laptop, guint64 after)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_RUNS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      g_autoptr (HalqaChangeSet) set =
                     halqa_change_set_new (halqa_forum_get_reader (laptop->forum));
      g_autoptr (GPtrArray) settled = NULL;
      g_autoptr (GPtrArray) list = NULL;
      double milliseconds;

      g_assert_true (halqa_change_set_add_arrived (set, after, NULL));
      settled = halqa_change_set_settle (set, NULL);
      list = halqa_change_set_list (set);
      milliseconds = seconds_since (start) * 1000;
      g_assert_cmpuint (list->len, >=, after == 0 ? N_EDITS + 1 : N_EDITS);
      g_array_append_val (times, milliseconds);
    }
  return median_of (times);
}

static gboolean
is_loaded (gpointer list)
{
  return !halqa_changes_is_loading (list);
}

static double
measure_list (Laptop *laptop)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_RUNS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      g_autoptr (HalqaChanges) list = halqa_changes_new (laptop->forum);
      g_autoptr (HalqaChangedItem) first = NULL;
      double milliseconds;

      wait_until (is_loaded, list);
      first = g_list_model_get_item (G_LIST_MODEL (list), 0);
      milliseconds = seconds_since (start) * 1000;
      g_assert_nonnull (first);
      g_array_append_val (times, milliseconds);
    }
  return median_of (times);
}

static void
edit (Laptop *laptop)
{
  for (guint i = 0; i < N_EDITS; i++)
    {
      g_autofree char *hex = NULL;
      HalqaId id;

      generate_id (SEED, i * 7, &id);
      hex = halqa_hex_dup (id.bytes, HALQA_ID_SIZE);
      laptop_set (laptop, "proposal", hex, "answer", "أُجيب عنه");
    }
}

static gboolean
measure (guint n_proposals)
{
  g_autoptr (GPtrArray) changes = generate_changes (n_proposals, SEED);
  g_autofree char *set = g_strdup_printf ("200 changes of %u", n_proposals);
  g_autofree char *list = g_strdup_printf ("the list of them, of %u", n_proposals);
  g_autofree char *all = g_strdup_printf ("all of %u and their notes", n_proposals);
  g_autoptr (GError) error = NULL;
  HalqaForumKey key;
  Laptop here;
  Laptop there;
  guint64 after;
  gboolean within;

  laptop_start (&here, &key, TRUE);
  laptop_start (&there, &key, FALSE);
  if (!halqa_store_commit_many (here.store, changes, &error))
    g_error ("%s", error->message);
  laptop_send (&here, &there);
  edit (&there);
  halqa_reader_get_newest (halqa_forum_get_reader (here.forum), &after, NULL);
  halqa_store_set_looked (here.store, after, NULL);
  laptop_send (&there, &here);
  within = report (set, measure_set (&here, after), LIMIT_MS, "ms");
  within &= report (list, measure_list (&here), LIMIT_MS, "ms");
  report_floor (all, measure_set (&here, 0), "ms");
  laptop_stop (&there);
  laptop_stop (&here);
  return within;
}

int
main (void)
{
  gboolean within = measure (2000);

  within &= measure (20000);
  return within ? 0 : 1;
}
