/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "joining-pair.h"

/* What may be said to either side of a joining by code: the first byte says to which, the rest comes
 * as one stream. What is random is the same each time, so that who is fed the other side's words
 * comes to its end. */

#define SAID_MAX (70 * 1024)

static gint64
stand_still (void)
{
  return 0;
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

static void
answer (HalqaJoining *joining, GByteArray *said)
{
  g_autoptr (HalqaInvitation) invitation = pair_make_invitation ();

  g_assert_true (g_utf8_validate (halqa_joining_get_name (joining), -1, NULL));
  g_assert_true (halqa_joining_answer (joining, invitation, said, NULL));
}

static void
tell (HalqaJoining *joining, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) said = g_byte_array_new ();
  gsize wanted;

  if (!halqa_joining_is_inviter (joining))
    halqa_joining_begin (joining, said);
  while ((wanted = halqa_joining_get_wanted (joining)) != 0 && wanted <= size)
    {
      halqa_joining_take (joining, data, wanted, said, NULL);
      if (halqa_joining_get_state (joining) == HALQA_JOINING_ASKS)
        answer (joining, said);
      data += wanted;
      size -= wanted;
    }
  g_assert_cmpuint (said->len, <=, SAID_MAX);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (HalqaJoinCode) code = NULL;
  g_autoptr (HalqaJoining) joining = NULL;

  if (size == 0)
    return 0;
  code = halqa_join_code_new_with_digits (PAIR_CODE, 1, stand_still);
  if (data[0] & 1)
    joining =
        halqa_joining_new_newcomer (&pair_newcomer_id, PAIR_CODE, PAIR_NAME, &pair_secrets[0]);
  else
    joining = halqa_joining_new_inviter (&pair_inviter_id, code, &pair_secrets[1]);
  tell (joining, data + 1, size - 1);
  return 0;
}
