/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reply-private.h"

/* An answer whose sender has proven its membership; a transport makes no other. Its body may still
 * be on the way, and the traffic grows while it is read. */

struct _HalqaTraffic
{
  GMutex mutex;
  guint64 sent;
  guint64 received;
};

struct _HalqaReply
{
  GObject parent_instance;

  /* owned */
  GInputStream *body;
  HalqaTraffic *traffic;

  guint status;
  HalqaDeviceId device;
};

G_DEFINE_FINAL_TYPE (HalqaReply, halqa_reply, G_TYPE_OBJECT)

static void
clear_traffic (gpointer data)
{
  HalqaTraffic *self = data;

  g_mutex_clear (&self->mutex);
}

static void
halqa_reply_finalize (GObject *object)
{
  HalqaReply *self = HALQA_REPLY (object);

  g_clear_object (&self->body);
  g_clear_pointer (&self->traffic, halqa_traffic_unref);
  G_OBJECT_CLASS (halqa_reply_parent_class)->finalize (object);
}

static void
halqa_reply_class_init (HalqaReplyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_reply_finalize;
}

static void
halqa_reply_init (HalqaReply *self)
{
}

/**
 * halqa_reply_new:
 * @status: of HTTP
 * @device: who answered, proven
 * @body: decompressed
 * @traffic: where its bytes are counted
 *
 * Returns: (transfer full): the reply
 */
HalqaReply *
halqa_reply_new (guint status,
                 const HalqaDeviceId *device,
                 GInputStream *body,
                 HalqaTraffic *traffic)
{
  HalqaReply *self = g_object_new (HALQA_TYPE_REPLY, NULL);

  self->status = status;
  self->device = *device;
  self->body = g_object_ref (body);
  self->traffic = halqa_traffic_ref (traffic);
  return self;
}

/**
 * halqa_reply_get_status:
 * @self: a reply
 *
 * Returns: the status of HTTP: 200, or one that says what was wrong
 */
guint
halqa_reply_get_status (HalqaReply *self)
{
  g_return_val_if_fail (HALQA_IS_REPLY (self), 0);
  return self->status;
}

/**
 * halqa_reply_get_device:
 * @self: a reply
 *
 * Returns: (transfer none): the device that answered; its membership is proven for this connection
 */
const HalqaDeviceId *
halqa_reply_get_device (HalqaReply *self)
{
  g_return_val_if_fail (HALQA_IS_REPLY (self), NULL);
  return &self->device;
}

/**
 * halqa_reply_get_body:
 * @self: a reply
 *
 * To be read asynchronously; the other side is held back while nobody reads. One that is cut off
 * ends in an error. Reading to the end gives the connection back for the next request; closing it
 * earlier ends the connection.
 *
 * Returns: (transfer none): the body, decompressed; of a status that is not 200 the line of text
 */
GInputStream *
halqa_reply_get_body (HalqaReply *self)
{
  g_return_val_if_fail (HALQA_IS_REPLY (self), NULL);
  return self->body;
}

/**
 * halqa_reply_get_traffic:
 * @self: a reply
 * @sent: (out) (optional): bytes of the request's body, as compressed
 * @received: (out) (optional): bytes of the answer's body so far, as compressed
 */
void
halqa_reply_get_traffic (HalqaReply *self, guint64 *sent, guint64 *received)
{
  g_return_if_fail (HALQA_IS_REPLY (self));

  g_mutex_lock (&self->traffic->mutex);
  if (sent != NULL)
    *sent = self->traffic->sent;
  if (received != NULL)
    *received = self->traffic->received;
  g_mutex_unlock (&self->traffic->mutex);
}

/**
 * halqa_traffic_new:
 *
 * Returns: (transfer full): a count of nothing yet
 */
HalqaTraffic *
halqa_traffic_new (void)
{
  HalqaTraffic *self = g_atomic_rc_box_new0 (HalqaTraffic);

  g_mutex_init (&self->mutex);
  return self;
}

/**
 * halqa_traffic_ref:
 * @self: a count
 *
 * Returns: (transfer full): @self
 */
HalqaTraffic *
halqa_traffic_ref (HalqaTraffic *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * halqa_traffic_unref:
 * @self: (transfer full): a count
 */
void
halqa_traffic_unref (HalqaTraffic *self)
{
  g_atomic_rc_box_release_full (self, clear_traffic);
}

/**
 * halqa_traffic_add:
 * @self: a count
 * @sent: bytes
 * @received: bytes
 */
void
halqa_traffic_add (HalqaTraffic *self, guint64 sent, guint64 received)
{
  g_mutex_lock (&self->mutex);
  self->sent += sent;
  self->received += received;
  g_mutex_unlock (&self->mutex);
}
