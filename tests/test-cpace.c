/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-cpace.h"

#include <string.h>

/* CPace, held against the test vectors of draft-irtf-cfrg-cpace for ristretto255 and SHA-512 (appendix
 * "Test vector for CPace using group ristretto255 and hash SHA-512"), copied from there. */

#define PASSWORD "Password"
#define CHANNEL                                                                                    \
  "\x0b"                                                                                           \
  "A_initiator"                                                                                    \
  "\x0b"                                                                                           \
  "B_responder"
#define SESSION "7e4b4791d6a8ef019b936c79fb7f2c57"
#define GENERATOR "222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56"
#define SECRET_A "da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08"
#define SHARE_A "d6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157"
#define SECRET_B "d2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d"
#define SHARE_B "3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258"
#define AGREED "80b69a8a76457ab6a4d7f887a4bf6b55a2f80ac19c333f917a05fc9887c8b40f"
#define KEY                                                                                        \
  "b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dcae7b35cd"                               \
  "2b38950a39dfd5d4a79164614c2984f7daa460b588c1e80c3fa2068af7900447"

#define OTHER_SECRET "7cd0e075fa7955ba52c02759a6c90dbbfc10e6d40aea8d283e407d88cf538a05"
#define OTHER_POINT "2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c"
#define OTHER_PRODUCT "7c13645fe790a468f62c39beb7388e541d8405d1ade69d1778c5fe3e7f6b600e"
#define INVALID_POINT "2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c"

static void
decode (const char *hex, guint8 *bytes, gsize size)
{
  g_assert_cmpuint (strlen (hex), ==, 2 * size);
  for (gsize i = 0; i < size; i++)
    bytes[i] = 16 * g_ascii_xdigit_value (hex[2 * i]) + g_ascii_xdigit_value (hex[2 * i + 1]);
}

static void
assert_bytes (const guint8 *bytes, const char *hex, gsize size)
{
  g_autofree guint8 *expected = g_malloc (size);

  decode (hex, expected, size);
  g_assert_cmpmem (bytes, size, expected, size);
}

static HalqaCpaceBytes
text (const char *words)
{
  return (HalqaCpaceBytes){ (const guint8 *) words, strlen (words) };
}

static void
test_generator (void)
{
  guint8 session[16];
  guint8 generator[HALQA_CPACE_POINT_SIZE];

  decode (SESSION, session, sizeof session);
  halqa_cpace_make_generator (text (PASSWORD), text (CHANNEL),
                              (HalqaCpaceBytes){ session, sizeof session }, generator);
  assert_bytes (generator, GENERATOR, sizeof generator);
}

static void
assert_product (const char *secret_hex, const char *point_hex, const char *product_hex)
{
  guint8 secret[HALQA_CPACE_SECRET_SIZE];
  guint8 point[HALQA_CPACE_POINT_SIZE];
  guint8 product[HALQA_CPACE_POINT_SIZE];

  decode (secret_hex, secret, sizeof secret);
  decode (point_hex, point, sizeof point);
  g_assert_cmpint (halqa_cpace_multiply (secret, point, product), ==, product_hex != NULL);
  if (product_hex != NULL)
    assert_bytes (product, product_hex, sizeof product);
}

static void
test_shares (void)
{
  assert_product (SECRET_A, GENERATOR, SHARE_A);
  assert_product (SECRET_B, GENERATOR, SHARE_B);
}

static void
test_agreed (void)
{
  assert_product (SECRET_A, SHARE_B, AGREED);
  assert_product (SECRET_B, SHARE_A, AGREED);
  assert_product (OTHER_SECRET, OTHER_POINT, OTHER_PRODUCT);
}

static void
test_invalid (void)
{
  assert_product (OTHER_SECRET, INVALID_POINT, NULL);
  assert_product (OTHER_SECRET, "0000000000000000000000000000000000000000000000000000000000000000",
                  NULL);
}

static void
test_key (void)
{
  guint8 session[16];
  guint8 agreed[HALQA_CPACE_POINT_SIZE];
  guint8 points[2][HALQA_CPACE_POINT_SIZE];
  HalqaCpaceShare initiator = { points[0], text ("ADa") };
  HalqaCpaceShare responder = { points[1], text ("ADb") };
  guint8 key[HALQA_CPACE_KEY_SIZE];

  decode (SESSION, session, sizeof session);
  decode (AGREED, agreed, sizeof agreed);
  decode (SHARE_A, points[0], sizeof points[0]);
  decode (SHARE_B, points[1], sizeof points[1]);
  halqa_cpace_make_key ((HalqaCpaceBytes){ session, sizeof session }, agreed, &initiator,
                        &responder, key);
  assert_bytes (key, KEY, sizeof key);
}

static void
test_secrets_differ (void)
{
  guint8 first[HALQA_CPACE_SECRET_SIZE];
  guint8 second[HALQA_CPACE_SECRET_SIZE];

  halqa_cpace_make_secret (first);
  halqa_cpace_make_secret (second);
  g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/cpace/generator-is-the-drafts", test_generator);
  g_test_add_func ("/sync/cpace/shares-are-the-drafts", test_shares);
  g_test_add_func ("/sync/cpace/both-agree-on-the-drafts", test_agreed);
  g_test_add_func ("/sync/cpace/invalid-points-are-refused", test_invalid);
  g_test_add_func ("/sync/cpace/key-is-the-drafts", test_key);
  g_test_add_func ("/sync/cpace/no-secret-comes-twice", test_secrets_differ);
  return g_test_run ();
}
