/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-cpace.h"
#include "halqa-joining-keys.h"
#include "halqa-joining.h"

G_BEGIN_DECLS

/* --- among the files of the dialogue alone */

struct _HalqaJoining
{
  gboolean inviter;
  HalqaJoiningState state;
  guint next; /* the number of the message that is waited for */
  gsize answer_size; /* of message 6 without its length, 0 until that is known */
  HalqaDeviceId own;
  HalqaDeviceId other;
  guint8 share[HALQA_CPACE_POINT_SIZE];
  guint8 other_share[HALQA_CPACE_POINT_SIZE];
  gboolean joined;

  /* Secret; wiped at the end. */
  HalqaJoiningSecrets secrets;
  HalqaJoiningKeys keys;
  char digits[HALQA_JOIN_CODE_DIGITS]; /* as the newcomer typed them */

  /* Owned. */
  char *name; /* of the newcomer */
  HalqaJoinCode *code; /* the inviter's */
  HalqaInvitation *invitation; /* the newcomer's, at the end */
  gboolean trying; /* a try of the code is ours to end */
  gboolean has_place; /* a place of the code is ours to settle */
};

/* Ends the dialogue, well or not, and wipes what is secret. */
void halqa_joining_end (HalqaJoining *self, HalqaJoiningState state);

void halqa_joining_put_hello (HalqaJoining *self, GByteArray *out);
gboolean halqa_joining_put_invitation (HalqaJoining *self, GBytes *invitation, GByteArray *out);
void halqa_joining_put_no (HalqaJoining *self, GByteArray *out);
void halqa_joining_put_removed (HalqaJoining *self, GByteArray *out);
gsize halqa_joining_get_size (guint number);
gboolean
halqa_joining_read (HalqaJoining *self, const guint8 *message, GByteArray *out, GError **error);

G_END_DECLS
