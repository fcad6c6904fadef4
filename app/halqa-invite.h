/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"
#include "halqa-guest.h"

G_BEGIN_DECLS

#define HALQA_TYPE_INVITE (halqa_invite_get_type ())
G_DECLARE_FINAL_TYPE (HalqaInvite, halqa_invite, HALQA, INVITE, GObject)

typedef enum
{
  HALQA_INVITE_OPEN, /* the code is to be shown, for "seconds-left" */
  HALQA_INVITE_WAITING, /* three tries were wrong: the next code comes in "seconds-left" */
  HALQA_INVITE_SERVED, /* as many have joined as were to */
  HALQA_INVITE_EXPIRED, /* ten minutes are over */
  HALQA_INVITE_ENDED, /* by halqa_invite_end() */
  HALQA_INVITE_FAILED, /* nobody can call; "problem" says why */
} HalqaInviteState;

#define HALQA_TYPE_INVITE_STATE (halqa_invite_state_get_type ())
GType halqa_invite_state_get_type (void);

/**
 * HalqaInviteFlags:
 * @HALQA_INVITE_PLAIN: none of the following
 * @HALQA_INVITE_UNASKED: who knows the code is let in without asking
 * @HALQA_INVITE_RENEW: where a code has ended, of whatever, the next one is made
 * @HALQA_INVITE_HIDDEN: nothing is announced: who joins has to be told the address
 */
typedef enum
{
  HALQA_INVITE_PLAIN = 0,
  HALQA_INVITE_UNASKED = 1 << 0,
  HALQA_INVITE_RENEW = 1 << 1,
  HALQA_INVITE_HIDDEN = 1 << 2,
} HalqaInviteFlags;

/* An invitation by a code of six digits, as long as the object lives or until it is ended. On the
 * thread of the forum. Each getter below is a property of the same name that notifies ("code",
 * "addresses", "state", "seconds-left", "tries-left", "guests-left", "n-joined", "problem").
 *
 * A view shows "code" large, "seconds-left" beside it, and below it "addresses" for who must type
 * one. On the signal "asks" (HalqaGuest *guest) it asks "Let NAME in?" and calls halqa_guest_allow()
 * or halqa_guest_refuse(); it keeps the guest, watches its "state", and drops the question where
 * that becomes "gone". "joined" (HalqaGuest *guest): one is in. "turned-away" (HalqaGuest *guest): one
 * was removed from the forum, and halqa_guest_dup_removal_note() says so; nobody is asked about it. In
 * every state but "open" its button "New code" calls halqa_invite_new_code(). */

/* @n_guests: how many may join with one code; 0: there is no bound. Returns: (transfer full) */
HalqaInvite *halqa_forum_invite (HalqaForum *forum, guint n_guests, HalqaInviteFlags flags);

/* Six digits; "" where there is no code. */
const char *halqa_invite_get_code (HalqaInvite *self);
/* "HOST:PORT", what people are most likely to reach first. Lent. */
const char *const *halqa_invite_get_addresses (HalqaInvite *self);
HalqaInviteState halqa_invite_get_state (HalqaInvite *self);
/* Of the code, or until the next one; 0 in other states. Notifies every second. */
guint halqa_invite_get_seconds_left (HalqaInvite *self);
/* Wrong tries that the code can still bear. */
guint halqa_invite_get_tries_left (HalqaInvite *self);
/* How many more may join with this code; 0 also where there is no bound. */
guint halqa_invite_get_guests_left (HalqaInvite *self);
/* With all codes of this invitation. */
guint halqa_invite_get_n_joined (HalqaInvite *self);
/* A sentence; %NULL in every state but "failed". */
const char *halqa_invite_get_problem (HalqaInvite *self);

/* Another code in the place of this one, at once: a wait is cut short. */
void halqa_invite_new_code (HalqaInvite *self);
/* Nobody can call any more, and who is being asked about is told no. */
void halqa_invite_end (HalqaInvite *self);

G_END_DECLS
