/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "halqa-cbor.h"
#include "halqa-certificate.h"
#include "halqa-exchange-message.h"
#include "halqa-invitation.h"
#include "halqa-kinds.h"
#include "halqa-live-message.h"
#include "halqa-ndjson-private.h"
#include "halqa-negentropy.h"
#include "halqa-zstd-converter.h"
#include "joining-pair.h"

/* Makes the inputs that fuzzing begins with, from the sample forum: for each target a folder of the
 * target's name.
 *
 * usage: seeds SAMPLE.ndjson FOLDER */

#define NEXT "\n--next--\n"
#define ENTRIES_MAX 40

typedef struct
{
  const char *folder;
  HalqaStore *store;
  HalqaReader *reader;
  GPtrArray *entries; /* of GBytes: as they stand in the log */
  GPtrArray *items; /* of GBytes: as they travel */
  GArray *ids;
} Seeds;

static void
write_seed (Seeds *self, const char *target, const char *name, const guint8 *data, gsize size)
{
  g_autofree char *folder = g_build_filename (self->folder, target, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_file_set_contents (path, (const char *) data, (gssize) size, &error);
  g_assert_no_error (error);
}

/* Behind a first byte that says what it is. */
static void
write_marked (Seeds *self, const char *target, const char *name, guint8 mark, GBytes *bytes)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, &mark, 1);
  g_byte_array_append (out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  write_seed (self, target, name, out->data, out->len);
}

static gboolean
keep_entry_cb (guint64 arrival,
               const HalqaDot *dot,
               const guint8 *entry,
               gsize size,
               const guint8 *signature,
               gpointer user_data)
{
  Seeds *self = user_data;
  GByteArray *item = g_byte_array_new ();
  HalqaEntryId id;

  halqa_cbor_put_array (item, 2);
  halqa_cbor_put_bytes (item, entry, size);
  halqa_cbor_put_bytes (item, signature, HALQA_SIGNATURE_SIZE);
  crypto_generichash (id.bytes, sizeof id.bytes, entry, size, NULL, 0);
  g_array_append_val (self->ids, id);
  g_ptr_array_add (self->entries, g_bytes_new (entry, size));
  g_ptr_array_add (self->items, g_byte_array_free_to_bytes (item));
  return TRUE;
}

static void
write_entries (Seeds *self)
{
  g_autoptr (GByteArray) several = g_byte_array_new ();
  const guint8 raw = 1;

  g_byte_array_append (several, &raw, 1);
  for (guint i = 0; i < self->entries->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      gsize size;
      const guint8 *data = g_bytes_get_data (self->entries->pdata[i], &size);

      write_seed (self, "entry", name, data, size);
      write_seed (self, "cbor", name, data, size);
      if (i < 4)
        g_byte_array_append (several, data, size);
    }
  write_seed (self, "merge", "raw", several->data, several->len);
}

static GBytes *
make_head (Seeds *self, const char *name)
{
  HalqaExchangeHead head = { .seen = 3, .upto = 40, .name = (char *) name };

  memcpy (head.store, "storeid!", sizeof head.store);
  memcpy (head.of, halqa_store_get_store_id (self->store), sizeof head.of);
  head.version = (char *) "0.1.0";
  return halqa_exchange_head_encode (&head);
}

static void
write_bodies (Seeds *self)
{
  g_autoptr (GBytes) head = make_head (self, "Amina");
  g_autoptr (GBytes) asks = make_head (self, NULL);
  g_autoptr (GBytes) fetch = halqa_fetch_encode ((HalqaEntryId *) self->ids->data, 5);
  g_autoptr (GBytes) all = halqa_fetch_encode (NULL, 0);
  g_autoptr (GPtrArray) refused =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_refusal_free);
  g_autoptr (GBytes) answer = NULL;

  g_ptr_array_add (refused, halqa_refusal_new ((HalqaEntryId *) self->ids->data, "because"));
  answer = halqa_entries_answer_encode (3, 4, refused);
  write_marked (self, "bodies", "head", 0, head);
  write_marked (self, "bodies", "asks", 0, asks);
  write_marked (self, "bodies", "fetch", 1, fetch);
  write_marked (self, "bodies", "all", 1, all);
  write_marked (self, "bodies", "answer", 2, answer);
}

/* A set that shares every other id with the fixed one of 40. */
static void
write_negentropy (Seeds *self)
{
  g_autoptr (HalqaNegentropy) one = halqa_negentropy_new (4096);
  g_autoptr (HalqaNegentropy) other = halqa_negentropy_new (4096);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) sets = g_bytes_new_static ("\xff\x13\x7f\x00\xf1", 5);

  for (guint i = 0; i < self->ids->len; i++)
    {
      halqa_negentropy_add (one, i / 3, &g_array_index (self->ids, HalqaEntryId, i));
      if (i % 2 == 0)
        halqa_negentropy_add (other, i / 3, &g_array_index (self->ids, HalqaEntryId, i));
    }
  halqa_negentropy_seal (one);
  halqa_negentropy_seal (other);
  first = halqa_negentropy_initiate (one);
  second = halqa_negentropy_respond (other, first, NULL);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autofree char *answer = g_strdup_printf ("%u-answer", i);

      write_marked (self, "negentropy", name, 3 * i, first);
      write_marked (self, "negentropy", answer, 3 * i + 1, second);
    }
  write_marked (self, "negentropy", "sets", 2, sets);
}

static void
append_request (Seeds *self,
                GByteArray *out,
                const char *method,
                const char *endpoint,
                const char *headers,
                GBytes *body)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (self->store);
  g_autofree char *tag = halqa_hex_dup (halqa_keyring_get_newest (keyring)->tag, HALQA_TAG_SIZE);
  gsize size = body == NULL ? 0 : g_bytes_get_size (body);
  g_autofree char *head = g_strdup_printf (
      "%s /halqa/1/f/%s/%s HTTP/1.1\r\nHost: halqa\r\nContent-Length: %zu\r\n%s\r\n", method, tag,
      endpoint, size, headers);

  if (out->len > 0)
    g_byte_array_append (out, (const guint8 *) NEXT, strlen (NEXT));
  g_byte_array_append (out, (const guint8 *) head, strlen (head));
  if (size > 0)
    g_byte_array_append (out, g_bytes_get_data (body, NULL), size);
}

static void
write_request (Seeds *self,
               const char *name,
               const char *endpoint,
               const char *headers,
               GBytes *body)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  append_request (self, out, body == NULL ? "GET" : "POST", endpoint, headers, body);
  write_seed (self, "http", name, out->data, out->len);
}

/* A message of a live connection: its kind, number 1, and a body, in two frames. */
static void
write_live (Seeds *self)
{
  g_autoptr (GBytes) head = make_head (self, "Amina");
  const char *const endpoints[] = { "exchange", "reconcile", "fetch", "entries" };

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      HalqaLiveMessage message = { .endpoint = endpoints[i], .number = 1 };
      g_autoptr (GByteArray) framed = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) all = NULL;
      guint8 length[2];

      message.body = i == 0 ? head : self->items->pdata[0];
      bytes = halqa_live_message_encode (&message);
      length[0] = (guint8) (g_bytes_get_size (bytes) >> 8);
      length[1] = (guint8) g_bytes_get_size (bytes);
      g_byte_array_append (framed, length, sizeof length);
      g_byte_array_append (framed, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      all = g_bytes_new (framed->data, framed->len);
      write_marked (self, "live", endpoints[i], 2, all);
    }
}

/* What a man in the middle does: nothing that alters anything, and something that does. */
static void
write_middle (Seeds *self)
{
  static const guint8 deeds[] = { 3, 4, 0, 6, 9, 1 };

  write_seed (self, "middle", "nothing", deeds, 3);
  write_seed (self, "middle", "something", deeds, sizeof deeds);
}

static void
write_requests (Seeds *self)
{
  g_autoptr (GBytes) asks = make_head (self, NULL);
  g_autoptr (GBytes) named = make_head (self, "Amina");
  g_autoptr (GBytes) fetch = halqa_fetch_encode ((HalqaEntryId *) self->ids->data, 5);
  g_autoptr (GBytes) all = halqa_fetch_encode (NULL, 0);
  g_autoptr (HalqaNegentropy) negentropy = halqa_negentropy_new (4096);
  g_autoptr (GBytes) reconcile = NULL;
  g_autoptr (GByteArray) exchange = g_byte_array_new ();
  g_autoptr (GByteArray) several = g_byte_array_new ();
  g_autoptr (GBytes) body = NULL;

  halqa_negentropy_seal (negentropy);
  reconcile = halqa_negentropy_initiate (negentropy);
  g_byte_array_append (exchange, g_bytes_get_data (named, NULL), g_bytes_get_size (named));
  for (guint i = 0; i < 3; i++)
    g_byte_array_append (exchange, g_bytes_get_data (self->items->pdata[i], NULL),
                         g_bytes_get_size (self->items->pdata[i]));
  body = g_byte_array_free_to_bytes (g_steal_pointer (&exchange));
  write_request (self, "asks", "exchange", "", asks);
  write_request (self, "exchange", "exchange", "Halqa-Port: 4012\r\n", body);
  write_request (self, "expect", "exchange", "Expect: 100-continue\r\n", body);
  write_request (self, "fetch", "fetch", "Accept-Encoding: zstd\r\n", fetch);
  write_request (self, "all", "fetch", "", all);
  write_request (self, "reconcile", "reconcile", "", reconcile);
  write_request (self, "entries", "entries", "", self->items->pdata[0]);
  write_request (self, "live", "live",
                 "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
                 NULL);
  append_request (self, several, "POST", "exchange", "", asks);
  append_request (self, several, "POST", "fetch", "", all);
  append_request (self, several, "GET", "exchange", "Connection: close\r\n", NULL);
  write_seed (self, "http", "several", several->data, several->len);
}

/* What a bundle holds when it is opened: what it says of itself, and the entries. */
static void
write_bundle (Seeds *self)
{
  static const guint8 frame[] = "\x50\x2a\x4d\x18\x0c\0\0\0\xa1\x64name\x65"
                                "Amina";
  g_autoptr (GByteArray) entries = g_byte_array_new ();
  g_autoptr (GOutputStream) content = g_memory_output_stream_new_resizable ();
  g_autoptr (GConverter) compressor = halqa_zstd_compressor_new ();
  g_autoptr (GOutputStream) packed = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < 4; i++)
    g_byte_array_append (entries, g_bytes_get_data (self->items->pdata[i], NULL),
                         g_bytes_get_size (self->items->pdata[i]));
  plain = g_bytes_new (entries->data, entries->len);
  write_marked (self, "bundle", "entries", 2, plain);
  g_output_stream_write_all (content, frame, sizeof frame - 1, NULL, NULL, NULL);
  packed = g_converter_output_stream_new (content, compressor);
  g_output_stream_write_all (packed, entries->data, entries->len, NULL, NULL, NULL);
  g_assert_true (g_output_stream_close (packed, NULL, NULL));
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (content));
  write_marked (self, "bundle", "content", 1, bytes);
}

static void
write_invitation (Seeds *self)
{
  char *addresses[] = { (char *) "192.168.1.7:4012", (char *) "[fe80::1%eth0]:4012", NULL };
  static const guint8 newer[2 * HALQA_KEY_SIZE];
  g_autoptr (GBytes) keys = g_bytes_new_static (newer, sizeof newer);
  HalqaInvitation invitation = { .key = fuzz_key, .addresses = addresses };

  invitation.title = (char *) "حي آخر ممكن";
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) bytes = NULL;
      gsize size;
      const guint8 *data;

      invitation.newer = i == 0 ? NULL : keys;
      bytes = halqa_invitation_encode (&invitation, NULL);
      data = g_bytes_get_data (bytes, &size);
      write_seed (self, "invitation", i == 0 ? "whole" : "whole-with-keys", data, size);
      /* To which the target puts its own check. */
      write_seed (self, "invitation", i == 0 ? "unchecked" : "with-keys", data, size - 17);
    }
}

static void
write_certificate (Seeds *self)
{
  g_autoptr (HalqaIdentity) identity = fuzz_load_identity ();
  g_autofree char *name =
      halqa_certificate_dup_member_name (fuzz_key.key, halqa_identity_get_device (identity));
  const char *const names[] = { name, HALQA_CERTIFICATE_SERVER_NAME };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GTlsCertificate) certificate = halqa_certificate_new (identity, names[i], NULL);
      g_autoptr (GByteArray) der = NULL;

      g_object_get (certificate, "certificate", &der, NULL);
      write_seed (self, "certificate", i == 0 ? "member" : "server", der->data, der->len);
    }
}

static void
write_announcement (Seeds *self)
{
  static const char txt[] = "0123456789abcdef\0\0\7"
                            "\003v=1\023id=0011223344556677\012t=89abcdef\012t=01234567";

  static const char inviting[] = "0123456789abcdef\0\0\7"
                                 "\003v=1\006j=\xd8\xad\x1b\x0a";

  write_seed (self, "announcement", "two-forums", (const guint8 *) txt, sizeof txt - 1);
  write_seed (self, "announcement", "inviting", (const guint8 *) inviting, sizeof inviting - 1);
}

static GByteArray *heard[2]; /* by the inviter, by the newcomer */

static void
keep_message (Pair *pair, guint number, GByteArray *message)
{
  g_byte_array_append (heard[number % 2 == 0], message->data, message->len);
}

static void
write_joining (Seeds *self)
{
  Pair pair = { .meddle = keep_message, .secrets = { &pair_secrets[0], &pair_secrets[1] } };

  for (guint8 i = 0; i < G_N_ELEMENTS (heard); i++)
    heard[i] = g_byte_array_append (g_byte_array_new (), &i, 1);
  pair_init (&pair, PAIR_CODE, PAIR_CODE);
  g_assert_true (pair_run (&pair));
  pair_clear (&pair);
  write_seed (self, "joining", "to-the-inviter", heard[0]->data, heard[0]->len);
  write_seed (self, "joining", "to-the-newcomer", heard[1]->data, heard[1]->len);
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_byte_array_unref (heard[i]);
}

/* The lines of the sample, in pieces. */
static void
write_lines (Seeds *self, const char *sample)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (sample, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < g_strv_length (lines); i += 7)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autofree char *as_file = g_strconcat (name, "-file", NULL);
      g_autofree char *piece = g_strconcat (lines[i], "\n", lines[i + 1], NULL);
      g_autoptr (GBytes) bytes = g_bytes_new (piece, strlen (piece));

      write_marked (self, "ndjson", name, 0, bytes);
      write_marked (self, "ndjson", as_file, 1, bytes);
    }
}

int
main (int argc, char **argv)
{
  Seeds self = { 0 };
  HalqaImportReport report;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (argc, ==, 3);
  fuzz_begin ();
  self.folder = argv[2];
  self.entries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self.items = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self.ids = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  self.store = fuzz_create_store ("sample", halqa_kinds_get_schema ());
  self.reader = halqa_reader_open (self.store, &error);
  g_assert_no_error (error);
  halqa_ndjson_import_store (self.reader, argv[1], HALQA_IMPORT_PLAIN, NULL, NULL, NULL, NULL,
                             &report, &error);
  g_assert_no_error (error);
  halqa_reader_walk_log (self.reader, 0, G_MAXUINT64, NULL, ENTRIES_MAX, keep_entry_cb, &self,
                         &error);
  g_assert_no_error (error);

  write_entries (&self);
  write_bodies (&self);
  write_negentropy (&self);
  write_requests (&self);
  write_middle (&self);
  write_live (&self);
  write_bundle (&self);
  write_invitation (&self);
  write_certificate (&self);
  write_announcement (&self);
  write_joining (&self);
  write_lines (&self, argv[1]);

  g_ptr_array_unref (self.entries);
  g_ptr_array_unref (self.items);
  g_array_unref (self.ids);
  g_clear_object (&self.reader);
  halqa_store_close (self.store);
  g_clear_object (&self.store);
  return 0;
}
