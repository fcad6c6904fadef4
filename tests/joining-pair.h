/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-joining.h"

G_BEGIN_DECLS

#define PAIR_CODE "042517"
#define PAIR_NAME "أمل"
#define PAIR_TITLE "حي آخر ممكن"

extern const HalqaDeviceId pair_newcomer_id;
extern const HalqaDeviceId pair_inviter_id;
/* The newcomer's and the inviter's, for who must say the same each time. */
extern const HalqaJoiningSecrets pair_secrets[2];

/* "*:4711", "10.0.0.7:4711", and a title. */
HalqaInvitation *pair_make_invitation (void);

typedef struct _Pair Pair;

/* Whoever is in the middle: @message is on its way, and may be altered. */
typedef void (*PairMeddler) (Pair *pair, guint number, GByteArray *message);

/* Both sides of a dialogue, in memory. What stands above the line may be set before pair_init(). */
struct _Pair
{
  HalqaJoinCode *code;
  const char *name;
  PairMeddler meddle;
  guint played; /* for the meddler */
  gboolean says_no;
  gboolean same_device;
  const HalqaJoiningSecrets *secrets[2]; /* the newcomer's, the inviter's */
  /* --- */
  HalqaJoining *newcomer;
  HalqaJoining *inviter;
  HalqaInvitation *invitation;
  GByteArray *last; /* the message that is to be delivered next */
  GByteArray *before; /* the one before that */
  guint number; /* of that, 0 before the first */
  GError *newcomer_error;
  GError *inviter_error;
};

/* @shown: on the inviter's screen, where it has no code yet; @typed: by the newcomer. */
void pair_init (Pair *self, const char *shown, const char *typed);
void pair_clear (Pair *self);

/* Until message @number has been made and, of message 5, delivered; FALSE where it came to an end
 * before. */
gboolean pair_run_until (Pair *self, guint number);
/* To the end: whether both sides are content. */
gboolean pair_run (Pair *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

G_END_DECLS
