/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-live-outlet.h"

#include "halqa-source.h"

/* What goes out over a WebSocket, with a bound. libsoup keeps whatever it has not written yet, so who
 * asks and asks and does not read its answers would have them all held here.
 *
 * libsoup does not tell how much that is. But it writes as long as the stream takes more; so when the
 * stream still does once nothing else is to be done, all has been written.
 *
 * Rejected: a message only when the one before it was written (libsoup does not tell that either). */

/* Twice as much as four answers are. */
#define UNSENT_MAX (8 << 20)

struct _HalqaLiveOutlet
{
  SoupWebsocketConnection *socket; /* borrowed */
  GMainContext *context;
  GSource *drained; /* looks whether all has been written; or NULL */
  gsize unsent; /* at most */
};

/**
 * halqa_live_outlet_new:
 * @socket: open; must outlive the outlet
 *
 * Returns: (transfer full): an outlet, in the thread-default context
 */
HalqaLiveOutlet *
halqa_live_outlet_new (SoupWebsocketConnection *socket)
{
  HalqaLiveOutlet *self = g_new0 (HalqaLiveOutlet, 1);

  self->socket = socket;
  self->context = g_main_context_ref_thread_default ();
  return self;
}

/**
 * halqa_live_outlet_free:
 * @self: (transfer full): an outlet
 */
void
halqa_live_outlet_free (HalqaLiveOutlet *self)
{
  halqa_source_clear (&self->drained);
  g_main_context_unref (self->context);
  g_free (self);
}

static gboolean
takes_more (HalqaLiveOutlet *self)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->socket);

  return g_pollable_output_stream_is_writable (
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream)));
}

static gboolean
drained_cb (gpointer user_data)
{
  HalqaLiveOutlet *self = user_data;

  g_clear_pointer (&self->drained, g_source_unref);
  if (takes_more (self))
    self->unsent = 0;
  return G_SOURCE_REMOVE;
}

static void
look_later (HalqaLiveOutlet *self)
{
  if (self->drained != NULL)
    return;
  self->drained = g_idle_source_new ();
  g_source_set_priority (self->drained, G_PRIORITY_LOW);
  g_source_set_callback (self->drained, drained_cb, self, NULL);
  g_source_attach (self->drained, self->context);
}

/**
 * halqa_live_outlet_send:
 * @self: an outlet
 * @message: what is to go
 *
 * Returns: whether it is on its way; %FALSE where too much waits already and nobody reads
 */
gboolean
halqa_live_outlet_send (HalqaLiveOutlet *self, GBytes *message)
{
  if (self->unsent > UNSENT_MAX && !takes_more (self))
    return FALSE;
  self->unsent += g_bytes_get_size (message);
  soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_BINARY, message);
  look_later (self);
  return TRUE;
}
