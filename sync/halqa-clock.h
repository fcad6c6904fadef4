/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far ahead of our own time a stamp from elsewhere may take the clock, milliseconds. */
#define HALQA_CLOCK_REACH_MS (10 * 60 * 1000)

/**
 * HalqaClock:
 * @last: the newest stamp taken or accepted
 * @ahead: the newest stamp taken beyond the clock's reach, 0 for none
 *
 * A hybrid logical clock (Kulkarni et al., 2014). Kept in the store, changed in its transactions.
 */
typedef struct
{
  guint64 last;
  guint64 ahead;
} HalqaClock;

guint64 halqa_clock_now_ms (void);
guint64 halqa_clock_next (HalqaClock *self, guint64 now_ms, guint64 floor);
void halqa_clock_receive (HalqaClock *self, guint64 now_ms, guint64 remote);

G_END_DECLS
