/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "halqa-joining.h"

/* A man in the middle of two who know the code. An input is what he does to their messages, three bytes
 * for each deed: to which message, where, and what is turned over. If that alters anything there is no
 * invitation, and else there is one. */

#define CODE "314159"
#define MESSAGES 8
#define ANSWERED_BY 6 /* the last message that decides whether there is an invitation */

static const HalqaDeviceId ids[] = { { "the newcomer, joining by a code" },
                                     { "the laptop that invites by code" } };
static const HalqaJoiningSecrets secrets[] = { { { 1 }, { 5 } }, { { 2 }, { 7 } } };
static HalqaInvitation invitation;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  static char *addresses[] = { (char *) "192.168.1.7:4012", NULL };

  fuzz_begin ();
  invitation.key = fuzz_key;
  invitation.title = (char *) "حي آخر ممكن";
  invitation.addresses = addresses;
  return 0;
}

/* Hands @bytes over as they would be read. */
static void
deliver (HalqaJoining *to, GByteArray *bytes, GByteArray *reply)
{
  while (bytes->len > 0 && halqa_joining_get_state (to) == HALQA_JOINING_TALKS &&
         bytes->len >= halqa_joining_get_wanted (to))
    {
      gsize size = halqa_joining_get_wanted (to);
      g_autofree guint8 *message = g_memdup2 (bytes->data, size);
      g_autoptr (GError) error = NULL;
      gboolean taken;

      g_assert_cmpuint (size, >, 0);
      g_byte_array_remove_range (bytes, 0, size);
      taken = halqa_joining_take (to, message, size, reply, &error);
      g_assert_true (taken == (error == NULL));
      g_assert_true (taken || halqa_joining_get_state (to) != HALQA_JOINING_TALKS);
    }
}

/* What the man in the middle does to message @number; whether that is another now. */
static gboolean
alter (GByteArray *message, guint number, const guint8 *data, gsize size)
{
  g_autofree guint8 *before = g_memdup2 (message->data, message->len);

  for (; size >= 3; data += 3, size -= 3)
    if (data[0] % MESSAGES == number && message->len > 0)
      message->data[data[1] % message->len] ^= data[2];
  return message->len > 0 && memcmp (before, message->data, message->len) != 0;
}

static void
try_middle (HalqaJoining *newcomer, HalqaJoining *inviter, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) to_inviter = g_byte_array_new ();
  g_autoptr (GByteArray) to_newcomer = g_byte_array_new ();
  g_autoptr (HalqaInvitation) got = NULL;
  gboolean altered = FALSE;

  halqa_joining_begin (newcomer, to_inviter);
  for (guint number = 1; number < MESSAGES; number += 2)
    {
      g_autoptr (GError) error = NULL;

      altered |= alter (to_inviter, number, data, size) && number <= ANSWERED_BY;
      deliver (inviter, to_inviter, to_newcomer);
      if (halqa_joining_get_state (inviter) == HALQA_JOINING_ASKS)
        {
          g_assert_true (halqa_joining_answer (inviter, &invitation, to_newcomer, &error));
          g_assert_no_error (error);
        }
      altered |= alter (to_newcomer, number + 1, data, size) && number + 1 <= ANSWERED_BY;
      deliver (newcomer, to_newcomer, to_inviter);
    }
  if (halqa_joining_get_state (newcomer) == HALQA_JOINING_DONE)
    got = halqa_joining_steal_invitation (newcomer);
  g_assert_true ((got != NULL) == !altered);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (HalqaJoinCode) code =
                 halqa_join_code_new_with_digits (CODE, 1, halqa_join_code_read_clock);
  g_autoptr (HalqaJoining) newcomer =
                 halqa_joining_new_newcomer (&ids[0], CODE, "Amina", &secrets[0]);
  g_autoptr (HalqaJoining) inviter = halqa_joining_new_inviter (&ids[1], code, &secrets[1]);

  try_middle (newcomer, inviter, data, size);
  return 0;
}
