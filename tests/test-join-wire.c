/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-error.h"
#include "halqa-join-client.h"
#include "halqa-join-server.h"
#include "joining-pair.h"
#include "replica.h"

/* Joining over TCP, on the loopback: who calls, who is kept waiting, who hangs up and when. */

/* --- the laptop that invites */

typedef struct
{
  HalqaJoinServer *server;
  HalqaJoinCode *code;
  HalqaInvitation *invitation;
  HalqaJoinWire *guest; /* who asked last */
  guint n_asked;
  guint n_changed;
  enum
  {
    ANSWER_YES,
    ANSWER_NO,
    ANSWER_LATER,
    ANSWER_TOO_LATE,
  } answer;
} Inviter;

static void
asks_cb (HalqaJoinServer *server, HalqaJoinWire *wire, gpointer user_data)
{
  Inviter *self = user_data;

  self->n_asked++;
  g_set_object (&self->guest, wire);
  if (self->answer == ANSWER_TOO_LATE)
    halqa_join_wire_set_second (wire, 1);
  else if (self->answer != ANSWER_LATER)
    g_assert_true (
        halqa_join_wire_answer (wire, self->answer == ANSWER_YES ? self->invitation : NULL, NULL));
}

static void
changed_cb (HalqaJoinServer *server, gpointer user_data)
{
  ((Inviter *) user_data)->n_changed++;
}

static void
inviter_start (Inviter *self, guint n_guests)
{
  g_autoptr (GError) error = NULL;

  self->invitation = pair_make_invitation ();
  self->code = halqa_join_code_new_with_digits (PAIR_CODE, n_guests, halqa_join_code_read_clock);
  self->server = halqa_join_server_new (&pair_inviter_id);
  g_signal_connect (self->server, "asks", G_CALLBACK (asks_cb), self);
  g_signal_connect (self->server, "changed", G_CALLBACK (changed_cb), self);
  g_assert_true (halqa_join_server_open (self->server, "127.0.0.1:0", self->code, &error));
  g_assert_no_error (error);
}

static void
inviter_stop (Inviter *self)
{
  halqa_join_server_close (self->server);
  g_clear_object (&self->guest);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->server);
  halqa_join_code_unref (self->code);
  halqa_invitation_free (self->invitation);
}

/* --- a laptop that joins */

typedef struct
{
  GCancellable *cancellable;
  HalqaInvitation *invitation;
  GError *error;
  gboolean done;
} Call;

static void
joined_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->invitation = halqa_join_client_finish (result, &call->error);
  call->done = TRUE;
}

static void
call_start (Call *self, const char *address, const char *code)
{
  self->cancellable = g_cancellable_new ();
  halqa_join_client_async (address, &pair_newcomer_id, PAIR_NAME, code, self->cancellable,
                           joined_cb, self);
}

static gboolean
is_done (gpointer data)
{
  return ((Call *) data)->done;
}

static void
call_clear (Call *self)
{
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->invitation, halqa_invitation_free);
  g_clear_error (&self->error);
  self->done = FALSE;
}

static void
assert_call_fails (const char *address, const char *code, HalqaSyncError why)
{
  Call call = { 0 };

  call_start (&call, address, code);
  replica_wait (is_done, &call);
  g_assert_error (call.error, HALQA_SYNC_ERROR, (int) why);
  g_assert_null (call.invitation);
  call_clear (&call);
}

static gboolean
has_asked (gpointer data)
{
  return ((Inviter *) data)->n_asked > 0;
}

static gboolean
has_changed (gpointer data)
{
  return ((Inviter *) data)->n_changed > 0;
}

static gboolean
guest_has_joined (gpointer data)
{
  return halqa_joining_has_joined (halqa_join_wire_get_joining (((Inviter *) data)->guest));
}

static void
test_joins (void)
{
  Inviter inviter = { 0 };
  Call call = { 0 };

  inviter_start (&inviter, 1);
  call_start (&call, halqa_join_server_get_address (inviter.server), PAIR_CODE);
  replica_wait (is_done, &call);
  g_assert_no_error (call.error);
  replica_wait (guest_has_joined, &inviter);
  g_assert_cmpstr (call.invitation->title, ==, PAIR_TITLE);
  g_assert_cmpstr (call.invitation->addresses[0], ==, "127.0.0.1:4711");
  g_assert_cmpstr (call.invitation->addresses[1], ==, "10.0.0.7:4711");
  g_assert_cmpstr (halqa_joining_get_name (halqa_join_wire_get_joining (inviter.guest)), ==,
                   PAIR_NAME);
  call_clear (&call);
  inviter_stop (&inviter);
}

static void
test_refusals (void)
{
  Inviter inviter = { .answer = ANSWER_NO };
  g_autofree char *address = NULL;

  inviter_start (&inviter, 1);
  address = g_strdup (halqa_join_server_get_address (inviter.server));
  assert_call_fails (address, PAIR_CODE, HALQA_SYNC_ERROR_REFUSED);
  for (guint i = 0; i < 3; i++)
    assert_call_fails (address, "999999", HALQA_SYNC_ERROR_WRONG_CODE);
  assert_call_fails (address, PAIR_CODE, HALQA_SYNC_ERROR_ENDED);
  halqa_join_server_shut (inviter.server);
  assert_call_fails (address, PAIR_CODE, HALQA_SYNC_ERROR_NOBODY);
  assert_call_fails ("nonsense", PAIR_CODE, HALQA_SYNC_ERROR_INVALID);
  inviter_stop (&inviter);
}

/* --- a port where anybody may listen */

typedef struct
{
  GSocketListener *listener;
  char *address;
} Door;

static void
door_open (Door *self)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->listener = g_socket_listener_new ();
  g_assert_true (g_socket_listener_add_address (self->listener, any, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
  self->address = g_strdup_printf ("127.0.0.1:%u",
                                   g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
}

static void
door_close (Door *self)
{
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_free (self->address);
}

/* What is announced may be out of date on one of two networks. */
static void
test_several_addresses (void)
{
  Inviter inviter = { 0 };
  Call call = { 0 };
  Door door;
  g_autofree char *addresses = NULL;

  inviter_start (&inviter, 1);
  door_open (&door);
  g_socket_listener_close (door.listener);
  addresses = g_strconcat (" ", door.address, " nonsense ",
                           halqa_join_server_get_address (inviter.server), NULL);
  call_start (&call, addresses, PAIR_CODE);
  replica_wait (is_done, &call);
  g_assert_no_error (call.error);
  call_clear (&call);
  assert_call_fails (door.address, PAIR_CODE, HALQA_SYNC_ERROR_NOBODY);
  assert_call_fails ("", PAIR_CODE, HALQA_SYNC_ERROR_INVALID);
  door_close (&door);
  inviter_stop (&inviter);
}

static void
test_same_port_again (void)
{
  Inviter inviter = { 0 };
  Call call = { 0 };
  g_autofree char *address = NULL;
  g_autoptr (HalqaJoinCode) next = NULL;

  inviter_start (&inviter, 1);
  address = g_strdup (halqa_join_server_get_address (inviter.server));
  halqa_join_server_shut (inviter.server);
  next = halqa_join_code_new_with_digits ("111111", 1, halqa_join_code_read_clock);
  g_assert_true (halqa_join_server_open (inviter.server, "127.0.0.1:0", next, NULL));
  g_assert_cmpstr (halqa_join_server_get_address (inviter.server), ==, address);
  assert_call_fails (address, PAIR_CODE, HALQA_SYNC_ERROR_WRONG_CODE);
  call_start (&call, address, "111111");
  replica_wait (is_done, &call);
  g_assert_no_error (call.error);
  call_clear (&call);
  inviter_stop (&inviter);
}

static void
test_person_takes_too_long (void)
{
  Inviter inviter = { .answer = ANSWER_TOO_LATE };
  Call call = { 0 };
  g_autoptr (GError) error = NULL;

  inviter_start (&inviter, 1);
  call_start (&call, halqa_join_server_get_address (inviter.server), PAIR_CODE);
  replica_wait (is_done, &call);
  g_assert_nonnull (call.error);
  g_assert_false (halqa_join_wire_answer (inviter.guest, inviter.invitation, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOBODY);
  g_assert_cmpuint (halqa_join_code_get_guests_left (inviter.code), ==, 1);
  call_clear (&call);
  inviter_stop (&inviter);
}

static gboolean
place_is_free (gpointer data)
{
  return halqa_join_code_get_guests_left (((Inviter *) data)->code) == 1;
}

static void
test_newcomer_gives_up (void)
{
  Inviter inviter = { .answer = ANSWER_LATER };
  Call call = { 0 };

  inviter_start (&inviter, 1);
  call_start (&call, halqa_join_server_get_address (inviter.server), PAIR_CODE);
  replica_wait (has_asked, &inviter);
  g_assert_cmpuint (halqa_join_code_get_guests_left (inviter.code), ==, 0);
  g_cancellable_cancel (call.cancellable);
  replica_wait (is_done, &call);
  g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  replica_wait (place_is_free, &inviter);
  call_clear (&call);
  inviter_stop (&inviter);
}

/* --- one that says what it likes, and no more than it likes */

typedef struct
{
  GSocketConnection *connection;
  HalqaJoining *joining;
  HalqaInvitation *invitation; /* what an inviter answers */
  GByteArray *out;
  gsize said;
  gsize limit; /* of what it says */
} Raw;

static void
raw_say (Raw *self)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  gsize size = MIN (self->out->len, self->limit - self->said);

  /* The other side may have gone. */
  g_output_stream_write_all (stream, self->out->data, size, NULL, NULL, NULL);
  self->said += size;
  g_byte_array_set_size (self->out, 0);
}

/* Takes what has come; FALSE where it has said all that it may. */
static gboolean
raw_go_on (Raw *self)
{
  GSocket *socket = g_socket_connection_get_socket (self->connection);
  gsize wanted = halqa_joining_get_wanted (self->joining);
  guint8 bytes[1024];

  raw_say (self);
  if (self->said == self->limit)
    return FALSE;
  if (wanted == 0 || g_socket_get_available_bytes (socket) < (gssize) wanted)
    return TRUE;
  g_assert_cmpuint (wanted, <=, sizeof bytes);
  g_assert_cmpint (g_socket_receive (socket, (char *) bytes, wanted, NULL, NULL), ==, wanted);
  halqa_joining_take (self->joining, bytes, wanted, self->out, NULL);
  if (halqa_joining_get_state (self->joining) == HALQA_JOINING_ASKS)
    halqa_joining_answer (self->joining, self->invitation, self->out, NULL);
  return TRUE;
}

static gboolean
has_said_all (gpointer data)
{
  return !raw_go_on (data);
}

/* Whether something has come from the other side, were it its end. */
static gboolean
has_heard (gpointer data)
{
  Raw *self = data;

  return g_socket_condition_check (g_socket_connection_get_socket (self->connection), G_IO_IN) != 0;
}

static void
raw_clear (Raw *self)
{
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  halqa_joining_free (self->joining);
  g_byte_array_unref (self->out);
}

static void
raw_connect (Raw *self, const char *address, const char *code, gsize limit)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;

  self->connection = g_socket_client_connect_to_host (client, address, 0, NULL, &error);
  g_assert_no_error (error);
  self->joining = halqa_joining_new_newcomer (&pair_newcomer_id, code, PAIR_NAME, NULL);
  self->out = g_byte_array_new ();
  self->limit = limit;
  halqa_joining_begin (self->joining, self->out);
}

#define NEWCOMER_SAYS (60 + 32 + 208 + 20)

static void
assert_newcomer_cut_off (gsize limit)
{
  Inviter inviter = { 0 };
  Raw raw = { 0 };

  inviter_start (&inviter, 1);
  raw_connect (&raw, halqa_join_server_get_address (inviter.server), PAIR_CODE, limit);
  replica_wait (has_said_all, &raw);
  raw_clear (&raw);
  inviter.n_changed = 0;
  replica_wait (has_changed, &inviter);
  g_assert_cmpuint (inviter.n_asked, ==, limit >= 300 ? 1 : 0);
  if (inviter.guest != NULL)
    g_assert_false (guest_has_joined (&inviter));
  /* Two messages are a try; who has shown to know the code has its try back. */
  g_assert_cmpuint (halqa_join_code_get_tries_left (inviter.code), ==,
                    limit >= 92 && limit < 300 ? 2 : 3);
  inviter_stop (&inviter);
}

static void
test_newcomer_cut_off (void)
{
  for (gsize limit = 0; limit < NEWCOMER_SAYS; limit++)
    assert_newcomer_cut_off (limit);
}

typedef struct
{
  Raw raw;
  Call call;
} Meeting;

static gboolean
inviter_has_said_all (gpointer data)
{
  Meeting *meeting = data;

  return !raw_go_on (&meeting->raw) || meeting->call.done;
}

/* Whether the newcomer got what it came for. */
static gboolean
meet (Door *door, HalqaInvitation *invitation, gsize limit)
{
  g_autoptr (HalqaJoinCode) code =
                 halqa_join_code_new_with_digits (PAIR_CODE, 1, halqa_join_code_read_clock);
  Meeting meeting = { .raw = { .invitation = invitation, .limit = limit } };
  gboolean joined;

  call_start (&meeting.call, door->address, PAIR_CODE);
  g_main_context_iteration (NULL, FALSE);
  meeting.raw.connection = g_socket_listener_accept (door->listener, NULL, NULL, NULL);
  g_assert_nonnull (meeting.raw.connection);
  meeting.raw.joining = halqa_joining_new_inviter (&pair_inviter_id, code, NULL);
  meeting.raw.out = g_byte_array_new ();
  replica_wait (inviter_has_said_all, &meeting);
  raw_clear (&meeting.raw);
  replica_wait (is_done, &meeting.call);
  joined = meeting.call.invitation != NULL;
  g_assert_cmpint (joined, !=, meeting.call.error != NULL);
  call_clear (&meeting.call);
  return joined;
}

static void
test_inviter_cut_off (void)
{
  HalqaInvitation *invitation = pair_make_invitation ();
  g_autoptr (GBytes) bytes = halqa_invitation_encode (invitation, NULL);
  const gsize says = 60 + 32 + 4 + 64 + g_bytes_get_size (bytes) + 16;
  Door door;

  door_open (&door);
  for (gsize limit = 0; limit < says; limit++)
    g_assert_false (meet (&door, invitation, limit));
  g_assert_true (meet (&door, invitation, says));
  door_close (&door);
  halqa_invitation_free (invitation);
}

/* --- many at a time */

static gboolean
has_no_tries_left (gpointer data)
{
  return halqa_join_code_get_tries_left (((Inviter *) data)->code) == 0;
}

static void
test_tries_at_a_time (void)
{
  Inviter inviter = { 0 };
  Raw raws[3] = { 0 };
  const char *address;

  inviter_start (&inviter, 1);
  address = halqa_join_server_get_address (inviter.server);
  for (guint i = 0; i < G_N_ELEMENTS (raws); i++)
    {
      raw_connect (&raws[i], address, "999999", 60 + 32);
      replica_wait (has_said_all, &raws[i]);
    }
  replica_wait (has_no_tries_left, &inviter);
  g_assert_cmpint (halqa_join_code_get_state (inviter.code), ==, HALQA_JOIN_CODE_OPEN);
  assert_call_fails (address, PAIR_CODE, HALQA_SYNC_ERROR_ENDED);
  for (guint i = 0; i < G_N_ELEMENTS (raws); i++)
    raw_clear (&raws[i]);
  while (halqa_join_code_get_state (inviter.code) == HALQA_JOIN_CODE_OPEN)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (halqa_join_code_get_state (inviter.code), ==, HALQA_JOIN_CODE_SPENT);
  g_assert_cmpuint (inviter.n_asked, ==, 0);
  inviter_stop (&inviter);
}

static void
test_silent_ones_go_first (void)
{
  Inviter inviter = { 0 };
  Raw raws[14] = { 0 }; /* eight, and as many as wait outside */
  Call call = { 0 };
  guint n_hung_up = 0;
  const char *address;

  inviter_start (&inviter, 1);
  address = halqa_join_server_get_address (inviter.server);
  for (guint i = 0; i < G_N_ELEMENTS (raws); i++)
    {
      raw_connect (&raws[i], address, PAIR_CODE, 0);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  call_start (&call, address, PAIR_CODE);
  replica_wait (is_done, &call);
  g_assert_no_error (call.error);
  call_clear (&call);
  for (guint i = 0; i < G_N_ELEMENTS (raws); i++)
    n_hung_up += has_heard (&raws[i]);
  g_assert_cmpuint (n_hung_up, >=, G_N_ELEMENTS (raws) - 7);
  for (guint i = 0; i < G_N_ELEMENTS (raws); i++)
    raw_clear (&raws[i]);
  inviter_stop (&inviter);
}

/* Who has begun to speak is not hung up on for another. */
static void
test_ninth_is_refused (void)
{
  Inviter inviter = { 0 };
  Raw raws[8] = { 0 };
  const char *address;

  inviter_start (&inviter, 1);
  address = halqa_join_server_get_address (inviter.server);
  for (guint i = 0; i < G_N_ELEMENTS (raws); i++)
    {
      raw_connect (&raws[i], address, PAIR_CODE, 60);
      replica_wait (has_said_all, &raws[i]);
      replica_wait (has_heard, &raws[i]);
    }
  assert_call_fails (address, PAIR_CODE, HALQA_SYNC_ERROR_NOBODY);
  g_assert_cmpuint (halqa_join_code_get_tries_left (inviter.code), ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (raws); i++)
    raw_clear (&raws[i]);
  inviter_stop (&inviter);
}

static void
test_silent_one_is_cut_off (void)
{
  Inviter inviter = { 0 };
  Raw raw = { 0 };

  inviter_start (&inviter, 1);
  halqa_join_server_set_second (inviter.server, 1);
  raw_connect (&raw, halqa_join_server_get_address (inviter.server), PAIR_CODE, 59);
  replica_wait (has_said_all, &raw);
  replica_wait (has_changed, &inviter);
  raw_clear (&raw);
  inviter_stop (&inviter);
}

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  g_test_add_func ("/sync/join-wire/right-code-joins", test_joins);
  g_test_add_func ("/sync/join-wire/newcomer-learns-why-not", test_refusals);
  g_test_add_func ("/sync/join-wire/all-addresses-are-tried", test_several_addresses);
  g_test_add_func ("/sync/join-wire/next-code-is-at-the-same-port", test_same_port_again);
  g_test_add_func ("/sync/join-wire/person-may-take-too-long", test_person_takes_too_long);
  g_test_add_func ("/sync/join-wire/newcomer-may-give-up", test_newcomer_gives_up);
  g_test_add_func ("/sync/join-wire/newcomer-cut-off-anywhere", test_newcomer_cut_off);
  g_test_add_func ("/sync/join-wire/inviter-cut-off-anywhere", test_inviter_cut_off);
  g_test_add_func ("/sync/join-wire/three-tries-at-a-time-are-all", test_tries_at_a_time);
  g_test_add_func ("/sync/join-wire/silent-ones-go-first", test_silent_ones_go_first);
  g_test_add_func ("/sync/join-wire/ninth-is-refused", test_ninth_is_refused);
  g_test_add_func ("/sync/join-wire/silent-one-is-cut-off", test_silent_one_is_cut_off);
  return g_test_run ();
}
