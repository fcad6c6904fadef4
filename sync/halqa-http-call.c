/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-call-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "halqa-address.h"
#include "halqa-error.h"
#include "halqa-http-message.h"
#include "halqa-membership.h"
#include "halqa-reason.h"
#include "halqa-reserve.h"
#include "halqa-source.h"
#include "halqa-zstd-converter.h"

/* One request, from the asking side. Whom we talk to is known by the key of the connection and by
 * nothing else. It is judged twice: in the handshake of a new connection, so that nothing at all is
 * said to the wrong one; and before the first byte of the body, because an open connection may have
 * been made for a request that expected somebody else. An answer counts when it carries the server's
 * proof for that same key.
 *
 * The first 64 KiB of a body are made before anything is sent. A body that ends there goes with its
 * length and without asking, in one round trip; and if an open connection turns out to be dead, it
 * is sent once more over a new one: whatever Halqa sends may arrive twice. A longer body asks first
 * ("Expect: 100-continue"), so that it is not sent to deaf ears, and is always compressed: libsoup
 * takes the end of a connection between two chunks for the end of a body, zstd does not.
 *
 * Whom it talks to, and by which key of the forum: halqa-http-call-peer.c. */

/* Until the other side takes the connection, and from there until the request goes. A laptop that is
 * there answers at once; where nobody does, the next try must not be far. */
#define CONNECT_MS 3500
#define SHAKE_HANDS_MS 10000
#define URL_HOST "halqa"

static void send_request (GTask *task);

static void
clear_attempt (GTask *task, HalqaHttpCall *call)
{
  if (call->message != NULL && task != NULL)
    g_signal_handlers_disconnect_by_data (call->message, task);
  halqa_source_clear (&call->deadline);
  g_clear_object (&call->message);
}

static void
free_call (gpointer data)
{
  HalqaHttpCall *call = data;

  clear_attempt (NULL, call);
  halqa_source_clear (&call->cancelled);
  g_clear_object (&call->store);
  g_clear_object (&call->body);
  g_clear_object (&call->session);
  g_clear_object (&call->cancellable);
  g_clear_pointer (&call->whole, g_bytes_unref);
  g_clear_pointer (&call->traffic, halqa_traffic_unref);
  g_clear_error (&call->refusal);
  sodium_memzero (&call->key, sizeof call->key);
  g_free (call->address);
  g_free (call->endpoint);
  g_free (call);
}

/* --- how it goes */

static gboolean
too_late_cb (gpointer user_data)
{
  HalqaHttpCall *call = user_data;

  halqa_source_clear (&call->deadline);
  if (call->refusal == NULL)
    call->refusal = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                 _ ("No connection to %s in time"), call->address);
  g_cancellable_cancel (call->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  HalqaHttpCall *call = user_data;

  halqa_source_clear (&call->cancelled);
  g_cancellable_cancel (call->cancellable);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (HalqaHttpCall *call, guint milliseconds)
{
  halqa_source_clear (&call->deadline);
  call->deadline = g_timeout_source_new (milliseconds);
  halqa_source_attach (call->deadline, too_late_cb, call);
}

static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  HalqaHttpCall *call = g_task_get_task_data (user_data);

  if (!call->is_new)
    {
      call->is_new = TRUE;
      set_deadline (call, CONNECT_MS);
      /* The handshake would wait for a thread without an end, deaf to being called off. */
      if (call->refusal == NULL && !halqa_reserve_thread (&call->refusal))
        g_cancellable_cancel (call->cancellable);
    }
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    {
      set_deadline (call, SHAKE_HANDS_MS);
      halqa_address_tune_socket (g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)));
    }
  /* The library would take an end that anybody on the way can make for the server's. */
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (connection), TRUE);
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED)
    call->shook_hands = TRUE;
}

static void
starting_cb (SoupMessage *message, gpointer user_data)
{
  HalqaHttpCall *call = g_task_get_task_data (user_data);

  halqa_source_clear (&call->deadline);
}

static void
wrote_body_data_cb (SoupMessage *message, guint size, gpointer traffic)
{
  halqa_traffic_add (traffic, size, 0);
}

static void
unref_traffic (gpointer traffic, GClosure *closure)
{
  halqa_traffic_unref (traffic);
}

/* --- the answer */

static GInputStream *
make_reply_body (HalqaHttpCall *call, GInputStream *raw)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  const char *encoding = soup_message_headers_get_one (headers, "Content-Encoding");
  g_autoptr (HalqaBodyStream) counted = halqa_body_stream_new (raw);
  g_autoptr (GConverter) decompressor = NULL;
  GInputStream *body;

  halqa_body_stream_set_traffic (counted, call->traffic);
  if (encoding == NULL || g_ascii_strcasecmp (encoding, "identity") == 0)
    body = G_INPUT_STREAM (g_object_ref (counted));
  else if (g_ascii_strcasecmp (encoding, "zstd") == 0)
    {
      decompressor = halqa_zstd_decompressor_new ();
      body = g_converter_input_stream_new (G_INPUT_STREAM (counted), decompressor);
    }
  else
    {
      halqa_http_call_refuse (call, HALQA_SYNC_ERROR_MALFORMED,
                              _ ("The answer is encoded in an unknown way"));
      return NULL;
    }
  /* Who reads may outlive the client. */
  g_object_set_data_full (G_OBJECT (body), "session", g_object_ref (call->session), g_object_unref);
  return body;
}

/* A version that it does not tell is one of before it could. */
static void
refuse_version (HalqaHttpCall *call)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  const char *version = soup_message_headers_get_one (headers, "Halqa-Version");
  guint64 number;

  if (version != NULL &&
      g_ascii_string_to_unsigned (version, 10, HALQA_HTTP_VERSION + 1, G_MAXUINT32, &number, NULL))
    halqa_http_call_refuse (
        call, HALQA_SYNC_ERROR_OUTDATED,
        _ ("The laptop there has a newer version of the program: update this one"));
  else
    halqa_http_call_refuse (
        call, HALQA_SYNC_ERROR_VERSION,
        _ ("The laptop there has an older version of the program: update it there"));
}

/* Of a part that was asked for, only one that begins there is of use. */
static gboolean
check_part (HalqaHttpCall *call)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  goffset first;
  goffset last;

  if (soup_message_get_status (call->message) != 206 ||
      (call->is_get && soup_message_headers_get_content_range (headers, &first, &last, NULL) &&
       first >= 0 && (guint64) first == call->first))
    return TRUE;
  halqa_http_call_refuse (call, HALQA_SYNC_ERROR_MALFORMED,
                          _ ("The answer holds another part than was asked for"));
  return FALSE;
}

static HalqaReply *
make_reply (HalqaHttpClient *client, HalqaHttpCall *call, GInputStream *raw)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  const char *proof = soup_message_headers_get_one (headers, "Halqa-Member");
  guint status = soup_message_get_status (call->message);
  g_autoptr (GInputStream) body = NULL;

  if (!halqa_http_call_check_connection (client, call))
    return NULL;
  if (status == 409)
    {
      refuse_version (call);
      return NULL;
    }
  if (proof == NULL ||
      !halqa_membership_check (call->key.key, HALQA_ROLE_SERVER, &call->device, proof))
    {
      halqa_http_call_refuse (call, HALQA_SYNC_ERROR_NOT_MEMBER,
                              _ ("The laptop there does not know this forum"));
      return NULL;
    }
  halqa_roster_add_proven (halqa_http_client_get_roster (client), call->store, &call->key,
                           &call->device);
  body = check_part (call) ? make_reply_body (call, raw) : NULL;
  return body != NULL ? halqa_reply_new (status, &call->device, body, call->traffic) : NULL;
}

static GError *
explain (HalqaHttpCall *call, GError *error)
{
  GError *explained;
  char *message;

  if (halqa_http_call_was_refused (call, error))
    {
      explained = g_error_new (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER,
                               _ ("The laptop at %s ended the connection; perhaps this laptop is "
                                  "no longer a member, or the other does not know this forum. A "
                                  "new invitation from a member helps."),
                               call->address);
      if (call->has_device)
        halqa_sync_error_set_device (explained, &call->device);
      g_error_free (error);
      return explained;
    }
  message = g_strdup_printf ("%s: %s", call->address, halqa_reason_of (error));
  g_free (error->message);
  error->message = message;
  return error;
}

static void
fail (GTask *task, GError *error)
{
  HalqaHttpCall *call = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_clear_error (&call->refusal);
  if (call->refusal != NULL)
    {
      g_error_free (error);
      g_task_return_error (task, g_steal_pointer (&call->refusal));
    }
  else if (error->domain == HALQA_SYNC_ERROR)
    g_task_return_error (task, error);
  else
    g_task_return_error (task, explain (call, error));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaHttpCall *call = g_task_get_task_data (task);
  g_autoptr (GInputStream) raw = NULL;
  HalqaReply *reply = NULL;
  GError *error = NULL;

  raw = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  halqa_source_clear (&call->deadline);
  if (raw != NULL)
    reply = make_reply (g_task_get_source_object (task), call, raw);

  if (reply != NULL)
    g_task_return_pointer (task, reply, g_object_unref);
  else if (raw != NULL)
    {
      g_input_stream_close_async (raw, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      g_task_return_error (task, g_steal_pointer (&call->refusal));
    }
  else if (!call->is_new && !call->again && call->refusal == NULL &&
           halqa_http_call_is_broken (error) && (call->body == NULL || call->whole != NULL))
    {
      g_debug ("%s: an open connection was dead: %s", call->address, error->message);
      g_error_free (error);
      call->again = TRUE;
      send_request (task);
      return;
    }
  else if (call->refusal == NULL && halqa_http_call_was_refused (call, error) &&
           halqa_http_call_take_older_key (call))
    {
      g_debug ("%s: refused; an older key of the forum is tried", call->address);
      g_error_free (error);
      send_request (task);
      return;
    }
  else
    fail (task, error);
  clear_attempt (task, call);
}

/* --- the question */

static void
set_request_body (GTask *task, HalqaHttpCall *call)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (call->message);
  g_autoptr (HalqaBodyStream) body = NULL;
  g_autoptr (GInputStream) memory = NULL;

  if ((call->flags & HALQA_REQUEST_COMPRESS) != 0)
    soup_message_headers_replace (headers, "Content-Encoding", "zstd");
  if (call->whole != NULL)
    {
      memory = g_memory_input_stream_new_from_bytes (call->whole);
      body = halqa_body_stream_new (memory);
    }
  else
    {
      body = g_object_ref (call->body);
      soup_message_headers_set_expectations (headers, SOUP_EXPECTATION_CONTINUE);
    }
  halqa_body_stream_set_guard (body, halqa_http_call_guard_cb, task);
  soup_message_set_request_body (call->message, "application/octet-stream", G_INPUT_STREAM (body),
                                 call->whole != NULL ? (gssize) g_bytes_get_size (call->whole)
                                                     : -1);
}

static void
connect_signals (GTask *task, HalqaHttpCall *call)
{
  g_signal_connect_object (call->message, "accept-certificate",
                           G_CALLBACK (halqa_http_call_accept_cb), task, 0);
  g_signal_connect_object (call->message, "network-event", G_CALLBACK (network_event_cb), task, 0);
  g_signal_connect_object (call->message, "starting", G_CALLBACK (starting_cb), task, 0);
  g_signal_connect_data (call->message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb),
                         halqa_traffic_ref (call->traffic), unref_traffic, 0);
}

static SoupMessage *
make_message (HalqaHttpClient *client, HalqaHttpCall *call)
{
  char tag[HALQA_HEX_MAX];
  char port[8];
  g_autofree char *url = NULL;
  SoupMessageHeaders *headers;
  SoupMessage *message;

  halqa_hex_encode (tag, call->key.tag, HALQA_TAG_SIZE);
  url = g_strdup_printf ("https://" URL_HOST "/halqa/1/f/%s/%s", tag, call->endpoint);
  message = soup_message_new (call->body != NULL ? "POST" : "GET", url);
  /* Without the first the library opens a new connection for every POST. */
  soup_message_add_flags (message,
                          call->again ? SOUP_MESSAGE_NEW_CONNECTION : SOUP_MESSAGE_IDEMPOTENT);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);

  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept-Encoding", call->is_get ? "identity" : "zstd");
  if (call->first > 0)
    soup_message_headers_set_range (headers, (goffset) call->first, -1);
  if (halqa_http_client_get_port (client) != 0)
    {
      g_snprintf (port, sizeof port, "%u", halqa_http_client_get_port (client));
      soup_message_headers_replace (headers, "Halqa-Port", port);
    }
  return message;
}

static void
send_request (GTask *task)
{
  HalqaHttpClient *client = g_task_get_source_object (task);
  HalqaHttpCall *call = g_task_get_task_data (task);
  GTlsCertificate *certificate;
  SoupSession *session;
  GError *error = NULL;

  clear_attempt (task, call);
  call->is_new = FALSE;
  call->shook_hands = FALSE;
  call->has_device = FALSE;
  call->body_begun = FALSE;
  certificate = halqa_http_client_ensure_certificate (client, &call->key, &error);
  session = certificate != NULL
                ? halqa_http_client_ensure_session (client, &call->key, call->address, &error)
                : NULL;
  if (session == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_set_object (&call->session, session);
  call->message = make_message (client, call);
  soup_message_set_tls_client_certificate (call->message, certificate);
  connect_signals (task, call);
  if (call->body != NULL)
    set_request_body (task, call);
  soup_session_send_async (call->session, call->message, G_PRIORITY_DEFAULT, call->cancellable,
                           sent_cb, g_object_ref (task));
}

static HalqaBodyStream *
compress (GInputStream *body)
{
  g_autoptr (GInputStream) packed = halqa_body_stream_new_compressed (body);

  return halqa_body_stream_new (packed);
}

static void
peeked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaHttpCall *call = g_task_get_task_data (task);
  HalqaBodyStream *plain = HALQA_BODY_STREAM (source);
  GError *error = NULL;

  if (!halqa_body_stream_peek_finish (plain, result, &call->whole, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (call->whole == NULL && (call->flags & HALQA_REQUEST_COMPRESS) == 0)
    {
      call->flags |= HALQA_REQUEST_COMPRESS;
      g_object_unref (call->body);
      call->body = compress (G_INPUT_STREAM (plain));
    }
  send_request (task);
}

static HalqaHttpCall *
make_call (HalqaStore *store, const char *address, const char *endpoint, HalqaRequestFlags flags)
{
  HalqaHttpCall *call = g_new0 (HalqaHttpCall, 1);

  call->store = g_object_ref (store);
  call->address = g_strdup (address);
  call->endpoint = g_strdup (endpoint);
  call->flags = flags;
  call->traffic = halqa_traffic_new ();
  call->cancellable = g_cancellable_new ();
  return call;
}

/* @call: (transfer full): which is complete but for the body. */
static void
begin (HalqaHttpClient *client, GTask *task, HalqaHttpCall *call)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_task_set_task_data (task, call, free_call);
  if (!halqa_http_call_choose_key (client, task, call))
    return;
  if (cancellable != NULL)
    {
      call->cancelled = g_cancellable_source_new (cancellable);
      halqa_source_attach (call->cancelled, G_SOURCE_FUNC (cancelled_cb), call);
    }
  if (call->body == NULL)
    send_request (task);
  else
    halqa_body_stream_peek_async (call->body, call->cancellable, peeked_cb, g_object_ref (task));
}

static void
expect (HalqaHttpCall *call, const HalqaDeviceId *expected)
{
  call->has_expected = expected != NULL;
  if (expected != NULL)
    call->expected = *expected;
}

/**
 * halqa_http_call_async:
 * @client: who asks
 * @store: the forum
 * @address: of a peer
 * @expected: (nullable): the device that must answer
 * @endpoint: what is asked
 * @body: (nullable): what is told with it
 * @flags: see #HalqaRequestFlags
 * @cancellable: (nullable): stops waiting for the head of the answer
 * @callback: (scope async): called with the answer
 * @user_data: for @callback
 */
void
halqa_http_call_async (HalqaHttpClient *client,
                       HalqaStore *store,
                       const char *address,
                       const HalqaDeviceId *expected,
                       const char *endpoint,
                       GInputStream *body,
                       HalqaRequestFlags flags,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  HalqaHttpCall *call = make_call (store, address, endpoint, flags);

  g_task_set_source_tag (task, halqa_http_call_async);
  expect (call, expected);
  if (body != NULL)
    call->body =
        (flags & HALQA_REQUEST_COMPRESS) != 0 ? compress (body) : halqa_body_stream_new (body);
  begin (client, task, call);
}

/**
 * halqa_http_call_get_async:
 * @client: who asks
 * @store: the forum
 * @address: of a peer
 * @expected: the device that must answer
 * @endpoint: what is asked for
 * @first: the byte that the answer should begin with; see halqa_transport_get_async()
 * @cancellable: (nullable): stops waiting for the head of the answer
 * @callback: (scope async): called with the answer
 * @user_data: for @callback
 */
void
halqa_http_call_get_async (HalqaHttpClient *client,
                           HalqaStore *store,
                           const char *address,
                           const HalqaDeviceId *expected,
                           const char *endpoint,
                           guint64 first,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  HalqaHttpCall *call = make_call (store, address, endpoint, HALQA_REQUEST_PLAIN);

  g_task_set_source_tag (task, halqa_http_call_async);
  expect (call, expected);
  call->is_get = TRUE;
  call->first = first;
  begin (client, task, call);
}

/**
 * halqa_http_call_finish:
 * @client: who asked
 * @result: what the callback was given
 * @error: see halqa_transport_request_finish()
 *
 * Returns: (transfer full): the answer, or %NULL
 */
HalqaReply *
halqa_http_call_finish (HalqaHttpClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
