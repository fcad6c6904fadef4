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
  PROP_EXCHANGING,
  PROP_LAST_EXCHANGE,
  PROP_CLOCK_DIFFERENCE,
  PROP_PROBLEM,
  PROP_DEVICE,
  PROP_VERSION,
  PROP_MEMBER,
  PROP_COMPLETE,
  PROP_LACKS_OF_OURS,
  PROP_LACKS_OF_ITS,
  PROP_EXACT,
  PROP_AS_OF,
  PROP_TOLD_BY,
  PROP_REASON,
  PROP_EXPLANATION,
  PROP_WAY_OUT,
  PROP_CLOCK_IS_OFF,
  PROP_REFUSED,
  PROP_REFUSED_WHY,
  PROP_BROUGHT,
  N_PROPS
};

/* An answer comes in milliseconds, and nobody sees a minute on a clock; stamps bear ten. */
#define CLOCK_IS_OFF_MS (2 * 60 * 1000)

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (HalqaNeighbourState,
                    halqa_neighbour_state,
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REACHED, "reached"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_UNREACHABLE, "unreachable"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_STRANGER, "stranger"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_ABSENT, "absent"))

G_DEFINE_ENUM_TYPE (HalqaNeighbourReason,
                    halqa_neighbour_reason,
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_NO_ADDRESS, "no-address"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_NO_ANSWER, "no-answer"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_NOT_MEMBER, "not-member"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_REMOVED, "removed"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_OTHER_LAPTOP, "other-laptop"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_IT_IS_OLD, "it-is-old"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_WE_ARE_OLD, "we-are-old"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_ITS_DISK_IS_FULL,
                                         "its-disk-is-full"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_OUR_DISK_IS_FULL,
                                         "our-disk-is-full"),
                    G_DEFINE_ENUM_VALUE (HALQA_NEIGHBOUR_REASON_REFUSED, "refused"))

G_DEFINE_FINAL_TYPE (HalqaNeighbour, halqa_neighbour, G_TYPE_OBJECT)

/* For the other files of this class. */
gboolean
halqa_neighbour_device_is_known (const HalqaDeviceId *device)
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
    case PROP_EXCHANGING:
      g_value_set_boolean (value, halqa_neighbour_is_exchanging (self));
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
    case PROP_DEVICE:
      g_value_take_string (value, halqa_neighbour_dup_device (self));
      break;
    case PROP_VERSION:
      g_value_set_string (value, halqa_neighbour_get_version (self));
      break;
    case PROP_MEMBER:
      g_value_set_boolean (value, halqa_neighbour_is_member (self));
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, halqa_neighbour_is_complete (self));
      break;
    case PROP_LACKS_OF_OURS:
      g_value_set_int64 (value, halqa_neighbour_get_lacks_of_ours (self));
      break;
    case PROP_LACKS_OF_ITS:
      g_value_set_int64 (value, halqa_neighbour_get_lacks_of_its (self));
      break;
    case PROP_EXACT:
      g_value_set_boolean (value, halqa_neighbour_is_exact (self));
      break;
    case PROP_AS_OF:
      g_value_set_int64 (value, halqa_neighbour_get_as_of (self));
      break;
    case PROP_TOLD_BY:
      g_value_set_string (value, halqa_neighbour_get_told_by (self));
      break;
    case PROP_REASON:
      g_value_set_enum (value, halqa_neighbour_get_reason (self));
      break;
    case PROP_EXPLANATION:
      g_value_set_string (value, halqa_neighbour_get_explanation (self));
      break;
    case PROP_WAY_OUT:
      g_value_set_string (value, halqa_neighbour_get_way_out (self));
      break;
    case PROP_CLOCK_IS_OFF:
      g_value_set_boolean (value, halqa_neighbour_is_clock_off (self));
      break;
    case PROP_REFUSED:
      g_value_set_uint (value, halqa_neighbour_get_refused (self));
      break;
    case PROP_REFUSED_WHY:
      g_value_set_string (value, halqa_neighbour_get_refused_why (self));
      break;
    case PROP_BROUGHT:
      g_value_set_uint (value, halqa_neighbour_get_brought (self));
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
  properties[PROP_EXCHANGING] = g_param_spec_boolean ("exchanging", NULL, NULL, FALSE, flags);
  properties[PROP_LAST_EXCHANGE] =
      g_param_spec_int64 ("last-exchange", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_CLOCK_DIFFERENCE] =
      g_param_spec_int64 ("clock-difference", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  properties[PROP_DEVICE] = g_param_spec_string ("device", NULL, NULL, NULL, flags);
  properties[PROP_VERSION] = g_param_spec_string ("version", NULL, NULL, "", flags);
  properties[PROP_MEMBER] = g_param_spec_boolean ("member", NULL, NULL, FALSE, flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  properties[PROP_LACKS_OF_OURS] =
      g_param_spec_int64 ("lacks-of-ours", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_LACKS_OF_ITS] =
      g_param_spec_int64 ("lacks-of-its", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_EXACT] = g_param_spec_boolean ("exact", NULL, NULL, FALSE, flags);
  properties[PROP_AS_OF] = g_param_spec_int64 ("as-of", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TOLD_BY] = g_param_spec_string ("told-by", NULL, NULL, NULL, flags);
  properties[PROP_REASON] = g_param_spec_enum ("reason", NULL, NULL, HALQA_TYPE_NEIGHBOUR_REASON,
                                               HALQA_NEIGHBOUR_REASON_NONE, flags);
  properties[PROP_EXPLANATION] = g_param_spec_string ("explanation", NULL, NULL, NULL, flags);
  properties[PROP_WAY_OUT] = g_param_spec_string ("way-out", NULL, NULL, NULL, flags);
  properties[PROP_CLOCK_IS_OFF] = g_param_spec_boolean ("clock-is-off", NULL, NULL, FALSE, flags);
  properties[PROP_REFUSED] = g_param_spec_uint ("refused", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_REFUSED_WHY] = g_param_spec_string ("refused-why", NULL, NULL, NULL, flags);
  properties[PROP_BROUGHT] = g_param_spec_uint ("brought", NULL, NULL, 0, G_MAXUINT, 0, flags);
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

  if (halqa_neighbour_device_is_known (&self->peer->device) &&
      halqa_neighbour_device_is_known (&peer->device))
    return memcmp (&self->peer->device, &peer->device, sizeof peer->device) == 0;
  return peer->address != NULL && g_strcmp0 (self->peer->address, peer->address) == 0;
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
  GValue before[N_PROPS] = { G_VALUE_INIT };
  GObject *object = G_OBJECT (self);

  g_return_if_fail (HALQA_IS_NEIGHBOUR (self));

  for (guint i = 1; i < N_PROPS; i++)
    g_object_get_property (object, properties[i]->name, &before[i]);
  halqa_peer_free (self->peer);
  self->peer = halqa_peer_copy (peer);
  g_object_freeze_notify (object);
  for (guint i = 1; i < N_PROPS; i++)
    {
      g_auto (GValue) now = G_VALUE_INIT;

      g_object_get_property (object, properties[i]->name, &now);
      if (g_param_values_cmp (properties[i], &before[i], &now) != 0)
        g_object_notify_by_pspec (object, properties[i]);
      g_value_unset (&before[i]);
    }
  g_object_thaw_notify (object);
}

/* For the other files of this class. */
const HalqaPeer *
halqa_neighbour_get_peer (HalqaNeighbour *self)
{
  return self->peer;
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
    case HALQA_PEER_ABSENT:
      return HALQA_NEIGHBOUR_ABSENT;
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
 * halqa_neighbour_is_exchanging:
 * @self: a neighbour
 *
 * Returns: whether it is in the midst of an exchange with this laptop that may be long, or a file is
 *   coming from it
 */
gboolean
halqa_neighbour_is_exchanging (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), FALSE);

  return self->peer->is_exchanging;
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

/**
 * halqa_neighbour_dup_device:
 * @self: a neighbour
 *
 * Returns: (transfer full) (nullable): the device id in hex; %NULL while it is not known
 */
char *
halqa_neighbour_dup_device (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), NULL);

  return halqa_neighbour_device_is_known (&self->peer->device)
             ? halqa_hex_dup (self->peer->device.bytes, HALQA_DEVICE_ID_SIZE)
             : NULL;
}

/**
 * halqa_neighbour_get_version:
 * @self: a neighbour
 *
 * Returns: (transfer none): of its program, as it said last; "" while it is not known
 */
const char *
halqa_neighbour_get_version (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), NULL);

  return self->peer->version != NULL ? self->peer->version : "";
}

/**
 * halqa_neighbour_is_member:
 * @self: a neighbour
 *
 * Returns: whether it is a device of the forum that was not removed; these are counted in
 *   #HalqaForum:n-laptops
 */
gboolean
halqa_neighbour_is_member (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), FALSE);

  return self->peer->is_device;
}

/**
 * halqa_neighbour_is_complete:
 * @self: a neighbour
 *
 * Returns: whether it has, by the last that is known, just what we have now; see
 *   halqa_neighbour_get_as_of()
 */
gboolean
halqa_neighbour_is_complete (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), FALSE);

  return self->peer->is_complete;
}

/**
 * halqa_neighbour_get_lacks_of_ours:
 * @self: a neighbour
 *
 * Returns: how many entries of ours it lacks; -1 where nothing is known of it
 */
gint64
halqa_neighbour_get_lacks_of_ours (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), -1);

  return self->peer->lacks_of_ours;
}

/**
 * halqa_neighbour_get_lacks_of_its:
 * @self: a neighbour
 *
 * Returns: how many entries of its we lack; -1 where nothing is known of it
 */
gint64
halqa_neighbour_get_lacks_of_its (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), -1);

  return self->peer->lacks_of_its;
}

/**
 * halqa_neighbour_is_exact:
 * @self: a neighbour
 *
 * Returns: whether both counts were exact at halqa_neighbour_get_as_of(); else they are the most
 *   that it may be. What it received from others since, nobody here can know
 */
gboolean
halqa_neighbour_is_exact (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), FALSE);

  return self->peer->is_exact;
}

/**
 * halqa_neighbour_get_as_of:
 * @self: a neighbour
 *
 * Returns: when it told of its set last, Unix time in microseconds; 0 for never
 */
gint64
halqa_neighbour_get_as_of (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), 0);

  return self->peer->as_of;
}

/**
 * halqa_neighbour_get_told_by:
 * @self: a neighbour
 *
 * Returns: (transfer none) (nullable): the name of the laptop that passed this on; %NULL where it
 *   did itself
 */
const char *
halqa_neighbour_get_told_by (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), NULL);

  return self->peer->told_by;
}

/**
 * halqa_neighbour_get_reason:
 * @self: a neighbour
 *
 * Returns: why it is not in reach
 */
HalqaNeighbourReason
halqa_neighbour_get_reason (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), HALQA_NEIGHBOUR_REASON_NONE);

  G_STATIC_ASSERT ((int) HALQA_NEIGHBOUR_REASON_REFUSED == (int) HALQA_PEER_WHY_REFUSED);
  /* The same, one by one. */
  return (HalqaNeighbourReason) self->peer->why;
}

/**
 * halqa_neighbour_is_clock_off:
 * @self: a neighbour
 *
 * Returns: whether its clock and ours differ by two minutes or more, when it was met last
 */
gboolean
halqa_neighbour_is_clock_off (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), FALSE);

  return self->peer->clock_difference >= CLOCK_IS_OFF_MS ||
         self->peer->clock_difference <= -CLOCK_IS_OFF_MS;
}
