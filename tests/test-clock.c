/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-clock.h"
#include "halqa-entry.h"

/* The rules of protocol, section 2. The day is handed in, so any clock can be played. */

#define MINUTE G_GUINT64_CONSTANT (60000)
/* 2026-11-20, 2009-01-01 and 2031-01-01, all at 0:00 UTC, in milliseconds. */
#define TODAY G_GUINT64_CONSTANT (1795132800000)
#define IN_2009 G_GUINT64_CONSTANT (1230768000000)
#define IN_2031 G_GUINT64_CONSTANT (1924992000000)
#define YEAR_2200 G_GUINT64_CONSTANT (7258118400000)

static guint64
stamp (guint64 ms, guint counter)
{
  return ms << 16 | counter;
}

static void
test_milliseconds_and_a_counter (void)
{
  HalqaClock clock = { 0 };

  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, 0), ==, stamp (TODAY, 0));
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, 0), ==, stamp (TODAY, 1));
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, 0), ==, stamp (TODAY, 2));
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY + 1, 0), ==, stamp (TODAY + 1, 0));
  g_assert_cmpuint (clock.ahead, ==, 0);
}

static void
test_the_counter_runs_over (void)
{
  HalqaClock clock = { .last = stamp (TODAY, 0xffff) };

  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, 0), ==, stamp (TODAY + 1, 0));
}

static void
test_time_jumps_back (void)
{
  HalqaClock clock = { 0 };

  halqa_clock_next (&clock, TODAY, 0);
  g_assert_cmpuint (halqa_clock_next (&clock, IN_2009, 0), ==, stamp (TODAY, 1));
  g_assert_cmpuint (halqa_clock_next (&clock, 0, 0), ==, stamp (TODAY, 2));
}

static void
test_who_hears_is_later (void)
{
  HalqaClock clock = { 0 };

  halqa_clock_receive (&clock, TODAY, stamp (TODAY + MINUTE, 5));
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, 0), ==, stamp (TODAY + MINUTE, 6));
  halqa_clock_receive (&clock, TODAY, stamp (TODAY - MINUTE, 0));
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, 0), ==, stamp (TODAY + MINUTE, 7));
}

static void
test_reach (void)
{
  HalqaClock clock = { 0 };

  halqa_clock_receive (&clock, TODAY, stamp (TODAY + 10 * MINUTE + 1, 0));
  g_assert_cmpuint (clock.last, ==, 0);
  halqa_clock_receive (&clock, TODAY, stamp (TODAY + 10 * MINUTE, 0xffff));
  g_assert_cmpuint (clock.last, ==, stamp (TODAY + 10 * MINUTE, 0xffff));
}

static void
test_a_laptop_of_2031_moves_nobody (void)
{
  HalqaClock clock = { 0 };

  halqa_clock_receive (&clock, TODAY, stamp (IN_2031, 0));
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, 0), ==, stamp (TODAY, 0));
}

static void
test_a_laptop_of_2009 (void)
{
  HalqaClock clock = { 0 };
  guint64 first;

  /* What the others wrote is out of its reach: it goes on by its own time … */
  halqa_clock_receive (&clock, IN_2009, stamp (TODAY, 0));
  g_assert_cmpuint (halqa_clock_next (&clock, IN_2009, 0), ==, stamp (IN_2009, 0));
  /* … but is later than what it edits. */
  first = halqa_clock_next (&clock, IN_2009, stamp (TODAY, 0));
  g_assert_cmpuint (first, ==, stamp (TODAY, 1));
  g_assert_cmpuint (halqa_clock_next (&clock, IN_2009, 0), ==, stamp (IN_2009, 1));
}

static void
test_later_than_what_was_seen (void)
{
  HalqaClock clock = { 0 };

  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, stamp (TODAY + MINUTE, 0)), ==,
                    stamp (TODAY + MINUTE, 1));
  /* Within reach it is the clock itself that moves. */
  g_assert_cmpuint (clock.last, ==, stamp (TODAY + MINUTE, 1));
  g_assert_cmpuint (clock.ahead, ==, 0);
}

static void
test_second_counter (void)
{
  HalqaClock clock = { 0 };
  guint64 ahead = stamp (IN_2031, 9);

  halqa_clock_next (&clock, TODAY, 0);
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, ahead), ==, ahead + 1);
  g_assert_cmpuint (clock.last, ==, stamp (TODAY, 0));
  /* The same field again, and another that is as far ahead: never the same stamp. */
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, ahead), ==, ahead + 2);
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, stamp (IN_2031, 0)), ==, ahead + 3);
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, stamp (IN_2031 + 1, 0)), ==,
                    stamp (IN_2031 + 1, 1));
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, 0), ==, stamp (TODAY, 1));
}

static void
test_floor_at_the_edge_of_reach (void)
{
  HalqaClock clock = { 0 };
  guint64 edge = stamp (TODAY + 10 * MINUTE, 0xffff);

  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, edge - 1), ==, edge);
  g_assert_cmpuint (clock.last, ==, edge);
  clock.last = 0;
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, edge), ==, edge + 1);
  g_assert_cmpuint (clock.last, ==, 0);
}

static void
test_now_out_of_range (void)
{
  static const guint64 wrong[] = { YEAR_2200, YEAR_2200 + 1, G_GUINT64_CONSTANT (1) << 48,
                                   G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      HalqaClock clock = { .last = stamp (TODAY, 3) };

      g_assert_cmpuint (halqa_clock_next (&clock, wrong[i], 0), ==, stamp (TODAY, 4));
      /* Who does not know the time takes none from others. */
      halqa_clock_receive (&clock, wrong[i], stamp (IN_2031, 0));
      g_assert_cmpuint (clock.last, ==, stamp (TODAY, 4));
    }
}

static void
test_last_millisecond (void)
{
  HalqaClock clock = { 0 };

  g_assert_cmpuint (halqa_clock_next (&clock, YEAR_2200 - 1, 0), ==, stamp (YEAR_2200 - 1, 0));
  clock.last = HALQA_STAMP_END - 2;
  g_assert_cmpuint (halqa_clock_next (&clock, YEAR_2200 - 1, 0), ==, HALQA_STAMP_END - 1);
  /* No stamp is left; none beyond is made up. */
  g_assert_cmpuint (halqa_clock_next (&clock, YEAR_2200 - 1, 0), ==, HALQA_STAMP_END - 1);
}

static void
test_floor_at_the_end (void)
{
  HalqaClock clock = { 0 };

  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, HALQA_STAMP_END - 2), ==, HALQA_STAMP_END - 1);
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, HALQA_STAMP_END - 1), ==, stamp (TODAY, 0));
}

/* One field that somebody stamped with the last moment there is must not take from the others what
 * lies between. */
static void
test_second_counter_at_the_end (void)
{
  HalqaClock clock = { 0 };

  halqa_clock_next (&clock, TODAY, HALQA_STAMP_END - 2);
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, stamp (IN_2031, 0)), ==, stamp (IN_2031, 1));
  g_assert_cmpuint (halqa_clock_next (&clock, TODAY, stamp (IN_2031, 0)), ==, stamp (IN_2031, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/clock/milliseconds-and-a-counter", test_milliseconds_and_a_counter);
  g_test_add_func ("/sync/clock/the-counter-runs-over", test_the_counter_runs_over);
  g_test_add_func ("/sync/clock/time-jumps-back", test_time_jumps_back);
  g_test_add_func ("/sync/clock/who-hears-is-later", test_who_hears_is_later);
  g_test_add_func ("/sync/clock/reach-is-ten-minutes", test_reach);
  g_test_add_func ("/sync/clock/a-laptop-of-2031-moves-nobody", test_a_laptop_of_2031_moves_nobody);
  g_test_add_func ("/sync/clock/a-laptop-of-2009-can-edit", test_a_laptop_of_2009);
  g_test_add_func ("/sync/clock/later-than-what-was-seen", test_later_than_what_was_seen);
  g_test_add_func ("/sync/clock/second-counter-beyond-reach", test_second_counter);
  g_test_add_func ("/sync/clock/floor-at-the-edge-of-reach", test_floor_at_the_edge_of_reach);
  g_test_add_func ("/sync/clock/now-out-of-range-counts-on", test_now_out_of_range);
  g_test_add_func ("/sync/clock/end/last-millisecond-of-2199", test_last_millisecond);
  g_test_add_func ("/sync/clock/end/floor", test_floor_at_the_end);
  g_test_add_func ("/sync/clock/end/second-counter", test_second_counter_at_the_end);

  return g_test_run ();
}
