/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy.h"

#include <stdio.h>
#include <string.h>

/* S2, where no cursor is known: two laptops hold the same entries but for ten on each side, spread
 * at random over the time of the forum, and reconcile. Printed are the bytes of all messages, the
 * rounds (a message and its answer) and the time of both sides, beside the goals for 10,000 entries
 * and beside what is least: the ids that differ, and one pass that adds up all ids of both sides.
 * Medians of several sets; the seeds are fixed, so two runs have the same bytes. */

#define RUNS 21
#define DIFFERING 10
#define FRAME_LIMIT (256 * 1024)
#define GOAL_ENTRIES 10000
#define GOAL_BYTES 14000
#define GOAL_ROUNDS 3
#define STAMP_START (G_GUINT64_CONSTANT (1700000000000) << 16)

typedef struct
{
  guint64 stamp;
  HalqaEntryId id;
  gboolean ours;
  gboolean theirs;
} Entry;

typedef enum
{
  BYTES,
  ROUNDS,
  SETUP_US,
  TALK_US,
  PASS_US,
  N_FIGURES
} Figure;

static void
make_id (GRand *random, HalqaEntryId *id)
{
  for (gsize i = 0; i < sizeof id->bytes; i += sizeof (guint32))
    {
      guint32 word = g_rand_int (random);

      memcpy (id->bytes + i, &word, sizeof word);
    }
}

/* In the order of their stamps, as a store lists them. */
static GArray *
make_entries (GRand *random, guint n_entries)
{
  GArray *entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), n_entries);
  guint64 stamp = STAMP_START;

  for (guint i = 0; i < n_entries; i++)
    {
      Entry entry = { .ours = TRUE, .theirs = TRUE };

      stamp += (guint64) g_rand_int_range (random, 1, 5000) << 16;
      entry.stamp = stamp;
      make_id (random, &entry.id);
      g_array_append_val (entries, entry);
    }
  for (guint i = 0; i < 2 * DIFFERING;)
    {
      Entry *entry = &g_array_index (entries, Entry, g_rand_int_range (random, 0, n_entries));

      if (!entry->ours || !entry->theirs)
        continue;
      if (i++ % 2 == 0)
        entry->ours = FALSE;
      else
        entry->theirs = FALSE;
    }
  return entries;
}

static void
set_up (GArray *entries, HalqaNegentropy *ours, HalqaNegentropy *theirs)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->ours)
        halqa_negentropy_add (ours, entry->stamp, &entry->id);
      if (entry->theirs)
        halqa_negentropy_add (theirs, entry->stamp, &entry->id);
    }
  halqa_negentropy_seal (ours);
  halqa_negentropy_seal (theirs);
}

static void
talk (HalqaNegentropy *ours, HalqaNegentropy *theirs, gint64 figures[N_FIGURES])
{
  g_autoptr (GArray) have = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GArray) need = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) question = halqa_negentropy_initiate (ours);

  while (question != NULL)
    {
      g_autoptr (GBytes) answer = halqa_negentropy_respond (theirs, question, &error);

      g_assert_no_error (error);
      figures[BYTES] += g_bytes_get_size (question) + g_bytes_get_size (answer);
      figures[ROUNDS]++;
      g_bytes_unref (g_steal_pointer (&question));
      question = halqa_negentropy_reconcile (ours, answer, have, need, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (have->len, ==, DIFFERING);
  g_assert_cmpuint (need->len, ==, DIFFERING);
}

static void
add_up (GArray *entries)
{
  HalqaFingerprint ours = { 0 };
  HalqaFingerprint theirs = { 0 };

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->ours)
        halqa_fingerprint_add (&ours, &entry->id);
      if (entry->theirs)
        halqa_fingerprint_add (&theirs, &entry->id);
    }
  g_assert_cmpuint (ours.count, ==, theirs.count);
}

static void
measure (guint seed, guint n_entries, gint64 figures[N_FIGURES])
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GArray) entries = make_entries (random, n_entries);
  g_autoptr (HalqaNegentropy) ours = halqa_negentropy_new (FRAME_LIMIT);
  g_autoptr (HalqaNegentropy) theirs = halqa_negentropy_new (FRAME_LIMIT);
  gint64 start = g_get_monotonic_time ();

  set_up (entries, ours, theirs);
  figures[SETUP_US] = g_get_monotonic_time () - start;
  start = g_get_monotonic_time ();
  talk (ours, theirs, figures);
  figures[TALK_US] = g_get_monotonic_time () - start;
  start = g_get_monotonic_time ();
  add_up (entries);
  figures[PASS_US] = g_get_monotonic_time () - start;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static void
measure_medians (guint n_entries, gint64 medians[N_FIGURES])
{
  gint64 runs[N_FIGURES][RUNS];

  for (guint run = 0; run < RUNS; run++)
    {
      gint64 figures[N_FIGURES] = { 0 };

      measure (run, n_entries, figures);
      for (guint figure = 0; figure < N_FIGURES; figure++)
        runs[figure][run] = figures[figure];
    }
  for (guint figure = 0; figure < N_FIGURES; figure++)
    {
      qsort (runs[figure], RUNS, sizeof (gint64), compare_numbers);
      medians[figure] = runs[figure][RUNS / 2];
    }
}

static void
print_medians (guint n_entries, const gint64 medians[N_FIGURES])
{
  gint64 least = 2 * DIFFERING * sizeof (HalqaEntryId);

  printf ("%u entries: %" G_GINT64_FORMAT " bytes (the ids that differ: %" G_GINT64_FORMAT
          "), %" G_GINT64_FORMAT " rounds\n",
          n_entries, medians[BYTES], least, medians[ROUNDS]);
  printf ("%u entries: set up in %.2f ms, reconciled in %.2f ms (one pass over the ids: %.2f ms)\n",
          n_entries, medians[SETUP_US] / 1e3, medians[TALK_US] / 1e3, medians[PASS_US] / 1e3);
}

int
main (void)
{
  const guint sizes[] = { GOAL_ENTRIES, 100000 };
  gboolean reached = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gint64 medians[N_FIGURES];

      measure_medians (sizes[i], medians);
      print_medians (sizes[i], medians);
      if (sizes[i] == GOAL_ENTRIES)
        reached = medians[BYTES] <= GOAL_BYTES && medians[ROUNDS] <= GOAL_ROUNDS;
    }
  printf ("goal S2 without a cursor, at %u entries: %u bytes, %u rounds: %s\n", GOAL_ENTRIES,
          GOAL_BYTES, GOAL_ROUNDS, reached ? "reached" : "missed");
  return reached ? 0 : 1;
}
