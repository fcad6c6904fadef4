/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-join-server.h"

#include "halqa-address.h"
#include "halqa-source.h"

/* Where newcomers call: a TCP port of its own, which is open only while a code is.
 *
 * Whoever is on the network can call, so the rule is: at most eight connections at a time, each of
 * bounded memory and bounded time. When a ninth comes the eldest that has said nothing yet goes; if
 * there is none, the ninth does. After either nothing is accepted for a moment, so that who calls in
 * a thousand times a second costs no more than ten.
 *
 * A code that has ended takes those with it who had not shown that they know it; whom the person is
 * being asked about, or who is being let in, stays. Each dialogue goes on with the code that it
 * began with. */

#define WIRES_MAX 8
#define PAUSE_MS 100

struct _HalqaJoinServer
{
  GObject parent_instance;

  /* owned */
  GSocketService *service; /* NULL while shut */
  char *address;
  HalqaJoinCode *code;
  GPtrArray *wires; /* of HalqaJoinWire, the eldest first */
  GSource *resting; /* nothing is accepted for a moment */

  HalqaDeviceId own;
  guint16 port; /* of the last time; 0 before the first */
  guint second_ms;
};

enum
{
  SIGNAL_ASKS,
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaJoinServer, halqa_join_server, G_TYPE_OBJECT)

static void
tell (HalqaJoinServer *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
wire_asks_cb (HalqaJoinWire *wire, gpointer user_data)
{
  HalqaJoinServer *self = user_data;

  g_object_ref (self);
  g_signal_emit (self, signals[SIGNAL_ASKS], 0, wire);
  tell (self);
  g_object_unref (self);
}

static void
wire_ended_cb (HalqaJoinWire *wire, const GError *error, gpointer user_data)
{
  HalqaJoinServer *self = user_data;

  if (error != NULL)
    g_debug ("A newcomer has not joined: %s", error->message);
  g_object_ref (self);
  g_signal_handlers_disconnect_by_data (wire, self);
  g_ptr_array_remove (self->wires, wire);
  tell (self);
  g_object_unref (self);
}

static void
drop (HalqaJoinServer *self, guint position)
{
  HalqaJoinWire *wire = g_ptr_array_index (self->wires, position);

  g_signal_handlers_disconnect_by_data (wire, self);
  /* What it was answered still goes out. */
  if (!halqa_join_wire_is_ending (wire))
    halqa_join_wire_close (wire);
  g_ptr_array_remove_index (self->wires, position);
}

static gboolean
drop_eldest_silent (HalqaJoinServer *self)
{
  for (guint i = 0; i < self->wires->len; i++)
    if (halqa_join_wire_is_silent (g_ptr_array_index (self->wires, i)))
      {
        drop (self, i);
        return TRUE;
      }
  return FALSE;
}

static gboolean
rest_over_cb (gpointer user_data)
{
  HalqaJoinServer *self = user_data;

  halqa_source_clear (&self->resting);
  g_socket_service_start (self->service);
  return G_SOURCE_REMOVE;
}

static void
rest (HalqaJoinServer *self)
{
  g_socket_service_stop (self->service);
  halqa_source_clear (&self->resting);
  self->resting = g_timeout_source_new (PAUSE_MS);
  halqa_source_attach (self->resting, rest_over_cb, self);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  HalqaJoinServer *self = user_data;
  HalqaJoinWire *wire;

  if (self->wires->len >= WIRES_MAX)
    {
      rest (self);
      if (!drop_eldest_silent (self))
        {
          g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
          return TRUE;
        }
    }
  wire = halqa_join_wire_new (connection, halqa_joining_new_inviter (&self->own, self->code, NULL));
  halqa_join_wire_set_second (wire, self->second_ms);
  g_signal_connect (wire, "asks", G_CALLBACK (wire_asks_cb), self);
  g_signal_connect (wire, "ended", G_CALLBACK (wire_ended_cb), self);
  g_ptr_array_add (self->wires, wire);
  halqa_join_wire_start (wire);
  return TRUE;
}

static void
halqa_join_server_dispose (GObject *object)
{
  halqa_join_server_close (HALQA_JOIN_SERVER (object));
  G_OBJECT_CLASS (halqa_join_server_parent_class)->dispose (object);
}

static void
halqa_join_server_finalize (GObject *object)
{
  HalqaJoinServer *self = HALQA_JOIN_SERVER (object);

  g_ptr_array_unref (self->wires);
  g_free (self->address);
  G_OBJECT_CLASS (halqa_join_server_parent_class)->finalize (object);
}

static void
halqa_join_server_class_init (HalqaJoinServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_join_server_dispose;
  object_class->finalize = halqa_join_server_finalize;

  /**
   * HalqaJoinServer::asks:
   * @wire: a newcomer who knows the code
   *
   * halqa_join_wire_answer() is due. Who keeps @wire to answer later takes a reference.
   */
  signals[SIGNAL_ASKS] = g_signal_new ("asks", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_JOIN_WIRE);

  /**
   * HalqaJoinServer::changed:
   *
   * The code may have become another: a try or a place more or less, or it has ended.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_join_server_init (HalqaJoinServer *self)
{
  self->wires = g_ptr_array_new_with_free_func (g_object_unref);
  self->second_ms = 1000;
}

/**
 * halqa_join_server_new:
 * @own: who we are
 *
 * Returns: (transfer full): a server for the thread-default context, shut
 */
HalqaJoinServer *
halqa_join_server_new (const HalqaDeviceId *own)
{
  HalqaJoinServer *self = g_object_new (HALQA_TYPE_JOIN_SERVER, NULL);

  self->own = *own;
  return self;
}

void
halqa_join_server_set_second (HalqaJoinServer *self, guint milliseconds)
{
  g_return_if_fail (HALQA_IS_JOIN_SERVER (self));

  self->second_ms = milliseconds;
}

/* At the port of the last time, where any would do and that one is free. */
static gboolean
listen_again (HalqaJoinServer *self, GSocketListener *listener, const char *address)
{
  g_autofree char *host = g_strndup (address, strrchr (address, ':') - address);
  g_autofree char *same = g_strdup_printf ("%s:%u", host, self->port);
  guint16 port;

  return self->port != 0 && g_str_has_suffix (address, ":0") &&
         halqa_address_listen (listener, same, &self->address, &port, NULL);
}

/**
 * halqa_join_server_open:
 * @self: a server that is shut
 * @address: where to listen, as in halqa_address_listen(); with port 0 it takes the port that it
 *   had before, where that is free: who has typed the address need not look it up again
 * @code: what newcomers have to know; kept
 * @error: why it can't listen there
 *
 * Returns: whether newcomers can call
 */
gboolean
halqa_join_server_open (HalqaJoinServer *self,
                        const char *address,
                        HalqaJoinCode *code,
                        GError **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  GSocketListener *listener = G_SOCKET_LISTENER (service);

  g_return_val_if_fail (HALQA_IS_JOIN_SERVER (self), FALSE);
  g_return_val_if_fail (self->service == NULL, FALSE);

  g_socket_listener_set_backlog (listener, WIRES_MAX);
  g_clear_pointer (&self->address, g_free);
  if (!listen_again (self, listener, address) &&
      !halqa_address_listen (listener, address, &self->address, &self->port, error))
    return FALSE;
  self->code = halqa_join_code_ref (code);
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), self);
  self->service = g_steal_pointer (&service);
  return TRUE;
}

const char *
halqa_join_server_get_address (HalqaJoinServer *self)
{
  g_return_val_if_fail (HALQA_IS_JOIN_SERVER (self), NULL);

  return self->address;
}

guint16
halqa_join_server_get_port (HalqaJoinServer *self)
{
  g_return_val_if_fail (HALQA_IS_JOIN_SERVER (self), 0);

  return self->port;
}

/* Whether the newcomer has shown that it knows the code. */
static gboolean
is_known (HalqaJoinWire *wire)
{
  return halqa_joining_get_name (halqa_join_wire_get_joining (wire)) != NULL;
}

/**
 * halqa_join_server_shut:
 * @self: a server
 *
 * Listens no more, and closes the code; newcomers who have shown to know it may still be answered.
 */
void
halqa_join_server_shut (HalqaJoinServer *self)
{
  g_return_if_fail (HALQA_IS_JOIN_SERVER (self));

  if (self->service == NULL)
    return;
  halqa_source_clear (&self->resting);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  for (guint i = self->wires->len; i > 0; i--)
    if (!is_known (g_ptr_array_index (self->wires, i - 1)))
      drop (self, i - 1);
  halqa_join_code_close (self->code);
  g_clear_pointer (&self->code, halqa_join_code_unref);
}

/**
 * halqa_join_server_close:
 * @self: a server
 *
 * The same, and hangs up on everybody; an answer that was given is still sent.
 */
void
halqa_join_server_close (HalqaJoinServer *self)
{
  g_return_if_fail (HALQA_IS_JOIN_SERVER (self));

  halqa_join_server_shut (self);
  while (self->wires->len > 0)
    drop (self, self->wires->len - 1);
}
