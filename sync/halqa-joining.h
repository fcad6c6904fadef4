/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-invitation.h"
#include "halqa-join-code.h"

G_BEGIN_DECLS

#define HALQA_JOINING_NONCE_SIZE 16
#define HALQA_JOINING_SECRET_SIZE 32
#define HALQA_JOINING_NAME_SIZE 128
/* The largest message that an inviter is sent. */
#define HALQA_JOINING_GUEST_MESSAGE_MAX 208

/**
 * HalqaJoiningState:
 * @HALQA_JOINING_TALKS: halqa_joining_take() is due with the next message
 * @HALQA_JOINING_ASKS: of an inviter: who is there knows the code, halqa_joining_answer() is due
 * @HALQA_JOINING_DONE: over: the newcomer has the invitation, or has been told no
 * @HALQA_JOINING_FAILED: over: the other side is not to be spoken to any more
 */
typedef enum
{
  HALQA_JOINING_TALKS,
  HALQA_JOINING_ASKS,
  HALQA_JOINING_DONE,
  HALQA_JOINING_FAILED,
} HalqaJoiningState;

/**
 * HalqaJoiningSecrets:
 * @nonce: of this time alone
 * @secret: a scalar of ristretto255
 *
 * What is random on one side.
 */
typedef struct
{
  guint8 nonce[HALQA_JOINING_NONCE_SIZE];
  guint8 secret[HALQA_JOINING_SECRET_SIZE];
} HalqaJoiningSecrets;

/**
 * HalqaJoining:
 *
 * One side of one dialogue, bytes in and bytes out. Lives on one thread.
 */
typedef struct _HalqaJoining HalqaJoining;

HalqaJoining *halqa_joining_new_newcomer (const HalqaDeviceId *own,
                                          const char *code,
                                          const char *name,
                                          const HalqaJoiningSecrets *secrets);
HalqaJoining *halqa_joining_new_inviter (const HalqaDeviceId *own,
                                         HalqaJoinCode *code,
                                         const HalqaJoiningSecrets *secrets);
void halqa_joining_free (HalqaJoining *self);
/* The other side is not there any more; does nothing where it is over. */
void halqa_joining_give_up (HalqaJoining *self);

gboolean halqa_joining_is_inviter (HalqaJoining *self);
HalqaJoiningState halqa_joining_get_state (HalqaJoining *self);
gsize halqa_joining_get_wanted (HalqaJoining *self);
guint halqa_joining_get_patience (HalqaJoining *self);

void halqa_joining_begin (HalqaJoining *self, GByteArray *out);
gboolean halqa_joining_take (HalqaJoining *self,
                             const guint8 *message,
                             gsize size,
                             GByteArray *out,
                             GError **error);

/* --- of an inviter that asks, and later */
const char *halqa_joining_get_name (HalqaJoining *self);
const HalqaDeviceId *halqa_joining_get_device (HalqaJoining *self);
gboolean halqa_joining_answer (HalqaJoining *self,
                               const HalqaInvitation *invitation,
                               GByteArray *out,
                               GError **error);
/* In the place of an answer, where the newcomer was removed from the forum. */
void halqa_joining_turn_away (HalqaJoining *self, GByteArray *out);
/* Whether the newcomer has said that it got the invitation. */
gboolean halqa_joining_has_joined (HalqaJoining *self);

/* --- of a newcomer that is done */
HalqaInvitation *halqa_joining_steal_invitation (HalqaJoining *self);

/* Why the other side has hung up, as far as it can be told from when it did. */
void halqa_joining_explain_end (HalqaJoining *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaJoining, halqa_joining_free)

G_END_DECLS
