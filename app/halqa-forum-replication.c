/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-acquaintances.h"
#include "halqa-address.h"
#include "halqa-avahi-discovery.h"
#include "halqa-forum-private.h"
#include "halqa-http-transport.h"
#include "halqa-invitation.h"
#include "halqa-neighbour-private.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

/* The forum among its neighbours: replication is started and stopped here, and what the replicator
 * knows of its peers becomes a list for the window.
 *
 * Rule: the window never waits for the network. The replicator has a thread of its own; it is asked
 * for copies of what it knows, after it said that this is another.
 *
 * Addresses that a person typed are kept as long as the forum is open, so that stopping and
 * starting (another port, discovery off) does not lose them. They are not written down: next time
 * the same number may belong to someone else. */

#define ANY_ADDRESS "*:0"

static HalqaTransport *
make_transport (gpointer user_data)
{
  return halqa_http_transport_new (HALQA_IDENTITY (user_data));
}

static HalqaDiscovery *
make_discovery (gpointer user_data)
{
  return halqa_avahi_discovery_new ();
}

/* Who wrote a stick with more than we have has that; until it is heard of again, which tells better. */
static gboolean
lacks_of_stick (HalqaForum *self, const GPtrArray *peers)
{
  for (guint i = 0; i < peers->len && self->n_on_stick > 0; i++)
    {
      const HalqaPeer *peer = g_ptr_array_index (peers, i);
      g_autofree char *device = halqa_hex_dup (peer->device.bytes, HALQA_DEVICE_ID_SIZE);

      if (peer->as_of > self->stick_seen && g_str_equal (device, self->stick_writer))
        self->n_on_stick = 0;
    }
  return self->n_on_stick > 0;
}

/* We are complete where nobody is known to have what we lack. */
static void
count_complete (HalqaForum *self, const GPtrArray *peers)
{
  gboolean we_are = !lacks_of_stick (self, peers);
  guint n_laptops = 1;
  guint n_complete = 0;

  for (guint i = 0; i < peers->len; i++)
    {
      const HalqaPeer *peer = g_ptr_array_index (peers, i);

      if (!peer->is_device)
        continue;
      n_laptops++;
      n_complete += peer->is_complete;
      we_are &= peer->lacks_of_its <= 0;
    }
  halqa_forum_set_completeness (self, n_laptops, n_complete + we_are);
}

static void
peers_changed_cb (HalqaReplicator *replicator, gpointer user_data)
{
  HalqaForum *self = HALQA_FORUM (user_data);
  g_autoptr (GPtrArray) peers = halqa_replicator_dup_peers (replicator);

  count_complete (self, peers);
  halqa_neighbours_update (self->neighbours, peers);
  halqa_forum_meet_members (self, peers);
}

void
halqa_forum_note_stick (HalqaForum *self, const char *writer, guint n)
{
  /* Another stick with nothing new says nothing of this one. */
  if (n == 0 && g_strcmp0 (writer, self->stick_writer) != 0)
    return;
  g_free (self->stick_writer);
  self->stick_writer = g_strdup (writer);
  self->stick_seen = g_get_real_time ();
  self->n_on_stick = n;
  if (self->replicator != NULL)
    peers_changed_cb (self->replicator, self);
}

static void
blobs_changed_cb (HalqaReplicator *replicator, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "files-changed");
}

/* The numeric form of an address of this machine that others may reach; %NULL for none such. A
 * link-local one means nothing without the interface of the laptop that would use it. */
static char *
format_own_address (const struct ifaddrs *interface)
{
  const struct sockaddr *address = interface->ifa_addr;
  char text[INET6_ADDRSTRLEN];

  if (address == NULL || (interface->ifa_flags & IFF_LOOPBACK) || !(interface->ifa_flags & IFF_UP))
    return NULL;
  if (address->sa_family == AF_INET)
    {
      const struct sockaddr_in *v4 = (const void *) address;

      return g_strdup (inet_ntop (AF_INET, &v4->sin_addr, text, sizeof text));
    }
  if (address->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *v6 = (const void *) address;

      if (IN6_IS_ADDR_LINKLOCAL (&v6->sin6_addr))
        return NULL;
      inet_ntop (AF_INET6, &v6->sin6_addr, text, sizeof text);
      return g_strdup_printf ("[%s]", text);
    }
  return NULL;
}

static void
add_interfaces (GStrvBuilder *addresses,
                const struct ifaddrs *interfaces,
                int family,
                const char *port)
{
  for (const struct ifaddrs *one = interfaces; one != NULL; one = one->ifa_next)
    {
      g_autofree char *host = NULL;
      g_autofree char *address = NULL;

      if (one->ifa_addr == NULL || one->ifa_addr->sa_family != family)
        continue;
      host = format_own_address (one);
      if (host == NULL)
        continue;
      address = g_strdup_printf ("%s:%s", host, port);
      g_strv_builder_add (addresses, address);
    }
}

/* IPv4 first: it is what people can type. */
static void
add_all_interfaces (GStrvBuilder *addresses, const char *port)
{
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return;
  add_interfaces (addresses, interfaces, AF_INET, port);
  add_interfaces (addresses, interfaces, AF_INET6, port);
  freeifaddrs (interfaces);
}

static gboolean
is_every_interface (const char *address)
{
  return g_str_has_prefix (address, "*:") || g_str_has_prefix (address, "0.0.0.0:") ||
         g_str_has_prefix (address, "[::]:");
}

/**
 * halqa_forum_list_addresses_at:
 * @listening: (nullable): where something listens, "HOST:PORT"
 *
 * Returns: (transfer full) (array zero-terminated=1): where others can reach it: just there, or with
 *   all interfaces at the addresses of each that is up, a loopback aside, IPv4 first
 */
char **
halqa_forum_list_addresses_at (const char *listening)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  if (listening != NULL && is_every_interface (listening))
    add_all_interfaces (addresses, strrchr (listening, ':') + 1);
  else if (listening != NULL)
    g_strv_builder_add (addresses, listening);
  return g_strv_builder_end (addresses);
}

/* Where we are, and where the others were met, by whichever process and on whichever day. */
static char **
list_known_addresses (HalqaForum *self)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_auto (GStrv) own = halqa_forum_list_own_addresses (self);
  g_auto (GStrv) met = halqa_acquaintances_dup_addresses (self->store);

  g_strv_builder_addv (addresses, (const char **) own);
  g_strv_builder_addv (addresses, (const char **) met);
  return g_strv_builder_end (addresses);
}

/**
 * halqa_forum_list_own_addresses:
 * @self: a forum
 *
 * Returns: (transfer full) (array zero-terminated=1): where others can reach this laptop,
 *   "HOST:PORT": what it listens at, or with all interfaces the addresses of each that is up, a
 *   loopback aside; none where it is not being replicated
 */
char **
halqa_forum_list_own_addresses (HalqaForum *self)
{
  g_autofree char *listening = NULL;

  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  listening = halqa_forum_dup_listen_address (self);
  return halqa_forum_list_addresses_at (listening);
}

void
halqa_forum_init_replication (HalqaForum *self)
{
  self->neighbours = g_list_store_new (HALQA_TYPE_NEIGHBOUR);
  self->addresses = g_ptr_array_new_with_free_func (g_free);
}

/**
 * halqa_forum_start_replication:
 * @self: a forum that is not being replicated
 * @listen: (nullable): where to listen, "HOST:PORT" with port 0 for a free one; %NULL for any port
 *   of every interface
 * @discovery: whether to announce this laptop and look for others with Avahi
 * @error: return location for an error
 *
 * Returns when others can reach it.
 *
 * Returns: %FALSE where it can't listen there, or what arrives can't be written
 */
gboolean
halqa_forum_start_replication (HalqaForum *self,
                               const char *listen,
                               gboolean discovery,
                               GError **error)
{
  g_autoptr (HalqaReplicator) replicator = NULL;

  g_return_val_if_fail (HALQA_IS_FORUM (self), FALSE);
  g_return_val_if_fail (self->replicator == NULL, FALSE);

  if (!halqa_store_check_writable (self->store, error))
    return FALSE;
  /* The identity is the store's, and the replicator holds the store. */
  replicator = halqa_replicator_new (self->store, make_transport, discovery ? make_discovery : NULL,
                                     halqa_store_get_identity (self->store));
  g_signal_connect (replicator, "changed", G_CALLBACK (peers_changed_cb), self);
  g_signal_connect (replicator, "blobs-changed", G_CALLBACK (blobs_changed_cb), self);
  if (!halqa_replicator_start (replicator, listen != NULL ? listen : ANY_ADDRESS, error))
    {
      g_signal_handlers_disconnect_by_data (replicator, self);
      return FALSE;
    }
  self->replicator = g_steal_pointer (&replicator);
  for (guint i = 0; i < self->addresses->len; i++)
    halqa_replicator_add_address (self->replicator, g_ptr_array_index (self->addresses, i));
  return TRUE;
}

/**
 * halqa_forum_stop_replication:
 * @self: a forum
 *
 * Ends it; the list of neighbours is empty after. Nothing happens where it is not running.
 */
void
halqa_forum_stop_replication (HalqaForum *self)
{
  g_return_if_fail (HALQA_IS_FORUM (self));

  if (self->replicator == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->replicator, self);
  halqa_replicator_stop (self->replicator);
  g_clear_object (&self->replicator);
  g_list_store_remove_all (self->neighbours);
  halqa_forum_set_completeness (self, 0, 0);
}

/**
 * halqa_forum_dup_listen_address:
 * @self: a forum
 *
 * Returns: (transfer full) (nullable): where others can reach it, "HOST:PORT"; %NULL where it is
 *   not being replicated
 */
char *
halqa_forum_dup_listen_address (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return self->replicator != NULL ? halqa_replicator_dup_address (self->replicator) : NULL;
}

/**
 * halqa_forum_has_address:
 * @self: a forum
 * @address: "HOST:PORT"
 *
 * Returns: whether it is tried because it was added
 */
gboolean
halqa_forum_has_address (HalqaForum *self, const char *address)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self) && address != NULL, FALSE);

  return g_ptr_array_find_with_equal_func (self->addresses, address, g_str_equal, NULL);
}

/**
 * halqa_forum_forget_address:
 * @self: a forum
 * @address: one that was added
 *
 * It is not tried any more, unless somebody was met there.
 */
void
halqa_forum_forget_address (HalqaForum *self, const char *address)
{
  guint i;

  g_return_if_fail (HALQA_IS_FORUM (self) && address != NULL);

  if (!g_ptr_array_find_with_equal_func (self->addresses, address, g_str_equal, &i))
    return;
  if (self->replicator != NULL)
    halqa_replicator_forget_address (self->replicator, address);
  g_ptr_array_remove_index (self->addresses, i);
}

/**
 * halqa_forum_add_address:
 * @self: a forum
 * @address: where another laptop is, "HOST:PORT", as it was typed
 * @error: %HALQA_SYNC_ERROR_INVALID
 *
 * Tries it, now and as long as the forum is open; where it is not being replicated yet, from then
 * on.
 *
 * Returns: whether it is an address; whether somebody is there is seen from the neighbours
 */
gboolean
halqa_forum_add_address (HalqaForum *self, const char *address, GError **error)
{
  g_autoptr (GSocketConnectable) place = NULL;

  g_return_val_if_fail (HALQA_IS_FORUM (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  place = halqa_address_parse (address, error);
  if (place == NULL || halqa_forum_has_address (self, address))
    return place != NULL;
  g_ptr_array_add (self->addresses, g_strdup (address));
  if (self->replicator != NULL)
    halqa_replicator_add_address (self->replicator, address);
  return TRUE;
}

/**
 * halqa_forum_get_neighbours:
 * @self: a forum
 *
 * Returns: (transfer none): a list of #HalqaNeighbour, in the order of first sight: the laptops
 *   that are near or were, and the other laptops of this forum, wherever they are
 */
GListModel *
halqa_forum_get_neighbours (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return G_LIST_MODEL (self->neighbours);
}

/**
 * halqa_forum_make_invitation:
 * @self: a forum
 *
 * Returns: (transfer full): what a laptop needs to join: the forum's keys, its title, and where this
 *   laptop and those that it has exchanged with are now
 */
HalqaInvitation *
halqa_forum_make_invitation (HalqaForum *self)
{
  g_auto (GStrv) addresses = NULL;

  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  addresses = list_known_addresses (self);
  return halqa_invitation_new (self->store, self->title, (const char *const *) addresses);
}

/**
 * halqa_forum_write_invitation:
 * @self: a forum
 * @path: the file to be written
 * @error: return location for an error
 *
 * Writes what halqa_forum_make_invitation() makes. Who holds the file can join.
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_forum_write_invitation (HalqaForum *self, const char *path, GError **error)
{
  g_autoptr (HalqaInvitation) invitation = NULL;

  g_return_val_if_fail (HALQA_IS_FORUM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  invitation = halqa_forum_make_invitation (self);
  return halqa_invitation_write (invitation, path, error);
}
