/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-join-code.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

/* A code of six digits, and what it is still good for: ten minutes, three wrong tries, as many
 * newcomers as the person said.
 *
 * A try is counted before anything is answered to it and given back when it proves right, for who
 * guesses may call in ten times at once and hang up ten times. So what is under way counts as wrong:
 * with three of them waiting a fourth gets no answer. The code has ended when the last of the three
 * was wrong, not before, for it may have been the right one.
 *
 * A place is kept for a newcomer from the moment that its try fits until the person has decided; of
 * two who come with a code for one, the second finds it used up.
 *
 * The clock is given, so that a test need not wait for ten minutes. It is one that also counts the
 * time that a laptop sleeps.
 *
 * Rejected: to give the tries back as time passes, which gives a patient neighbour a guess every so
 * often for as long as the invitation is open. */

#define DIGITS_BOUND 1000000
#define WAIT_FIRST_S 60
#define WAIT_DOUBLINGS_MAX 6
#define WAIT_MAX_S 3600

struct _HalqaJoinCode
{
  char digits[HALQA_JOIN_CODE_DIGITS + 1];
  HalqaTimeFunc now;
  gint64 expires;
  guint tries_left;
  guint tries_pending; /* counted as wrong, and not judged yet */
  guint guests_left;
  guint guests_pending; /* their place is taken, and the person has not decided yet */
  gboolean bounded;
  gboolean closed;
};

/**
 * halqa_join_code_read_clock:
 *
 * Returns: microseconds since the machine started, those in which it slept too
 */
gint64
halqa_join_code_read_clock (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_BOOTTIME, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/**
 * halqa_join_code_new_with_digits:
 * @digits: six digits
 * @n_guests: how many may join with it; 0: there is no bound
 * @now: (scope forever): the clock
 *
 * For worked examples; everybody else wants halqa_join_code_new().
 *
 * Returns: (transfer full): a code that is open from now on
 */
HalqaJoinCode *
halqa_join_code_new_with_digits (const char *digits, guint n_guests, HalqaTimeFunc now)
{
  HalqaJoinCode *self = g_rc_box_new0 (HalqaJoinCode);

  g_assert (strlen (digits) == HALQA_JOIN_CODE_DIGITS);
  memcpy (self->digits, digits, HALQA_JOIN_CODE_DIGITS);
  self->now = now;
  self->expires = now () + (gint64) HALQA_JOIN_CODE_SECONDS * G_USEC_PER_SEC;
  self->tries_left = HALQA_JOIN_CODE_TRIES;
  self->guests_left = n_guests;
  self->bounded = n_guests != 0;
  return self;
}

/**
 * halqa_join_code_new:
 * @n_guests: how many may join with it; 0: there is no bound
 * @now: (scope forever): the clock, halqa_join_code_read_clock() outside of tests
 *
 * Returns: (transfer full): a random code that is open from now on
 */
HalqaJoinCode *
halqa_join_code_new (guint n_guests, HalqaTimeFunc now)
{
  char digits[HALQA_JOIN_CODE_DIGITS + 1];
  HalqaJoinCode *self;

  g_snprintf (digits, sizeof digits, "%06u", randombytes_uniform (DIGITS_BOUND));
  self = halqa_join_code_new_with_digits (digits, n_guests, now);
  sodium_memzero (digits, sizeof digits);
  return self;
}

HalqaJoinCode *
halqa_join_code_ref (HalqaJoinCode *self)
{
  return g_rc_box_acquire (self);
}

static void
wipe (gpointer data)
{
  sodium_memzero (data, sizeof (HalqaJoinCode));
}

void
halqa_join_code_unref (HalqaJoinCode *self)
{
  g_rc_box_release_full (self, wipe);
}

/**
 * halqa_join_code_get_digits:
 * @self: a code
 *
 * Returns: (transfer none): six digits, leading zeros too
 */
const char *
halqa_join_code_get_digits (HalqaJoinCode *self)
{
  return self->digits;
}

static gboolean
is_full (const HalqaJoinCode *self)
{
  return self->bounded && self->guests_left == 0;
}

/**
 * halqa_join_code_get_state:
 * @self: a code
 *
 * Returns: whether it is good for anything yet, and if not, why. One that is not open never opens
 *   again, but for a place that becomes free while the person decides
 */
HalqaJoinCodeState
halqa_join_code_get_state (HalqaJoinCode *self)
{
  if (self->closed)
    return HALQA_JOIN_CODE_CLOSED;
  if (is_full (self) && self->guests_pending == 0)
    return HALQA_JOIN_CODE_SERVED;
  if (self->tries_left == 0 && self->tries_pending == 0)
    return HALQA_JOIN_CODE_SPENT;
  if (self->now () >= self->expires)
    return HALQA_JOIN_CODE_EXPIRED;
  return HALQA_JOIN_CODE_OPEN;
}

/**
 * halqa_join_code_get_seconds_left:
 * @self: a code
 *
 * Returns: of its ten minutes, rounded up
 */
guint
halqa_join_code_get_seconds_left (HalqaJoinCode *self)
{
  gint64 left = self->expires - self->now ();

  return left > 0 ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

/**
 * halqa_join_code_get_tries_left:
 * @self: a code
 *
 * Returns: wrong tries that it can still bear; one that is under way counts as wrong
 */
guint
halqa_join_code_get_tries_left (HalqaJoinCode *self)
{
  return self->tries_left;
}

/**
 * halqa_join_code_get_guests_left:
 * @self: a code
 *
 * Returns: how many more may join, without those whom the person is being asked about; 0 where
 *   there is no bound too
 */
guint
halqa_join_code_get_guests_left (HalqaJoinCode *self)
{
  return self->guests_left;
}

/**
 * halqa_join_code_begin_try:
 * @self: a code
 *
 * To be called before a try is answered.
 *
 * Returns: whether it may be; then halqa_join_code_end_try() has to follow, whatever happens
 */
gboolean
halqa_join_code_begin_try (HalqaJoinCode *self)
{
  if (halqa_join_code_get_state (self) != HALQA_JOIN_CODE_OPEN || self->tries_left == 0 ||
      is_full (self))
    return FALSE;
  self->tries_left--;
  self->tries_pending++;
  return TRUE;
}

/**
 * halqa_join_code_end_try:
 * @self: a code
 * @fits: whether who tried has shown that it knows the code
 *
 * Returns: whether there is a place; then halqa_join_code_settle_guest() has to follow. %FALSE
 *   also where the try fits and the code has ended meanwhile
 */
gboolean
halqa_join_code_end_try (HalqaJoinCode *self, gboolean fits)
{
  g_assert (self->tries_pending > 0);

  self->tries_pending--;
  if (!fits)
    return FALSE;
  self->tries_left++;
  if (self->closed || is_full (self) || self->now () >= self->expires)
    return FALSE;
  self->guests_pending++;
  if (self->bounded)
    self->guests_left--;
  return TRUE;
}

/**
 * halqa_join_code_settle_guest:
 * @self: a code
 * @let_in: whether the newcomer was sent the forum's key; if not, its place is free again
 */
void
halqa_join_code_settle_guest (HalqaJoinCode *self, gboolean let_in)
{
  g_assert (self->guests_pending > 0);

  self->guests_pending--;
  if (!let_in && self->bounded)
    self->guests_left++;
}

/**
 * halqa_join_code_close:
 * @self: a code
 *
 * Nobody who has not been asked about yet joins with it any more.
 */
void
halqa_join_code_close (HalqaJoinCode *self)
{
  self->closed = TRUE;
}

/**
 * halqa_join_code_count_wait:
 * @n_spent: how many codes in a row were spent on wrong tries, at least 1
 *
 * Returns: seconds to wait for the next one: 1, 2, 4 … 60 minutes
 */
guint
halqa_join_code_count_wait (guint n_spent)
{
  guint doublings = MIN (n_spent - 1, WAIT_DOUBLINGS_MAX);

  return MIN (WAIT_FIRST_S << doublings, WAIT_MAX_S);
}
