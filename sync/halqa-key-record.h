/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-entry.h"
#include "halqa-identity.h"

G_BEGIN_DECLS

/* Keys that one record may follow, and devices that it may name: with both it fits an entry. */
#define HALQA_KEY_PARENTS_MAX 256
#define HALQA_KEY_NAMES_MAX 1024

/**
 * HalqaKey:
 * @tag: names it, and the forum with it, to those who know it
 * @key: the forum key itself
 * @seed: what it was made from, sealed in its record; all zero for the founding key
 *
 * A forum key that is known here.
 */
typedef struct
{
  guint8 tag[HALQA_TAG_SIZE];
  guint8 key[HALQA_KEY_SIZE];
  guint8 seed[HALQA_KEY_SIZE];
} HalqaKey;

/**
 * HalqaKeyRecord:
 * @dot: who wrote it, and when
 * @tag: of the key that it gives
 * @parents: tags of the keys that this one follows, one behind the other, ascending
 * @proofs: for each of them 16 bytes that show that the writer knew that key
 * @n_parents: how many, at least 1
 * @chain: the keys of the parents, encrypted with the new one; %NULL where there is none
 * @names: (element-type HalqaDeviceId): whom the key was sealed for
 * @removed: (element-type HalqaId): `device` records that the same entry removes
 * @seed: what was sealed for this laptop, where that is known
 * @is_named: whether something was
 * @is_open: whether it could be opened
 *
 * A record of kind `key`, as its one entry gives it.
 */
typedef struct
{
  HalqaDot dot;
  guint8 tag[HALQA_TAG_SIZE];
  guint8 *parents;
  guint8 *proofs;
  guint n_parents;
  GBytes *chain;
  GArray *names;
  GArray *removed;
  guint8 seed[HALQA_KEY_SIZE];
  gboolean is_named;
  gboolean is_open;
} HalqaKeyRecord;

/* %NULL where the entry holds none, or one that is not sound. */
HalqaKeyRecord *halqa_key_record_parse (HalqaEntry *entry, HalqaIdentity *identity);
void halqa_key_record_free (HalqaKeyRecord *self);
/* Whether @key is what @seed gives in this place of the chain. */
gboolean halqa_key_record_derive (const HalqaKeyRecord *self, const guint8 *seed, HalqaKey *key);
/* The key of the parent at @index, as who knows @key may read it. */
gboolean halqa_key_record_open_parent (const HalqaKeyRecord *self,
                                       const HalqaKey *key,
                                       guint index,
                                       HalqaKey *parent);
/* Whether the writer knew @parent, the one at @index. */
gboolean
halqa_key_record_check_parent (const HalqaKeyRecord *self, guint index, const HalqaKey *parent);

/**
 * HalqaKeyDraft:
 *
 * A new key on its way into an entry.
 */
typedef struct _HalqaKeyDraft HalqaKeyDraft;

/* @parents: (element-type HalqaKey): whose tags ascend; @names: (element-type HalqaDeviceId). */
HalqaKeyDraft *halqa_key_draft_new (const HalqaDeviceId *author,
                                    const GArray *parents,
                                    const GArray *names,
                                    GError **error);
void halqa_key_draft_free (HalqaKeyDraft *self);
/* Lent by the draft. */
const HalqaWrite *halqa_key_draft_get_write (HalqaKeyDraft *self);

void halqa_key_init (HalqaKey *self, const guint8 *key, const guint8 *seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaKeyRecord, halqa_key_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaKeyDraft, halqa_key_draft_free)

G_END_DECLS
