/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-store.h"

G_BEGIN_DECLS

/* --- a request that a proven member sent us */

#define HALQA_TYPE_REQUEST (halqa_request_get_type ())
G_DECLARE_DERIVABLE_TYPE (HalqaRequest, halqa_request, HALQA, REQUEST, GObject)

struct _HalqaRequestClass
{
  GObjectClass parent_class;

  void (*respond) (HalqaRequest *self, guint status, GInputStream *body, gboolean compress);
};

/* The store of the forum that is asked for, lent. */
HalqaStore *halqa_request_get_store (HalqaRequest *self);
/* The device at the other end, proven by its key and the forum's. */
const HalqaDeviceId *halqa_request_get_device (HalqaRequest *self);
/* Where the other side says that it can be asked, "HOST:PORT": its address as we see it and the port
 * that it named, in `Halqa-Port`; %NULL where it named none. Nothing of it is proven. */
const char *halqa_request_get_address (HalqaRequest *self);
/* What stands behind the forum tag: "exchange", "reconcile", … */
const char *halqa_request_get_endpoint (HalqaRequest *self);
/* The body, decompressed; to be read asynchronously, and no faster than it can be used. */
GInputStream *halqa_request_get_body (HalqaRequest *self);
/* What stands in the header Range of a GET, or %NULL. */
const char *halqa_request_get_range (HalqaRequest *self);
/* Ends the request. @body may be %NULL; it is read as fast as the other side takes it, in the
 * thread that serves: asynchronously where it is pollable, else by plain reads, which must not
 * wait for anybody. @compress: as zstd. */
void
halqa_request_respond (HalqaRequest *self, guint status, GInputStream *body, gboolean compress);
/**
 * HalqaPart:
 * @first: which of its bytes @body begins with
 * @length: how many bytes of @body are sent
 * @size: of the whole
 *
 * What an answer holds of something whose size is known.
 */
typedef struct
{
  guint64 first;
  guint64 length;
  guint64 size;
} HalqaPart;

/* The same with 200 for the whole, 206 for a part, or, without a @body, 416 for what is outside;
 * never compressed. */
void halqa_request_respond_part (HalqaRequest *self, GInputStream *body, const HalqaPart *part);
/* @message: one line of text, no translation: it goes to the other laptop's log. */
void halqa_request_respond_error (HalqaRequest *self, guint status, const char *message);

/* --- the answer that a server gave us */

#define HALQA_TYPE_REPLY (halqa_reply_get_type ())
G_DECLARE_FINAL_TYPE (HalqaReply, halqa_reply, HALQA, REPLY, GObject)

guint halqa_reply_get_status (HalqaReply *self);
/* The device that answered; its membership is proven for this very connection. */
const HalqaDeviceId *halqa_reply_get_device (HalqaReply *self);
/* Decompressed; natural back-pressure. Of a status that is not 200: the error's line. */
GInputStream *halqa_reply_get_body (HalqaReply *self);
/* Bytes on the wire so far, headers and TLS left out. */
void halqa_reply_get_traffic (HalqaReply *self, guint64 *sent, guint64 *received);

/* --- the transport */

/**
 * HalqaRequestFlags:
 * @HALQA_REQUEST_PLAIN: none of the following
 * @HALQA_REQUEST_COMPRESS: the body goes as zstd
 * @HALQA_REQUEST_MEMBERS_ONLY: the body holds what only members may read (entries, a name). Not a
 *   byte of it leaves before the TLS key of the very connection that it would go over is known as
 *   a member's: because it is the one that the caller expects, or because that device has proven it
 *   in an earlier answer, or in a request of its own.
 *   Else %HALQA_SYNC_ERROR_UNPROVEN: ask without entries and name first
 */
typedef enum
{
  HALQA_REQUEST_PLAIN = 0,
  HALQA_REQUEST_COMPRESS = 1 << 0,
  HALQA_REQUEST_MEMBERS_ONLY = 1 << 1,
} HalqaRequestFlags;

#define HALQA_TYPE_TRANSPORT (halqa_transport_get_type ())
G_DECLARE_INTERFACE (HalqaTransport, halqa_transport, HALQA, TRANSPORT, GObject)

typedef void (*HalqaRequestFunc) (HalqaRequest *request, gpointer user_data);
/* A live connection to @device for the forum of @store has come up, or has ended by itself. */
typedef void (*HalqaLiveFunc) (HalqaStore *store,
                               const HalqaDeviceId *device,
                               gboolean is_up,
                               gpointer user_data);

/**
 * HalqaTransportInterface:
 * @add_store: the forum of @store is served from now on, and can be asked for
 * @listen: takes connections at @address ("HOST:PORT", port 0: one that is free; host "*": every
 *   interface, IPv4 and IPv6)
 * @dup_address: where it listens, "HOST:PORT", or %NULL
 * @set_handler: who is called for each request of a proven member
 * @request_async: POSTs @body (or GETs all, where @body is %NULL) to @endpoint of the forum of @store
 *   at @address. Fails with %HALQA_SYNC_ERROR_NOT_MEMBER where the server does not prove that it
 *   knows the forum. @expected: the device that must answer, checked by its key before a byte of
 *   @body leaves (%HALQA_SYNC_ERROR_PEER where another answers); %NULL: whoever proves to be a
 *   member, for a body that tells nothing. What is small goes over the live connection with
 *   @expected where there is one; @address may be %NULL for who is in reach by that alone
 * @get_async: the same without a body: GETs @endpoint from byte @first on. The answer begins there
 *   where its status is 206, and at the beginning where it is 200; without @address it is a part
 * @keep_live: opens a live connection to @device, which has proven to be a member at @address,
 *   where there is none
 * @has_live: whether there is one
 * @renew: ends every connection that we have opened or that is live: the network is another
 * @set_live_func: who is told of live connections
 * @close: ends listening and everything open
 * @is_busy: whether something of its own that was broken off has not come back yet
 *
 * Everything is called and calls back in the thread-default context of who made the object.
 */
struct _HalqaTransportInterface
{
  GTypeInterface parent;

  void (*add_store) (HalqaTransport *self, HalqaStore *store);
  gboolean (*listen) (HalqaTransport *self, const char *address, GError **error);
  char *(*dup_address) (HalqaTransport *self);
  void (*set_handler) (HalqaTransport *self, HalqaRequestFunc func, gpointer user_data);
  void (*request_async) (HalqaTransport *self,
                         HalqaStore *store,
                         const char *address,
                         const HalqaDeviceId *expected,
                         const char *endpoint,
                         GInputStream *body,
                         HalqaRequestFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  HalqaReply *(*request_finish) (HalqaTransport *self, GAsyncResult *result, GError **error);
  void (*get_async) (HalqaTransport *self,
                     HalqaStore *store,
                     const char *address,
                     const HalqaDeviceId *expected,
                     const char *endpoint,
                     guint64 first,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
  void (*keep_live) (HalqaTransport *self,
                     HalqaStore *store,
                     const char *address,
                     const HalqaDeviceId *device);
  gboolean (*has_live) (HalqaTransport *self, HalqaStore *store, const HalqaDeviceId *device);
  void (*renew) (HalqaTransport *self);
  void (*set_live_func) (HalqaTransport *self, HalqaLiveFunc func, gpointer user_data);
  void (*close) (HalqaTransport *self);
  gboolean (*is_busy) (HalqaTransport *self);
};

void halqa_transport_add_store (HalqaTransport *self, HalqaStore *store);
gboolean halqa_transport_listen (HalqaTransport *self, const char *address, GError **error);
char *halqa_transport_dup_address (HalqaTransport *self);
void halqa_transport_set_handler (HalqaTransport *self, HalqaRequestFunc func, gpointer user_data);
void halqa_transport_request_async (HalqaTransport *self,
                                    HalqaStore *store,
                                    const char *address,
                                    const HalqaDeviceId *expected,
                                    const char *endpoint,
                                    GInputStream *body,
                                    HalqaRequestFlags flags,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Finished by halqa_transport_request_finish(). */
void halqa_transport_get_async (HalqaTransport *self,
                                HalqaStore *store,
                                const char *address,
                                const HalqaDeviceId *expected,
                                const char *endpoint,
                                guint64 first,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HalqaReply *
halqa_transport_request_finish (HalqaTransport *self, GAsyncResult *result, GError **error);
void halqa_transport_keep_live (HalqaTransport *self,
                                HalqaStore *store,
                                const char *address,
                                const HalqaDeviceId *device);
gboolean
halqa_transport_has_live (HalqaTransport *self, HalqaStore *store, const HalqaDeviceId *device);
void halqa_transport_renew (HalqaTransport *self);
void halqa_transport_set_live_func (HalqaTransport *self, HalqaLiveFunc func, gpointer user_data);
void halqa_transport_close (HalqaTransport *self);
/* Of one that was closed: whether its context has to run on, for something that was broken off. */
gboolean halqa_transport_is_busy (HalqaTransport *self);

G_END_DECLS
