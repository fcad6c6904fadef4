/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike-index.h"

#include "halqa-spelling.h"

#include <string.h>

/* How much two proposals are alike.
 *
 * What both speak of is laid beside all that each speaks of, by weight: a rare concept says more
 * than a common one (Spärck Jones's inverse document frequency, in steps; see the index), the title
 * more than the text below it. From that come ten signs:
 *
 *   cover     what both speak of, as a share of all that the one speaks of, times the same of the
 *             other: a pair has to cover much of both. With equal weights it is the square of
 *             Ochiai's coefficient
 *   title     how much of the title the other meets, of the title that is met more
 *   wording   of the shorter title's words, how many stand in the other just so, as far as it is no
 *             copy by its letters; not across languages
 *   subject   how much that says what it is about is shared and stands in a title
 *   head      whether what each title asks for first is what the other speaks of
 *   contrary  whether the one asks for the contrary of the other; in one language, by how much of the
 *             wording is common, for “stop the river” is no contrary of “build a dyke”
 *   apart     whether the two are of two neighbourhoods
 *   place     whether they are of one
 *   lonely    how much of a title's subjects and groups the other lacks, of the title that has more
 *   names     whether each title names, or counts, what the other doesn't: “line 3”, “rue de Fès”
 *
 * The score is ½ + ½ x / (1 + |x|), of x = w₀ + Σ wᵢ signᵢ. The weights are those of a logistic
 * regression (ridge 1) over all pairs of the labelled sets in tests/data, each pair with its
 * neighbourhoods and without them, and, for a third, by titles alone. The signs were chosen by
 * fitting to all sets but one, and measuring that one.
 *
 * That wording counts against a pair is no mistake: of two that share as much, the one who says the
 * same says it in other words, and the one who takes a sentence and puts another thing into it asks
 * for that. A copy with slips has everything else for it.
 *
 * Rule: the same two texts in the same forum have the same score on every machine. What is added up
 * is whole numbers, so that no order of adding matters, and a score has three digits.
 *
 * Rejected: cosines of word counts alone (a text that explains much would resemble nothing), and
 * anything that learns from what people mark: two laptops would learn differently. */

/* What a term weighs by what it is. */
#define WEIGHT_SUBJECT 100
#define WEIGHT_GROUP 60
#define WEIGHT_WEAK 22
#define WEIGHT_WORD 60
/* Of a term that only the text below the title has, in sixteenths of one in the title. */
#define BODY_SHARE 6
/* Of a title's term that the other has in its text. */
#define CROSS_SHARE 11
/* Of a word that nobody translated, where the other is in another language. */
#define FOREIGN_SHARE 4
#define WHOLE 16
/* Of two words that differ by a slip. */
#define SLIP_SHARE 14
/* Words that are compared by spelling, of each. */
#define SPELLED_MAX 12
/* From this on letters that stand alike are no chance. */
#define COPY_LEAST 0.6

/* What is added up while two lists of terms are walked. */
typedef struct
{
  guint64 title[2]; /* all that the titles speak of */
  guint64 met[2]; /* of it, what the other speaks of too */
  guint64 all[2];
  guint64 covered[2]; /* of it, what the other speaks of too */
  guint64 subject; /* shared concepts and words that say what it is about */
  guint32 head[2]; /* what is asked for, mostly */
  guint head_met[2]; /* whether the other speaks of it: 1 in its text, 2 in its title */
  guint64 lonely[2]; /* subjects of a title, and groups, that the other lacks */
  guint n_common;
  guint n_spelled;
  gboolean across;
} Sums;

/* All that a text speaks of, as if the other spoke of nothing. */
static void
set_totals (Sums *sums, guint side, const HalqaAlikeWeights *weights)
{
  sums->title[side] = weights->title;
  sums->all[side] = weights->all;
  sums->lonely[side] = weights->lonely;
  if (!sums->across)
    return;
  sums->title[side] -= weights->title_words - weights->title_words * FOREIGN_SHARE / WHOLE;
  sums->all[side] -= weights->all_words - weights->all_words * FOREIGN_SHARE / WHOLE;
}

static void
meet (Sums *sums, guint side, const HalqaAlikeSaid *term, guint64 weight, gboolean in_title)
{
  const guint64 whole = term->weight;
  const guint64 own = term->in_title ? whole : whole * BODY_SHARE / WHOLE;

  /* A word that both have needed no translation. */
  if (sums->across && term->klass == HALQA_ALIKE_WORD)
    {
      sums->all[side] += own - own * FOREIGN_SHARE / WHOLE;
      sums->title[side] += term->in_title ? whole - whole * FOREIGN_SHARE / WHOLE : 0;
    }
  sums->covered[side] += own;
  if (!term->in_title)
    return;
  sums->met[side] += in_title ? weight : weight * CROSS_SHARE / WHOLE;
  if (term->klass == HALQA_CONCEPT_SUBJECT || term->klass == HALQA_CONCEPT_GROUP)
    sums->lonely[side] -= whole;
  if (term->number == sums->head[side])
    sums->head_met[side] = in_title ? 2 : 1;
}

static void
add_both (Sums *sums, const HalqaAlikeSaid *a, const HalqaAlikeSaid *b, guint share)
{
  const guint64 weight = (guint64) MIN (a->weight, b->weight) * share / WHOLE;
  const gboolean in_title = a->in_title && b->in_title;
  const gboolean in_one = a->in_title || b->in_title;

  meet (sums, 0, a, weight, in_title);
  meet (sums, 1, b, weight, in_title);
  if (a->klass == HALQA_CONCEPT_WEAK)
    return;
  sums->n_common++;
  if (a->klass != HALQA_CONCEPT_GROUP && in_one)
    sums->subject += in_title ? weight : weight * BODY_SHARE / WHOLE;
}

/* A word of a title that the other text lacks, and what it stands for. */
typedef struct
{
  const HalqaAlikeWord *word;
  const HalqaAlikeTerm *term;
} Alone;

/* From @from on, the first of @terms that is not below @number. */
static guint
seek (const GArray *terms, guint from, guint32 number)
{
  guint high = terms->len;

  while (from < high)
    {
      const guint middle = (from + high) / 2;

      if (g_array_index (terms, HalqaAlikeTerm, middle).number < number)
        from = middle + 1;
      else
        high = middle;
    }
  return from;
}

static guint
list_alone (const HalqaAlikeText *text, const HalqaAlikeText *other, Alone alone[SPELLED_MAX])
{
  guint n = 0;

  for (guint i = 0, own = 0, j = 0; i < text->words->len && n < SPELLED_MAX; i++)
    {
      const HalqaAlikeWord *word = &g_array_index (text->words, HalqaAlikeWord, i);
      const HalqaAlikeTerm *term;

      own = seek (text->terms, own, word->number);
      j = seek (other->terms, j, word->number);
      term = &g_array_index (text->terms, HalqaAlikeTerm, own);
      if ((j == other->terms->len ||
           g_array_index (other->terms, HalqaAlikeTerm, j).number != word->number) &&
          (n == 0 || alone[n - 1].term != term))
        alone[n++] = (Alone){ word, term };
    }
  return n;
}

/* Two words of which a list has each are two. */
static gboolean
are_near (const Alone *a, const Alone *b)
{
  return (a->term->klass == HALQA_ALIKE_WORD || b->term->klass == HALQA_ALIKE_WORD) &&
         halqa_spelling_may_be_near (a->word->letters, b->word->letters) &&
         halqa_spelling_is_near (a->word->word, b->word->word);
}

static void
add_slip (Sums *sums, const HalqaAlikeTerm *a, const HalqaAlikeTerm *b)
{
  const HalqaAlikeSaid one = { a->number, a->weight, a->klass, TRUE };
  const HalqaAlikeSaid other = { b->number, b->weight, b->klass, TRUE };

  add_both (sums, &one, &other, SLIP_SHARE);
  sums->n_spelled++;
}

/* Whether a word of @a that no list has may be one of @b's: a quick look before a long one. */
static gboolean
may_have_slip (const HalqaAlikeText *a, const HalqaAlikeText *b)
{
  for (guint i = a->words->len - a->n_unlisted; i < a->words->len; i++)
    for (guint j = 0; j < b->words->len; j++)
      if (halqa_spelling_may_be_near (g_array_index (a->words, HalqaAlikeWord, i).letters,
                                      g_array_index (b->words, HalqaAlikeWord, j).letters))
        return TRUE;
  return FALSE;
}

/* In one order of the two, whichever is laid out. */
static void
pair_spellings (Sums *sums, const HalqaAlikeText *row, const HalqaAlikeText *other)
{
  const gboolean swapped = memcmp (&row->id, &other->id, sizeof row->id) > 0;
  const HalqaAlikeText *a = swapped ? other : row;
  const HalqaAlikeText *b = swapped ? row : other;
  Alone ones[SPELLED_MAX];
  Alone others[SPELLED_MAX];
  const guint n_ones = list_alone (a, b, ones);
  const guint n_others = n_ones > 0 ? list_alone (b, a, others) : 0;

  for (guint i = 0; i < n_ones; i++)
    for (guint j = 0; j < n_others; j++)
      {
        if (others[j].word == NULL || !are_near (&ones[i], &others[j]))
          continue;
        add_slip (sums, swapped ? others[j].term : ones[i].term,
                  swapped ? ones[i].term : others[j].term);
        others[j].word = NULL;
        break;
      }
}

static void
walk (Sums *sums, const HalqaAlikeRow *row, const HalqaAlikeText *b)
{
  const HalqaAlikeSaid *end = b->said + b->n_said;

  for (const HalqaAlikeSaid *said = b->said; said < end; said++)
    if (row->by_number[said->number].weight > 0)
      add_both (sums, &row->by_number[said->number], said, WHOLE);
}

static double
divide (guint64 part, guint64 whole)
{
  return whole > 0 ? (double) part / (double) whole : 0;
}

static gboolean
have_common (const GArray *a, const GArray *b)
{
  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++)
      if (g_array_index (a, guint32, i) == g_array_index (b, guint32, j))
        return TRUE;
  return FALSE;
}

/* Of two lists that are in order. */
static guint
count_common (const GArray *a, const GArray *b)
{
  guint n = 0;

  for (guint i = 0, j = 0; i < a->len && j < b->len;)
    {
      const guint32 one = g_array_index (a, guint32, i);
      const guint32 other = g_array_index (b, guint32, j);

      n += one == other;
      i += one <= other;
      j += other <= one;
    }
  return n;
}

/* How much one title is the other as somebody else would type it: from 0, where less than @COPY_LEAST
 * of their letters stand alike (Dice's coefficient), to 1. */
static double
get_copy (const HalqaAlikeText *a, const HalqaAlikeText *b)
{
  const double alike =
      divide (2 * count_common (a->triples, b->triples), a->triples->len + b->triples->len);

  return MAX (alike - COPY_LEAST, 0) / (1 - COPY_LEAST);
}

/* Of the shorter title's words, how many stand in the other just so. */
static double
get_common_wording (const HalqaAlikeText *a, const HalqaAlikeText *b)
{
  return divide (count_common (a->wording, b->wording), MIN (a->wording->len, b->wording->len));
}

/* How far apart two texts are that have no place in common: only names that the glossary knows are
 * surely two. Others may be one that is misspelled, and in another language they say nothing. */
static double
get_distance (const HalqaAlikeText *a, const HalqaAlikeText *b)
{
  if (a->places->len == 0 || b->places->len == 0)
    return 0;
  if (a->places_known && b->places_known)
    return 1;
  return a->language == b->language && !a->places_known && !b->places_known ? 0.25 : 0;
}

/* Whether each title names what the other doesn't. */
static gboolean
name_others (const HalqaAlikeText *a, const HalqaAlikeText *b)
{
  return halqa_alike_names_differ (a->names, b->names) ||
         (a->title_places->len > 0 && b->title_places->len > 0 &&
          !have_common (a->title_places, b->title_places));
}

/* Signs that are no concepts of both, but of one against the other. */
static gboolean
is_opposed (const HalqaAlikeText *a, const HalqaAlikeText *b)
{
  for (guint i = 0; i < a->opposed->len; i++)
    for (guint j = 0; j < b->acts->len; j++)
      if (g_array_index (a->opposed, guint32, i) == g_array_index (b->acts, guint32, j))
        return TRUE;
  return FALSE;
}

/* Fitted, see above: w₀ first, for precision a little below what fitted, then one for each sign;
 * within one language, and across two. What the contrary, places and names weigh is set, for the
 * labelled sets hold few of them: one demand in another neighbourhood is proposed where it is said in
 * nearly the same words, one whose title names another street is not. */
static const double sign_weights[2][HALQA_ALIKE_N_SIGNS + 1] = {
  { -3.49, 4.72, 2.38, -6.1, 3.25, 0.98, -8, -2, 1.2, -3.7, -6 },
  { -6.43, 7.69, 1.91, 0, 4.17, 1.02, -8, -3, 1.2, -1.25, -7 },
};

/* Some three concepts that are not common. */
#define SUBJECT_FULL 2400

/* Those that are sums; the others as if they spoke for the pair. */
static void
set_signs_of_sums (double *signs, const Sums *sums)
{
  const double lonely_a = divide (sums->lonely[0], sums->title[0]);
  const double lonely_b = divide (sums->lonely[1], sums->title[1]);

  signs[HALQA_SIGN_COVER] =
      divide (sums->covered[0], sums->all[0]) * divide (sums->covered[1], sums->all[1]);
  signs[HALQA_SIGN_TITLE] =
      MAX (divide (sums->met[0], sums->title[0]), divide (sums->met[1], sums->title[1]));
  signs[HALQA_SIGN_WORDING] = 0;
  signs[HALQA_SIGN_SUBJECT] = (double) MIN (sums->subject, SUBJECT_FULL) / SUBJECT_FULL;
  signs[HALQA_SIGN_HEAD] = MIN (sums->head_met[0], sums->head_met[1]) / 2.0;
  signs[HALQA_SIGN_CONTRARY] = 0;
  signs[HALQA_SIGN_APART] = 0;
  signs[HALQA_SIGN_PLACE] = 1;
  signs[HALQA_SIGN_LONELY] = MAX (lonely_a, lonely_b);
  signs[HALQA_SIGN_NAMES] = 0;
}

/* The others, for which lists are walked through: those that take longer. */
static void
set_signs_of_lists (double *signs,
                    gboolean across,
                    const HalqaAlikeText *a,
                    const HalqaAlikeText *b)
{
  const gboolean same_place = have_common (a->places, b->places);
  const double wording = across ? 0 : get_common_wording (a, b);
  const gboolean named = name_others (a, b);

  signs[HALQA_SIGN_WORDING] = wording > 0 && !named ? wording * (1 - get_copy (a, b)) : wording;
  signs[HALQA_SIGN_CONTRARY] = 0;
  if (is_opposed (a, b) || is_opposed (b, a))
    signs[HALQA_SIGN_CONTRARY] = across ? 1 : wording;
  signs[HALQA_SIGN_APART] = same_place ? 0 : get_distance (a, b);
  signs[HALQA_SIGN_PLACE] = same_place;
  signs[HALQA_SIGN_NAMES] = named;
}

/* x / (1 + |x|) has the shape of a logistic curve and is the same on every machine. */
guint
halqa_alike_score_from_sum (double sum)
{
  const double score = 0.5 + 0.5 * sum / (1 + ABS (sum));

  return (guint) (score * HALQA_ALIKE_SCORE_MAX + 0.5);
}

/* What rounds to a score of 1 is as if it rounded to the one before. */
double
halqa_alike_sum_from_score (guint score)
{
  const double part = 2.0 * MIN (score, HALQA_ALIKE_SCORE_MAX - 1) / HALQA_ALIKE_SCORE_MAX - 1;

  return part / (1 - ABS (part));
}

static guint
score_signs (const double *signs, gboolean across)
{
  const double *weights = sign_weights[across];
  double sum = weights[0];

  for (guint i = 0; i < HALQA_ALIKE_N_SIGNS; i++)
    sum += weights[i + 1] * signs[i];
  return halqa_alike_score_from_sum (sum);
}

/* What speaking of something weighs before its rarity is known; @klass: of a #HalqaAlikeTerm. */
guint
halqa_alike_weigh_class (guint klass)
{
  switch (klass)
    {
    case HALQA_CONCEPT_SUBJECT:
      return WEIGHT_SUBJECT;
    case HALQA_CONCEPT_GROUP:
      return WEIGHT_GROUP;
    case HALQA_ALIKE_WORD:
      return WEIGHT_WORD;
    default:
      return WEIGHT_WEAK;
    }
}

/**
 * halqa_alike_weigh:
 * @text: what a proposal speaks of, each term weighed
 *
 * Adds up the weights and packs what weighs something, which halqa_alike_compare() needs.
 */
void
halqa_alike_weigh (HalqaAlikeText *text)
{
  HalqaAlikeWeights *weights = &text->weights;

  *weights = (HalqaAlikeWeights){ 0 };
  text->said = g_renew (HalqaAlikeSaid, text->said, text->terms->len);
  text->n_said = 0;
  for (guint i = 0; i < text->terms->len; i++)
    {
      const HalqaAlikeTerm *term = &g_array_index (text->terms, HalqaAlikeTerm, i);
      const guint64 own =
          term->in_title ? term->weight : (guint64) term->weight * BODY_SHARE / WHOLE;
      const gboolean is_word = term->klass == HALQA_ALIKE_WORD;

      if (term->weight == 0)
        continue;
      text->said[text->n_said++] =
          (HalqaAlikeSaid){ term->number, term->weight, term->klass, term->in_title };
      weights->all += own;
      weights->all_words += is_word ? own : 0;
      if (!term->in_title)
        continue;
      weights->title += own;
      weights->title_words += is_word ? own : 0;
      if (term->klass == HALQA_CONCEPT_SUBJECT || term->klass == HALQA_CONCEPT_GROUP)
        weights->lonely += own;
    }
}

/**
 * halqa_alike_compare:
 * @row: what one proposal speaks of, laid out
 * @other: what another speaks of
 * @least: a score from which on a pair is wanted
 * @likeness: (out caller-allocates): how much they are alike; the lesser id is its a
 * @signs: (out caller-allocates) (optional): what the score is made of
 *
 * Returns: whether the pair has something in common, and that score; if not, the rest may not be set
 */
gboolean
halqa_alike_compare (const HalqaAlikeRow *row,
                     const HalqaAlikeText *other,
                     guint least,
                     HalqaLikeness *likeness,
                     double signs[HALQA_ALIKE_N_SIGNS])
{
  Sums sums = { .across = row->text->language != other->language,
                .head = { row->text->head, other->head } };
  const HalqaAlikeText *a = row->text;
  const HalqaAlikeText *b = other;
  double own[HALQA_ALIKE_N_SIGNS];

  if (signs == NULL)
    signs = own;
  set_totals (&sums, 0, &row->text->weights);
  set_totals (&sums, 1, &other->weights);
  walk (&sums, row, other);
  if (!sums.across && sums.covered[0] > 0 && (may_have_slip (a, b) || may_have_slip (b, a)))
    pair_spellings (&sums, row->text, other);
  set_signs_of_sums (signs, &sums);
  if (sums.n_common == 0 || score_signs (signs, sums.across) < least)
    return FALSE;
  if (memcmp (&a->id, &b->id, sizeof a->id) > 0)
    {
      a = other;
      b = row->text;
    }
  set_signs_of_lists (signs, sums.across, a, b);
  *likeness = (HalqaLikeness){ .a = a->id,
                               .b = b->id,
                               .score = score_signs (signs, sums.across),
                               .across = sums.across,
                               .n_common = sums.n_common,
                               .n_spelled = sums.n_spelled,
                               .same_place = signs[HALQA_SIGN_PLACE] > 0 };
  return likeness->score >= least;
}
