/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-key-record.h"

G_BEGIN_DECLS

/**
 * HalqaKeyring:
 *
 * What admits whom in one forum, as far as it is known here at one moment. Immutable, reference
 * counted, safe to share among threads.
 */
typedef struct _HalqaKeyring HalqaKeyring;

/* @founding: 32 bytes. @told: (nullable): keys that an invitation told, each followed by its seed,
 * the eldest first. @records: (element-type HalqaKeyRecord): in any order. */
HalqaKeyring *halqa_keyring_new (const guint8 *founding, GBytes *told, const GPtrArray *records);
HalqaKeyring *halqa_keyring_ref (HalqaKeyring *self);
void halqa_keyring_unref (HalqaKeyring *self);

/* --- keys, lent as long as the keyring is held */
/* What we prove by first, and what is written for members from now on is encrypted with. */
const HalqaKey *halqa_keyring_get_newest (HalqaKeyring *self);
/* %NULL where it is not known here. */
const HalqaKey *halqa_keyring_find_by_tag (HalqaKeyring *self, const guint8 tag[HALQA_TAG_SIZE]);
guint halqa_keyring_get_n_keys (HalqaKeyring *self);
/* 0: the newest; the last one is the founding key. */
const HalqaKey *halqa_keyring_get_key (HalqaKeyring *self, guint index);
/* All but the founding one, the eldest first, each followed by its seed; %NULL for none. */
GBytes *halqa_keyring_dup_newer (HalqaKeyring *self);

/* --- who is let in */
/* Whether @device may come in by a proof made with the key of @tag. */
gboolean halqa_keyring_admits (HalqaKeyring *self,
                               const guint8 tag[HALQA_TAG_SIZE],
                               const HalqaDeviceId *device);
/* Whether @device is a member by its name alone, so that it need not prove that again. */
gboolean halqa_keyring_trusts (HalqaKeyring *self, const HalqaDeviceId *device);
/* %NULL where it was not removed; else by whom first, and when. */
const HalqaDot *halqa_keyring_get_removal (HalqaKeyring *self, const HalqaDeviceId *device);

/* --- a next key */

/**
 * HalqaKeyNeed:
 * @HALQA_KEY_NEED_NONE: the newest key is in order, or is not ours to follow
 * @HALQA_KEY_NEED_NOW: it was given to somebody who has been removed, or there are several; we are
 *   the one to mend that
 * @HALQA_KEY_NEED_LATER: the same, where another is to do it first
 */
typedef enum
{
  HALQA_KEY_NEED_NONE,
  HALQA_KEY_NEED_NOW,
  HALQA_KEY_NEED_LATER,
} HalqaKeyNeed;

HalqaKeyNeed halqa_keyring_get_need (HalqaKeyring *self, const HalqaDeviceId *device);
/* (element-type HalqaKey): the keys that a next one follows, by ascending tag; %NULL where they are
 * not known here. */
GArray *halqa_keyring_dup_heads (HalqaKeyring *self);
/* (element-type HalqaDeviceId): those whom each head that is known here names. */
GArray *halqa_keyring_dup_named (HalqaKeyring *self);
/* Whether a laptop may have the next key: each head names it, or it has shown by @proof, of
 * %HALQA_ROLE_DEVICE, that it knows the newest. */
gboolean
halqa_keyring_may_follow (HalqaKeyring *self, const HalqaDeviceId *device, const char *proof);
/* The proof by which this laptop shows it, or %NULL where its name stands there anyway. */
char *halqa_keyring_dup_device_proof (HalqaKeyring *self, const HalqaDeviceId *device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaKeyring, halqa_keyring_unref)

G_END_DECLS
