/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-roster.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-membership.h"

/* Which forums a transport serves, and which devices have proven to it that they know them. A
 * device is proven for a forum, by its key, whichever side it was on. Nothing of it is kept beyond
 * the process: asking once more costs a round trip.
 *
 * The rule kept: what was proven counts as long as the keyring of now would admit it. So who is
 * removed is a stranger from the next request on; "keys-changed" tells those who hold connections
 * open, which they then look through. */

typedef struct
{
  HalqaStore *store; /* owned */
  guint watch;
} Served;

struct _HalqaRoster
{
  GObject parent_instance;

  /* owned */
  GArray *served;
  GHashTable *proven; /* forum and device in hex → HalqaKey by which it was */
};

enum
{
  SIGNAL_KEYS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaRoster, halqa_roster, G_TYPE_OBJECT)

static char *
make_device_key (HalqaStore *store, const HalqaDeviceId *device)
{
  char forum[HALQA_HEX_MAX];
  char hex[HALQA_HEX_MAX];

  return g_strconcat (halqa_hex_encode (forum, halqa_store_get_forum_key (store)->forum.bytes,
                                        HALQA_ID_SIZE),
                      "/", halqa_hex_encode (hex, device->bytes, sizeof device->bytes), NULL);
}

static void
free_key (gpointer key)
{
  sodium_memzero (key, sizeof (HalqaKey));
  g_free (key);
}

static void
touched_cb (HalqaStore *store, const GArray *touched, gboolean local, gpointer user_data)
{
  if (halqa_touched_has_keys (touched))
    g_signal_emit (user_data, signals[SIGNAL_KEYS_CHANGED], 0, store);
}

static void
halqa_roster_finalize (GObject *object)
{
  HalqaRoster *self = HALQA_ROSTER (object);

  for (guint i = 0; i < self->served->len; i++)
    {
      Served *served = &g_array_index (self->served, Served, i);

      halqa_store_unwatch (served->store, served->watch);
      g_object_unref (served->store);
    }
  g_array_unref (self->served);
  g_hash_table_unref (self->proven);
  G_OBJECT_CLASS (halqa_roster_parent_class)->finalize (object);
}

static void
halqa_roster_class_init (HalqaRosterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_roster_finalize;

  /* (HalqaStore *store): its keyring is another; in the context of who made the roster. */
  signals[SIGNAL_KEYS_CHANGED] =
      g_signal_new ("keys-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, HALQA_TYPE_STORE);
}

static void
halqa_roster_init (HalqaRoster *self)
{
  self->served = g_array_new (FALSE, FALSE, sizeof (Served));
  self->proven = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, free_key);
}

/**
 * halqa_roster_new:
 *
 * Returns: (transfer full): a roster of nobody, for the thread-default context
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
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Served served = { .store = store };

  g_return_if_fail (HALQA_IS_ROSTER (self));
  g_object_ref (store);
  served.watch = halqa_store_watch (store, context, touched_cb, self);
  g_array_append_val (self->served, served);
}

static gboolean
admits (HalqaStore *store,
        const guint8 *tag,
        const HalqaDeviceId *device,
        const char *proof,
        HalqaKey *key)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  const HalqaKey *found = halqa_keyring_find_by_tag (keyring, tag);

  if (found == NULL || !halqa_membership_check (found->key, HALQA_ROLE_MEMBER, device, proof) ||
      !halqa_keyring_admits (keyring, tag, device))
    return FALSE;
  *key = *found;
  return TRUE;
}

/**
 * halqa_roster_admit:
 * @self: a roster
 * @tag: names a forum, by one of its keys
 * @device: who asks, known by the key of the connection
 * @proof: of %HALQA_ROLE_MEMBER, made with that key
 * @key: (out caller-allocates): that key; answers are proven by it
 *
 * Returns: (transfer none) (nullable): the forum that lets it in
 */
HalqaStore *
halqa_roster_admit (HalqaRoster *self,
                    const guint8 tag[HALQA_TAG_SIZE],
                    const HalqaDeviceId *device,
                    const char *proof,
                    HalqaKey *key)
{
  g_return_val_if_fail (HALQA_IS_ROSTER (self), NULL);

  for (guint i = 0; i < self->served->len; i++)
    {
      HalqaStore *store = g_array_index (self->served, Served, i).store;

      if (admits (store, tag, device, proof, key))
        return store;
    }
  return NULL;
}

/**
 * halqa_roster_still_admits:
 * @store: a forum
 * @key: what was proven once
 * @device: by whom
 *
 * Returns: whether that lets it in now
 */
gboolean
halqa_roster_still_admits (HalqaStore *store, const HalqaKey *key, const HalqaDeviceId *device)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);

  return halqa_keyring_admits (keyring, key->tag, device);
}

/**
 * halqa_roster_add_proven:
 * @self: a roster
 * @store: a forum
 * @key: the key of it that was proven
 * @device: who has proven to know it, by a key that the connection has proven
 */
void
halqa_roster_add_proven (HalqaRoster *self,
                         HalqaStore *store,
                         const HalqaKey *key,
                         const HalqaDeviceId *device)
{
  g_return_if_fail (HALQA_IS_ROSTER (self));
  g_hash_table_replace (self->proven, make_device_key (store, device),
                        g_memdup2 (key, sizeof *key));
}

/* Whether @device, whose key the connection has proven, has proven to know the forum, by a key that still
 * lets it in. */
static gboolean
is_proven (HalqaRoster *self, HalqaStore *store, const HalqaDeviceId *device)
{
  g_autofree char *name = make_device_key (store, device);
  const HalqaKey *key;

  g_return_val_if_fail (HALQA_IS_ROSTER (self), FALSE);
  key = g_hash_table_lookup (self->proven, name);
  return key != NULL && halqa_roster_still_admits (store, key, device);
}

static gboolean
refuse (GError **error, HalqaSyncError code, const char *sentence)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, code, sentence);
  return FALSE;
}

/**
 * halqa_roster_check_server:
 * @self: a roster
 * @store: the forum that is asked for
 * @key: (nullable): its key that we prove by, and that the answer must prove; %NULL where that is
 *   not chosen yet
 * @device: who is at the other end, by the key of the connection
 * @expected: (nullable): who should be
 * @members_only: the request tells what only members may know
 * @error: %HALQA_SYNC_ERROR_NOT_MEMBER, %HALQA_SYNC_ERROR_PEER or %HALQA_SYNC_ERROR_UNPROVEN
 *
 * A device that is expected, because it was met before, is told things before it has proven
 * anything only where it is still named: what it proved then was made with another key.
 *
 * Returns: whether the request may go there
 */
gboolean
halqa_roster_check_server (HalqaRoster *self,
                           HalqaStore *store,
                           const HalqaKey *key,
                           const HalqaDeviceId *device,
                           const HalqaDeviceId *expected,
                           gboolean members_only,
                           GError **error)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);

  if (halqa_keyring_get_removal (keyring, device) != NULL)
    return refuse (error, HALQA_SYNC_ERROR_NOT_MEMBER,
                   _ ("The laptop there has been removed from the forum"));
  if (expected != NULL && memcmp (device, expected, sizeof *device) != 0)
    return refuse (error, HALQA_SYNC_ERROR_PEER,
                   _ ("Another laptop answers there than was expected"));
  if (key != NULL && !halqa_keyring_admits (keyring, key->tag, device))
    return refuse (error, HALQA_SYNC_ERROR_NOT_MEMBER,
                   _ ("The laptop there does not know this forum"));
  if (members_only && (expected == NULL || !halqa_keyring_trusts (keyring, device)) &&
      !is_proven (self, store, device))
    return refuse (error, HALQA_SYNC_ERROR_UNPROVEN,
                   _ ("The laptop there has not yet proven to be a member"));
  return TRUE;
}
