/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-key-record.h"

G_BEGIN_DECLS

/**
 * HalqaKeyLink:
 * @record: what gives the key; %NULL for the founding one
 * @generation: how many keys lie behind it, on the longest way; 0 for the founding one
 * @is_held: whether we know the key itself
 * @is_followed: whether another that counts follows it; a head is not
 * @is_superseded: whether one does that is ours to follow, or not for us: what is sealed for us so
 *   that we can't open it does not keep us from going on
 * @key: the key; where it is not held, its tag alone
 */
typedef struct
{
  const HalqaKeyRecord *record;
  guint generation;
  gboolean is_held;
  gboolean is_followed;
  gboolean is_superseded;
  HalqaKey key;
} HalqaKeyLink;

/**
 * HalqaKeyChain:
 * @order: (element-type HalqaKeyLink): the keys that count, by generation and then by the dots of
 *   their records
 * @told: (array length=n_told): what invitations told, a key and its seed, 64 bytes for both
 * @n_told: how many
 *
 * Which keys count, and what each follows.
 */
typedef struct
{
  GPtrArray *order;
  const guint8 *told;
  gsize n_told;

  /*< private >*/
  GHashTable *children; /* tag → GPtrArray of HalqaKeyRecord that follow it */
  GHashTable *known; /* tag → HalqaKey, of whichever record */
  GHashTable *links; /* tag → HalqaKeyLink */
} HalqaKeyChain;

/* All is borrowed. @told: (nullable). @records: (element-type HalqaKeyRecord): in any order. */
void halqa_key_chain_init (HalqaKeyChain *self,
                           const guint8 *founding,
                           GBytes *told,
                           const GPtrArray *records);
void halqa_key_chain_clear (HalqaKeyChain *self);
gboolean halqa_key_chain_has (const HalqaKeyChain *self, const guint8 tag[HALQA_TAG_SIZE]);

G_END_DECLS
