/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-error.h"
#include "http-impostor.h"
#include "http-peers.h"

/* HTTP between two laptops, over real sockets: what members get from each other, and whom a client
 * believes. */

/* --- members */

static void
test_member_is_answered (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 65536, 65537, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      assert_echo (fixture->brahim, fixture->address, sizes[i], HALQA_REQUEST_COMPRESS);
      assert_echo (fixture->brahim, fixture->address, sizes[i], HALQA_REQUEST_PLAIN);
    }
  g_assert_cmpuint (fixture->log.n_requests, ==, 2 * G_N_ELEMENTS (sizes));
  g_assert_cmpuint (fixture->log.n_broken, ==, 0);
  assert_device (&fixture->log.last_device, fixture->brahim);
}

static void
test_reply_names_the_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = make_body (300000, 1);
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;
  guint64 sent;
  guint64 received;

  reply = ask (fixture->brahim, fixture->address, "exchange", body, &error);
  g_assert_no_error (error);
  assert_device (halqa_reply_get_device (reply), fixture->amina);
  back = read_all (halqa_reply_get_body (reply), &error);
  g_assert_no_error (error);
  halqa_reply_get_traffic (reply, &sent, &received);
  g_assert_cmpuint (sent, >, 1000);
  g_assert_cmpuint (sent, <, 200000);
  g_assert_cmpuint (received, ==, sent);
}

static void
note_port_cb (SoupServer *soup, SoupServerMessage *message, Fixture *fixture)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  g_assert_cmpuint (fixture->n_ports, <, G_N_ELEMENTS (fixture->ports));
  fixture->ports[fixture->n_ports++] =
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (remote));
}

static void
test_connection_is_used_again (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (soup_of (fixture->amina), "request-started", G_CALLBACK (note_port_cb),
                    fixture);
  for (guint i = 0; i < 10; i++)
    assert_echo (fixture->brahim, fixture->address, i * 20000, HALQA_REQUEST_COMPRESS);
  g_assert_cmpuint (fixture->n_ports, ==, 10);
  for (guint i = 1; i < fixture->n_ports; i++)
    g_assert_cmpuint (fixture->ports[i], ==, fixture->ports[0]);
}

static void
test_dead_connection_is_replaced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = g_strdup (fixture->address);

  assert_echo (fixture->brahim, address, 1000, HALQA_REQUEST_COMPRESS);
  halqa_transport_close (fixture->amina->transport);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&fixture->amina->transport));
  open_server (fixture, address);
  assert_echo (fixture->brahim, address, 1000, HALQA_REQUEST_COMPRESS);
}

static void
test_many_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = make_body (5000, 9);
  GAsyncResult *results[24] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (body);

      halqa_transport_request_async (fixture->brahim->transport, fixture->brahim->store,
                                     fixture->address, NULL, "exchange", stream,
                                     HALQA_REQUEST_COMPRESS, NULL, keep_result_cb, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (HalqaReply) reply = NULL;
      g_autoptr (GBytes) back = NULL;
      g_autoptr (GError) error = NULL;

      WAIT_FOR (results[i] != NULL);
      reply = halqa_transport_request_finish (fixture->brahim->transport, results[i], &error);
      g_assert_no_error (error);
      back = read_all (halqa_reply_get_body (reply), &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (back, body));
      g_object_unref (results[i]);
    }
}

static void
test_sender_can_be_asked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = NULL;

  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
  g_assert_null (fixture->log.last_address);
  g_assert_true (halqa_transport_listen (fixture->brahim->transport, "127.0.0.1:0", NULL));
  address = halqa_transport_dup_address (fixture->brahim->transport);
  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
  g_assert_cmpstr (fixture->log.last_address, ==, address);
}

static void
test_listens_everywhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autofree char *by_name = NULL;

  g_assert_true (halqa_transport_listen (fixture->brahim->transport, "*:0", NULL));
  address = halqa_transport_dup_address (fixture->brahim->transport);
  g_assert_true (g_str_has_prefix (address, "0.0.0.0:"));
  halqa_transport_set_handler (fixture->brahim->transport, echo_handler, &fixture->log);
  by_name = g_strconcat ("localhost", strchr (address, ':'), NULL);
  assert_echo (fixture->amina, address, 10, HALQA_REQUEST_PLAIN);
  assert_echo (fixture->amina, by_name, 10, HALQA_REQUEST_PLAIN);
}

/* --- the other side of the coin: whom a client talks to */

static void
assert_ask_fails (Fixture *fixture,
                  const char *address,
                  HalqaRequestFlags flags,
                  GQuark domain,
                  int code)
{
  g_autoptr (GBytes) body = make_body (100, 2);
  g_autoptr (GError) error = NULL;

  g_assert_null (ask_with (fixture->brahim, address, NULL, "exchange", body, flags, &error));
  g_assert_error (error, domain, code);
}

static void
test_forum_not_there (Fixture *fixture, gconstpointer data)
{
  static const HalqaForumKey other = { { "another forum..." }, "another key, of other members.." };
  Peer *stranger = peer_new (&other);
  g_autofree char *address = NULL;

  stranger->transport = halqa_http_transport_new (stranger->identity);
  halqa_transport_add_store (stranger->transport, stranger->store);
  g_assert_true (halqa_transport_listen (stranger->transport, "127.0.0.1:0", NULL));
  address = halqa_transport_dup_address (stranger->transport);
  assert_ask_fails (fixture, address, HALQA_REQUEST_PLAIN, HALQA_SYNC_ERROR,
                    HALQA_SYNC_ERROR_NOT_MEMBER);
  peer_free (stranger);
}

static void
test_impostors (Fixture *fixture, gconstpointer data)
{
  Peer *impostor = peer_new (&peer_forum);
  g_autofree char *of_amina = NULL;
  g_autofree char *as_client = NULL;
  const char *proofs[3];

  of_amina = halqa_membership_prove (peer_forum.key, HALQA_ROLE_SERVER,
                                     halqa_identity_get_device (fixture->amina->identity));
  as_client = halqa_membership_prove (peer_forum.key, HALQA_ROLE_MEMBER,
                                      halqa_identity_get_device (impostor->identity));
  proofs[0] = NULL;
  proofs[1] = of_amina;
  proofs[2] = as_client;
  for (guint i = 0; i < G_N_ELEMENTS (proofs); i++)
    {
      Impostor *server = impostor_new (impostor->identity, proofs[i]);

      assert_ask_fails (fixture, server->address, HALQA_REQUEST_PLAIN, HALQA_SYNC_ERROR,
                        HALQA_SYNC_ERROR_NOT_MEMBER);
      g_assert_cmpuint (impostor_count_heard (server), >, 0);
      impostor_free (server);
    }
  peer_free (impostor);
}

static void
test_entries_wait_for_a_proof (Fixture *fixture, gconstpointer data)
{
  Peer *other = peer_new (&peer_forum);
  Impostor *server = impostor_new (other->identity, NULL);
  g_autoptr (GBytes) secret = g_bytes_new_static ("the secret of a forum", 21);
  g_autoptr (GError) error = NULL;

  /* A new connection: the impostor hears nothing at all. */
  g_assert_null (ask_with (fixture->brahim, server->address, NULL, "exchange", secret,
                           HALQA_REQUEST_MEMBERS_ONLY, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_UNPROVEN);
  g_clear_error (&error);
  g_assert_cmpuint (impostor_count_heard (server), ==, 0);

  /* Nor do they follow where it was asked without entries and could not prove itself. */
  g_assert_null (ask_with (fixture->brahim, server->address, NULL, "exchange", NULL,
                           HALQA_REQUEST_PLAIN, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER);
  g_clear_error (&error);
  g_assert_null (ask_with (fixture->brahim, server->address, NULL, "exchange", secret,
                           HALQA_REQUEST_MEMBERS_ONLY, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_UNPROVEN);
  g_clear_error (&error);
  g_assert_cmpuint (impostor_count_heard (server), >, 0);
  g_assert_false (impostor_heard (server, "secret"));

  /* Who is expected must be the one that answers, whatever the body. */
  g_assert_null (ask_with (fixture->brahim, server->address,
                           halqa_identity_get_device (fixture->amina->identity), "exchange", secret,
                           HALQA_REQUEST_MEMBERS_ONLY, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_PEER);
  g_assert_false (impostor_heard (server, "secret"));
  impostor_free (server);
  peer_free (other);
}

/* A member's open connection is no way to whoever else is expected at its address. */
static void
test_expected_on_open_connection (Fixture *fixture, gconstpointer data)
{
  const HalqaDeviceId *other = halqa_identity_get_device (fixture->brahim->identity);
  const HalqaDeviceId *right = halqa_identity_get_device (fixture->amina->identity);
  g_autoptr (GBytes) body = make_body (1000, 6);
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
  g_assert_null (ask_with (fixture->brahim, fixture->address, other, "exchange", body,
                           HALQA_REQUEST_MEMBERS_ONLY, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_PEER);
  g_clear_error (&error);
  WAIT_FOR (fixture->log.n_requests == 2);
  g_assert_cmpuint (fixture->log.n_broken, ==, 1);

  reply = ask_with (fixture->brahim, fixture->address, right, "exchange", body,
                    HALQA_REQUEST_MEMBERS_ONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (halqa_reply_get_status (reply), ==, 200);
}

static void
test_proof_is_remembered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = NULL;

  assert_ask_fails (fixture, fixture->address, HALQA_REQUEST_MEMBERS_ONLY, HALQA_SYNC_ERROR,
                    HALQA_SYNC_ERROR_UNPROVEN);
  g_assert_cmpuint (fixture->log.n_requests, ==, 0);
  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_MEMBERS_ONLY);

  /* And who has asked us is known without having been asked. */
  g_assert_true (halqa_transport_listen (fixture->brahim->transport, "127.0.0.1:0", NULL));
  halqa_transport_set_handler (fixture->brahim->transport, echo_handler, &fixture->log);
  address = halqa_transport_dup_address (fixture->brahim->transport);
  assert_echo (fixture->amina, address, 10, HALQA_REQUEST_MEMBERS_ONLY);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  halqa_transport_close (fixture->amina->transport);
  assert_ask_fails (fixture, fixture->address, HALQA_REQUEST_PLAIN, G_IO_ERROR,
                    G_IO_ERROR_CONNECTION_REFUSED);
  assert_ask_fails (fixture, "nonsense", HALQA_REQUEST_PLAIN, HALQA_SYNC_ERROR,
                    HALQA_SYNC_ERROR_INVALID);
}

static void
version_handler (HalqaRequest *request, gpointer user_data)
{
  halqa_request_respond_error (request, 409, "this laptop speaks version 2 of the protocol");
}

static void
test_other_version (Fixture *fixture, gconstpointer data)
{
  halqa_transport_set_handler (fixture->amina->transport, version_handler, NULL);
  assert_ask_fails (fixture, fixture->address, HALQA_REQUEST_PLAIN, HALQA_SYNC_ERROR,
                    HALQA_SYNC_ERROR_VERSION);
}

/* Who has to update is known by the number that the other side tells. */
static void
test_who_has_to_update (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *status;
    int code;
  } cases[] = {
    { "409 Conflict\r\nHalqa-Version: 2", HALQA_SYNC_ERROR_OUTDATED },
    { "409 Conflict\r\nHalqa-Version: 0", HALQA_SYNC_ERROR_VERSION },
    { "409 Conflict\r\nHalqa-Version: new", HALQA_SYNC_ERROR_VERSION },
    { "409 Conflict", HALQA_SYNC_ERROR_VERSION },
  };
  Peer *other = peer_new (&peer_forum);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Impostor *server = impostor_new (other->identity, NULL);

      server->status = cases[i].status;
      assert_ask_fails (fixture, server->address, HALQA_REQUEST_PLAIN, HALQA_SYNC_ERROR,
                        cases[i].code);
      impostor_free (server);
    }
  peer_free (other);
}

static void
test_dropped_request (Fixture *fixture, gconstpointer data)
{
  HalqaRequest *request = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, keep_request, &request);
  halqa_transport_request_async (fixture->brahim->transport, fixture->brahim->store,
                                 fixture->address, NULL, "exchange", NULL, HALQA_REQUEST_PLAIN,
                                 NULL, keep_result_cb, &result);
  WAIT_FOR (request != NULL);
  g_assert_finalize_object (request);
  WAIT_FOR (result != NULL);
  reply = halqa_transport_request_finish (fixture->brahim->transport, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (halqa_reply_get_status (reply), ==, 500);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HalqaRequest) request = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, keep_request, &request);
  halqa_transport_request_async (fixture->brahim->transport, fixture->brahim->store,
                                 fixture->address, NULL, "exchange", NULL, HALQA_REQUEST_PLAIN,
                                 cancellable, keep_result_cb, &result);
  WAIT_FOR (request != NULL);
  g_cancellable_cancel (cancellable);
  WAIT_FOR (result != NULL);
  g_assert_null (halqa_transport_request_finish (fixture->brahim->transport, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  halqa_request_respond (request, 200, NULL, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/sync/http/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("who-has-to-update", test_who_has_to_update);
  ADD ("member/is-answered-with-what-it-sent", test_member_is_answered);
  ADD ("member/reply-names-the-device-and-counts-bytes", test_reply_names_the_device);
  ADD ("member/connection-is-used-again", test_connection_is_used_again);
  ADD ("member/dead-connection-is-replaced", test_dead_connection_is_replaced);
  ADD ("member/many-requests-at-once-are-answered", test_many_at_once);
  ADD ("member/sender-that-listens-can-be-asked", test_sender_can_be_asked);
  ADD ("member/listens-on-every-interface", test_listens_everywhere);
  ADD ("server/without-the-forum-is-no-member", test_forum_not_there);
  ADD ("server/without-its-own-proof-is-no-member", test_impostors);
  ADD ("server/gets-no-entries-before-its-proof", test_entries_wait_for_a_proof);
  ADD ("server/expected-device-is-checked-on-an-open-connection", test_expected_on_open_connection);
  ADD ("server/proof-is-remembered-by-key", test_proof_is_remembered);
  ADD ("server/nobody-there-is-refused", test_nobody_there);
  ADD ("server/of-another-version-is-told", test_other_version);
  ADD ("server/dropped-request-is-an-error", test_dropped_request);
  ADD ("server/cancelled-is-not-waited-for", test_cancelled);
  return g_test_run ();
}
