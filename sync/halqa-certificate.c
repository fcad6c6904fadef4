/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-certificate.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-membership.h"

/* Certificates are only the envelope that TLS wants around a device key. Nobody signs for another,
 * so each is signed by its own key, made when it is needed and never written to disk. Of a peer's
 * certificate two things are read: the Ed25519 key, which the handshake proves it owns and which is
 * its device id, and the common name, in which a client shows that it knows the forum.
 *
 * The dates are 1970 to 9999, for a laptop whose clock battery is dead must still be let in. No
 * authority is trusted, and the database that says so also keeps GIO from reading the system's
 * authorities for each connection (4 MB and 10 to 30 ms each). */

#define PEER_SIZE_MAX 4096
#define NAME_MAX_SIZE 64 /* X.509's bound on a common name */
#define LAST_SECOND G_GINT64_CONSTANT (253402300799) /* 9999-12-31T23:59:59Z */
#define SERIAL_SIZE 16

#define HALQA_TYPE_TRUST_NOBODY (halqa_trust_nobody_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTrustNobody, halqa_trust_nobody, HALQA, TRUST_NOBODY, GTlsDatabase)

struct _HalqaTrustNobody
{
  GTlsDatabase parent_instance;
};

G_DEFINE_FINAL_TYPE (HalqaTrustNobody, halqa_trust_nobody, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
halqa_trust_nobody_verify_chain (GTlsDatabase *database,
                                 GTlsCertificate *chain,
                                 const gchar *purpose,
                                 GSocketConnectable *identity,
                                 GTlsInteraction *interaction,
                                 GTlsDatabaseVerifyFlags flags,
                                 GCancellable *cancellable,
                                 GError **error)
{
  return G_TLS_CERTIFICATE_UNKNOWN_CA;
}

static void
halqa_trust_nobody_class_init (HalqaTrustNobodyClass *klass)
{
  G_TLS_DATABASE_CLASS (klass)->verify_chain = halqa_trust_nobody_verify_chain;
}

static void
halqa_trust_nobody_init (HalqaTrustNobody *self)
{
}

static int
import_key (gnutls_x509_privkey_t key, HalqaIdentity *identity)
{
  const guint8 *secret = halqa_identity_get_secret_key (identity);
  gnutls_datum_t seed = { (unsigned char *) secret, crypto_sign_SEEDBYTES };
  gnutls_datum_t public_key = { (unsigned char *) secret + crypto_sign_SEEDBYTES,
                                crypto_sign_PUBLICKEYBYTES };

  return gnutls_x509_privkey_import_ecc_raw (key, GNUTLS_ECC_CURVE_ED25519, &public_key, NULL,
                                             &seed);
}

/* TRY: the first failure is kept, and what follows it is left out. */
static int
fill_and_sign (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, const char *common_name)
{
  guint8 serial[SERIAL_SIZE];
  int r = 0;

#define TRY(call)                                                                                  \
  if (r >= 0)                                                                                      \
  r = (call)

  randombytes_buf (serial, sizeof serial);
  serial[0] = (serial[0] & 0x7f) | 0x01; /* positive and not zero, as X.509 wants it */
  TRY (gnutls_x509_crt_set_version (certificate, 3));
  TRY (gnutls_x509_crt_set_serial (certificate, serial, sizeof serial));
  TRY (gnutls_x509_crt_set_activation_time (certificate, 0));
  TRY (gnutls_x509_crt_set_expiration_time (certificate, LAST_SECOND));
  TRY (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                      strlen (common_name)));
  TRY (gnutls_x509_crt_set_key (certificate, key));
  TRY (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1));
  TRY (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE));
  TRY (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0));
  TRY (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_CLIENT, 0));
  TRY (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA512, 0));
#undef TRY
  return r;
}

static GTlsCertificate *
export_pair (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, GError **error)
{
  gnutls_datum_t public_part = { NULL, 0 };
  gnutls_datum_t secret_part = { NULL, 0 };
  GTlsCertificate *pair = NULL;
  char *pem;
  gsize size;
  int r;

  r = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &public_part);
  if (r >= 0)
    r = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                           &secret_part);
  if (r >= 0)
    {
      size = public_part.size + secret_part.size;
      pem = g_malloc (size + 1);
      memcpy (pem, public_part.data, public_part.size);
      memcpy (pem + public_part.size, secret_part.data, secret_part.size);
      pem[size] = '\0';
      pair = g_tls_certificate_new_from_pem (pem, size, error);
      sodium_memzero (pem, size);
      g_free (pem);
    }
  else
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                 _ ("No certificate could be made: %s"), gnutls_strerror (r));

  if (secret_part.data != NULL)
    sodium_memzero (secret_part.data, secret_part.size);
  gnutls_free (public_part.data);
  gnutls_free (secret_part.data);
  return pair;
}

/**
 * halqa_certificate_new:
 * @identity: whose key it is for
 * @common_name: 1 to 64 bytes
 * @error: %HALQA_SYNC_ERROR_FAILED
 *
 * Makes a certificate for the device key, signed by that key, in memory only. The secret key is in
 * it: it is for a TLS connection of this process and must not be handed on.
 *
 * Returns: (transfer full): the certificate with its key, or %NULL
 */
GTlsCertificate *
halqa_certificate_new (HalqaIdentity *identity, const char *common_name, GError **error)
{
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t certificate = NULL;
  GTlsCertificate *pair = NULL;
  int r;

  g_return_val_if_fail (HALQA_IS_IDENTITY (identity), NULL);
  g_return_val_if_fail (common_name != NULL, NULL);
  g_return_val_if_fail (*common_name != '\0' && strlen (common_name) <= NAME_MAX_SIZE, NULL);

  r = gnutls_x509_privkey_init (&key);
  if (r >= 0)
    r = import_key (key, identity);
  if (r >= 0)
    r = gnutls_x509_crt_init (&certificate);
  if (r >= 0)
    r = fill_and_sign (certificate, key, common_name);
  if (r >= 0)
    pair = export_pair (certificate, key, error);
  else
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                 _ ("No certificate could be made: %s"), gnutls_strerror (r));

  if (certificate != NULL)
    gnutls_x509_crt_deinit (certificate);
  if (key != NULL)
    gnutls_x509_privkey_deinit (key);
  return pair;
}

static int
read_device (gnutls_x509_crt_t certificate, HalqaDeviceId *device)
{
  gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
  gnutls_datum_t x = { NULL, 0 };
  int r;

  r = gnutls_x509_crt_get_pk_ecc_raw (certificate, &curve, &x, NULL);
  if (r >= 0 && (curve != GNUTLS_ECC_CURVE_ED25519 || x.size != HALQA_DEVICE_ID_SIZE))
    r = GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM;
  if (r >= 0)
    memcpy (device->bytes, x.data, HALQA_DEVICE_ID_SIZE);
  gnutls_free (x.data);
  return r;
}

static int
read_name (gnutls_x509_crt_t certificate, char **common_name)
{
  char name[NAME_MAX_SIZE + 1];
  size_t size = sizeof name;
  int r;

  r = gnutls_x509_crt_get_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size);
  if (r >= 0 && strlen (name) != size)
    r = GNUTLS_E_ASN1_DER_ERROR;
  if (r >= 0)
    *common_name = g_strdup (name);
  return r;
}

/**
 * halqa_certificate_read:
 * @certificate: what the other side of a handshake has shown
 * @device: (out caller-allocates): its Ed25519 public key, that is its device id
 * @common_name: (out) (optional): its common name; free with g_free()
 * @error: %HALQA_SYNC_ERROR_MALFORMED where the key is of another kind or the certificate is none
 *
 * Reads and judges nothing: that the other side owns the key is known only once a handshake with
 * this certificate has come to its end.
 *
 * Returns: whether both could be read
 */
gboolean
halqa_certificate_read (GTlsCertificate *certificate,
                        HalqaDeviceId *device,
                        char **common_name,
                        GError **error)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *name = NULL;
  gnutls_x509_crt_t parsed = NULL;
  gnutls_datum_t datum;
  int r;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);
  g_return_val_if_fail (device != NULL, FALSE);

  g_object_get (certificate, "certificate", &der, NULL);
  r = der == NULL || der->len > PEER_SIZE_MAX ? GNUTLS_E_ASN1_DER_ERROR
                                              : gnutls_x509_crt_init (&parsed);
  if (r >= 0)
    {
      datum = (gnutls_datum_t){ der->data, der->len };
      r = gnutls_x509_crt_import (parsed, &datum, GNUTLS_X509_FMT_DER);
    }
  if (r >= 0)
    r = read_device (parsed, device);
  if (r >= 0)
    r = read_name (parsed, &name);
  if (parsed != NULL)
    gnutls_x509_crt_deinit (parsed);
  if (r < 0)
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED,
                   _ ("The other side’s certificate is not one of this program: %s"),
                   gnutls_strerror (r));
      return FALSE;
    }
  if (common_name != NULL)
    *common_name = g_steal_pointer (&name);
  return TRUE;
}

/**
 * halqa_certificate_dup_member_name:
 * @forum_key: 32 bytes
 * @device: our device id
 *
 * Returns: (transfer full): the common name by which @device shows that it knows @forum_key, 55
 *   characters
 */
char *
halqa_certificate_dup_member_name (const guint8 forum_key[HALQA_KEY_SIZE],
                                   const HalqaDeviceId *device)
{
  guint8 tag[HALQA_TAG_SIZE];
  char hex[HALQA_HEX_MAX];
  g_autofree char *proof = halqa_membership_prove (forum_key, HALQA_ROLE_MEMBER, device);

  halqa_membership_tag (forum_key, tag);
  return g_strconcat (halqa_hex_encode (hex, tag, sizeof tag), ":", proof, NULL);
}

/**
 * halqa_certificate_split_member_name:
 * @common_name: from a peer's certificate
 * @tag: (out caller-allocates): the tag of the forum that it names, 16 bytes
 *
 * Returns: the proof, within @common_name and not checked; %NULL where the name has another form
 */
const char *
halqa_certificate_split_member_name (const char *common_name, guint8 tag[HALQA_TAG_SIZE])
{
  char hex[2 * HALQA_TAG_SIZE + 1];

  g_return_val_if_fail (common_name != NULL, NULL);

  if (strlen (common_name) < sizeof hex || common_name[sizeof hex - 1] != ':')
    return NULL;
  memcpy (hex, common_name, sizeof hex - 1);
  hex[sizeof hex - 1] = '\0';
  return halqa_hex_decode (hex, tag, HALQA_TAG_SIZE) ? common_name + sizeof hex : NULL;
}

/**
 * halqa_certificate_trust_nobody:
 *
 * With this database GIO always asks "accept-certificate", which is where we decide.
 *
 * Returns: (transfer full): a database in which every certificate is of an unknown authority
 */
GTlsDatabase *
halqa_certificate_trust_nobody (void)
{
  return g_object_new (HALQA_TYPE_TRUST_NOBODY, NULL);
}
