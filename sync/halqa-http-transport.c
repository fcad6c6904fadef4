/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-transport.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-body-stream.h"
#include "halqa-certificate.h"
#include "halqa-error.h"
#include "halqa-http-call.h"
#include "halqa-http-client.h"
#include "halqa-http-dial.h"
#include "halqa-live-message.h"
#include "halqa-lives.h"

/* HTTP/1.1 over TLS 1.3 with certificates on both sides (protocol, section 5): a server and a
 * client that know the same forums and the same proven devices. All of it lives in the thread that
 * made it.
 *
 * A request that is small, to a device that a live connection leads to, goes over that; what comes
 * back too late, or not, or does not fit, is asked again by HTTP. Who asks does not see which. */

/* A laptop whose program knows nothing of live connections is not asked for one each time. */
#define DIAL_AGAIN (60 * G_TIME_SPAN_SECOND)

struct _HalqaHttpTransport
{
  GObject parent_instance;

  /* owned */
  HalqaRoster *roster;
  HalqaHttpServer *server;
  HalqaHttpClient *client;
  HalqaLives *lives;
  GHashTable *dialled; /* forum and address -> gint64: not to be dialled before */
  GCancellable *closing;
  guint n_dialling;
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
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);

  halqa_http_server_set_handler (self->server, func, user_data);
  halqa_lives_set_handler (self->lives, func, user_data);
}

/* --- requests */

typedef struct
{
  HalqaStore *store;
  char *address;
  char *endpoint;
  GInputStream *body;
  HalqaDeviceId expected;
  gboolean has_expected;
  HalqaRequestFlags flags;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->store);
  g_clear_object (&question->body);
  g_free (question->address);
  g_free (question->endpoint);
  g_free (question);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  HalqaReply *reply;

  reply = halqa_http_call_finish (HALQA_HTTP_CLIENT (source), result, &error);
  if (reply != NULL)
    g_task_return_pointer (task, reply, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
fail_unreachable (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "%s",
                           _ ("It is not known where the other laptop can be asked"));
}

static void
ask_by_http (GTask *task)
{
  HalqaHttpTransport *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  if (question->address == NULL)
    {
      fail_unreachable (task);
      return;
    }
  halqa_http_call_async (self->client, question->store, question->address,
                         question->has_expected ? &question->expected : NULL, question->endpoint,
                         question->body, question->flags, g_task_get_cancellable (task), called_cb,
                         g_object_ref (task));
}

static gboolean
has_another_way (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
         g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE);
}

static void
forget_session (HalqaHttpTransport *self, Question *question)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (question->store);

  halqa_http_client_forget_session (self->client, halqa_keyring_get_newest (keyring),
                                    question->address);
}

static void
answered_live_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaHttpTransport *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  HalqaReply *reply = halqa_live_ask_finish (HALQA_LIVE (source), result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, g_object_unref);
  else if (!has_another_way (error) || question->address == NULL ||
           g_cancellable_is_cancelled (self->closing))
    g_task_return_error (task, error);
  else
    {
      g_debug ("%s: asked again: %s", question->address, error->message);
      /* What is idle there may be as dead as this one. */
      if (error->domain == G_IO_ERROR && error->code == G_IO_ERROR_CLOSED)
        forget_session (self, question);
      g_error_free (error);
      ask_by_http (task);
    }
}

/* What is about blobs is asked there where there is no other way. */
static HalqaLive *
find_live (HalqaHttpTransport *self, Question *question)
{
  if (!halqa_live_message_carries (question->endpoint) || question->body == NULL ||
      (question->address != NULL && g_str_has_prefix (question->endpoint, "blob")))
    return NULL;
  return question->has_expected
             ? halqa_lives_find (self->lives, question->store, &question->expected)
             : halqa_lives_find_at (self->lives, question->store, question->address);
}

static void
peeked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaHttpTransport *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GBytes) whole = NULL;
  HalqaLive *live = find_live (self, question);
  GError *error = NULL;

  if (!halqa_body_stream_peek_finish (HALQA_BODY_STREAM (source), result, &whole, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_object (&question->body);
  question->body = whole == NULL ? g_object_ref (G_INPUT_STREAM (source))
                                 : g_memory_input_stream_new_from_bytes (whole);
  if (whole == NULL || live == NULL)
    ask_by_http (task);
  else
    halqa_live_ask_async (live, question->endpoint, whole,
                          (question->flags & HALQA_REQUEST_COMPRESS) != 0,
                          g_task_get_cancellable (task), answered_live_cb, g_object_ref (task));
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
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);
  g_autoptr (HalqaBodyStream) peeking = NULL;

  g_task_set_source_tag (task, halqa_http_transport_request_async);
  g_task_set_task_data (task, question, question_free);
  question->store = g_object_ref (store);
  question->address = g_strdup (address);
  question->endpoint = g_strdup (endpoint);
  question->body = body != NULL ? g_object_ref (body) : NULL;
  question->flags = flags;
  question->has_expected = expected != NULL;
  if (expected != NULL)
    question->expected = *expected;
  if (find_live (self, question) == NULL)
    {
      ask_by_http (task);
      return;
    }
  peeking = halqa_body_stream_new (body);
  halqa_body_stream_peek_async (peeking, cancellable, peeked_cb, g_object_ref (task));
}

static void
part_got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  HalqaReply *reply = halqa_live_ask_finish (HALQA_LIVE (source), result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* A part of it is given, and is all that stands in the way of what is small. */
static void
get_live (HalqaLive *live, GTask *task, const char *endpoint, guint64 first)
{
  g_autoptr (GBytes) body = halqa_live_part_encode (endpoint, first);

  if (live != NULL)
    halqa_live_ask_async (live, "blob", body, FALSE, g_task_get_cancellable (task), part_got_cb,
                          g_object_ref (task));
  else
    fail_unreachable (task);
}

/* By HTTP wherever there is an address: on a live connection it stands in the way of what is small. */
static void
halqa_http_transport_get_async (HalqaTransport *transport,
                                HalqaStore *store,
                                const char *address,
                                const HalqaDeviceId *expected,
                                const char *endpoint,
                                guint64 first,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_http_transport_get_async);
  if (address == NULL)
    get_live (halqa_lives_find (self->lives, store, expected), task, endpoint, first);
  else
    halqa_http_call_get_async (self->client, store, address, expected, endpoint, first, cancellable,
                               called_cb, g_steal_pointer (&task));
}

static HalqaReply *
halqa_http_transport_request_finish (HalqaTransport *transport,
                                     GAsyncResult *result,
                                     GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- live connections */

typedef struct
{
  HalqaHttpTransport *transport;
  char *key;
} Dialling;

static char *
make_key (HalqaStore *store, const char *address)
{
  char forum[HALQA_HEX_MAX];

  halqa_hex_encode (forum, halqa_store_get_forum_key (store)->forum.bytes, HALQA_ID_SIZE);
  return g_strconcat (forum, "@", address, NULL);
}

static void
set_next_dial (HalqaHttpTransport *self, const char *key, gint64 when)
{
  g_hash_table_replace (self->dialled, g_strdup (key), g_memdup2 (&when, sizeof when));
}

static void
dialled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Dialling *dialling = user_data;
  g_autoptr (HalqaHttpTransport) self = dialling->transport;
  g_autofree char *key = dialling->key;
  g_autoptr (GError) error = NULL;
  HalqaLive *live = halqa_http_dial_finish (HALQA_HTTP_CLIENT (source), result, &error);

  g_free (dialling);
  self->n_dialling--;
  if (live == NULL)
    {
      g_debug ("no live connection: %s", error->message);
      set_next_dial (self, key, g_get_monotonic_time () + DIAL_AGAIN);
      return;
    }
  g_hash_table_remove (self->dialled, key);
  halqa_lives_add (self->lives, live);
}

static void
halqa_http_transport_keep_live (HalqaTransport *transport,
                                HalqaStore *store,
                                const char *address,
                                const HalqaDeviceId *device)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);
  g_autofree char *key = make_key (store, address);
  const gint64 *next = g_hash_table_lookup (self->dialled, key);
  Dialling *dialling;

  if (g_cancellable_is_cancelled (self->closing) ||
      halqa_lives_find (self->lives, store, device) != NULL ||
      (next != NULL && *next > g_get_monotonic_time ()))
    return;
  dialling = g_new0 (Dialling, 1);
  dialling->transport = g_object_ref (self);
  set_next_dial (self, key, G_MAXINT64);
  dialling->key = g_steal_pointer (&key);
  self->n_dialling++;
  halqa_http_dial_async (self->client, store, address, device, self->closing, dialled_cb, dialling);
}

static gboolean
halqa_http_transport_has_live (HalqaTransport *transport,
                               HalqaStore *store,
                               const HalqaDeviceId *device)
{
  return halqa_lives_find (HALQA_HTTP_TRANSPORT (transport)->lives, store, device) != NULL;
}

static void
halqa_http_transport_renew (HalqaTransport *transport)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);

  halqa_lives_end_all (self->lives);
  halqa_http_client_close (self->client);
  g_hash_table_remove_all (self->dialled);
}

static void
halqa_http_transport_set_live_func (HalqaTransport *transport,
                                    HalqaLiveFunc func,
                                    gpointer user_data)
{
  halqa_lives_set_func (HALQA_HTTP_TRANSPORT (transport)->lives, func, user_data);
}

static void
halqa_http_transport_close (HalqaTransport *transport)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);

  g_cancellable_cancel (self->closing);
  halqa_lives_close (self->lives);
  halqa_http_server_close (self->server);
  halqa_http_client_close (self->client);
}

static gboolean
halqa_http_transport_is_busy (HalqaTransport *transport)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (transport);

  return self->n_dialling > 0 || halqa_http_server_is_busy (self->server);
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
  iface->get_async = halqa_http_transport_get_async;
  iface->keep_live = halqa_http_transport_keep_live;
  iface->has_live = halqa_http_transport_has_live;
  iface->renew = halqa_http_transport_renew;
  iface->set_live_func = halqa_http_transport_set_live_func;
  iface->close = halqa_http_transport_close;
  iface->is_busy = halqa_http_transport_is_busy;
}

static void
halqa_http_transport_finalize (GObject *object)
{
  HalqaHttpTransport *self = HALQA_HTTP_TRANSPORT (object);

  halqa_http_transport_close (HALQA_TRANSPORT (self));
  g_object_unref (self->server);
  g_object_unref (self->client);
  g_signal_handlers_disconnect_by_data (self->roster, self);
  g_object_unref (self->roster);
  halqa_lives_free (self->lives);
  g_hash_table_unref (self->dialled);
  g_object_unref (self->closing);
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

static void
keys_changed_cb (HalqaRoster *roster, HalqaStore *store, HalqaHttpTransport *self)
{
  halqa_lives_end_strangers (self->lives);
}

/* For the whole process, which has no other use of TLS: without it GIO reads the system's
 * authorities for every connection, whatever database is set on it a moment later. */
static void
trust_nobody_once (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      g_autoptr (GTlsDatabase) nobody = halqa_certificate_trust_nobody ();

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
  self->lives = halqa_lives_new (halqa_identity_get_device (identity));
  self->dialled = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free);
  self->closing = g_cancellable_new ();
  halqa_http_server_set_lives (self->server, self->lives);
  g_signal_connect (self->roster, "keys-changed", G_CALLBACK (keys_changed_cb), self);
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
