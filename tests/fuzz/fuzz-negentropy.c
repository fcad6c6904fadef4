/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "halqa-negentropy.h"

/* Negentropy from both sides. The first byte says what the rest is: a message for who answers, one
 * for who asked, or two sets that two honest sides make equal. Nothing is answered beyond the frame
 * limit, and an id is offered only where it is held. */

#define FRAME_LIMIT 4096
#define SET_MAX 400
#define ROUNDS_MAX 200

typedef struct
{
  HalqaNegentropy *negentropy;
  GHashTable *ids;
} Side;

static const guint set_sizes[] = { 0, 1, 40, SET_MAX };
static Side fixed[G_N_ELEMENTS (set_sizes)];

static guint
hash_id (gconstpointer id)
{
  guint hash;

  memcpy (&hash, id, sizeof hash);
  return hash;
}

static gboolean
equal_ids (gconstpointer a, gconstpointer b)
{
  return halqa_entry_id_equal (a, b);
}

static void
side_init (Side *self)
{
  self->negentropy = halqa_negentropy_new (FRAME_LIMIT);
  self->ids = g_hash_table_new_full (hash_id, equal_ids, g_free, NULL);
}

static void
side_clear (Side *self)
{
  halqa_negentropy_free (self->negentropy);
  g_hash_table_unref (self->ids);
}

/* The item of number @n; five share a stamp. The id is a hash, as those of entries are: sums of ids
 * that are alike would be equal where the sets are not. */
static void
side_add (Side *self, guint n)
{
  HalqaEntryId id;

  crypto_generichash (id.bytes, sizeof id.bytes, (const guint8 *) &n, sizeof n, NULL, 0);
  if (g_hash_table_add (self->ids, g_memdup2 (&id, sizeof id)))
    halqa_negentropy_add (self->negentropy, n / 5, &id);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (set_sizes); i++)
    {
      side_init (&fixed[i]);
      for (guint n = 0; n < set_sizes[i]; n++)
        side_add (&fixed[i], n);
      halqa_negentropy_seal (fixed[i].negentropy);
    }
  return 0;
}

static void
assert_held (const Side *side, const GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_assert_true (g_hash_table_contains (side->ids, &g_array_index (ids, HalqaEntryId, i)));
}

static void
assert_within_limit (GBytes *message)
{
  g_assert_cmpuint (g_bytes_get_size (message), <=, FRAME_LIMIT);
}

static void
try_answer (const Side *side, GBytes *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = halqa_negentropy_respond (side->negentropy, message, &error);

  g_assert_true ((answer == NULL) == (error != NULL));
  if (answer != NULL)
    assert_within_limit (answer);
}

static void
try_client (const Side *side, GBytes *message)
{
  g_autoptr (GBytes) first = halqa_negentropy_initiate (side->negentropy);
  g_autoptr (GArray) have = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GArray) need = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) next =
                 halqa_negentropy_reconcile (side->negentropy, message, have, need, &error);

  assert_within_limit (first);
  if (next != NULL)
    assert_within_limit (next);
  assert_held (side, have);
}

/* A bit of each item for either side. */
static void
fill_sets (Side sides[2], const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size && i * 4 < SET_MAX; i++)
    for (guint bit = 0; bit < 8; bit++)
      if (data[i] & 1 << bit)
        side_add (&sides[bit & 1], (guint) i * 4 + bit / 2);
  halqa_negentropy_seal (sides[0].negentropy);
  halqa_negentropy_seal (sides[1].negentropy);
}

/* All ids of @side that @other lacks, and each once. */
static void
assert_difference (const Side *side, const Side *other, const GArray *found)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_id, equal_ids);
  GHashTableIter iter;
  gpointer id;
  guint n = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const HalqaEntryId *one = &g_array_index (found, HalqaEntryId, i);

      g_assert_true (g_hash_table_contains (side->ids, one));
      g_assert_false (g_hash_table_contains (other->ids, one));
      g_hash_table_add (seen, (gpointer) one);
    }
  g_hash_table_iter_init (&iter, side->ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    n += !g_hash_table_contains (other->ids, id);
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);
}

static void
try_sets (const guint8 *data, gsize size)
{
  g_autoptr (GArray) have = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GArray) need = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GBytes) message = NULL;
  guint rounds = 0;
  Side sides[2];

  side_init (&sides[0]);
  side_init (&sides[1]);
  fill_sets (sides, data, size);
  message = halqa_negentropy_initiate (sides[0].negentropy);
  while (message != NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = halqa_negentropy_respond (sides[1].negentropy, message, &error);

      g_assert_no_error (error);
      assert_within_limit (message);
      assert_within_limit (answer);
      g_bytes_unref (message);
      message = halqa_negentropy_reconcile (sides[0].negentropy, answer, have, need, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (++rounds, <, ROUNDS_MAX);
    }
  assert_difference (&sides[0], &sides[1], have);
  assert_difference (&sides[1], &sides[0], need);
  side_clear (&sides[0]);
  side_clear (&sides[1]);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) message = NULL;
  guint what;

  if (size == 0)
    return 0;
  what = data[0] % 3;
  message = g_bytes_new (data + 1, size - 1);
  if (what == 0)
    try_answer (&fixed[data[0] / 3 % G_N_ELEMENTS (fixed)], message);
  else if (what == 1)
    try_client (&fixed[data[0] / 3 % G_N_ELEMENTS (fixed)], message);
  else
    try_sets (data + 1, size - 1);
  return 0;
}
