/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-dialogue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-body.h"
#include "halqa-error.h"

/* One laptop asking another, several times: which address, which device is expected there, what was
 * sent and received, and what an answer that is no 200 means.
 *
 * The rule kept: all requests of one exchange go to one device. The first answer tells which; from
 * then on the transport lets no byte out to another key, whatever has moved to that address.
 *
 * Rejected: to count in the transport, which knows nothing of exchanges. */

#define ERROR_LINE_MAX 4096

struct _HalqaDialogue
{
  gatomicrefcount ref_count;

  /* Owned. */
  HalqaTransport *transport;
  HalqaStore *store;
  char *address;
  GCancellable *cancellable;

  HalqaDeviceId device;
  gboolean has_device;
  guint rounds;
  guint64 sent;
  guint64 received;
  gint64 begun;
};

/**
 * halqa_dialogue_new:
 * @transport: carries the requests
 * @store: of the forum that they are about
 * @address: where they go
 * @cancellable: (nullable): ends them
 *
 * Returns: (transfer full): a dialogue in which nothing was said yet
 */
HalqaDialogue *
halqa_dialogue_new (HalqaTransport *transport,
                    HalqaStore *store,
                    const char *address,
                    GCancellable *cancellable)
{
  HalqaDialogue *self = g_new0 (HalqaDialogue, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->transport = g_object_ref (transport);
  self->store = g_object_ref (store);
  self->address = g_strdup (address);
  g_set_object (&self->cancellable, cancellable);
  self->begun = g_get_monotonic_time ();
  return self;
}

/**
 * halqa_dialogue_ref:
 * @self: a dialogue
 *
 * Returns: (transfer full): @self
 */
HalqaDialogue *
halqa_dialogue_ref (HalqaDialogue *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * halqa_dialogue_unref:
 * @self: (transfer full): a dialogue
 */
void
halqa_dialogue_unref (HalqaDialogue *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_object (&self->transport);
  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_free (self->address);
  g_free (self);
}

/**
 * halqa_dialogue_get_address:
 * @self: a dialogue
 *
 * Returns: (transfer none): where the requests go
 */
const char *
halqa_dialogue_get_address (HalqaDialogue *self)
{
  return self->address;
}

/**
 * halqa_dialogue_get_cancellable:
 * @self: a dialogue
 *
 * Returns: (transfer none) (nullable): what ends it
 */
GCancellable *
halqa_dialogue_get_cancellable (HalqaDialogue *self)
{
  return self->cancellable;
}

/**
 * halqa_dialogue_expect:
 * @self: a dialogue
 * @device: (nullable): who must answer from here on, %NULL for anybody
 */
void
halqa_dialogue_expect (HalqaDialogue *self, const HalqaDeviceId *device)
{
  self->has_device = device != NULL;
  if (device != NULL)
    self->device = *device;
}

static void
error_line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaReply *reply = g_object_get_data (G_OBJECT (task), "reply");
  guint status = halqa_reply_get_status (reply);
  g_autoptr (GBytes) body = halqa_body_read_finish (result, NULL);
  g_autofree char *line = NULL;
  HalqaSyncError code = status == 507 ? HALQA_SYNC_ERROR_PEER_NO_SPACE : HALQA_SYNC_ERROR_PEER;

  if (body != NULL && g_bytes_get_size (body) > 0)
    line = g_utf8_make_valid (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_strdelimit (line == NULL ? (line = g_strdup ("-")) : line, "\r\n", ' ');
  g_task_return_new_error (task, HALQA_SYNC_ERROR, code,
                           _ ("The other laptop refused the request with status %u: %s"), status,
                           g_strstrip (line));
}

/* An announcement of our own, or an address that has come round, leads back to us; the server sees
 * that it is asked by its own store. */
static gboolean
is_ours (HalqaDialogue *self, HalqaReply *reply)
{
  return memcmp (halqa_reply_get_device (reply),
                 halqa_identity_get_device (halqa_store_get_identity (self->store)),
                 sizeof (HalqaDeviceId)) == 0;
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaDialogue *self = g_task_get_task_data (task);
  g_autoptr (HalqaReply) reply = NULL;
  GError *error = NULL;

  reply = halqa_transport_request_finish (HALQA_TRANSPORT (source), result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (halqa_reply_get_status (reply) == 400 && is_ours (self, reply))
    {
      g_task_return_new_error (task, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID,
                               _ ("At %s this very laptop answers."), self->address);
      return;
    }
  if (halqa_reply_get_status (reply) == 200)
    {
      g_task_return_pointer (task, g_steal_pointer (&reply), g_object_unref);
      return;
    }
  halqa_dialogue_count (self, reply);
  g_object_set_data_full (G_OBJECT (task), "reply", g_object_ref (reply), g_object_unref);
  halqa_body_read_async (halqa_reply_get_body (reply), ERROR_LINE_MAX, self->cancellable,
                         error_line_cb, g_object_ref (task));
}

/**
 * halqa_dialogue_ask_async:
 * @self: a dialogue
 * @endpoint: what stands behind the forum tag
 * @body: what is sent
 * @flags: how
 * @callback: called when the answer begins
 * @user_data: for @callback
 */
void
halqa_dialogue_ask_async (HalqaDialogue *self,
                          const char *endpoint,
                          GInputStream *body,
                          HalqaRequestFlags flags,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_dialogue_ask_async);
  g_task_set_task_data (task, halqa_dialogue_ref (self), (GDestroyNotify) halqa_dialogue_unref);
  self->rounds++;
  halqa_transport_request_async (self->transport, self->store, self->address,
                                 self->has_device ? &self->device : NULL, endpoint, body, flags,
                                 self->cancellable, replied_cb, g_object_ref (task));
}

/**
 * halqa_dialogue_ask_finish:
 * @self: a dialogue
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_PEER, %HALQA_SYNC_ERROR_PEER_NO_SPACE, or what the transport says
 *
 * Returns: (transfer full): a reply of status 200
 */
HalqaReply *
halqa_dialogue_ask_finish (HalqaDialogue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * halqa_dialogue_count:
 * @self: a dialogue
 * @reply: one of its replies, of which no more will be read
 */
void
halqa_dialogue_count (HalqaDialogue *self, HalqaReply *reply)
{
  guint64 sent = 0;
  guint64 received = 0;

  halqa_reply_get_traffic (reply, &sent, &received);
  self->sent += sent;
  self->received += received;
}

static void
whole_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaDialogue *self = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *body = halqa_body_read_finish (result, &error);

  halqa_dialogue_count (self, g_object_get_data (G_OBJECT (task), "reply"));
  if (body == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, body, (GDestroyNotify) g_bytes_unref);
}

static void
whole_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaDialogue *self = g_task_get_task_data (task);
  gsize max = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (task), "max"));
  GError *error = NULL;
  HalqaReply *reply = halqa_dialogue_ask_finish (self, result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_object_set_data_full (G_OBJECT (task), "reply", reply, g_object_unref);
  halqa_body_read_async (halqa_reply_get_body (reply), max, self->cancellable, whole_read_cb,
                         g_object_ref (task));
}

/**
 * halqa_dialogue_ask_whole_async:
 * @self: a dialogue
 * @endpoint: what stands behind the forum tag
 * @body: what is sent
 * @flags: how
 * @max: bytes that the answer may have
 * @callback: called when the answer has been read
 * @user_data: for @callback
 */
void
halqa_dialogue_ask_whole_async (HalqaDialogue *self,
                                const char *endpoint,
                                GInputStream *body,
                                HalqaRequestFlags flags,
                                gsize max,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_dialogue_ask_whole_async);
  g_task_set_task_data (task, halqa_dialogue_ref (self), (GDestroyNotify) halqa_dialogue_unref);
  g_object_set_data (G_OBJECT (task), "max", GSIZE_TO_POINTER (max));
  halqa_dialogue_ask_async (self, endpoint, body, flags, whole_asked_cb, g_object_ref (task));
}

/**
 * halqa_dialogue_ask_whole_finish:
 * @self: a dialogue
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_TOO_LARGE, or as of halqa_dialogue_ask_finish()
 *
 * Returns: (transfer full): the answer
 */
GBytes *
halqa_dialogue_ask_whole_finish (HalqaDialogue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * halqa_exchange_report_free:
 * @self: (transfer full): a report
 */
void
halqa_exchange_report_free (HalqaExchangeReport *self)
{
  g_free (self->name);
  g_free (self->version);
  g_free (self);
}

/**
 * halqa_dialogue_report:
 * @self: a dialogue
 * @report: its rounds, bytes and seconds are set
 */
void
halqa_dialogue_report (HalqaDialogue *self, HalqaExchangeReport *report)
{
  report->rounds = self->rounds;
  report->bytes_sent = self->sent;
  report->bytes_received = self->received;
  report->seconds = (g_get_monotonic_time () - self->begun) / (double) G_USEC_PER_SEC;
}
