/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

G_BEGIN_DECLS

/**
 * HalqaNegentropy:
 *
 * One side of a set reconciliation by Negentropy Protocol V1 over (timestamp, id). Not thread safe.
 */
typedef struct _HalqaNegentropy HalqaNegentropy;

/* @frame_limit: bytes that no message of ours exceeds, at least 4096, or 0 for none. */
HalqaNegentropy *halqa_negentropy_new (gsize frame_limit);
void halqa_negentropy_free (HalqaNegentropy *self);

void halqa_negentropy_add (HalqaNegentropy *self, guint64 timestamp, const HalqaEntryId *id);
/* Sorts, drops doubles; nothing can be added afterwards. */
void halqa_negentropy_seal (HalqaNegentropy *self);

/* The first message of who asks. */
GBytes *halqa_negentropy_initiate (HalqaNegentropy *self);
/* The answer of who was asked, to @message from outside. */
GBytes *halqa_negentropy_respond (HalqaNegentropy *self, GBytes *message, GError **error);
/* The next message of who asks, or %NULL without @error when all is known. Ids that only we hold
 * are appended to @have, ids that only the other holds to @need (element-type HalqaEntryId). */
GBytes *halqa_negentropy_reconcile (HalqaNegentropy *self,
                                    GBytes *message,
                                    GArray *have,
                                    GArray *need,
                                    GError **error);

/**
 * HalqaFingerprint:
 * @sum: of the ids as little-endian numbers, modulo 2^256
 * @count: how many
 *
 * The running sum that Negentropy's fingerprint is made of.
 */
typedef struct
{
  guint8 sum[HALQA_ENTRY_ID_SIZE];
  guint64 count;
} HalqaFingerprint;

void halqa_fingerprint_add (HalqaFingerprint *self, const HalqaEntryId *id);
/* SHA-256 of the sum and the varint of the count, the first 16 bytes. */
void halqa_fingerprint_get (const HalqaFingerprint *self, guint8 out[HALQA_FINGERPRINT_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaNegentropy, halqa_negentropy_free)

G_END_DECLS
