/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-error.h"
#include "halqa-http-client.h"
#include "halqa-live-message.h"
#include "http-peers.h"

/* The WebSocket between two laptops in reach. Brahim dials, and listens nowhere. */

typedef struct
{
  guint n_up;
  guint n_down;
} LiveLog;

static void
live_cb (HalqaStore *store, const HalqaDeviceId *device, gboolean is_up, gpointer user_data)
{
  LiveLog *log = user_data;

  if (is_up)
    log->n_up++;
  else
    log->n_down++;
}

static gboolean
has_live (Peer *peer, Peer *other)
{
  return halqa_transport_has_live (peer->transport, peer->store,
                                   halqa_identity_get_device (other->identity));
}

/* Brahim's side serves too. */
static void
go_live (Fixture *fixture, EchoLog *log)
{
  halqa_transport_set_handler (fixture->brahim->transport, echo_handler, log);
  halqa_transport_keep_live (fixture->brahim->transport, fixture->brahim->store, fixture->address,
                             halqa_identity_get_device (fixture->amina->identity));
  WAIT_FOR (has_live (fixture->brahim, fixture->amina) &&
            has_live (fixture->amina, fixture->brahim));
}

/* Asks without an address, so over the live connection or not at all. */
static HalqaReply *
ask_live (Peer *peer, Peer *other, const char *endpoint, GBytes *body, GError **error)
{
  return ask_with (peer, NULL, halqa_identity_get_device (other->identity), endpoint, body,
                   HALQA_REQUEST_COMPRESS | HALQA_REQUEST_MEMBERS_ONLY, error);
}

static void
assert_live_echo (Peer *peer, Peer *other, gsize size)
{
  g_autoptr (GBytes) body = make_body (size, (guint32) size);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaReply) reply = ask_live (peer, other, "exchange", body, &error);
  g_autoptr (GBytes) back = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (halqa_reply_get_status (reply), ==, 200);
  assert_device (halqa_reply_get_device (reply), other);
  back = read_all (halqa_reply_get_body (reply), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (back, body));
}

static void
test_both_ways (Fixture *fixture, gconstpointer data)
{
  EchoLog log = { 0 };

  go_live (fixture, &log);
  assert_live_echo (fixture->amina, fixture->brahim, 5);
  assert_live_echo (fixture->brahim, fixture->amina, 5000);
  assert_live_echo (fixture->amina, fixture->brahim, 60000);
  assert_device (&log.last_device, fixture->amina);
  g_assert_cmpuint (log.n_requests, ==, 2);
  g_assert_cmpuint (fixture->log.n_requests, ==, 1);
  g_free (log.last_address);
}

/* What does not fit into a message goes by HTTP, without who asks noticing. */
static void
test_large_goes_by_http (Fixture *fixture, gconstpointer data)
{
  EchoLog log = { 0 };

  go_live (fixture, &log);
  assert_echo (fixture->brahim, fixture->address, 3 * 1024 * 1024, HALQA_REQUEST_PLAIN);
  assert_echo (fixture->brahim, fixture->address, 1000, HALQA_REQUEST_COMPRESS);
  g_assert_cmpuint (fixture->log.n_requests, ==, 2);
}

static HalqaRequest *held[8];
static guint n_held;

static void
hold_request (HalqaRequest *request, gpointer user_data)
{
  g_assert_cmpuint (n_held, <, G_N_ELEMENTS (held));
  held[n_held++] = g_object_ref (request);
}

static void
ask_async (Peer *peer, Peer *other, const char *endpoint, GAsyncResult **result)
{
  g_autoptr (GBytes) body = make_body (100, 1);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (body);

  halqa_transport_request_async (peer->transport, peer->store, NULL,
                                 halqa_identity_get_device (other->identity), endpoint, stream,
                                 HALQA_REQUEST_PLAIN, NULL, keep_result_cb, result);
}

/* Answers come in any order, each to its question; a fifth question is not even sent. */
static void
test_four_at_a_time (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[5] = { NULL };
  g_autoptr (GError) error = NULL;
  EchoLog log = { 0 };

  go_live (fixture, &log);
  n_held = 0;
  halqa_transport_set_handler (fixture->amina->transport, hold_request, NULL);
  for (guint i = 0; i < 4; i++)
    ask_async (fixture->brahim, fixture->amina, "fetch", &results[i]);
  WAIT_FOR (n_held == 4);
  ask_async (fixture->brahim, fixture->amina, "fetch", &results[4]);
  WAIT_FOR (results[4] != NULL);
  g_assert_null (halqa_transport_request_finish (fixture->brahim->transport, results[4], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  for (guint i = 4; i > 0; i--)
    {
      g_autoptr (HalqaReply) reply = NULL;

      halqa_request_respond_error (held[i - 1], 400 + i, "one of four");
      g_clear_object (&held[i - 1]);
      WAIT_FOR (results[i - 1] != NULL);
      reply = halqa_transport_request_finish (fixture->brahim->transport, results[i - 1], NULL);
      g_assert_cmpuint (halqa_reply_get_status (reply), ==, 400 + i);
    }
  for (guint i = 0; i < 5; i++)
    g_object_unref (results[i]);
}

/* The other side goes: what was asked ends, and both are told. */
static void
test_end_is_noticed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EchoLog echo = { 0 };
  LiveLog log = { 0 };

  halqa_transport_set_live_func (fixture->amina->transport, live_cb, &log);
  go_live (fixture, &echo);
  g_assert_cmpuint (log.n_up, ==, 1);
  n_held = 0;
  halqa_transport_set_handler (fixture->brahim->transport, hold_request, NULL);
  ask_async (fixture->amina, fixture->brahim, "exchange", &result);
  WAIT_FOR (n_held == 1);
  halqa_transport_close (fixture->brahim->transport);
  WAIT_FOR (result != NULL && log.n_down == 1);
  g_assert_false (has_live (fixture->amina, fixture->brahim));
  g_assert_null (halqa_transport_request_finish (fixture->amina->transport, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_object (&held[0]);
}

/* Amina's laptop is in another network. */
static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  EchoLog echo = { 0 };

  go_live (fixture, &echo);
  halqa_transport_renew (fixture->amina->transport);
  g_assert_false (has_live (fixture->amina, fixture->brahim));
  WAIT_FOR (!has_live (fixture->brahim, fixture->amina));
  go_live (fixture, &echo);
}

/* Brahim does not know of it: it is the connection that has ended, and does not come again. */
static void
test_removed (Fixture *fixture, gconstpointer data)
{
  EchoLog echo = { 0 };

  go_live (fixture, &echo);
  peer_remove (fixture->amina, fixture->brahim);
  WAIT_FOR (!has_live (fixture->amina, fixture->brahim) &&
            !has_live (fixture->brahim, fixture->amina));
  halqa_transport_keep_live (fixture->brahim->transport, fixture->brahim->store, fixture->address,
                             halqa_identity_get_device (fixture->amina->identity));
  g_assert_null (ask (fixture->brahim, fixture->address, "fetch", NULL, NULL));
  g_assert_false (has_live (fixture->brahim, fixture->amina));
}

static gboolean
is_echoed (Peer *peer, Peer *other)
{
  g_autoptr (GBytes) body = make_body (10, 1);
  g_autoptr (HalqaReply) reply = ask_live (peer, other, "exchange", body, NULL);

  return reply != NULL;
}

/* Both dial at once: both keep the same one in the end, and it carries. */
static void
test_dialled_by_both (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  EchoLog echo = { 0 };

  halqa_transport_set_handler (fixture->brahim->transport, echo_handler, &echo);
  g_assert_true (halqa_transport_listen (fixture->brahim->transport, "127.0.0.1:0", &error));
  address = halqa_transport_dup_address (fixture->brahim->transport);
  halqa_transport_keep_live (fixture->brahim->transport, fixture->brahim->store, fixture->address,
                             halqa_identity_get_device (fixture->amina->identity));
  halqa_transport_keep_live (fixture->amina->transport, fixture->amina->store, address,
                             halqa_identity_get_device (fixture->brahim->identity));
  WAIT_FOR (has_live (fixture->brahim, fixture->amina) &&
            has_live (fixture->amina, fixture->brahim));
  /* The first may still be given up for the better one. */
  WAIT_FOR (is_echoed (fixture->amina, fixture->brahim));
  WAIT_FOR (is_echoed (fixture->brahim, fixture->amina));
  g_free (echo.last_address);
}

static void
test_stranger_is_refused (Fixture *fixture, gconstpointer data)
{
  HalqaForumKey key = peer_forum;
  Peer *chama;

  key.key[0] ^= 1;
  chama = peer_new (&key);
  chama->transport = halqa_http_transport_new (chama->identity);
  halqa_transport_add_store (chama->transport, chama->store);
  halqa_transport_keep_live (chama->transport, chama->store, fixture->address,
                             halqa_identity_get_device (fixture->amina->identity));
  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
  g_assert_false (has_live (chama, fixture->amina));
  g_assert_false (has_live (fixture->amina, chama));
  peer_free (chama);
}

/* --- a member that does not keep to the protocol */

typedef struct
{
  HalqaHttpClient *client;
  SoupSession *session; /* borrowed of it */
  GAsyncResult *result;
  SoupWebsocketConnection *socket;
  GPtrArray *answers; /* of GBytes */
} Raw;

static gboolean
accept_cb (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags errors)
{
  return TRUE;
}

static void
keep_answer_cb (SoupWebsocketConnection *socket, gint type, GBytes *bytes, Raw *raw)
{
  g_ptr_array_add (raw->answers, g_bytes_ref (bytes));
}

static void
raw_begin (Raw *raw, Fixture *fixture)
{
  g_autoptr (HalqaRoster) roster = halqa_roster_new ();
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (fixture->brahim->store);
  const HalqaKey *key = halqa_keyring_get_newest (keyring);
  g_autofree char *tag = halqa_hex_dup (key->tag, HALQA_TAG_SIZE);
  g_autofree char *url = g_strdup_printf ("wss://halqa/halqa/1/f/%s/live", tag);

  raw->result = NULL;
  raw->client = halqa_http_client_new (fixture->brahim->identity, roster);
  raw->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  raw->session = halqa_http_client_ensure_session (raw->client, key, fixture->address, NULL);
  message = soup_message_new ("GET", url);
  soup_message_set_tls_client_certificate (message,
                                           halqa_http_client_ensure_certificate (raw->client, key,
                                                                                 NULL));
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  soup_session_websocket_connect_async (raw->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                        keep_result_cb, &raw->result);
}

static void
raw_end (Raw *raw, Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = g_steal_pointer (&raw->result);
  g_autoptr (GError) error = NULL;

  raw->socket = soup_session_websocket_connect_finish (raw->session, result, &error);
  g_assert_no_error (error);
  /* It was offered, and is not agreed on. */
  g_assert_null (soup_websocket_connection_get_extensions (raw->socket));
  g_signal_connect (raw->socket, "message", G_CALLBACK (keep_answer_cb), raw);
  WAIT_FOR (has_live (fixture->amina, fixture->brahim));
}

static void
raw_open (Raw *raw, Fixture *fixture)
{
  raw_begin (raw, fixture);
  WAIT_FOR (raw->result != NULL);
  raw_end (raw, fixture);
}

static void
raw_close (Raw *raw)
{
  halqa_http_client_close (raw->client);
  g_ptr_array_unref (raw->answers);
  g_object_unref (raw->socket);
  g_object_unref (raw->client);
}

static void
raw_send (Raw *raw, guint8 kind, guint8 number, gsize size)
{
  g_autofree guint8 *data = g_malloc0 (size);
  g_autoptr (GBytes) bytes = NULL;

  data[0] = kind;
  if (size > 4)
    data[4] = number;
  bytes = g_bytes_new (data, size);
  soup_websocket_connection_send_message (raw->socket, SOUP_WEBSOCKET_DATA_BINARY, bytes);
}

static void
assert_answer (Raw *raw, guint i, guint8 number, guint status)
{
  g_auto (HalqaLiveMessage) message = { 0 };

  WAIT_FOR (raw->answers->len > i);
  g_assert_true (halqa_live_message_decode (&message, g_ptr_array_index (raw->answers, i), NULL));
  g_assert_true (message.is_answer);
  g_assert_cmpuint (message.number, ==, number);
  g_assert_cmpuint (message.status, ==, status);
}

static void
test_bad_member (Fixture *fixture, gconstpointer data)
{
  Raw raw;

  raw_open (&raw, fixture);
  raw_send (&raw, 0x3f, 1, 100);
  assert_answer (&raw, 0, 1, 404);
  raw_send (&raw, 6, 1, 44);
  assert_answer (&raw, 1, 1, 404);
  /* An answer that nobody waits for. */
  raw_send (&raw, 0x80, 9, 50);
  n_held = 0;
  halqa_transport_set_handler (fixture->amina->transport, hold_request, NULL);
  for (guint8 i = 2; i < 7; i++)
    raw_send (&raw, 3, i, 10);
  assert_answer (&raw, 2, 6, 429);
  g_assert_cmpuint (n_held, ==, 4);
  /* One that is given up is answered. */
  g_clear_object (&held[0]);
  assert_answer (&raw, 3, 2, 500);
  for (guint i = 1; i < 4; i++)
    g_clear_object (&held[i]);
  assert_answer (&raw, 6, 5, 500);

  raw_send (&raw, 1, 8, 2 * 1024 * 1024);
  WAIT_FOR (!has_live (fixture->amina, fixture->brahim));
  raw_close (&raw);

  raw_open (&raw, fixture);
  soup_websocket_connection_send_text (raw.socket, "exchange");
  WAIT_FOR (!has_live (fixture->amina, fixture->brahim));
  raw_close (&raw);

  raw_open (&raw, fixture);
  raw_send (&raw, 1, 0, 4);
  WAIT_FOR (!has_live (fixture->amina, fixture->brahim));
  raw_close (&raw);
}

/* As many bytes as an answer may have, whatever is asked. */
static void
give_much (HalqaRequest *request, gpointer n_given)
{
  g_autoptr (GBytes) body = make_body (HALQA_LIVE_MESSAGE_MAX - 100, 1);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (body);

  ++*(guint *) n_given;
  halqa_request_respond (request, 200, stream, FALSE);
}

/* Behind the back of the WebSocket, which would read. */
static void
raw_write_request (Raw *raw)
{
  static const guint8 frame[] = { 0x82, 0x80 | 5, 0, 0, 0, 0, 3, 0, 0, 0, 1 };
  GIOStream *stream = soup_websocket_connection_get_io_stream (raw->socket);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), frame, sizeof frame, NULL,
                             NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  Raw raw;
  Fixture *fixture;
  gint is_open;
} Deaf;

/* It is opened on a context, which is returned, that nobody runs afterwards: so it hears nothing. */
static gpointer
open_deaf (gpointer user_data)
{
  GMainContext *context = g_main_context_new ();
  Deaf *deaf = user_data;

  g_main_context_push_thread_default (context);
  raw_begin (&deaf->raw, deaf->fixture);
  while (deaf->raw.result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_atomic_int_set (&deaf->is_open, TRUE);
  return context;
}

/* One who asks and reads nothing is cut off before the answers have taken the memory. */
static void
test_unread (Fixture *fixture, gconstpointer data)
{
  Deaf deaf = { .fixture = fixture };
  guint n_given = 0;
  g_autoptr (GMainContext) unheard = NULL;
  GThread *thread;

  halqa_transport_set_handler (fixture->amina->transport, give_much, &n_given);
  thread = g_thread_new ("deaf", open_deaf, &deaf);
  WAIT_FOR (g_atomic_int_get (&deaf.is_open));
  unheard = g_thread_join (thread);
  raw_end (&deaf.raw, fixture);
  for (guint i = 0; i < 2000 && n_given < 40 && has_live (fixture->amina, fixture->brahim); i++)
    {
      raw_write_request (&deaf.raw);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (1000);
    }
  g_assert_false (has_live (fixture->amina, fixture->brahim));
  g_assert_cmpuint (n_given, <, 40);
  raw_close (&deaf.raw);
}

/* --- messages */

static void
test_round_trip (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("abc", 3);
  const HalqaLiveMessage request = { .endpoint = "fetch", .number = 0x01020304, .body = body };
  const HalqaLiveMessage answer = {
    .is_answer = TRUE, .is_packed = TRUE, .number = 7, .status = 200, .body = body
  };
  static const guint8 request_bytes[] = { 3, 1, 2, 3, 4, 'a', 'b', 'c' };
  static const guint8 answer_bytes[] = { 0xc0, 0, 0, 0, 7, 0, 200, 'a', 'b', 'c' };
  g_autoptr (GBytes) one = halqa_live_message_encode (&request);
  g_autoptr (GBytes) other = halqa_live_message_encode (&answer);
  g_auto (HalqaLiveMessage) decoded = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpmem (request_bytes, sizeof request_bytes, g_bytes_get_data (one, NULL),
                   g_bytes_get_size (one));
  g_assert_cmpmem (answer_bytes, sizeof answer_bytes, g_bytes_get_data (other, NULL),
                   g_bytes_get_size (other));
  g_assert_true (halqa_live_message_decode (&decoded, other, &error));
  g_assert_no_error (error);
  g_assert_true (decoded.is_answer && decoded.is_packed);
  g_assert_cmpuint (decoded.number, ==, 7);
  g_assert_cmpuint (decoded.status, ==, 200);
  g_assert_true (g_bytes_equal (decoded.body, body));
}

static void
test_unknown_kind (void)
{
  static const guint8 later[] = { 0x2a, 0, 0, 0, 1, 9 };
  static const guint8 short_head[] = { 1, 0, 0, 0 };
  static const guint8 short_answer[] = { 0x80, 0, 0, 0, 1, 0 };
  g_autoptr (GBytes) known_later = g_bytes_new_static (later, sizeof later);
  g_autoptr (GBytes) cut = g_bytes_new_static (short_head, sizeof short_head);
  g_autoptr (GBytes) cut_answer = g_bytes_new_static (short_answer, sizeof short_answer);
  g_auto (HalqaLiveMessage) message = { 0 };
  g_auto (HalqaLiveMessage) refused = { 0 };

  g_assert_true (halqa_live_message_decode (&message, known_later, NULL));
  g_assert_null (message.endpoint);
  g_assert_false (halqa_live_message_decode (&refused, cut, NULL));
  g_assert_false (halqa_live_message_decode (&refused, cut_answer, NULL));
  g_assert_false (halqa_live_message_carries ("live"));
}

static void
test_part (void)
{
  g_autofree char *digits = g_strnfill (64, 'a');
  g_autofree char *endpoint = g_strconcat ("blob/", digits, NULL);
  g_autoptr (GBytes) body = halqa_live_part_encode (endpoint, 70000);
  g_autoptr (GBytes) far = halqa_live_part_encode (endpoint, G_MAXUINT64);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (body, 0, 39);
  g_autofree char *range = NULL;
  g_autofree char *outside = NULL;
  g_autofree char *asked = halqa_live_part_decode (body, &range);
  g_autofree char *asked_far = halqa_live_part_decode (far, &outside);

  g_assert_cmpstr (asked, ==, endpoint);
  g_assert_cmpstr (range, ==, "bytes=70000-135535");
  g_assert_cmpstr (asked_far, ==, endpoint);
  g_assert_cmpstr (outside, ==, "bytes=26214400-26279935");
  g_assert_null (halqa_live_part_decode (cut, &range));
}

#define ADD(path, func) g_test_add ("/sync/live/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("asks-both-ways-whoever-dialled", test_both_ways);
  ADD ("what-is-large-goes-by-http", test_large_goes_by_http);
  ADD ("four-questions-at-a-time", test_four_at_a_time);
  ADD ("an-end-is-noticed", test_end_is_noticed);
  ADD ("another-network-ends-it", test_cut_off);
  ADD ("who-does-not-read-is-cut-off", test_unread);
  ADD ("removed-is-cut-off", test_removed);
  ADD ("dialled-by-both-is-one", test_dialled_by_both);
  ADD ("a-stranger-is-refused", test_stranger_is_refused);
  ADD ("a-bad-member-is-bounded", test_bad_member);
  g_test_add_func ("/sync/live/message/round-trip", test_round_trip);
  g_test_add_func ("/sync/live/message/part-of-a-blob", test_part);
  g_test_add_func ("/sync/live/message/a-kind-of-later-is-no-error", test_unknown_kind);
  return g_test_run ();
}
