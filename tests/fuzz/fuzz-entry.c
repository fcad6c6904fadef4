/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "halqa-cbor.h"
#include "halqa-entry-private.h"

/* An entry, as it comes from outside. What parses has one form: made again from what it says, it is
 * the same bytes, but for the device that signs. */

static HalqaIdentity *identity;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  identity = fuzz_load_identity ();
  return 0;
}

/* Where the device id stands: behind the heads of the array and of itself, and the version. */
static gsize
find_device (const guint8 *data, gsize size)
{
  HalqaCborReader reader;
  HalqaCborItem item;

  halqa_cbor_reader_init (&reader, data, size);
  g_assert_true (halqa_cbor_read (&reader, &item, NULL));
  g_assert_true (halqa_cbor_read (&reader, &item, NULL));
  return reader.offset + 2;
}

static void
make_again (HalqaEntry *entry, const guint8 *data, gsize size)
{
  g_autofree guint8 *expected = g_memdup2 (data, size);
  g_autoptr (HalqaEntry) again = NULL;
  g_autoptr (GError) error = NULL;
  const HalqaWrite *writes;
  const guint8 *bytes;
  guint n_writes;
  gsize again_size;

  writes = halqa_entry_get_writes (entry, &n_writes);
  again = halqa_entry_sign (identity, &fuzz_key.forum, halqa_entry_get_dot (entry)->stamp, writes,
                            n_writes, &error);
  /* It may name the dot that it has by now. */
  if (again == NULL && strstr (error->message, "itself") != NULL)
    return;
  g_assert_no_error (error);
  memcpy (expected + find_device (data, size), halqa_identity_get_device (identity),
          HALQA_DEVICE_ID_SIZE);
  bytes = halqa_entry_get_bytes (again, &again_size);
  g_assert_cmpmem (bytes, again_size, expected, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 signature[HALQA_SIGNATURE_SIZE];
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaEntry) entry = halqa_entry_parse (&fuzz_key.forum, data, size, signature, &error);

  g_assert_true ((entry == NULL) == (error != NULL));
  if (entry != NULL)
    make_again (entry, data, size);
  return 0;
}
