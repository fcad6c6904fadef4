/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-version-sets.h"
#include "halqa-word-diff.h"
#include "laptop.h"
#include "report.h"

#include <string.h>

/* The list of what people wrote differently, in a large forum: how long the window waits for it, and
 * what each commit of others costs it. And two long texts, word by word. */

#define SEED 2026
#define N_PROPOSALS 20000
#define N_CONFLICTS 200
#define N_ROUNDS 30
#define LOAD_LIMIT_MS 50.0
#define COMMIT_LIMIT_MS 1.0
#define TEXTS_LIMIT_MS 50.0
#define TEXT_SIZE 65000

typedef struct
{
  HalqaVersionSets *sets;
  guint n;
} Wait;

static gboolean
has_all (gpointer user_data)
{
  const Wait *wait = user_data;

  return g_list_model_get_n_items (G_LIST_MODEL (wait->sets)) == wait->n;
}

static void
set_titles (Laptop *laptop, const char *title)
{
  for (guint i = 0; i < N_CONFLICTS; i++)
    {
      g_autofree char *hex = NULL;
      HalqaId id;

      generate_id (SEED, i * (N_PROPOSALS / N_CONFLICTS), &id);
      hex = halqa_hex_dup (id.bytes, sizeof id.bytes);
      laptop_set (laptop, "proposal", hex, "title", title);
    }
}

static double
measure_load (Laptop *laptop)
{
  const gint64 start = g_get_monotonic_time ();
  g_autoptr (HalqaVersionSets) sets = halqa_version_sets_new (laptop->forum);
  Wait wait = { sets, N_CONFLICTS };

  wait_until (has_all, &wait);
  return seconds_since (start) * 1000;
}

/* What the list does when it is told of one record. */
static double
measure_commit (Laptop *laptop, guint index)
{
  g_autoptr (HalqaVersionSets) sets = halqa_version_sets_new (laptop->forum);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) touched = g_array_new (FALSE, FALSE, sizeof (HalqaTouched));
  HalqaTouched record = { halqa_schema_find_kind (halqa_store_get_schema (laptop->store),
                                                  "proposal") };
  Wait wait = { sets, N_CONFLICTS };

  wait_until (has_all, &wait);
  generate_id (SEED, index, &record.id);
  g_array_append_val (touched, record);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      double milliseconds;

      g_signal_emit_by_name (laptop->forum, "touched", touched);
      milliseconds = seconds_since (start) * 1000;
      g_array_append_val (times, milliseconds);
    }
  return median_of (times);
}

static double
measure_texts (const char *before, const char *after, gboolean both)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  const char *texts[] = { after, before };

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      double milliseconds;

      if (both)
        g_free (halqa_word_union (before, texts, 2));
      else
        g_array_unref (halqa_word_diff (before, after));
      milliseconds = seconds_since (start) * 1000;
      g_array_append_val (times, milliseconds);
    }
  return median_of (times);
}

/* The forum with its conflicts. */
static gboolean
measure_forum (void)
{
  g_autoptr (GPtrArray) changes = generate_changes (N_PROPOSALS, SEED);
  g_autoptr (GError) error = NULL;
  HalqaForumKey key;
  Laptop here;
  Laptop there;
  gboolean within = TRUE;

  laptop_start (&here, &key, TRUE);
  laptop_start (&there, &key, FALSE);
  if (!halqa_store_commit_many (here.store, changes, &error))
    g_error ("%s", error->message);
  laptop_send (&here, &there);
  set_titles (&here, "ours");
  set_titles (&there, "theirs");
  laptop_send (&there, &here);
  within &= report ("list of 200 conflicts among 20000", measure_load (&here), LOAD_LIMIT_MS, "ms");
  within &=
      report ("a commit that is none of them", measure_commit (&here, 1), COMMIT_LIMIT_MS, "ms");
  within &= report ("a commit of one of them", measure_commit (&here, 0), COMMIT_LIMIT_MS, "ms");
  laptop_stop (&there);
  laptop_stop (&here);
  return within;
}

static gboolean
measure_long_texts (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  g_autofree char *before = generate_text (random, TEXT_SIZE / 2, TEXT_SIZE / 2 + 1);
  g_autofree char *other = generate_text (random, TEXT_SIZE / 2, TEXT_SIZE / 2 + 1);
  g_autofree char *after = g_strconcat ("أول ", before, " وآخر", NULL);
  gboolean within = TRUE;

  within &= report ("words of a long text edited", measure_texts (before, after, FALSE),
                    TEXTS_LIMIT_MS, "ms");
  within &= report ("words of two long texts", measure_texts (before, other, FALSE), TEXTS_LIMIT_MS,
                    "ms");
  within &=
      report ("union of two long edits", measure_texts (before, after, TRUE), TEXTS_LIMIT_MS, "ms");
  return within;
}

int
main (void)
{
  gboolean within = measure_forum ();

  return measure_long_texts () && within ? 0 : 1;
}
