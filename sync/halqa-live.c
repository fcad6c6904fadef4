/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-live-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-body-stream.h"
#include "halqa-error.h"
#include "halqa-live-message.h"
#include "halqa-live-outlet.h"
#include "halqa-request-private.h"
#include "halqa-source.h"
#include "halqa-zstd-converter.h"

/* A WebSocket between two laptops that are in reach of each other, both of them proven by the TLS
 * connection below and the answer that opened it. Whoever dialled, each asks the other: a laptop
 * that does not listen, or can't be reached from outside, still gets our edits at once.
 *
 * The rules kept: a message has at most 1 MiB, and is held whole. A side has four requests open at
 * most, and a fifth is answered 429. An answer that does not fit is 413, and the asker takes the way
 * of HTTP, as it does where this connection breaks: all that Halqa asks may be asked twice. One who
 * is asked and says nothing for a while is taken for gone, for a network that fell apart tells
 * nobody; one who asks on and does not read what it is answered is cut off. After close() nothing is
 * called any more.
 *
 * Rejected: WebSocket's own compression (a state for each connection, and a bomb in each message);
 * pings (an exchange every half a minute is one). */

#define REQUESTS_MAX 4
/* So long the other side may work on what it was asked; a full disk's queue is shorter. */
#define ANSWER_S 6
/* What a message may hold when it is unpacked. */
#define BODY_MAX (G_GUINT64_CONSTANT (16) << 20)

struct _HalqaLive
{
  GObject parent_instance;

  /* owned */
  SoupWebsocketConnection *socket;
  HalqaLiveOutlet *outlet; /* until it is closed */
  HalqaStore *store;
  char *address;
  GObject *below;
  GHashTable *asked; /* number -> GTask, waiting for an answer */
  GCancellable *cancellable; /* of the answers that we read */
  GMainContext *context;

  HalqaDeviceId device;
  HalqaLiveCut cut;
  HalqaRequestFunc handler;
  HalqaLiveEnded ended;
  gpointer user_data;
  gint64 since;
  guint32 last_number;
  guint n_serving;
  gboolean dialled_by_us;
  gboolean is_closed;
};

G_DEFINE_FINAL_TYPE (HalqaLive, halqa_live, G_TYPE_OBJECT)

/* --- sending */

static void end (HalqaLive *self);

/* @body is packed already where @message says so. Returns the bytes that went, 0 for none. */
static gsize
send (HalqaLive *self, HalqaLiveMessage *message)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->is_closed ||
      soup_websocket_connection_get_state (self->socket) != SOUP_WEBSOCKET_STATE_OPEN)
    return 0;
  bytes = halqa_live_message_encode (message);
  if (!halqa_live_outlet_send (self->outlet, bytes))
    {
      g_debug ("a live connection is not read: it is cut");
      end (self);
      return 0;
    }
  return g_bytes_get_size (bytes);
}

void
halqa_live_send_answer (HalqaLive *self,
                        guint32 number,
                        guint status,
                        GBytes *body,
                        gboolean compress)
{
  HalqaLiveMessage message = { .is_answer = TRUE, .number = number, .status = (guint16) status };
  g_autoptr (GBytes) packed = NULL;

  if (body != NULL && compress)
    body = packed = halqa_live_message_pack (body, &message.is_packed);
  message.body = body;
  send (self, &message);
}

void
halqa_live_send_error (HalqaLive *self, guint32 number, guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  halqa_live_send_answer (self, number, status, body, FALSE);
}

static GInputStream *
make_body (const HalqaLiveMessage *message)
{
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_bytes (message->body);
  g_autoptr (GInputStream) plain = NULL;
  g_autoptr (GConverter) unpacker = NULL;
  HalqaBodyStream *limited;

  if (message->is_packed)
    {
      unpacker = halqa_zstd_decompressor_new ();
      plain = g_converter_input_stream_new (memory, unpacker);
    }
  limited = halqa_body_stream_new (plain != NULL ? plain : memory);
  halqa_body_stream_set_limit (limited, BODY_MAX,
                               g_error_new_literal (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                                                    _ ("The request is too large")));
  return G_INPUT_STREAM (limited);
}

static void
take_request (HalqaLive *self, const HalqaLiveMessage *message)
{
  g_autoptr (HalqaRequest) request = NULL;
  g_autoptr (GInputStream) body = NULL;
  g_autofree char *endpoint = g_strdup (message->endpoint);
  g_autofree char *range = NULL;

  if (g_strcmp0 (message->endpoint, "blob") == 0)
    {
      g_free (endpoint);
      endpoint = halqa_live_part_decode (message->body, &range);
    }
  if (endpoint == NULL)
    halqa_live_send_error (self, message->number, 404, "there is nothing of that kind");
  else if (self->n_serving >= REQUESTS_MAX)
    halqa_live_send_error (self, message->number, 429, "too many requests at a time");
  else
    {
      body = make_body (message);
      request = halqa_live_request_new (self, message->number);
      halqa_request_setup (request, self->store, &self->device, self->address, endpoint, body);
      halqa_request_set_range (request, range);
      self->handler (request, self->user_data);
    }
}

/* --- what we ask */

typedef struct
{
  HalqaTraffic *traffic;
  GSource *deadline;
  GSource *cancelled;
  guint32 number;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  halqa_source_clear (&question->deadline);
  halqa_source_clear (&question->cancelled);
  halqa_traffic_unref (question->traffic);
  g_free (question);
}

/* The task that waits for @number, which waits no more. */
static GTask *
steal_task (HalqaLive *self, guint32 number)
{
  gpointer task = NULL;
  Question *question;

  if (!g_hash_table_steal_extended (self->asked, GUINT_TO_POINTER (number), NULL, &task))
    return NULL;
  question = g_task_get_task_data (task);
  halqa_source_clear (&question->deadline);
  halqa_source_clear (&question->cancelled);
  return task;
}

static void
take_answer (HalqaLive *self, const HalqaLiveMessage *message, gsize size)
{
  g_autoptr (GTask) task = steal_task (self, message->number);
  g_autoptr (GInputStream) body = NULL;
  Question *question;

  /* To a question that was given up. */
  if (task == NULL)
    return;
  if (message->status == 413)
    {
      g_task_return_new_error (task, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE, "%s",
                               _ ("The answer does not fit into a message."));
      return;
    }
  question = g_task_get_task_data (task);
  halqa_traffic_add (question->traffic, 0, size);
  body = make_body (message);
  g_task_return_pointer (task,
                         halqa_reply_new (message->status, &self->device, body, question->traffic),
                         g_object_unref);
}

static void
end (HalqaLive *self)
{
  HalqaLiveEnded ended = self->ended;
  gpointer user_data = self->user_data;

  if (self->is_closed)
    return;
  g_object_ref (self);
  halqa_live_close (self);
  if (ended != NULL)
    ended (self, user_data);
  g_object_unref (self);
}

static gboolean
too_late_cb (gpointer user_data)
{
  GTask *task = user_data;
  HalqaLive *self = g_task_get_source_object (task);

  g_debug ("a live connection is silent: it is cut");
  end (self);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *waiting = user_data;
  HalqaLive *self = g_task_get_source_object (waiting);
  Question *question = g_task_get_task_data (waiting);
  g_autoptr (GTask) task = steal_task (self, question->number);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
attach (HalqaLive *self, GSource *source, GSourceFunc func, GTask *task)
{
  g_source_set_callback (source, func, task, NULL);
  g_source_attach (source, self->context);
}

static void
wait_for_answer (HalqaLive *self, GTask *task, Question *question)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  question->deadline = g_timeout_source_new_seconds (ANSWER_S);
  attach (self, question->deadline, too_late_cb, task);
  if (cancellable != NULL)
    {
      question->cancelled = g_cancellable_source_new (cancellable);
      attach (self, question->cancelled, G_SOURCE_FUNC (cancelled_cb), task);
    }
  g_hash_table_insert (self->asked, GUINT_TO_POINTER (question->number), g_object_ref (task));
}

/**
 * halqa_live_ask_async:
 * @self: a live connection
 * @endpoint: one that halqa_live_message_carries()
 * @body: what is told with it
 * @compress: as zstd
 * @cancellable: (nullable): stops waiting
 * @callback: (scope async): called with the answer
 * @user_data: for @callback
 */
void
halqa_live_ask_async (HalqaLive *self,
                      const char *endpoint,
                      GBytes *body,
                      gboolean compress,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  HalqaLiveMessage message = { .endpoint = endpoint };
  g_autoptr (GBytes) packed = NULL;
  Question *question;
  gsize sent;

  g_return_if_fail (HALQA_IS_LIVE (self));

  g_task_set_source_tag (task, halqa_live_ask_async);
  if (g_hash_table_size (self->asked) >= REQUESTS_MAX)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "%s",
                               _ ("Too many questions are open"));
      return;
    }
  if (compress)
    body = packed = halqa_live_message_pack (body, &message.is_packed);
  message.body = body;
  message.number = ++self->last_number;
  sent = send (self, &message);
  if (sent == 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s",
                               _ ("The other laptop ended the connection"));
      return;
    }
  question = g_new0 (Question, 1);
  question->traffic = halqa_traffic_new ();
  question->number = message.number;
  halqa_traffic_add (question->traffic, sent, 0);
  g_task_set_task_data (task, question, question_free);
  wait_for_answer (self, task, question);
}

/**
 * halqa_live_ask_finish:
 * @self: a live connection
 * @result: what the callback was given
 * @error: of GIO where another way has to be taken, or %HALQA_SYNC_ERROR_TOO_LARGE for the same
 *
 * Returns: (transfer full): the answer, or %NULL
 */
HalqaReply *
halqa_live_ask_finish (HalqaLive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- its life */

static void
message_cb (SoupWebsocketConnection *socket, gint type, GBytes *bytes, HalqaLive *self)
{
  g_auto (HalqaLiveMessage) message = { 0 };
  g_autoptr (GError) error = NULL;

  if (type != SOUP_WEBSOCKET_DATA_BINARY || !halqa_live_message_decode (&message, bytes, &error))
    {
      g_debug ("a live connection ends: %s", error != NULL ? error->message : "a text came");
      end (self);
      return;
    }
  g_object_ref (self);
  if (message.is_answer)
    take_answer (self, &message, g_bytes_get_size (bytes));
  else
    take_request (self, &message);
  g_object_unref (self);
}

static void
closed_cb (SoupWebsocketConnection *socket, HalqaLive *self)
{
  end (self);
}

static void
error_cb (SoupWebsocketConnection *socket, GError *error, HalqaLive *self)
{
  g_debug ("a live connection broke: %s", error->message);
  end (self);
}

static void
halqa_live_dispose (GObject *object)
{
  HalqaLive *self = HALQA_LIVE (object);

  halqa_live_close (self);
  g_clear_object (&self->socket);
  g_clear_object (&self->below);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (halqa_live_parent_class)->dispose (object);
}

static void
halqa_live_finalize (GObject *object)
{
  HalqaLive *self = HALQA_LIVE (object);

  g_hash_table_unref (self->asked);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_free (self->address);
  G_OBJECT_CLASS (halqa_live_parent_class)->finalize (object);
}

static void
halqa_live_class_init (HalqaLiveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_live_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_live_finalize;
}

static void
halqa_live_init (HalqaLive *self)
{
  self->asked = g_hash_table_new (NULL, NULL);
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->since = g_get_monotonic_time ();
}

/**
 * halqa_live_new:
 * @socket: open
 * @store: the forum that it is for
 * @device: who is at the other end, proven
 * @address: (nullable): where the other side can be asked
 * @dialled_by_us: whether we opened it
 * @cut: ends what @socket stands on
 * @below: (transfer full): handed to @cut
 *
 * Returns: (transfer full): a live connection; it does nothing yet
 */
HalqaLive *
halqa_live_new (SoupWebsocketConnection *socket,
                HalqaStore *store,
                const HalqaDeviceId *device,
                const char *address,
                gboolean dialled_by_us,
                HalqaLiveCut cut,
                GObject *below)
{
  HalqaLive *self = g_object_new (HALQA_TYPE_LIVE, NULL);

  self->socket = g_object_ref (socket);
  self->outlet = halqa_live_outlet_new (socket);
  self->store = g_object_ref (store);
  self->device = *device;
  self->address = g_strdup (address);
  self->dialled_by_us = dialled_by_us;
  self->cut = cut;
  self->below = below;
  soup_websocket_connection_set_max_incoming_payload_size (socket, HALQA_LIVE_MESSAGE_MAX);
  return self;
}

/**
 * halqa_live_start:
 * @self: a live connection
 * @handler: called for each request of the other side
 * @ended: called when it has ended by itself
 * @user_data: for both
 */
void
halqa_live_start (HalqaLive *self,
                  HalqaRequestFunc handler,
                  HalqaLiveEnded ended,
                  gpointer user_data)
{
  g_return_if_fail (HALQA_IS_LIVE (self));

  self->handler = handler;
  self->ended = ended;
  self->user_data = user_data;
  g_signal_connect (self->socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->socket, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (closed_cb), self);
}

/**
 * halqa_live_close:
 * @self: a live connection
 *
 * Cuts it. What was asked ends in %G_IO_ERROR_CLOSED; what the other side asked is not answered.
 */
void
halqa_live_close (HalqaLive *self)
{
  GHashTableIter iter;
  gpointer number;

  g_return_if_fail (HALQA_IS_LIVE (self));

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  self->ended = NULL;
  g_signal_handlers_disconnect_by_data (self->socket, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->outlet, halqa_live_outlet_free);
  self->cut (self->below);
  while (g_hash_table_iter_init (&iter, self->asked), g_hash_table_iter_next (&iter, &number, NULL))
    {
      g_autoptr (GTask) task = steal_task (self, GPOINTER_TO_UINT (number));

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s",
                               _ ("The other laptop ended the connection"));
    }
}

HalqaStore *
halqa_live_get_store (HalqaLive *self)
{
  g_return_val_if_fail (HALQA_IS_LIVE (self), NULL);
  return self->store;
}

const HalqaDeviceId *
halqa_live_get_device (HalqaLive *self)
{
  g_return_val_if_fail (HALQA_IS_LIVE (self), NULL);
  return &self->device;
}

/**
 * halqa_live_get_address:
 * @self: a live connection
 *
 * Returns: (transfer none) (nullable): where the other side can be asked
 */
const char *
halqa_live_get_address (HalqaLive *self)
{
  g_return_val_if_fail (HALQA_IS_LIVE (self), NULL);
  return self->address;
}

gboolean
halqa_live_is_dialled_by_us (HalqaLive *self)
{
  g_return_val_if_fail (HALQA_IS_LIVE (self), FALSE);
  return self->dialled_by_us;
}

/**
 * halqa_live_get_since:
 * @self: a live connection
 *
 * Returns: when it was opened, monotonic in microseconds
 */
gint64
halqa_live_get_since (HalqaLive *self)
{
  g_return_val_if_fail (HALQA_IS_LIVE (self), 0);
  return self->since;
}

/**
 * halqa_live_is_closed:
 * @self: a live connection
 *
 * Returns: whether nothing goes over it any more
 */
gboolean
halqa_live_is_closed (HalqaLive *self)
{
  return self->is_closed;
}

/**
 * halqa_live_get_cancellable:
 * @self: a live connection
 *
 * Returns: (transfer none): is cancelled when it is closed
 */
GCancellable *
halqa_live_get_cancellable (HalqaLive *self)
{
  return self->cancellable;
}

/**
 * halqa_live_count_serving:
 * @self: a live connection
 * @change: 1 for a request that has come, -1 for one that has its answer
 */
void
halqa_live_count_serving (HalqaLive *self, int change)
{
  self->n_serving += change;
}
