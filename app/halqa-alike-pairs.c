/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike-pairs.h"

#include <string.h>

#include "halqa-number-pair.h"

/* The pairs that were found, and for each text its partners, so that what is compared again costs no
 * more than the pairs that it was in.
 *
 * Rule: there is a most of them. Nobody looks through so many, and some thousand proposals of equal
 * words, which anybody in the forum can write, would fill the memory of every laptop. */

#define PAIRS_MAX 500000

typedef struct
{
  guint64 key; /* the lesser number above, the other below */
  HalqaLikeness likeness;
} Pair;

struct _HalqaAlikePairs
{
  GHashTable *pairs; /* of Pair */
  GPtrArray *partners; /* by number: GArray of guint, or NULL */
};

static guint64
make_key (guint one, guint other)
{
  return halqa_number_pair (MIN (one, other), MAX (one, other));
}

static void
add_partner (HalqaAlikePairs *self, guint of, guint partner)
{
  if (of >= self->partners->len)
    g_ptr_array_set_size (self->partners, (int) of + 1);
  if (self->partners->pdata[of] == NULL)
    self->partners->pdata[of] = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->partners->pdata[of], partner);
}

static void
remove_partner (HalqaAlikePairs *self, guint of, guint partner)
{
  GArray *partners = self->partners->pdata[of];

  for (guint i = 0; i < partners->len; i++)
    if (g_array_index (partners, guint, i) == partner)
      {
        g_array_remove_index_fast (partners, i);
        return;
      }
}

static void
free_partners (gpointer partners)
{
  if (partners != NULL)
    g_array_unref (partners);
}

int
halqa_likeness_compare (gconstpointer a, gconstpointer b)
{
  const HalqaLikeness *one = a;
  const HalqaLikeness *other = b;

  if (one->score != other->score)
    return one->score > other->score ? -1 : 1;
  if (!halqa_id_equal (&one->a, &other->a))
    return memcmp (&one->a, &other->a, sizeof one->a);
  return memcmp (&one->b, &other->b, sizeof one->b);
}

HalqaAlikePairs *
halqa_alike_pairs_new (void)
{
  HalqaAlikePairs *self = g_new0 (HalqaAlikePairs, 1);

  self->pairs = g_hash_table_new_full (halqa_number_pair_hash, g_int64_equal, g_free, NULL);
  self->partners = g_ptr_array_new_with_free_func (free_partners);
  return self;
}

void
halqa_alike_pairs_free (HalqaAlikePairs *self)
{
  g_ptr_array_unref (self->partners);
  g_hash_table_unref (self->pairs);
  g_free (self);
}

gboolean
halqa_alike_pairs_is_full (HalqaAlikePairs *self)
{
  return g_hash_table_size (self->pairs) >= PAIRS_MAX;
}

void
halqa_alike_pairs_add (HalqaAlikePairs *self, guint one, guint other, const HalqaLikeness *likeness)
{
  Pair *pair = g_new (Pair, 1);

  pair->key = make_key (one, other);
  pair->likeness = *likeness;
  g_hash_table_add (self->pairs, pair);
  add_partner (self, one, other);
  add_partner (self, other, one);
}

void
halqa_alike_pairs_forget (HalqaAlikePairs *self, guint text)
{
  GArray *partners = text < self->partners->len ? self->partners->pdata[text] : NULL;

  for (guint i = 0; partners != NULL && i < partners->len; i++)
    {
      const guint partner = g_array_index (partners, guint, i);
      const guint64 key = make_key (text, partner);

      g_hash_table_remove (self->pairs, &key);
      remove_partner (self, partner, text);
    }
  if (partners != NULL)
    g_array_set_size (partners, 0);
}

void
halqa_alike_pairs_clear (HalqaAlikePairs *self)
{
  g_hash_table_remove_all (self->pairs);
  g_ptr_array_set_size (self->partners, 0);
}

GArray *
halqa_alike_pairs_list (HalqaAlikePairs *self)
{
  GArray *list =
      g_array_sized_new (FALSE, FALSE, sizeof (HalqaLikeness), g_hash_table_size (self->pairs));
  GHashTableIter iter;
  gpointer pair;

  g_hash_table_iter_init (&iter, self->pairs);
  while (g_hash_table_iter_next (&iter, &pair, NULL))
    g_array_append_val (list, ((Pair *) pair)->likeness);
  g_array_sort (list, halqa_likeness_compare);
  return list;
}

void
halqa_alike_pairs_add_partners (HalqaAlikePairs *self, guint of, GArray *partners)
{
  const GArray *its = of < self->partners->len ? self->partners->pdata[of] : NULL;

  if (its != NULL)
    g_array_append_vals (partners, its->data, its->len);
}
