/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-address.h"

#include <gio/gnetworking.h>
#include <glib/gi18n-lib.h>
#include <net/if.h>
#include <netinet/tcp.h>

#include "halqa-error.h"

/* Addresses as people and announcements write them: "HOST:PORT", "[ADDRESS]:PORT" for IPv6, and
 * "[fe80::1%eth0]:PORT" where an address means something on one link only. GNetworkAddress takes
 * the first two; it loses the interface of the third.
 *
 * A socket is tuned for laptops that come and go: without TCP_NODELAY a small request waits 44 ms
 * for the delayed acknowledgement of the one before, and without the other three a peer that was
 * switched off is noticed only when somebody writes to it, and then after a quarter of an hour. */

#define SILENCE_MS 15000
#define PROBE_AFTER_S 10
#define PROBE_EVERY_S 3

static gboolean
parse_port (const char *text, guint16 *port)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = number;
  return TRUE;
}

/**
 * halqa_address_split:
 * @address: "HOST:PORT" or "[HOST]:PORT"
 * @host: (out) (transfer full): without brackets
 * @port: (out): 0 to 65535
 * @error: %HALQA_SYNC_ERROR_INVALID
 *
 * Returns: whether @address has that form
 */
gboolean
halqa_address_split (const char *address, char **host, guint16 *port, GError **error)
{
  const char *colon = strrchr (address, ':');
  gsize size = colon != NULL ? (gsize) (colon - address) : 0;
  gboolean bracketed = size > 2 && address[0] == '[' && colon[-1] == ']';
  gboolean sound = colon != NULL && size > 0 && parse_port (colon + 1, port);

  if (sound && !bracketed)
    sound = memchr (address, ':', size) == NULL && memchr (address, '[', size) == NULL;
  if (!sound)
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID,
                   _ ("“%s” is not an address; write HOST:PORT, or [ADDRESS]:PORT for IPv6"),
                   address);
      return FALSE;
    }
  *host = bracketed ? g_strndup (address + 1, size - 2) : g_strndup (address, size);
  return TRUE;
}

static gboolean
lacks_interface (GInetSocketAddress *address)
{
  return g_socket_address_get_family (G_SOCKET_ADDRESS (address)) == G_SOCKET_FAMILY_IPV6 &&
         g_inet_address_get_is_link_local (g_inet_socket_address_get_address (address)) &&
         g_inet_socket_address_get_scope_id (address) == 0;
}

/**
 * halqa_address_parse:
 * @address: "HOST:PORT", "[ADDRESS]:PORT", "[ADDRESS%INTERFACE]:PORT"
 * @error: %HALQA_SYNC_ERROR_INVALID
 *
 * Returns: (transfer full): what a connection can be made to, or %NULL
 */
GSocketConnectable *
halqa_address_parse (const char *address, GError **error)
{
  g_autofree char *host = NULL;
  GSocketAddress *numeric;
  guint16 port = 0;

  if (!halqa_address_split (address, &host, &port, error))
    return NULL;
  numeric = g_inet_socket_address_new_from_string (host, port);
  if (numeric != NULL && lacks_interface (G_INET_SOCKET_ADDRESS (numeric)))
    {
      g_set_error (
          error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID,
          _ ("“%s” is an address of one cable or one Wi-Fi: add the name of the interface, "
             "as in [fe80::1%%eth0]:4000"),
          address);
      g_object_unref (numeric);
      return NULL;
    }
  if (numeric != NULL)
    return G_SOCKET_CONNECTABLE (numeric);
  if (strchr (host, ':') != NULL || strchr (host, '%') != NULL)
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID,
                   _ ("“%s” is not an address that this laptop can reach"), address);
      return NULL;
    }
  return g_network_address_new (host, port);
}

/**
 * halqa_address_format:
 * @address: of a connection
 * @port: the port to be named
 *
 * Returns: (transfer full): "HOST:PORT", with the interface where the address needs one; %NULL for
 *   an address that is not of the internet
 */
char *
halqa_address_format (GSocketAddress *address, guint16 port)
{
  g_autofree char *host = NULL;
  char interface[IF_NAMESIZE];
  GInetSocketAddress *inet;
  guint32 scope;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  inet = G_INET_SOCKET_ADDRESS (address);
  host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  if (g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return g_strdup_printf ("%s:%u", host, port);
  /* Sockets of both families see IPv4 so. */
  if (g_str_has_prefix (host, "::ffff:") && strchr (host, '.') != NULL)
    return g_strdup_printf ("%s:%u", host + strlen ("::ffff:"), port);

  scope = g_inet_socket_address_get_scope_id (inet);
  if (scope != 0 && if_indextoname (scope, interface) != NULL)
    return g_strdup_printf ("[%s%%%s]:%u", host, interface, port);
  return g_strdup_printf ("[%s]:%u", host, port);
}

/* Every interface, by a socket for both families where the system has one, else by two. */
static gboolean
listen_everywhere (GSocketListener *listener, guint16 *port, GError **error)
{
  if (*port != 0)
    return g_socket_listener_add_inet_port (listener, *port, NULL, error);
  *port = g_socket_listener_add_any_inet_port (listener, NULL, error);
  return *port != 0;
}

static GSocketAddress *
find_first (const char *address, GError **error)
{
  g_autoptr (GSocketConnectable) connectable = halqa_address_parse (address, error);
  g_autoptr (GSocketAddressEnumerator) enumerator = NULL;
  g_autoptr (GError) reason = NULL;
  GSocketAddress *first;

  if (connectable == NULL)
    return NULL;
  enumerator = g_socket_connectable_enumerate (connectable);
  first = g_socket_address_enumerator_next (enumerator, NULL, &reason);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else if (first == NULL)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID,
                 _ ("“%s” is not an address of this laptop"), address);
  return first;
}

static GSocketAddress *
listen_at (GSocketListener *listener, const char *address, GError **error)
{
  g_autoptr (GSocketAddress) wanted = find_first (address, error);
  GSocketAddress *bound = NULL;

  if (wanted == NULL || !g_socket_listener_add_address (listener, wanted, G_SOCKET_TYPE_STREAM,
                                                        G_SOCKET_PROTOCOL_TCP, NULL, &bound, error))
    return NULL;
  return bound;
}

/**
 * halqa_address_listen:
 * @listener: what is to listen
 * @address: "HOST:PORT"; port 0: any that is free, host "*": every interface, IPv4 and IPv6
 * @bound: (out) (transfer full): where it listens, "HOST:PORT"
 * @port: (out): the port of it
 * @error: %HALQA_SYNC_ERROR_INVALID, or of GIO
 *
 * Returns: whether it listens
 */
gboolean
halqa_address_listen (GSocketListener *listener,
                      const char *address,
                      char **bound,
                      guint16 *port,
                      GError **error)
{
  g_autoptr (GSocketAddress) one = NULL;
  g_autofree char *host = NULL;
  gboolean everywhere;

  if (!halqa_address_split (address, &host, port, error))
    return FALSE;
  everywhere = g_str_equal (host, "*");
  if (everywhere ? !listen_everywhere (listener, port, error)
                 : (one = listen_at (listener, address, error)) == NULL)
    {
      g_prefix_error (error, _ ("%s cannot be listened at: "), address);
      return FALSE;
    }
  if (one != NULL)
    *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (one));
  *bound = one != NULL ? halqa_address_format (one, *port) : g_strdup_printf ("0.0.0.0:%u", *port);
  return TRUE;
}

/**
 * halqa_address_tune_socket:
 * @socket: a connected TCP socket
 */
void
halqa_address_tune_socket (GSocket *socket)
{
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, PROBE_AFTER_S, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, PROBE_EVERY_S, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, SILENCE_MS, NULL);
}
