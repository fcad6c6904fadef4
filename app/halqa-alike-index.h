/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-alike-text.h"
#include "halqa-progress.h"

G_BEGIN_DECLS

/* From this score on a pair is proposed, see halqa_alike_rank(). */
#define HALQA_ALIKE_THRESHOLD 0.5
/* Scores are whole numbers up to this: thousandths. */
#define HALQA_ALIKE_SCORE_MAX 1000

/* What a score is made of: halqa-alike-score.c says what each is. */
enum
{
  HALQA_SIGN_COVER,
  HALQA_SIGN_TITLE,
  HALQA_SIGN_WORDING,
  HALQA_SIGN_SUBJECT,
  HALQA_SIGN_HEAD,
  HALQA_SIGN_CONTRARY,
  HALQA_SIGN_APART,
  HALQA_SIGN_PLACE,
  HALQA_SIGN_LONELY,
  HALQA_SIGN_NAMES,
  HALQA_ALIKE_N_SIGNS
};

/**
 * HalqaLikeness:
 * @a: the lesser id
 * @b: the other
 * @score: in thousandths
 * @n_common: words and concepts that both speak of, weak ones left aside
 * @n_spelled: of these, words that are spelled differently
 * @same_place: whether both are about one neighbourhood
 * @across: whether they are written in two languages
 *
 * How much two proposals are alike.
 */
typedef struct
{
  HalqaId a;
  HalqaId b;
  guint score;
  guint n_common;
  guint n_spelled;
  gboolean same_place;
  gboolean across;
} HalqaLikeness;

/* By score, then by ids. */
int halqa_likeness_compare (gconstpointer a, gconstpointer b);

/* --- of halqa-alike-score.c */

/**
 * HalqaAlikeRow:
 * @text: what a proposal speaks of
 * @by_number: what it says, each at its number
 *
 * One proposal, laid out to be compared with many.
 */
typedef struct
{
  const HalqaAlikeText *text;
  HalqaAlikeSaid *by_number;
} HalqaAlikeRow;

guint halqa_alike_score_from_sum (double sum);
double halqa_alike_sum_from_score (guint score);
guint halqa_alike_weigh_class (guint klass);
void halqa_alike_weigh (HalqaAlikeText *text);
/* FALSE where the pair has nothing in common or a score below @least. @signs: what the score is made
 * of; or NULL. */
gboolean halqa_alike_compare (const HalqaAlikeRow *row,
                              const HalqaAlikeText *other,
                              guint least,
                              HalqaLikeness *likeness,
                              double signs[HALQA_ALIKE_N_SIGNS]);

/**
 * HalqaAlikeIndex:
 *
 * The proposals of a forum and which of them are alike. What it finds depends on what it holds, not
 * on the order in which that was put. Not thread safe.
 */
typedef struct _HalqaAlikeIndex HalqaAlikeIndex;

/* @least: the score from which on pairs are kept, in thousandths. @terms: as halqa_glossary_new() has
 * it. */
HalqaAlikeIndex *halqa_alike_index_new (const GPtrArray *terms, guint least);
void halqa_alike_index_free (HalqaAlikeIndex *self);
/* @progress: (nullable): told how many texts are compared, and of how many, where all pairs are listed */
void halqa_alike_index_set_progress (HalqaAlikeIndex *self,
                                     HalqaProgressFunc progress,
                                     gpointer user_data);
/* Holds @source in the place of what it had of the same id. */
void halqa_alike_index_put (HalqaAlikeIndex *self, const HalqaAlikeSource *source);
void halqa_alike_index_remove (HalqaAlikeIndex *self, const HalqaId *id);
/* (element-type HalqaLikeness) (transfer full): all pairs, the likest first. */
GArray *halqa_alike_index_list_pairs (HalqaAlikeIndex *self);
/* The same of one proposal and of all that it is in a pair with, without comparing the others. */
GArray *halqa_alike_index_list_pairs_of (HalqaAlikeIndex *self, const HalqaId *id);
/* FALSE where it doesn't hold both. */
gboolean halqa_alike_index_compare (HalqaAlikeIndex *self,
                                    const HalqaId *a,
                                    const HalqaId *b,
                                    HalqaLikeness *likeness,
                                    double *signs);

gboolean halqa_alike_index_contains (HalqaAlikeIndex *self, const HalqaId *id);
/* The folded words of the titles of @a and @b that stand for what the other speaks of too. */
char **halqa_alike_index_list_common (HalqaAlikeIndex *self, const HalqaId *a, const HalqaId *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaAlikeIndex, halqa_alike_index_free)

G_END_DECLS
