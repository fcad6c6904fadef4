/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-keyring.h"

#include <sodium.h>
#include <string.h>

#include "halqa-key-chain.h"
#include "halqa-membership.h"
#include "halqa-reader.h"

/* What admits whom (protocol, section 7). To remove a laptop is to make a new key and to give it to
 * the others; this file says which keys count, which of them is the newest, and who is let in by
 * which.
 *
 * Keys form a chain. It begins with the founding key; each record names the keys that it follows
 * and proves that its writer knew them. A record that follows none that counts, or without such a
 * proof, does not count. A key that no other follows is a head. With one head, given to nobody who
 * was removed, all is in order: a proof by it admits any device that was not removed, so that one
 * invitation serves whoever holds it. A proof by any other key admits only devices that every head
 * names: those who were away. Whoever was removed once is not admitted by any key, ever.
 *
 * Two laptops that remove others at the same time make two heads, and each of these keys was given
 * to the one whom the other removed. Then no key is in order, none admits who is not named by both,
 * and somebody makes one more that follows both, for those whom both name. The one to do so is the
 * writer of the first head; the others wait a while first (halqa-store-keys.c).
 *
 * What this holds against:
 * - A removed laptop, and any new device key made on it: they know the keys of before. Those admit
 *   only who is named, and a new device key is named by no head: not by the one that removed the
 *   laptop, and so by none that follows it.
 * - A record that a removed laptop writes afterwards, and that reaches us through a member who has
 *   not heard: it can only follow old keys, so it is a second head, never the end of the chain. It
 *   can't bring anybody in (every head must name them), and can't take back a removal (they add up).
 * - A key in several records: its seed makes one key for one writer and one place (see
 *   halqa-key-record.c), so where we hold the seed any other record of that tag is void.
 *
 * What it can't hold against: a member can remove everybody, and so can a laptop that was removed,
 * for as long as some member has not heard of that and passes on what it writes. No order of
 * writing could tell the two apart: stamps are their writers' to choose. Nobody is let in by that,
 * and nothing is lost but the way to each other; an invitation by code or file mends it.
 *
 * A head that nobody can open, of a writer who has been removed, is passed over; so a member who
 * makes one to stop the others from going on is removed like any other.
 *
 * The order of keys is by length of the chain, then (stamp, device id); a laptop whose clock stands
 * in 2009 still follows what it knew.
 *
 * Rejected: the fold of `removed` (anybody could write `false` after it); a removal that stands
 * alone, without a key (it would keep out one device id of a laptop that can make others); to let
 * the later of two heads win (its key was given to a laptop that the other one removed). */

struct _HalqaKeyring
{
  GArray *keys; /* of HalqaKey, the newest first */
  GArray *ends; /* of HalqaKey, those that we hold and that a next one follows */
  GHashTable *named; /* HalqaDeviceId, by every head; NULL while there is no record */
  GHashTable *named_by_ends; /* the same, by each of @ends */
  GHashTable *removed; /* HalqaId of a `device` record → HalqaDot */
  HalqaDeviceId first_end; /* who wrote the first of them */
  gboolean is_told; /* the newest key is one whose record has not arrived */
  gboolean is_open; /* the newest key admits any device that was not removed */
  gboolean names_removed; /* one of @ends does */
  guint n_heads;
  guint n_held_heads;
};

/* --- what follows from it */

static void
take_removals (HalqaKeyring *self, const HalqaKeyChain *chain)
{
  for (guint i = 0; i < chain->order->len; i++)
    {
      const HalqaKeyRecord *record = ((HalqaKeyLink *) chain->order->pdata[i])->record;

      for (guint r = 0; record != NULL && r < record->removed->len; r++)
        {
          const HalqaId *id = &g_array_index (record->removed, HalqaId, r);

          if (!g_hash_table_contains (self->removed, id))
            g_hash_table_insert (self->removed, g_memdup2 (id, sizeof *id),
                                 g_memdup2 (&record->dot, sizeof record->dot));
        }
    }
}

static GHashTable *
make_named (const HalqaKeyRecord *record)
{
  GHashTable *named =
      g_hash_table_new_full (halqa_device_id_hash, halqa_device_id_equal, g_free, NULL);

  for (guint i = 0; i < record->names->len; i++)
    g_hash_table_add (named, g_memdup2 (&g_array_index (record->names, HalqaDeviceId, i),
                                        sizeof (HalqaDeviceId)));
  return named;
}

static gboolean
is_not_in (gpointer key, gpointer value, gpointer user_data)
{
  return !g_hash_table_contains (user_data, key);
}

/* Those whom each head names: what was named before, less whom @record does not name. */
static void
narrow (GHashTable **all, const HalqaKeyRecord *record)
{
  g_autoptr (GHashTable) named = make_named (record);

  if (*all == NULL)
    *all = g_steal_pointer (&named);
  else
    g_hash_table_foreach_remove (*all, is_not_in, named);
}

static gboolean
names_removed (HalqaKeyring *self, const HalqaKeyRecord *record)
{
  for (guint i = 0; i < record->names->len; i++)
    if (halqa_keyring_get_removal (self, &g_array_index (record->names, HalqaDeviceId, i)) != NULL)
      return TRUE;
  return FALSE;
}

static void
take_end (HalqaKeyring *self, const HalqaKeyLink *link)
{
  if (link->record != NULL)
    {
      if (self->ends->len == 0)
        self->first_end = link->record->dot.device;
      narrow (&self->named_by_ends, link->record);
      self->names_removed |= names_removed (self, link->record);
    }
  g_array_append_val (self->ends, link->key);
}

static void
take_head (HalqaKeyring *self, const HalqaKeyLink *link)
{
  if (!link->is_held && halqa_keyring_get_removal (self, &link->record->dot.device) != NULL)
    return;
  self->n_heads++;
  self->n_held_heads += link->is_held;
  if (link->record != NULL)
    narrow (&self->named, link->record);
}

static void
take_heads (HalqaKeyring *self, const HalqaKeyChain *chain)
{
  for (guint i = 0; i < chain->order->len; i++)
    {
      const HalqaKeyLink *link = chain->order->pdata[i];

      if (link->is_held && !link->is_superseded)
        take_end (self, link);
      if (!link->is_followed)
        take_head (self, link);
    }
}

/* Keys that an invitation told and that no record of ours explains yet. They count while we can't
 * follow the chain to its end, that is for who has just joined: a member who is in order does not
 * take a key from a file in the place of the one that is agreed upon. */
static void
take_told (HalqaKeyring *self, const HalqaKeyChain *chain)
{
  if (self->named != NULL && self->n_held_heads == self->n_heads)
    return;
  for (gsize i = chain->n_told; i > 0; i--)
    {
      const guint8 *told = chain->told + (i - 1) * 2 * HALQA_KEY_SIZE;
      HalqaKey key;

      halqa_key_init (&key, told, told + HALQA_KEY_SIZE);
      if (halqa_key_chain_has (chain, key.tag))
        continue;
      g_array_append_val (self->keys, key);
      self->is_told = TRUE;
    }
}

static void
take_keys (HalqaKeyring *self, const HalqaKeyChain *chain)
{
  take_told (self, chain);
  for (guint i = chain->order->len; i > 0; i--)
    {
      const HalqaKeyLink *link = chain->order->pdata[i - 1];

      if (link->is_held)
        g_array_append_val (self->keys, link->key);
    }
  self->is_open =
      self->is_told || (self->n_heads == 1 && self->n_held_heads == 1 && !self->names_removed);
}

static void
wipe_key (gpointer key)
{
  sodium_memzero (key, sizeof (HalqaKey));
}

static GArray *
new_keys (void)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (HalqaKey));

  g_array_set_clear_func (keys, wipe_key);
  return keys;
}

/**
 * halqa_keyring_new:
 * @founding: 32 bytes
 * @told: (nullable): what invitations told: keys, each followed by its seed, 64 bytes for both
 * @records: (element-type HalqaKeyRecord): all that the log holds, in any order; not kept
 *
 * Returns: (transfer full): what follows from them
 */
HalqaKeyring *
halqa_keyring_new (const guint8 *founding, GBytes *told, const GPtrArray *records)
{
  HalqaKeyring *self = g_atomic_rc_box_new0 (HalqaKeyring);
  HalqaKeyChain chain;

  self->keys = new_keys ();
  self->ends = new_keys ();
  self->removed = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, g_free);
  halqa_key_chain_init (&chain, founding, told, records);
  take_removals (self, &chain);
  take_heads (self, &chain);
  take_keys (self, &chain);
  halqa_key_chain_clear (&chain);
  return self;
}

HalqaKeyring *
halqa_keyring_ref (HalqaKeyring *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_keyring (gpointer data)
{
  HalqaKeyring *self = data;

  g_array_unref (self->keys);
  g_array_unref (self->ends);
  g_clear_pointer (&self->named, g_hash_table_unref);
  g_clear_pointer (&self->named_by_ends, g_hash_table_unref);
  g_hash_table_unref (self->removed);
}

void
halqa_keyring_unref (HalqaKeyring *self)
{
  g_atomic_rc_box_release_full (self, clear_keyring);
}

/**
 * halqa_keyring_get_newest:
 * @self: a keyring
 *
 * Returns: (transfer none): the key to prove by first; while two removals made apart are not joined
 *   yet, the later one
 */
const HalqaKey *
halqa_keyring_get_newest (HalqaKeyring *self)
{
  return halqa_keyring_get_key (self, 0);
}

/**
 * halqa_keyring_find_by_tag:
 * @self: a keyring
 * @tag: 16 bytes
 *
 * Returns: (transfer none) (nullable): the key of that tag, where it is known here
 */
const HalqaKey *
halqa_keyring_find_by_tag (HalqaKeyring *self, const guint8 tag[HALQA_TAG_SIZE])
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      const HalqaKey *key = &g_array_index (self->keys, HalqaKey, i);

      if (memcmp (key->tag, tag, HALQA_TAG_SIZE) == 0)
        return key;
    }
  return NULL;
}

/**
 * halqa_keyring_get_n_keys:
 * @self: a keyring
 *
 * Returns: how many are known here, at least 1
 */
guint
halqa_keyring_get_n_keys (HalqaKeyring *self)
{
  return self->keys->len;
}

/**
 * halqa_keyring_get_key:
 * @self: a keyring
 * @index: 0 for the newest
 *
 * Returns: (transfer none): a key
 */
const HalqaKey *
halqa_keyring_get_key (HalqaKeyring *self, guint index)
{
  g_return_val_if_fail (index < self->keys->len, NULL);
  return &g_array_index (self->keys, HalqaKey, index);
}

/**
 * halqa_keyring_dup_newer:
 * @self: a keyring
 *
 * Returns: (transfer full) (nullable): all keys but the founding one, 256 at most, the eldest
 *   first, each followed by its seed: 64 bytes for both
 */
GBytes *
halqa_keyring_dup_newer (HalqaKeyring *self)
{
  guint n = MIN (self->keys->len - 1, HALQA_KEY_PARENTS_MAX);
  GByteArray *bytes;

  if (n == 0)
    return NULL;
  bytes = g_byte_array_new ();
  for (guint i = n; i > 0; i--)
    {
      const HalqaKey *key = &g_array_index (self->keys, HalqaKey, i - 1);

      g_byte_array_append (bytes, key->key, sizeof key->key);
      g_byte_array_append (bytes, key->seed, sizeof key->seed);
    }
  return g_byte_array_free_to_bytes (bytes);
}

/**
 * halqa_keyring_get_removal:
 * @self: a keyring
 * @device: a device
 *
 * Returns: (transfer none) (nullable): who removed it, and when; %NULL where nobody did
 */
const HalqaDot *
halqa_keyring_get_removal (HalqaKeyring *self, const HalqaDeviceId *device)
{
  HalqaId id;

  if (g_hash_table_size (self->removed) == 0)
    return NULL;
  halqa_device_record_id (device, &id);
  return g_hash_table_lookup (self->removed, &id);
}

/**
 * halqa_keyring_trusts:
 * @self: a keyring
 * @device: a device whose key the connection has proven, and that once proved to be a member
 *
 * Returns: whether it still is one, by its name: nothing was removed yet, or each head names it
 */
gboolean
halqa_keyring_trusts (HalqaKeyring *self, const HalqaDeviceId *device)
{
  if (halqa_keyring_get_removal (self, device) != NULL)
    return FALSE;
  return self->named != NULL ? g_hash_table_contains (self->named, device) : self->keys->len == 1;
}

/**
 * halqa_keyring_admits:
 * @self: a keyring
 * @tag: of the key that the proof was made with
 * @device: whose proof it is
 *
 * Returns: whether it is let in
 */
gboolean
halqa_keyring_admits (HalqaKeyring *self,
                      const guint8 tag[HALQA_TAG_SIZE],
                      const HalqaDeviceId *device)
{
  const HalqaKey *key = halqa_keyring_find_by_tag (self, tag);

  if (key == NULL || halqa_keyring_get_removal (self, device) != NULL)
    return FALSE;
  if (self->is_open && key == halqa_keyring_get_newest (self))
    return TRUE;
  return self->named != NULL && g_hash_table_contains (self->named, device);
}

/**
 * halqa_keyring_get_need:
 * @self: a keyring
 * @device: this laptop
 *
 * Returns: whether a next key is to be made here
 */
HalqaKeyNeed
halqa_keyring_get_need (HalqaKeyring *self, const HalqaDeviceId *device)
{
  if (self->is_told || (self->ends->len < 2 && !self->names_removed) ||
      halqa_keyring_get_removal (self, device) != NULL)
    return HALQA_KEY_NEED_NONE;
  return halqa_device_id_equal (&self->first_end, device) ? HALQA_KEY_NEED_NOW
                                                          : HALQA_KEY_NEED_LATER;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (((const HalqaKey *) a)->tag, ((const HalqaKey *) b)->tag, HALQA_TAG_SIZE);
}

/**
 * halqa_keyring_dup_heads:
 * @self: a keyring
 *
 * Returns: (transfer full) (element-type HalqaKey) (nullable): those that we hold, 256 at most, by
 *   ascending tag; %NULL where this laptop can't follow the chain to its end
 */
GArray *
halqa_keyring_dup_heads (HalqaKeyring *self)
{
  GArray *heads;

  if (self->is_told || self->ends->len == 0)
    return NULL;
  heads = new_keys ();
  g_array_append_vals (heads, self->ends->data, MIN (self->ends->len, HALQA_KEY_PARENTS_MAX));
  g_array_sort (heads, compare_keys);
  return heads;
}

/**
 * halqa_keyring_dup_named:
 * @self: a keyring
 *
 * Returns: (transfer full) (element-type HalqaDeviceId): those that were not removed of whom each
 *   head that is known here names; empty while nobody was removed
 */
GArray *
halqa_keyring_dup_named (HalqaKeyring *self)
{
  GArray *named = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
  GHashTableIter iter;
  gpointer device;

  if (self->named_by_ends == NULL)
    return named;
  g_hash_table_iter_init (&iter, self->named_by_ends);
  while (g_hash_table_iter_next (&iter, &device, NULL))
    if (halqa_keyring_get_removal (self, device) == NULL)
      g_array_append_vals (named, device, 1);
  return named;
}

/**
 * halqa_keyring_may_follow:
 * @self: a keyring
 * @device: a device with a record of its own
 * @proof: (nullable): what stands in that record
 *
 * Whoever joined after the last removal is named by no head, and has nevertheless been given its
 * key. A device key that a removed laptop made has not.
 *
 * Returns: whether the next key is to be sealed for it
 */
gboolean
halqa_keyring_may_follow (HalqaKeyring *self, const HalqaDeviceId *device, const char *proof)
{
  if (halqa_keyring_get_removal (self, device) != NULL)
    return FALSE;
  if (self->named_by_ends == NULL || g_hash_table_contains (self->named_by_ends, device))
    return TRUE;
  /* Of several heads nobody can have shown to know all by one proof. */
  return proof != NULL && self->ends->len == 1 &&
         halqa_membership_check (g_array_index (self->ends, HalqaKey, 0).key, HALQA_ROLE_DEVICE,
                                 device, proof);
}

/**
 * halqa_keyring_dup_device_proof:
 * @self: a keyring
 * @device: this laptop
 *
 * Returns: (transfer full) (nullable): what its record is to say
 */
char *
halqa_keyring_dup_device_proof (HalqaKeyring *self, const HalqaDeviceId *device)
{
  if (!self->is_open || halqa_keyring_trusts (self, device))
    return NULL;
  return halqa_membership_prove (halqa_keyring_get_newest (self)->key, HALQA_ROLE_DEVICE, device);
}
