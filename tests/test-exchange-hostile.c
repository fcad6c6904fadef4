/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-body.h"
#include "halqa-cbor.h"
#include "halqa-entry-sink.h"
#include "halqa-error.h"
#include "halqa-exchange-message.h"
#include "replica.h"

/* Requests that no program of ours would make: each is answered with the status that the protocol
 * names, and leaves the store as it was. */

typedef struct
{
  HalqaMemoryHub *hub;
  HalqaForumKey key;
  Replica *a;
  Replica *b;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  replica_make_key (&fixture->key);
  fixture->hub = halqa_memory_hub_new ();
  fixture->a = replica_new (fixture->hub, &fixture->key, "Amal");
  fixture->b = replica_new (fixture->hub, &fixture->key, "Brahim");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  replica_free (fixture->a);
  replica_free (fixture->b);
  g_assert_finalize_object (fixture->hub);
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

/* What @b answers to @body from @a; takes @body. */
static guint
ask (Fixture *fixture, const char *endpoint, GByteArray *body, GBytes **answer)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (body);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GAsyncResult) replied = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_request_async (fixture->a->transport, fixture->a->store, fixture->b->address,
                                 NULL, endpoint, stream, HALQA_REQUEST_PLAIN, NULL, take_result_cb,
                                 &replied);
  wait_result (&replied);
  reply = halqa_transport_request_finish (fixture->a->transport, replied, &error);
  g_assert_no_error (error);
  halqa_body_read_async (halqa_reply_get_body (reply), 1024 * 1024, NULL, take_result_cb, &read);
  wait_result (&read);
  whole = halqa_body_read_finish (read, &error);
  g_assert_no_error (error);
  if (answer != NULL)
    *answer = g_steal_pointer (&whole);
  return halqa_reply_get_status (reply);
}

static GByteArray *
new_body (const char *text)
{
  GByteArray *body = g_byte_array_new ();

  return g_byte_array_append (body, (const guint8 *) text, strlen (text));
}

static GByteArray *
new_head (const HalqaExchangeHead *head)
{
  g_autoptr (GBytes) bytes = halqa_exchange_head_encode (head);
  GByteArray *body = g_byte_array_new ();

  return g_byte_array_append (body, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static HalqaExchangeHead
make_head (Fixture *fixture)
{
  HalqaExchangeHead head = { .name = (char *) "Amal", .version = (char *) "0", .upto = 3 };

  memcpy (head.store, "\1\2\3\4\5\6\7\10", HALQA_STORE_ID_SIZE);
  memcpy (head.of, halqa_store_get_store_id (fixture->b->store), HALQA_STORE_ID_SIZE);
  head.time = halqa_store_now ();
  return head;
}

static void
test_no_header (Fixture *fixture, gconstpointer data)
{
  GByteArray *long_text = g_byte_array_new ();
  g_autofree char *text = g_strnfill (5000, 'x');

  g_assert_cmpuint (ask (fixture, "exchange", new_body (""), NULL), ==, 400);
  g_assert_cmpuint (ask (fixture, "exchange", new_body ("\xff\xff"), NULL), ==, 400);
  g_assert_cmpuint (ask (fixture, "exchange", new_body ("\xa0"), NULL), ==, 400);
  g_assert_cmpuint (ask (fixture, "exchange", new_body ("\x9f\xff"), NULL), ==, 400);
  halqa_cbor_put_text (long_text, text, 5000);
  g_assert_cmpuint (ask (fixture, "exchange", long_text, NULL), ==, 413);
}

static void
test_half_a_header (Fixture *fixture, gconstpointer data)
{
  HalqaExchangeHead head = make_head (fixture);
  g_autoptr (GByteArray) whole = new_head (&head);

  for (guint n = 1; n < whole->len; n++)
    {
      GByteArray *part = g_byte_array_new ();

      g_byte_array_append (part, whole->data, n);
      g_assert_cmpuint (ask (fixture, "exchange", part, NULL), ==, 400);
    }
}

static void
test_own_store (Fixture *fixture, gconstpointer data)
{
  HalqaExchangeHead head = make_head (fixture);

  memcpy (head.store, halqa_store_get_store_id (fixture->b->store), HALQA_STORE_ID_SIZE);
  g_assert_cmpuint (ask (fixture, "exchange", new_head (&head), NULL), ==, 400);
}

static void
decode_answer (GBytes *answer, HalqaExchangeHead *head, gsize *n_behind)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (answer, &size);
  gsize head_size = halqa_cbor_item_size (data, size, 1, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (data, head_size);
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_exchange_head_decode (head, bytes, &error));
  g_assert_no_error (error);
  *n_behind = size - head_size;
}

/* A mark of ours that lies beyond what there is belongs to another store. */
static void
test_seen_beyond_upto (Fixture *fixture, gconstpointer data)
{
  HalqaExchangeHead head = make_head (fixture);
  g_auto (HalqaExchangeHead) got = { .name = NULL };
  g_autoptr (GBytes) answer = NULL;
  const guint8 none[HALQA_STORE_ID_SIZE] = { 0 };
  gsize n_behind;

  replica_add_many (fixture->b, 10);
  head.seen = 11;
  g_assert_cmpuint (ask (fixture, "exchange", new_head (&head), &answer), ==, 200);
  decode_answer (answer, &got, &n_behind);
  g_assert_cmpuint (n_behind, ==, 0);
  g_assert_cmpuint (got.upto, ==, 10);
  g_assert_cmpmem (got.of, sizeof got.of, none, sizeof none);
}

static void
test_seen_in_step (Fixture *fixture, gconstpointer data)
{
  HalqaExchangeHead head = make_head (fixture);
  g_auto (HalqaExchangeHead) got = { .name = NULL };
  g_autoptr (GBytes) answer = NULL;
  gsize n_behind;

  replica_add_many (fixture->b, 10);
  head.seen = 9;
  g_assert_cmpuint (ask (fixture, "exchange", new_head (&head), &answer), ==, 200);
  decode_answer (answer, &got, &n_behind);
  g_assert_cmpuint (n_behind, >, 64);
  g_assert_cmpuint (n_behind, <, 1000);
}

/* A later request was answered first: the mark stays where that put it, and the two are no
 * strangers to each other. */
static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  HalqaExchangeHead head = make_head (fixture);
  g_auto (HalqaExchangeHead) got = { .name = NULL };
  g_autoptr (GBytes) answer = NULL;
  HalqaStatus status;
  guint64 seen, acked;
  gsize n_behind;

  replica_add_many (fixture->b, 10);
  replica_get_status (fixture->b, &status);
  memcpy (head.fingerprint, status.fingerprint, sizeof head.fingerprint);
  head.upto = 20;
  g_assert_cmpuint (ask (fixture, "exchange", new_head (&head), NULL), ==, 200);

  memset (head.fingerprint, 0, sizeof head.fingerprint);
  head.upto = 15;
  g_assert_cmpuint (ask (fixture, "exchange", new_head (&head), &answer), ==, 200);
  decode_answer (answer, &got, &n_behind);
  g_assert_cmpmem (got.of, sizeof got.of, head.store, sizeof head.store);
  g_assert_cmpuint (got.seen, ==, 20);
  g_assert_true (halqa_reader_get_seen (fixture->b->reader, head.store, &seen, &acked));
  g_assert_cmpuint (seen, ==, 20);
}

/* Notes of a wrong length are malformed, and so are too many. */
static void
test_notes (Fixture *fixture, gconstpointer data)
{
  static const guint sizes[] = { 0, 64, 16 * 64, 63, 17 * 64 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      HalqaExchangeHead head = make_head (fixture);
      GByteArray *body = new_head (&head);
      g_autoptr (GByteArray) tail = g_byte_array_new ();
      g_autofree guint8 *notes = g_malloc0 (sizes[i] + 1);
      gsize behind = body->len;

      /* Behind "upto", before "store". */
      for (behind = 0; memcmp (body->data + behind, "estore", 6) != 0; behind++)
        g_assert_cmpuint (behind, <, body->len);
      g_byte_array_append (tail, body->data + behind, body->len - behind);
      g_byte_array_set_size (body, behind);
      body->data[0]++;
      halqa_cbor_put_text (body, "known", 5);
      halqa_cbor_put_bytes (body, notes, sizes[i]);
      g_byte_array_append (body, tail->data, tail->len);
      g_assert_cmpuint (ask (fixture, "exchange", body, NULL), ==, i < 3 ? 200 : 400);
    }
}

/* Nothing says that what came before was read: the mark of a stranger stays where it was. */
static void
test_mark_of_a_stranger (Fixture *fixture, gconstpointer data)
{
  HalqaExchangeHead head = make_head (fixture);
  guint64 seen;
  guint64 acked;

  replica_add_many (fixture->b, 1);
  head.upto = 1000;
  g_assert_cmpuint (ask (fixture, "exchange", new_head (&head), NULL), ==, 200);
  g_assert_false (halqa_reader_get_seen (fixture->b->reader, head.store, &seen, &acked));
}

static void
test_later_key (Fixture *fixture, gconstpointer data)
{
  HalqaExchangeHead head = make_head (fixture);
  GByteArray *body = new_head (&head);

  /* One member more, and behind all others in the order of the encoding. */
  body->data[0]++;
  halqa_cbor_put_text (body, "of-later-versions", 17);
  halqa_cbor_put_uint (body, 1);
  g_assert_cmpuint (ask (fixture, "exchange", body, NULL), ==, 200);
}

static void
test_key_twice (Fixture *fixture, gconstpointer data)
{
  HalqaExchangeHead head = make_head (fixture);
  GByteArray *body = new_head (&head);
  const guint8 fingerprint[HALQA_FINGERPRINT_SIZE] = { 0 };

  body->data[0]++;
  halqa_cbor_put_text (body, "fingerprint", 11);
  halqa_cbor_put_bytes (body, fingerprint, sizeof fingerprint);
  g_assert_cmpuint (ask (fixture, "exchange", body, NULL), ==, 400);
}

static void
test_endless_entries (Fixture *fixture, gconstpointer data)
{
  GByteArray *body = g_byte_array_new ();
  guint8 signature[HALQA_SIGNATURE_SIZE] = { 0 };

  for (guint i = 0; i < HALQA_REFUSED_MAX; i++)
    {
      halqa_cbor_put_array (body, 2);
      halqa_cbor_put_bytes (body, (const guint8 *) "x", 1);
      halqa_cbor_put_bytes (body, signature, sizeof signature);
    }
  g_assert_cmpuint (ask (fixture, "entries", body, NULL), ==, 400);
  g_assert_cmpuint (replica_count (fixture->b), ==, 0);
}

static void
test_entries_tell_what_was_refused (Fixture *fixture, gconstpointer data)
{
  GByteArray *body = g_byte_array_new ();
  guint8 signature[HALQA_SIGNATURE_SIZE] = { 0 };
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GPtrArray) refused = NULL;

  halqa_cbor_put_array (body, 2);
  halqa_cbor_put_bytes (body, (const guint8 *) "x", 1);
  halqa_cbor_put_bytes (body, signature, sizeof signature);
  g_assert_cmpuint (ask (fixture, "entries", body, &answer), ==, 200);
  refused = halqa_entries_answer_decode (answer, NULL);
  g_assert_nonnull (refused);
  g_assert_cmpuint (refused->len, ==, 1);
}

static void
test_fetch (Fixture *fixture, gconstpointer data)
{
  GByteArray *much = g_byte_array_new ();
  GByteArray *lying = g_byte_array_new ();
  const guint8 null = 0xf6;
  g_autoptr (GBytes) answer = NULL;

  replica_add_many (fixture->b, 3);
  g_assert_cmpuint (ask (fixture, "fetch", new_body (""), NULL), ==, 400);
  g_assert_cmpuint (ask (fixture, "fetch", new_body ("\x81\x41x"), NULL), ==, 400);
  g_assert_cmpuint (ask (fixture, "fetch", new_body ("\x05"), NULL), ==, 400);
  halqa_cbor_put_array (lying, G_MAXUINT64);
  g_assert_cmpuint (ask (fixture, "fetch", lying, NULL), ==, 400);
  g_byte_array_set_size (much, HALQA_FETCH_MAX + 1);
  memset (much->data, 0, much->len);
  g_assert_cmpuint (ask (fixture, "fetch", much, NULL), ==, 413);
  much = g_byte_array_append (g_byte_array_new (), &null, 1);
  g_assert_cmpuint (ask (fixture, "fetch", much, &answer), ==, 200);
  g_assert_cmpuint (g_bytes_get_size (answer), >, 3 * HALQA_SIGNATURE_SIZE);
}

static void
test_reconcile (Fixture *fixture, gconstpointer data)
{
  GByteArray *much = g_byte_array_new ();
  g_autoptr (GBytes) answer = NULL;

  g_assert_cmpuint (ask (fixture, "reconcile", new_body (""), NULL), ==, 400);
  g_assert_cmpuint (ask (fixture, "reconcile", new_body ("\x10halqa"), NULL), ==, 400);
  g_byte_array_set_size (much, HALQA_RECONCILE_MAX + 1);
  memset (much->data, 0x61, much->len);
  g_assert_cmpuint (ask (fixture, "reconcile", much, NULL), ==, 413);
  /* Of a later version of that protocol: it is told which one is spoken here. */
  g_assert_cmpuint (ask (fixture, "reconcile", new_body ("\x62..."), &answer), ==, 200);
  g_assert_cmpmem (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), "\x61", 1);
}

static void
test_unknown_endpoint (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (ask (fixture, "everything", new_body (""), NULL), ==, 404);
  g_assert_cmpuint (ask (fixture, "live", new_body (""), NULL), ==, 404);
}

#define ADD(path, func) g_test_add ("/sync/exchange/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  ADD ("a-body-without-a-header-is-malformed", test_no_header);
  ADD ("a-header-that-is-cut-off-is-malformed", test_half_a_header);
  ADD ("our-own-store-id-is-not-another's", test_own_store);
  ADD ("seen-beyond-upto-counts-as-another-store", test_seen_beyond_upto);
  ADD ("a-request-that-was-overtaken-moves-nothing-back", test_overtaken);
  ADD ("notes-on-others-are-checked", test_notes);
  ADD ("seen-in-step-is-answered-with-what-came-since", test_seen_in_step);
  ADD ("the-mark-of-a-stranger-does-not-move", test_mark_of_a_stranger);
  ADD ("a-key-of-a-later-version-is-passed-over", test_later_key);
  ADD ("a-key-that-stands-twice-is-malformed", test_key_twice);
  ADD ("twenty-refused-entries-end-a-request", test_endless_entries);
  ADD ("the-answer-to-entries-names-the-refused", test_entries_tell_what_was_refused);
  ADD ("a-fetch-is-checked-and-bounded", test_fetch);
  ADD ("a-reconciliation-is-checked-and-bounded", test_reconcile);
  ADD ("what-is-not-there-is-404", test_unknown_endpoint);
  return g_test_run ();
}
