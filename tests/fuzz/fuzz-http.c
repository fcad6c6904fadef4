/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "fuzz.h"
#include "halqa-blob-serve.h"
#include "halqa-exchange.h"
#include "halqa-http-connection.h"
#include "halqa-http-server.h"
#include "plain-tls.h"
#include "replica.h"
#include "test-tools.h"

/* What a member sends once the gate has let it in: bytes into the very SoupServer, and from there
 * into the parser of bodies and the store. Below it is a socket in the place of TLS, which
 * proves nothing and hides nothing; everything above is what serves others.
 *
 * An input is sent whole, and then the client has no more to say: so no run waits for a clock. Where
 * NEXT stands in it, what follows is sent when the request before has been answered; of one that is
 * never answered, because its end is missing, not at all. */

#define NEXT "\n--next--\n"
#define ENTRIES_MAX 500
#define WAIT_MS 50
#define BLOB_SIZE 70000

typedef struct
{
  const guint8 *data;
  gsize size;
  GSocket *socket;
  int fd; /* of it */
  gboolean busy; /* the server has begun with what was sent last */
  gboolean in_vain; /* nothing came back for long */
  gboolean closed;
} Client;

static const HalqaHttpPatience patience = { G_MAXINT, G_MAXINT, G_MAXINT, G_MAXINT, G_MAXINT };
static const HalqaDeviceId member = { "the member that is at the other" };
static HalqaStore *store;
static HalqaReader *reader;
static HalqaHttpServer *server;
static GSocket *listener;

static void
serve_cb (HalqaRequest *request, gpointer user_data)
{
  if (halqa_blob_serve_takes (request))
    halqa_blob_serve_async (request, user_data, NULL, NULL, NULL);
  else
    halqa_exchange_serve (request, user_data);
}

/* More than is sent at once. */
static void
add_blob (void)
{
  g_autoptr (GBytes) content = g_bytes_new_take (g_strnfill (BLOB_SIZE, 'b'), BLOB_SIZE);
  g_autoptr (GError) error = NULL;
  HalqaBlobId id;

  halqa_blob_store_add (halqa_store_get_blobs (store), content, &id, &error);
  g_assert_no_error (error);
}

static void
open_server (void)
{
  g_autoptr (HalqaIdentity) identity = fuzz_load_identity ();
  g_autoptr (HalqaRoster) roster = halqa_roster_new ();
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue title = halqa_value_text ("a card");
  HalqaId id = { { 1, 2, 3 } };
  g_autoptr (GError) error = NULL;

  store = fuzz_create_store ("forum", &replica_schema);
  halqa_change_create (change, "card", &id);
  halqa_change_set (change, "card", &id, "title", &title, HALQA_REPLACE_SHOWN);
  halqa_store_commit (store, change, &error);
  g_assert_no_error (error);
  add_blob ();
  reader = halqa_reader_open (store, &error);
  g_assert_no_error (error);
  halqa_roster_add_store (roster, store);
  server = halqa_http_server_new (identity, roster);
  halqa_http_server_set_handler (server, serve_cb, reader);
}

/* What valid entries an input brought would make the next ones run otherwise. */
static void
renew_server (void)
{
  HalqaStatus status;

  g_assert_true (halqa_reader_status (reader, &status, NULL));
  if (status.n_entries < ENTRIES_MAX)
    return;
  halqa_http_server_close (server);
  test_let_go (&server);
  test_let_go (&reader);
  halqa_store_close (store);
  test_let_go (&store);
  open_server ();
}

static void
listen_here (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;

  listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (listener, address, FALSE, &error);
  g_assert_no_error (error);
  g_socket_listen (listener, &error);
  g_assert_no_error (error);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  open_server ();
  listen_here ();
  return 0;
}

static void
closed_cb (HalqaHttpConnection *connection, gpointer user_data)
{
  ((Client *) user_data)->closed = TRUE;
}

static gboolean
readable_cb (gint fd, GIOCondition condition, gpointer user_data)
{
  guint8 buffer[4096];

  return recv (fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0 || errno == EAGAIN;
}

static gboolean
in_vain_cb (gpointer user_data)
{
  ((Client *) user_data)->in_vain = TRUE;
  return G_SOURCE_CONTINUE;
}

/* What goes out before the next answer has to be there. */
static gsize
find_part (const Client *client)
{
  const guint8 *next = memmem (client->data, client->size, NEXT, strlen (NEXT));

  return next != NULL ? (gsize) (next - client->data) : client->size;
}

static void
send_more (Client *client, HalqaHttpConnection *connection)
{
  gsize part = find_part (client);
  gssize n;

  if (part > 0)
    {
      n = send (client->fd, client->data, part, MSG_DONTWAIT | MSG_NOSIGNAL);
      client->data += MAX (n, 0);
      client->size -= MAX (n, 0);
      return;
    }
  if (halqa_http_connection_get_idle_since (connection) == 0)
    client->busy = TRUE;
  else if (client->busy && client->size > 0)
    {
      client->data += strlen (NEXT);
      client->size -= strlen (NEXT);
      client->busy = FALSE;
    }
  if (client->size == 0 || client->in_vain)
    shutdown (client->fd, SHUT_WR);
}

/* Over the loopback, for libsoup takes every address for one of the internet. Reset at the end, so
 * that it leaves nothing behind in the kernel. */
static HalqaHttpConnection *
connect_client (Client *client)
{
  struct linger linger = { 1, 0 };
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (listener, NULL);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GTlsConnection) tls = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);

  client->socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  client->fd = g_socket_get_fd (client->socket);
  setsockopt (client->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_connect (client->socket, address, NULL, &error);
  g_assert_no_error (error);
  socket = g_socket_accept (listener, NULL, &error);
  g_assert_no_error (error);
  base = g_socket_connection_factory_create_connection (socket);
  tls = plain_tls_new (G_IO_STREAM (base));
  return halqa_http_connection_new (halqa_http_server_get_soup (server), tls, base, store,
                                    halqa_keyring_get_newest (keyring), &member, &patience);
}

static void
run_client (Client *client, HalqaHttpConnection *connection)
{
  GSource *readable = g_unix_fd_source_new (client->fd, G_IO_IN | G_IO_HUP);
  guint in_vain = g_timeout_add (WAIT_MS, in_vain_cb, client);

  g_source_set_callback (readable, G_SOURCE_FUNC (readable_cb), client, NULL);
  g_source_attach (readable, NULL);
  halqa_http_connection_start (connection, closed_cb, client);
  while (!client->closed)
    {
      send_more (client, connection);
      if (!client->closed)
        g_main_context_iteration (NULL, TRUE);
    }
  g_source_destroy (readable);
  g_source_unref (readable);
  g_source_remove (in_vain);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Client client = { .data = data, .size = size };
  g_autoptr (HalqaHttpConnection) connection = connect_client (&client);

  run_client (&client, connection);
  g_assert_true (g_socket_close (client.socket, NULL));
  g_object_unref (client.socket);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  renew_server ();
  return 0;
}
