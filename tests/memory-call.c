/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-call.h"

#include "halqa-body-stream.h"
#include "halqa-error.h"
#include "halqa-membership.h"
#include "halqa-source.h"

/* A call has a pipe for each direction. A body is read on the thread that it belongs to and pushed
 * into the pipe, so that no stream is ever touched by two threads; the task brings the answer home
 * to the thread that asked. Whatever happens to a call, its task returns once. */

#define PORTION (32 * 1024)

/* One body on its way into a pipe. Between two portions it waits for room in the pipe, or for a
 * source that has nothing yet; so it can be ended at any time, without the loop's help. */
typedef struct
{
  HalqaMemoryCall *call;
  HalqaBodyStream *source;
  HalqaPipe *pipe;
  GSource *readable;
  GHashTable *pumps; /* of the transport; it holds us */
  gboolean is_answer;
} Pump;

static void
free_pump (gpointer data)
{
  Pump *pump = data;

  halqa_pipe_set_drained (pump->pipe, NULL, NULL);
  halqa_source_clear (&pump->readable);
  if (pump->is_answer)
    halqa_memory_hub_end_call (pump->call->hub, pump->call);
  g_object_unref (pump->source);
  g_object_unref (pump->pipe);
  g_hash_table_unref (pump->pumps);
  halqa_memory_call_unref (pump->call);
  g_free (pump);
}

static void
end_pump (Pump *pump)
{
  g_hash_table_remove (pump->pumps, pump);
}

/* What has come of a read. Returns whether to read more. */
static gboolean
take_portion (Pump *pump, guint8 *portion, gssize size, GError *error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (size > 0)
    {
      halqa_traffic_add (pump->call->traffic, pump->is_answer ? 0 : size,
                         pump->is_answer ? size : 0);
      halqa_memory_hub_count_bytes (pump->call->hub, size);
      bytes = g_bytes_new_take (portion, size);
      return halqa_pipe_push (pump->pipe, bytes);
    }
  g_free (portion);
  if (size == 0)
    halqa_pipe_end (pump->pipe);
  else
    {
      halqa_pipe_fail (pump->pipe, error);
      if (!pump->is_answer)
        halqa_memory_call_cut (pump->call);
    }
  end_pump (pump);
  return FALSE;
}

static gssize
read_portion (Pump *pump, guint8 *portion, GError **error)
{
  gsize wanted = pump->is_answer ? MIN (PORTION, pump->call->left) : PORTION;
  gssize size = 0;

  if (wanted > 0)
    size = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (pump->source),
                                                     portion, wanted, NULL, error);
  if (pump->is_answer && size > 0)
    pump->call->left -= size;
  return size;
}

static void run_pump (Pump *pump);

static gboolean
readable_cb (GPollableInputStream *stream, gpointer user_data)
{
  Pump *pump = user_data;

  g_clear_pointer (&pump->readable, g_source_unref);
  run_pump (pump);
  return G_SOURCE_REMOVE;
}

static void
wait_for_source (Pump *pump)
{
  pump->readable =
      g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (pump->source), NULL);
  halqa_source_attach (pump->readable, G_SOURCE_FUNC (readable_cb), pump);
}

static void
run_pump (Pump *pump)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      guint8 *portion;
      gssize size;

      if (halqa_pipe_is_abandoned (pump->pipe))
        {
          end_pump (pump);
          return;
        }
      portion = g_malloc (PORTION);
      size = read_portion (pump, portion, &error);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_free (portion);
          wait_for_source (pump);
          return;
        }
      if (!take_portion (pump, portion, size, error))
        return;
    }
}

static void
drained_cb (HalqaPipe *pipe, gpointer user_data)
{
  Pump *pump = user_data;

  if (pump->readable == NULL)
    run_pump (pump);
}

static GError *
make_cut_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "The connection was cut");
}

static void
start_pump (HalqaMemoryCall *self,
            GInputStream *body,
            HalqaPipe *pipe,
            gboolean is_answer,
            GHashTable *pumps)
{
  Pump *pump = g_new0 (Pump, 1);
  guint64 cut = halqa_memory_hub_get_cut (self->hub);

  pump->call = halqa_memory_call_ref (self);
  pump->source = halqa_body_stream_new (body);
  pump->pipe = g_object_ref (pipe);
  pump->is_answer = is_answer;
  pump->pumps = g_hash_table_ref (pumps);
  g_hash_table_add (pumps, pump);
  if (cut != G_MAXUINT64)
    halqa_body_stream_set_limit (pump->source, cut, make_cut_error ());
  halqa_pipe_set_drained (pipe, drained_cb, pump);
  run_pump (pump);
}

static GTask *
steal_task (HalqaMemoryCall *self)
{
  GTask *task;

  g_mutex_lock (&self->mutex);
  task = g_steal_pointer (&self->task);
  g_mutex_unlock (&self->mutex);
  return task;
}

static void
clear_call (gpointer data)
{
  HalqaMemoryCall *self = data;

  g_assert (self->task == NULL);
  g_object_unref (self->hub);
  g_object_unref (self->body);
  g_object_unref (self->answer);
  halqa_traffic_unref (self->traffic);
  g_mutex_clear (&self->mutex);
  g_array_unref (self->keys);
  g_free (self->endpoint);
  g_free (self->range);
  g_free (self->address);
}

/**
 * halqa_memory_call_pumps_new:
 *
 * Returns: (transfer full): what holds the bodies that a transport is sending; to empty it ends
 *   them, at once
 */
GHashTable *
halqa_memory_call_pumps_new (void)
{
  return g_hash_table_new_full (NULL, NULL, free_pump, NULL);
}

/**
 * halqa_memory_call_new:
 * @hub: the network
 * @task: (transfer full): returns a #HalqaReply, on the thread that asked
 *
 * Returns: (transfer full): a call; who makes it fills in what it asks
 */
HalqaMemoryCall *
halqa_memory_call_new (HalqaMemoryHub *hub, GTask *task)
{
  HalqaMemoryCall *self = g_atomic_rc_box_new0 (HalqaMemoryCall);

  self->hub = g_object_ref (hub);
  self->task = task;
  self->keys = g_array_new (FALSE, FALSE, sizeof (HalqaKey));
  self->body = halqa_pipe_new ();
  self->left = G_MAXUINT64;
  self->answer = halqa_pipe_new ();
  self->traffic = halqa_traffic_new ();
  g_mutex_init (&self->mutex);
  return self;
}

/**
 * halqa_memory_call_ref:
 * @self: a call
 *
 * Returns: (transfer full): @self
 */
HalqaMemoryCall *
halqa_memory_call_ref (HalqaMemoryCall *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * halqa_memory_call_unref:
 * @self: (transfer full) (type HalqaMemoryCall): a call
 */
void
halqa_memory_call_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, clear_call);
}

/**
 * halqa_memory_call_send:
 * @self: a call
 * @body: (nullable): of the request; it is read in this thread
 * @pumps: of the transport that asks
 */
void
halqa_memory_call_send (HalqaMemoryCall *self, GInputStream *body, GHashTable *pumps)
{
  if (body == NULL)
    halqa_pipe_end (self->body);
  else
    start_pump (self, body, self->body, FALSE, pumps);
}

/**
 * halqa_memory_call_answer:
 * @self: a call
 * @status: of HTTP
 * @device: who answers
 * @proof: that it knows the forum
 * @body: (nullable): of the answer; it is read in this thread
 * @pumps: of the transport that answers
 */
void
halqa_memory_call_answer (HalqaMemoryCall *self,
                          guint status,
                          const HalqaDeviceId *device,
                          const char *proof,
                          GInputStream *body,
                          GHashTable *pumps)
{
  g_autoptr (HalqaBodyStream) reader = NULL;
  g_autoptr (GTask) task = NULL;

  if (!halqa_membership_check (self->key.key, HALQA_ROLE_SERVER, device, proof))
    {
      halqa_memory_call_fail (self,
                              g_error_new_literal (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER,
                                                   "The other laptop does not know this forum"));
      return;
    }
  task = steal_task (self);
  if (task == NULL)
    return;
  /* Closes the pipe when the last reader lets it go; the call itself still holds the pipe. */
  reader = halqa_body_stream_new (G_INPUT_STREAM (self->answer));
  g_task_return_pointer (task,
                         halqa_reply_new (status, device, G_INPUT_STREAM (reader), self->traffic),
                         g_object_unref);
  if (body == NULL)
    {
      halqa_pipe_end (self->answer);
      halqa_memory_hub_end_call (self->hub, self);
    }
  else
    start_pump (self, body, self->answer, TRUE, pumps);
}

/**
 * halqa_memory_call_fail:
 * @self: a call
 * @error: (transfer full): what the asker gets, in the place of an answer or in the midst of one
 */
void
halqa_memory_call_fail (HalqaMemoryCall *self, GError *error)
{
  g_autoptr (GTask) task = steal_task (self);

  halqa_pipe_fail (self->body, error);
  halqa_pipe_fail (self->answer, error);
  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
  halqa_memory_hub_end_call (self->hub, self);
}

/**
 * halqa_memory_call_cut:
 * @self: (type HalqaMemoryCall): a call
 *
 * Both sides find the connection broken. From any thread.
 */
void
halqa_memory_call_cut (gpointer self)
{
  halqa_memory_call_fail (self, make_cut_error ());
}
