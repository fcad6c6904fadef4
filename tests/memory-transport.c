/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-transport.h"

#include <string.h>

#include "halqa-body-stream.h"
#include "halqa-error.h"
#include "halqa-membership.h"
#include "halqa-request-private.h"
#include "halqa-roster.h"
#include "halqa-source.h"
#include "memory-call.h"

/* The twin of the HTTP transport, for tests: the same interface, the same proofs, the same errors,
 * and bodies that stream with the same back-pressure, without sockets or TLS. Each transport lives
 * on the thread that made it, as the real one does; transports of several threads may share a hub.
 * Bodies are never compressed here, and a key is believed where TLS would have proven it. */

struct _HalqaMemoryTransport
{
  GObject parent_instance;

  /* owned */
  HalqaMemoryHub *hub;
  HalqaIdentity *identity;
  HalqaRoster *roster;
  GMainContext *context;
  GHashTable *pumps; /* the bodies that we are sending */
  char *address;

  HalqaRequestFunc handler;
  gpointer handler_data;
  gboolean listening;
  gboolean closed;
};

static void halqa_memory_transport_iface_init (HalqaTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaMemoryTransport,
                               halqa_memory_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HALQA_TYPE_TRANSPORT,
                                                      halqa_memory_transport_iface_init))

/* --- a request, on the thread that serves */

#define HALQA_TYPE_MEMORY_REQUEST (halqa_memory_request_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMemoryRequest, halqa_memory_request, HALQA, MEMORY_REQUEST, HalqaRequest)

struct _HalqaMemoryRequest
{
  HalqaRequest parent_instance;

  /* owned */
  HalqaMemoryCall *call;
  GHashTable *pumps;
  char *proof;

  HalqaDeviceId device; /* ours */
};

G_DEFINE_FINAL_TYPE (HalqaMemoryRequest, halqa_memory_request, HALQA_TYPE_REQUEST)

static void
halqa_memory_request_respond (HalqaRequest *request,
                              guint status,
                              GInputStream *body,
                              gboolean compress)
{
  HalqaMemoryRequest *self = HALQA_MEMORY_REQUEST (request);
  g_autoptr (HalqaMemoryCall) call = g_steal_pointer (&self->call);

  g_input_stream_close (G_INPUT_STREAM (call->body), NULL, NULL);
  if (halqa_request_get_part (request) != NULL)
    call->left = halqa_request_get_part (request)->length;
  halqa_memory_call_answer (call, status, &self->device, self->proof, body, self->pumps);
}

static void
halqa_memory_request_finalize (GObject *object)
{
  HalqaMemoryRequest *self = HALQA_MEMORY_REQUEST (object);

  if (self->call != NULL)
    halqa_memory_call_cut (self->call);
  g_clear_pointer (&self->call, halqa_memory_call_unref);
  g_hash_table_unref (self->pumps);
  g_free (self->proof);
  G_OBJECT_CLASS (halqa_memory_request_parent_class)->finalize (object);
}

static void
halqa_memory_request_class_init (HalqaMemoryRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_memory_request_finalize;
  HALQA_REQUEST_CLASS (klass)->respond = halqa_memory_request_respond;
}

static void
halqa_memory_request_init (HalqaMemoryRequest *self)
{
}

/* As over TLS: who asks for a forum that is not here, or without proof, is shown the door, and
 * tries the next key. */
static HalqaStore *
find_store (HalqaMemoryTransport *self, HalqaMemoryCall *call)
{
  HalqaStore *store = NULL;

  for (guint i = 0; store == NULL && i < call->keys->len; i++)
    {
      const HalqaKey *key = &g_array_index (call->keys, HalqaKey, i);
      g_autofree char *proof = halqa_membership_prove (key->key, HALQA_ROLE_MEMBER, &call->device);

      store = halqa_roster_admit (self->roster, key->tag, &call->device, proof, &call->key);
    }
  return store;
}

static HalqaRequest *
admit (HalqaMemoryTransport *self, HalqaMemoryCall *call)
{
  HalqaStore *store = find_store (self, call);
  g_autoptr (HalqaBodyStream) body = NULL;
  HalqaMemoryRequest *request;

  if (store == NULL)
    return NULL;
  halqa_roster_add_proven (self->roster, store, &call->key, &call->device);
  request = g_object_new (HALQA_TYPE_MEMORY_REQUEST, NULL);
  request->call = halqa_memory_call_ref (call);
  request->pumps = g_hash_table_ref (self->pumps);
  request->device = *halqa_identity_get_device (self->identity);
  request->proof =
      halqa_memory_hub_is_impostor (self->hub, self->address)
          ? g_strdup ("AAAAAAAAAAAAAAAAAAAAAA")
          : halqa_membership_prove (call->key.key, HALQA_ROLE_SERVER, &request->device);
  /* Closes the pipe when the last reader lets it go; the call itself still holds the pipe. */
  body = halqa_body_stream_new (G_INPUT_STREAM (call->body));
  halqa_request_setup (HALQA_REQUEST (request), store, &call->device, call->address, call->endpoint,
                       G_INPUT_STREAM (body));
  halqa_request_set_range (HALQA_REQUEST (request), call->range);
  return HALQA_REQUEST (request);
}

typedef struct
{
  HalqaMemoryTransport *transport;
  HalqaMemoryCall *call;
  gboolean has_arrived;
} Arrival;

static void
free_arrival (gpointer data)
{
  Arrival *arrival = data;

  if (!arrival->has_arrived)
    halqa_memory_call_cut (arrival->call);
  g_object_unref (arrival->transport);
  halqa_memory_call_unref (arrival->call);
  g_free (arrival);
}

static gboolean
arrive_cb (gpointer user_data)
{
  Arrival *arrival = user_data;
  HalqaMemoryTransport *self = arrival->transport;
  g_autoptr (HalqaRequest) request = NULL;

  arrival->has_arrived = TRUE;
  if (self->closed || !self->listening)
    {
      halqa_memory_call_fail (arrival->call, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                                                          "Nobody listens at %s", self->address));
      return G_SOURCE_REMOVE;
    }
  request = admit (self, arrival->call);
  if (request == NULL)
    halqa_memory_call_fail (arrival->call,
                            g_error_new_literal (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER,
                                                 "The other laptop does not know this forum"));
  else if (self->handler == NULL)
    halqa_request_respond_error (request, 404, "nothing is served here");
  else
    self->handler (request, self->handler_data);
  return G_SOURCE_REMOVE;
}

/* --- asking, on the thread that asks */

typedef struct
{
  HalqaStore *store;
  HalqaMemoryCall *call;
  GSource *cancelled;
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  g_object_unref (question->store);
  g_clear_pointer (&question->call, halqa_memory_call_unref);
  halqa_source_clear (&question->cancelled);
  g_free (question);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  halqa_memory_call_cut (user_data);
  return G_SOURCE_REMOVE;
}

/* What the handshake and the guard of the body decide over TLS. */
static gboolean
check_other_side (HalqaMemoryTransport *self,
                  HalqaStore *store,
                  HalqaMemoryTransport *other,
                  const HalqaDeviceId *expected,
                  HalqaRequestFlags flags,
                  GError **error)
{
  if (halqa_roster_check_server (self->roster, store, NULL,
                                 halqa_identity_get_device (other->identity), expected,
                                 (flags & HALQA_REQUEST_MEMBERS_ONLY) != 0, error))
    return TRUE;
  g_prefix_error (error, "%s: ", other->address);
  return FALSE;
}

/* The keys that @device may be asked by, the newest first. */
static void
take_keys (HalqaStore *store, const HalqaDeviceId *device, GArray *keys)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);

  for (guint i = 0; i < halqa_keyring_get_n_keys (keyring); i++)
    {
      const HalqaKey *key = halqa_keyring_get_key (keyring, i);

      if (halqa_keyring_admits (keyring, key->tag, device))
        g_array_append_vals (keys, key, 1);
    }
}

static HalqaMemoryCall *
make_call (HalqaMemoryTransport *self,
           HalqaStore *store,
           HalqaMemoryTransport *other,
           const char *endpoint,
           GTask *task)
{
  HalqaMemoryCall *call = halqa_memory_call_new (self->hub, task);

  call->device = *halqa_identity_get_device (self->identity);
  take_keys (store, halqa_identity_get_device (other->identity), call->keys);
  call->endpoint = g_strdup (endpoint);
  call->address = self->listening ? g_strdup (self->address) : NULL;
  return call;
}

static void
watch_cancellable (HalqaMemoryTransport *self, HalqaMemoryCall *call, GTask *task)
{
  Question *question = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;
  question->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (question->cancelled, G_SOURCE_FUNC (cancelled_cb),
                         halqa_memory_call_ref (call), halqa_memory_call_unref);
  g_source_attach (question->cancelled, self->context);
}

/* @range: (nullable): of a GET */
static void
send_request (HalqaMemoryTransport *self,
              GTask *task,
              HalqaStore *store,
              const char *address,
              const HalqaDeviceId *expected,
              const char *endpoint,
              const char *range,
              GInputStream *body,
              HalqaRequestFlags flags)
{
  g_autoptr (HalqaMemoryTransport) other = NULL;
  g_autoptr (HalqaMemoryCall) call = NULL;
  g_autoptr (GSource) source = NULL;
  GError *error = NULL;
  Question *question;
  Arrival *arrival;

  question = g_new0 (Question, 1);
  question->store = g_object_ref (store);
  g_task_set_task_data (task, question, free_question);

  if (address == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "%s",
                               "It is not known where the other laptop can be asked");
      return;
    }
  other = halqa_memory_hub_reach (self->hub, self->address, address, &error);
  if (other == NULL || !check_other_side (self, store, other, expected, flags, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  call = make_call (self, store, other, endpoint, g_object_ref (task));
  call->range = g_strdup (range);
  question->call = halqa_memory_call_ref (call);
  watch_cancellable (self, call, task);
  halqa_memory_hub_open_call (self->hub, self->address, address, halqa_memory_call_ref (call),
                              halqa_memory_call_cut, halqa_memory_call_unref);
  halqa_memory_call_send (call, body, self->pumps);

  arrival = g_new0 (Arrival, 1);
  arrival->transport = g_object_ref (other);
  arrival->call = halqa_memory_call_ref (call);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, arrive_cb, arrival, free_arrival);
  /* A source that stays behind is freed, and cuts the call. */
  halqa_memory_hub_knock (self->hub, address, source, other->context);
}

static void
halqa_memory_transport_request_async (HalqaTransport *transport,
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
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_memory_transport_request_async);
  send_request (HALQA_MEMORY_TRANSPORT (transport), task, store, address, expected, endpoint, NULL,
                body, flags);
}

static void
halqa_memory_transport_get_async (HalqaTransport *transport,
                                  HalqaStore *store,
                                  const char *address,
                                  const HalqaDeviceId *expected,
                                  const char *endpoint,
                                  guint64 first,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);
  g_autofree char *range =
      first > 0 ? g_strdup_printf ("bytes=%" G_GUINT64_FORMAT "-", first) : NULL;

  g_task_set_source_tag (task, halqa_memory_transport_get_async);
  send_request (HALQA_MEMORY_TRANSPORT (transport), task, store, address, expected, endpoint, range,
                NULL, HALQA_REQUEST_PLAIN);
}

static HalqaReply *
halqa_memory_transport_request_finish (HalqaTransport *transport,
                                       GAsyncResult *result,
                                       GError **error)
{
  HalqaMemoryTransport *self = HALQA_MEMORY_TRANSPORT (transport);
  Question *question;
  HalqaReply *reply;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  question = g_task_get_task_data (G_TASK (result));
  if (question->cancelled != NULL)
    g_source_destroy (question->cancelled);
  reply = g_task_propagate_pointer (G_TASK (result), error);
  if (reply == NULL)
    return NULL;
  if (halqa_reply_get_status (reply) == 409)
    {
      g_object_unref (reply);
      g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_VERSION,
                           "The other laptop has another version of the program");
      return NULL;
    }
  halqa_roster_add_proven (self->roster, question->store, &question->call->key,
                           halqa_reply_get_device (reply));
  return reply;
}

static void
halqa_memory_transport_add_store (HalqaTransport *transport, HalqaStore *store)
{
  halqa_roster_add_store (HALQA_MEMORY_TRANSPORT (transport)->roster, store);
}

static gboolean
halqa_memory_transport_listen (HalqaTransport *transport, const char *address, GError **error)
{
  HALQA_MEMORY_TRANSPORT (transport)->listening = TRUE;
  return TRUE;
}

static char *
halqa_memory_transport_dup_address (HalqaTransport *transport)
{
  HalqaMemoryTransport *self = HALQA_MEMORY_TRANSPORT (transport);

  return self->listening ? g_strdup (self->address) : NULL;
}

static void
halqa_memory_transport_set_handler (HalqaTransport *transport,
                                    HalqaRequestFunc func,
                                    gpointer user_data)
{
  HalqaMemoryTransport *self = HALQA_MEMORY_TRANSPORT (transport);

  self->handler = func;
  self->handler_data = user_data;
}

/* Nothing stays open here: a request costs the same with and without. */
static void
halqa_memory_transport_keep_live (HalqaTransport *transport,
                                  HalqaStore *store,
                                  const char *address,
                                  const HalqaDeviceId *device)
{
}

static gboolean
halqa_memory_transport_has_live (HalqaTransport *transport,
                                 HalqaStore *store,
                                 const HalqaDeviceId *device)
{
  return FALSE;
}

static void
halqa_memory_transport_renew (HalqaTransport *transport)
{
}

static void
halqa_memory_transport_set_live_func (HalqaTransport *transport,
                                      HalqaLiveFunc func,
                                      gpointer user_data)
{
}

static void
halqa_memory_transport_close (HalqaTransport *transport)
{
  HalqaMemoryTransport *self = HALQA_MEMORY_TRANSPORT (transport);

  self->closed = TRUE;
  self->listening = FALSE;
  self->handler = NULL;
  halqa_memory_hub_detach (self->hub, self->address);
  g_hash_table_remove_all (self->pumps);
}

static gboolean
halqa_memory_transport_is_busy (HalqaTransport *transport)
{
  return FALSE;
}

static void
halqa_memory_transport_iface_init (HalqaTransportInterface *iface)
{
  iface->add_store = halqa_memory_transport_add_store;
  iface->listen = halqa_memory_transport_listen;
  iface->dup_address = halqa_memory_transport_dup_address;
  iface->set_handler = halqa_memory_transport_set_handler;
  iface->request_async = halqa_memory_transport_request_async;
  iface->request_finish = halqa_memory_transport_request_finish;
  iface->get_async = halqa_memory_transport_get_async;
  iface->keep_live = halqa_memory_transport_keep_live;
  iface->has_live = halqa_memory_transport_has_live;
  iface->renew = halqa_memory_transport_renew;
  iface->set_live_func = halqa_memory_transport_set_live_func;
  iface->close = halqa_memory_transport_close;
  iface->is_busy = halqa_memory_transport_is_busy;
}

static void
halqa_memory_transport_finalize (GObject *object)
{
  HalqaMemoryTransport *self = HALQA_MEMORY_TRANSPORT (object);

  halqa_memory_hub_detach (self->hub, self->address);
  g_hash_table_remove_all (self->pumps);
  g_hash_table_unref (self->pumps);
  g_object_unref (self->hub);
  g_object_unref (self->identity);
  g_object_unref (self->roster);
  g_main_context_unref (self->context);
  g_free (self->address);
  G_OBJECT_CLASS (halqa_memory_transport_parent_class)->finalize (object);
}

static void
halqa_memory_transport_class_init (HalqaMemoryTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_memory_transport_finalize;
}

static void
halqa_memory_transport_init (HalqaMemoryTransport *self)
{
}

/**
 * halqa_memory_transport_new:
 * @hub: the network that it is on
 * @identity: whose it is
 *
 * Returns: (transfer full): a transport that lives on the thread of the thread-default context
 */
HalqaTransport *
halqa_memory_transport_new (HalqaMemoryHub *hub, HalqaIdentity *identity)
{
  HalqaMemoryTransport *self;

  g_return_val_if_fail (HALQA_IS_MEMORY_HUB (hub), NULL);
  g_return_val_if_fail (HALQA_IS_IDENTITY (identity), NULL);

  self = g_object_new (HALQA_TYPE_MEMORY_TRANSPORT, NULL);
  self->hub = g_object_ref (hub);
  self->identity = g_object_ref (identity);
  self->roster = halqa_roster_new ();
  self->context = g_main_context_ref_thread_default ();
  self->pumps = halqa_memory_call_pumps_new ();
  self->address = halqa_memory_hub_attach (hub, self);
  return HALQA_TRANSPORT (self);
}

/**
 * halqa_memory_transport_get_address:
 * @self: a transport
 *
 * Returns: (transfer none): its address on the hub
 */
const char *
halqa_memory_transport_get_address (HalqaMemoryTransport *self)
{
  g_return_val_if_fail (HALQA_IS_MEMORY_TRANSPORT (self), NULL);
  return self->address;
}
