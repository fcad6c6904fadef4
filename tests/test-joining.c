/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-error.h"
#include "halqa-joining.h"
#include "joining-pair.h"

/* The dialogue by which a laptop joins, and who may try how often. */

/* --- as it should be */

static void
test_right_code (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (HalqaInvitation) invitation = NULL;

  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_true (pair_run (&pair));
  g_assert_cmpstr (halqa_joining_get_name (pair.inviter), ==, PAIR_NAME);
  g_assert_cmpmem (halqa_joining_get_device (pair.inviter), 32, &pair_newcomer_id, 32);
  invitation = halqa_joining_steal_invitation (pair.newcomer);
  g_assert_cmpstr (invitation->title, ==, PAIR_TITLE);
  g_assert_cmpmem (invitation->key.key, 32, pair.invitation->key.key, 32);
  g_assert_cmpstr (invitation->addresses[0], ==, "*:4711");
  g_assert_cmpint (halqa_joining_get_state (pair.newcomer), ==, HALQA_JOINING_DONE);
  g_assert_cmpuint (halqa_joining_get_wanted (pair.newcomer), ==, 0);
  g_assert_cmpint (halqa_join_code_get_state (pair.code), ==, HALQA_JOIN_CODE_SERVED);
  g_assert_cmpuint (halqa_join_code_get_tries_left (pair.code), ==, 3);
}

static gsize sizes[8];

static void
note_size (Pair *pair, guint number, GByteArray *message)
{
  sizes[number] = message->len;
}

/* Message 4 has no room for a tag: the inviter does not confirm first. */
static void
test_sizes (void)
{
  g_auto (Pair) pair = { .meddle = note_size };
  const gsize fixed[] = { 0, 60, 60, 32, 32, 208, 0, 20 };

  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_true (pair_run (&pair));
  for (guint i = 1; i < G_N_ELEMENTS (fixed); i++)
    if (i != 6)
      g_assert_cmpuint (sizes[i], ==, fixed[i]);
}

static void
test_wrong_code (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GError) error = NULL;

  pair_init (&pair, PAIR_CODE, "042518");
  g_assert_false (pair_run (&pair));
  g_assert_error (pair.inviter_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_WRONG_CODE);
  g_assert_null (halqa_joining_get_name (pair.inviter));
  g_assert_cmpuint (pair.last->len, ==, 0);
  halqa_joining_explain_end (pair.newcomer, &error);
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_WRONG_CODE);
  g_assert_cmpuint (halqa_join_code_get_tries_left (pair.code), ==, 2);
}

static void
test_no (void)
{
  g_auto (Pair) pair = { .says_no = TRUE };

  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_false (pair_run (&pair));
  g_assert_error (pair.newcomer_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_REFUSED);
  g_assert_null (halqa_joining_steal_invitation (pair.newcomer));
  g_assert_cmpint (halqa_join_code_get_state (pair.code), ==, HALQA_JOIN_CODE_OPEN);
  g_assert_cmpuint (halqa_join_code_get_tries_left (pair.code), ==, 3);
  g_assert_cmpuint (halqa_join_code_get_guests_left (pair.code), ==, 1);
}

static void
assert_name (const char *name, gssize size, const char *expected)
{
  g_auto (Pair) pair = { 0 };
  g_autofree char *given = size < 0 ? g_strdup (name) : g_strndup (name, size);

  pair.name = given;
  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_true (pair_run (&pair));
  g_assert_cmpstr (halqa_joining_get_name (pair.inviter), ==, expected);
}

static void
test_names (void)
{
  g_autofree char *full = g_strnfill (128, 'a');
  g_autofree char *over = g_strconcat (full, "a", NULL);
  g_autofree char *odd = g_strnfill (127, 'a');
  g_autofree char *split = g_strconcat (odd, "ح", NULL);

  assert_name (full, -1, full);
  assert_name (over, -1, full);
  assert_name (split, -1, odd);
  assert_name ("  a\nb\x1b[31m\xe2\x80\xae"
               "c ",
               -1, "a b [31m c");
  assert_name ("", -1, "01010101");
  assert_name ("\n", -1, "01010101");
}

/* --- who may try, and how often */

static gint64 now;

static gint64
read_now (void)
{
  return now;
}

static void
test_parallel_tries (void)
{
  g_autoptr (HalqaJoinCode) code = halqa_join_code_new_with_digits (PAIR_CODE, 1, read_now);
  Pair pairs[4] = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      pairs[i].code = halqa_join_code_ref (code);
      pair_init (&pairs[i], PAIR_CODE, i < 2 ? "999999" : PAIR_CODE);
    }
  /* Three have sent their share, and none its tag. */
  for (guint i = 0; i < 3; i++)
    g_assert_true (pair_run_until (&pairs[i], 4));
  g_assert_cmpuint (halqa_join_code_get_tries_left (code), ==, 0);
  g_assert_cmpint (halqa_join_code_get_state (code), ==, HALQA_JOIN_CODE_OPEN);
  g_assert_false (pair_run_until (&pairs[3], 4));
  g_assert_error (pairs[3].inviter_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_ENDED);
  g_assert_cmpuint (pairs[3].last->len, ==, 0);
  halqa_joining_explain_end (pairs[3].newcomer, &error);
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_ENDED);

  /* Two are wrong; one is right and gives its try back. */
  for (guint i = 0; i < 2; i++)
    g_assert_false (pair_run (&pairs[i]));
  g_assert_true (pair_run_until (&pairs[2], 5));
  g_assert_cmpuint (halqa_join_code_get_tries_left (code), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    pair_clear (&pairs[i]);
}

static void
test_three_wrong_end_it (void)
{
  g_autoptr (HalqaJoinCode) code = halqa_join_code_new_with_digits (PAIR_CODE, 1, read_now);

  for (guint i = 0; i < 4; i++)
    {
      g_auto (Pair) pair = { .code = halqa_join_code_ref (code) };

      pair_init (&pair, PAIR_CODE, i < 3 ? "999999" : PAIR_CODE);
      g_assert_false (pair_run (&pair));
    }
  g_assert_cmpint (halqa_join_code_get_state (code), ==, HALQA_JOIN_CODE_SPENT);
}

/* Who hangs up rather than show that it guessed wrong has used its guess. */
static void
test_hanging_up_is_a_try (void)
{
  g_autoptr (HalqaJoinCode) code = halqa_join_code_new_with_digits (PAIR_CODE, 1, read_now);

  for (guint i = 0; i < 3; i++)
    {
      g_auto (Pair) pair = { .code = halqa_join_code_ref (code) };

      pair_init (&pair, PAIR_CODE, PAIR_CODE);
      g_assert_true (pair_run_until (&pair, 4));
    }
  g_assert_cmpint (halqa_join_code_get_state (code), ==, HALQA_JOIN_CODE_SPENT);
}

static void
test_ten_minutes (void)
{
  g_autoptr (HalqaJoinCode) code = NULL;
  g_auto (Pair) before = { 0 };
  g_auto (Pair) during = { 0 };
  g_auto (Pair) after = { 0 };

  now = 0;
  code = halqa_join_code_new_with_digits (PAIR_CODE, 3, read_now);
  before.code = halqa_join_code_ref (code);
  during.code = halqa_join_code_ref (code);
  after.code = halqa_join_code_ref (code);
  pair_init (&before, PAIR_CODE, PAIR_CODE);
  pair_init (&during, PAIR_CODE, PAIR_CODE);
  pair_init (&after, PAIR_CODE, PAIR_CODE);
  now = 600 * G_USEC_PER_SEC - 1;
  g_assert_cmpuint (halqa_join_code_get_seconds_left (code), ==, 1);
  g_assert_true (pair_run_until (&before, 5));
  g_assert_true (pair_run_until (&during, 4));
  now++;
  g_assert_cmpint (halqa_join_code_get_state (code), ==, HALQA_JOIN_CODE_EXPIRED);
  g_assert_cmpuint (halqa_join_code_get_seconds_left (code), ==, 0);
  g_assert_false (pair_run (&after));
  g_assert_error (after.inviter_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_ENDED);
  g_assert_false (pair_run (&during));
  g_assert_error (during.newcomer_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_ENDED);
  /* The person may think about it longer than that. */
  g_assert_true (pair_run (&before));
}

static void
test_one_guest (void)
{
  g_autoptr (HalqaJoinCode) code = halqa_join_code_new_with_digits (PAIR_CODE, 1, read_now);
  g_auto (Pair) first = { .code = halqa_join_code_ref (code) };
  g_auto (Pair) second = { .code = halqa_join_code_ref (code) };

  pair_init (&first, PAIR_CODE, PAIR_CODE);
  pair_init (&second, PAIR_CODE, PAIR_CODE);
  g_assert_true (pair_run_until (&second, 4));
  g_assert_true (pair_run_until (&first, 5));
  g_assert_cmpint (halqa_joining_get_state (first.inviter), ==, HALQA_JOINING_ASKS);
  g_assert_false (pair_run (&second));
  g_assert_error (second.newcomer_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_ENDED);
  g_assert_true (pair_run (&first));
  g_assert_cmpint (halqa_join_code_get_state (code), ==, HALQA_JOIN_CODE_SERVED);
}

static void
test_more_guests (void)
{
  for (guint n = 0; n <= 3; n += 3)
    {
      g_autoptr (HalqaJoinCode) code = halqa_join_code_new_with_digits (PAIR_CODE, n, read_now);

      for (guint i = 0; i < 4; i++)
        {
          g_auto (Pair) pair = { .code = halqa_join_code_ref (code) };

          pair_init (&pair, PAIR_CODE, PAIR_CODE);
          g_assert_cmpint (pair_run (&pair), ==, n == 0 || i < n);
        }
    }
}

static void
test_closed (void)
{
  g_autoptr (HalqaJoinCode) code = halqa_join_code_new_with_digits (PAIR_CODE, 1, read_now);
  g_auto (Pair) pair = { .code = halqa_join_code_ref (code) };

  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  halqa_join_code_close (code);
  g_assert_false (pair_run (&pair));
  g_assert_error (pair.inviter_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_ENDED);
}

static void
test_digits (void)
{
  guint n_leading = 0;
  guint n_same = 0;
  g_autofree char *last = g_strdup ("");

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (HalqaJoinCode) code = halqa_join_code_new (1, halqa_join_code_read_clock);
      const char *digits = halqa_join_code_get_digits (code);

      g_assert_cmpuint (strlen (digits), ==, 6);
      g_assert_cmpuint (strspn (digits, "0123456789"), ==, 6);
      n_leading += digits[0] == '0';
      n_same += strcmp (digits, last) == 0;
      g_free (last);
      last = g_strdup (digits);
    }
  /* A hundred are to be expected; none, or 300, happens once in 10⁴⁵ runs. */
  g_assert_cmpuint (n_leading, >, 0);
  g_assert_cmpuint (n_leading, <, 300);
  g_assert_cmpuint (n_same, <, 10);
}

static void
test_waits (void)
{
  const guint minutes[] = { 1, 2, 4, 8, 16, 32, 60, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    g_assert_cmpuint (halqa_join_code_count_wait (i + 1), ==, 60 * minutes[i]);
  g_assert_cmpuint (halqa_join_code_count_wait (G_MAXUINT), ==, 3600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/joining/right-code-joins", test_right_code);
  g_test_add_func ("/sync/joining/inviter-does-not-confirm-first", test_sizes);
  g_test_add_func ("/sync/joining/wrong-code-is-told-nothing", test_wrong_code);
  g_test_add_func ("/sync/joining/person-may-say-no", test_no);
  g_test_add_func ("/sync/joining/nothing-in-a-name-is-obeyed", test_names);
  g_test_add_func ("/sync/joining/tries-under-way-count", test_parallel_tries);
  g_test_add_func ("/sync/joining/three-wrong-tries-end-the-code", test_three_wrong_end_it);
  g_test_add_func ("/sync/joining/hanging-up-is-a-try", test_hanging_up_is_a_try);
  g_test_add_func ("/sync/joining/ten-minutes-end-the-code", test_ten_minutes);
  g_test_add_func ("/sync/joining/code-serves-one", test_one_guest);
  g_test_add_func ("/sync/joining/code-serves-as-many-as-were-said", test_more_guests);
  g_test_add_func ("/sync/joining/person-may-end-it", test_closed);
  g_test_add_func ("/sync/joining/codes-are-six-random-digits", test_digits);
  g_test_add_func ("/sync/joining/waits-double-up-to-an-hour", test_waits);
  return g_test_run ();
}
