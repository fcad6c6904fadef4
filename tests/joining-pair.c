/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "joining-pair.h"

#include <string.h>

const HalqaDeviceId pair_newcomer_id = { { [0 ... 31] = 1 } };
const HalqaDeviceId pair_inviter_id = { { [0 ... 31] = 2 } };

const HalqaJoiningSecrets pair_secrets[2] = {
  { { [0 ... 15] = 3 }, { [0 ... 30] = 4 } },
  { { [0 ... 15] = 5 }, { [0 ... 30] = 6 } },
};

static char *addresses[] = { (char *) "*:4711", (char *) "10.0.0.7:4711", NULL };

HalqaInvitation *
pair_make_invitation (void)
{
  HalqaInvitation *invitation = g_new0 (HalqaInvitation, 1);

  memset (invitation->key.forum.bytes, 0x0f, HALQA_ID_SIZE);
  memset (invitation->key.key, 0x1e, HALQA_KEY_SIZE);
  invitation->title = g_strdup (PAIR_TITLE);
  invitation->addresses = g_strdupv (addresses);
  return invitation;
}

void
pair_init (Pair *self, const char *shown, const char *typed)
{
  const HalqaDeviceId *own = self->same_device ? &pair_inviter_id : &pair_newcomer_id;

  if (self->code == NULL)
    self->code = halqa_join_code_new_with_digits (shown, 1, halqa_join_code_read_clock);
  self->newcomer =
      halqa_joining_new_newcomer (own, typed, self->name != NULL ? self->name : PAIR_NAME,
                                  self->secrets[0]);
  self->inviter = halqa_joining_new_inviter (&pair_inviter_id, self->code, self->secrets[1]);
  self->invitation = pair_make_invitation ();
  self->last = g_byte_array_new ();
  self->before = g_byte_array_new ();
}

void
pair_clear (Pair *self)
{
  g_clear_pointer (&self->newcomer, halqa_joining_free);
  g_clear_pointer (&self->inviter, halqa_joining_free);
  g_clear_pointer (&self->code, halqa_join_code_unref);
  g_clear_pointer (&self->invitation, halqa_invitation_free);
  g_clear_pointer (&self->last, g_byte_array_unref);
  g_clear_pointer (&self->before, g_byte_array_unref);
  g_clear_error (&self->newcomer_error);
  g_clear_error (&self->inviter_error);
}

/* Bytes that are too few, or too many, are no message. */
static gboolean
give (HalqaJoining *side, const GByteArray *message, GByteArray *out, GError **error)
{
  guint given = 0;
  gboolean goes_on = TRUE;

  while (goes_on && given < message->len)
    {
      gsize wanted = halqa_joining_get_wanted (side);

      if (wanted == 0 || given + wanted > message->len)
        return FALSE;
      goes_on = halqa_joining_take (side, message->data + given, wanted, out, error);
      given += wanted;
    }
  return goes_on;
}

/* Delivers the last message, and makes it the one before. */
static gboolean
deliver (Pair *self)
{
  gboolean to_inviter = self->number % 2 != 0;
  GByteArray *out = g_byte_array_new ();
  gboolean taken = give (to_inviter ? self->inviter : self->newcomer, self->last, out,
                         to_inviter ? &self->inviter_error : &self->newcomer_error);

  g_byte_array_unref (self->before);
  self->before = self->last;
  self->last = out;
  return taken;
}

static gboolean
answer (Pair *self)
{
  return halqa_joining_answer (self->inviter, self->says_no ? NULL : self->invitation, self->last,
                               &self->inviter_error);
}

/* Makes the message after the last one, and lets the man in the middle have it. */
static gboolean
go_on (Pair *self)
{
  gboolean goes_on = TRUE;

  if (self->number == 0)
    halqa_joining_begin (self->newcomer, self->last);
  else if (self->number == 5)
    goes_on = answer (self);
  else
    goes_on = deliver (self);
  self->number++;
  if (self->meddle != NULL && self->last->len > 0)
    self->meddle (self, self->number, self->last);
  /* What a side that fails says is delivered too. */
  if (!goes_on && self->last->len > 0)
    deliver (self);
  return goes_on;
}

/* What it brings about first is a question to a person, and no message. */
static gboolean
deliver_proof (Pair *self)
{
  if (deliver (self))
    return TRUE;
  self->number++;
  if (self->last->len > 0)
    deliver (self);
  return FALSE;
}

gboolean
pair_run_until (Pair *self, guint number)
{
  while (self->number < number)
    if (!go_on (self) || (self->number == 5 && !deliver_proof (self)))
      return FALSE;
  return TRUE;
}

gboolean
pair_run (Pair *self)
{
  return pair_run_until (self, 7) && deliver (self) && halqa_joining_has_joined (self->inviter);
}
