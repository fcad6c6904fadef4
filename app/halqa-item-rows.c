/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-rows.h"

#include <string.h>

/* The order of a list: for each record its id and what it is sorted by, nothing else.
 *
 * A sorted array, and, once it is needed, a table from id to row. To find where a row stands is a
 * binary search for its own key; to put one in or take one out moves pointers, at 20,000 rows 160
 * KB of them.
 *
 * Rules. The order is total: what a search finds first, then, what has no key last, by key, then so
 * by the second key, then the older first, then by id; so every laptop shows the same, and a row has
 * one place. Turning the order round turns the keys alone: the empty ones stay last, and equals stay
 * in the order in which they were made. And the array is in order at every moment that a caller is
 * told of: each run is told of when it has been done and before the next is begun.
 *
 * Rejected: GSequence, which pays for cheap insertion with a tree of 20,000 nodes at each loading;
 * and to sort in SQLite, which knows neither collation keys nor where a single row of the result
 * stands. */

struct _HalqaItemRows
{
  /* owned */
  GPtrArray *sorted; /* of HalqaItemRow, owned one by one */
  GHashTable *by_id; /* the id within the row -> the row, borrowed; NULL until somebody asks */

  HalqaRowTurn turn;
};

static int
compare_pointers (gconstpointer a, gconstpointer b, gpointer turn)
{
  return halqa_item_row_compare (*(HalqaItemRow *const *) a, *(HalqaItemRow *const *) b,
                                 GPOINTER_TO_INT (turn));
}

/* The table is made when the first is looked up by its id: for many lists nobody ever does. */
static GHashTable *
get_table (HalqaItemRows *self)
{
  if (self->by_id != NULL)
    return self->by_id;
  self->by_id = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  for (guint i = 0; i < self->sorted->len; i++)
    {
      HalqaItemRow *row = g_ptr_array_index (self->sorted, i);

      g_hash_table_insert (self->by_id, &row->id, row);
    }
  return self->by_id;
}

/* The position of the first row that does not come before @row. */
static guint
find_place (HalqaItemRows *self, const HalqaItemRow *row)
{
  guint low = 0;
  guint high = self->sorted->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (halqa_item_row_compare (g_ptr_array_index (self->sorted, middle), row, self->turn) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* G_MAXUINT where it is not among them. */
static guint
find_row (HalqaItemRows *self, const HalqaId *id)
{
  const HalqaItemRow *row = g_hash_table_lookup (get_table (self), id);

  return row != NULL ? find_place (self, row) : G_MAXUINT;
}

/* Whether @row may stand at @position in the place of the row that is there. */
static gboolean
fits_at (HalqaItemRows *self, guint position, const HalqaItemRow *row)
{
  GPtrArray *sorted = self->sorted;

  return (position == 0 ||
          halqa_item_row_compare (g_ptr_array_index (sorted, position - 1), row, self->turn) < 0) &&
         (position + 1 == sorted->len ||
          halqa_item_row_compare (row, g_ptr_array_index (sorted, position + 1), self->turn) < 0);
}

/* Exchanges @old for @row, of the same id, where that moves nothing. */
static gboolean
replace_in_place (HalqaItemRows *self, HalqaItemRow *old, HalqaItemRow *row)
{
  const guint position = find_place (self, old);

  if (!fits_at (self, position, row))
    return FALSE;
  g_ptr_array_index (self->sorted, position) = row;
  g_hash_table_replace (get_table (self), &row->id, row);
  g_free (old);
  return TRUE;
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const guint one = *(const guint *) a;
  const guint other = *(const guint *) b;

  return (one > other) - (one < other);
}

static void
remove_run (HalqaItemRows *self, guint position, guint n_rows)
{
  GPtrArray *sorted = self->sorted;

  for (guint i = position; i < position + n_rows; i++)
    {
      HalqaItemRow *row = g_ptr_array_index (sorted, i);

      g_hash_table_remove (get_table (self), &row->id);
      g_free (row);
    }
  g_ptr_array_remove_range (sorted, position, n_rows);
}

static void
tell (GListModel *model, guint position, guint removed, guint added)
{
  if (model != NULL)
    g_list_model_items_changed (model, position, removed, added);
}

/* Takes out the rows at @positions, from the last to the first, neighbours together. */
static void
remove_all (HalqaItemRows *self, GArray *positions, GListModel *model)
{
  guint end = positions->len;

  g_array_sort (positions, compare_positions);
  while (end > 0)
    {
      const guint last = g_array_index (positions, guint, end - 1);
      guint begin = end - 1;

      while (begin > 0 && g_array_index (positions, guint, begin - 1) == last - (end - begin))
        begin--;
      remove_run (self, last + 1 - (end - begin), end - begin);
      tell (model, last + 1 - (end - begin), end - begin, 0);
      end = begin;
    }
}

static void
insert_run (HalqaItemRows *self, guint position, gpointer *rows, guint n_rows)
{
  GPtrArray *sorted = self->sorted;
  const guint n_after = sorted->len - position;

  g_ptr_array_set_size (sorted, sorted->len + n_rows);
  memmove (sorted->pdata + position + n_rows, sorted->pdata + position,
           n_after * sizeof (gpointer));
  memcpy (sorted->pdata + position, rows, n_rows * sizeof (gpointer));
  for (guint i = 0; i < n_rows; i++)
    {
      HalqaItemRow *row = rows[i];

      g_hash_table_insert (get_table (self), &row->id, row);
    }
}

/* Puts in @rows, from the first to the last; those that come between the same two together. */
static void
insert_all (HalqaItemRows *self, GPtrArray *rows, GListModel *model)
{
  guint begin = 0;

  g_ptr_array_sort_with_data (rows, compare_pointers, GINT_TO_POINTER (self->turn));
  while (begin < rows->len)
    {
      const guint position = find_place (self, g_ptr_array_index (rows, begin));
      guint end = begin + 1;

      while (end < rows->len &&
             (position == self->sorted->len ||
              halqa_item_row_compare (g_ptr_array_index (rows, end),
                                      g_ptr_array_index (self->sorted, position), self->turn) < 0))
        end++;
      insert_run (self, position, rows->pdata + begin, end - begin);
      tell (model, position, 0, end - begin);
      begin = end;
    }
}

/* Rows come in the order of their making, which often is the one that is wanted. */
static gboolean
is_sorted (GPtrArray *rows, HalqaRowTurn turn)
{
  for (guint i = 1; i < rows->len; i++)
    if (halqa_item_row_compare (rows->pdata[i - 1], rows->pdata[i], turn) > 0)
      return FALSE;
  return TRUE;
}

/**
 * halqa_item_rows_new:
 * @rows: (element-type HalqaItemRow) (transfer full): the rows, in any order, none twice
 * @turn: which of their keys come the other way round
 *
 * Returns: (transfer full): the rows in order
 */
HalqaItemRows *
halqa_item_rows_new (GPtrArray *rows, HalqaRowTurn turn)
{
  HalqaItemRows *self = g_new0 (HalqaItemRows, 1);

  self->sorted = rows;
  self->turn = turn;
  if (!is_sorted (rows, turn))
    g_ptr_array_sort_with_data (rows, compare_pointers, GINT_TO_POINTER (turn));
  return self;
}

/**
 * halqa_item_rows_free:
 * @self: (transfer full): rows
 */
void
halqa_item_rows_free (HalqaItemRows *self)
{
  g_ptr_array_set_free_func (self->sorted, g_free);
  g_ptr_array_unref (self->sorted);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_free (self);
}

/**
 * halqa_item_rows_get_size:
 * @self: rows
 *
 * Returns: how many
 */
guint
halqa_item_rows_get_size (HalqaItemRows *self)
{
  return self->sorted->len;
}

/**
 * halqa_item_rows_get_id:
 * @self: rows
 * @position: less than their number
 *
 * Returns: (transfer none): the id of the record there
 */
const HalqaId *
halqa_item_rows_get_id (HalqaItemRows *self, guint position)
{
  g_return_val_if_fail (position < self->sorted->len, NULL);

  return &((HalqaItemRow *) g_ptr_array_index (self->sorted, position))->id;
}

guint64
halqa_item_rows_get_created (HalqaItemRows *self, guint position)
{
  return ((HalqaItemRow *) g_ptr_array_index (self->sorted, position))->created;
}

/**
 * halqa_item_rows_get_key:
 * @self: rows
 * @position: less than their number
 *
 * Returns: (transfer none) (nullable): what the row there is ordered by, where that is a text; %NULL
 *   where the field is empty
 */
const char *
halqa_item_rows_get_key (HalqaItemRows *self, guint position)
{
  const HalqaItemRow *row;

  g_return_val_if_fail (position < self->sorted->len, NULL);

  row = g_ptr_array_index (self->sorted, position);
  return row->key.empty ? NULL : row->text;
}

/**
 * halqa_item_rows_find:
 * @self: rows
 * @id: of a record, 32 hex digits
 *
 * Returns: where it stands; %G_MAXUINT where it does not
 */
guint
halqa_item_rows_find (HalqaItemRows *self, const char *id)
{
  HalqaId record;

  return halqa_hex_decode (id, record.bytes, sizeof record.bytes) ? find_row (self, &record)
                                                                  : G_MAXUINT;
}

static gboolean
is_same (HalqaItemRows *self, guint position, HalqaItemRows *other, guint other_position)
{
  return halqa_id_equal (halqa_item_rows_get_id (self, position),
                         halqa_item_rows_get_id (other, other_position));
}

/**
 * halqa_item_rows_compare:
 * @self: rows
 * @other: other rows
 * @n_first: (out): how many records both begin with
 * @n_last: (out): with how many of those that are left both end
 *
 * Returns: whether both have the same records in the same places
 */
gboolean
halqa_item_rows_compare (HalqaItemRows *self, HalqaItemRows *other, guint *n_first, guint *n_last)
{
  const guint n = MIN (self->sorted->len, other->sorted->len);

  *n_first = *n_last = 0;
  while (*n_first < n && is_same (self, *n_first, other, *n_first))
    ++*n_first;
  while (*n_last < n - *n_first &&
         is_same (self, self->sorted->len - 1 - *n_last, other, other->sorted->len - 1 - *n_last))
    ++*n_last;
  return *n_first == n && self->sorted->len == other->sorted->len;
}

/**
 * halqa_item_rows_filter:
 * @self: rows
 * @ranks: of halqa_reader_search()
 * @titles_first: whether titles go before other texts
 *
 * Returns: (transfer full): copies of those that have a rank, by it
 */
HalqaItemRows *
halqa_item_rows_filter (HalqaItemRows *self, const GByteArray *ranks, gboolean titles_first)
{
  HalqaItemRows *filtered = g_new0 (HalqaItemRows, 1);
  g_autoptr (GPtrArray) typed = g_ptr_array_new ();
  g_autoptr (GPtrArray) weak = g_ptr_array_new ();

  filtered->sorted = g_ptr_array_sized_new (self->sorted->len);
  filtered->turn = self->turn;
  for (guint i = 0; i < self->sorted->len; i++)
    {
      const HalqaItemRow *row = g_ptr_array_index (self->sorted, i);
      const HalqaRank rank = halqa_item_rank (ranks, row->row, titles_first);
      HalqaItemRow *copy;

      if (rank == HALQA_RANK_NONE)
        continue;
      copy = halqa_item_row_copy (row, rank);
      g_ptr_array_add (rank == HALQA_RANK_WEAK    ? weak
                       : rank == HALQA_RANK_TYPED ? typed
                                                  : filtered->sorted,
                       copy);
    }
  g_ptr_array_extend (filtered->sorted, typed, NULL, NULL);
  g_ptr_array_extend (filtered->sorted, weak, NULL, NULL);
  return filtered;
}

/* Takes over @row, which was read anew, and notes what must move. */
static void
place_row (HalqaItemRows *self, HalqaItemRow *row, GArray *leaving, GPtrArray *coming)
{
  HalqaItemRow *old = g_hash_table_lookup (get_table (self), &row->id);

  if (old != NULL && halqa_item_row_compare (old, row, self->turn) == 0)
    {
      old->row = row->row;
      g_free (row);
      return;
    }
  if (old != NULL && replace_in_place (self, old, row))
    return;
  if (old != NULL)
    g_array_append_vals (leaving, &(guint){ find_place (self, old) }, 1);
  g_ptr_array_add (coming, row);
}

/**
 * halqa_item_rows_update:
 * @self: rows
 * @ids: (element-type HalqaId): the records that were touched, each once
 * @rows: (element-type HalqaItemRow) (transfer full): those of them that belong here, read anew;
 *   the array itself stays the caller's
 * @model: (nullable): what shows @self: it tells of each step, when @self is as it says
 *
 * Touches what has changed its place, has come or has gone, and nothing else.
 */
void
halqa_item_rows_update (HalqaItemRows *self,
                        const GArray *ids,
                        const GPtrArray *rows,
                        GListModel *model)
{
  g_autoptr (GHashTable) present = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  g_autoptr (GArray) leaving = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) coming = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (present, &((HalqaItemRow *) g_ptr_array_index (rows, i))->id);
  for (guint i = 0; i < ids->len; i++)
    {
      const HalqaId *id = &g_array_index (ids, HalqaId, i);
      const guint position = g_hash_table_contains (present, id) ? G_MAXUINT : find_row (self, id);

      if (position != G_MAXUINT)
        g_array_append_val (leaving, position);
    }
  /* Positions hold until the first row goes: a row that is exchanged in its place moves none. */
  for (guint i = 0; i < rows->len; i++)
    place_row (self, g_ptr_array_index (rows, i), leaving, coming);
  remove_all (self, leaving, model);
  insert_all (self, coming, model);
}
