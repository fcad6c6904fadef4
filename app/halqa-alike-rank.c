/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike-rank.h"

#include "halqa-types.h"

/* A pair among the others of the forum.
 *
 * Two that say one thing in other words have little in common, and two that ask for two things in one
 * frame have much. What tells them apart is often the rest of the forum: of those, the first are each
 * the nearest that the other has (reciprocal nearest neighbours), and one of the second has a nearer
 * one elsewhere. So the first gain and the second lose.
 *
 * Rule: what is proposed is a function of the pairs that are given. Who leaves out pairs that are
 * marked as not the same, or merges one, is proposed what comes next.
 *
 * Rejected: the nearest ones alone. A demand may have been written three times and more. */

/* All in the measure that the signs are added up in, see halqa-alike-score.c; fitted as they are. */
#define NEAREST_GAIN 1.0
/* How much nearer another one may be at no loss. */
#define NEARER_FREE 1.0
#define NEARER_LOSS 0.33

static void
note_best (GHashTable *best, const HalqaId *id, guint score)
{
  if (score > GPOINTER_TO_UINT (g_hash_table_lookup (best, id)))
    g_hash_table_insert (best, (gpointer) id, GUINT_TO_POINTER (score));
}

static guint
rank_one (const HalqaLikeness *pair, GHashTable *best)
{
  const guint a = GPOINTER_TO_UINT (g_hash_table_lookup (best, &pair->a));
  const guint b = GPOINTER_TO_UINT (g_hash_table_lookup (best, &pair->b));
  const guint nearest = MAX (a, b);
  const double sum = halqa_alike_sum_from_score (pair->score);
  const double nearer = halqa_alike_sum_from_score (nearest) - sum;

  if (pair->score == nearest)
    return halqa_alike_score_from_sum (sum + NEAREST_GAIN);
  return halqa_alike_score_from_sum (sum - MAX (nearer - NEARER_FREE, 0) * NEARER_LOSS);
}

guint
halqa_alike_rank_get_least (guint threshold)
{
  return halqa_alike_score_from_sum (halqa_alike_sum_from_score (threshold) - NEAREST_GAIN);
}

/**
 * halqa_alike_rank:
 * @pairs: (element-type HalqaLikeness): all from halqa_alike_rank_get_least() on
 * @threshold: in thousandths
 *
 * Puts the likest first, of equal ones by their ids.
 */
void
halqa_alike_rank (GArray *pairs, guint threshold)
{
  g_autoptr (GHashTable) best = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  g_autoptr (GArray) own = g_array_copy (pairs);
  guint n = 0;

  for (guint i = 0; i < own->len; i++)
    {
      const HalqaLikeness *pair = &g_array_index (own, HalqaLikeness, i);

      note_best (best, &pair->a, pair->score);
      note_best (best, &pair->b, pair->score);
    }
  for (guint i = 0; i < own->len; i++)
    {
      HalqaLikeness pair = g_array_index (own, HalqaLikeness, i);

      pair.score = rank_one (&pair, best);
      if (pair.score >= threshold)
        g_array_index (pairs, HalqaLikeness, n++) = pair;
    }
  g_array_set_size (pairs, n);
  g_array_sort (pairs, halqa_likeness_compare);
}
