/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "halqa-cbor.h"
#include "halqa-error.h"
#include "halqa-invitation.h"

/* An invitation: as it is, and with the check behind it that it should have, for by chance
 * nobody finds one that fits. What is read has one form: written
 * again it is the same bytes. */

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

static void
try_bytes (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaInvitation) invitation = halqa_invitation_decode (bytes, &error);
  g_autoptr (GBytes) again = NULL;

  if (invitation == NULL)
    {
      g_assert_true (error != NULL && error->domain == HALQA_SYNC_ERROR);
      return;
    }
  again = halqa_invitation_encode (invitation, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (again, bytes));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) checked = g_byte_array_new ();
  g_autoptr (GBytes) as_it_is = g_bytes_new (data, size);
  g_autoptr (GBytes) with_check = NULL;
  guint8 check[16];

  try_bytes (as_it_is);
  crypto_generichash (check, sizeof check, data, size, NULL, 0);
  g_byte_array_append (checked, data, size);
  halqa_cbor_put_bytes (checked, check, sizeof check);
  with_check = g_byte_array_free_to_bytes (g_steal_pointer (&checked));
  try_bytes (with_check);
  return 0;
}
