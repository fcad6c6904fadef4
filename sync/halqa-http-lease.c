/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-lease.h"

/* A connection lent for one request. SoupServer 3.2.3 keeps the descriptor of a connection that a
 * client closed between two requests until the server itself goes; without a listener of its own,
 * which ours never has, it closes after each answer. So it is given this in the place of the
 * connection: its streams are the connection's, its close only gives them back. */

struct _HalqaHttpLease
{
  GIOStream parent_instance;

  /* owned */
  GIOStream *base;

  HalqaHttpLeaseFunc returned;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (HalqaHttpLease, halqa_http_lease, G_TYPE_IO_STREAM)

static GInputStream *
halqa_http_lease_get_input_stream (GIOStream *stream)
{
  return g_io_stream_get_input_stream (HALQA_HTTP_LEASE (stream)->base);
}

static GOutputStream *
halqa_http_lease_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (HALQA_HTTP_LEASE (stream)->base);
}

static gboolean
halqa_http_lease_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  HalqaHttpLease *self = HALQA_HTTP_LEASE (stream);
  HalqaHttpLeaseFunc returned = g_steal_pointer (&self->returned);

  if (returned != NULL)
    returned (self->user_data);
  return TRUE;
}

static void
halqa_http_lease_finalize (GObject *object)
{
  HalqaHttpLease *self = HALQA_HTTP_LEASE (object);

  g_object_unref (self->base);
  G_OBJECT_CLASS (halqa_http_lease_parent_class)->finalize (object);
}

static void
halqa_http_lease_class_init (HalqaHttpLeaseClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = halqa_http_lease_finalize;
  stream_class->get_input_stream = halqa_http_lease_get_input_stream;
  stream_class->get_output_stream = halqa_http_lease_get_output_stream;
  stream_class->close_fn = halqa_http_lease_close;
}

static void
halqa_http_lease_init (HalqaHttpLease *self)
{
}

/**
 * halqa_http_lease_new:
 * @base: what is lent; it is kept, never closed
 * @returned: (scope notified): called once, when the lease is closed or dropped
 * @user_data: for @returned; it must live until then
 *
 * Returns: (transfer full): the lease
 */
GIOStream *
halqa_http_lease_new (GIOStream *base, HalqaHttpLeaseFunc returned, gpointer user_data)
{
  HalqaHttpLease *self = g_object_new (HALQA_TYPE_HTTP_LEASE, NULL);

  self->base = g_object_ref (base);
  self->returned = returned;
  self->user_data = user_data;
  return G_IO_STREAM (self);
}

/**
 * halqa_http_lease_give_away:
 * @self: a lease
 *
 * From here on it may be closed and dropped, on any thread, without a word.
 */
void
halqa_http_lease_give_away (HalqaHttpLease *self)
{
  g_return_if_fail (HALQA_IS_HTTP_LEASE (self));
  self->returned = NULL;
}
