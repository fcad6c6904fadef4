/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-word-diff.h"

#include <pango/pango.h>
#include <string.h>

/* How one text became another, word by word, and what two people made of one text together.
 *
 * Words are those of Unicode (UAX #29), by Pango: marks stay with their letters, and what is no word
 * (a space, a comma) is a piece of its own. So nothing is ever cut inside a word, in any script, and
 * the pieces of a text put together are the text.
 *
 * The shortest script of changes is looked for (Myers 1986, "An O(ND) Difference Algorithm") among
 * the pieces that are left when what both texts begin and end with is taken away. Two texts of
 * 64 KiB that have little in common would take seconds, so there is a bound: beyond DISTANCE_MAX
 * changes whole paragraphs are compared first, and then the words between those that stayed; and
 * when STEPS_MAX are spent, what is left was changed as a whole. The bounds count and don't time, so
 * every laptop finds the same differences.
 *
 * Rule: a union is made only of changes to different pieces. Two insertions in one place, or a change
 * of what another changed, are for a person to put together; the same change by two is one.
 *
 * Rejected: a difference by letters. It finds more in common, and proposes words that nobody wrote. */

/* Changes that are looked for at once: 4 MB of notes. */
#define DISTANCE_MAX 1000
/* Comparisons in all: some tens of milliseconds. */
#define STEPS_MAX (8 * 1000 * 1000)

#define UNMATCHED G_MAXUINT

typedef struct
{
  const char *text; /* of the whole */
  gsize start;
  gsize size;
} Piece;

typedef struct
{
  const char *text;
  GArray *pieces; /* of Piece */
  GArray *numbers; /* of guint: the same for equal pieces, of all texts that are compared */
} Pieces;

/* A change: pieces @start to @end of the text before gave way to others. */
typedef struct
{
  guint start;
  guint end;
  const Pieces *by;
  guint by_start;
  guint by_end;
} Hunk;

/* Two rows of numbers that are compared: of pieces, or of paragraphs. */
typedef struct
{
  const guint *before;
  const guint *after;
  guint *match; /* for each of those before, the one after that it is, or UNMATCHED */
  guint *n_steps; /* spent so far, of all rows of a comparison */
} Rows;

/* Part of both: @before to @before_end, and @after to @after_end. */
typedef struct
{
  guint before;
  guint before_end;
  guint after;
  guint after_end;
} Range;

/* --- pieces */

static guint
hash_piece (gconstpointer data)
{
  const Piece *piece = data;
  guint hash = 5381;

  for (gsize i = 0; i < piece->size; i++)
    hash = hash * 33 + (guint8) piece->text[piece->start + i];
  return hash;
}

static gboolean
equal_pieces (gconstpointer a, gconstpointer b)
{
  const Piece *one = a;
  const Piece *other = b;

  return one->size == other->size &&
         memcmp (one->text + one->start, other->text + other->start, one->size) == 0;
}

static GHashTable *
numbers_new (void)
{
  return g_hash_table_new_full (hash_piece, equal_pieces, g_free, NULL);
}

static guint
get_number (GHashTable *numbers, const Piece *piece)
{
  gpointer number;

  if (g_hash_table_lookup_extended (numbers, piece, NULL, &number))
    return GPOINTER_TO_UINT (number);
  number = GUINT_TO_POINTER (g_hash_table_size (numbers));
  g_hash_table_insert (numbers, g_memdup2 (piece, sizeof *piece), number);
  return GPOINTER_TO_UINT (number);
}

static void
add_piece (Pieces *self, GHashTable *numbers, gsize start, gsize end)
{
  const Piece piece = { self->text, start, end - start };
  const guint number = get_number (numbers, &piece);

  g_array_append_val (self->pieces, piece);
  g_array_append_val (self->numbers, number);
}

/* The language is a fixed one: pieces must not depend on whose laptop it is. */
static Pieces *
pieces_new (const char *text, GHashTable *numbers)
{
  Pieces *self = g_new0 (Pieces, 1);
  const glong n_chars = g_utf8_strlen (text, -1);
  g_autofree PangoLogAttr *attributes = g_new0 (PangoLogAttr, n_chars + 1);
  const char *at = text;
  gsize start = 0;

  self->text = text;
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  pango_get_log_attrs (text, (int) strlen (text), -1, pango_language_from_string ("und"),
                       attributes, (int) n_chars + 1);
  for (glong i = 0; i <= n_chars; i++)
    {
      const gsize end = (gsize) (at - text);

      if (end > start && (attributes[i].is_word_boundary || i == n_chars))
        {
          add_piece (self, numbers, start, end);
          start = end;
        }
      if (i < n_chars)
        at = g_utf8_next_char (at);
    }
  return self;
}

static void
pieces_free (Pieces *self)
{
  g_array_unref (self->pieces);
  g_array_unref (self->numbers);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pieces, pieces_free)

/* Where piece @i begins; of the one behind the last, where the text ends. */
static gsize
get_start (const Pieces *self, guint i)
{
  return i < self->pieces->len ? g_array_index (self->pieces, Piece, i).start : strlen (self->text);
}

static gboolean
is_blank (const Pieces *self, guint start, guint end)
{
  const char *text = self->text + get_start (self, start);
  const char *stop = self->text + get_start (self, end);

  for (; text < stop; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* --- what stayed */

/* What stands at both ends of both; @range is what is left between. */
static void
match_ends (Rows *rows, Range *range)
{
  while (range->before < range->before_end && range->after < range->after_end &&
         rows->before[range->before] == rows->after[range->after])
    rows->match[range->before++] = range->after++;
  while (range->before < range->before_end && range->after < range->after_end &&
         rows->before[range->before_end - 1] == rows->after[range->after_end - 1])
    rows->match[--range->before_end] = --range->after_end;
}

/* How far each diagonal was followed, a round for each number of changes. Round @d has 2 d + 1 notes,
 * of the diagonals -d to d; so it begins at d². */
static int *
get_round (GArray *notes, int d)
{
  return (int *) notes->data + d * d + d;
}

/* Whether diagonal @k is come to in round @d by an insertion; else by a deletion. */
static gboolean
comes_by_insertion (const int *last, int d, int k)
{
  return k == -d || (k != d && last[k - 1] < last[k + 1]);
}

/* One round, as far as what is equal reaches; whether it came to the end. */
static gboolean
run_round (Rows *rows, const Range *range, GArray *notes, int d)
{
  const int n_before = (int) (range->before_end - range->before);
  const int n_after = (int) (range->after_end - range->after);
  const guint *before = rows->before + range->before;
  const guint *after = rows->after + range->after;
  const int *last;
  int *round;

  g_array_set_size (notes, (guint) ((d + 1) * (d + 1)));
  round = get_round (notes, d);
  last = d > 0 ? get_round (notes, d - 1) : NULL;
  for (int k = -d; k <= d; k += 2)
    {
      int x = 0;

      if (d > 0)
        x = comes_by_insertion (last, d, k) ? last[k + 1] : last[k - 1] + 1;
      for (; x < n_before && x - k < n_after && before[x] == after[x - k]; x++)
        ++*rows->n_steps;
      ++*rows->n_steps;
      round[k] = x;
      if (k == n_before - n_after && x >= n_before)
        return TRUE;
    }
  return FALSE;
}

/* Goes back over the rounds from the end to the beginning; what was equal on the way is the same. */
static void
note_way_back (Rows *rows, const Range *range, GArray *notes, int d)
{
  int x = (int) (range->before_end - range->before);
  int y = (int) (range->after_end - range->after);

  for (; d >= 0; d--)
    {
      const int k = x - y;
      const int *last = d > 0 ? get_round (notes, d - 1) : NULL;
      const gboolean inserted = d > 0 && comes_by_insertion (last, d, k);
      int from = 0;

      if (d > 0)
        from = inserted ? last[k + 1] : last[k - 1] + 1;
      while (x > from)
        rows->match[range->before + (guint) --x] = range->after + (guint) --y;
      if (inserted)
        y--;
      else
        x--;
    }
}

/* Whether the shortest script from one to the other was found within the bounds; it is noted. */
static gboolean
match_middle (Rows *rows, const Range *range)
{
  g_autoptr (GArray) notes = g_array_new (FALSE, FALSE, sizeof (int));

  for (int d = 0; d <= DISTANCE_MAX && *rows->n_steps < STEPS_MAX; d++)
    if (run_round (rows, range, notes, d))
      {
        note_way_back (rows, range, notes, d);
        return TRUE;
      }
  return FALSE;
}

/* --- paragraphs */

/* Where the paragraphs between two pieces begin, and at the end where the last one ends. */
static GArray *
list_paragraphs (const Pieces *pieces, guint start, guint end)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (starts, start);
  for (guint i = start; i < end; i++)
    {
      const guint next = i + 1;
      const char first = pieces->text[get_start (pieces, i)];

      if ((first == '\n' || first == '\r') && next < end)
        g_array_append_val (starts, next);
    }
  g_array_append_val (starts, end);
  return starts;
}

static GArray *
number_paragraphs (const Pieces *pieces, const GArray *starts, GHashTable *numbers)
{
  GArray *row = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i + 1 < starts->len; i++)
    {
      const gsize start = get_start (pieces, g_array_index (starts, guint, i));
      const gsize end = get_start (pieces, g_array_index (starts, guint, i + 1));
      const Piece paragraph = { pieces->text, start, end - start };
      const guint number = get_number (numbers, &paragraph);

      g_array_append_val (row, number);
    }
  return row;
}

static void
match_words (Rows *rows, Range range)
{
  match_ends (rows, &range);
  if (range.before < range.before_end && range.after < range.after_end)
    match_middle (rows, &range);
}

/* Paragraphs that stayed, then the words between each two of them. */
static void
match_paragraphs (Rows *rows, const Range *range, const Pieces *before, const Pieces *after)
{
  g_autoptr (GHashTable) numbers = numbers_new ();
  g_autoptr (GArray) starts = list_paragraphs (before, range->before, range->before_end);
  g_autoptr (GArray) starts_after = list_paragraphs (after, range->after, range->after_end);
  g_autoptr (GArray) row = number_paragraphs (before, starts, numbers);
  g_autoptr (GArray) row_after = number_paragraphs (after, starts_after, numbers);
  g_autofree guint *match = g_new (guint, row->len);
  Rows paragraphs = { (const guint *) row->data, (const guint *) row_after->data, match,
                      rows->n_steps };
  Range gap = *range;

  memset (match, 0xff, row->len * sizeof *match);
  match_words (&paragraphs, (Range){ 0, row->len, 0, row_after->len });
  for (guint i = 0; i < row->len; i++)
    {
      const guint start = g_array_index (starts, guint, i);

      if (match[i] == UNMATCHED)
        continue;
      gap.before_end = start;
      gap.after_end = g_array_index (starts_after, guint, match[i]);
      match_words (rows, gap);
      gap.before = g_array_index (starts, guint, i + 1);
      gap.after = g_array_index (starts_after, guint, match[i] + 1);
      for (guint j = start; j < gap.before; j++)
        rows->match[j] = gap.after_end + j - start;
    }
  gap.before_end = range->before_end;
  gap.after_end = range->after_end;
  match_words (rows, gap);
}

/* For each piece of @before the one of @after that it still is, or UNMATCHED. */
static guint *
match_pieces (const Pieces *before, const Pieces *after)
{
  guint *match = g_new (guint, before->pieces->len + 1);
  guint n_steps = 0;
  Rows rows = { (const guint *) before->numbers->data, (const guint *) after->numbers->data, match,
                &n_steps };
  Range range = { 0, before->pieces->len, 0, after->pieces->len };

  memset (match, 0xff, (before->pieces->len + 1) * sizeof *match);
  match_ends (&rows, &range);
  if (range.before < range.before_end && range.after < range.after_end &&
      !match_middle (&rows, &range))
    match_paragraphs (&rows, &range, before, after);
  return match;
}

/* --- what changed */

/* "a b" may have become "a a b" by either a, and by the space before or behind it. Whatever else two
 * people changed, they must be seen to have put a word into the same place; so it is the first. */
static void
move_to_first_place (Hunk *hunk, guint bound, const Pieces *before)
{
  const guint *old = (const guint *) before->numbers->data;
  const guint *new = (const guint *) hunk->by->numbers->data;

  if (hunk->start < hunk->end && hunk->by_start < hunk->by_end)
    return;
  while (hunk->start > bound &&
         old[hunk->start - 1] ==
             (hunk->start < hunk->end ? old[hunk->end - 1] : new[hunk->by_end - 1]))
    {
      hunk->start--;
      hunk->end--;
      hunk->by_start--;
      hunk->by_end--;
    }
}

/* (element-type Hunk): the changes that made of @before what @after is, in order. */
static GArray *
list_hunks (const Pieces *before, const Pieces *after)
{
  GArray *hunks = g_array_new (FALSE, FALSE, sizeof (Hunk));
  g_autofree guint *match = match_pieces (before, after);
  Hunk hunk = { 0, 0, after, 0, 0 };
  guint bound = 0;

  for (guint i = 0; i <= before->pieces->len; i++)
    {
      if (i < before->pieces->len && match[i] == UNMATCHED)
        continue;
      hunk.end = i;
      hunk.by_end = i < before->pieces->len ? match[i] : after->pieces->len;
      if (hunk.start < hunk.end || hunk.by_start < hunk.by_end)
        {
          Hunk moved = hunk;

          move_to_first_place (&moved, bound, before);
          bound = moved.end;
          g_array_append_val (hunks, moved);
        }
      hunk.start = hunk.end + 1;
      hunk.by_start = hunk.by_end + 1;
    }
  return hunks;
}

/* A space that stayed between two words that did not says nothing: to the eye it is one change. */
static void
join_hunks (const Pieces *before, GArray *hunks)
{
  for (guint i = hunks->len; i > 1; i--)
    {
      Hunk *first = &g_array_index (hunks, Hunk, i - 2);
      const Hunk *second = first + 1;

      if (first->start == first->end || first->by_start == first->by_end ||
          second->start == second->end || second->by_start == second->by_end ||
          !is_blank (before, first->end, second->start))
        continue;
      first->end = second->end;
      first->by_end = second->by_end;
      g_array_remove_index (hunks, i - 1);
    }
}

static void
add_words (GArray *words, HalqaWordsType type, const Pieces *pieces, guint start, guint end)
{
  const gsize from = get_start (pieces, start);
  const HalqaWords run = { type, from, get_start (pieces, end) - from };

  if (run.size > 0)
    g_array_append_val (words, run);
}

/**
 * halqa_word_diff:
 * @before: UTF-8
 * @after: UTF-8
 *
 * Of texts of 64 KiB it may take some tens of milliseconds: not for the thread of a window.
 *
 * Returns: (transfer full) (element-type HalqaWords): what is equal and what was inserted, which
 *   together are @after, and what was deleted, in the order in which it is read
 */
GArray *
halqa_word_diff (const char *before, const char *after)
{
  g_autoptr (GHashTable) numbers = numbers_new ();
  g_autoptr (Pieces) old = pieces_new (before, numbers);
  g_autoptr (Pieces) new = pieces_new (after, numbers);
  g_autoptr (GArray) hunks = list_hunks (old, new);
  GArray *words = g_array_new (FALSE, FALSE, sizeof (HalqaWords));
  guint done = 0;

  join_hunks (old, hunks);
  for (guint i = 0; i < hunks->len; i++)
    {
      const Hunk *hunk = &g_array_index (hunks, Hunk, i);

      add_words (words, HALQA_WORDS_EQUAL, new, done, hunk->by_start);
      add_words (words, HALQA_WORDS_DELETED, old, hunk->start, hunk->end);
      add_words (words, HALQA_WORDS_INSERTED, new, hunk->by_start, hunk->by_end);
      done = hunk->by_end;
    }
  add_words (words, HALQA_WORDS_EQUAL, new, done, new->pieces->len);
  return words;
}

/* --- union */

static const guint *
get_numbers (const Hunk *hunk)
{
  return (const guint *) hunk->by->numbers->data + hunk->by_start;
}

/* By where they begin and end, then by what they put there, so that it does not matter whose they
 * are. */
static int
compare_hunks (gconstpointer a, gconstpointer b)
{
  const Hunk *one = a;
  const Hunk *other = b;
  const guint size = one->by_end - one->by_start;
  const guint size_of_other = other->by_end - other->by_start;

  if (one->start != other->start)
    return one->start < other->start ? -1 : 1;
  if (one->end != other->end)
    return one->end < other->end ? -1 : 1;
  if (size != size_of_other)
    return size < size_of_other ? -1 : 1;
  return memcmp (get_numbers (one), get_numbers (other), size * sizeof (guint));
}

/* Leaves one of each change that several made; %FALSE where two of the others touch. */
static gboolean
are_apart (GArray *hunks)
{
  for (guint i = hunks->len; i > 1; i--)
    {
      const Hunk *first = &g_array_index (hunks, Hunk, i - 2);
      const Hunk *second = first + 1;

      if (compare_hunks (first, second) == 0)
        g_array_remove_index (hunks, i - 1);
      else if (second->start < first->end ||
               (second->start == first->start && second->end == first->end))
        return FALSE;
    }
  return TRUE;
}

static void
append_pieces (GString *text, const Pieces *pieces, guint start, guint end)
{
  const gsize from = get_start (pieces, start);

  g_string_append_len (text, pieces->text + from, (gssize) (get_start (pieces, end) - from));
}

static char *
apply_hunks (const Pieces *before, const GArray *hunks)
{
  GString *text = g_string_new (NULL);
  guint done = 0;

  for (guint i = 0; i < hunks->len; i++)
    {
      const Hunk *hunk = &g_array_index (hunks, Hunk, i);

      append_pieces (text, before, done, hunk->start);
      append_pieces (text, hunk->by, hunk->by_start, hunk->by_end);
      done = hunk->end;
    }
  append_pieces (text, before, done, before->pieces->len);
  return g_string_free (text, FALSE);
}

/**
 * halqa_word_union:
 * @before: UTF-8: what all of @texts were made from
 * @texts: (array length=n_texts): UTF-8
 * @n_texts: how many
 *
 * The same whatever the order of @texts. As long as halqa_word_diff() for each of them.
 *
 * Returns: (transfer full) (nullable): @before with the changes of all; %NULL where two of @texts
 *   changed the same words in two ways, or put something in the same place
 */
char *
halqa_word_union (const char *before, const char *const *texts, guint n_texts)
{
  g_autoptr (GHashTable) numbers = numbers_new ();
  g_autoptr (Pieces) old = pieces_new (before, numbers);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pieces_free);
  g_autoptr (GArray) hunks = g_array_new (FALSE, FALSE, sizeof (Hunk));

  for (guint i = 0; i < n_texts; i++)
    {
      Pieces *new = pieces_new (texts[i], numbers);
      g_autoptr (GArray) own = list_hunks (old, new);

      g_ptr_array_add (all, new);
      g_array_append_vals (hunks, own->data, own->len);
    }
  g_array_sort (hunks, compare_hunks);
  return are_apart (hunks) ? apply_hunks (old, hunks) : NULL;
}
