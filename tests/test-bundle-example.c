/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-bundle-take.h"
#include "halqa-cbor.h"
#include "halqa-seal-converter.h"
#include "protocol-example.h"
#include "replica.h"
#include "test-tools.h"

/* The bundle that sync/PROTOCOL.md shows, byte by byte: what the document says is what is read. */

#define KNOWN_SIZE 23
#define SECTION "9."

static void
assert_content (GBytes *file)
{
  g_autoptr (GBytes) key = protocol_example (SECTION, "key");
  g_autoptr (GBytes) known = g_bytes_new_from_bytes (file, 0, KNOWN_SIZE);
  g_autoptr (GConverter) unsealer = halqa_unsealer_new (g_bytes_get_data (key, NULL), known);
  g_autoptr (GInputStream) sealed = g_memory_input_stream_new_from_bytes (file);
  g_autoptr (GInputStream) opened = g_converter_input_stream_new (sealed, unsealer);
  guint8 content[1024];
  gsize size;

  g_assert_cmpint (g_input_stream_skip (sealed, KNOWN_SIZE, NULL, NULL), ==, KNOWN_SIZE);
  g_assert_true (g_input_stream_read_all (opened, content, sizeof content, &size, NULL, NULL));
  protocol_assert_example (SECTION, "content", content, size);
}

static gboolean
append_item (guint64 arrival,
             const HalqaDot *dot,
             const guint8 *entry,
             gsize size,
             const guint8 *signature,
             gpointer user_data)
{
  GByteArray *items = user_data;

  halqa_cbor_put_array (items, 2);
  halqa_cbor_put_bytes (items, entry, size);
  halqa_cbor_put_bytes (items, signature, HALQA_SIGNATURE_SIZE);
  return TRUE;
}

static void
assert_taken (Replica *reader, GBytes *file)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "forum.halqa", NULL);
  g_autoptr (GByteArray) items = g_byte_array_new ();
  g_autoptr (HalqaBundle) bundle = NULL;
  g_autoptr (HalqaTaken) taken = NULL;

  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (file, NULL), g_bytes_get_size (file), NULL));
  bundle = halqa_bundle_open (path, reader->store, NULL);
  g_assert_nonnull (bundle);
  g_assert_cmpstr (halqa_bundle_get_head (bundle)->name, ==, "Salma");
  g_assert_cmpuint (halqa_bundle_get_head (bundle)->n_entries, ==, 1);
  taken = halqa_bundle_take (bundle, reader->store, NULL, NULL, NULL);
  g_assert_no_error (taken->fault);
  g_assert_cmpuint (taken->n_new, ==, 1);
  g_assert_true (
      halqa_reader_walk_log (reader->reader, 0, G_MAXINT64, NULL, 0, append_item, items, NULL));
  protocol_assert_example (SECTION, "entry", items->data, items->len);
  test_remove_folder (g_steal_pointer (&folder));
}

static void
test_example_of_the_protocol (void)
{
  g_autoptr (GBytes) forum = protocol_example (SECTION, "forum id");
  g_autoptr (GBytes) key_bytes = protocol_example (SECTION, "forum key");
  g_autoptr (GBytes) file = protocol_example (SECTION, "file");
  g_autoptr (HalqaKeyring) keyring = NULL;
  HalqaForumKey key;
  Replica *reader;

  memcpy (&key.forum, g_bytes_get_data (forum, NULL), HALQA_ID_SIZE);
  memcpy (key.key, g_bytes_get_data (key_bytes, NULL), HALQA_KEY_SIZE);
  reader = replica_new (NULL, &key, "Reader");
  keyring = halqa_store_ref_keyring (reader->store);
  protocol_assert_example (SECTION, "tag", halqa_keyring_get_newest (keyring)->tag, HALQA_TAG_SIZE);
  assert_content (file);
  assert_taken (reader, file);
  replica_free (reader);
}

int
main (int argc, char *argv[])
{
  replica_init_test (&argc, &argv);
  g_test_add_func ("/sync/bundle/example-of-the-protocol", test_example_of_the_protocol);
  return g_test_run ();
}
