/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "entry-draft.h"
#include "halqa-certificate.h"
#include "halqa-exchange-message.h"
#include "halqa-invitation.h"
#include "halqa-live-message.h"
#include "halqa-membership.h"
#include "halqa-negentropy.h"
#include "halqa-reader.h"
#include "protocol-example.h"

/* What PROTOCOL.md works out in hex is what the program says. The device is that of the seed
 * 00 01 … 1f, the forum 10 11 … 1f, its key 20 21 … 3f. */

static void
assert_example (const char *section, const char *name, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  protocol_assert_example (section, name, data, size);
}

static void
assert_text (const char *section, const char *name, const char *text)
{
  protocol_assert_example (section, name, (const guint8 *) text, strlen (text));
}

static void
take_key (guint8 key[HALQA_KEY_SIZE])
{
  g_autoptr (GBytes) example = protocol_example ("2.", "forum key");

  g_assert_cmpuint (g_bytes_get_size (example), ==, HALQA_KEY_SIZE);
  memcpy (key, g_bytes_get_data (example, NULL), HALQA_KEY_SIZE);
}

static void
test_names (EntryDraft *draft, gconstpointer data)
{
  const HalqaDeviceId *device = halqa_identity_get_device (draft->identity);
  guint8 key[HALQA_KEY_SIZE];
  guint8 tag[HALQA_TAG_SIZE];
  HalqaId record;

  take_key (key);
  protocol_assert_example ("2.", "device id", device->bytes, sizeof device->bytes);
  protocol_assert_example ("2.", "forum id", draft->forum.bytes, sizeof draft->forum.bytes);
  halqa_membership_tag (key, tag);
  protocol_assert_example ("2.", "forum tag", tag, sizeof tag);
  halqa_device_record_id (device, &record);
  protocol_assert_example ("2.", "record id of the device", record.bytes, sizeof record.bytes);
}

static HalqaEntry *
sign_example (EntryDraft *draft)
{
  static const HalqaDot replaced = { DRAFT_STAMP - 1, { { 0xaa } } };
  const HalqaFieldWrite fields[] = { { "title", halqa_value_text ("سوق"), &replaced, 1 } };
  const HalqaWrite write = { "note", { { 0xbb } }, fields, G_N_ELEMENTS (fields) };
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry =
      halqa_entry_sign (draft->identity, &draft->forum, DRAFT_STAMP, &write, 1, &error);

  g_assert_no_error (error);
  return entry;
}

static void
test_entry (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = sign_example (draft);
  gsize size;
  const guint8 *bytes = halqa_entry_get_bytes (entry, &size);

  protocol_assert_example ("3.", "entry", bytes, size);
  protocol_assert_example ("3.", "signature", halqa_entry_get_signature (entry),
                           HALQA_SIGNATURE_SIZE);
  protocol_assert_example ("3.", "entry id", halqa_entry_get_id (entry)->bytes,
                           HALQA_ENTRY_ID_SIZE);
}

static void
test_membership (EntryDraft *draft, gconstpointer data)
{
  const HalqaDeviceId *device = halqa_identity_get_device (draft->identity);
  g_autofree char *name = NULL;
  g_autofree char *proof = NULL;
  guint8 key[HALQA_KEY_SIZE];

  take_key (key);
  name = halqa_certificate_dup_member_name (key, device);
  assert_text ("5.", "common name", name);
  proof = halqa_membership_prove (key, HALQA_ROLE_SERVER, device);
  assert_text ("5.", "Halqa-Member", proof);
}

static void
test_requests (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = sign_example (draft);
  const HalqaEntryId *id = halqa_entry_get_id (entry);
  g_autoptr (GBytes) all = halqa_fetch_encode (NULL, 0);
  g_autoptr (GBytes) one = halqa_fetch_encode (id, 1);
  g_autoptr (GPtrArray) refused =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_refusal_free);
  g_autoptr (GBytes) answer = NULL;

  assert_example ("5.", "fetch all", all);
  assert_example ("5.", "fetch one", one);
  g_ptr_array_add (refused, halqa_refusal_new (id, "the signature is wrong"));
  answer = halqa_entries_answer_encode (3, 1, refused);
  assert_example ("5.", "answer to entries", answer);
}

static GBytes *
encode_header (HalqaEntry *entry)
{
  HalqaExchangeHead head = { .seen = 3,
                             .upto = 4,
                             .time = halqa_entry_get_dot (entry)->stamp,
                             .name = (char *) "Amal",
                             .version = (char *) "0.1.0",
                             .count = 1,
                             .n_notes = 1 };
  HalqaFingerprint sum = { 0 };

  memset (head.store, 0x40, sizeof head.store);
  memset (head.of, 0x48, sizeof head.of);
  memset (head.notes[0].device.bytes, 0x55, HALQA_DEVICE_ID_SIZE);
  head.notes[0].time = 1700000000000;
  halqa_fingerprint_get (&sum, head.notes[0].fingerprint);
  halqa_fingerprint_add (&sum, halqa_entry_get_id (entry));
  halqa_fingerprint_get (&sum, head.fingerprint);
  return halqa_exchange_head_encode (&head);
}

/* What the text has is also read, to the same. */
static void
test_header (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = sign_example (draft);
  g_autoptr (GBytes) encoded = encode_header (entry);
  g_autoptr (GBytes) example = protocol_example ("5.", "header");
  g_auto (HalqaExchangeHead) head = { .name = NULL };
  g_autoptr (GError) error = NULL;

  assert_example ("5.", "header", encoded);
  g_assert_true (halqa_exchange_head_decode (&head, example, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (head.name, ==, "Amal");
  g_assert_cmpuint (head.count, ==, 1);
  g_assert_cmpuint (head.n_notes, ==, 1);
  g_assert_cmpuint (head.notes[0].time, ==, 1700000000000);
}

static void
test_live (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (GBytes) all = protocol_example ("5.", "fetch all");
  const HalqaLiveMessage request = { .endpoint = "fetch", .number = 2, .body = all };
  const HalqaLiveMessage answer = { .is_answer = TRUE, .number = 2, .status = 200 };
  g_autoptr (GBytes) request_bytes = halqa_live_message_encode (&request);
  g_autoptr (GBytes) answer_bytes = halqa_live_message_encode (&answer);
  g_autofree char *digits = g_strnfill (64, '7');
  g_autofree char *endpoint = g_strconcat ("blob/", digits, NULL);
  g_autoptr (GBytes) part = halqa_live_part_encode (endpoint, HALQA_LIVE_PART_MAX);
  const HalqaLiveMessage blob = { .endpoint = "blob", .number = 3, .body = part };
  g_autoptr (GBytes) blob_bytes = halqa_live_message_encode (&blob);

  assert_example ("5.", "live request", request_bytes);
  assert_example ("5.", "live blob", blob_bytes);
  assert_example ("5.", "live answer", answer_bytes);
}

static void
test_reconciliation (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = sign_example (draft);
  g_autoptr (HalqaNegentropy) asking = halqa_negentropy_new (HALQA_RECONCILE_MAX);
  g_autoptr (HalqaNegentropy) asked = halqa_negentropy_new (HALQA_RECONCILE_MAX);
  g_autoptr (GBytes) question = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  HalqaFingerprint sum = { .count = 0 };
  guint8 fingerprint[HALQA_FINGERPRINT_SIZE];

  halqa_fingerprint_add (&sum, halqa_entry_get_id (entry));
  halqa_fingerprint_get (&sum, fingerprint);
  protocol_assert_example ("5.", "fingerprint", fingerprint, sizeof fingerprint);

  halqa_negentropy_add (asking, DRAFT_STAMP, halqa_entry_get_id (entry));
  halqa_negentropy_seal (asking);
  halqa_negentropy_seal (asked);
  question = halqa_negentropy_initiate (asking);
  assert_example ("5.", "reconcile", question);
  answer = halqa_negentropy_respond (asked, question, &error);
  g_assert_no_error (error);
  assert_example ("5.", "answer to reconcile", answer);
}

static void
test_invitation (EntryDraft *draft, gconstpointer data)
{
  char *addresses[] = { (char *) "10.0.0.2:40123", NULL };
  HalqaInvitation invitation = { .key.forum = draft->forum, .addresses = addresses };
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GError) error = NULL;

  take_key (invitation.key.key);
  invitation.title = (char *) "حي";
  file = halqa_invitation_encode (&invitation, &error);
  g_assert_no_error (error);
  assert_example ("7.", "invitation file", file);
}

static void
add_test (const char *path, void (*func) (EntryDraft *draft, gconstpointer data))
{
  g_test_add (path, EntryDraft, NULL, entry_draft_set_up, func, entry_draft_tear_down);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  add_test ("/sync/protocol/names", test_names);
  add_test ("/sync/protocol/entry", test_entry);
  add_test ("/sync/protocol/membership", test_membership);
  add_test ("/sync/protocol/requests", test_requests);
  add_test ("/sync/protocol/header", test_header);
  add_test ("/sync/protocol/live", test_live);
  add_test ("/sync/protocol/reconciliation", test_reconciliation);
  add_test ("/sync/protocol/invitation", test_invitation);
  return g_test_run ();
}
