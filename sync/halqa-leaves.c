/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-leaves.h"

#include <string.h>

/* The leaves of one record, in the order of (field, stamp, device, arrival), found by halving.
 *
 * A record has eight leaves or so, but a member gone bad can give it twenty thousand (each
 * translation is a field), and then whoever looks for one among all of them, for each field of an
 * entry, works four hundred million times. So nothing here walks over all leaves but settle(), once
 * for each entry: an entry writes a field of a record once, hence what it adds need not be found
 * before it is folded whole, and what it takes away is only marked until then.
 *
 * Rejected: a hash table for each record (it costs three times what an ordinary record needs); to
 * insert each leaf at its place (an entry of names in reverse order moves as many as it has, each
 * time). */

void
halqa_leaves_clear (HalqaLeaves *self)
{
  g_free (self->items);
  memset (self, 0, sizeof *self);
}

void
halqa_leaves_empty (HalqaLeaves *self)
{
  self->n_items = 0;
  self->n_settled = 0;
  self->n_gone = 0;
}

/**
 * halqa_leaves_add:
 * @self: leaves
 * @leaf: copied; is found from the next halqa_leaves_settle() on
 *
 * Pointers to leaves are good until here.
 */
void
halqa_leaves_add (HalqaLeaves *self, const HalqaLeaf *leaf)
{
  if (self->n_items == self->room)
    {
      self->room = MAX (8, 2 * self->room);
      self->items = g_renew (HalqaLeaf, self->items, self->room);
    }
  self->items[self->n_items++] = *leaf;
}

void
halqa_leaves_remove (HalqaLeaves *self, HalqaLeaf *leaf)
{
  self->n_gone += !leaf->gone;
  leaf->gone = TRUE;
}

static int
compare_dots (const HalqaLeaf *a, guint field, guint64 stamp, guint device)
{
  if (a->field != field)
    return a->field < field ? -1 : 1;
  if (a->stamp != stamp)
    return a->stamp < stamp ? -1 : 1;
  return a->device < device ? -1 : a->device > device;
}

static int
compare_leaves (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HalqaLeaf *leaf_a = a;
  const HalqaLeaf *leaf_b = b;
  HalqaLeaves *self = user_data;
  int order = compare_dots (leaf_a, leaf_b->field, leaf_b->stamp, leaf_b->device);

  self->work++;
  return order != 0 ? order
                    : (leaf_a->arrival > leaf_b->arrival) - (leaf_a->arrival < leaf_b->arrival);
}

static void
drop_gone (HalqaLeaves *self)
{
  guint n_kept = 0;
  guint n_settled = 0;

  for (guint i = 0; i < self->n_items; i++)
    {
      if (self->items[i].gone)
        continue;
      n_settled += i < self->n_settled;
      self->items[n_kept++] = self->items[i];
    }
  self->work += self->n_items;
  self->n_items = n_kept;
  self->n_settled = n_settled;
  self->n_gone = 0;
}

/* Puts what was added, in order, between what was there. */
static void
merge (HalqaLeaves *self)
{
  guint n_added = self->n_items - self->n_settled;
  g_autofree HalqaLeaf *added = g_memdup2 (self->items + self->n_settled, n_added * sizeof *added);
  guint left = self->n_settled;
  guint right = n_added;

  /* From the end, so that what is there moves once, and only where it must. */
  while (right > 0)
    {
      gboolean take_left =
          left > 0 && compare_leaves (&self->items[left - 1], &added[right - 1], self) > 0;

      self->items[left + right - 1] = take_left ? self->items[left - 1] : added[right - 1];
      left -= take_left;
      right -= !take_left;
      self->work++;
    }
}

/**
 * halqa_leaves_settle:
 * @self: leaves
 *
 * What was removed is gone, and what was added can be found.
 */
void
halqa_leaves_settle (HalqaLeaves *self)
{
  guint n_added;

  if (self->n_gone > 0)
    drop_gone (self);
  n_added = self->n_items - self->n_settled;
  if (n_added > 1)
    g_qsort_with_data (self->items + self->n_settled, (int) n_added, sizeof *self->items,
                       compare_leaves, self);
  if (n_added > 0 && self->n_settled > 0)
    merge (self);
  self->n_settled = self->n_items;
}

/* The first settled leaf that is not less. */
static guint
find_place (HalqaLeaves *self, guint field, guint64 stamp, guint device)
{
  guint low = 0;
  guint high = self->n_settled;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      self->work++;
      if (compare_dots (&self->items[middle], field, stamp, device) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * halqa_leaves_find:
 * @self: leaves
 * @field: a number
 * @n: (out): how many leaves of it are settled, those too that are gone
 *
 * Returns: (transfer none) (nullable): the first of them; the last has the greatest stamp
 */
HalqaLeaf *
halqa_leaves_find (HalqaLeaves *self, guint field, guint *n)
{
  guint first = find_place (self, field, 0, 0);
  guint end = first;

  /* Mostly there is one. */
  while (end < self->n_settled && end < first + 2 && self->items[end].field == field)
    end++;
  if (end == first + 2)
    end = find_place (self, field + 1, 0, 0);
  *n = end - first;
  return end > first ? &self->items[first] : NULL;
}

/**
 * halqa_leaves_find_dot:
 * @self: leaves
 * @field: a number
 * @stamp: of the write
 * @device: number of who wrote
 * @n: (out): how many leaves bear that dot: more than one where a device used a stamp twice
 *
 * Returns: (transfer none) (nullable): the first of them
 */
HalqaLeaf *
halqa_leaves_find_dot (HalqaLeaves *self, guint field, guint64 stamp, guint device, guint *n)
{
  guint first = find_place (self, field, stamp, device);
  guint end = first;

  while (end < self->n_settled && compare_dots (&self->items[end], field, stamp, device) == 0)
    end++;
  *n = end - first;
  return end > first ? &self->items[first] : NULL;
}
