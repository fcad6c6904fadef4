/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "entry-draft.h"

/* Entries as protocol, section 3, has them: one that is known to the byte, what its signature is
 * over, and that no chance alteration of it passes. */

/* Made by another implementation (Python's cryptography and hashlib) of the key whose seed is 00 01
 * … 1f, for the forum 10 11 … 1f. */
#define KNOWN_DEVICE "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
#define KNOWN_ENTRY                                                                                \
  "8401582003a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"                       \
  "1b01a0c4506c000007818468"                                                                       \
  "70726f706f73616c50aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                                             \
  "a5616e2464626f6479f6657469746c6564d8add98a6764656c65746564f4"                                   \
  "6773657373696f6e50bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"                                             \
  "a1657469746c6581821b01a0c4506bfffffe"                                                           \
  "5820cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define KNOWN_SIGNATURE                                                                            \
  "141b5cfbfe524adb212c873297cc8f369d6b76c5a554403a4717d48c265fa5d3"                               \
  "7e31215e6be7de077b42d9e68db4a0b77f547b15af77da780cab8017de10530a"
#define KNOWN_ID "831229a532e56d8e50edccc159b5debb765dd1b7e61167c030de764e13194fc8"

/* --- the known one */

static HalqaEntry *
make_known (EntryDraft *draft)
{
  g_autoptr (GError) error = NULL;
  HalqaDot replaced = { .stamp = DRAFT_STAMP - 9 };
  HalqaId session;
  HalqaFieldWrite fields[] = {
    { .name = "deleted", .value = halqa_value_bool (FALSE) },
    { .name = "session", .value = halqa_value_id (&session) },
    { .name = "title", .value = halqa_value_text ("حي"), .replaced = &replaced, .n_replaced = 1 },
    { .name = "n", .value = halqa_value_int (-5) },
    { .name = "body", .value = halqa_value_null () },
  };
  HalqaWrite write = { .kind = "proposal", .fields = fields, .n_fields = G_N_ELEMENTS (fields) };
  HalqaEntry *entry;

  memset (&session, 0xbb, sizeof session);
  memset (&replaced.device, 0xcc, sizeof replaced.device);
  memset (&write.record, 0xaa, sizeof write.record);
  entry = halqa_entry_sign (draft->identity, &draft->forum, DRAFT_STAMP, &write, 1, &error);
  g_assert_no_error (error);
  return entry;
}

static void
test_known_bytes (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = make_known (draft);
  gsize size;
  const guint8 *bytes = halqa_entry_get_bytes (entry, &size);
  g_autofree char *hex = halqa_hex_dup (bytes, size);
  g_autofree char *signature =
      halqa_hex_dup (halqa_entry_get_signature (entry), HALQA_SIGNATURE_SIZE);
  g_autofree char *id = halqa_hex_dup (halqa_entry_get_id (entry)->bytes, HALQA_ENTRY_ID_SIZE);
  g_autofree char *device =
      halqa_hex_dup (halqa_entry_get_dot (entry)->device.bytes, HALQA_DEVICE_ID_SIZE);

  g_assert_cmpstr (device, ==, KNOWN_DEVICE);
  g_assert_cmpstr (hex, ==, KNOWN_ENTRY);
  g_assert_cmpstr (signature, ==, KNOWN_SIGNATURE);
  g_assert_cmpstr (id, ==, KNOWN_ID);
}

static void
test_known_content (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaEntry) entry = NULL;
  guint8 bytes[(sizeof KNOWN_ENTRY - 1) / 2];
  guint8 signature[HALQA_SIGNATURE_SIZE];
  const HalqaWrite *writes;
  guint n_writes;

  g_assert_true (halqa_hex_decode (KNOWN_ENTRY, bytes, sizeof bytes));
  g_assert_true (halqa_hex_decode (KNOWN_SIGNATURE, signature, sizeof signature));
  entry = halqa_entry_parse (&draft->forum, bytes, sizeof bytes, signature, &error);
  g_assert_no_error (error);
  g_assert_true (halqa_entry_verify (entry, NULL));
  g_assert_cmpuint (halqa_entry_get_dot (entry)->stamp, ==, DRAFT_STAMP);
  writes = halqa_entry_get_writes (entry, &n_writes);
  g_assert_cmpuint (n_writes, ==, 1);
  g_assert_cmpstr (writes->kind, ==, "proposal");
  g_assert_cmpuint (writes->n_fields, ==, 5);
  g_assert_cmpstr (writes->fields[0].name, ==, "n");
  g_assert_cmpint (writes->fields[0].value.integer, ==, -5);
  g_assert_cmpstr (writes->fields[1].name, ==, "body");
  g_assert_cmpint (writes->fields[1].value.type, ==, HALQA_VALUE_NULL);
  g_assert_cmpstr (writes->fields[2].name, ==, "title");
  g_assert_cmpstr (halqa_value_get_text (&writes->fields[2].value), ==, "حي");
  g_assert_cmpuint (writes->fields[2].n_replaced, ==, 1);
  g_assert_cmpuint (writes->fields[2].replaced->stamp, ==, DRAFT_STAMP - 9);
  g_assert_cmpstr (writes->fields[3].name, ==, "deleted");
  g_assert_false (writes->fields[3].value.boolean);
  g_assert_cmpuint (writes->fields[3].n_replaced, ==, 0);
  g_assert_cmpuint (halqa_value_get_id (&writes->fields[4].value)->bytes[0], ==, 0xbb);
}

/* --- the signature */

static void
assert_unsigned (const HalqaId *forum, HalqaEntry *entry, guint8 flip_entry, guint8 flip_signature)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaEntry) parsed = NULL;
  g_autofree guint8 *bytes = NULL;
  guint8 signature[HALQA_SIGNATURE_SIZE];
  gsize size;
  const guint8 *original = halqa_entry_get_bytes (entry, &size);

  bytes = g_memdup2 (original, size);
  memcpy (signature, halqa_entry_get_signature (entry), sizeof signature);
  /* The lowest bit of the stamp: another entry, of sound form. */
  bytes[2 + 2 + HALQA_DEVICE_ID_SIZE + 8] ^= flip_entry;
  signature[11] ^= flip_signature;
  parsed = halqa_entry_parse (forum, bytes, size, signature, &error);
  g_assert_no_error (error);
  g_assert_false (halqa_entry_verify (parsed, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_SIGNATURE);
}

static void
test_signatures (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = make_known (draft);
  HalqaId other = draft->forum;

  other.bytes[0] ^= 1;
  assert_unsigned (&draft->forum, entry, 1, 0);
  assert_unsigned (&draft->forum, entry, 0, 0x20);
  assert_unsigned (&other, entry, 0, 0);
  g_assert_true (halqa_entry_verify (entry, NULL));
}

/* The id is of the signature too: two signatures of one entry are two entries. */
static void
test_id_is_of_the_signature (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = make_known (draft);
  guint8 signature[HALQA_SIGNATURE_SIZE];
  g_autoptr (HalqaEntry) other = NULL;
  gsize size;
  const guint8 *bytes = halqa_entry_get_bytes (entry, &size);

  memcpy (signature, halqa_entry_get_signature (entry), sizeof signature);
  signature[0] ^= 1;
  other = halqa_entry_parse (&draft->forum, bytes, size, signature, NULL);
  g_assert_false (halqa_entry_id_equal (halqa_entry_get_id (entry), halqa_entry_get_id (other)));
}

/* --- chance */

static void
mutate (GByteArray *bytes)
{
  guint n = g_test_rand_int_range (1, 4);

  for (guint i = 0; i < n && bytes->len > 1; i++)
    {
      guint at = g_test_rand_int_range (0, bytes->len);

      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          bytes->data[at] ^= 1 << g_test_rand_int_range (0, 8);
          break;
        case 1:
          bytes->data[at] = g_test_rand_int_range (0, 256);
          break;
        case 2:
          g_byte_array_remove_index (bytes, at);
          break;
        default:
          g_byte_array_append (bytes, bytes->data + at, 1);
          break;
        }
    }
}

static void
test_mutations (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = make_known (draft);
  gsize size;
  const guint8 *original = halqa_entry_get_bytes (entry, &size);
  guint n_parsed = 0;

  for (guint round = 0; round < 30000; round++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (HalqaEntry) mutant = NULL;

      g_byte_array_append (bytes, original, size);
      mutate (bytes);
      if (bytes->len == size && memcmp (bytes->data, original, size) == 0)
        continue;
      mutant = halqa_entry_parse (&draft->forum, bytes->data, bytes->len,
                                  halqa_entry_get_signature (entry), &error);
      g_assert_true ((mutant == NULL) == (error != NULL));
      if (mutant == NULL)
        continue;
      n_parsed++;
      /* Checking costs; one in sixteen is enough to see one that passes for another reason. */
      if (round % 16 == 0)
        g_assert_false (halqa_entry_verify (mutant, NULL));
    }
  g_assert_cmpuint (n_parsed, >, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/sync/entry/" path, EntryDraft, NULL, entry_draft_set_up, func,                     \
              entry_draft_tear_down)
  ADD ("known/bytes-signature-and-id", test_known_bytes);
  ADD ("known/what-it-says", test_known_content);
  ADD ("signature/altered-or-for-another-forum", test_signatures);
  ADD ("signature/is-part-of-the-id", test_id_is_of_the_signature);
  ADD ("chance/no-mutation-verifies", test_mutations);
#undef ADD

  return g_test_run ();
}
