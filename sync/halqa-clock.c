/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-clock.h"

#include "halqa-entry.h"

/* The hybrid logical clock (protocol, section 2): milliseconds above, a counter below.
 *
 * No clock is trusted. A stamp from elsewhere moves ours only where it is at most ten minutes ahead
 * of this machine's own time, so one laptop of 2031 does not drag the others with it. An entry must
 * still bear a greater stamp than what it replaces: where only that takes it beyond the reach,
 * `last` stays, and a second counter keeps such stamps unique.
 *
 * Pure arithmetic: the time of day is handed in, so tests can play any clock. */

/**
 * halqa_clock_now_ms:
 *
 * Returns: milliseconds since 1970 by this machine
 */
guint64
halqa_clock_now_ms (void)
{
  gint64 now = g_get_real_time () / 1000;

  return now < 0 ? 0 : (guint64) now;
}

/* 0 where this machine's time is out of range: then the clock goes by counting alone. */
static guint64
stamp_of (guint64 ms)
{
  return ms < HALQA_STAMP_END >> 16 ? ms << 16 : 0;
}

static gboolean
is_in_reach (guint64 now_ms, guint64 stamp)
{
  return stamp_of (now_ms) > 0 && stamp >> 16 <= now_ms + HALQA_CLOCK_REACH_MS;
}

/**
 * halqa_clock_next:
 * @self: a clock
 * @now_ms: this machine's time
 * @floor: the greatest stamp among the leaves that the entry's writer saw in the fields it writes,
 *   0 for none
 *
 * A stamp beyond the reach may, near the end of time, be one that was taken before: the caller asks
 * the log, and again.
 *
 * Returns: a stamp for a new entry, greater than @floor; only where @floor is the last stamp that
 *   there is, not
 */
guint64
halqa_clock_next (HalqaClock *self, guint64 now_ms, guint64 floor)
{
  guint64 next = MAX (self->last + 1, stamp_of (now_ms));

  if (floor >= next && floor + 1 < HALQA_STAMP_END)
    {
      /* Where the second counter has come to the end it goes back to what is asked for. */
      if (!is_in_reach (now_ms, floor + 1))
        return self->ahead =
                   self->ahead + 1 < HALQA_STAMP_END ? MAX (self->ahead + 1, floor + 1) : floor + 1;
      next = floor + 1;
    }
  return self->last = MIN (next, HALQA_STAMP_END - 1);
}

/**
 * halqa_clock_receive:
 * @self: a clock
 * @now_ms: this machine's time
 * @remote: the stamp of an entry that arrived
 */
void
halqa_clock_receive (HalqaClock *self, guint64 now_ms, guint64 remote)
{
  if (remote > self->last && is_in_reach (now_ms, remote))
    self->last = remote;
}
