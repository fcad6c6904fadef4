/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "entry-draft.h"

#include <string.h>

#include "halqa-cbor.h"
#include "test-tools.h"

/* Entries under way, for tests of what is refused. */

void
entry_draft_set_up (EntryDraft *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  self->folder = test_make_folder ();
  path = g_build_filename (self->folder, "device.key", NULL);
  g_file_set_contents (path,
                       "[device]\nmachine=test\nseed="
                       "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
                       -1, &error);
  g_assert_no_error (error);
  self->identity = halqa_identity_load (self->folder, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < HALQA_ID_SIZE; i++)
    self->forum.bytes[i] = 0x10 + i;
  self->bytes = g_byte_array_new ();
}

void
entry_draft_tear_down (EntryDraft *self, gconstpointer data)
{
  g_assert_finalize_object (self->identity);
  g_byte_array_unref (self->bytes);
  test_remove_folder (self->folder);
}

static HalqaEntry *
parse (EntryDraft *self, GError **error)
{
  guint8 signature[HALQA_SIGNATURE_SIZE];
  gsize size;
  g_autofree guint8 *message =
      halqa_entry_dup_signed_message (&self->forum, self->bytes->data, self->bytes->len, &size);

  halqa_identity_sign (self->identity, message, size, signature);
  return halqa_entry_parse (&self->forum, self->bytes->data, self->bytes->len, signature, error);
}

void
entry_draft_assert_refused (EntryDraft *self, HalqaSyncError code, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaEntry) entry = parse (self, &error);

  g_assert_null (entry);
  g_assert_error (error, HALQA_SYNC_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, reason));
  g_byte_array_set_size (self->bytes, 0);
}

void
entry_draft_assert_taken (EntryDraft *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaEntry) entry = parse (self, &error);

  g_assert_no_error (error);
  g_assert_true (halqa_entry_verify (entry, &error));
  g_assert_no_error (error);
  g_byte_array_set_size (self->bytes, 0);
}

void
entry_draft_append (EntryDraft *self, const char *bytes, gsize size)
{
  g_byte_array_append (self->bytes, (const guint8 *) bytes, size);
}

void
entry_draft_put_text (EntryDraft *self, const char *text)
{
  halqa_cbor_put_text (self->bytes, text, strlen (text));
}

void
entry_draft_put_dot (EntryDraft *self, guint64 stamp, guint8 device)
{
  HalqaDeviceId id;

  memset (id.bytes, device, sizeof id.bytes);
  halqa_cbor_put_array (self->bytes, 2);
  halqa_cbor_put_uint (self->bytes, stamp);
  halqa_cbor_put_bytes (self->bytes, id.bytes, sizeof id.bytes);
}

void
entry_draft_begin (EntryDraft *self, guint64 stamp, guint n_writes)
{
  g_byte_array_set_size (self->bytes, 0);
  halqa_cbor_put_array (self->bytes, 4);
  halqa_cbor_put_uint (self->bytes, 1);
  halqa_cbor_put_bytes (self->bytes, halqa_identity_get_device (self->identity)->bytes,
                        HALQA_DEVICE_ID_SIZE);
  halqa_cbor_put_uint (self->bytes, stamp);
  halqa_cbor_put_array (self->bytes, n_writes);
}

void
entry_draft_begin_write (EntryDraft *self, guint n_members, guint8 record, guint n_fields)
{
  HalqaId id;

  memset (id.bytes, record, sizeof id.bytes);
  halqa_cbor_put_array (self->bytes, n_members);
  entry_draft_put_text (self, "card");
  halqa_cbor_put_bytes (self->bytes, id.bytes, sizeof id.bytes);
  halqa_cbor_put_map (self->bytes, n_fields);
}

void
entry_draft_begin_one (EntryDraft *self, guint n_members, guint n_fields)
{
  entry_draft_begin (self, DRAFT_STAMP, 1);
  entry_draft_begin_write (self, n_members, 7, n_fields);
}

void
entry_draft_put_number (EntryDraft *self, const char *field, guint64 number)
{
  entry_draft_put_text (self, field);
  halqa_cbor_put_uint (self->bytes, number);
}
