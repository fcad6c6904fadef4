/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-connection.h"

#include <gio/gnetworking.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "halqa-address.h"
#include "halqa-http-lease.h"
#include "halqa-source.h"

/* A member's connection, from the handshake to its end. It is ours; SoupServer gets it as a lease,
 * one for each request. Between two requests we wait for the next byte, so that a connection which
 * the client closes is closed here too, and an exchange on an open connection costs no handshake.
 *
 * Who is at its other end is judged before each request: a laptop that has been removed meanwhile
 * finds it closed.
 *
 * A connection is used again only after a request that was read to its end and answered in full.
 * What a client has sent of the next request before that is lost with SoupServer's buffer: requests
 * in a row without waiting are not supported, and end in silence.
 *
 * SoupServer has no timeouts; here is one deadline. It is moved by every 4 KiB of a body, so that
 * neither silence nor a drip holds a connection, and is off while the other side can do nothing. */

#define PROGRESS_STEP 4096
/* A room of idle laptops has a connection for each pair. */
#define LIVE_PROBE_AFTER_S 60

/* What an object that SoupServer hands back to us tells: the only one it does for a stream that it
 * did not open is the remote address. */
#define CONNECTION_KEY "halqa-http-connection"

struct _HalqaHttpConnection
{
  GObject parent_instance;

  /* owned */
  SoupServer *soup;
  GTlsConnection *tls;
  GSocketConnection *base;
  GSocketAddress *local;
  GSocketAddress *remote;
  HalqaStore *store;
  GSource *readable;
  GSource *deadline;

  /* borrowed: while it is lent */
  SoupServerMessage *message;
  HalqaHttpLease *lease;

  HalqaKey key; /* of the forum, by which it was let in */
  HalqaDeviceId device;
  HalqaHttpPatience patience;
  HalqaHttpConnectionFunc closed;
  gpointer user_data;
  gint64 idle_since; /* monotonic, µs; 0 while a request is at hand */
  gsize progress;
  gboolean keep;
  gboolean is_closed;
};

G_DEFINE_FINAL_TYPE (HalqaHttpConnection, halqa_http_connection, G_TYPE_OBJECT)

static gboolean
too_late_cb (gpointer user_data)
{
  HalqaHttpConnection *self = user_data;

  if (self->idle_since != 0)
    halqa_http_connection_close (self);
  else
    halqa_http_connection_cut (self);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (HalqaHttpConnection *self, guint milliseconds)
{
  halqa_source_clear (&self->deadline);
  self->deadline = g_timeout_source_new (milliseconds);
  halqa_source_attach (self->deadline, too_late_cb, self);
}

static void wait_for_request (HalqaHttpConnection *self);

static void
lease_returned (gpointer user_data)
{
  g_autoptr (HalqaHttpConnection) self = user_data;

  self->message = NULL;
  self->lease = NULL;
  if (self->keep && !self->is_closed)
    wait_for_request (self);
  else
    halqa_http_connection_close (self);
}

static gboolean
readable_cb (GPollableInputStream *stream, gpointer user_data)
{
  g_autoptr (HalqaHttpConnection) self = g_object_ref (user_data);
  g_autoptr (GIOStream) lease = NULL;

  halqa_source_clear (&self->readable);
  if (!halqa_http_connection_is_member (self))
    {
      halqa_http_connection_close (self);
      return G_SOURCE_REMOVE;
    }
  self->idle_since = 0;
  self->keep = FALSE;
  set_deadline (self, self->patience.headers);
  lease = halqa_http_lease_new (G_IO_STREAM (self->tls), lease_returned, g_object_ref (self));
  self->lease = HALQA_HTTP_LEASE (lease);
  soup_server_accept_iostream (self->soup, lease, self->local, self->remote, NULL);
  return G_SOURCE_REMOVE;
}

static void
wait_for_request (HalqaHttpConnection *self)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (self->tls));

  self->idle_since = g_get_monotonic_time ();
  set_deadline (self, self->patience.idle);
  self->readable = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);
  halqa_source_attach (self->readable, G_SOURCE_FUNC (readable_cb), self);
}

/* SoupServer notices a dead connection only by using it, and an answer without a next chunk uses
 * nothing: it is given a byte, which cannot leave any more. */
static void
wake_message (HalqaHttpConnection *self)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);

  soup_message_body_append (body, SOUP_MEMORY_STATIC, "", 1);
  soup_server_message_unpause (self->message);
}

static void
halqa_http_connection_dispose (GObject *object)
{
  HalqaHttpConnection *self = HALQA_HTTP_CONNECTION (object);

  halqa_http_connection_close (self);
  g_clear_object (&self->tls);
  g_clear_object (&self->base);
  g_clear_object (&self->local);
  g_clear_object (&self->remote);
  g_clear_object (&self->store);
  g_clear_object (&self->soup);
  G_OBJECT_CLASS (halqa_http_connection_parent_class)->dispose (object);
}

static void
halqa_http_connection_class_init (HalqaHttpConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_http_connection_dispose;
}

static void
halqa_http_connection_init (HalqaHttpConnection *self)
{
}

/**
 * halqa_http_connection_new:
 * @soup: who parses requests
 * @tls: after its handshake
 * @base: what it stands on
 * @store: the forum that the client's certificate is for
 * @key: the key of it that the certificate proves
 * @device: the client's device, proven
 * @patience: how long it waits
 *
 * Returns: (transfer full): a connection; it does nothing yet
 */
HalqaHttpConnection *
halqa_http_connection_new (SoupServer *soup,
                           GTlsConnection *tls,
                           GSocketConnection *base,
                           HalqaStore *store,
                           const HalqaKey *key,
                           const HalqaDeviceId *device,
                           const HalqaHttpPatience *patience)
{
  HalqaHttpConnection *self = g_object_new (HALQA_TYPE_HTTP_CONNECTION, NULL);

  self->soup = g_object_ref (soup);
  self->tls = g_object_ref (tls);
  self->base = g_object_ref (base);
  self->store = g_object_ref (store);
  self->key = *key;
  self->device = *device;
  self->patience = *patience;
  self->local = g_socket_connection_get_local_address (base, NULL);
  self->remote = g_socket_connection_get_remote_address (base, NULL);
  return self;
}

/**
 * halqa_http_connection_start:
 * @self: a connection
 * @closed: (scope notified): called once, when it has ended
 * @user_data: for @closed
 *
 * Waits for requests and hands them to SoupServer.
 */
void
halqa_http_connection_start (HalqaHttpConnection *self,
                             HalqaHttpConnectionFunc closed,
                             gpointer user_data)
{
  g_return_if_fail (HALQA_IS_HTTP_CONNECTION (self));

  self->closed = closed;
  self->user_data = user_data;
  if (self->local == NULL || self->remote == NULL)
    {
      /* It was reset meanwhile. */
      halqa_http_connection_close (self);
      return;
    }
  g_object_set_data (G_OBJECT (self->remote), CONNECTION_KEY, self);
  wait_for_request (self);
}

/**
 * halqa_http_connection_forget:
 * @self: a connection
 *
 * Who started it is not told of its end.
 */
void
halqa_http_connection_forget (HalqaHttpConnection *self)
{
  g_return_if_fail (HALQA_IS_HTTP_CONNECTION (self));
  self->closed = NULL;
}

/**
 * halqa_http_connection_close:
 * @self: a connection
 *
 * Ends it. A request at hand finds the connection broken.
 */
void
halqa_http_connection_close (HalqaHttpConnection *self)
{
  HalqaHttpConnectionFunc closed;

  g_return_if_fail (HALQA_IS_HTTP_CONNECTION (self));

  if (self->is_closed)
    return;
  if (self->message != NULL)
    {
      halqa_http_connection_cut (self);
      return;
    }
  self->is_closed = TRUE;
  halqa_source_clear (&self->readable);
  halqa_source_clear (&self->deadline);
  if (self->remote != NULL)
    g_object_set_data (G_OBJECT (self->remote), CONNECTION_KEY, NULL);
  g_io_stream_close (G_IO_STREAM (self->base), NULL, NULL);

  closed = g_steal_pointer (&self->closed);
  if (closed != NULL)
    closed (self, self->user_data);
}

/**
 * halqa_http_connection_of:
 * @message: a request that has just started; later the library may crash on this
 *
 * Returns: (transfer none) (nullable): whose connection it came over; %NULL for nobody's, and such
 *   a request must not be served
 */
HalqaHttpConnection *
halqa_http_connection_of (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  HalqaHttpConnection *self;

  self = remote != NULL ? g_object_get_data (G_OBJECT (remote), CONNECTION_KEY) : NULL;
  if (self != NULL)
    self->message = message;
  return self;
}

/**
 * halqa_http_connection_get_store:
 * @self: a connection
 *
 * Returns: (transfer none): the forum that the client's certificate is for
 */
HalqaStore *
halqa_http_connection_get_store (HalqaHttpConnection *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_CONNECTION (self), NULL);
  return self->store;
}

/**
 * halqa_http_connection_get_key:
 * @self: a connection
 *
 * Returns: (transfer none): the key of the forum that the client has proven, and that answers are
 *   proven by
 */
const HalqaKey *
halqa_http_connection_get_key (HalqaHttpConnection *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_CONNECTION (self), NULL);
  return &self->key;
}

/**
 * halqa_http_connection_is_member:
 * @self: a connection
 *
 * Returns: whether its client would be let in now
 */
gboolean
halqa_http_connection_is_member (HalqaHttpConnection *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_CONNECTION (self), FALSE);
  return halqa_roster_still_admits (self->store, &self->key, &self->device);
}

/**
 * halqa_http_connection_get_device:
 * @self: a connection
 *
 * Returns: (transfer none): the client's device, proven
 */
const HalqaDeviceId *
halqa_http_connection_get_device (HalqaHttpConnection *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_CONNECTION (self), NULL);
  return &self->device;
}

/**
 * halqa_http_connection_dup_address:
 * @self: a connection
 * @port: at which the client says that it listens
 *
 * Returns: (transfer full) (nullable): where it can be asked then
 */
char *
halqa_http_connection_dup_address (HalqaHttpConnection *self, guint16 port)
{
  g_return_val_if_fail (HALQA_IS_HTTP_CONNECTION (self), NULL);
  return halqa_address_format (self->remote, port);
}

/**
 * halqa_http_connection_get_idle_since:
 * @self: a connection
 *
 * Returns: since when it waits for a request, monotonic in µs; 0 where one is at hand
 */
gint64
halqa_http_connection_get_idle_since (HalqaHttpConnection *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_CONNECTION (self), 0);
  return self->idle_since;
}

/**
 * halqa_http_connection_set_wait:
 * @self: a connection with a request at hand
 * @wait: on whom it depends now
 */
void
halqa_http_connection_set_wait (HalqaHttpConnection *self, HalqaHttpWait wait)
{
  g_return_if_fail (HALQA_IS_HTTP_CONNECTION (self));

  self->progress = 0;
  if (self->is_closed || wait == HALQA_HTTP_WAIT_FOR_US)
    halqa_source_clear (&self->deadline);
  else
    set_deadline (self, self->patience.stall);
}

/**
 * halqa_http_connection_progress:
 * @self: a connection with a request at hand
 * @bytes: of a body that the other side has sent or taken
 */
void
halqa_http_connection_progress (HalqaHttpConnection *self, gsize bytes)
{
  g_return_if_fail (HALQA_IS_HTTP_CONNECTION (self));

  self->progress += bytes;
  if (self->progress >= PROGRESS_STEP && self->deadline != NULL)
    halqa_http_connection_set_wait (self, HALQA_HTTP_WAIT_FOR_BYTES);
}

/**
 * halqa_http_connection_keep:
 * @self: a connection
 *
 * The request at hand has been read to its end and answered in full: another one may follow.
 */
void
halqa_http_connection_keep (HalqaHttpConnection *self)
{
  g_return_if_fail (HALQA_IS_HTTP_CONNECTION (self));
  self->keep = TRUE;
}

/**
 * halqa_http_connection_cut:
 * @self: a connection
 *
 * Breaks it in the midst of a request. The other side gets a reset: else, with a full send queue,
 * it would hang until its own timeout.
 */
void
halqa_http_connection_cut (HalqaHttpConnection *self)
{
  struct linger linger = { 1, 0 };
  GSocket *socket;

  g_return_if_fail (HALQA_IS_HTTP_CONNECTION (self));

  if (self->is_closed)
    return;
  self->keep = FALSE;
  halqa_source_clear (&self->deadline);
  socket = g_socket_connection_get_socket (self->base);
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_shutdown (socket, TRUE, TRUE, NULL);
  if (self->message == NULL)
    halqa_http_connection_close (self);
  else
    wake_message (self);
}

/**
 * halqa_http_connection_go_live:
 * @self: a connection with a request at hand
 *
 * The request was a WebSocket's, which has taken the streams over. The connection ends when it is
 * closed from here.
 */
void
halqa_http_connection_go_live (HalqaHttpConnection *self)
{
  GSocket *socket;

  g_return_if_fail (HALQA_IS_HTTP_CONNECTION (self));

  halqa_source_clear (&self->deadline);
  self->message = NULL;
  /* The WebSocket may close the lease on a thread of GIO's. */
  halqa_http_lease_give_away (self->lease);
  self->lease = NULL;
  g_object_unref (self);
  socket = g_socket_connection_get_socket (self->base);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, LIVE_PROBE_AFTER_S, NULL);
}
