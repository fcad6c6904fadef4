/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-membership.h"

#include <sodium.h>
#include <string.h>

/* Tag and proofs against values that another implementation of BLAKE2b came to (Python's):
 *
 *   key, device = bytes(range(32)), bytes.fromhex(DEVICE)
 *   hashlib.blake2b(b"halqa tag 1", digest_size=16, key=key).hexdigest()
 *   base64.urlsafe_b64encode(
 *     hashlib.blake2b(b"member 1" + device, digest_size=16, key=key).digest()).rstrip(b"=")
 */

#define DEVICE "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
#define TAG "0b269275ed14bf881e977dccaba901ff"
#define MEMBER_PROOF "7GvCuR8W_xAnxq3aOJ-txg"
#define SERVER_PROOF "VMRzOX2pu5xNeeHHiu4Ybw"

static HalqaDeviceId device;
static guint8 key[HALQA_KEY_SIZE];

static void
test_tag (void)
{
  guint8 tag[HALQA_TAG_SIZE];
  char hex[HALQA_HEX_MAX];

  halqa_membership_tag (key, tag);
  g_assert_cmpstr (halqa_hex_encode (hex, tag, sizeof tag), ==, TAG);
}

static void
test_proofs (void)
{
  g_autofree char *member = halqa_membership_prove (key, HALQA_ROLE_MEMBER, &device);
  g_autofree char *server = halqa_membership_prove (key, HALQA_ROLE_SERVER, &device);

  g_assert_cmpstr (member, ==, MEMBER_PROOF);
  g_assert_cmpstr (server, ==, SERVER_PROOF);
  /* With the tag in hex and a colon it fits into a common name of X.509. */
  g_assert_cmpuint (2 * HALQA_TAG_SIZE + 1 + strlen (member), ==, 55);
}

static void
test_right_is_taken (void)
{
  g_assert_true (halqa_membership_check (key, HALQA_ROLE_MEMBER, &device, MEMBER_PROOF));
  g_assert_true (halqa_membership_check (key, HALQA_ROLE_SERVER, &device, SERVER_PROOF));
}

static void
test_wrong_role (void)
{
  g_assert_false (halqa_membership_check (key, HALQA_ROLE_SERVER, &device, MEMBER_PROOF));
  g_assert_false (halqa_membership_check (key, HALQA_ROLE_MEMBER, &device, SERVER_PROOF));
}

static void
test_wrong_device (void)
{
  for (guint i = 0; i < HALQA_DEVICE_ID_SIZE; i++)
    {
      HalqaDeviceId other = device;

      other.bytes[i] ^= 1;
      g_assert_false (halqa_membership_check (key, HALQA_ROLE_MEMBER, &other, MEMBER_PROOF));
    }
}

static void
test_wrong_key (void)
{
  for (guint i = 0; i < HALQA_KEY_SIZE; i++)
    {
      key[i] ^= 0x80;
      g_assert_false (halqa_membership_check (key, HALQA_ROLE_MEMBER, &device, MEMBER_PROOF));
      key[i] ^= 0x80;
    }
}

/* Only the one form: not cut off, not longer, not padded, not the other alphabet, no other bits in
 * the last character. */
static void
test_wrong_form (void)
{
  static const char *const wrong[] = {
    "",
    "7",
    "7GvCuR8W_xAnxq3aOJ-tx",
    "7GvCuR8W_xAnxq3aOJ-txgA",
    "7GvCuR8W_xAnxq3aOJ-txgAA",
    "7GvCuR8W_xAnxq3aOJ-txg==",
    "7GvCuR8W/xAnxq3aOJ+txg",
    "7GvCuR8W_xAnxq3aOJ-txh",
    " 7GvCuR8W_xAnxq3aOJ-txg",
    "7GvCuR8W_xAnxq3aOJ-txg\n",
    "7GvCuR8W_xAnxq3aOJ-tx\303\251",
    "ec6bc2b91f16ff1027c6adda389fadc6",
  };
  g_autofree char *endless = g_strnfill (100000, 'A');

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (halqa_membership_check (key, HALQA_ROLE_MEMBER, &device, wrong[i]));
  g_assert_false (halqa_membership_check (key, HALQA_ROLE_MEMBER, &device, endless));
}

static void
test_altered (void)
{
  char proof[] = MEMBER_PROOF;

  for (gsize i = 0; proof[i] != '\0'; i++)
    {
      char right = proof[i];

      proof[i] = right == 'Q' ? 'A' : 'Q';
      g_assert_false (halqa_membership_check (key, HALQA_ROLE_MEMBER, &device, proof));
      proof[i] = right;
    }
}

static void
test_keys_are_random (void)
{
  guint8 one[HALQA_KEY_SIZE] = { 0 };
  guint8 other[HALQA_KEY_SIZE] = { 0 };

  halqa_membership_new_key (one);
  halqa_membership_new_key (other);
  g_assert_cmpint (memcmp (one, other, sizeof one), !=, 0);
  g_assert_false (sodium_is_zero (one, sizeof one));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_assert_true (halqa_hex_decode (DEVICE, device.bytes, sizeof device.bytes));
  for (guint i = 0; i < sizeof key; i++)
    key[i] = i;

  g_test_add_func ("/sync/membership/tag-is-known", test_tag);
  g_test_add_func ("/sync/membership/proofs-are-known", test_proofs);
  g_test_add_func ("/sync/membership/right-is-taken", test_right_is_taken);
  g_test_add_func ("/sync/membership/refused/wrong-role", test_wrong_role);
  g_test_add_func ("/sync/membership/refused/wrong-device", test_wrong_device);
  g_test_add_func ("/sync/membership/refused/wrong-key", test_wrong_key);
  g_test_add_func ("/sync/membership/refused/wrong-form", test_wrong_form);
  g_test_add_func ("/sync/membership/refused/altered", test_altered);
  g_test_add_func ("/sync/membership/keys-are-random", test_keys_are_random);

  return g_test_run ();
}
