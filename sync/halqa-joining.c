/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-joining-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-plain-text.h"

/* How a laptop joins by a code: both sides of the dialogue (protocol, section 7), without sockets
 * and without a clock, so that a test can be the man in the middle.
 *
 *   1 J→I  magic, nonce, device id       5 J→I  tag; sealed: name
 *   2 I→J  the same                      6 I→J  length, tag; sealed: invitation, or why not
 *   3 J→I  share                         7 J→I  sealed: "done"
 *   4 I→J  share
 *
 * The rules. The inviter counts a try before it answers message 3, and never shows that it knows
 * the code to who has not shown it first: else who listens or guesses would have more than one
 * guess a try. What one side has sent is never taken for the other's: device id, nonce and share
 * must differ. Each message has one size and is taken once, in its turn; whatever else comes ends
 * the dialogue. At the end, good or bad, everything secret is wiped.
 *
 * Who is told no, was removed, or comes too late, is told so in message 6, sealed: it has shown that
 * it knows the code. Who guesses wrong is told nothing. */

#define PATIENCE_S 10
#define PERSON_S 120

static void
wipe (HalqaJoining *self)
{
  sodium_memzero (&self->secrets, sizeof self->secrets);
  sodium_memzero (&self->keys, sizeof self->keys);
  sodium_memzero (self->digits, sizeof self->digits);
}

/* What is left of the code's affairs goes the way of a wrong try, and of a guest who has left. */
void
halqa_joining_end (HalqaJoining *self, HalqaJoiningState state)
{
  if (self->trying)
    halqa_join_code_end_try (self->code, FALSE);
  if (self->has_place)
    halqa_join_code_settle_guest (self->code, FALSE);
  self->trying = FALSE;
  self->has_place = FALSE;
  self->state = state;
  wipe (self);
}

/* The plain text of an invitation, which holds the forum's key. */
static void
wipe_bytes (GBytes *bytes)
{
  gsize size;
  gpointer data = g_bytes_unref_to_data (bytes, &size);

  sodium_memzero (data, size);
  g_free (data);
}

static HalqaJoining *
new_joining (const HalqaDeviceId *own, const HalqaJoiningSecrets *secrets)
{
  HalqaJoining *self = g_new0 (HalqaJoining, 1);

  self->own = *own;
  if (secrets != NULL)
    self->secrets = *secrets;
  else
    {
      randombytes_buf (self->secrets.nonce, sizeof self->secrets.nonce);
      halqa_cpace_make_secret (self->secrets.secret);
    }
  return self;
}

/**
 * halqa_joining_new_newcomer:
 * @own: who we are
 * @code: six digits, as they were typed
 * @name: what we are called; cut where it is longer than 128 bytes
 * @secrets: (nullable): what would be random, for worked examples
 *
 * Returns: (transfer full): the side that joins; halqa_joining_begin() is due
 */
HalqaJoining *
halqa_joining_new_newcomer (const HalqaDeviceId *own,
                            const char *code,
                            const char *name,
                            const HalqaJoiningSecrets *secrets)
{
  HalqaJoining *self = new_joining (own, secrets);

  g_assert (strlen (code) == HALQA_JOIN_CODE_DIGITS);
  memcpy (self->digits, code, HALQA_JOIN_CODE_DIGITS);
  self->name = halqa_plain_text_cut (name, HALQA_JOINING_NAME_SIZE);
  self->next = 2;
  return self;
}

/**
 * halqa_joining_new_inviter:
 * @own: who we are
 * @code: what the newcomer has to know; kept, and its tries are counted
 * @secrets: (nullable): what would be random, for worked examples
 *
 * Returns: (transfer full): the side that invites
 */
HalqaJoining *
halqa_joining_new_inviter (const HalqaDeviceId *own,
                           HalqaJoinCode *code,
                           const HalqaJoiningSecrets *secrets)
{
  HalqaJoining *self = new_joining (own, secrets);

  self->inviter = TRUE;
  self->code = halqa_join_code_ref (code);
  self->next = 1;
  return self;
}

/**
 * halqa_joining_give_up:
 * @self: one side, in any state
 *
 * The other side has gone. A try that was not judged yet stays a wrong one; a place that was kept
 * is free again.
 */
void
halqa_joining_give_up (HalqaJoining *self)
{
  if (halqa_joining_get_wanted (self) != 0)
    halqa_joining_end (self, HALQA_JOINING_FAILED);
}

/**
 * halqa_joining_free:
 * @self: (transfer full): in any state
 */
void
halqa_joining_free (HalqaJoining *self)
{
  halqa_joining_end (self, HALQA_JOINING_FAILED);
  g_free (self->name);
  g_clear_pointer (&self->code, halqa_join_code_unref);
  g_clear_pointer (&self->invitation, halqa_invitation_free);
  g_free (self);
}

gboolean
halqa_joining_is_inviter (HalqaJoining *self)
{
  return self->inviter;
}

HalqaJoiningState
halqa_joining_get_state (HalqaJoining *self)
{
  return self->state;
}

/**
 * halqa_joining_get_wanted:
 * @self: one side
 *
 * While an inviter asks it is the size of what may only come after its answer: who waits for it
 * hears that the other side has hung up.
 *
 * Returns: how many bytes halqa_joining_take() is to be given next, at most 64 KiB, of an inviter
 *   at most %HALQA_JOINING_GUEST_MESSAGE_MAX; 0 where it is over
 */
gsize
halqa_joining_get_wanted (HalqaJoining *self)
{
  if (self->state == HALQA_JOINING_DONE || self->state == HALQA_JOINING_FAILED)
    return 0;
  return self->answer_size != 0 ? self->answer_size : halqa_joining_get_size (self->next);
}

/**
 * halqa_joining_get_patience:
 * @self: one side
 *
 * An inviter waits a little longer for its person than the newcomer does, so that it is the
 * newcomer who gives up, and knows why.
 *
 * Returns: seconds in which all the bytes that are wanted have to be there
 */
guint
halqa_joining_get_patience (HalqaJoining *self)
{
  if (self->state == HALQA_JOINING_ASKS)
    return PERSON_S + PATIENCE_S;
  return self->next == 6 && self->answer_size == 0 ? PERSON_S : PATIENCE_S;
}

/**
 * halqa_joining_begin:
 * @self: a newcomer that has not said anything
 * @out: message 1 is put behind what is there
 */
void
halqa_joining_begin (HalqaJoining *self, GByteArray *out)
{
  g_assert (!self->inviter);
  halqa_joining_put_hello (self, out);
}

/**
 * halqa_joining_take:
 * @self: one side
 * @message: from outside
 * @size: just halqa_joining_get_wanted()
 * @out: what is to be sent is put behind what is there, also where this fails
 * @error: %HALQA_SYNC_ERROR_WRONG_CODE, %HALQA_SYNC_ERROR_ENDED, %HALQA_SYNC_ERROR_REFUSED,
 *   %HALQA_SYNC_ERROR_VERSION, %HALQA_SYNC_ERROR_OUTDATED, %HALQA_SYNC_ERROR_INVALID (it is
 *   ourselves), or of what is malformed
 *
 * Returns: whether it goes on; else the other side is to be hung up on
 */
gboolean
halqa_joining_take (HalqaJoining *self,
                    const guint8 *message,
                    gsize size,
                    GByteArray *out,
                    GError **error)
{
  gsize had_size = self->answer_size;

  g_assert (size > 0 && size == halqa_joining_get_wanted (self));
  if (!halqa_joining_read (self, message, out, error))
    {
      halqa_joining_end (self, HALQA_JOINING_FAILED);
      return FALSE;
    }
  if (self->answer_size == had_size)
    self->next += 2;
  return TRUE;
}

/**
 * halqa_joining_get_name:
 * @self: an inviter that asks, or did
 *
 * Returns: (transfer none): what the newcomer says to be called; nothing in it is obeyed
 */
const char *
halqa_joining_get_name (HalqaJoining *self)
{
  return self->name;
}

/**
 * halqa_joining_get_device:
 * @self: one side that has heard the other
 *
 * Returns: (transfer none): who the other side says to be; of an inviter that asks, who knows the
 *   code says so
 */
const HalqaDeviceId *
halqa_joining_get_device (HalqaJoining *self)
{
  return &self->other;
}

/**
 * halqa_joining_answer:
 * @self: an inviter that asks
 * @invitation: (nullable): what lets the newcomer in; %NULL: the person said no
 * @out: message 6 is put behind what is there
 * @error: where the invitation can't be written or is too large; then no answer was given
 *
 * Returns: whether there is something to be sent
 */
gboolean
halqa_joining_answer (HalqaJoining *self,
                      const HalqaInvitation *invitation,
                      GByteArray *out,
                      GError **error)
{
  GBytes *bytes;
  gboolean fits;

  g_assert (self->state == HALQA_JOINING_ASKS);
  if (invitation == NULL)
    {
      halqa_joining_put_no (self, out);
      halqa_joining_end (self, HALQA_JOINING_DONE);
      return TRUE;
    }
  bytes = halqa_invitation_encode (invitation, error);
  if (bytes == NULL)
    return FALSE;
  fits = halqa_joining_put_invitation (self, bytes, out);
  wipe_bytes (bytes);
  if (!fits)
    {
      g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                           _ ("This is too large for an invitation."));
      return FALSE;
    }
  halqa_join_code_settle_guest (self->code, TRUE);
  self->has_place = FALSE;
  self->state = HALQA_JOINING_TALKS;
  return TRUE;
}

/**
 * halqa_joining_turn_away:
 * @self: an inviter that asks
 * @out: message 6 is put behind what is there
 *
 * Tells a newcomer that its device was removed from the forum; the code stays what it was.
 */
void
halqa_joining_turn_away (HalqaJoining *self, GByteArray *out)
{
  g_assert (self->state == HALQA_JOINING_ASKS);
  halqa_joining_put_removed (self, out);
  halqa_joining_end (self, HALQA_JOINING_DONE);
}

gboolean
halqa_joining_has_joined (HalqaJoining *self)
{
  return self->joined;
}

/**
 * halqa_joining_steal_invitation:
 * @self: a newcomer that is done
 *
 * Returns: (transfer full): what it was sent
 */
HalqaInvitation *
halqa_joining_steal_invitation (HalqaJoining *self)
{
  return g_steal_pointer (&self->invitation);
}

/**
 * halqa_joining_explain_end:
 * @self: one side whose next message will not come
 * @error: of a newcomer %HALQA_SYNC_ERROR_WRONG_CODE, %HALQA_SYNC_ERROR_ENDED or
 *   %HALQA_SYNC_ERROR_NOBODY
 *
 * An inviter tells nothing to who does not know the code: why it hung up is to be seen from when it
 * did.
 */
void
halqa_joining_explain_end (HalqaJoining *self, GError **error)
{
  int code = HALQA_SYNC_ERROR_NOBODY;
  const char *why = _ ("The laptop that invites has hung up. Try once more.");

  if (self->inviter)
    why = _ ("The laptop that wanted to join is no longer there.");
  else if (self->next == 6 && self->answer_size == 0)
    {
      code = HALQA_SYNC_ERROR_WRONG_CODE;
      why = _ ("The code is wrong. Look at it again; after three wrong tries there is a new one.");
    }
  else if (self->next == 4)
    {
      code = HALQA_SYNC_ERROR_ENDED;
      why = _ ("The code has ended. Ask for a new one.");
    }
  g_set_error_literal (error, HALQA_SYNC_ERROR, code, why);
}
