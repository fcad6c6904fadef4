/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gnutls/x509.h>

#include "halqa-certificate.h"
#include "halqa-error.h"
#include "halqa-membership.h"

/* A certificate carries the device key and a name, for ever, and another kind of key is none of
 * ours. */

/* An Ed25519 certificate is ours; this one is of P-256. */
static const char foreign_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBdzCCAR2gAwIBAgIUQp35S2ZsxmI1/Bx0M9mp9AgIypgwCgYIKoZIzj0EAwIw\n"
    "EDEOMAwGA1UEAwwFaGFscWEwIBcNMjYxMTIzMTYwMzAyWhgPMjEyNjEwMzAxNjAz\n"
    "MDJaMBAxDjAMBgNVBAMMBWhhbHFhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"
    "mTC6UpIIsv+ghrJLHNw4529T5vsYIGFxKR1tywRDholSmbl5FRH9evqWqUFghvMu\n"
    "Go7sGkm2Iw5ypT3N3BJnZKNTMFEwHQYDVR0OBBYEFI3sLYSZlQPx2KtjyjkDnnrE\n"
    "GGouMB8GA1UdIwQYMBaAFI3sLYSZlQPx2KtjyjkDnnrEGGouMA8GA1UdEwEB/wQF\n"
    "MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAKgQE8pyW8qKGHGxf/vQY6pwy7uLqIiT\n"
    "2pFQcLzaa055AiBZsWfdTmdmGifyj/DpE62C+VdcxgPG3dV6xXktZh/+8w==\n"
    "-----END CERTIFICATE-----\n";

typedef struct
{
  char *folder;
  HalqaIdentity *identity;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("halqa-certificate-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->identity = halqa_identity_load (fixture->folder, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_assert_finalize_object (fixture->identity);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
test_carries_key_and_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  HalqaDeviceId device;

  certificate = halqa_certificate_new (fixture->identity, HALQA_CERTIFICATE_SERVER_NAME, &error);
  g_assert_no_error (error);
  g_assert_true (halqa_certificate_read (certificate, &device, &name, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, HALQA_CERTIFICATE_SERVER_NAME);
  g_assert_cmpmem (device.bytes, sizeof device.bytes,
                   halqa_identity_get_device (fixture->identity)->bytes, HALQA_DEVICE_ID_SIZE);
  g_assert_finalize_object (g_steal_pointer (&certificate));
}

static void
test_signed_by_its_own_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GError) error = NULL;
  gnutls_x509_crt_t parsed;
  gnutls_datum_t datum;
  unsigned int problems = 0;

  certificate = halqa_certificate_new (fixture->identity, "name", &error);
  g_assert_no_error (error);
  g_object_get (certificate, "certificate", &der, NULL);
  datum = (gnutls_datum_t){ der->data, der->len };
  g_assert_cmpint (gnutls_x509_crt_init (&parsed), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (parsed, &datum, GNUTLS_X509_FMT_DER), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_verify (parsed, &parsed, 1,
                                           GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT |
                                               GNUTLS_VERIFY_DISABLE_CA_SIGN,
                                           &problems),
                   ==, 0);
  g_assert_cmpuint (problems, ==, 0);
  gnutls_x509_crt_deinit (parsed);
}

static void
test_good_at_any_date (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GDateTime) until = NULL;
  g_autoptr (GError) error = NULL;

  certificate = halqa_certificate_new (fixture->identity, "name", &error);
  g_assert_no_error (error);
  from = g_tls_certificate_get_not_valid_before (certificate);
  until = g_tls_certificate_get_not_valid_after (certificate);
  g_assert_cmpint (g_date_time_to_unix (from), ==, 0);
  g_assert_cmpint (g_date_time_get_year (until), ==, 9999);
}

static void
test_member_name (Fixture *fixture, gconstpointer data)
{
  const HalqaDeviceId *device = halqa_identity_get_device (fixture->identity);
  guint8 key[HALQA_KEY_SIZE] = { 1, 2, 3 };
  guint8 expected[HALQA_TAG_SIZE];
  guint8 tag[HALQA_TAG_SIZE];
  g_autofree char *name = halqa_certificate_dup_member_name (key, device);
  const char *proof;

  g_assert_cmpuint (strlen (name), ==, 55);
  proof = halqa_certificate_split_member_name (name, tag);
  g_assert_nonnull (proof);
  halqa_membership_tag (key, expected);
  g_assert_cmpmem (tag, sizeof tag, expected, sizeof expected);
  g_assert_true (halqa_membership_check (key, HALQA_ROLE_MEMBER, device, proof));
}

static void
test_other_names_are_no_member (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {
    "",
    "halqa",
    ":",
    "0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcde:xxxxxxxxxxxxxxxxxxxxxx",
    "0123456789abcdef0123456789abcdeg:xxxxxxxxxxxxxxxxxxxxxx",
  };
  guint8 tag[HALQA_TAG_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_null (halqa_certificate_split_member_name (names[i], tag));
}

static void
test_other_keys_are_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  HalqaDeviceId device;

  certificate = g_tls_certificate_new_from_pem (foreign_pem, -1, &error);
  g_assert_no_error (error);
  g_assert_false (halqa_certificate_read (certificate, &device, &name, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_null (name);
}

static void
test_nobody_is_trusted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsDatabase) database = halqa_certificate_trust_nobody ();
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;

  certificate = halqa_certificate_new (fixture->identity, "name", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_tls_database_verify_chain (database, certificate,
                                                G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, NULL,
                                                NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, &error),
                   ==, G_TLS_CERTIFICATE_UNKNOWN_CA);
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&database));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/sync/certificate/carries-key-and-name", test_carries_key_and_name);
  ADD ("/sync/certificate/is-signed-by-its-own-key", test_signed_by_its_own_key);
  ADD ("/sync/certificate/is-good-at-any-date", test_good_at_any_date);
  ADD ("/sync/certificate/member-name-has-tag-and-proof", test_member_name);
  ADD ("/sync/certificate/other-names-are-no-member", test_other_names_are_no_member);
  ADD ("/sync/certificate/other-kinds-of-key-are-refused", test_other_keys_are_refused);
  ADD ("/sync/certificate/nobody-is-trusted", test_nobody_is_trusted);
  return g_test_run ();
}
