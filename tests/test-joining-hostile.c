/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-joining.h"
#include "joining-pair.h"

/* A man in the middle of a joining: he alters, swaps, plays back, reflects and guesses, and neither
 * joins nor reads; and sides that do not keep to the dialogue. */

static guint altered_number;
static gsize altered_byte;

static void
alter (Pair *pair, guint number, GByteArray *message)
{
  if (number == altered_number)
    message->data[altered_byte] ^= 1 << (altered_byte % 8);
}

/* Nobody joins, and nothing is read by whom it is not for. */
static void
assert_altered_fails (void)
{
  g_auto (Pair) pair = { .meddle = alter };
  g_autoptr (HalqaInvitation) invitation = NULL;

  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_false (pair_run (&pair));
  invitation = halqa_joining_steal_invitation (pair.newcomer);
  g_assert_false (halqa_joining_has_joined (pair.inviter));
  if (altered_number < 7)
    g_assert_null (invitation);
  if (altered_number < 6)
    g_assert_null (halqa_joining_get_name (pair.inviter));
}

static void
test_altered (void)
{
  const gsize all[] = { 0, 60, 60, 32, 32, 208, 200, 20 };

  for (altered_number = 1; altered_number <= 7; altered_number++)
    for (altered_byte = 0; altered_byte < all[altered_number]; altered_byte++)
      assert_altered_fails ();
}

/* In the middle it says to each side to be the other, under its own device id. */
static void
swap_ids (Pair *pair, guint number, GByteArray *message)
{
  if (number <= 2)
    memset (message->data + 28, 0x66, 32);
}

static void
swap_newcomer_id (Pair *pair, guint number, GByteArray *message)
{
  if (number == 1)
    memset (message->data + 28, 0x66, 32);
}

static void
assert_meddling_fails (PairMeddler meddle)
{
  g_auto (Pair) pair = { .meddle = meddle };

  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_false (pair_run (&pair));
  g_assert_error (pair.inviter_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_WRONG_CODE);
  g_assert_null (halqa_joining_get_name (pair.inviter));
  g_assert_null (halqa_joining_steal_invitation (pair.newcomer));
}

static void
test_swapped_ids (void)
{
  assert_meddling_fails (swap_ids);
  assert_meddling_fails (swap_newcomer_id);
}

static GByteArray *recorded[8];

static void
record (Pair *pair, guint number, GByteArray *message)
{
  recorded[number] = g_byte_array_append (g_byte_array_new (), message->data, message->len);
}

static void
play_back (Pair *pair, guint number, GByteArray *message)
{
  if (number % 2 == pair->played % 2)
    {
      g_byte_array_set_size (message, 0);
      g_byte_array_append (message, recorded[number]->data, recorded[number]->len);
    }
}

/* All that one side said once is said again, to the other side of another day. */
static void
test_replayed (void)
{
  g_auto (Pair) first = { .meddle = record };

  pair_init (&first, PAIR_CODE, PAIR_CODE);
  g_assert_true (pair_run (&first));
  for (guint side = 1; side <= 2; side++)
    {
      g_auto (Pair) pair = { .meddle = play_back, .played = side };

      pair_init (&pair, PAIR_CODE, PAIR_CODE);
      g_assert_false (pair_run (&pair));
      g_assert_null (halqa_joining_get_name (pair.inviter));
      g_assert_null (halqa_joining_steal_invitation (pair.newcomer));
    }
  for (guint i = 1; i < G_N_ELEMENTS (recorded); i++)
    g_clear_pointer (&recorded[i], g_byte_array_unref);
}

static void
reflect (Pair *pair, guint number, GByteArray *message)
{
  if (number % 2 == 0 && number >= pair->played)
    {
      g_byte_array_set_size (message, 0);
      g_byte_array_append (message, pair->before->data, pair->before->len);
      /* A device id of its own gets it past the first check. */
      if (number == 2 && pair->says_no)
        message->data[30] ^= 1;
    }
}

/* What the newcomer says comes back to it as the inviter's. */
static void
test_reflected (void)
{
  for (guint from = 2; from <= 4; from += 2)
    for (guint other_id = 0; other_id < 2; other_id++)
      {
        g_auto (Pair) pair = { .meddle = reflect, .played = from, .says_no = other_id };

        pair_init (&pair, PAIR_CODE, PAIR_CODE);
        g_assert_false (pair_run (&pair));
        g_assert_nonnull (pair.newcomer_error);
        g_assert_null (halqa_joining_steal_invitation (pair.newcomer));
      }
}

/* In the middle it speaks with each side for itself, with a guess of the code. */
static void
assert_guess (const char *guess, gboolean gets_in)
{
  g_auto (Pair) towards_inviter = { 0 };
  g_auto (Pair) towards_newcomer = { 0 };
  g_autoptr (HalqaInvitation) stolen = NULL;

  pair_init (&towards_inviter, PAIR_CODE, guess);
  pair_init (&towards_newcomer, guess, PAIR_CODE);
  g_assert_cmpint (pair_run (&towards_inviter), ==, gets_in);
  g_assert_cmpint (pair_run (&towards_newcomer), ==, gets_in);
  stolen = halqa_joining_steal_invitation (towards_inviter.newcomer);
  g_assert_cmpint (stolen != NULL, ==, gets_in);
  g_assert_cmpint (halqa_joining_get_name (towards_newcomer.inviter) != NULL, ==, gets_in);
}

static void
test_guess (void)
{
  assert_guess ("000000", FALSE);
  assert_guess ("042516", FALSE);
  /* One in a million. */
  assert_guess (PAIR_CODE, TRUE);
}

static void
replace_shares (Pair *pair, guint number, GByteArray *message)
{
  if (number == 3 || number == 4)
    crypto_core_ristretto255_random (message->data);
}

static void
zero_shares (Pair *pair, guint number, GByteArray *message)
{
  if (number == 3 || number == 4)
    memset (message->data, 0, message->len);
}

static void
test_shares_of_another (void)
{
  g_auto (Pair) pair = { .meddle = zero_shares };

  assert_meddling_fails (replace_shares);
  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_false (pair_run (&pair));
  g_assert_error (pair.inviter_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_cmpuint (pair.last->len, ==, 0);
}

static void
test_same_device (void)
{
  g_auto (Pair) pair = { .same_device = TRUE };

  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_false (pair_run (&pair));
  g_assert_error (pair.inviter_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
}

static void
say_newer (Pair *pair, guint number, GByteArray *message)
{
  if (number == 1)
    message->data[11] = '2';
}

static void
say_older (Pair *pair, guint number, GByteArray *message)
{
  if (number == 2)
    message->data[11] = '0';
}

static void
test_other_version (void)
{
  g_auto (Pair) newer = { .meddle = say_newer };
  g_auto (Pair) older = { .meddle = say_older };

  pair_init (&newer, PAIR_CODE, PAIR_CODE);
  g_assert_false (pair_run (&newer));
  g_assert_error (newer.inviter_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_OUTDATED);
  /* It says what it is, so that the other can tell. */
  g_assert_cmpuint (newer.before->len, ==, 60);
  g_assert_cmpuint (halqa_join_code_get_tries_left (newer.code), ==, 3);

  pair_init (&older, PAIR_CODE, PAIR_CODE);
  g_assert_false (pair_run (&older));
  g_assert_error (older.newcomer_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_VERSION);
}

static guint32 declared;

static void
declare_length (Pair *pair, guint number, GByteArray *message)
{
  guint32 length = GUINT32_TO_BE (declared);

  if (number == 6)
    memcpy (message->data, &length, sizeof length);
}

static void
test_lengths (void)
{
  const guint32 lengths[] = { 0, 79, 64 * 1024 + 1, G_MAXUINT32 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_auto (Pair) pair = { .meddle = declare_length };

      declared = lengths[i];
      pair_init (&pair, PAIR_CODE, PAIR_CODE);
      g_assert_false (pair_run (&pair));
      g_assert_error (pair.newcomer_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE);
    }
}

static void
test_out_of_turn (void)
{
  g_auto (Pair) pair = { 0 };
  guint8 early[20] = { 0 };

  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_true (pair_run_until (&pair, 5));
  g_assert_cmpuint (halqa_joining_get_wanted (pair.inviter), ==, sizeof early);
  g_assert_false (
      halqa_joining_take (pair.inviter, early, sizeof early, pair.last, &pair.inviter_error));
  g_assert_cmpuint (halqa_join_code_get_guests_left (pair.code), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/joining/altered-byte-ends-it", test_altered);
  g_test_add_func ("/sync/joining/swapped-ids-end-it", test_swapped_ids);
  g_test_add_func ("/sync/joining/what-is-played-back-ends-it", test_replayed);
  g_test_add_func ("/sync/joining/what-comes-back-ends-it", test_reflected);
  g_test_add_func ("/sync/joining/a-guess-is-one-in-a-million", test_guess);
  g_test_add_func ("/sync/joining/share-of-another-ends-it", test_shares_of_another);
  g_test_add_func ("/sync/joining/nobody-joins-itself", test_same_device);
  g_test_add_func ("/sync/joining/other-version-is-told", test_other_version);
  g_test_add_func ("/sync/joining/declared-length-is-bounded", test_lengths);
  g_test_add_func ("/sync/joining/out-of-turn-ends-it", test_out_of_turn);
  return g_test_run ();
}
