/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-joining-keys.h"

#include <sodium.h>
#include <string.h>

#include "halqa-cpace.h"

/* What is made of CPace's key: a key for the tags by which each side shows that it knew the code,
 * and one for each direction to seal what must not be read or altered.
 *
 * The rule: a message's number is its nonce, and a direction has a key of its own, so no key meets
 * a nonce twice, and what is played back, in either direction, does not open. */

#define LABEL_KEY_SIZE 64

static void
derive_one (const guint8 *key, const char *label, guint8 out[32])
{
  crypto_generichash (out, 32, (const guint8 *) label, strlen (label), key, LABEL_KEY_SIZE);
}

/**
 * halqa_joining_keys_derive:
 * @self: with its session
 * @agreed: CPace's product of one's secret and the other's share
 * @newcomer_share: what the newcomer sent
 * @inviter_share: what the inviter sent
 *
 * Fills in the keys.
 */
void
halqa_joining_keys_derive (HalqaJoiningKeys *self,
                           const guint8 agreed[32],
                           const guint8 newcomer_share[32],
                           const guint8 inviter_share[32])
{
  const HalqaCpaceShare newcomer = { newcomer_share, { NULL, 0 } };
  const HalqaCpaceShare inviter = { inviter_share, { NULL, 0 } };
  guint8 key[HALQA_CPACE_KEY_SIZE];

  halqa_cpace_make_key ((HalqaCpaceBytes){ self->session, sizeof self->session }, agreed, &newcomer,
                        &inviter, key);
  derive_one (key, "tag", self->tag);
  derive_one (key, "J to I", self->to_inviter);
  derive_one (key, "I to J", self->to_newcomer);
  sodium_memzero (key, sizeof key);
}

/**
 * halqa_joining_keys_make_tag:
 * @self: keys
 * @share: of who shows it
 * @tag: (out caller-allocates): 64 bytes
 */
void
halqa_joining_keys_make_tag (const HalqaJoiningKeys *self,
                             const guint8 share[32],
                             guint8 tag[HALQA_JOINING_TAG_SIZE])
{
  guint8 message[HALQA_JOINING_SESSION_SIZE + 32];

  memcpy (message, self->session, HALQA_JOINING_SESSION_SIZE);
  memcpy (message + HALQA_JOINING_SESSION_SIZE, share, 32);
  crypto_auth_hmacsha512 (tag, message, sizeof message, self->tag);
}

/**
 * halqa_joining_keys_check_tag:
 * @self: keys
 * @share: of who shows it
 * @tag: 64 bytes
 *
 * Takes the same time whatever is wrong.
 *
 * Returns: whether who sent @share knew the code
 */
gboolean
halqa_joining_keys_check_tag (const HalqaJoiningKeys *self,
                              const guint8 share[32],
                              const guint8 tag[HALQA_JOINING_TAG_SIZE])
{
  guint8 expected[HALQA_JOINING_TAG_SIZE];
  gboolean fits;

  halqa_joining_keys_make_tag (self, share, expected);
  fits = sodium_memcmp (tag, expected, sizeof expected) == 0;
  sodium_memzero (expected, sizeof expected);
  return fits;
}

static void
make_nonce (guint64 number, guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES])
{
  guint64 little = GUINT64_TO_LE (number);

  memset (nonce, 0, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  memcpy (nonce, &little, sizeof little);
}

/* Messages of odd numbers are the newcomer's. */
static const guint8 *
get_key (const HalqaJoiningKeys *self, guint64 number)
{
  return number % 2 != 0 ? self->to_inviter : self->to_newcomer;
}

/**
 * halqa_joining_keys_seal:
 * @self: keys
 * @number: of the message
 * @text: what it says
 * @size: of @text
 * @sealed: (out caller-allocates): @size + %HALQA_JOINING_SEAL_SIZE bytes
 */
void
halqa_joining_keys_seal (const HalqaJoiningKeys *self,
                         guint64 number,
                         const guint8 *text,
                         gsize size,
                         guint8 *sealed)
{
  guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];

  make_nonce (number, nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed, NULL, text, size, self->session,
                                              sizeof self->session, NULL, nonce,
                                              get_key (self, number));
}

/**
 * halqa_joining_keys_open:
 * @self: keys
 * @number: of the message
 * @sealed: from outside
 * @size: of @sealed, at least %HALQA_JOINING_SEAL_SIZE
 * @text: (out caller-allocates): @size − %HALQA_JOINING_SEAL_SIZE bytes
 *
 * Returns: whether the other side sealed it, as this message
 */
gboolean
halqa_joining_keys_open (const HalqaJoiningKeys *self,
                         guint64 number,
                         const guint8 *sealed,
                         gsize size,
                         guint8 *text)
{
  guint8 nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];

  make_nonce (number, nonce);
  return crypto_aead_xchacha20poly1305_ietf_decrypt (text, NULL, NULL, sealed, size, self->session,
                                                     sizeof self->session, nonce,
                                                     get_key (self, number)) == 0;
}
