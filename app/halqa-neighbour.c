/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-neighbour-private.h"

#include <string.h>

/* Another laptop of the forum, as the window shows it.
 *
 * The replicator lives on a thread of its own and hands out copies of what it knows; here they
 * become objects of the window's thread that stay the same while a laptop comes and goes, so that a
 * row of the list is never made anew for a change of its state.
 *
 * Rule: one object for one laptop. A laptop is known by its device; one that was typed by address
 * and has not answered yet, by that address, until the device is known. A laptop that answers at
 * another address is the same one.
 *
 * Rejected: to order the list by name or state. Rows would jump under the pointer while peers are
 * being reached; they stay in the order of first sight. */

struct _HalqaNeighbour
{
  GObject parent_instance;

  /* owned */
  HalqaPeer *peer;
};

enum
{
  PROP_NAME = 1,
  PROP_ADDRESS,
  PROP_STATE,
  PROP_EQUAL,
  PROP_LAST_EXCHANGE,
  PROP_CLOCK_DIFFERENCE,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (HalqaNeighbourState,
                    halqa_neighbour_state,
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REACHED, "reached"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_UNREACHABLE, "unreachable"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_STRANGER, "stranger"))

G_DEFINE_FINAL_TYPE (HalqaNeighbour, halqa_neighbour, G_TYPE_OBJECT)

static gboolean
device_is_known (const HalqaDeviceId *device)
{
  static const HalqaDeviceId unknown;

  return memcmp (device, &unknown, sizeof unknown) != 0;
}

static void
halqa_neighbour_finalize (GObject *object)
{
  HalqaNeighbour *self = HALQA_NEIGHBOUR (object);

  g_clear_pointer (&self->peer, halqa_peer_free);
  G_OBJECT_CLASS (halqa_neighbour_parent_class)->finalize (object);
}

static void
halqa_neighbour_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaNeighbour *self = HALQA_NEIGHBOUR (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, halqa_neighbour_get_name (self));
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, halqa_neighbour_get_address (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, halqa_neighbour_get_state (self));
      break;
    case PROP_EQUAL:
      g_value_set_boolean (value, halqa_neighbour_is_equal (self));
      break;
    case PROP_LAST_EXCHANGE:
      g_value_set_int64 (value, halqa_neighbour_get_last_exchange (self));
      break;
    case PROP_CLOCK_DIFFERENCE:
      g_value_set_int64 (value, halqa_neighbour_get_clock_difference (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, halqa_neighbour_get_problem (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_neighbour_class_init (HalqaNeighbourClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = halqa_neighbour_finalize;
  object_class->get_property = halqa_neighbour_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, HALQA_TYPE_NEIGHBOUR_STATE,
                                              HALQA_NEIGHBOUR_CONNECTING, flags);
  properties[PROP_EQUAL] = g_param_spec_boolean ("equal", NULL, NULL, FALSE, flags);
  properties[PROP_LAST_EXCHANGE] =
      g_param_spec_int64 ("last-exchange", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_CLOCK_DIFFERENCE] =
      g_param_spec_int64 ("clock-difference", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_neighbour_init (HalqaNeighbour *self)
{
}

/**
 * halqa_neighbour_new:
 * @peer: what is known of the laptop; copied
 *
 * Returns: (transfer full): a neighbour
 */
HalqaNeighbour *
halqa_neighbour_new (const HalqaPeer *peer)
{
  HalqaNeighbour *self = g_object_new (HALQA_TYPE_NEIGHBOUR, NULL);

  self->peer = halqa_peer_copy (peer);
  return self;
}

/**
 * halqa_neighbour_matches:
 * @self: a neighbour
 * @peer: what is known of a laptop
 *
 * Returns: whether @peer tells of the laptop that @self is
 */
gboolean
halqa_neighbour_matches (HalqaNeighbour *self, const HalqaPeer *peer)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), FALSE);

  if (device_is_known (&self->peer->device) && device_is_known (&peer->device))
    return memcmp (&self->peer->device, &peer->device, sizeof peer->device) == 0;
  return g_strcmp0 (self->peer->address, peer->address) == 0;
}

/**
 * halqa_neighbour_update:
 * @self: a neighbour
 * @peer: what is known of it now; copied
 *
 * Tells of each property that has become another.
 */
void
halqa_neighbour_update (HalqaNeighbour *self, const HalqaPeer *peer)
{
  g_autoptr(HalqaPeer) old = NULL;
  GObject *object = G_OBJECT (self);

  g_return_if_fail (HALQA_IS_NEIGHBOUR (self));

  old = self->peer;
  self->peer = halqa_peer_copy (peer);
  g_object_freeze_notify (object);
  if (g_strcmp0 (old->name, peer->name) != 0)
    g_object_notify_by_pspec (object, properties[PROP_NAME]);
  if (g_strcmp0 (old->address, peer->address) != 0)
    g_object_notify_by_pspec (object, properties[PROP_ADDRESS]);
  if (old->state != peer->state)
    g_object_notify_by_pspec (object, properties[PROP_STATE]);
  if (old->equal != peer->equal)
    g_object_notify_by_pspec (object, properties[PROP_EQUAL]);
  if (old->last_exchange != peer->last_exchange)
    g_object_notify_by_pspec (object, properties[PROP_LAST_EXCHANGE]);
  if (old->clock_difference != peer->clock_difference)
    g_object_notify_by_pspec (object, properties[PROP_CLOCK_DIFFERENCE]);
  if (g_strcmp0 (old->problem, peer->problem) != 0)
    g_object_notify_by_pspec (object, properties[PROP_PROBLEM]);
  g_object_thaw_notify (object);
}

/* The position of the peer that tells of @neighbour, G_MAXUINT where none does. One of its device
 * is preferred to one that is known by address alone. */
static guint
find_peer (const GPtrArray *peers, HalqaNeighbour *neighbour)
{
  guint found = G_MAXUINT;

  for (guint i = 0; i < peers->len; i++)
    {
      const HalqaPeer *peer = g_ptr_array_index (peers, i);

      if (!halqa_neighbour_matches (neighbour, peer))
        continue;
      if (device_is_known (&peer->device))
        return i;
      if (found == G_MAXUINT)
        found = i;
    }
  return found;
}

static gboolean
has_neighbour (GListModel *neighbours, const HalqaPeer *peer)
{
  for (guint i = 0; i < g_list_model_get_n_items (neighbours); i++)
    {
      g_autoptr(HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, i);

      if (halqa_neighbour_matches (neighbour, peer))
        return TRUE;
    }
  return FALSE;
}

/**
 * halqa_neighbours_update:
 * @neighbours: a list of #HalqaNeighbour
 * @peers: (element-type HalqaPeer): what is known now
 *
 * Objects whose laptop is still known stay where they are and are brought up to date; those whose
 * laptop is not go; new ones are added at the end. Of two peers that are one laptop, as when an
 * address that was typed turns out to belong to one that was announced, the first counts.
 */
void
halqa_neighbours_update (GListStore *neighbours, const GPtrArray *peers)
{
  GListModel *model = G_LIST_MODEL (neighbours);
  g_autofree gboolean *placed = NULL;

  g_return_if_fail (G_IS_LIST_STORE (neighbours) && peers != NULL);

  placed = g_new0 (gboolean, peers->len + 1);
  for (guint i = 0; i < g_list_model_get_n_items (model);)
    {
      g_autoptr(HalqaNeighbour) neighbour = g_list_model_get_item (model, i);
      guint position = find_peer (peers, neighbour);

      if (position == G_MAXUINT || placed[position])
        {
          g_list_store_remove (neighbours, i);
          continue;
        }
      placed[position] = TRUE;
      halqa_neighbour_update (neighbour, g_ptr_array_index (peers, position));
      i++;
    }
  for (guint i = 0; i < peers->len; i++)
    {
      const HalqaPeer *peer = g_ptr_array_index (peers, i);
      g_autoptr(HalqaNeighbour) neighbour = NULL;

      if (placed[i] || has_neighbour (model, peer))
        continue;
      neighbour = halqa_neighbour_new (peer);
      g_list_store_append (neighbours, neighbour);
    }
}

/**
 * halqa_neighbour_get_name:
 * @self: a neighbour
 *
 * Returns: (transfer none): what the laptop is called; "" while it is not known
 */
const char *
halqa_neighbour_get_name (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), NULL);

  return self->peer->name != NULL ? self->peer->name : "";
}

/**
 * halqa_neighbour_get_address:
 * @self: a neighbour
 *
 * Returns: (transfer none): where it was tried last, "HOST:PORT"
 */
const char *
halqa_neighbour_get_address (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), NULL);

  return self->peer->address != NULL ? self->peer->address : "";
}

/**
 * halqa_neighbour_get_state:
 * @self: a neighbour
 *
 * Returns: whether it is in reach
 */
HalqaNeighbourState
halqa_neighbour_get_state (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), HALQA_NEIGHBOUR_UNREACHABLE);

  switch (self->peer->state)
    {
    case HALQA_PEER_CONNECTING:
      return HALQA_NEIGHBOUR_CONNECTING;
    case HALQA_PEER_REACHED:
      return HALQA_NEIGHBOUR_REACHED;
    case HALQA_PEER_NOT_MEMBER:
      return HALQA_NEIGHBOUR_STRANGER;
    case HALQA_PEER_UNREACHABLE:
    default:
      return HALQA_NEIGHBOUR_UNREACHABLE;
    }
}

/**
 * halqa_neighbour_is_equal:
 * @self: a neighbour
 *
 * Returns: whether both held the same after the last exchange
 */
gboolean
halqa_neighbour_is_equal (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), FALSE);

  return self->peer->equal;
}

/**
 * halqa_neighbour_get_last_exchange:
 * @self: a neighbour
 *
 * Returns: Unix time in microseconds, 0 for never
 */
gint64
halqa_neighbour_get_last_exchange (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), 0);

  return self->peer->last_exchange;
}

/**
 * halqa_neighbour_get_clock_difference:
 * @self: a neighbour
 *
 * Returns: milliseconds that its clock is ahead of ours
 */
gint64
halqa_neighbour_get_clock_difference (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), 0);

  return self->peer->clock_difference;
}

/**
 * halqa_neighbour_get_problem:
 * @self: a neighbour
 *
 * Returns: (transfer none) (nullable): why the last try failed; %NULL where it did not
 */
const char *
halqa_neighbour_get_problem (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), NULL);

  return self->peer->problem;
}
