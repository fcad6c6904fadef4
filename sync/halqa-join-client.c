/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-join-client.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-address.h"
#include "halqa-error.h"
#include "halqa-join-wire.h"
#include "halqa-source.h"

/* A newcomer calls the laptop that shows a code.
 *
 * Where the inviter can be reached later, it does not know as well as the newcomer, who has just
 * reached it: an address "*:PORT" in the invitation means "where you have found me", and becomes the
 * address of the connection, with the interface where that is link-local.
 *
 * Several addresses of one laptop are tried one after the other until it answers: what is announced
 * may be out of date on one of two networks.
 *
 * Rejected: to try the same code a second time by itself where the connection broke off. It may have
 * cost one of the three tries. */

#define CONNECT_S 10
#define HERE "*:"

typedef struct
{
  /* owned */
  HalqaJoining *joining; /* until there is a connection */
  HalqaJoinWire *wire;
  GSocketAddress *remote; /* a closed connection no longer knows it */
  char **addresses; /* to be tried */
  GCancellable *stop; /* of the one that is tried */

  guint n_tried;
  GSource *deadline;
  GSource *cancelled;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  halqa_source_clear (&call->deadline);
  halqa_source_clear (&call->cancelled);
  g_clear_pointer (&call->joining, halqa_joining_free);
  g_clear_object (&call->wire);
  g_clear_object (&call->remote);
  g_clear_object (&call->stop);
  g_strfreev (call->addresses);
  g_free (call);
}

static char *
dup_address_here (GSocketAddress *remote, const char *port)
{
  guint64 number;

  if (remote == NULL || !g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL))
    return NULL;
  return halqa_address_format (remote, number);
}

/* The address that @address stands for here; %NULL where it stands for none. */
static char *
resolve_address (const char *address, GSocketAddress *remote)
{
  if (g_str_has_prefix (address, HERE))
    return dup_address_here (remote, address + strlen (HERE));
  return g_strdup (address);
}

static void
resolve_addresses (HalqaInvitation *invitation, GSocketAddress *remote)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);

  for (char **address = invitation->addresses; *address != NULL; address++)
    {
      g_autofree char *resolved = resolve_address (*address, remote);

      if (resolved != NULL &&
          !g_ptr_array_find_with_equal_func (addresses, resolved, g_str_equal, NULL))
        g_ptr_array_add (addresses, g_steal_pointer (&resolved));
    }
  g_ptr_array_add (addresses, NULL);
  g_strfreev (invitation->addresses);
  invitation->addresses = (char **) g_ptr_array_steal (addresses, NULL);
}

static HalqaInvitation *
take_invitation (Call *call)
{
  HalqaInvitation *invitation =
      halqa_joining_steal_invitation (halqa_join_wire_get_joining (call->wire));

  resolve_addresses (invitation, call->remote);
  return invitation;
}

/* @error: (nullable) (transfer full): %NULL: an invitation has come. The task's last reference. */
static void
finish (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GTask) last = task;

  halqa_source_clear (&call->deadline);
  halqa_source_clear (&call->cancelled);
  if (call->wire != NULL)
    {
      g_signal_handlers_disconnect_by_data (call->wire, task);
      halqa_join_wire_close (call->wire);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, take_invitation (call), (GDestroyNotify) halqa_invitation_free);
}

static void
ended_cb (HalqaJoinWire *wire, const GError *error, gpointer user_data)
{
  finish (user_data, error != NULL ? g_error_copy (error) : NULL);
}

static GError *
nobody (const char *address, const char *why)
{
  /* Translators: HOST:PORT, then the system's reason. */
  return g_error_new (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOBODY, _ ("Nobody invites at %s: %s"),
                      address, why);
}

static GError *
given_up (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Given up."));
}

static void
talk (GTask *task, GSocketConnection *connection)
{
  Call *call = g_task_get_task_data (task);

  halqa_source_clear (&call->deadline);
  call->remote = g_socket_connection_get_remote_address (connection, NULL);
  call->wire = halqa_join_wire_new (connection, g_steal_pointer (&call->joining));
  g_signal_connect (call->wire, "ended", G_CALLBACK (ended_cb), task);
  halqa_join_wire_start (call->wire);
}

static void try_next (GTask *task, GError *reason);

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);
  const char *address = call->addresses[call->n_tried - 1];
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
                 g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    finish (task, given_up ());
  else if (g_cancellable_is_cancelled (call->stop))
    try_next (task, nobody (address, _ ("there is no answer")));
  else if (connection == NULL)
    try_next (task, nobody (address, error->message));
  else
    talk (task, connection);
}

static gboolean
too_late_cb (gpointer user_data)
{
  Call *call = g_task_get_task_data (user_data);

  g_cancellable_cancel (call->stop);
  return G_SOURCE_REMOVE;
}

static void
connect_to (GTask *task, GSocketConnectable *connectable)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  halqa_source_clear (&call->deadline);
  call->deadline = g_timeout_source_new_seconds (CONNECT_S);
  halqa_source_attach (call->deadline, too_late_cb, task);
  g_clear_object (&call->stop);
  call->stop = g_cancellable_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, connectable, call->stop, connected_cb, task);
}

/* @reason: (nullable) (transfer full): why the one before was of no use */
static void
try_next (GTask *task, GError *reason)
{
  Call *call = g_task_get_task_data (task);

  while (call->addresses[call->n_tried] != NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocketConnectable) connectable =
                     halqa_address_parse (call->addresses[call->n_tried++], &error);

      if (connectable != NULL)
        {
          g_clear_error (&reason);
          connect_to (task, connectable);
          return;
        }
      g_clear_error (&reason);
      reason = g_steal_pointer (&error);
    }
  finish (task, reason);
}

/* While it connects, connected_cb() follows. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);

  if (call->wire == NULL)
    g_cancellable_cancel (call->stop);
  else
    finish (task, given_up ());
  return G_SOURCE_REMOVE;
}

static void
heed_cancellable (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;
  call->cancelled = g_cancellable_source_new (cancellable);
  halqa_source_attach (call->cancelled, G_SOURCE_FUNC (cancelled_cb), task);
}

/* The words of @address, at least one. */
static char **
split_addresses (const char *address)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (address));

  return *trimmed != '\0' ? g_strsplit (trimmed, " ", -1)
                          : g_strdupv ((char *[]){ (char *) "", NULL });
}

/**
 * halqa_join_client_async:
 * @address: of the laptop that invites, "HOST:PORT"; or several of them, a space between
 * @own: who we are
 * @name: what we are called
 * @code: six digits
 * @cancellable: (nullable): hangs up
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Joins by a code. Waits for a person at the other side, two minutes at most.
 */
void
halqa_join_client_async (const char *address,
                         const HalqaDeviceId *own,
                         const char *name,
                         const char *code,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, halqa_join_client_async);
  /* What has come is not thrown away. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, call_free);
  call->joining = halqa_joining_new_newcomer (own, code, name, NULL);
  call->addresses = split_addresses (address);
  heed_cancellable (task);
  try_next (g_steal_pointer (&task), NULL);
}

/**
 * halqa_join_client_finish:
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_NOBODY, %HALQA_SYNC_ERROR_WRONG_CODE, %HALQA_SYNC_ERROR_ENDED,
 *   %HALQA_SYNC_ERROR_REFUSED, %HALQA_SYNC_ERROR_VERSION, %HALQA_SYNC_ERROR_TIMED_OUT, others of
 *   #HalqaSyncError, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what lets this laptop in, with addresses to be tried
 */
HalqaInvitation *
halqa_join_client_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
