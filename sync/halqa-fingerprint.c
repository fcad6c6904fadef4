/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy.h"

#include <sodium.h>
#include <string.h>

#include "halqa-negentropy-message.h"

/* The fingerprint of a set of entries, as Negentropy Protocol V1 defines it.
 *
 * The sum of the ids modulo 2^256 does not depend on the order of arrival, so a store keeps it as
 * a running sum, one addition an entry, and tells it in every exchange without reading the set.
 * The rule: what is added here is exactly what the set holds, each id once.
 *
 * Rejected: XOR in the place of addition (ids that occur twice vanish from it, and one who can
 * choose ids makes any value of it by linear algebra), a hash over the sorted ids (reads the whole
 * set at every arrival). */

#define WORDS (HALQA_ENTRY_ID_SIZE / sizeof (guint64))

/**
 * halqa_fingerprint_add:
 * @self: a running sum; of an empty set it is all zero
 * @id: an id that the sum does not contain yet
 *
 * Adds one entry to the sum, modulo 2^256.
 */
void
halqa_fingerprint_add (HalqaFingerprint *self, const HalqaEntryId *id)
{
  guint64 sum[WORDS];
  guint64 addend[WORDS];
  guint64 carry = 0;

  memcpy (sum, self->sum, sizeof sum);
  memcpy (addend, id->bytes, sizeof addend);
  for (gsize i = 0; i < WORDS; i++)
    {
      guint64 with_carry = GUINT64_FROM_LE (sum[i]) + carry;
      guint64 total = with_carry + GUINT64_FROM_LE (addend[i]);

      carry = (with_carry < carry) + (total < with_carry);
      sum[i] = GUINT64_TO_LE (total);
    }
  memcpy (self->sum, sum, sizeof sum);
  self->count++;
}

/**
 * halqa_fingerprint_get:
 * @self: a running sum
 * @out: (out): 16 bytes
 *
 * The first 16 bytes of SHA-256 over the sum and the count as a varint.
 */
void
halqa_fingerprint_get (const HalqaFingerprint *self, guint8 out[HALQA_FINGERPRINT_SIZE])
{
  guint8 input[HALQA_ENTRY_ID_SIZE + HALQA_NEGENTROPY_VARINT_MAX];
  guint8 hash[crypto_hash_sha256_BYTES];
  gsize size;

  memcpy (input, self->sum, HALQA_ENTRY_ID_SIZE);
  size = halqa_negentropy_encode_varint (self->count, input + HALQA_ENTRY_ID_SIZE);
  crypto_hash_sha256 (hash, input, HALQA_ENTRY_ID_SIZE + size);
  memcpy (out, hash, HALQA_FINGERPRINT_SIZE);
}
