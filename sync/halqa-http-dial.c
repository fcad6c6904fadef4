/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-dial.h"

#include <glib/gi18n-lib.h>
#include <gio/gnetworking.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <string.h>

#include "halqa-address.h"
#include "halqa-certificate.h"
#include "halqa-error.h"
#include "halqa-lives.h"
#include "halqa-membership.h"
#include "halqa-source.h"

/* A live connection, from the side that dials. Whom we talk to is known as for any request: by the
 * key of the TLS connection, which must be that of the device that was met at the address, and by
 * its proof in the answer that opens the WebSocket. It is dialled by the newest key of the forum
 * alone: an exchange comes first, and that brings up to it who was away.
 *
 * The socket is ours once it is open: libsoup's timeout goes, and the kernel looks less often
 * whether the other side is there, for a room of idle laptops has a connection for each pair. */

#define URL_HOST "halqa"
#define CONNECT_MS 10000
#define PROBE_AFTER_S 60

typedef struct
{
  /* owned */
  HalqaStore *store;
  char *address;
  SoupMessage *message;
  GSocketConnection *connection;
  GCancellable *cancellable; /* ours */
  GSource *cancelled; /* the caller's */
  GSource *deadline;

  HalqaKey key;
  HalqaDeviceId device;
} Dial;

static void
dial_free (gpointer data)
{
  Dial *dial = data;

  halqa_source_clear (&dial->cancelled);
  halqa_source_clear (&dial->deadline);
  g_clear_object (&dial->store);
  g_clear_object (&dial->message);
  g_clear_object (&dial->connection);
  g_clear_object (&dial->cancellable);
  sodium_memzero (&dial->key, sizeof dial->key);
  g_free (dial->address);
  g_free (dial);
}

static gboolean
is_expected (Dial *dial, GTlsCertificate *certificate)
{
  HalqaDeviceId device;

  return certificate != NULL && halqa_certificate_read (certificate, &device, NULL, NULL) &&
         memcmp (&device, &dial->device, sizeof device) == 0;
}

static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  return is_expected (user_data, certificate);
}

static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  Dial *dial = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    {
      g_set_object (&dial->connection, G_SOCKET_CONNECTION (connection));
      halqa_address_tune_socket (g_socket_connection_get_socket (dial->connection));
    }
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (connection), TRUE);
}

static gboolean
is_member (Dial *dial)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (dial->message);
  const char *proof = soup_message_headers_get_one (headers, "Halqa-Member");

  return soup_message_get_tls_protocol_version (dial->message) == G_TLS_PROTOCOL_VERSION_TLS_1_3 &&
         is_expected (dial, soup_message_get_tls_peer_certificate (dial->message)) &&
         proof != NULL &&
         halqa_membership_check (dial->key.key, HALQA_ROLE_SERVER, &dial->device, proof);
}

static void
cut_connection (gpointer connection)
{
  g_io_stream_close (connection, NULL, NULL);
}

static HalqaLive *
make_live (Dial *dial, SoupWebsocketConnection *socket)
{
  GSocket *below = g_socket_connection_get_socket (dial->connection);
  HalqaLive *live;

  g_socket_set_timeout (below, 0);
  g_socket_set_option (below, IPPROTO_TCP, TCP_KEEPIDLE, PROBE_AFTER_S, NULL);
  live = halqa_live_new (socket, dial->store, &dial->device, dial->address, TRUE, cut_connection,
                         g_object_ref (G_OBJECT (dial->connection)));
  halqa_lives_set_key (live, &dial->key);
  return live;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Dial *dial = g_task_get_task_data (task);
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  GError *error = NULL;

  socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  halqa_source_clear (&dial->deadline);
  halqa_source_clear (&dial->cancelled);
  g_signal_handlers_disconnect_by_data (dial->message, dial);
  if (socket == NULL)
    g_task_return_error (task, error);
  else if (dial->connection != NULL && is_member (dial))
    g_task_return_pointer (task, make_live (dial, socket), g_object_unref);
  else
    {
      if (dial->connection != NULL)
        cut_connection (dial->connection);
      g_task_return_new_error (task, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER, "%s: %s",
                               dial->address, _ ("The laptop there does not know this forum"));
    }
}

static gboolean
too_late_cb (gpointer user_data)
{
  Dial *dial = user_data;

  g_cancellable_cancel (dial->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  return too_late_cb (user_data);
}

static SoupMessage *
make_message (HalqaHttpClient *client, Dial *dial, GTlsCertificate *certificate)
{
  char tag[HALQA_HEX_MAX];
  char port[8];
  g_autofree char *url = NULL;
  SoupMessage *message;

  halqa_hex_encode (tag, dial->key.tag, HALQA_TAG_SIZE);
  url = g_strdup_printf ("wss://" URL_HOST "/halqa/1/f/%s/live", tag);
  message = soup_message_new ("GET", url);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* Without it libsoup offers to compress. */
  soup_message_disable_feature (message, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_message_set_tls_client_certificate (message, certificate);
  if (halqa_http_client_get_port (client) != 0)
    {
      g_snprintf (port, sizeof port, "%u", halqa_http_client_get_port (client));
      soup_message_headers_replace (soup_message_get_request_headers (message), "Halqa-Port", port);
    }
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), dial);
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), dial);
  return message;
}

/**
 * halqa_http_dial_async:
 * @client: who dials
 * @store: the forum
 * @address: where @device was met
 * @device: known as a member
 * @cancellable: (nullable): stops dialling
 * @callback: (scope async): called when it is open, or will not be
 * @user_data: for @callback
 */
void
halqa_http_dial_async (HalqaHttpClient *client,
                       HalqaStore *store,
                       const char *address,
                       const HalqaDeviceId *device,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  Dial *dial = g_new0 (Dial, 1);
  GTlsCertificate *certificate;
  SoupSession *session;
  GError *error = NULL;

  g_task_set_source_tag (task, halqa_http_dial_async);
  g_task_set_task_data (task, dial, dial_free);
  dial->store = g_object_ref (store);
  dial->address = g_strdup (address);
  dial->device = *device;
  dial->cancellable = g_cancellable_new ();
  dial->key = *halqa_keyring_get_newest (keyring);
  if (!halqa_roster_check_server (halqa_http_client_get_roster (client), store, &dial->key, device,
                                  device, TRUE, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  session = halqa_http_client_ensure_session (client, &dial->key, address, &error);
  certificate =
      session != NULL ? halqa_http_client_ensure_certificate (client, &dial->key, &error) : NULL;
  if (certificate == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  dial->message = make_message (client, dial, certificate);
  dial->deadline = g_timeout_source_new (CONNECT_MS);
  halqa_source_attach (dial->deadline, too_late_cb, dial);
  if (cancellable != NULL)
    {
      dial->cancelled = g_cancellable_source_new (cancellable);
      halqa_source_attach (dial->cancelled, G_SOURCE_FUNC (cancelled_cb), dial);
    }
  soup_session_websocket_connect_async (session, dial->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        dial->cancellable, opened_cb, g_object_ref (task));
}

/**
 * halqa_http_dial_finish:
 * @client: who dialled
 * @result: what the callback was given
 * @error: of GIO or libsoup, or %HALQA_SYNC_ERROR_NOT_MEMBER
 *
 * Returns: (transfer full): a live connection that was not started, or %NULL
 */
HalqaLive *
halqa_http_dial_finish (HalqaHttpClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
