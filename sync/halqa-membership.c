/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-membership.h"

#include <sodium.h>
#include <string.h>

/* Who knows the forum key is a member, and shows it without telling the key: keyed BLAKE2b over a
 * label and the device id. The role stands in the label, so that a server's proof is worth nothing
 * in a client's certificate (protocol, section 5). */

#define PROOF_SIZE 16
#define PROOF_VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

/**
 * halqa_membership_new_key:
 * @forum_key: (out caller-allocates): 32 random bytes, of a forum that begins
 */
void
halqa_membership_new_key (guint8 forum_key[HALQA_KEY_SIZE])
{
  randombytes_buf (forum_key, HALQA_KEY_SIZE);
}

/**
 * halqa_membership_tag:
 * @forum_key: 32 bytes
 * @tag: (out caller-allocates): 16 bytes that name the forum to members and tell others nothing
 */
void
halqa_membership_tag (const guint8 forum_key[HALQA_KEY_SIZE], guint8 tag[HALQA_TAG_SIZE])
{
  static const char label[] = "halqa tag 1";

  crypto_generichash (tag, HALQA_TAG_SIZE, (const guint8 *) label, strlen (label), forum_key,
                      HALQA_KEY_SIZE);
}

static void
make_proof (const guint8 *forum_key,
            HalqaRole role,
            const HalqaDeviceId *device,
            guint8 proof[PROOF_SIZE])
{
  static const char *const labels[] = {
    [HALQA_ROLE_MEMBER] = "member 1",
    [HALQA_ROLE_SERVER] = "server 1",
    [HALQA_ROLE_DEVICE] = "device 1",
  };
  const char *label = labels[role];
  crypto_generichash_state state;

  crypto_generichash_init (&state, forum_key, HALQA_KEY_SIZE, PROOF_SIZE);
  crypto_generichash_update (&state, (const guint8 *) label, strlen (label));
  crypto_generichash_update (&state, device->bytes, sizeof device->bytes);
  crypto_generichash_final (&state, proof, PROOF_SIZE);
}

/**
 * halqa_membership_prove:
 * @forum_key: 32 bytes
 * @role: who proves
 * @device: whose proof it is
 *
 * Returns: (transfer full): unpadded base64url, 22 characters
 */
char *
halqa_membership_prove (const guint8 forum_key[HALQA_KEY_SIZE],
                        HalqaRole role,
                        const HalqaDeviceId *device)
{
  guint8 proof[PROOF_SIZE];
  gsize size = sodium_base64_ENCODED_LEN (PROOF_SIZE, PROOF_VARIANT);

  make_proof (forum_key, role, device, proof);
  return sodium_bin2base64 (g_malloc (size), size, proof, sizeof proof, PROOF_VARIANT);
}

/**
 * halqa_membership_check:
 * @forum_key: 32 bytes
 * @role: who claims to prove
 * @device: the device at the other end, known by its key
 * @proof: what it sent
 *
 * Takes the same time whatever is wrong.
 *
 * Returns: whether @proof is that of @device
 */
gboolean
halqa_membership_check (const guint8 forum_key[HALQA_KEY_SIZE],
                        HalqaRole role,
                        const HalqaDeviceId *device,
                        const char *proof)
{
  guint8 expected[PROOF_SIZE];
  guint8 given[PROOF_SIZE];
  gsize size = 0;

  make_proof (forum_key, role, device, expected);
  if (sodium_base642bin (given, sizeof given, proof, strlen (proof), NULL, &size, NULL,
                         PROOF_VARIANT) != 0 ||
      size != sizeof given)
    return FALSE;
  return sodium_memcmp (given, expected, sizeof given) == 0;
}
