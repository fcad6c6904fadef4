/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-joining.h"

/* The example of a joining in sync/PROTOCOL.md, byte by byte: what is written there of both sides is
 * given to the program, which has to say just the messages that are written there. */

#define HEADING "### A joining, byte by byte\n"
#define FENCE "```\n"

/* Lines of a name and its bytes in hex; lines that begin with a space go on with them. */
static GHashTable *
read_lines (char **lines)
{
  GHashTable *found =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_byte_array_unref);
  GByteArray *bytes = NULL;

  for (; *lines != NULL && **lines != '\0'; lines++)
    {
      const char *hex = strrchr (*lines, ' ') + 1;

      if (**lines != ' ')
        {
          char *name = g_strndup (*lines, hex - *lines);

          bytes = g_byte_array_new ();
          g_assert_true (g_hash_table_insert (found, g_strchomp (name), bytes));
        }
      for (; hex[0] != '\0'; hex += 2)
        {
          guint8 byte;

          g_assert_true (g_ascii_isxdigit (hex[0]) && g_ascii_isxdigit (hex[1]));
          byte = 16 * g_ascii_xdigit_value (hex[0]) + g_ascii_xdigit_value (hex[1]);
          g_byte_array_append (bytes, &byte, 1);
        }
    }
  return found;
}

static GHashTable *
read_example (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "sync", "PROTOCOL.md", NULL);
  g_autofree char *text = NULL;
  g_autofree char *block = NULL;
  g_auto (GStrv) lines = NULL;
  char *start;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  start = strstr (text, HEADING);
  g_assert_nonnull (start);
  start = strstr (start, FENCE) + strlen (FENCE);
  block = g_strndup (start, strstr (start, FENCE) - start);
  lines = g_strsplit (block, "\n", -1);
  return read_lines (lines);
}

static GByteArray *
find (GHashTable *example, const char *name)
{
  GByteArray *bytes = g_hash_table_lookup (example, name);

  if (bytes == NULL)
    g_error ("PROTOCOL.md does not say “%s”", name);
  return bytes;
}

static void
copy (GHashTable *example, const char *name, guint8 *out, gsize size)
{
  GByteArray *bytes = find (example, name);

  g_assert_cmpuint (bytes->len, ==, size);
  memcpy (out, bytes->data, size);
}

static char *
dup_text (GHashTable *example, const char *name)
{
  GByteArray *bytes = find (example, name);

  return g_strndup ((const char *) bytes->data, bytes->len);
}

static void
assert_said (GHashTable *example, guint number, GByteArray *said)
{
  g_autofree char *name = g_strdup_printf ("message %u", number);
  GByteArray *written = find (example, name);

  g_test_message ("%s", name);
  g_assert_cmpmem (said->data, said->len, written->data, written->len);
  g_byte_array_set_size (said, 0);
}

/* The message as it is written goes to the side it is for. */
static void
hear (GHashTable *example, guint number, HalqaJoining *side, GByteArray *out)
{
  g_autofree char *name = g_strdup_printf ("message %u", number);
  GByteArray *written = find (example, name);
  guint heard = 0;

  while (heard < written->len)
    {
      g_autoptr (GError) error = NULL;
      gsize wanted = halqa_joining_get_wanted (side);

      g_assert_cmpuint (heard + wanted, <=, written->len);
      g_assert_true (halqa_joining_take (side, written->data + heard, wanted, out, &error));
      g_assert_no_error (error);
      heard += wanted;
    }
}

static void
answer (GHashTable *example, HalqaJoining *inviter, GByteArray *out)
{
  GByteArray *written = find (example, "invitation");
  g_autoptr (GBytes) bytes = g_bytes_new (written->data, written->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaInvitation) invitation = halqa_invitation_decode (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (halqa_joining_answer (inviter, invitation, out, &error));
  g_assert_no_error (error);
}

static void
test_example (void)
{
  g_autoptr (GHashTable) example = read_example ();
  g_autofree char *digits = dup_text (example, "code");
  g_autofree char *name = dup_text (example, "name of J");
  g_autoptr (HalqaJoinCode) code =
                 halqa_join_code_new_with_digits (digits, 1, halqa_join_code_read_clock);
  g_autoptr (GByteArray) said = g_byte_array_new ();
  g_autoptr (HalqaJoining) newcomer = NULL;
  g_autoptr (HalqaJoining) inviter = NULL;
  HalqaDeviceId ids[2];
  HalqaJoiningSecrets secrets[2];

  copy (example, "id of J", ids[0].bytes, sizeof ids[0].bytes);
  copy (example, "id of I", ids[1].bytes, sizeof ids[1].bytes);
  copy (example, "nonce of J", secrets[0].nonce, sizeof secrets[0].nonce);
  copy (example, "nonce of I", secrets[1].nonce, sizeof secrets[1].nonce);
  copy (example, "scalar of J", secrets[0].secret, sizeof secrets[0].secret);
  copy (example, "scalar of I", secrets[1].secret, sizeof secrets[1].secret);
  newcomer = halqa_joining_new_newcomer (&ids[0], digits, name, &secrets[0]);
  inviter = halqa_joining_new_inviter (&ids[1], code, &secrets[1]);

  halqa_joining_begin (newcomer, said);
  for (guint number = 1; number <= 7; number++)
    {
      assert_said (example, number, said);
      hear (example, number, number % 2 != 0 ? inviter : newcomer, said);
      if (number == 5)
        answer (example, inviter, said);
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
