/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "replica.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "halqa-http-transport.h"
#include "test-tools.h"

/* Laptops for tests of what goes on between several of them. */

static const HalqaField card_fields[] = {
  { .name = "title", .type = HALQA_FIELD_TEXT, .flags = HALQA_FIELD_SEARCHED },
  { .name = "body", .type = HALQA_FIELD_TEXT },
  { .name = NULL },
};

static const HalqaField device_fields[] = {
  { .name = "name", .type = HALQA_FIELD_TEXT },
  { .name = "removed", .type = HALQA_FIELD_BOOL },
  { .name = "proof", .type = HALQA_FIELD_TEXT },
  { .name = NULL },
};

static const HalqaField key_fields[] = { { .name = NULL } };

static const HalqaKind kinds[] = {
  { "card", card_fields },
  { "device", device_fields },
  { "key", key_fields },
  { NULL, NULL },
};

/* A card whose body is "SHA256 SIZE" goes with a blob. */
static gboolean
read_blob (HalqaRecord *record, HalqaBlobRef *blob)
{
  const char *body = halqa_record_get_text (record, "body");
  g_auto (GStrv) parts = g_strsplit (body != NULL ? body : "", " ", 2);

  return g_strv_length (parts) == 2 &&
         halqa_hex_decode (parts[0], blob->id.bytes, sizeof blob->id.bytes) &&
         g_ascii_string_to_unsigned (parts[1], 10, 1, HALQA_BLOB_MAX, &blob->size, NULL);
}

const HalqaSchema replica_schema = {
  .kinds = kinds,
  .index_text = test_identity_text,
  .query_text = test_identity_text,
  .blob_kind = "card",
  .get_blob = read_blob,
};

void
replica_init_test (int *argc, char ***argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (argc, argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
}

void
replica_make_key (HalqaForumKey *key)
{
  halqa_id_random (&key->forum);
  randombytes_buf (key->key, sizeof key->key);
}

static void
serve_cb (HalqaRequest *request, gpointer user_data)
{
  halqa_exchange_serve (request, user_data);
}

static void
connect_to (Replica *self, HalqaMemoryHub *hub)
{
  g_autoptr (GError) error = NULL;

  if (self->over_http)
    self->transport = halqa_http_transport_new (self->identity);
  else if (hub != NULL)
    self->transport = halqa_memory_transport_new (hub, self->identity);
  else
    return;
  halqa_transport_add_store (self->transport, self->store);
  halqa_transport_set_handler (self->transport, serve_cb, self->reader);
  g_assert_true (halqa_transport_listen (self->transport, "127.0.0.1:0", &error));
  g_assert_no_error (error);
  self->address = halqa_transport_dup_address (self->transport);
}

static void
disconnect (Replica *self)
{
  if (self->transport == NULL)
    return;
  halqa_transport_close (self->transport);
  test_let_go (&self->transport);
  g_clear_pointer (&self->address, g_free);
}

static void
open_reader (Replica *self)
{
  g_autoptr (GError) error = NULL;

  self->reader = halqa_reader_open (self->store, &error);
  g_assert_no_error (error);
}

Replica *
replica_new (HalqaMemoryHub *hub, const HalqaForumKey *key, const char *name)
{
  Replica *self = g_new0 (Replica, 1);
  g_autoptr (GError) error = NULL;

  self->folder = test_make_folder ();
  self->path = g_build_filename (self->folder, "forum.halqa", NULL);
  self->identity = halqa_identity_load (self->folder, &error);
  g_assert_no_error (error);
  halqa_identity_set_name (self->identity, name, &error);
  g_assert_no_error (error);
  self->store =
      halqa_store_create (self->path, &replica_schema, self->identity, key, "Forum", &error);
  g_assert_no_error (error);
  open_reader (self);
  connect_to (self, hub);
  return self;
}

static void
close_all (Replica *self)
{
  disconnect (self);
  test_let_go (&self->reader);
  halqa_store_close (self->store);
  /* What was told to this thread last holds the store. */
  test_let_go (&self->store);
}

Replica *
replica_new_http (const HalqaForumKey *key, const char *name)
{
  Replica *self = replica_new (NULL, key, name);

  self->over_http = TRUE;
  connect_to (self, NULL);
  return self;
}

static void
open_again (Replica *self, HalqaMemoryHub *hub)
{
  g_autoptr (GError) error = NULL;

  self->store = halqa_store_open (self->path, &replica_schema, self->identity, &error);
  g_assert_no_error (error);
  open_reader (self);
  connect_to (self, hub);
}

Replica *
replica_open_http (const char *folder)
{
  Replica *self = g_new0 (Replica, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, "forum.halqa", NULL);
  self->identity = halqa_identity_load (folder, &error);
  g_assert_no_error (error);
  self->over_http = TRUE;
  open_again (self, NULL);
  return self;
}

void
replica_close (Replica *self)
{
  close_all (self);
  test_let_go (&self->identity);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

void
replica_free (Replica *self)
{
  char *folder = g_strdup (self->folder);

  replica_close (self);
  test_remove_folder (folder);
}

void
replica_restart (Replica *self, HalqaMemoryHub *hub)
{
  close_all (self);
  open_again (self, hub);
}

void
replica_restore_copy (Replica *self, HalqaMemoryHub *hub)
{
  g_autofree char *copy = g_strconcat (self->path, ".copy", NULL);
  g_autofree char *bytes = NULL;
  gsize size;

  close_all (self);
  g_assert_true (g_file_get_contents (self->path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (copy, bytes, size, NULL));
  g_assert_cmpint (g_rename (copy, self->path), ==, 0);
  open_again (self, hub);
}

static void
commit (Replica *self, HalqaChange *change)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_store_commit (self->store, change, &error));
  g_assert_no_error (error);
}

void
replica_add (Replica *self, HalqaId *id, const char *title)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue value = halqa_value_text (title);
  HalqaId made;

  halqa_id_random (&made);
  halqa_change_create (change, "card", &made);
  halqa_change_set (change, "card", &made, "title", &value, HALQA_REPLACE_SHOWN);
  commit (self, change);
  if (id != NULL)
    *id = made;
}

static void
add_blob_card (HalqaChange *change, const HalqaBlobId *blob, guint64 size)
{
  g_autofree char *hex = halqa_hex_dup (blob->bytes, sizeof blob->bytes);
  g_autofree char *body = g_strdup_printf ("%s %" G_GUINT64_FORMAT, hex, size);
  HalqaValue value = halqa_value_text (body);
  HalqaId id;

  halqa_id_random (&id);
  halqa_change_create (change, "card", &id);
  halqa_change_set (change, "card", &id, "body", &value, HALQA_REPLACE_SHOWN);
}

void
replica_add_false_blobs (Replica *self, guint n)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      HalqaChange *change = halqa_change_new ();
      HalqaBlobId blob = { { 1 } };

      memcpy (blob.bytes + 4, &i, sizeof i);
      add_blob_card (change, &blob, HALQA_BLOB_MAX);
      g_ptr_array_add (changes, change);
    }
  g_assert_true (halqa_store_commit_many (self->store, changes, &error));
  g_assert_no_error (error);
}

GBytes *
replica_add_blob (Replica *self, gsize size, HalqaBlobId *blob)
{
  guint8 *data = g_malloc (size);
  g_autoptr (GBytes) content = g_bytes_new_take (data, size);
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;

  randombytes_buf (data, size);
  g_assert_true (halqa_blob_store_add (halqa_store_get_blobs (self->store), content, blob, &error));
  g_assert_no_error (error);
  add_blob_card (change, blob, size);
  commit (self, change);
  return g_steal_pointer (&content);
}

void
replica_introduce (Replica *self)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (self->store);
  const HalqaDeviceId *device = halqa_identity_get_device (self->identity);
  g_autofree char *proof = halqa_keyring_dup_device_proof (keyring, device);
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue value = proof != NULL ? halqa_value_text (proof) : halqa_value_null ();
  HalqaId id;

  halqa_device_record_id (device, &id);
  halqa_change_create (change, "device", &id);
  halqa_change_set (change, "device", &id, "proof", &value, HALQA_REPLACE_SHOWN);
  commit (self, change);
}

void
replica_add_many (Replica *self, guint n)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      HalqaChange *change = halqa_change_new ();
      g_autofree char *title = g_strdup_printf ("card %u", i);
      HalqaValue value = halqa_value_text (title);
      HalqaId id;

      halqa_id_random (&id);
      halqa_change_create (change, "card", &id);
      halqa_change_set (change, "card", &id, "title", &value, HALQA_REPLACE_SHOWN);
      g_ptr_array_add (changes, change);
    }
  g_assert_true (halqa_store_commit_many (self->store, changes, &error));
  g_assert_no_error (error);
}

void
replica_set_title (Replica *self, const HalqaId *id, const char *title)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue value = halqa_value_text (title);

  halqa_change_set (change, "card", id, "title", &value, HALQA_REPLACE_SHOWN);
  commit (self, change);
}

char *
replica_dup_title (Replica *self, const HalqaId *id)
{
  g_autoptr (HalqaRecord) record = halqa_reader_get (self->reader, "card", id, NULL);

  return record == NULL ? NULL : g_strdup (halqa_record_get_text (record, "title"));
}

void
replica_get_status (Replica *self, HalqaStatus *status)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_reader_status (self->reader, status, &error));
  g_assert_no_error (error);
}

guint64
replica_count (Replica *self)
{
  HalqaStatus status;

  replica_get_status (self, &status);
  return status.n_entries + status.n_unchecked;
}

gboolean
replica_is_equal (Replica *self, Replica *other)
{
  HalqaStatus a;
  HalqaStatus b;

  replica_get_status (self, &a);
  replica_get_status (other, &b);
  return a.n_entries == b.n_entries &&
         memcmp (a.fingerprint, b.fingerprint, sizeof a.fingerprint) == 0;
}

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

HalqaExchangeReport *
replica_exchange_at (Replica *self, const char *address, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  halqa_exchange_async (self->transport, self->reader, address, NULL, NULL, take_result_cb,
                        &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return halqa_exchange_finish (result, error);
}

HalqaExchangeReport *
replica_exchange (Replica *self, Replica *other, GError **error)
{
  return replica_exchange_at (self, other->address, error);
}

static gboolean
nudge_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
replica_wait (gboolean (*func) (gpointer data), gpointer data)
{
  GMainContext *context = g_main_context_ref_thread_default ();
  g_autoptr (GSource) nudge = g_timeout_source_new (5);
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  /* What is waited for may come about on another thread, without a word to this one. */
  g_source_set_callback (nudge, nudge_cb, NULL, NULL);
  g_source_attach (nudge, context);
  while (!func (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (context, TRUE);
    }
  g_source_destroy (nudge);
  g_main_context_unref (context);
}
