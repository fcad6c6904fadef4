/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-key-record.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-membership.h"

/* A record of kind `key`: a new forum key, sealed for each laptop that may have it (protocol,
 * section 7).
 *
 * It is read from the entry that wrote it and not from the fold. A fold shows the last write of
 * each field, and anybody may write one more; what a key record says must be what its writer signed
 * at once, in one entry. A second entry of the same record id is another record.
 *
 * What is sealed is a seed, and the key is made from it together with the writer and the keys that
 * it follows. So a key belongs to one place in the chain: a member who knows it can't present it
 * again in another record, with other names, to take back what the first one said. The proofs show
 * that the writer knew the keys that it follows, for whoever knows them too; a laptop that was left
 * out of one of them can't go on from there, and neither can a new device key made on it. Whoever
 * is given the new key can check that too: the keys that it follows are encrypted with it. So a
 * laptop that lacks one of them, because it joined later or because somebody sealed it wrongly, is
 * not stuck before it.
 *
 * Rejected: a signature by a key pair of the forum's (who holds the secret half is back at the same
 * question); a list of administrators (there is none among people who meet in a hall). */

#define LABEL_KEY "key 1"
#define LABEL_FOLLOWS "follows 1"
#define LABEL_CHAIN "chain 1"
#define SEALED_SIZE (HALQA_KEY_SIZE + crypto_box_SEALBYTES)
#define PROOF_SIZE HALQA_TAG_SIZE
#define PARENT_SIZE (2 * HALQA_KEY_SIZE)
#define CHAIN_EXTRA (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)

struct _HalqaKeyDraft
{
  HalqaWrite write;
  GArray *fields; /* of HalqaFieldWrite */
  GPtrArray *owned; /* what they point at */
};

/**
 * halqa_key_init:
 * @self: (out caller-allocates): a key
 * @key: 32 bytes
 * @seed: (nullable): 32 bytes, %NULL for the founding key
 */
void
halqa_key_init (HalqaKey *self, const guint8 *key, const guint8 *seed)
{
  memset (self, 0, sizeof *self);
  memcpy (self->key, key, HALQA_KEY_SIZE);
  if (seed != NULL)
    memcpy (self->seed, seed, HALQA_KEY_SIZE);
  halqa_membership_tag (key, self->tag);
}

static void
derive (const guint8 *seed,
        const HalqaDeviceId *author,
        const guint8 *parents,
        guint n_parents,
        guint8 key[HALQA_KEY_SIZE])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, seed, HALQA_KEY_SIZE, HALQA_KEY_SIZE);
  crypto_generichash_update (&state, (const guint8 *) LABEL_KEY, strlen (LABEL_KEY));
  crypto_generichash_update (&state, author->bytes, sizeof author->bytes);
  crypto_generichash_update (&state, parents, n_parents * HALQA_TAG_SIZE);
  crypto_generichash_final (&state, key, HALQA_KEY_SIZE);
}

static void
prove (const guint8 *parent,
       const HalqaDeviceId *author,
       const guint8 *tag,
       guint8 proof[PROOF_SIZE])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, parent, HALQA_KEY_SIZE, PROOF_SIZE);
  crypto_generichash_update (&state, (const guint8 *) LABEL_FOLLOWS, strlen (LABEL_FOLLOWS));
  crypto_generichash_update (&state, author->bytes, sizeof author->bytes);
  crypto_generichash_update (&state, tag, HALQA_TAG_SIZE);
  crypto_generichash_final (&state, proof, PROOF_SIZE);
}

static void
derive_chain_key (const guint8 *key, guint8 chain_key[crypto_secretbox_KEYBYTES])
{
  crypto_generichash (chain_key, crypto_secretbox_KEYBYTES, (const guint8 *) LABEL_CHAIN,
                      strlen (LABEL_CHAIN), key, HALQA_KEY_SIZE);
}

/* --- reading */

static const HalqaValue *
find_bytes (const HalqaWrite *write, const char *name)
{
  for (guint i = 0; i < write->n_fields; i++)
    if (strcmp (write->fields[i].name, name) == 0)
      return write->fields[i].value.type == HALQA_VALUE_BYTES ? &write->fields[i].value : NULL;
  return NULL;
}

static gboolean
are_ascending (const guint8 *tags, guint n)
{
  for (guint i = 1; i < n; i++)
    if (memcmp (tags + (i - 1) * HALQA_TAG_SIZE, tags + i * HALQA_TAG_SIZE, HALQA_TAG_SIZE) >= 0)
      return FALSE;
  return TRUE;
}

static gboolean
parse_chain (HalqaKeyRecord *self, const HalqaWrite *write)
{
  const HalqaValue *tag = find_bytes (write, "tag");
  const HalqaValue *parents = find_bytes (write, "parents");
  const HalqaValue *proofs = find_bytes (write, "proofs");
  const HalqaValue *chain = find_bytes (write, "chain");

  if (tag == NULL || parents == NULL || proofs == NULL || tag->size != HALQA_TAG_SIZE ||
      parents->size == 0 || parents->size % HALQA_TAG_SIZE != 0 ||
      parents->size > HALQA_KEY_PARENTS_MAX * HALQA_TAG_SIZE || proofs->size != parents->size)
    return FALSE;
  self->n_parents = parents->size / HALQA_TAG_SIZE;
  memcpy (self->tag, tag->data, HALQA_TAG_SIZE);
  self->parents = g_memdup2 (parents->data, parents->size);
  self->proofs = g_memdup2 (proofs->data, proofs->size);
  if (chain != NULL && chain->size == self->n_parents * PARENT_SIZE + CHAIN_EXTRA)
    self->chain = g_bytes_new (chain->data, chain->size);
  return are_ascending (self->parents, self->n_parents);
}

static void
open_seal (HalqaKeyRecord *self, const guint8 *sealed, HalqaIdentity *identity)
{
  guint8 public[crypto_box_PUBLICKEYBYTES];
  guint8 secret[crypto_box_SECRETKEYBYTES];

  self->is_named = TRUE;
  self->is_open =
      crypto_sign_ed25519_pk_to_curve25519 (public, halqa_identity_get_device (identity)->bytes) ==
          0 &&
      crypto_sign_ed25519_sk_to_curve25519 (secret, halqa_identity_get_secret_key (identity)) ==
          0 &&
      crypto_box_seal_open (self->seed, sealed, SEALED_SIZE, public, secret) == 0;
  sodium_memzero (secret, sizeof secret);
}

/* One spelling of a name, or a device could be named twice. */
static gboolean
read_device (const char *name, HalqaDeviceId *device)
{
  char hex[HALQA_HEX_MAX];

  return halqa_hex_decode (name, device->bytes, sizeof device->bytes) &&
         strcmp (halqa_hex_encode (hex, device->bytes, sizeof device->bytes), name) == 0;
}

static void
parse_names (HalqaKeyRecord *self, const HalqaWrite *write, HalqaIdentity *identity)
{
  for (guint i = 0; i < write->n_fields; i++)
    {
      const HalqaFieldWrite *field = &write->fields[i];
      HalqaDeviceId device;

      if (field->value.type != HALQA_VALUE_BYTES || field->value.size != SEALED_SIZE ||
          !read_device (field->name, &device))
        continue;
      g_array_append_val (self->names, device);
      if (memcmp (&device, halqa_identity_get_device (identity), sizeof device) == 0)
        open_seal (self, field->value.data, identity);
    }
}

static gboolean
is_removal (const HalqaWrite *write)
{
  if (strcmp (write->kind, "device") != 0)
    return FALSE;
  for (guint i = 0; i < write->n_fields; i++)
    if (strcmp (write->fields[i].name, "removed") == 0)
      return write->fields[i].value.type == HALQA_VALUE_BOOL && write->fields[i].value.boolean;
  return FALSE;
}

/**
 * halqa_key_record_parse:
 * @entry: any entry
 * @identity: who is to open what is sealed for them
 *
 * The signature is checked here: the log may hold what has not been checked yet.
 *
 * Returns: (transfer full) (nullable): the key record in it, and what it removes
 */
HalqaKeyRecord *
halqa_key_record_parse (HalqaEntry *entry, HalqaIdentity *identity)
{
  g_autoptr (HalqaKeyRecord) self = NULL;
  const HalqaWrite *found = NULL;
  const HalqaWrite *writes;
  guint n_writes;

  writes = halqa_entry_get_writes (entry, &n_writes);
  for (guint i = 0; i < n_writes; i++)
    if (strcmp (writes[i].kind, "key") == 0)
      {
        if (found != NULL)
          return NULL;
        found = &writes[i];
      }
  if (found == NULL || !halqa_entry_verify (entry, NULL))
    return NULL;
  self = g_new0 (HalqaKeyRecord, 1);
  self->dot = *halqa_entry_get_dot (entry);
  self->names = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
  self->removed = g_array_new (FALSE, FALSE, sizeof (HalqaId));
  if (!parse_chain (self, found))
    return NULL;
  parse_names (self, found, identity);
  for (guint i = 0; i < n_writes; i++)
    if (is_removal (&writes[i]))
      g_array_append_val (self->removed, writes[i].record);
  return g_steal_pointer (&self);
}

/**
 * halqa_key_record_free:
 * @self: (transfer full): a record; what was sealed is wiped
 */
void
halqa_key_record_free (HalqaKeyRecord *self)
{
  sodium_memzero (self->seed, sizeof self->seed);
  g_clear_pointer (&self->chain, g_bytes_unref);
  g_clear_pointer (&self->names, g_array_unref);
  g_clear_pointer (&self->removed, g_array_unref);
  g_free (self->parents);
  g_free (self->proofs);
  g_free (self);
}

/**
 * halqa_key_record_derive:
 * @self: a record
 * @seed: 32 bytes
 * @key: (out caller-allocates): what @seed gives here
 *
 * Returns: whether it is the key that the record promises
 */
gboolean
halqa_key_record_derive (const HalqaKeyRecord *self, const guint8 *seed, HalqaKey *key)
{
  guint8 bytes[HALQA_KEY_SIZE];

  derive (seed, &self->dot.device, self->parents, self->n_parents, bytes);
  halqa_key_init (key, bytes, seed);
  sodium_memzero (bytes, sizeof bytes);
  return memcmp (key->tag, self->tag, HALQA_TAG_SIZE) == 0;
}

/**
 * halqa_key_record_open_parent:
 * @self: a record
 * @key: the key that it gives
 * @index: of one of its parents
 * @parent: (out caller-allocates): the key of that tag
 *
 * Returns: whether the record tells it
 */
gboolean
halqa_key_record_open_parent (const HalqaKeyRecord *self,
                              const HalqaKey *key,
                              guint index,
                              HalqaKey *parent)
{
  const gsize size = self->n_parents * PARENT_SIZE;
  g_autofree guint8 *plain = NULL;
  guint8 chain_key[crypto_secretbox_KEYBYTES];
  const guint8 *sealed;
  gboolean opened;

  if (self->chain == NULL)
    return FALSE;
  sealed = g_bytes_get_data (self->chain, NULL);
  plain = g_malloc (size);
  derive_chain_key (key->key, chain_key);
  opened = crypto_secretbox_open_easy (plain, sealed + crypto_secretbox_NONCEBYTES,
                                       size + crypto_secretbox_MACBYTES, sealed, chain_key) == 0;
  if (opened)
    halqa_key_init (parent, plain + index * PARENT_SIZE,
                    plain + index * PARENT_SIZE + HALQA_KEY_SIZE);
  sodium_memzero (plain, size);
  sodium_memzero (chain_key, sizeof chain_key);
  return opened &&
         memcmp (parent->tag, self->parents + index * HALQA_TAG_SIZE, HALQA_TAG_SIZE) == 0;
}

/**
 * halqa_key_record_check_parent:
 * @self: a record
 * @index: of one of its parents
 * @parent: the key of that tag
 *
 * Returns: whether the writer knew it
 */
gboolean
halqa_key_record_check_parent (const HalqaKeyRecord *self, guint index, const HalqaKey *parent)
{
  guint8 expected[PROOF_SIZE];

  prove (parent->key, &self->dot.device, self->tag, expected);
  return sodium_memcmp (expected, self->proofs + index * PROOF_SIZE, PROOF_SIZE) == 0;
}

/* --- writing */

/* @bytes: (transfer full) */
static void
add_field (HalqaKeyDraft *self, char *name, guint8 *bytes, gsize size)
{
  HalqaFieldWrite field = { .name = name, .value = halqa_value_bytes (bytes, size) };

  g_ptr_array_add (self->owned, name);
  g_ptr_array_add (self->owned, bytes);
  g_array_append_val (self->fields, field);
}

/* A device id that is no point of the curve can't be sealed for: nobody holds its key. */
static void
seal_for (HalqaKeyDraft *self, const HalqaDeviceId *device, const guint8 *seed)
{
  guint8 public[crypto_box_PUBLICKEYBYTES];
  g_autofree guint8 *sealed = g_malloc (SEALED_SIZE);

  if (crypto_sign_ed25519_pk_to_curve25519 (public, device->bytes) == 0 &&
      crypto_box_seal (sealed, seed, HALQA_KEY_SIZE, public) == 0)
    add_field (self, halqa_hex_dup (device->bytes, sizeof device->bytes), g_steal_pointer (&sealed),
               SEALED_SIZE);
}

static guint8 *
join_tags (const GArray *keys)
{
  guint8 *tags = g_malloc (keys->len * HALQA_TAG_SIZE);

  for (guint i = 0; i < keys->len; i++)
    memcpy (tags + i * HALQA_TAG_SIZE, g_array_index (keys, HalqaKey, i).tag, HALQA_TAG_SIZE);
  return tags;
}

static guint8 *
join_proofs (const GArray *keys, const HalqaDeviceId *author, const guint8 *tag)
{
  guint8 *proofs = g_malloc (keys->len * PROOF_SIZE);

  for (guint i = 0; i < keys->len; i++)
    prove (g_array_index (keys, HalqaKey, i).key, author, tag, proofs + i * PROOF_SIZE);
  return proofs;
}

/* The parents' keys and seeds under the new key: a nonce, then what crypto_secretbox makes. */
static guint8 *
seal_chain (const GArray *parents, const guint8 *key, gsize *size)
{
  const gsize plain_size = parents->len * PARENT_SIZE;
  g_autofree guint8 *plain = g_malloc (plain_size);
  guint8 chain_key[crypto_secretbox_KEYBYTES];
  guint8 *sealed = g_malloc (plain_size + CHAIN_EXTRA);

  for (guint i = 0; i < parents->len; i++)
    {
      const HalqaKey *parent = &g_array_index (parents, HalqaKey, i);

      memcpy (plain + i * PARENT_SIZE, parent->key, HALQA_KEY_SIZE);
      memcpy (plain + i * PARENT_SIZE + HALQA_KEY_SIZE, parent->seed, HALQA_KEY_SIZE);
    }
  derive_chain_key (key, chain_key);
  randombytes_buf (sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (sealed + crypto_secretbox_NONCEBYTES, plain, plain_size, sealed,
                         chain_key);
  sodium_memzero (plain, plain_size);
  sodium_memzero (chain_key, sizeof chain_key);
  *size = plain_size + CHAIN_EXTRA;
  return sealed;
}

static void
fill (HalqaKeyDraft *self, const HalqaDeviceId *author, const GArray *parents, const GArray *names)
{
  HalqaFieldWrite created = { .name = "deleted", .value = halqa_value_bool (FALSE) };
  guint8 *tags = join_tags (parents);
  guint8 seed[HALQA_KEY_SIZE];
  guint8 bytes[HALQA_KEY_SIZE];
  HalqaKey key;
  guint8 *chain;
  gsize size;

  randombytes_buf (seed, sizeof seed);
  derive (seed, author, tags, parents->len, bytes);
  halqa_key_init (&key, bytes, seed);
  g_array_append_val (self->fields, created);
  add_field (self, g_strdup ("tag"), g_memdup2 (key.tag, sizeof key.tag), sizeof key.tag);
  add_field (self, g_strdup ("parents"), tags, parents->len * HALQA_TAG_SIZE);
  add_field (self, g_strdup ("proofs"), join_proofs (parents, author, key.tag),
             parents->len * PROOF_SIZE);
  chain = seal_chain (parents, key.key, &size);
  add_field (self, g_strdup ("chain"), chain, size);
  for (guint i = 0; i < names->len; i++)
    seal_for (self, &g_array_index (names, HalqaDeviceId, i), seed);
  sodium_memzero (seed, sizeof seed);
  sodium_memzero (bytes, sizeof bytes);
  sodium_memzero (&key, sizeof key);
}

/**
 * halqa_key_draft_new:
 * @author: who will sign it
 * @parents: (element-type HalqaKey): the keys that it follows, by ascending tag, 256 at most
 * @names: (element-type HalqaDeviceId): whom it is sealed for
 * @error: %HALQA_SYNC_ERROR_TOO_LARGE for more than 1,024 of them
 *
 * Returns: (transfer full): a new key, random
 */
HalqaKeyDraft *
halqa_key_draft_new (const HalqaDeviceId *author,
                     const GArray *parents,
                     const GArray *names,
                     GError **error)
{
  HalqaKeyDraft *self;

  g_return_val_if_fail (parents->len > 0 && parents->len <= HALQA_KEY_PARENTS_MAX, NULL);
  if (names->len > HALQA_KEY_NAMES_MAX)
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                   _ ("A new key can be given to %d laptops at most."), HALQA_KEY_NAMES_MAX);
      return NULL;
    }
  self = g_new0 (HalqaKeyDraft, 1);
  self->fields = g_array_new (FALSE, FALSE, sizeof (HalqaFieldWrite));
  self->owned = g_ptr_array_new_with_free_func (g_free);
  fill (self, author, parents, names);
  self->write.kind = "key";
  halqa_id_random (&self->write.record);
  self->write.fields = (const HalqaFieldWrite *) self->fields->data;
  self->write.n_fields = self->fields->len;
  return self;
}

/**
 * halqa_key_draft_free:
 * @self: (transfer full): a draft
 */
void
halqa_key_draft_free (HalqaKeyDraft *self)
{
  g_array_unref (self->fields);
  g_ptr_array_unref (self->owned);
  g_free (self);
}

/**
 * halqa_key_draft_get_write:
 * @self: a draft
 *
 * Returns: (transfer none): the whole record
 */
const HalqaWrite *
halqa_key_draft_get_write (HalqaKeyDraft *self)
{
  return &self->write;
}
