/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HALQA_JOINING_SESSION_SIZE 32
#define HALQA_JOINING_TAG_SIZE 64
/* By how much a sealed text is longer. */
#define HALQA_JOINING_SEAL_SIZE 16

/**
 * HalqaJoiningKeys:
 * @session: both nonces, the newcomer's first
 * @tag: of the tags
 * @to_inviter: seals what the newcomer says
 * @to_newcomer: seals what the inviter says
 *
 * What both sides of a dialogue have in common, where both knew the code.
 */
typedef struct
{
  guint8 session[HALQA_JOINING_SESSION_SIZE];
  guint8 tag[32];
  guint8 to_inviter[32];
  guint8 to_newcomer[32];
} HalqaJoiningKeys;

void halqa_joining_keys_derive (HalqaJoiningKeys *self,
                                const guint8 agreed[32],
                                const guint8 newcomer_share[32],
                                const guint8 inviter_share[32]);
void halqa_joining_keys_make_tag (const HalqaJoiningKeys *self,
                                  const guint8 share[32],
                                  guint8 tag[HALQA_JOINING_TAG_SIZE]);
gboolean halqa_joining_keys_check_tag (const HalqaJoiningKeys *self,
                                       const guint8 share[32],
                                       const guint8 tag[HALQA_JOINING_TAG_SIZE]);
void halqa_joining_keys_seal (const HalqaJoiningKeys *self,
                              guint64 number,
                              const guint8 *text,
                              gsize size,
                              guint8 *sealed);
gboolean halqa_joining_keys_open (const HalqaJoiningKeys *self,
                                  guint64 number,
                                  const guint8 *sealed,
                                  gsize size,
                                  guint8 *text);

G_END_DECLS
