/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-upgrade.h"

/* `GET live`: a member's request that becomes a live connection. SoupServer checks the WebSocket's
 * handshake and writes the answer; then we take the streams away from it. They are those of the
 * lease that it was given, so the connection stays ours, and closing it ends the WebSocket. No
 * extension is offered, so nothing is compressed. */

typedef struct
{
  HalqaHttpConnection *connection;
  HalqaLives *lives; /* borrowed: the server is closed before they go */
  char *address;
} Upgrade;

static void
upgrade_free (gpointer data, GClosure *closure)
{
  Upgrade *upgrade = data;

  g_object_unref (upgrade->connection);
  g_free (upgrade->address);
  g_free (upgrade);
}

/**
 * halqa_http_upgrade_is_wanted:
 * @message: a request whose headers have come
 * @endpoint: (nullable): what it is for
 *
 * Returns: whether it asks for a live connection
 */
gboolean
halqa_http_upgrade_is_wanted (SoupServerMessage *message, const char *endpoint)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return g_strcmp0 (endpoint, "live") == 0 &&
         g_str_equal (soup_server_message_get_method (message), "GET") &&
         soup_message_headers_header_equals (headers, "Upgrade", "websocket");
}

static void
cut_connection (gpointer connection)
{
  halqa_http_connection_close (connection);
}

static void
answered_cb (SoupServerMessage *message, Upgrade *upgrade)
{
  HalqaHttpConnection *connection = g_object_ref (upgrade->connection);
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  g_autoptr (SoupWebsocketConnection) socket =
                 soup_websocket_connection_new (stream, soup_server_message_get_uri (message),
                                                SOUP_WEBSOCKET_CONNECTION_SERVER, NULL, NULL, NULL);
  HalqaLive *live;

  halqa_http_connection_go_live (connection);
  live = halqa_live_new (socket, halqa_http_connection_get_store (connection),
                         halqa_http_connection_get_device (connection), upgrade->address, FALSE,
                         cut_connection, G_OBJECT (connection));
  halqa_lives_set_key (live, halqa_http_connection_get_key (connection));
  halqa_lives_add (upgrade->lives, live);
}

/**
 * halqa_http_upgrade_begin:
 * @message: a request that has been read to its end
 * @connection: whose it is
 * @lives: takes the live connection
 * @address: (nullable): where the client says that it can be asked
 */
void
halqa_http_upgrade_begin (SoupServerMessage *message,
                          HalqaHttpConnection *connection,
                          HalqaLives *lives,
                          const char *address)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  Upgrade *upgrade;

  soup_message_headers_remove (headers, "Connection");
  if (!soup_websocket_server_process_handshake (message, NULL, NULL, NULL, NULL))
    {
      soup_message_headers_replace (headers, "Connection", "close");
      return;
    }
  upgrade = g_new0 (Upgrade, 1);
  upgrade->connection = g_object_ref (connection);
  upgrade->lives = lives;
  upgrade->address = g_strdup (address);
  g_signal_connect_data (message, "wrote-informational", G_CALLBACK (answered_cb), upgrade,
                         upgrade_free, 0);
}
