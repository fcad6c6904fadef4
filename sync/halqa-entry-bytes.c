/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-entry-private.h"

#include <sodium.h>
#include <string.h>

/* What is hashed and what is signed of an entry (protocol, section 3): both take in the forum, so
 * that an entry carried into another forum is neither the same nor valid there. They go by the bytes
 * alone and ask nothing of what these say. */

#define SIGNED_PREFIX "halqa entry 1"

/**
 * halqa_entry_compute_id:
 * @forum: the forum that it is for
 * @entry: (array length=size): as it travelled
 * @size: bytes
 * @signature: 64 bytes
 * @id: (out caller-allocates): BLAKE2b-256 of the three
 */
void
halqa_entry_compute_id (const HalqaId *forum,
                        const guint8 *entry,
                        gsize size,
                        const guint8 *signature,
                        HalqaEntryId *id)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, HALQA_ENTRY_ID_SIZE);
  crypto_generichash_update (&state, forum->bytes, HALQA_ID_SIZE);
  crypto_generichash_update (&state, entry, size);
  crypto_generichash_update (&state, signature, HALQA_SIGNATURE_SIZE);
  crypto_generichash_final (&state, id->bytes, HALQA_ENTRY_ID_SIZE);
}

/**
 * halqa_entry_dup_signed_message:
 * @forum: the forum that it is for
 * @entry: (array length=entry_size): as it travels
 * @entry_size: bytes
 * @size: (out): bytes of the result
 *
 * Returns: (transfer full) (array length=size): what the signature is made over
 */
guint8 *
halqa_entry_dup_signed_message (const HalqaId *forum,
                                const guint8 *entry,
                                gsize entry_size,
                                gsize *size)
{
  gsize prefix = strlen (SIGNED_PREFIX);
  guint8 *message = g_malloc (prefix + HALQA_ID_SIZE + entry_size);

  memcpy (message, SIGNED_PREFIX, prefix);
  memcpy (message + prefix, forum->bytes, HALQA_ID_SIZE);
  memcpy (message + prefix + HALQA_ID_SIZE, entry, entry_size);
  *size = prefix + HALQA_ID_SIZE + entry_size;
  return message;
}
