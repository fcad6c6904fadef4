/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-cpace.h"

#include <sodium.h>
#include <string.h>

/* CPace: two who know the same short code agree on a long key, and one in between learns only
 * whether the one code that it guessed was right. CPACE-RISTR255-SHA512 of draft-irtf-cfrg-cpace,
 * the variant with an initiator and a responder, from libsodium's ristretto255 and SHA-512.
 *
 * The three functions are the draft's calculate_generator, scalar_mult_vfy and the derivation of
 * ISK, in its order of members, so that they can be held against it and against its vectors. Who
 * says what when, and what is made of the key, is not here but in halqa-joining.c.
 *
 * The rule: whatever was made of a secret on the way is wiped before a function returns. */

/* Bytes that SHA-512 takes in one go. */
#define BLOCK_SIZE 128

static const char generator_label[] = "CPaceRistretto255";
static const char key_label[] = "CPaceRistretto255_ISK";

/* LEB128. */
static gsize
encode_length (gsize length, guint8 encoded[10])
{
  gsize n = 0;

  do
    {
      encoded[n] = length & 0x7f;
      length >>= 7;
      if (length != 0)
        encoded[n] |= 0x80;
      n++;
    }
  while (length != 0);
  return n;
}

/* The draft's prepend_len: the length, and then what has it. */
static void
hash_member (crypto_hash_sha512_state *hash, const void *data, gsize size)
{
  guint8 length[10];

  crypto_hash_sha512_update (hash, length, encode_length (size, length));
  if (size > 0)
    crypto_hash_sha512_update (hash, data, size);
}

static void
hash_share (crypto_hash_sha512_state *hash, const HalqaCpaceShare *share)
{
  hash_member (hash, share->point, HALQA_CPACE_POINT_SIZE);
  hash_member (hash, share->extra.data, share->extra.size);
}

/* Fills the first block, so that all of the password is hashed before anything that another chose. */
static gsize
count_padding (gsize password_size)
{
  guint8 unused[10];
  gsize used = 1 + strlen (generator_label) + encode_length (password_size, unused) + password_size;

  return used + 1 < BLOCK_SIZE ? BLOCK_SIZE - 1 - used : 0;
}

/**
 * halqa_cpace_make_secret:
 * @secret: (out caller-allocates): a random scalar, to be used once and wiped
 */
void
halqa_cpace_make_secret (guint8 secret[HALQA_CPACE_SECRET_SIZE])
{
  crypto_core_ristretto255_scalar_random (secret);
}

/**
 * halqa_cpace_make_generator:
 * @password: what both know, PRS in the draft
 * @channel: who the two are, CI in the draft
 * @session: what both have given for this time alone, sid in the draft
 * @generator: (out caller-allocates): as secret as @password
 */
void
halqa_cpace_make_generator (HalqaCpaceBytes password,
                            HalqaCpaceBytes channel,
                            HalqaCpaceBytes session,
                            guint8 generator[HALQA_CPACE_POINT_SIZE])
{
  static const guint8 zeros[BLOCK_SIZE];
  crypto_hash_sha512_state hash;
  guint8 digest[crypto_hash_sha512_BYTES];

  crypto_hash_sha512_init (&hash);
  hash_member (&hash, generator_label, strlen (generator_label));
  hash_member (&hash, password.data, password.size);
  hash_member (&hash, zeros, count_padding (password.size));
  hash_member (&hash, channel.data, channel.size);
  hash_member (&hash, session.data, session.size);
  crypto_hash_sha512_final (&hash, digest);
  crypto_core_ristretto255_from_hash (generator, digest);
  sodium_memzero (&hash, sizeof hash);
  sodium_memzero (digest, sizeof digest);
}

/**
 * halqa_cpace_multiply:
 * @secret: a scalar
 * @point: the generator, or what the other side sent
 * @product: (out caller-allocates): a share to be sent, or what both sides agree on
 *
 * Returns: %FALSE where @point is none, or the product is the neutral element: there both sides
 *   must stop
 */
gboolean
halqa_cpace_multiply (const guint8 secret[HALQA_CPACE_SECRET_SIZE],
                      const guint8 point[HALQA_CPACE_POINT_SIZE],
                      guint8 product[HALQA_CPACE_POINT_SIZE])
{
  return crypto_scalarmult_ristretto255 (product, secret, point) == 0;
}

/**
 * halqa_cpace_make_key:
 * @session: as for the generator
 * @agreed: the product of one's secret and the other's share, K in the draft
 * @initiator: of who spoke first
 * @responder: of the other
 * @key: (out caller-allocates): 64 bytes, the same on both sides where both knew the password; ISK
 *   in the draft
 */
void
halqa_cpace_make_key (HalqaCpaceBytes session,
                      const guint8 agreed[HALQA_CPACE_POINT_SIZE],
                      const HalqaCpaceShare *initiator,
                      const HalqaCpaceShare *responder,
                      guint8 key[HALQA_CPACE_KEY_SIZE])
{
  crypto_hash_sha512_state hash;

  crypto_hash_sha512_init (&hash);
  hash_member (&hash, key_label, strlen (key_label));
  hash_member (&hash, session.data, session.size);
  hash_member (&hash, agreed, HALQA_CPACE_POINT_SIZE);
  hash_share (&hash, initiator);
  hash_share (&hash, responder);
  crypto_hash_sha512_final (&hash, key);
  sodium_memzero (&hash, sizeof hash);
}
