/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>

#include "fuzz.h"
#include "halqa-exchange.h"
#include "halqa-live-message.h"
#include "halqa-live.h"
#include "replica.h"

/* A live connection, as a member speaks over it once it is open: into libsoup's WebSocket, and from
 * there into the exchange and a store. The first byte says what the rest is: frames as they are, or
 * messages in sound frames, each with two bytes of length in front. */

#define ENTRIES_MAX 500
#define FINAL_BINARY 0x82
#define MASKED 0x80
#define TWO_BYTES 126

typedef struct
{
  GByteArray *bytes;
  gsize sent;
  int fd;
  gboolean ended;
} Client;

static const HalqaDeviceId member = { "the member that is at the other" };
static HalqaStore *store;
static HalqaReader *reader;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  fuzz_renew_store (&replica_schema, &store, &reader);
  return 0;
}

static void
put_frame (GByteArray *out, const guint8 *message, gsize size)
{
  const guint8 head[] = {
    FINAL_BINARY, MASKED | TWO_BYTES, (guint8) (size >> 8), (guint8) size, 0, 0, 0, 0
  };

  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, message, size);
}

static void
put_messages (GByteArray *out, const guint8 *data, gsize size)
{
  while (size > 2)
    {
      gsize length = MIN ((gsize) (data[0] << 8 | data[1]), size - 2);

      put_frame (out, data + 2, length);
      data += 2 + length;
      size -= 2 + length;
    }
}

static void
try_message (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (HalqaLiveMessage) message = { 0 };
  g_auto (HalqaLiveMessage) again = { 0 };

  if (!halqa_live_message_decode (&message, bytes, &error))
    {
      g_assert_nonnull (error);
      return;
    }
  if (!message.is_answer && message.endpoint == NULL)
    return;
  encoded = halqa_live_message_encode (&message);
  g_assert_true (halqa_live_message_decode (&again, encoded, &error));
  g_assert_no_error (error);
  g_assert_true (again.is_answer == message.is_answer && again.is_packed == message.is_packed);
  g_assert_cmpstr (again.endpoint, ==, message.endpoint);
  g_assert_cmpuint (again.number, ==, message.number);
  g_assert_cmpuint (again.status, ==, message.status);
  g_assert_true (g_bytes_equal (again.body, message.body));
}

static void
serve_cb (HalqaRequest *request, gpointer user_data)
{
  halqa_exchange_serve (request, reader);
}

static void
ended_cb (HalqaLive *live, gpointer user_data)
{
  ((Client *) user_data)->ended = TRUE;
}

static void
cut_cb (gpointer below)
{
  g_socket_shutdown (G_SOCKET (below), TRUE, TRUE, NULL);
}

static gboolean
drain_cb (gint fd, GIOCondition condition, gpointer user_data)
{
  guint8 buffer[4096];

  return recv (fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0 || errno == EAGAIN;
}

static HalqaLive *
open_live (Client *client)
{
  int pair[2];
  GSocket *socket;
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GUri) uri = g_uri_parse ("http://halqa/", SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (SoupWebsocketConnection) web = NULL;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  client->fd = pair[0];
  socket = g_socket_new_from_fd (pair[1], NULL);
  base = g_socket_connection_factory_create_connection (socket);
  web = soup_websocket_connection_new (G_IO_STREAM (base), uri, SOUP_WEBSOCKET_CONNECTION_SERVER,
                                       NULL, NULL, NULL);
  soup_websocket_connection_set_max_incoming_payload_size (web, HALQA_LIVE_MESSAGE_MAX);
  return halqa_live_new (web, store, &member, NULL, FALSE, cut_cb, G_OBJECT (socket));
}

static void
send_more (Client *client)
{
  gssize n;

  if (client->sent == client->bytes->len)
    {
      shutdown (client->fd, SHUT_WR);
      return;
    }
  n = send (client->fd, client->bytes->data + client->sent, client->bytes->len - client->sent,
            MSG_DONTWAIT | MSG_NOSIGNAL);
  client->sent = n < 0 && errno != EAGAIN ? client->bytes->len : client->sent + MAX (n, 0);
}

static void
try_connection (GByteArray *bytes)
{
  Client client = { .bytes = bytes };
  HalqaLive *live = open_live (&client);
  GSource *drain = g_unix_fd_source_new (client.fd, G_IO_IN | G_IO_HUP);
  HalqaStatus status;

  g_source_set_callback (drain, G_SOURCE_FUNC (drain_cb), &client, NULL);
  g_source_attach (drain, NULL);
  halqa_live_start (live, serve_cb, ended_cb, &client);
  while (!client.ended)
    {
      send_more (&client);
      g_main_context_iteration (NULL, TRUE);
    }
  halqa_live_close (live);
  g_object_unref (live);
  g_source_destroy (drain);
  g_source_unref (drain);
  g_assert_true (g_close (client.fd, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_true (halqa_reader_status (reader, &status, NULL));
  if (status.n_entries > ENTRIES_MAX)
    fuzz_renew_store (&replica_schema, &store, &reader);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (size == 0)
    return 0;
  if (data[0] % 3 == 0)
    {
      try_message (data + 1, size - 1);
      return 0;
    }
  if (data[0] % 3 == 1)
    g_byte_array_append (bytes, data + 1, size - 1);
  else
    put_messages (bytes, data + 1, size - 1);
  try_connection (bytes);
  return 0;
}
