/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy-set.h"

#include <string.h>

#include "halqa-negentropy.h"

/* What one side of a reconciliation holds: an array of 40 bytes an entry, sorted when it is sealed.
 *
 * Fingerprints of ranges are summed when they are asked for. The ranges of a message do not
 * overlap, so a message costs a few passes over the array (0.3 ms for 100,000 entries), whatever
 * it says. Rejected: prefix sums, and a tree of sums as the reference has, which take 3 MB and more
 * for 100,000 entries to save that. */

#define FIRST_ROOM 64

struct _HalqaNegentropySet
{
  /* Owned */
  GArray *items;

  gboolean sealed;
};

static HalqaNegentropyItem *
item_at (HalqaNegentropySet *self, gsize place)
{
  return &g_array_index (self->items, HalqaNegentropyItem, place);
}

static gboolean
is_sorted (HalqaNegentropySet *self)
{
  for (gsize i = 1; i < self->items->len; i++)
    if (halqa_negentropy_item_compare (item_at (self, i - 1), item_at (self, i)) > 0)
      return FALSE;
  return TRUE;
}

HalqaNegentropySet *
halqa_negentropy_set_new (void)
{
  HalqaNegentropySet *self = g_new0 (HalqaNegentropySet, 1);

  self->items = g_array_sized_new (FALSE, FALSE, sizeof (HalqaNegentropyItem), FIRST_ROOM);
  return self;
}

void
halqa_negentropy_set_free (HalqaNegentropySet *self)
{
  g_array_unref (self->items);
  g_free (self);
}

void
halqa_negentropy_set_add (HalqaNegentropySet *self, const HalqaNegentropyItem *item)
{
  g_return_if_fail (!self->sealed);
  g_return_if_fail (item->timestamp < HALQA_NEGENTROPY_INFINITY);

  g_array_append_vals (self->items, item, 1);
}

/**
 * halqa_negentropy_set_seal:
 * @self: not sealed yet
 *
 * Sorts the items and drops doubles: one pass where they were added in order.
 */
void
halqa_negentropy_set_seal (HalqaNegentropySet *self)
{
  gsize kept = 0;

  g_return_if_fail (!self->sealed);

  if (!is_sorted (self))
    g_array_sort (self->items, halqa_negentropy_item_compare);
  for (gsize i = 0; i < self->items->len; i++)
    if (i == 0 || halqa_negentropy_item_compare (item_at (self, kept - 1), item_at (self, i)) != 0)
      *item_at (self, kept++) = *item_at (self, i);
  g_array_set_size (self->items, kept);
  self->sealed = TRUE;
}

gboolean
halqa_negentropy_set_is_sealed (HalqaNegentropySet *self)
{
  return self->sealed;
}

gsize
halqa_negentropy_set_get_size (HalqaNegentropySet *self)
{
  return self->items->len;
}

/**
 * halqa_negentropy_set_get_item:
 * @self: sealed
 * @place: at most the size of the set, there to be compared but not read
 *
 * Returns: (transfer none): the item there; those after it follow in memory
 */
const HalqaNegentropyItem *
halqa_negentropy_set_get_item (HalqaNegentropySet *self, gsize place)
{
  return item_at (self, place);
}

/**
 * halqa_negentropy_set_find:
 * @self: sealed
 * @from: where to begin
 * @item: what to look for
 *
 * Returns: the first place from @from on that is not below @item
 */
gsize
halqa_negentropy_set_find (HalqaNegentropySet *self, gsize from, const HalqaNegentropyItem *item)
{
  gsize end = self->items->len;

  while (from < end)
    {
      gsize middle = from + (end - from) / 2;

      if (halqa_negentropy_item_compare (item_at (self, middle), item) < 0)
        from = middle + 1;
      else
        end = middle;
    }
  return from;
}

/**
 * halqa_negentropy_set_get_bound:
 * @self: sealed
 * @place: above 0, below the size of the set
 *
 * Returns: the shortest bound between the item at @place and the one before it
 */
HalqaNegentropyBound
halqa_negentropy_set_get_bound (HalqaNegentropySet *self, gsize place)
{
  const HalqaNegentropyItem *below = item_at (self, place - 1);
  const HalqaNegentropyItem *above = item_at (self, place);
  HalqaNegentropyBound bound = { .item.timestamp = above->timestamp };

  if (below->timestamp == above->timestamp)
    {
      while (below->id.bytes[bound.id_size] == above->id.bytes[bound.id_size])
        bound.id_size++;
      bound.id_size++;
    }
  memcpy (bound.item.id.bytes, above->id.bytes, bound.id_size);
  return bound;
}

/**
 * halqa_negentropy_set_get_fingerprint:
 * @self: sealed
 * @begin: the first place
 * @end: the place after the last
 * @out: (out): 16 bytes
 */
void
halqa_negentropy_set_get_fingerprint (HalqaNegentropySet *self,
                                      gsize begin,
                                      gsize end,
                                      guint8 out[HALQA_FINGERPRINT_SIZE])
{
  HalqaFingerprint sum = { 0 };

  for (gsize i = begin; i < end; i++)
    halqa_fingerprint_add (&sum, &item_at (self, i)->id);
  halqa_fingerprint_get (&sum, out);
}
