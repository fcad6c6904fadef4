/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-server.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-address.h"
#include "halqa-certificate.h"
#include "halqa-error.h"
#include "halqa-http-connection.h"
#include "halqa-http-gate.h"
#include "halqa-http-message.h"
#include "halqa-http-request.h"
#include "halqa-http-upgrade.h"
#include "halqa-membership.h"

/* Listens, lets members in by the gate, and has SoupServer parse what they ask. SoupServer has no
 * listener and opens nothing itself. Every request is judged by the connection that it came over:
 * the certificate names one forum, and a path with another tag is not there, member or not.
 *
 * At most 64 members' connections are open; the one that has been idle longest makes room. */

#define CONNECTIONS_MAX 64
#define BACKLOG 1024
#define PREFIX "/halqa/"
/* Of a request that will be a live connection: where the client can be asked, or "". */
#define LIVE_KEY "halqa-live"

struct _HalqaHttpServer
{
  GObject parent_instance;

  /* owned */
  HalqaIdentity *identity;
  HalqaRoster *roster;
  SoupServer *soup;
  HalqaHttpGate *gate;
  GSocketService *service;
  GHashTable *connections;
  char *address;

  HalqaRequestFunc handler;
  gpointer handler_data;
  HalqaHttpPatience patience;
  guint16 port;

  /* borrowed */
  HalqaLives *lives;
};

G_DEFINE_FINAL_TYPE (HalqaHttpServer, halqa_http_server, G_TYPE_OBJECT)

/* --- requests */

static char *
make_proof (HalqaHttpServer *self, HalqaHttpConnection *connection)
{
  return halqa_membership_prove (halqa_http_connection_get_key (connection)->key, HALQA_ROLE_SERVER,
                                 halqa_identity_get_device (self->identity));
}

/* An answer that the library makes itself, as to a request that it cannot parse, is proven too, and
 * ends the connection. */
static void
request_started_cb (SoupServer *soup, SoupServerMessage *message, HalqaHttpServer *self)
{
  HalqaHttpConnection *connection = halqa_http_connection_of (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *proof = NULL;

  if (connection == NULL)
    return;
  proof = make_proof (self, connection);
  soup_message_headers_replace (headers, "Halqa-Member", proof);
  soup_message_headers_replace (headers, "Connection", "close");
  g_object_set_data_full (G_OBJECT (message), "connection", g_object_ref (connection),
                          g_object_unref);
}

/* What stands behind the tag in "/halqa/1/f/TAG/ENDPOINT", or an answer to who writes another. */
static const char *
find_endpoint (HalqaHttpConnection *connection, const char *path, guint *status, const char **text)
{
  char tag[HALQA_HEX_MAX];
  g_autofree char *ours = NULL;

  halqa_hex_encode (tag, halqa_http_connection_get_key (connection)->tag, HALQA_TAG_SIZE);
  ours = g_strconcat (PREFIX "1/f/", tag, "/", NULL);
  if (g_str_has_prefix (path, ours) && path[strlen (ours)] != '\0')
    return path + strlen (ours);

  *status = 404;
  *text = "there is nothing here";
  if (g_str_has_prefix (path, PREFIX) && g_ascii_isdigit (path[strlen (PREFIX)]) &&
      !g_str_has_prefix (path, PREFIX "1/"))
    {
      *status = 409;
      *text = "this laptop speaks version " G_STRINGIFY (HALQA_HTTP_VERSION) " of the protocol";
    }
  return NULL;
}

static char *
dup_address (HalqaHttpConnection *connection, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *port = soup_message_headers_get_one (headers, "Halqa-Port");
  guint64 number;

  if (port == NULL || !g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL))
    return NULL;
  return halqa_http_connection_dup_address (connection, number);
}

static void
serve (HalqaHttpServer *self,
       HalqaHttpConnection *connection,
       HalqaHttpMessage *message,
       SoupServerMessage *raw,
       const char *path)
{
  const char *method = soup_server_message_get_method (raw);
  g_autoptr (HalqaRequest) request = NULL;
  g_autofree char *address = NULL;
  const char *endpoint;
  const char *text = NULL;
  guint status = 0;

  endpoint = find_endpoint (connection, path, &status, &text);
  if (endpoint == NULL)
    halqa_http_message_answer_error (message, status, text);
  else if (!g_str_equal (method, "POST") && !g_str_equal (method, "GET"))
    halqa_http_message_answer_error (message, 400, "only GET and POST are known here");
  else if (halqa_http_message_get_body (message) == NULL)
    halqa_http_message_answer_error (message, 400, "the content encoding is not known here");
  else if (self->handler == NULL)
    halqa_http_message_answer_error (message, 404, "nothing is served here");
  else
    {
      address = dup_address (connection, raw);
      request = halqa_http_request_new (message, connection, address, endpoint);
      self->handler (request, self->handler_data);
    }
}

static gboolean
wants_live (HalqaHttpServer *self,
            HalqaHttpConnection *connection,
            SoupServerMessage *message,
            const char *path)
{
  const char *text = NULL;
  guint status = 0;

  return self->lives != NULL &&
         halqa_http_upgrade_is_wanted (message, find_endpoint (connection, path, &status, &text));
}

/* After the headers, before the body. */
static void
early_cb (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  HalqaHttpServer *self = user_data;
  HalqaHttpConnection *connection = g_object_get_data (G_OBJECT (message), "connection");
  g_autoptr (HalqaHttpMessage) streams = NULL;
  g_autofree char *proof = NULL;

  if (connection == NULL)
    {
      soup_server_message_set_status (message, 500, NULL);
      return;
    }
  if (wants_live (self, connection, message, path))
    {
      char *address = dup_address (connection, message);

      g_object_set_data_full (G_OBJECT (message), LIVE_KEY,
                              address != NULL ? address : g_strdup (""), g_free);
      return;
    }
  proof = make_proof (self, connection);
  streams = g_object_ref (halqa_http_message_new (message, connection, proof));
  serve (self, connection, streams, message, path);
  halqa_http_message_end_headers (streams);
}

static void
body_cb (SoupServer *soup,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer user_data)
{
  HalqaHttpServer *self = user_data;
  HalqaHttpMessage *streams = halqa_http_message_of (message);
  const char *address = g_object_get_data (G_OBJECT (message), LIVE_KEY);

  if (address != NULL)
    halqa_http_upgrade_begin (message, g_object_get_data (G_OBJECT (message), "connection"),
                              self->lives, *address == '\0' ? NULL : address);
  else if (streams != NULL)
    halqa_http_message_set_has_body (streams);
}

/* --- connections */

static void
closed_cb (HalqaHttpConnection *connection, gpointer user_data)
{
  HalqaHttpServer *self = user_data;

  g_hash_table_remove (self->connections, connection);
}

static void
close_longest_idle (HalqaHttpServer *self)
{
  HalqaHttpConnection *longest = NULL;
  gint64 since = G_MAXINT64;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gint64 idle_since = halqa_http_connection_get_idle_since (key);

      if (idle_since != 0 && idle_since < since)
        {
          longest = key;
          since = idle_since;
        }
    }
  if (longest != NULL)
    halqa_http_connection_close (longest);
}

/* Whoever has been removed is cut off, in the midst of an answer too. */
static void
keys_changed_cb (HalqaRoster *roster, HalqaStore *store, HalqaHttpServer *self)
{
  g_autoptr (GList) open = g_hash_table_get_keys (self->connections);

  for (GList *link = open; link != NULL; link = link->next)
    if (!halqa_http_connection_is_member (link->data))
      halqa_http_connection_close (link->data);
}

/* Those with a request at hand end a little later, when the library has noticed; by then we may be
 * gone. */
static void
end_connections (HalqaHttpServer *self)
{
  g_autolist (HalqaHttpConnection) open = g_hash_table_get_keys (self->connections);

  g_list_foreach (open, (GFunc) (void *) g_object_ref, NULL);
  for (GList *link = open; link != NULL; link = link->next)
    {
      halqa_http_connection_forget (link->data);
      halqa_http_connection_close (link->data);
    }
  g_hash_table_remove_all (self->connections);
}

static void
member_cb (GTlsConnection *tls,
           GSocketConnection *base,
           HalqaStore *store,
           const HalqaKey *key,
           const HalqaDeviceId *device,
           gpointer user_data)
{
  HalqaHttpServer *self = user_data;
  HalqaHttpConnection *connection;

  if (g_hash_table_size (self->connections) >= CONNECTIONS_MAX)
    close_longest_idle (self);
  if (g_hash_table_size (self->connections) >= CONNECTIONS_MAX)
    {
      g_debug ("too many connections: one is closed");
      g_io_stream_close (G_IO_STREAM (base), NULL, NULL);
      return;
    }
  halqa_roster_add_proven (self->roster, store, key, device);
  connection =
      halqa_http_connection_new (self->soup, tls, base, store, key, device, &self->patience);
  g_hash_table_add (self->connections, connection);
  halqa_http_connection_start (connection, closed_cb, self);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             HalqaHttpServer *self)
{
  halqa_http_gate_take (self->gate, connection);
  return TRUE;
}

/* --- listening */

static gboolean
make_gate (HalqaHttpServer *self, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  certificate = halqa_certificate_new (self->identity, HALQA_CERTIFICATE_SERVER_NAME, error);
  if (certificate == NULL)
    return FALSE;
  self->gate = halqa_http_gate_new (self->roster, certificate, member_cb, self);
  halqa_http_gate_set_patience (self->gate, &self->patience);
  return TRUE;
}

static void
halqa_http_server_dispose (GObject *object)
{
  HalqaHttpServer *self = HALQA_HTTP_SERVER (object);

  halqa_http_server_close (self);
  g_clear_object (&self->gate);
  g_clear_object (&self->soup);
  G_OBJECT_CLASS (halqa_http_server_parent_class)->dispose (object);
}

static void
halqa_http_server_finalize (GObject *object)
{
  HalqaHttpServer *self = HALQA_HTTP_SERVER (object);

  g_clear_object (&self->identity);
  g_clear_object (&self->roster);
  g_hash_table_unref (self->connections);
  g_free (self->address);
  G_OBJECT_CLASS (halqa_http_server_parent_class)->finalize (object);
}

static void
halqa_http_server_class_init (HalqaHttpServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_http_server_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_http_server_finalize;
}

static void
halqa_http_server_init (HalqaHttpServer *self)
{
  self->patience = (HalqaHttpPatience) HALQA_HTTP_PATIENCE_INIT;
  self->connections = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->soup = soup_server_new ("raw-paths", TRUE, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (request_started_cb), self);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, body_cb, self, NULL);
}

/**
 * halqa_http_server_new:
 * @identity: whose server it is
 * @roster: the forums that are served, and who has proven to be a member
 *
 * Returns: (transfer full): a server for the thread-default context
 */
HalqaHttpServer *
halqa_http_server_new (HalqaIdentity *identity, HalqaRoster *roster)
{
  HalqaHttpServer *self = g_object_new (HALQA_TYPE_HTTP_SERVER, NULL);

  self->identity = g_object_ref (identity);
  self->roster = g_object_ref (roster);
  g_signal_connect (roster, "keys-changed", G_CALLBACK (keys_changed_cb), self);
  return self;
}

/**
 * halqa_http_server_listen:
 * @self: a server that does not listen yet
 * @address: see halqa_transport_listen()
 * @error: %HALQA_SYNC_ERROR_INVALID, or of GIO
 *
 * Returns: whether it listens
 */
gboolean
halqa_http_server_listen (HalqaHttpServer *self, const char *address, GError **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  GSocketListener *listener = G_SOCKET_LISTENER (service);

  g_return_val_if_fail (HALQA_IS_HTTP_SERVER (self), FALSE);
  g_return_val_if_fail (self->service == NULL, FALSE);

  g_socket_listener_set_backlog (listener, BACKLOG);
  if (!halqa_address_listen (listener, address, &self->address, &self->port, error) ||
      !make_gate (self, error))
    return FALSE;
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), self);
  self->service = g_steal_pointer (&service);
  return TRUE;
}

/**
 * halqa_http_server_dup_address:
 * @self: a server
 *
 * Returns: (transfer full) (nullable): where it listens, "HOST:PORT"
 */
char *
halqa_http_server_dup_address (HalqaHttpServer *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_SERVER (self), NULL);
  return self->service != NULL ? g_strdup (self->address) : NULL;
}

/**
 * halqa_http_server_get_port:
 * @self: a server
 *
 * Returns: the port that it listens at, or 0
 */
guint16
halqa_http_server_get_port (HalqaHttpServer *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_SERVER (self), 0);
  return self->service != NULL ? self->port : 0;
}

/**
 * halqa_http_server_set_handler:
 * @self: a server
 * @func: (nullable) (scope forever): called for each request
 * @user_data: for @func
 */
void
halqa_http_server_set_handler (HalqaHttpServer *self, HalqaRequestFunc func, gpointer user_data)
{
  g_return_if_fail (HALQA_IS_HTTP_SERVER (self));
  self->handler = func;
  self->handler_data = user_data;
}

/**
 * halqa_http_server_set_patience:
 * @self: a server
 * @patience: how long it waits, for connections that come from now on
 */
void
halqa_http_server_set_patience (HalqaHttpServer *self, const HalqaHttpPatience *patience)
{
  g_return_if_fail (HALQA_IS_HTTP_SERVER (self));
  self->patience = *patience;
  if (self->gate != NULL)
    halqa_http_gate_set_patience (self->gate, patience);
}

/**
 * halqa_http_server_set_lives:
 * @self: a server
 * @lives: takes the live connections that others open
 */
void
halqa_http_server_set_lives (HalqaHttpServer *self, HalqaLives *lives)
{
  g_return_if_fail (HALQA_IS_HTTP_SERVER (self));
  self->lives = lives;
}

/**
 * halqa_http_server_get_soup:
 * @self: a server
 *
 * Returns: (transfer none): the parser of requests
 */
SoupServer *
halqa_http_server_get_soup (HalqaHttpServer *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_SERVER (self), NULL);
  return self->soup;
}

/**
 * halqa_http_server_close:
 * @self: a server
 *
 * Listens no more and ends every connection; the handler is not called any more.
 */
void
halqa_http_server_close (HalqaHttpServer *self)
{
  g_return_if_fail (HALQA_IS_HTTP_SERVER (self));

  self->handler = NULL;
  if (self->roster != NULL)
    g_signal_handlers_disconnect_by_data (self->roster, self);
  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_signal_handlers_disconnect_by_data (self->service, self);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
      g_clear_object (&self->service);
    }
  if (self->gate != NULL)
    halqa_http_gate_close (self->gate);
  if (self->soup != NULL)
    {
      soup_server_remove_handler (self->soup, NULL);
      g_signal_handlers_disconnect_by_data (self->soup, self);
    }
  end_connections (self);
}

/**
 * halqa_http_server_is_busy:
 * @self: a server that was closed
 *
 * Returns: whether a handshake that was broken off has not come back yet
 */
gboolean
halqa_http_server_is_busy (HalqaHttpServer *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_SERVER (self), FALSE);

  return self->gate != NULL && halqa_http_gate_is_busy (self->gate);
}
