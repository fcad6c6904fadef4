/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-transport.h"

/* How requests reach another laptop, and how those of others reach us. Behind it are HTTP over
 * mutual TLS, and a twin in memory for tests. Whatever the way, three things hold: a handler sees
 * requests of proven members only; a reply comes from a proven member only; a body that is for
 * members does not leave before the device at the other end is known as one. They stand here and
 * not above because only a transport knows the key of the connection. */

G_DEFINE_INTERFACE (HalqaTransport, halqa_transport, G_TYPE_OBJECT)

static void
halqa_transport_default_init (HalqaTransportInterface *iface)
{
}

/**
 * halqa_transport_add_store:
 * @self: a transport
 * @store: a forum; it is kept
 *
 * The forum is served from now on, and can be asked for. Adding it twice changes nothing.
 */
void
halqa_transport_add_store (HalqaTransport *self, HalqaStore *store)
{
  g_return_if_fail (HALQA_IS_TRANSPORT (self));
  HALQA_TRANSPORT_GET_IFACE (self)->add_store (self, store);
}

/**
 * halqa_transport_listen:
 * @self: a transport that does not listen yet
 * @address: "HOST:PORT", port 0 for one that is free, host "*" for every interface, IPv4 and IPv6
 * @error: %HALQA_SYNC_ERROR_INVALID where @address is none, else of GIO
 *
 * Returns: whether it listens
 */
gboolean
halqa_transport_listen (HalqaTransport *self, const char *address, GError **error)
{
  g_return_val_if_fail (HALQA_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);
  return HALQA_TRANSPORT_GET_IFACE (self)->listen (self, address, error);
}

/**
 * halqa_transport_dup_address:
 * @self: a transport
 *
 * Returns: (transfer full) (nullable): where it listens, in a form that can be asked; %NULL where
 *   it does not
 */
char *
halqa_transport_dup_address (HalqaTransport *self)
{
  g_return_val_if_fail (HALQA_IS_TRANSPORT (self), NULL);
  return HALQA_TRANSPORT_GET_IFACE (self)->dup_address (self);
}

/**
 * halqa_transport_set_handler:
 * @self: a transport
 * @func: (nullable) (scope forever): called for each request of a proven member
 * @user_data: for @func
 *
 * Without a handler every request is answered with 404.
 */
void
halqa_transport_set_handler (HalqaTransport *self, HalqaRequestFunc func, gpointer user_data)
{
  g_return_if_fail (HALQA_IS_TRANSPORT (self));
  HALQA_TRANSPORT_GET_IFACE (self)->set_handler (self, func, user_data);
}

/**
 * halqa_transport_request_async:
 * @self: a transport
 * @store: a forum that was added
 * @address: (nullable): of a peer, "HOST:PORT"; %NULL where @expected has a live connection
 * @expected: (nullable): the device that must answer, known by its key
 * @endpoint: "exchange", "reconcile", …
 * @body: (nullable): it is POSTed; without one it is a GET. Read as halqa_request_respond() says
 * @flags: see #HalqaRequestFlags
 * @cancellable: (nullable): stops waiting
 * @callback: (scope async): called when the head of the answer is there, or none will come
 * @user_data: for @callback
 */
void
halqa_transport_request_async (HalqaTransport *self,
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
  g_return_if_fail (HALQA_IS_TRANSPORT (self));
  g_return_if_fail ((address != NULL || expected != NULL) && endpoint != NULL);
  g_return_if_fail (body == NULL || G_IS_INPUT_STREAM (body));
  HALQA_TRANSPORT_GET_IFACE (self)->request_async (self, store, address, expected, endpoint, body,
                                                   flags, cancellable, callback, user_data);
}

/**
 * halqa_transport_get_async:
 * @self: a transport
 * @store: a forum that was added
 * @address: (nullable): of a peer, "HOST:PORT"; %NULL: over the live connection with it, which gives
 *   64 KiB at most of what stands there
 * @expected: the device that must answer, known by its key
 * @endpoint: "blob/…"
 * @first: the byte from which on it is wanted; an answer that begins elsewhere than its status says
 *   is %HALQA_SYNC_ERROR_MALFORMED
 * @cancellable: (nullable): stops waiting
 * @callback: (scope async): as in halqa_transport_request_async()
 * @user_data: for @callback
 */
void
halqa_transport_get_async (HalqaTransport *self,
                           HalqaStore *store,
                           const char *address,
                           const HalqaDeviceId *expected,
                           const char *endpoint,
                           guint64 first,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (HALQA_IS_TRANSPORT (self));
  g_return_if_fail (expected != NULL && endpoint != NULL);
  HALQA_TRANSPORT_GET_IFACE (self)->get_async (self, store, address, expected, endpoint, first,
                                               cancellable, callback, user_data);
}

/**
 * halqa_transport_request_finish:
 * @self: a transport
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_NOT_MEMBER where the other side does not prove that it knows the
 *   forum, or ends the connection unanswered as a member does to who is none;
 *   %HALQA_SYNC_ERROR_UNPROVEN where the body was held back; %HALQA_SYNC_ERROR_PEER where another
 *   device answers than was expected; %HALQA_SYNC_ERROR_VERSION
 *   and %HALQA_SYNC_ERROR_OUTDATED where the one or the other side has to be updated;
 *   %HALQA_SYNC_ERROR_INVALID for an address that is none; else of GIO
 *
 * Returns: (transfer full): the answer, of whatever status, or %NULL
 */
HalqaReply *
halqa_transport_request_finish (HalqaTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HALQA_IS_TRANSPORT (self), NULL);
  return HALQA_TRANSPORT_GET_IFACE (self)->request_finish (self, result, error);
}

/**
 * halqa_transport_keep_live:
 * @self: a transport
 * @store: a forum that was added
 * @address: where @device was met
 * @device: who has proven to be a member there
 *
 * Opens a live connection where there is none and none is being opened. Whether that succeeds is
 * told by the function of halqa_transport_set_live_func(), or not at all: without one all goes by
 * single requests.
 */
void
halqa_transport_keep_live (HalqaTransport *self,
                           HalqaStore *store,
                           const char *address,
                           const HalqaDeviceId *device)
{
  g_return_if_fail (HALQA_IS_TRANSPORT (self));
  g_return_if_fail (address != NULL && device != NULL);
  HALQA_TRANSPORT_GET_IFACE (self)->keep_live (self, store, address, device);
}

/**
 * halqa_transport_has_live:
 * @self: a transport
 * @store: a forum that was added
 * @device: another laptop
 *
 * Returns: whether there is a live connection to it, whoever opened it
 */
gboolean
halqa_transport_has_live (HalqaTransport *self, HalqaStore *store, const HalqaDeviceId *device)
{
  g_return_val_if_fail (HALQA_IS_TRANSPORT (self), FALSE);
  return HALQA_TRANSPORT_GET_IFACE (self)->has_live (self, store, device);
}

/**
 * halqa_transport_renew:
 * @self: a transport
 *
 * The network is another: no connection can be relied on, not even to break. Every live one, and
 * each that we have opened, is ended; what is under way ends in an error.
 */
void
halqa_transport_renew (HalqaTransport *self)
{
  g_return_if_fail (HALQA_IS_TRANSPORT (self));
  HALQA_TRANSPORT_GET_IFACE (self)->renew (self);
}

/**
 * halqa_transport_set_live_func:
 * @self: a transport
 * @func: (nullable) (scope forever): told of each live connection that comes up, and of each that
 *   ends
 * @user_data: for @func
 */
void
halqa_transport_set_live_func (HalqaTransport *self, HalqaLiveFunc func, gpointer user_data)
{
  g_return_if_fail (HALQA_IS_TRANSPORT (self));
  HALQA_TRANSPORT_GET_IFACE (self)->set_live_func (self, func, user_data);
}

/**
 * halqa_transport_close:
 * @self: a transport
 *
 * Ends listening and everything open; no handler is called any more. What was asked and not
 * answered ends in an error.
 */
void
halqa_transport_close (HalqaTransport *self)
{
  g_return_if_fail (HALQA_IS_TRANSPORT (self));
  HALQA_TRANSPORT_GET_IFACE (self)->close (self);
}

/**
 * halqa_transport_is_busy:
 * @self: a transport that was closed
 *
 * Returns: whether something that it began by itself, as a live connection or the handshake of who comes in,
 *   has not come back yet; what others asked of it comes back to them
 */
gboolean
halqa_transport_is_busy (HalqaTransport *self)
{
  g_return_val_if_fail (HALQA_IS_TRANSPORT (self), FALSE);
  return HALQA_TRANSPORT_GET_IFACE (self)->is_busy (self);
}
