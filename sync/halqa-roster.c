/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-roster.h"

/* Which forums a transport serves, and which devices have proven to it that they know them. A
 * device is proven for a forum, by its key, whichever side it was on. Nothing of it is kept beyond
 * the process: asking once more costs a round trip, and a member that has been removed is not
 * believed for ever. */

struct _HalqaRoster
{
  GObject parent_instance;

  /* owned */
  GHashTable *stores; /* tag in hex → HalqaStore */
  GHashTable *proven; /* tag and device in hex */
};

G_DEFINE_FINAL_TYPE (HalqaRoster, halqa_roster, G_TYPE_OBJECT)

static char *
make_device_key (HalqaStore *store, const HalqaDeviceId *device)
{
  char tag[HALQA_HEX_MAX];
  char hex[HALQA_HEX_MAX];

  return g_strconcat (halqa_hex_encode (tag, halqa_store_get_tag (store), HALQA_TAG_SIZE), "/",
                      halqa_hex_encode (hex, device->bytes, sizeof device->bytes), NULL);
}

static void
halqa_roster_finalize (GObject *object)
{
  HalqaRoster *self = HALQA_ROSTER (object);

  g_hash_table_unref (self->stores);
  g_hash_table_unref (self->proven);
  G_OBJECT_CLASS (halqa_roster_parent_class)->finalize (object);
}

static void
halqa_roster_class_init (HalqaRosterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_roster_finalize;
}

static void
halqa_roster_init (HalqaRoster *self)
{
  self->stores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->proven = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * halqa_roster_new:
 *
 * Returns: (transfer full): a roster of nobody
 */
HalqaRoster *
halqa_roster_new (void)
{
  return g_object_new (HALQA_TYPE_ROSTER, NULL);
}

/**
 * halqa_roster_add_store:
 * @self: a roster
 * @store: it is kept
 */
void
halqa_roster_add_store (HalqaRoster *self, HalqaStore *store)
{
  g_return_if_fail (HALQA_IS_ROSTER (self));
  g_hash_table_replace (self->stores, halqa_hex_dup (halqa_store_get_tag (store), HALQA_TAG_SIZE),
                        g_object_ref (store));
}

/**
 * halqa_roster_find_store:
 * @self: a roster
 * @tag: 16 bytes
 *
 * Returns: (transfer none) (nullable): the forum of that tag
 */
HalqaStore *
halqa_roster_find_store (HalqaRoster *self, const guint8 tag[HALQA_TAG_SIZE])
{
  char hex[HALQA_HEX_MAX];

  g_return_val_if_fail (HALQA_IS_ROSTER (self), NULL);
  return g_hash_table_lookup (self->stores, halqa_hex_encode (hex, tag, HALQA_TAG_SIZE));
}

/**
 * halqa_roster_add_proven:
 * @self: a roster
 * @store: a forum
 * @device: who has proven to know it, by a key that the connection has proven
 */
void
halqa_roster_add_proven (HalqaRoster *self, HalqaStore *store, const HalqaDeviceId *device)
{
  g_return_if_fail (HALQA_IS_ROSTER (self));
  g_hash_table_add (self->proven, make_device_key (store, device));
}

/**
 * halqa_roster_is_proven:
 * @self: a roster
 * @store: a forum
 * @device: a device whose key the connection has proven
 *
 * Returns: whether it has proven to know the forum
 */
gboolean
halqa_roster_is_proven (HalqaRoster *self, HalqaStore *store, const HalqaDeviceId *device)
{
  g_autofree char *key = make_device_key (store, device);

  g_return_val_if_fail (HALQA_IS_ROSTER (self), FALSE);
  return g_hash_table_contains (self->proven, key);
}
