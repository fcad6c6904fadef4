/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "halqa-bundle-take.h"
#include "halqa-seal-converter.h"
#include "replica.h"

/* A bundle; the first byte says what the rest is: the whole file, or, since nobody gets past the seal
 * by chance, what a member has sealed in it, or the entries that a program of ours has put into one.
 * What is taken is counted, and a fault has a reason. */

#define ENTRIES_MAX 500
#define KNOWN "HALQA1\n"

static HalqaStore *store;
static HalqaReader *reader;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  fuzz_renew_store (&replica_schema, &store, &reader);
  return 0;
}

/* The magic line and the tag, which stand before the seal and are sealed with it. */
static GBytes *
make_known (void)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  guint8 known[sizeof KNOWN - 1 + HALQA_TAG_SIZE];

  memcpy (known, KNOWN, strlen (KNOWN));
  memcpy (known + strlen (KNOWN), halqa_keyring_get_newest (keyring)->tag, HALQA_TAG_SIZE);
  return g_bytes_new (known, sizeof known);
}

static GOutputStream *
begin_file (void)
{
  return g_memory_output_stream_new_resizable ();
}

static void
write_all (GOutputStream *stream, const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (stream, data, size, NULL, NULL, &error);
  g_assert_no_error (error);
}

static GOutputStream *
seal_content (const guint8 *data, gsize size)
{
  static const char label[] = "halqa bundle 1";
  g_autoptr (GBytes) known = make_known ();
  g_autoptr (GConverter) sealer = NULL;
  g_autoptr (GOutputStream) sealed = NULL;
  GOutputStream *file = begin_file ();
  guint8 key[HALQA_KEY_SIZE];

  crypto_generichash (key, sizeof key, (const guint8 *) label, strlen (label), fuzz_key.key,
                      sizeof fuzz_key.key);
  sealer = halqa_sealer_new (key, known);
  write_all (file, g_bytes_get_data (known, NULL), g_bytes_get_size (known));
  sealed = g_converter_output_stream_new (file, sealer);
  g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (sealed), FALSE);
  write_all (sealed, data, size);
  g_assert_true (g_output_stream_close (sealed, NULL, NULL));
  return file;
}

static GOutputStream *
seal_entries (const guint8 *data, gsize size)
{
  const HalqaBundleHead head = { .name = (char *) "Amina", .n_entries = 3 };
  GOutputStream *file = begin_file ();
  g_autoptr (GOutputStream) entries = halqa_bundle_seal (store, &head, file, NULL, NULL);
  GOutputStream *sealed = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (entries));

  write_all (entries, data, size);
  g_assert_true (g_output_stream_close (entries, NULL, NULL));
  g_assert_true (g_output_stream_close (sealed, NULL, NULL));
  return file;
}

static void
take (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundle) bundle = halqa_bundle_open (fuzz_write_file (data, size), store, &error);
  g_autoptr (HalqaTaken) taken = NULL;
  HalqaStatus status;

  g_assert_true ((bundle == NULL) == (error != NULL));
  if (bundle == NULL)
    return;
  taken = halqa_bundle_take (bundle, store, NULL, NULL, NULL);
  g_assert_true (taken->fault == NULL || taken->fault->message != NULL);
  g_assert_true (halqa_reader_status (reader, &status, NULL));
  if (status.n_entries > ENTRIES_MAX)
    fuzz_renew_store (&replica_schema, &store, &reader);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GOutputStream) file = NULL;

  if (size == 0)
    return 0;
  if (data[0] % 3 == 1)
    file = seal_content (data + 1, size - 1);
  else if (data[0] % 3 == 2)
    file = seal_entries (data + 1, size - 1);
  else
    {
      take (data + 1, size - 1);
      return 0;
    }
  take (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (file)),
        g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (file)));
  return 0;
}
