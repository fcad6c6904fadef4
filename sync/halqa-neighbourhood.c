/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-neighbourhood.h"

#include <string.h>

/* Who may be near: laptops, and the addresses under which each may be found.
 *
 * A laptop is announced over several interfaces, typed by hand and remembered from last week, and
 * still is one peer. What joins its addresses is the device id. Once that is proven it counts;
 * until then the eight bytes of it that an announcement tells are a hint, which decides under whom
 * an address is tried, and never who is there.
 *
 * The rule kept: an address stands in one node at a time, and a device has one node.
 *
 * Rejected: a peer for each address (one laptop with Wi-Fi and cable was two, and was sent
 * everything twice). */

#define WAIT_MAX 60
/* Who was in reach within LOST_FOR; who is announced; where somebody was met on another day. */
#define LOST_FOR (2 * G_TIME_SPAN_MINUTE)
#define WAIT_LOST 1
#define WAIT_ANNOUNCED 3
#define WAIT_REMEMBERED (15 * 60)
#define DROPS_FORGOTTEN (5 * G_TIME_SPAN_MINUTE)

struct _HalqaNeighbourhood
{
  GPtrArray *nodes;
};

static void
place_free (HalqaPlace *place)
{
  g_free (place->address);
  g_free (place->service);
  g_free (place);
}

static HalqaNode *
node_new (void)
{
  HalqaNode *self = g_new0 (HalqaNode, 1);

  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) place_free);
  self->due = HALQA_NEVER;
  self->shown.lacks_of_ours = self->shown.lacks_of_its = -1;
  return self;
}

static void
node_free (HalqaNode *self)
{
  g_clear_pointer (&self->shown.name, g_free);
  g_clear_pointer (&self->shown.address, g_free);
  g_clear_pointer (&self->shown.version, g_free);
  g_clear_pointer (&self->shown.problem, g_free);
  g_clear_pointer (&self->shown.told_by, g_free);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_object (&self->dialling);
  g_free (self);
}

/**
 * halqa_node_has_device:
 * @self: a node
 *
 * Returns: whether it is known who is there
 */
gboolean
halqa_node_has_device (const HalqaNode *self)
{
  static const HalqaDeviceId nobody;

  return !halqa_device_id_equal (&self->shown.device, &nobody);
}

/**
 * halqa_node_get_place:
 * @self: a node
 *
 * Returns: (transfer none) (nullable): where it is to be tried
 */
HalqaPlace *
halqa_node_get_place (HalqaNode *self)
{
  return self->places->len == 0 ? NULL : g_ptr_array_index (self->places, 0);
}

static void
update_announced (HalqaNode *self)
{
  self->shown.announced = FALSE;
  for (guint i = 0; i < self->places->len; i++)
    if (((HalqaPlace *) g_ptr_array_index (self->places, i))->service != NULL)
      self->shown.announced = TRUE;
}

/**
 * halqa_node_give_up_place:
 * @self: a node whose first place was tried in vain
 *
 * A place that is neither typed nor announced any more is forgotten, unless it is the last one.
 *
 * Returns: whether all places have been tried since the last wait
 */
gboolean
halqa_node_give_up_place (HalqaNode *self)
{
  HalqaPlace *place = halqa_node_get_place (self);

  if (place == NULL)
    return TRUE;
  place = g_ptr_array_steal_index (self->places, 0);
  if (self->places->len > 0 && !place->typed && place->service == NULL)
    place_free (place);
  else
    {
      g_ptr_array_add (self->places, place);
      self->n_failed++;
    }
  return self->n_failed >= self->places->len;
}

/**
 * halqa_node_remove_place:
 * @self: a node
 * @address: where it is not to be tried any more
 */
void
halqa_node_remove_place (HalqaNode *self, const char *address)
{
  for (guint i = self->places->len; i > 0; i--)
    if (g_str_equal (((HalqaPlace *) g_ptr_array_index (self->places, i - 1))->address, address))
      g_ptr_array_remove_index (self->places, i - 1);
  update_announced (self);
}

/* --- waiting */

static gboolean
is_typed (const HalqaNode *self)
{
  for (guint i = 0; i < self->places->len; i++)
    if (((HalqaPlace *) g_ptr_array_index (self->places, i))->typed)
      return TRUE;
  return FALSE;
}

/* A network that fell apart and is whole again tells nobody: who was here a moment ago, or is still
 * announced, is tried so often that it is met again within five seconds. But who refuses us is in
 * reach, and will hardly think otherwise a second later. */
static guint
get_longest_wait (const HalqaNode *self)
{
  if (self->shown.state == HALQA_PEER_NOT_MEMBER)
    return WAIT_MAX;
  if (self->reached_at != 0 && g_get_monotonic_time () - self->reached_at < LOST_FOR)
    return WAIT_LOST;
  if (self->shown.announced)
    return WAIT_ANNOUNCED;
  return is_typed (self) ? WAIT_MAX : WAIT_REMEMBERED;
}

void
halqa_node_wait_longer (HalqaNode *self)
{
  self->wait = CLAMP (2 * self->wait, 1, get_longest_wait (self));
  self->due = g_get_monotonic_time () + self->wait * G_USEC_PER_SEC;
  self->n_failed = 0;
  self->drop_wait = 0;
}

/* Two programs that run on one folder are one device, and the connection of the one ends that of the
 * other: tried at once, each would end the other's for ever, a hundred times a second. */
gint64
halqa_node_note_drop (HalqaNode *self)
{
  const gint64 now = g_get_monotonic_time ();
  const guint wait = now - self->dropped_at < DROPS_FORGOTTEN ? self->drop_wait : 0;

  self->dropped_at = now;
  self->drop_wait = CLAMP (2 * wait, 1, WAIT_MAX);
  return now + wait * G_USEC_PER_SEC;
}

/* --- the neighbourhood */

/**
 * halqa_neighbourhood_new:
 *
 * Returns: (transfer full): a neighbourhood without anybody
 */
HalqaNeighbourhood *
halqa_neighbourhood_new (void)
{
  HalqaNeighbourhood *self = g_new0 (HalqaNeighbourhood, 1);

  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  return self;
}

/**
 * halqa_neighbourhood_free:
 * @self: (transfer full): a neighbourhood
 */
void
halqa_neighbourhood_free (HalqaNeighbourhood *self)
{
  g_ptr_array_unref (self->nodes);
  g_free (self);
}

/**
 * halqa_neighbourhood_get_nodes:
 * @self: a neighbourhood
 *
 * Returns: (element-type HalqaNode) (transfer none): all nodes, those that came first first
 */
GPtrArray *
halqa_neighbourhood_get_nodes (HalqaNeighbourhood *self)
{
  return self->nodes;
}

static HalqaNode *
add_node (HalqaNeighbourhood *self)
{
  HalqaNode *node = node_new ();

  g_ptr_array_add (self->nodes, node);
  return node;
}

static HalqaPlace *
find_place (HalqaNode *node, const char *address)
{
  for (guint i = 0; i < node->places->len; i++)
    {
      HalqaPlace *place = g_ptr_array_index (node->places, i);

      if (g_str_equal (place->address, address))
        return place;
    }
  return NULL;
}

static HalqaNode *
find_by_address (HalqaNeighbourhood *self, const char *address)
{
  for (guint i = 0; i < self->nodes->len; i++)
    if (find_place (g_ptr_array_index (self->nodes, i), address) != NULL)
      return g_ptr_array_index (self->nodes, i);
  return NULL;
}

/* What is new is tried first, unless the node is being reached as it is. */
static HalqaPlace *
add_place (HalqaNode *node, const char *address)
{
  HalqaPlace *place = find_place (node, address);

  if (place != NULL)
    return place;
  place = g_new0 (HalqaPlace, 1);
  place->address = g_strdup (address);
  g_ptr_array_insert (node->places, node->shown.state == HALQA_PEER_REACHED ? -1 : 0, place);
  if (node->shown.address == NULL)
    node->shown.address = g_strdup (address);
  return place;
}

/**
 * halqa_neighbourhood_add_typed:
 * @self: a neighbourhood
 * @address: "HOST:PORT"
 *
 * Returns: (transfer none): the node that it stands in
 */
HalqaNode *
halqa_neighbourhood_add_typed (HalqaNeighbourhood *self, const char *address)
{
  HalqaNode *node = find_by_address (self, address);

  if (node == NULL)
    node = add_node (self);
  add_place (node, address)->typed = TRUE;
  return node;
}

/**
 * halqa_neighbourhood_forget_typed:
 * @self: a neighbourhood
 * @address: "HOST:PORT"
 *
 * Where it is being tried that is called off, and the node goes when it has ended.
 */
void
halqa_neighbourhood_forget_typed (HalqaNeighbourhood *self, const char *address)
{
  HalqaNode *node = find_by_address (self, address);
  HalqaPlace *place = node != NULL ? find_place (node, address) : NULL;

  if (place == NULL)
    return;
  place->typed = FALSE;
  if (place->service != NULL || halqa_node_has_device (node))
    return;
  halqa_node_remove_place (node, address);
  if (node->dialling != NULL)
    g_cancellable_cancel (node->dialling);
  halqa_neighbourhood_prune (self, node);
}

static gboolean
has_prefix (HalqaNode *node, const guint8 *prefix)
{
  if (halqa_node_has_device (node))
    return memcmp (node->shown.device.bytes, prefix, 8) == 0;
  for (guint i = 0; i < node->places->len; i++)
    {
      const HalqaPlace *place = g_ptr_array_index (node->places, i);

      if (place->service != NULL && memcmp (place->prefix, prefix, 8) == 0)
        return TRUE;
    }
  return FALSE;
}

static HalqaNode *
find_by_prefix (HalqaNeighbourhood *self, const guint8 *prefix)
{
  for (guint i = 0; i < self->nodes->len; i++)
    if (has_prefix (g_ptr_array_index (self->nodes, i), prefix))
      return g_ptr_array_index (self->nodes, i);
  return NULL;
}

static HalqaNode *
find_by_device (HalqaNeighbourhood *self, const HalqaDeviceId *device)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (self->nodes, i);

      if (halqa_device_id_equal (&node->shown.device, device))
        return node;
    }
  return NULL;
}

/**
 * halqa_neighbourhood_meet:
 * @self: a neighbourhood
 * @device: who has proven to be a member
 * @address: (nullable): where it says that it can be asked
 *
 * Returns: (transfer none): the node of that device
 */
HalqaNode *
halqa_neighbourhood_meet (HalqaNeighbourhood *self,
                          const HalqaDeviceId *device,
                          const char *address)
{
  HalqaNode *node = find_by_device (self, device);

  if (node == NULL && address != NULL)
    node = find_by_address (self, address);
  if (node == NULL ||
      (halqa_node_has_device (node) && !halqa_device_id_equal (&node->shown.device, device)))
    node = find_by_prefix (self, device->bytes);
  if (node == NULL)
    node = add_node (self);
  node->shown.device = *device;
  if (address != NULL && find_by_address (self, address) == NULL)
    add_place (node, address);
  return node;
}

/**
 * halqa_neighbourhood_remember:
 * @self: a neighbourhood
 * @device: who was met there
 * @address: "HOST:PORT"
 *
 * Returns: (transfer none): the node that the address stands in
 */
HalqaNode *
halqa_neighbourhood_remember (HalqaNeighbourhood *self,
                              const HalqaDeviceId *device,
                              const char *address)
{
  HalqaNode *node = find_by_address (self, address);

  return node != NULL ? node : halqa_neighbourhood_meet (self, device, address);
}

/**
 * halqa_neighbourhood_add_sighting:
 * @self: a neighbourhood
 * @sighting: who says to be there
 *
 * Returns: (transfer none): the node under which the address will be tried
 */
HalqaNode *
halqa_neighbourhood_add_sighting (HalqaNeighbourhood *self, const HalqaSighting *sighting)
{
  HalqaNode *node = find_by_address (self, sighting->address);
  HalqaPlace *place = node == NULL ? NULL : find_place (node, sighting->address);

  /* The same again, perhaps with other words. */
  if (place != NULL && g_strcmp0 (place->service, sighting->service) == 0)
    return node;
  halqa_neighbourhood_lose (self, sighting->service);
  node = find_by_address (self, sighting->address);
  if (node == NULL)
    node = find_by_prefix (self, sighting->device_prefix);
  if (node == NULL)
    node = add_node (self);
  place = add_place (node, sighting->address);
  g_free (place->service);
  place->service = g_strdup (sighting->service);
  memcpy (place->prefix, sighting->device_prefix, sizeof place->prefix);
  node->shown.announced = TRUE;
  return node;
}

/* Takes the place out of @node, or makes it. */
static HalqaPlace *
steal_place (HalqaNode *node, const char *address)
{
  HalqaPlace *place = find_place (node, address);
  guint i;

  if (place != NULL && g_ptr_array_find (node->places, place, &i))
    return g_ptr_array_steal_index (node->places, i);
  place = g_new0 (HalqaPlace, 1);
  place->address = g_strdup (address);
  return place;
}

/* An address that stood in a node without a device may have had other places beside it, which the
 * same announcement named: they are the device's too, until one of them proves otherwise. */
static void
move_places (HalqaNode *from, HalqaNode *to)
{
  while (from->places->len > 0)
    {
      HalqaPlace *place = g_ptr_array_steal_index (from->places, 0);

      if (find_place (to, place->address) == NULL)
        g_ptr_array_add (to->places, place);
      else
        place_free (place);
    }
}

/**
 * halqa_neighbourhood_settle:
 * @self: a neighbourhood
 * @node: the node under which @address was tried; may be gone afterwards
 * @address: where @device has answered
 * @device: who it was
 *
 * Returns: (transfer none): the node of @device, its first place @address
 */
HalqaNode *
halqa_neighbourhood_settle (HalqaNeighbourhood *self,
                            HalqaNode *node,
                            const char *address,
                            const HalqaDeviceId *device)
{
  HalqaNode *owner = halqa_neighbourhood_meet (self, device, NULL);
  HalqaPlace *place = steal_place (node, address);
  HalqaNode *other;

  while ((other = find_by_address (self, address)) != NULL)
    halqa_node_remove_place (other, address);
  g_ptr_array_insert (owner->places, 0, place);
  if (node != owner && !halqa_node_has_device (node))
    {
      move_places (node, owner);
      g_ptr_array_remove (self->nodes, node);
    }
  else
    update_announced (node);
  update_announced (owner);
  return owner;
}

/**
 * halqa_neighbourhood_lose:
 * @self: a neighbourhood
 * @service: an announcement that has ended
 *
 * The place stays where somebody was met, for an announcement may end while its laptop is there.
 */
void
halqa_neighbourhood_lose (HalqaNeighbourhood *self, const char *service)
{
  for (guint i = self->nodes->len; i > 0; i--)
    {
      HalqaNode *node = g_ptr_array_index (self->nodes, i - 1);

      for (guint j = node->places->len; j > 0; j--)
        {
          HalqaPlace *place = g_ptr_array_index (node->places, j - 1);

          if (g_strcmp0 (place->service, service) != 0)
            continue;
          g_clear_pointer (&place->service, g_free);
          if (!place->typed && !halqa_node_has_device (node))
            g_ptr_array_remove_index (node->places, j - 1);
        }
      update_announced (node);
      halqa_neighbourhood_prune (self, node);
    }
}

/**
 * halqa_neighbourhood_prune:
 * @self: a neighbourhood
 * @node: one of its nodes
 *
 * Returns: whether it was removed, for there was nothing to be known of it
 */
gboolean
halqa_neighbourhood_prune (HalqaNeighbourhood *self, HalqaNode *node)
{
  if (node->places->len > 0 || node->dialling != NULL || halqa_node_has_device (node))
    return FALSE;
  g_ptr_array_remove (self->nodes, node);
  return TRUE;
}

/**
 * halqa_neighbourhood_dup_peers:
 * @self: a neighbourhood
 *
 * Returns: (element-type HalqaPeer) (transfer full): what is told of each
 */
GPtrArray *
halqa_neighbourhood_dup_peers (HalqaNeighbourhood *self)
{
  GPtrArray *peers = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_peer_free);

  for (guint i = 0; i < self->nodes->len; i++)
    g_ptr_array_add (peers,
                     halqa_peer_copy (&((HalqaNode *) g_ptr_array_index (self->nodes, i))->shown));
  return peers;
}

/**
 * halqa_peer_copy:
 * @self: a peer
 *
 * Returns: (transfer full): a copy
 */
HalqaPeer *
halqa_peer_copy (const HalqaPeer *self)
{
  HalqaPeer *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->address = g_strdup (self->address);
  copy->version = g_strdup (self->version);
  copy->problem = g_strdup (self->problem);
  copy->told_by = g_strdup (self->told_by);
  copy->refused_why = g_strdup (self->refused_why);
  return copy;
}

/**
 * halqa_peer_free:
 * @self: (transfer full): a peer
 */
void
halqa_peer_free (HalqaPeer *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self->version);
  g_free (self->problem);
  g_free (self->told_by);
  g_free (self->refused_why);
  g_free (self);
}
