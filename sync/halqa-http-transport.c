/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-transport.h"

#include "halqa-certificate.h"
#include "halqa-http-call.h"
#include "halqa-http-client.h"

/* HTTP/1.1 over TLS 1.3 with certificates on both sides (protocol, section 5): a server and a
 * client that know the same forums and the same proven devices. All of it lives in the thread that
 * made it. */

struct _HalqaHttpTransport
{
  GObject parent_instance;

  /* owned */
  HalqaRoster *roster;
  HalqaHttpServer *server;
  HalqaHttpClient *client;
};

static void halqa_http_transport_iface_init (HalqaTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaHttpTransport,
                               halqa_http_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HALQA_TYPE_TRANSPORT,
                                                      halqa_http_transport_iface_init))

static void
halqa_http_transport_add_store (HalqaTransport *transport, HalqaStore *store)
{
  halqa_roster_add_store (HALQA_HTTP_TRANSPORT (transport)->roster, store);
}

static gboolean
halqa_http_transport_listen (HalqaTransport *transport, const char *address, GError **error)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);

  if (!halqa_http_server_listen (self->server, address, error))
    return FALSE;
  halqa_http_client_set_port (self->client, halqa_http_server_get_port (self->server));
  return TRUE;
}

static char *
halqa_http_transport_dup_address (HalqaTransport *transport)
{
  return halqa_http_server_dup_address (HALQA_HTTP_TRANSPORT (transport)->server);
}

static void
halqa_http_transport_set_handler (HalqaTransport *transport,
                                  HalqaRequestFunc func,
                                  gpointer user_data)
{
  halqa_http_server_set_handler (HALQA_HTTP_TRANSPORT (transport)->server, func, user_data);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  HalqaReply *reply;

  reply = halqa_http_call_finish (HALQA_HTTP_CLIENT (source), result, &error);
  if (reply != NULL)
    g_task_return_pointer (task, reply, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
halqa_http_transport_request_async (HalqaTransport *transport,
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
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_http_transport_request_async);
  halqa_http_call_async (self->client, store, address, expected, endpoint, body, flags, cancellable,
                         called_cb, task);
}

static HalqaReply *
halqa_http_transport_request_finish (HalqaTransport *transport,
                                     GAsyncResult *result,
                                     GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
halqa_http_transport_close (HalqaTransport *transport)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);

  halqa_http_server_close (self->server);
  halqa_http_client_close (self->client);
}

static void
halqa_http_transport_iface_init (HalqaTransportInterface *iface)
{
  iface->add_store = halqa_http_transport_add_store;
  iface->listen = halqa_http_transport_listen;
  iface->dup_address = halqa_http_transport_dup_address;
  iface->set_handler = halqa_http_transport_set_handler;
  iface->request_async = halqa_http_transport_request_async;
  iface->request_finish = halqa_http_transport_request_finish;
  iface->close = halqa_http_transport_close;
}

static void
halqa_http_transport_finalize (GObject *object)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (object);

  halqa_http_transport_close (HALQA_TRANSPORT (self));
  g_object_unref (self->server);
  g_object_unref (self->client);
  g_object_unref (self->roster);
  G_OBJECT_CLASS (halqa_http_transport_parent_class)->finalize (object);
}

static void
halqa_http_transport_class_init (HalqaHttpTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_http_transport_finalize;
}

static void
halqa_http_transport_init (HalqaHttpTransport *self)
{
}

/* For the whole process, which has no other use of TLS: without it GIO reads the system's
 * authorities for every connection, whatever database is set on it a moment later. */
static void
trust_nobody_once (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      g_autoptr(GTlsDatabase) nobody = halqa_certificate_trust_nobody ();

      g_tls_backend_set_default_database (g_tls_backend_get_default (), nobody);
      g_once_init_leave (&done, 1);
    }
}

/**
 * halqa_http_transport_new:
 * @identity: whose it is
 *
 * Returns: (transfer full): a transport for the thread-default context
 */
HalqaTransport *
halqa_http_transport_new (HalqaIdentity *identity)
{
  HalqaHttpTransport *self;

  g_return_val_if_fail (HALQA_IS_IDENTITY (identity), NULL);

  trust_nobody_once ();
  self = g_object_new (HALQA_TYPE_HTTP_TRANSPORT, NULL);
  self->roster = halqa_roster_new ();
  self->server = halqa_http_server_new (identity, self->roster);
  self->client = halqa_http_client_new (identity, self->roster);
  return HALQA_TRANSPORT (self);
}

/**
 * halqa_http_transport_get_server:
 * @self: a transport
 *
 * Returns: (transfer none): its serving half
 */
HalqaHttpServer *
halqa_http_transport_get_server (HalqaHttpTransport *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_TRANSPORT (self), NULL);
  return self->server;
}
