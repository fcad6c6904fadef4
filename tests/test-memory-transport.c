/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-error.h"
#include "halqa-pipe.h"
#include "memory-transport.h"
#include "transport-peers.h"

/* The twin in memory keeps the rules of the real transport, so that what is tested on it holds. */

typedef struct
{
  HalqaMemoryHub *hub;
  Peer *amina; /* who serves */
  Peer *brahim; /* who asks */
  char *address; /* Amina's */
  EchoLog log;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->hub = halqa_memory_hub_new ();
  fixture->amina = peer_new (&peer_forum);
  fixture->amina->transport = halqa_memory_transport_new (fixture->hub, fixture->amina->identity);
  halqa_transport_add_store (fixture->amina->transport, fixture->amina->store);
  halqa_transport_set_handler (fixture->amina->transport, echo_handler, &fixture->log);
  g_assert_null (halqa_transport_dup_address (fixture->amina->transport));
  g_assert_true (halqa_transport_listen (fixture->amina->transport, "*:0", &error));
  g_assert_no_error (error);
  fixture->address = halqa_transport_dup_address (fixture->amina->transport);

  fixture->brahim = peer_new (&peer_forum);
  fixture->brahim->transport = halqa_memory_transport_new (fixture->hub, fixture->brahim->identity);
  halqa_transport_add_store (fixture->brahim->transport, fixture->brahim->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_free (fixture->brahim);
  peer_free (fixture->amina);
  g_assert_finalize_object (fixture->hub);
  g_free (fixture->address);
  g_free (fixture->log.last_address);
}

static const char *
address_of (Peer *peer)
{
  return halqa_memory_transport_get_address (HALQA_MEMORY_TRANSPORT (peer->transport));
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 65536, 65537, 3000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    assert_echo (fixture->brahim, fixture->address, sizes[i], HALQA_REQUEST_PLAIN);
  g_assert_cmpuint (fixture->log.n_requests, ==, G_N_ELEMENTS (sizes));
  assert_device (&fixture->log.last_device, fixture->brahim);
  g_assert_null (fixture->log.last_address);
}

static void
test_sender_can_be_asked (Fixture *fixture, gconstpointer data)
{
  g_assert_true (halqa_transport_listen (fixture->brahim->transport, "*:0", NULL));
  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
  g_assert_cmpstr (fixture->log.last_address, ==, address_of (fixture->brahim));
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = make_body (70000, 1);
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
  g_assert_cmpuint (sent, ==, 70000);
  g_assert_cmpuint (received, ==, 70000);
}

static void
assert_fails (Fixture *fixture, const char *address, GQuark domain, int code)
{
  g_autoptr (GBytes) body = make_body (100, 2);
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (fixture->brahim, address, "exchange", body, &error));
  g_assert_error (error, domain, code);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "memory:77", G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  assert_fails (fixture, address_of (fixture->brahim), G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  halqa_memory_hub_set_refusing (fixture->hub, fixture->address, TRUE);
  assert_fails (fixture, fixture->address, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  halqa_memory_hub_set_refusing (fixture->hub, fixture->address, FALSE);
  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
  halqa_transport_close (fixture->amina->transport);
  assert_fails (fixture, fixture->address, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_apart (Fixture *fixture, gconstpointer data)
{
  halqa_memory_hub_set_apart (fixture->hub, fixture->address, address_of (fixture->brahim), TRUE);
  assert_fails (fixture, fixture->address, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE);
  halqa_memory_hub_set_apart (fixture->hub, fixture->address, address_of (fixture->brahim), FALSE);
  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
}

static void
test_parted_in_the_midst (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaRequest) request = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, keep_request, &request);
  halqa_transport_request_async (fixture->brahim->transport, fixture->brahim->store,
                                 fixture->address, NULL, "exchange", NULL, HALQA_REQUEST_PLAIN,
                                 NULL, keep_result_cb, &result);
  WAIT_FOR (request != NULL);
  g_assert_null (result);
  halqa_memory_hub_set_apart (fixture->hub, fixture->address, address_of (fixture->brahim), TRUE);
  WAIT_FOR (result != NULL);
  g_assert_null (halqa_transport_request_finish (fixture->brahim->transport, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  halqa_request_respond (request, 200, NULL, FALSE);
}

static void
test_cut_body (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = make_body (100000, 3);
  g_autoptr (GError) error = NULL;

  halqa_memory_hub_set_cut (fixture->hub, 40000);
  g_assert_null (ask (fixture->brahim, fixture->address, "exchange", body, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  WAIT_FOR (fixture->log.n_requests == 1);
  g_assert_cmpuint (fixture->log.n_broken, ==, 1);
}

static void
big_answer_handler (HalqaRequest *request, gpointer user_data)
{
  g_autoptr (GInputStream) body = g_memory_input_stream_new_from_bytes (user_data);

  halqa_request_respond (request, 200, body, TRUE);
}

static void
test_cut_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) answer = make_body (100000, 4);
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, big_answer_handler, answer);
  halqa_memory_hub_set_cut (fixture->hub, 40000);
  reply = ask (fixture->brahim, fixture->address, "fetch", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (read_all (halqa_reply_get_body (reply), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

static void
test_dropped_request (Fixture *fixture, gconstpointer data)
{
  HalqaRequest *request = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, keep_request, &request);
  halqa_transport_request_async (fixture->brahim->transport, fixture->brahim->store,
                                 fixture->address, NULL, "exchange", NULL, HALQA_REQUEST_PLAIN,
                                 NULL, keep_result_cb, &result);
  WAIT_FOR (request != NULL);
  g_assert_finalize_object (request);
  WAIT_FOR (result != NULL);
  g_assert_null (halqa_transport_request_finish (fixture->brahim->transport, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
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
}

static void
test_statuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, NULL, NULL);
  reply = ask (fixture->brahim, fixture->address, "exchange", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (halqa_reply_get_status (reply), ==, 404);
  text = read_all (halqa_reply_get_body (reply), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (text), >, 0);
}

static void
other_version_handler (HalqaRequest *request, gpointer user_data)
{
  halqa_request_respond_error (request, 409, "this laptop speaks version 2 of the protocol");
}

static void
test_other_version (Fixture *fixture, gconstpointer data)
{
  halqa_transport_set_handler (fixture->amina->transport, other_version_handler, NULL);
  assert_fails (fixture, fixture->address, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_VERSION);
}

static void
test_strangers (Fixture *fixture, gconstpointer data)
{
  static const HalqaForumKey other = { { "another forum..." }, "another key, of other members.." };
  Peer *stranger = peer_new (&other);
  g_autoptr (GError) error = NULL;

  stranger->transport = halqa_memory_transport_new (fixture->hub, stranger->identity);
  halqa_transport_add_store (stranger->transport, stranger->store);
  g_assert_true (halqa_transport_listen (stranger->transport, "*:0", NULL));
  g_assert_null (ask (stranger, fixture->address, "exchange", NULL, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER);
  assert_fails (fixture, address_of (stranger), HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER);
  halqa_memory_hub_set_impostor (fixture->hub, fixture->address, TRUE);
  assert_fails (fixture, fixture->address, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER);
  peer_free (stranger);
}

static void
test_members_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = make_body (100, 5);
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  guint n_before;

  n_before = fixture->log.n_requests;
  g_assert_null (ask_with (fixture->brahim, fixture->address, NULL, "exchange", body,
                           HALQA_REQUEST_MEMBERS_ONLY, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_UNPROVEN);
  g_assert_cmpuint (fixture->log.n_requests, ==, n_before);
  g_clear_error (&error);

  reply = ask_with (fixture->brahim, fixture->address,
                    halqa_identity_get_device (fixture->amina->identity), "exchange", body,
                    HALQA_REQUEST_MEMBERS_ONLY, &error);
  g_assert_no_error (error);
  assert_echo (fixture->brahim, fixture->address, 100, HALQA_REQUEST_MEMBERS_ONLY);

  g_assert_null (ask_with (fixture->brahim, fixture->address,
                           halqa_identity_get_device (fixture->brahim->identity), "exchange", body,
                           HALQA_REQUEST_PLAIN, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_PEER);
}

/* Endless; counts what was taken of it. */
static gsize n_taken;

#define TYPE_SPRING (spring_get_type ())
G_DECLARE_FINAL_TYPE (Spring, spring, TEST, SPRING, GInputStream)
struct _Spring
{
  GInputStream parent_instance;
};
G_DEFINE_FINAL_TYPE (Spring, spring, G_TYPE_INPUT_STREAM)

static gssize
spring_read (GInputStream *stream,
             void *buffer,
             gsize count,
             GCancellable *cancellable,
             GError **error)
{
  memset (buffer, 'x', count);
  n_taken += count;
  return count;
}

static void
spring_class_init (SpringClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = spring_read;
}

static void
spring_init (Spring *self)
{
}

static void
spring_handler (HalqaRequest *request, gpointer user_data)
{
  g_autoptr (GInputStream) body = g_object_new (TYPE_SPRING, NULL);

  halqa_request_respond (request, 200, body, FALSE);
}

static void
lent_spring_handler (HalqaRequest *request, gpointer user_data)
{
  halqa_request_respond (request, 200, user_data, FALSE);
}

static void
test_back_pressure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  n_taken = 0;
  halqa_transport_set_handler (fixture->amina->transport, spring_handler, NULL);
  reply = ask (fixture->brahim, fixture->address, "fetch", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 1000; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_taken, >=, HALQA_PIPE_HIGH);
  g_assert_cmpuint (n_taken, <, 2 * HALQA_PIPE_HIGH);
}

/* A reply that is let go is read by nobody: its writer must not wait for that. */
static void
test_reply_let_go (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Spring) spring = g_object_new (TYPE_SPRING, NULL);
  HalqaReply *reply;
  g_autoptr (GError) error = NULL;

  halqa_transport_set_handler (fixture->amina->transport, lent_spring_handler, spring);
  reply = ask (fixture->brahim, fixture->address, "fetch", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (G_OBJECT (spring)->ref_count, >, 1);
  g_assert_finalize_object (reply);
  WAIT_FOR (G_OBJECT (spring)->ref_count == 1);
}

/* --- two threads */

typedef struct
{
  Fixture *fixture;
  gint n_done;
} Crowd;

static void
wait_for_result (GMainContext *context, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (context, TRUE);
}

static void
ask_once (Peer *peer, const char *address, GMainContext *context, gsize size)
{
  g_autoptr (GBytes) body = make_body (size, size);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (body);
  g_autoptr (GOutputStream) back = g_memory_output_stream_new_resizable ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) spliced = NULL;
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GBytes) bytes = NULL;

  halqa_transport_request_async (peer->transport, peer->store, address, NULL, "exchange", stream,
                                 HALQA_REQUEST_COMPRESS, NULL, keep_result_cb, &result);
  wait_for_result (context, &result);
  reply = halqa_transport_request_finish (peer->transport, result, NULL);
  g_assert_nonnull (reply);
  g_output_stream_splice_async (back, halqa_reply_get_body (reply),
                                G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, G_PRIORITY_DEFAULT, NULL,
                                keep_result_cb, &spliced);
  wait_for_result (context, &spliced);
  g_assert_cmpint (g_output_stream_splice_finish (back, spliced, NULL), ==, size);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (back));
  g_assert_true (g_bytes_equal (bytes, body));
}

/* The context is returned, for the answering thread may still touch it. */
static gpointer
ask_from_a_thread (gpointer user_data)
{
  Crowd *crowd = user_data;
  Peer *peer = peer_new (&peer_forum);
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  peer->transport = halqa_memory_transport_new (crowd->fixture->hub, peer->identity);
  halqa_transport_add_store (peer->transport, peer->store);
  for (guint i = 0; i < 20; i++)
    ask_once (peer, crowd->fixture->address, context, 50000 * i);
  halqa_transport_close (peer->transport);
  test_let_go (&peer->transport);
  peer_free (peer);
  g_main_context_pop_thread_default (context);
  g_atomic_int_inc (&crowd->n_done);
  return context;
}

static void
test_across_threads (Fixture *fixture, gconstpointer data)
{
  Crowd crowd = { fixture, 0 };
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asks", ask_from_a_thread, &crowd);
  WAIT_FOR (g_atomic_int_get (&crowd.n_done) == G_N_ELEMENTS (threads));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_main_context_unref (g_thread_join (threads[i]));
  g_assert_cmpuint (fixture->log.n_requests, ==, 20 * G_N_ELEMENTS (threads));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/sync/memory-transport/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("answers-with-what-was-sent", test_answers);
  ADD ("sender-that-listens-can-be-asked", test_sender_can_be_asked);
  ADD ("traffic-is-counted", test_counts);
  ADD ("where-nobody-listens-is-refused", test_nobody_there);
  ADD ("apart-is-unreachable-until-healed", test_apart);
  ADD ("parted-in-the-midst-breaks", test_parted_in_the_midst);
  ADD ("cut-body-breaks-both-sides", test_cut_body);
  ADD ("cut-answer-ends-in-an-error", test_cut_answer);
  ADD ("dropped-request-ends-in-an-error", test_dropped_request);
  ADD ("cancelled-is-not-waited-for", test_cancelled);
  ADD ("without-a-handler-nothing-is-there", test_statuses);
  ADD ("other-version-is-told", test_other_version);
  ADD ("strangers-are-no-members", test_strangers);
  ADD ("entries-wait-for-a-proof", test_members_only);
  ADD ("slow-reader-holds-the-writer-back", test_back_pressure);
  ADD ("reply-that-is-let-go-ends-its-writer", test_reply_let_go);
  ADD ("threads-may-share-a-hub", test_across_threads);
  return g_test_run ();
}
