/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-join-wire.h"

#include <glib/gi18n-lib.h>

#include "halqa-address.h"
#include "halqa-error.h"
#include "halqa-source.h"

/* One dialogue of joining over one connection, from either side: it reads just the bytes that the
 * dialogue wants, gives it time for them, and sends what it says.
 *
 * The rule: each message has one deadline, from when it is waited for to its last byte, so who drips
 * is as late as who is silent. What is read goes into a buffer of the size that the dialogue asked
 * for, never of one that was declared beyond its bounds.
 *
 * Everything is asynchronous, in the thread-default context of who made it; what is under way holds
 * a reference. After "ended", and after it was closed, nothing is heard of it. */

#define SECOND_MS 1000
#define FLUSH_S 10

struct _HalqaJoinWire
{
  GObject parent_instance;

  /* owned */
  GSocketConnection *connection;
  HalqaJoining *joining;
  GCancellable *cancellable;
  GSource *deadline;
  GByteArray *incoming; /* what is being read */
  GByteArray *outgoing; /* what is to be sent next */
  GBytes *sending; /* what is being sent */
  GError *reason; /* why it ends once all is sent */

  guint second_ms;
  gboolean heard;
  gboolean ending; /* once all is sent */
  gboolean ended;
};

enum
{
  SIGNAL_ASKS,
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaJoinWire, halqa_join_wire, G_TYPE_OBJECT)

static void
cut (HalqaJoinWire *self)
{
  self->ended = TRUE;
  halqa_source_clear (&self->deadline);
  halqa_joining_give_up (self->joining);
  g_cancellable_cancel (self->cancellable);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
}

/* @reason: (nullable) (transfer full) */
static void
end (HalqaJoinWire *self, GError *reason)
{
  g_autoptr (GError) error = reason;

  if (self->ended)
    return;
  g_object_ref (self);
  cut (self);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, error);
  g_object_unref (self);
}

static gboolean
too_late_cb (gpointer user_data)
{
  HalqaJoinWire *self = user_data;

  if (self->ending)
    end (self, g_steal_pointer (&self->reason));
  else
    end (self, g_error_new_literal (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TIMED_OUT,
                                    _ ("The other laptop has not answered in time.")));
  return G_SOURCE_REMOVE;
}

static void
set_deadline (HalqaJoinWire *self, guint seconds)
{
  halqa_source_clear (&self->deadline);
  self->deadline = g_timeout_source_new (seconds * self->second_ms);
  halqa_source_attach (self->deadline, too_late_cb, self);
}

/* --- sending */

static void flush (HalqaJoinWire *self);

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaJoinWire) self = user_data;
  GError *error = NULL;

  g_clear_pointer (&self->sending, g_bytes_unref);
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    end (self, error);
  else
    flush (self);
}

static void
flush (HalqaJoinWire *self)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));

  if (self->ended || self->sending != NULL)
    return;
  if (self->outgoing->len == 0)
    {
      if (self->ending)
        end (self, g_steal_pointer (&self->reason));
      return;
    }
  self->sending = g_byte_array_free_to_bytes (g_steal_pointer (&self->outgoing));
  self->outgoing = g_byte_array_new ();
  g_output_stream_write_all_async (stream, g_bytes_get_data (self->sending, NULL),
                                   g_bytes_get_size (self->sending), G_PRIORITY_DEFAULT,
                                   self->cancellable, sent_cb, g_object_ref (self));
}

/* @reason: (nullable) (transfer full) */
static void
end_when_sent (HalqaJoinWire *self, GError *reason)
{
  self->ending = TRUE;
  self->reason = reason;
  set_deadline (self, FLUSH_S);
  flush (self);
}

/* --- reading */

static void read_next (HalqaJoinWire *self);

static void
hear (HalqaJoinWire *self)
{
  GError *error = NULL;

  self->heard = TRUE;
  if (!halqa_joining_take (self->joining, self->incoming->data, self->incoming->len, self->outgoing,
                           &error))
    {
      end_when_sent (self, error);
      return;
    }
  if (halqa_joining_get_wanted (self->joining) == 0)
    {
      end_when_sent (self, NULL);
      return;
    }
  flush (self);
  read_next (self);
  if (!self->ended && halqa_joining_get_state (self->joining) == HALQA_JOINING_ASKS)
    g_signal_emit (self, signals[SIGNAL_ASKS], 0);
}

static void
explain_end (HalqaJoinWire *self)
{
  GError *error = NULL;

  halqa_joining_explain_end (self->joining, &error);
  end (self, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaJoinWire) self = user_data;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &size, &error);
  if (self->ended || self->ending)
    return;
  /* An end that is not in its place and a connection that was torn off are one. */
  if (error != NULL || size < self->incoming->len)
    explain_end (self);
  else
    hear (self);
}

static void
read_next (HalqaJoinWire *self)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));

  g_byte_array_set_size (self->incoming, halqa_joining_get_wanted (self->joining));
  set_deadline (self, halqa_joining_get_patience (self->joining));
  g_input_stream_read_all_async (stream, self->incoming->data, self->incoming->len,
                                 G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                                 g_object_ref (self));
}

/* --- the object */

static void
halqa_join_wire_dispose (GObject *object)
{
  halqa_join_wire_close (HALQA_JOIN_WIRE (object));
  G_OBJECT_CLASS (halqa_join_wire_parent_class)->dispose (object);
}

static void
halqa_join_wire_finalize (GObject *object)
{
  HalqaJoinWire *self = HALQA_JOIN_WIRE (object);

  g_object_unref (self->connection);
  halqa_joining_free (self->joining);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->incoming);
  g_byte_array_unref (self->outgoing);
  g_clear_error (&self->reason);
  G_OBJECT_CLASS (halqa_join_wire_parent_class)->finalize (object);
}

static void
halqa_join_wire_class_init (HalqaJoinWireClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_join_wire_dispose;
  object_class->finalize = halqa_join_wire_finalize;

  /**
   * HalqaJoinWire::asks:
   *
   * Of an inviter: who is there knows the code; halqa_join_wire_answer() is due.
   */
  signals[SIGNAL_ASKS] = g_signal_new ("asks", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * HalqaJoinWire::ended:
   * @error: (nullable): why the dialogue did not come to its end
   *
   * The connection is closed. Emitted once, and not after halqa_join_wire_close().
   */
  signals[SIGNAL_ENDED] =
      g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
halqa_join_wire_init (HalqaJoinWire *self)
{
  self->cancellable = g_cancellable_new ();
  self->incoming = g_byte_array_new ();
  self->outgoing = g_byte_array_new ();
  self->second_ms = SECOND_MS;
}

/**
 * halqa_join_wire_new:
 * @connection: to the other side
 * @joining: (transfer full): a side that has said nothing yet
 *
 * Returns: (transfer full): a dialogue that halqa_join_wire_start() starts
 */
HalqaJoinWire *
halqa_join_wire_new (GSocketConnection *connection, HalqaJoining *joining)
{
  HalqaJoinWire *self = g_object_new (HALQA_TYPE_JOIN_WIRE, NULL);

  self->connection = g_object_ref (connection);
  self->joining = joining;
  halqa_address_tune_socket (g_socket_connection_get_socket (connection));
  return self;
}

HalqaJoining *
halqa_join_wire_get_joining (HalqaJoinWire *self)
{
  g_return_val_if_fail (HALQA_IS_JOIN_WIRE (self), NULL);

  return self->joining;
}

void
halqa_join_wire_set_second (HalqaJoinWire *self, guint milliseconds)
{
  g_return_if_fail (HALQA_IS_JOIN_WIRE (self));

  self->second_ms = milliseconds;
  if (self->deadline != NULL)
    set_deadline (self, halqa_joining_get_patience (self->joining));
}

/**
 * halqa_join_wire_start:
 * @self: a dialogue
 *
 * Begins to talk; signals come later, never from within.
 */
void
halqa_join_wire_start (HalqaJoinWire *self)
{
  g_return_if_fail (HALQA_IS_JOIN_WIRE (self));

  if (!halqa_joining_is_inviter (self->joining))
    halqa_joining_begin (self->joining, self->outgoing);
  flush (self);
  read_next (self);
}

gboolean
halqa_join_wire_is_silent (HalqaJoinWire *self)
{
  g_return_val_if_fail (HALQA_IS_JOIN_WIRE (self), FALSE);

  return !self->heard;
}

/**
 * halqa_join_wire_is_ending:
 * @self: a dialogue
 *
 * Returns: whether it ends by itself, as soon as its last words are sent
 */
gboolean
halqa_join_wire_is_ending (HalqaJoinWire *self)
{
  g_return_val_if_fail (HALQA_IS_JOIN_WIRE (self), FALSE);

  return self->ending;
}

/**
 * halqa_join_wire_answer:
 * @self: a dialogue that asks
 * @invitation: (nullable): what lets the newcomer in; %NULL: the person said no
 * @error: where the newcomer has gone, or the invitation is too large
 *
 * Returns: whether the answer is on its way
 */
gboolean
halqa_join_wire_answer (HalqaJoinWire *self, const HalqaInvitation *invitation, GError **error)
{
  g_return_val_if_fail (HALQA_IS_JOIN_WIRE (self), FALSE);

  if (self->ended || halqa_joining_get_state (self->joining) != HALQA_JOINING_ASKS)
    {
      g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOBODY,
                           _ ("The laptop that wanted to join is no longer there."));
      return FALSE;
    }
  if (!halqa_joining_answer (self->joining, invitation, self->outgoing, error))
    return FALSE;
  if (halqa_joining_get_state (self->joining) == HALQA_JOINING_DONE)
    end_when_sent (self, NULL);
  else
    {
      set_deadline (self, halqa_joining_get_patience (self->joining));
      flush (self);
    }
  return TRUE;
}

/**
 * halqa_join_wire_turn_away:
 * @self: a dialogue; does nothing where it does not ask, or has ended
 *
 * Answers that the newcomer was removed from the forum.
 */
void
halqa_join_wire_turn_away (HalqaJoinWire *self)
{
  g_return_if_fail (HALQA_IS_JOIN_WIRE (self));

  if (self->ended || halqa_joining_get_state (self->joining) != HALQA_JOINING_ASKS)
    return;
  halqa_joining_turn_away (self->joining, self->outgoing);
  end_when_sent (self, NULL);
}

/**
 * halqa_join_wire_close:
 * @self: a dialogue
 *
 * Hangs up. Nothing is heard of it after.
 */
void
halqa_join_wire_close (HalqaJoinWire *self)
{
  g_return_if_fail (HALQA_IS_JOIN_WIRE (self));

  if (!self->ended)
    cut (self);
}
