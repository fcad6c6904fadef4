/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-discovery.h"

/* Who says to be in reach. One interface, one implementation over Avahi, one in memory for tests.
 *
 * The rule: a sighting is a hint where to try, never a proof of who is there, and its loss is no
 * proof that nobody is. Who is there is known by connecting.
 *
 * Rejected: reporting our own announcement, for every listener would have to know it; a list of
 * sightings kept here, for the replicator keeps one of peers, which sightings are only one source
 * of. */

enum
{
  FOUND,
  LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (HalqaDiscovery, halqa_discovery, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (HalqaSighting, halqa_sighting, halqa_sighting_copy, halqa_sighting_free)

static void
halqa_discovery_default_init (HalqaDiscoveryInterface *iface)
{
  /**
   * HalqaDiscovery::found:
   * @sighting: what somebody announces
   *
   * Somebody announces to be there, or announces something else than before.
   */
  signals[FOUND] =
      g_signal_new ("found", HALQA_TYPE_DISCOVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, HALQA_TYPE_SIGHTING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * HalqaDiscovery::lost:
   * @service: the name in the sighting
   *
   * The announcement is no longer there.
   */
  signals[LOST] = g_signal_new ("lost", HALQA_TYPE_DISCOVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

/**
 * halqa_sighting_copy:
 * @self: a sighting
 *
 * Returns: (transfer full): one that shares nothing with it
 */
HalqaSighting *
halqa_sighting_copy (const HalqaSighting *self)
{
  HalqaSighting *copy = g_memdup2 (self, sizeof *self);

  copy->service = g_strdup (self->service);
  copy->address = g_strdup (self->address);
  copy->tags = g_array_copy (self->tags);
  copy->instance = g_strdup (self->instance);
  copy->title = g_strdup (self->title);
  return copy;
}

void
halqa_sighting_free (HalqaSighting *self)
{
  g_free (self->service);
  g_free (self->address);
  g_array_unref (self->tags);
  g_free (self->instance);
  g_free (self->title);
  g_free (self);
}

/**
 * halqa_discovery_start:
 * @self: not started
 * @port: where we take connections, or 0 to see without being seen
 * @device: who we are
 * @tags: (element-type guint32): the first 4 bytes of each forum tag, big endian
 *
 * Announces us and looks for others, until halqa_discovery_stop(). Returns at once; where the
 * system has no discovery, nothing is ever found. Signals come in the thread-default main context
 * of the caller.
 */
void
halqa_discovery_start (HalqaDiscovery *self,
                       guint16 port,
                       const HalqaDeviceId *device,
                       const GArray *tags)
{
  g_return_if_fail (HALQA_IS_DISCOVERY (self));
  g_return_if_fail (device != NULL && tags != NULL);

  HALQA_DISCOVERY_GET_IFACE (self)->start (self, port, device, tags);
}

/**
 * halqa_discovery_start_joining:
 * @self: not started
 * @port: where newcomers call, or 0 to look for others
 * @device: who we are
 * @title: (nullable): of the forum, which everybody around may read; %NULL with port 0
 *
 * Announces that we invite by a code, or looks for those who do, until halqa_discovery_stop(). One
 * who announces does not look. Returns at once; signals come as from halqa_discovery_start().
 */
void
halqa_discovery_start_joining (HalqaDiscovery *self,
                               guint16 port,
                               const HalqaDeviceId *device,
                               const char *title)
{
  g_return_if_fail (HALQA_IS_DISCOVERY (self));
  g_return_if_fail (device != NULL && (port == 0 || title != NULL));

  HALQA_DISCOVERY_GET_IFACE (self)->start_joining (self, port, device, title);
}

/**
 * halqa_discovery_stop:
 * @self: started or not
 *
 * Withdraws the announcement. Returns at once, and no signal comes afterwards. To be called in the
 * thread that started.
 */
void
halqa_discovery_stop (HalqaDiscovery *self)
{
  g_return_if_fail (HALQA_IS_DISCOVERY (self));

  HALQA_DISCOVERY_GET_IFACE (self)->stop (self);
}

/* For implementations. */
void
halqa_discovery_emit_found (HalqaDiscovery *self, const HalqaSighting *sighting)
{
  g_signal_emit (self, signals[FOUND], 0, sighting);
}

/* For implementations. */
void
halqa_discovery_emit_lost (HalqaDiscovery *self, const char *service)
{
  g_signal_emit (self, signals[LOST], 0, service);
}
