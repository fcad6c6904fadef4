/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "entry-draft.h"
#include "halqa-key-record.h"
#include "halqa-membership.h"
#include "halqa-reader.h"
#include "protocol-example.h"

/* The removal that section 7 of PROTOCOL.md works out is what the program writes, where what is
 * random counts up from 60; and it says what the text says, taken apart here with libsodium alone,
 * as another program would. */

#define SECTION "7."
#define SEALED_SIZE (32 + crypto_box_SEALBYTES)

/* --- what is random */

static guint8 next_random;

static void
count_up (void *bytes, const size_t size)
{
  for (size_t i = 0; i < size; i++)
    ((guint8 *) bytes)[i] = next_random++;
}

static const char *
get_name (void)
{
  return "counting";
}

static uint32_t
count_up_number (void)
{
  uint32_t number;

  count_up (&number, sizeof number);
  return number;
}

static randombytes_implementation counting = {
  .implementation_name = get_name,
  .random = count_up_number,
  .buf = count_up,
};

/* --- writing it */

static void
take (const char *section, const char *name, void *bytes, gsize size)
{
  g_autoptr (GBytes) example = protocol_example (section, name);

  g_assert_cmpuint (g_bytes_get_size (example), ==, size);
  memcpy (bytes, g_bytes_get_data (example, NULL), size);
}

static void
make_device (const char *seed_name,
             HalqaDeviceId *device,
             guint8 secret[crypto_sign_SECRETKEYBYTES])
{
  guint8 seed[crypto_sign_SEEDBYTES];

  take (SECTION, seed_name, seed, sizeof seed);
  crypto_sign_seed_keypair (device->bytes, secret, seed);
}

static HalqaKeyDraft *
draft_key (EntryDraft *draft, const HalqaDeviceId *other)
{
  const HalqaDeviceId *own = halqa_identity_get_device (draft->identity);
  g_autoptr (GArray) parents = g_array_new (FALSE, FALSE, sizeof (HalqaKey));
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
  g_autoptr (GError) error = NULL;
  guint8 founding[HALQA_KEY_SIZE];
  HalqaKeyDraft *made;
  HalqaKey key;

  take ("2.", "forum key", founding, sizeof founding);
  halqa_key_init (&key, founding, NULL);
  g_array_append_val (parents, key);
  g_array_append_vals (names, own, 1);
  g_array_append_vals (names, other, 1);
  next_random = 0x60;
  randombytes_set_implementation (&counting);
  made = halqa_key_draft_new (own, parents, names, &error);
  randombytes_set_implementation (&randombytes_sysrandom_implementation);
  g_assert_no_error (error);
  return made;
}

static void
test_written (EntryDraft *draft, gconstpointer data)
{
  HalqaFieldWrite field = { .name = "removed", .value = halqa_value_bool (TRUE) };
  HalqaWrite writes[2] = { { .kind = "device", .fields = &field, .n_fields = 1 } };
  HalqaDeviceId removed;
  HalqaDeviceId other;
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  g_autoptr (HalqaKeyDraft) key = NULL;
  g_autoptr (HalqaEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *bytes;
  gsize size;

  take (SECTION, "removed device", removed.bytes, sizeof removed.bytes);
  halqa_device_record_id (&removed, &writes[0].record);
  make_device ("seed of the other", &other, secret);
  key = draft_key (draft, &other);
  writes[1] = *halqa_key_draft_get_write (key);
  entry = halqa_entry_sign (draft->identity, &draft->forum, DRAFT_STAMP, writes, 2, &error);
  g_assert_no_error (error);
  bytes = halqa_entry_get_bytes (entry, &size);
  protocol_assert_example (SECTION, "removal", bytes, size);
  protocol_assert_example (SECTION, "signature of it", halqa_entry_get_signature (entry),
                           HALQA_SIGNATURE_SIZE);
}

/* --- reading it, with nothing but the text */

static HalqaEntry *
read_entry (EntryDraft *draft)
{
  g_autoptr (GBytes) bytes = protocol_example (SECTION, "removal");
  guint8 signature[HALQA_SIGNATURE_SIZE];
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry;

  take (SECTION, "signature of it", signature, sizeof signature);
  entry = halqa_entry_parse (&draft->forum, g_bytes_get_data (bytes, NULL),
                             g_bytes_get_size (bytes), signature, &error);
  g_assert_no_error (error);
  g_assert_true (halqa_entry_verify (entry, NULL));
  return entry;
}

static const HalqaValue *
find (HalqaEntry *entry, const char *name, gsize size)
{
  guint n_writes;
  const HalqaWrite *writes = halqa_entry_get_writes (entry, &n_writes);

  g_assert_cmpuint (n_writes, ==, 2);
  g_assert_cmpstr (writes[1].kind, ==, "key");
  for (guint i = 0; i < writes[1].n_fields; i++)
    if (strcmp (writes[1].fields[i].name, name) == 0)
      {
        g_assert_cmpuint (writes[1].fields[i].value.size, ==, size);
        return &writes[1].fields[i].value;
      }
  g_assert_not_reached ();
}

/* BLAKE2b of @size, keyed with @key, of a label and what follows it. */
static void
hash (guint8 *out, gsize size, const guint8 *key, const char *label, const guint8 *more, gsize n)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, key, 32, size);
  crypto_generichash_update (&state, (const guint8 *) label, strlen (label));
  crypto_generichash_update (&state, more, n);
  crypto_generichash_final (&state, out, size);
}

static void
open_seed (HalqaEntry *entry,
           const HalqaDeviceId *device,
           const guint8 *secret,
           guint8 seed[HALQA_KEY_SIZE])
{
  g_autofree char *name = halqa_hex_dup (device->bytes, sizeof device->bytes);
  const HalqaValue *sealed = find (entry, name, SEALED_SIZE);
  guint8 public_half[crypto_box_PUBLICKEYBYTES];
  guint8 secret_half[crypto_box_SECRETKEYBYTES];

  g_assert_cmpint (crypto_sign_ed25519_pk_to_curve25519 (public_half, device->bytes), ==, 0);
  g_assert_cmpint (crypto_sign_ed25519_sk_to_curve25519 (secret_half, secret), ==, 0);
  g_assert_cmpint (crypto_box_seal_open (seed, sealed->data, SEALED_SIZE, public_half, secret_half),
                   ==, 0);
}

static void
test_sealed (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = read_entry (draft);
  const HalqaDeviceId *writer = halqa_identity_get_device (draft->identity);
  HalqaDeviceId other;
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  guint8 place[HALQA_DEVICE_ID_SIZE + HALQA_TAG_SIZE];
  guint8 seed[HALQA_KEY_SIZE];
  guint8 key[HALQA_KEY_SIZE];
  guint8 tag[HALQA_TAG_SIZE];

  open_seed (entry, writer, halqa_identity_get_secret_key (draft->identity), seed);
  protocol_assert_example (SECTION, "seed", seed, sizeof seed);
  make_device ("seed of the other", &other, secret);
  open_seed (entry, &other, secret, seed);
  protocol_assert_example (SECTION, "seed", seed, sizeof seed);
  memcpy (place, writer->bytes, sizeof writer->bytes);
  memcpy (place + HALQA_DEVICE_ID_SIZE, find (entry, "parents", HALQA_TAG_SIZE)->data,
          HALQA_TAG_SIZE);
  hash (key, sizeof key, seed, "key 1", place, sizeof place);
  protocol_assert_example (SECTION, "new key", key, sizeof key);
  hash (tag, sizeof tag, key, "halqa tag 1", NULL, 0);
  g_assert_cmpmem (tag, sizeof tag, find (entry, "tag", sizeof tag)->data, sizeof tag);
}

static void
test_chain (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = read_entry (draft);
  guint8 plain[2 * HALQA_KEY_SIZE];
  guint8 made[HALQA_DEVICE_ID_SIZE + HALQA_TAG_SIZE];
  guint8 founding[HALQA_KEY_SIZE];
  guint8 key[HALQA_KEY_SIZE];
  guint8 chain_key[HALQA_KEY_SIZE];
  guint8 proof[HALQA_TAG_SIZE];
  const guint8 *chain = find (entry, "chain", 24 + 16 + sizeof plain)->data;

  take ("2.", "forum key", founding, sizeof founding);
  protocol_assert_example ("2.", "forum tag", find (entry, "parents", HALQA_TAG_SIZE)->data,
                           HALQA_TAG_SIZE);
  memcpy (made, halqa_identity_get_device (draft->identity)->bytes, HALQA_DEVICE_ID_SIZE);
  memcpy (made + HALQA_DEVICE_ID_SIZE, find (entry, "tag", HALQA_TAG_SIZE)->data, HALQA_TAG_SIZE);
  hash (proof, sizeof proof, founding, "follows 1", made, sizeof made);
  g_assert_cmpmem (proof, sizeof proof, find (entry, "proofs", sizeof proof)->data, sizeof proof);
  take (SECTION, "new key", key, sizeof key);
  hash (chain_key, sizeof chain_key, key, "chain 1", NULL, 0);
  g_assert_cmpint (crypto_secretbox_open_easy (plain, chain + 24, sizeof plain + 16, chain,
                                               chain_key),
                   ==, 0);
  g_assert_cmpmem (plain, HALQA_KEY_SIZE, founding, sizeof founding);
  g_assert_true (sodium_is_zero (plain + HALQA_KEY_SIZE, HALQA_KEY_SIZE));
}

static void
test_device_proof (EntryDraft *draft, gconstpointer data)
{
  g_autofree char *proof = NULL;
  HalqaDeviceId other;
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  guint8 key[HALQA_KEY_SIZE];

  make_device ("seed of the other", &other, secret);
  take (SECTION, "new key", key, sizeof key);
  proof = halqa_membership_prove (key, HALQA_ROLE_DEVICE, &other);
  protocol_assert_example (SECTION, "proof of the other", (const guint8 *) proof, strlen (proof));
}

static void
add_test (const char *path, void (*func) (EntryDraft *draft, gconstpointer data))
{
  g_test_add (path, EntryDraft, NULL, entry_draft_set_up, func, entry_draft_tear_down);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  add_test ("/sync/protocol/removal/is-what-is-written", test_written);
  add_test ("/sync/protocol/removal/opens-for-those-it-names", test_sealed);
  add_test ("/sync/protocol/removal/chain-leads-back", test_chain);
  add_test ("/sync/protocol/removal/device-proof", test_device_proof);
  return g_test_run ();
}
