/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-body.h"
#include "halqa-cbor.h"
#include "halqa-entry-private.h"
#include "halqa-error.h"
#include "halqa-exchange-message.h"
#include "notebook.h"
#include "replica.h"
#include "test-tools.h"

/* What a member can do who means harm (SECURITY.md): it can write, and what it writes bears its name.
 * It can't write in another's, can't hold the others up, and what of it is refused is told of. */

typedef struct
{
  HalqaMemoryHub *hub;
  HalqaForumKey key;
  Replica *good;
  Replica *bad;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  replica_make_key (&fixture->key);
  fixture->hub = halqa_memory_hub_new ();
  fixture->good = replica_new (fixture->hub, &fixture->key, "Amal");
  fixture->bad = replica_new (fixture->hub, &fixture->key, "Brahim");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  replica_free (fixture->good);
  replica_free (fixture->bad);
  g_assert_finalize_object (fixture->hub);
}

static HalqaEntry *
sign (HalqaIdentity *identity,
      const HalqaForumKey *key,
      guint8 record,
      guint64 stamp,
      const char *title)
{
  HalqaFieldWrite field = { .name = "title", .value = halqa_value_text (title) };
  HalqaWrite write = { .kind = "card", .fields = &field, .n_fields = 1 };
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry;

  memset (&write.record, record, sizeof write.record);
  entry = halqa_entry_sign (identity, &key->forum, stamp, &write, 1, &error);
  g_assert_no_error (error);
  return entry;
}

/* --- over the network */

static void
put_item (GByteArray *body, HalqaEntry *entry, const guint8 *signature)
{
  gsize size;
  const guint8 *bytes = halqa_entry_get_bytes (entry, &size);

  halqa_cbor_put_array (body, 2);
  halqa_cbor_put_bytes (body, bytes, size);
  halqa_cbor_put_bytes (body, signature, HALQA_SIGNATURE_SIZE);
}

/* What @good says to have written, by @bad, who has no better signature for it than its own. */
static void
put_forged (Fixture *fixture, GByteArray *body, guint64 stamp)
{
  g_autoptr (HalqaEntry) entry = sign (fixture->good->identity, &fixture->key, 7, stamp, "forged");
  guint8 signature[HALQA_SIGNATURE_SIZE];
  gsize size;
  const guint8 *bytes = halqa_entry_get_bytes (entry, &size);
  g_autofree guint8 *message =
      halqa_entry_dup_signed_message (&fixture->key.forum, bytes, size, &size);

  halqa_identity_sign (fixture->bad->identity, message, size, signature);
  put_item (body, entry, signature);
}

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* What @good answers to entries from @bad. */
static guint
give (Fixture *fixture, GByteArray *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body->data, body->len);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GAsyncResult) replied = NULL;
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_request_async (fixture->bad->transport, fixture->bad->store,
                                 fixture->good->address, NULL, "entries", stream,
                                 HALQA_REQUEST_PLAIN, NULL, take_result_cb, &replied);
  wait_result (&replied);
  reply = halqa_transport_request_finish (fixture->bad->transport, replied, &error);
  g_assert_no_error (error);
  return halqa_reply_get_status (reply);
}

static HalqaConduct *
remembered (Fixture *fixture)
{
  return &halqa_acquaintances_meet (halqa_acquaintances_of (fixture->good->reader),
                                    halqa_identity_get_device (fixture->bad->identity))
              ->conduct;
}

static void
test_another_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (HalqaEntry) own = sign (fixture->bad->identity, &fixture->key, 7, 1 << 16, "own");
  HalqaConduct *conduct = remembered (fixture);
  guint64 before = replica_count (fixture->good);

  g_assert_cmpuint (conduct->n_refused, ==, 0);
  put_forged (fixture, body, 2 << 16);
  put_item (body, own, halqa_entry_get_signature (own));
  put_forged (fixture, body, 3 << 16);
  g_assert_cmpuint (give (fixture, body), ==, 200);
  g_assert_cmpuint (replica_count (fixture->good), ==, before + 1);
  g_assert_cmpuint (conduct->n_refused, ==, 2);
  g_assert_nonnull (strstr (conduct->why, "not signed by the device"));
}

static void
test_many_forged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  guint64 before = replica_count (fixture->good);

  for (guint i = 0; i < 2000; i++)
    put_forged (fixture, body, (guint64) i << 16);
  g_assert_cmpuint (give (fixture, body), ==, 400);
  g_assert_cmpuint (replica_count (fixture->good), ==, before);
  /* Not all were looked at: the reading ended. */
  g_assert_cmpuint (remembered (fixture)->n_refused, >=, 20);
  g_assert_cmpuint (remembered (fixture)->n_refused, <, 2000);
}

/* --- what it writes in its own name */

static void
apply (Notebook *notebook, HalqaEntry *entry)
{
  g_autoptr (GPtrArray) entries =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  g_ptr_array_add (entries, entry);
  halqa_store_apply (notebook->store, entries, NULL, &applied, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (applied.n_new, ==, 1);
}

/* Whatever time it claims, an edit made with knowledge of it is shown, and no clock follows. */
static void
test_stamps_at_the_edge (void)
{
  Notebook *good = notebook_new (NULL);
  Notebook *bad = notebook_new (&good->key);
  const guint64 stamps[] = { 0, 1, HALQA_STAMP_END - 2, HALQA_STAMP_END - 1 };
  HalqaId id;
  HalqaId later;

  for (guint i = 0; i < G_N_ELEMENTS (stamps); i++)
    {
      g_autofree char *claimed = g_strdup_printf ("claimed %u", i);
      g_autofree char *mine = g_strdup_printf ("mine %u", i);

      memset (&id, 1 + (int) i, sizeof id);
      apply (good, sign (bad->identity, &good->key, 1 + i, stamps[i], claimed));
      notebook_set_text (good, &id, "title", mine);
      notebook_assert_text (good, &id, "title", mine);
      g_assert_cmpuint (notebook_count_conflicts (good, &id), ==, 0);
    }
  later = notebook_add (good, "after it");
  {
    g_autoptr (HalqaRecord) record = notebook_get (good, &later);

    g_assert_cmpuint (halqa_record_get_updated (record) >> 16, <=,
                      g_get_real_time () / 1000 + 60 * 1000);
  }
  notebook_assert_sound (good);
  notebook_free (bad);
  notebook_free (good);
}

#define BOUND_S 20

/* One entry that names, for a title, as many writes as there is room for. */
static void
test_names_dots_for_everything (void)
{
  Notebook *good = notebook_new (NULL);
  Notebook *bad = notebook_new (&good->key);
  guint n_dots = 5500;
  g_autofree HalqaDot *dots = g_new0 (HalqaDot, n_dots);
  HalqaFieldWrite field = { .name = "title", .value = halqa_value_text ("all mine") };
  HalqaWrite write = { .kind = "card", .fields = &field, .n_fields = 1 };
  HalqaId id = notebook_add (good, "a title");
  gint64 began;

  for (guint i = 0; i < n_dots; i++)
    {
      dots[i].stamp = i + 1;
      memset (&dots[i].device, (int) (i % 250), sizeof dots[i].device);
    }
  write.record = id;
  field.replaced = dots;
  field.n_replaced = n_dots;
  began = g_get_monotonic_time ();
  for (guint i = 0; i < 4; i++)
    apply (good, halqa_entry_sign (bad->identity, &good->key.forum, (guint64) (10000 + i) << 16,
                                   &write, 1, NULL));
  notebook_set_text (good, &id, "title", "still mine");
  notebook_assert_text (good, &id, "title", "still mine");
  g_test_message ("22,000 dots: %.2f s", (g_get_monotonic_time () - began) / 1e6);
  notebook_assert_sound (good);
  notebook_free (bad);
  notebook_free (good);
}

/* Deletions that name writes that nobody made, all alike but for the last bytes: they are put into a
 * table whenever the record is looked at. */
static void
test_dots_that_begin_alike (void)
{
  enum
  {
    N_DOTS = 5500,
    N_ENTRIES = 10
  };
  Notebook *good = notebook_new (NULL);
  Notebook *bad = notebook_new (&good->key);
  g_autofree HalqaDot *dots = g_new0 (HalqaDot, N_DOTS);
  HalqaFieldWrite field = {
    .name = "deleted", .value = halqa_value_bool (TRUE), .replaced = dots, .n_replaced = N_DOTS
  };
  HalqaWrite write = { .kind = "card", .fields = &field, .n_fields = 1 };
  const double began = test_processor_time ();
  double seconds;

  memset (&write.record, 9, sizeof write.record);
  apply (good, sign (bad->identity, &good->key, 9, 1 << 16, "a title"));
  for (guint i = 0; i < N_ENTRIES; i++)
    {
      for (guint32 j = 0; j < N_DOTS; j++)
        {
          guint32 number = GUINT32_TO_BE (i * N_DOTS + j);

          dots[j].stamp = 1;
          memcpy (dots[j].device.bytes + sizeof (HalqaDeviceId) - sizeof number, &number,
                  sizeof number);
        }
      apply (good, halqa_entry_sign (bad->identity, &good->key.forum, (guint64) (10000 + i) << 16,
                                     &write, 1, NULL));
    }
  seconds = test_processor_time () - began;
  g_test_message ("deletions with 55,000 dots alike: %.2f s", seconds);
  g_assert_cmpfloat (seconds, <, BOUND_S);
  notebook_free (bad);
  notebook_free (good);
}

static void
test_ids_that_begin_alike (void)
{
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);
  HalqaEntryId id = { { 0 } };

  for (guint i = 0; i < 1000; i++)
    {
      id.bytes[14] = i / 256;
      id.bytes[15] = i % 256;
      g_hash_table_add (hashes, GUINT_TO_POINTER (halqa_id_hash (&id)));
      id.bytes[30] = i / 256;
      id.bytes[31] = i % 256;
      g_hash_table_add (hashes, GUINT_TO_POINTER (halqa_entry_id_hash (&id)));
    }
  g_assert_cmpuint (g_hash_table_size (hashes), >, 1990);
}

/* As many translations as there is room for in an entry, in several entries of one record: no entry
 * may take longer the more of them there are in it. */
#define FIELDS 18000

static HalqaEntry *
sign_fields (Notebook *by, const HalqaForumKey *key, guint64 stamp)
{
  g_autofree HalqaFieldWrite *fields = g_new0 (HalqaFieldWrite, FIELDS);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  HalqaWrite write = { .kind = "card", .fields = fields, .n_fields = FIELDS };
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry;

  memset (&write.record, 7, sizeof write.record);
  for (guint i = 0; i < FIELDS; i++)
    {
      g_ptr_array_add (names, g_strdup_printf ("title@%c%c%c%c", 'a' + i % 26, 'a' + i / 26 % 26,
                                               'a' + i / 676 % 26, 'a' + i / 17576));
      fields[i].name = g_ptr_array_index (names, i);
      fields[i].value = halqa_value_int (0);
    }
  entry = halqa_entry_sign (by->identity, &key->forum, stamp, &write, 1, &error);
  g_assert_no_error (error);
  return entry;
}

static void
assert_history_is_soon_read (Notebook *notebook, const HalqaId *id)
{
  const double began = test_processor_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history = halqa_reader_history (notebook->reader, "card", id, &error);
  const double seconds = test_processor_time () - began;

  g_assert_no_error (error);
  g_assert_cmpuint (history->len, ==, 3 * FIELDS + 1);
  g_test_message ("the history of that record: %.2f s", seconds);
  g_assert_cmpfloat (seconds, <, BOUND_S / 4.0);
}

static void
test_record_of_many_fields (void)
{
  Notebook *good = notebook_new (NULL);
  Notebook *bad = notebook_new (&good->key);
  const double began = test_processor_time ();
  double seconds;
  HalqaId id;

  memset (&id, 7, sizeof id);
  for (guint i = 0; i < 3; i++)
    apply (good, sign_fields (bad, &good->key, (guint64) (1 + i) << 16));
  notebook_set_text (good, &id, "title", "mine");
  seconds = test_processor_time () - began;
  g_test_message ("three entries of 18,000 fields, and an edit: %.2f s", seconds);
  g_assert_cmpfloat (seconds, <, BOUND_S);
  notebook_assert_text (good, &id, "title", "mine");
  assert_history_is_soon_read (good, &id);
  notebook_free (bad);
  notebook_free (good);
}

/* --- a flood of what is sound */

#define FLOOD 20000

static gboolean
has_answer (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HalqaExchangeReport) report = NULL;
  g_autoptr (GError) error = NULL;
  double slowest = 0;
  guint n_edits = 0;

  replica_add_many (fixture->bad, FLOOD);
  halqa_exchange_async (fixture->bad->transport, fixture->bad->reader, fixture->good->address, NULL,
                        NULL, take_result_cb, &result);
  while (result == NULL)
    {
      gint64 began = g_get_monotonic_time ();

      replica_add (fixture->good, NULL, "an edit of one's own");
      slowest = MAX (slowest, (g_get_monotonic_time () - began) / 1e6);
      n_edits++;
      for (guint i = 0; i < 50 && result == NULL; i++)
        g_main_context_iteration (NULL, FALSE);
    }
  replica_wait (has_answer, &result);
  report = halqa_exchange_finish (result, &error);
  g_assert_no_error (error);
  g_test_message ("%u edits while %d entries came in; the slowest took %.2f s", n_edits, FLOOD,
                  slowest);
  g_assert_cmpuint (n_edits, >, 3);
  g_assert_cmpfloat (slowest, <, BOUND_S);
  /* And it is known where they came from. */
  g_assert_cmpuint (halqa_conduct_count_brought (remembered (fixture)), >=, FLOOD);
}

/* --- it takes itself for another laptop in each answer */

typedef struct
{
  HalqaReader *reader;
  GCancellable *enough;
  guint8 n_turns;
} Turncoat;

static void
turn_coat_cb (HalqaRequest *request, gpointer user_data)
{
  Turncoat *self = user_data;
  HalqaExchangeHead head = { .version = (char *) "0", .time = halqa_store_now () };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GInputStream) answer = NULL;

  if (!g_str_equal (halqa_request_get_endpoint (request), "exchange"))
    {
      halqa_exchange_serve (request, self->reader);
      return;
    }
  if (++self->n_turns > 100)
    g_cancellable_cancel (self->enough);
  memset (head.store, self->n_turns, sizeof head.store);
  memset (head.fingerprint, self->n_turns, sizeof head.fingerprint);
  bytes = halqa_exchange_head_encode (&head);
  answer = g_memory_input_stream_new_from_bytes (bytes);
  halqa_request_respond (request, 200, answer, FALSE);
}

static void
test_another_store_each_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) enough = g_cancellable_new ();
  Turncoat bad = { fixture->bad->reader, enough, 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HalqaExchangeReport) report = NULL;
  g_autoptr (GError) error = NULL;

  replica_add (fixture->good, NULL, "a card");
  halqa_transport_set_handler (fixture->bad->transport, turn_coat_cb, &bad);
  halqa_acquaintances_meet (halqa_acquaintances_of (fixture->good->reader),
                            halqa_identity_get_device (fixture->bad->identity))
      ->broken = TRUE;
  halqa_exchange_async (fixture->good->transport, fixture->good->reader, fixture->bad->address,
                        enough, NULL, take_result_cb, &result);
  wait_result (&result);
  report = halqa_exchange_finish (result, &error);
  g_assert_no_error (error);
  g_assert_false (report->equal);
  g_test_message ("it ended after %u turns", bad.n_turns);
}

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
#define ADD(path, func) g_test_add ("/sync/member/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("another-name-is-refused-and-told-of", test_another_name);
  ADD ("twenty-forged-end-the-reading", test_many_forged);
  ADD ("another-store-each-time-ends-the-exchange", test_another_store_each_time);
  ADD ("a-flood-leaves-room-for-edits", test_flood);
  g_test_add_func ("/sync/member/stamps-at-the-edge-beat-nobody", test_stamps_at_the_edge);
  g_test_add_func ("/sync/member/dots-for-everything-hold-nobody-up",
                   test_names_dots_for_everything);
  g_test_add_func ("/sync/member/dots-that-begin-alike-hold-nobody-up", test_dots_that_begin_alike);
  g_test_add_func ("/sync/member/ids-that-begin-alike-are-told-apart", test_ids_that_begin_alike);
  g_test_add_func ("/sync/member/many-fields-hold-nobody-up", test_record_of_many_fields);
  return g_test_run ();
}
