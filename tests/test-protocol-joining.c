/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-joining.h"
#include "protocol-example.h"

/* The example of a joining in sync/PROTOCOL.md, byte by byte: what is written there of both sides is
 * given to the program, which has to say just the messages that are written there. */

#define SECTION "7."

static void
copy (const char *name, guint8 *out, gsize size)
{
  g_autoptr (GBytes) bytes = protocol_example (SECTION, name);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, size);
  memcpy (out, g_bytes_get_data (bytes, NULL), size);
}

static char *
dup_text (const char *name)
{
  g_autoptr (GBytes) bytes = protocol_example (SECTION, name);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_said (guint number, GByteArray *said)
{
  g_autofree char *name = g_strdup_printf ("message %u", number);

  protocol_assert_example (SECTION, name, said->data, said->len);
  g_byte_array_set_size (said, 0);
}

/* The message as it is written goes to the side it is for. */
static void
hear (guint number, HalqaJoining *side, GByteArray *out)
{
  g_autofree char *name = g_strdup_printf ("message %u", number);
  g_autoptr (GBytes) bytes = protocol_example (SECTION, name);
  gsize size;
  const guint8 *written = g_bytes_get_data (bytes, &size);
  gsize heard = 0;

  while (heard < size)
    {
      g_autoptr (GError) error = NULL;
      gsize wanted = halqa_joining_get_wanted (side);

      g_assert_cmpuint (heard + wanted, <=, size);
      g_assert_true (halqa_joining_take (side, written + heard, wanted, out, &error));
      g_assert_no_error (error);
      heard += wanted;
    }
}

static void
answer (HalqaJoining *inviter, GByteArray *out)
{
  g_autoptr (GBytes) bytes = protocol_example (SECTION, "invitation");
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaInvitation) invitation = halqa_invitation_decode (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (halqa_joining_answer (inviter, invitation, out, &error));
  g_assert_no_error (error);
}

static void
test_example (void)
{
  g_autofree char *digits = dup_text ("code");
  g_autofree char *name = dup_text ("name of J");
  g_autoptr (HalqaJoinCode) code =
                 halqa_join_code_new_with_digits (digits, 1, halqa_join_code_read_clock);
  g_autoptr (GByteArray) said = g_byte_array_new ();
  g_autoptr (HalqaJoining) newcomer = NULL;
  g_autoptr (HalqaJoining) inviter = NULL;
  HalqaDeviceId ids[2];
  HalqaJoiningSecrets secrets[2];

  copy ("id of J", ids[0].bytes, sizeof ids[0].bytes);
  copy ("id of I", ids[1].bytes, sizeof ids[1].bytes);
  copy ("nonce of J", secrets[0].nonce, sizeof secrets[0].nonce);
  copy ("nonce of I", secrets[1].nonce, sizeof secrets[1].nonce);
  copy ("scalar of J", secrets[0].secret, sizeof secrets[0].secret);
  copy ("scalar of I", secrets[1].secret, sizeof secrets[1].secret);
  newcomer = halqa_joining_new_newcomer (&ids[0], digits, name, &secrets[0]);
  inviter = halqa_joining_new_inviter (&ids[1], code, &secrets[1]);

  halqa_joining_begin (newcomer, said);
  for (guint number = 1; number <= 7; number++)
    {
      assert_said (number, said);
      hear (number, number % 2 != 0 ? inviter : newcomer, said);
      if (number == 5)
        answer (inviter, said);
    }
  g_assert_true (halqa_joining_has_joined (inviter));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/protocol/joining-is-as-written", test_example);
  return g_test_run ();
}
