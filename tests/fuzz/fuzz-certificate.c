/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "halqa-certificate.h"
#include "halqa-membership.h"

/* A certificate in DER, which a stranger shows before anything else; and the name in it. */

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) der = g_byte_array_new ();
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  HalqaDeviceId device;
  guint8 tag[HALQA_TAG_SIZE];
  const char *proof;

  g_byte_array_append (der, data, size);
  certificate = g_initable_new (g_tls_backend_get_certificate_type (g_tls_backend_get_default ()),
                                NULL, NULL, "certificate", der, NULL);
  if (certificate == NULL)
    return 0;
  if (!halqa_certificate_read (certificate, &device, &name, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  proof = name != NULL ? halqa_certificate_split_member_name (name, tag) : NULL;
  if (proof != NULL)
    halqa_membership_check (fuzz_key.key, HALQA_ROLE_MEMBER, &device, proof);
  return 0;
}
