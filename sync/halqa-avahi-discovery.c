/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-avahi-discovery.h"

#include "halqa-avahi-thread.h"

/* Discovery over DNS-SD, by the Avahi daemon of the system. The object is the starter's side; all
 * that could block is on the thread that it starts (halqa-avahi-thread.c). */

struct _HalqaAvahiDiscovery
{
  GObject parent_instance;

  /* Owned; NULL while stopped */
  HalqaAvahiThread *thread;
};

static void
halqa_avahi_discovery_start (HalqaDiscovery *discovery,
                             guint16 port,
                             const HalqaDeviceId *device,
                             const GArray *tags)
{
  HalqaAvahiDiscovery *self = HALQA_AVAHI_DISCOVERY (discovery);

  g_return_if_fail (self->thread == NULL);

  self->thread = halqa_avahi_thread_start (discovery, port, device, tags);
}

static void
halqa_avahi_discovery_start_joining (HalqaDiscovery *discovery,
                                     guint16 port,
                                     const HalqaDeviceId *device,
                                     const char *title)
{
  HalqaAvahiDiscovery *self = HALQA_AVAHI_DISCOVERY (discovery);

  g_return_if_fail (self->thread == NULL);

  self->thread = halqa_avahi_thread_start_joining (discovery, port, device, title);
}

static void
halqa_avahi_discovery_stop (HalqaDiscovery *discovery)
{
  HalqaAvahiDiscovery *self = HALQA_AVAHI_DISCOVERY (discovery);

  g_clear_pointer (&self->thread, halqa_avahi_thread_stop);
}

static void
halqa_avahi_discovery_init_interface (HalqaDiscoveryInterface *iface)
{
  iface->start = halqa_avahi_discovery_start;
  iface->start_joining = halqa_avahi_discovery_start_joining;
  iface->stop = halqa_avahi_discovery_stop;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaAvahiDiscovery,
                               halqa_avahi_discovery,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HALQA_TYPE_DISCOVERY,
                                                      halqa_avahi_discovery_init_interface))

static void
halqa_avahi_discovery_dispose (GObject *object)
{
  halqa_avahi_discovery_stop (HALQA_DISCOVERY (object));

  G_OBJECT_CLASS (halqa_avahi_discovery_parent_class)->dispose (object);
}

static void
halqa_avahi_discovery_class_init (HalqaAvahiDiscoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_avahi_discovery_dispose;
}

static void
halqa_avahi_discovery_init (HalqaAvahiDiscovery *self)
{
}

/**
 * halqa_avahi_discovery_new:
 *
 * Returns: (transfer full): discovery by Avahi, not started
 */
HalqaDiscovery *
halqa_avahi_discovery_new (void)
{
  return g_object_new (HALQA_TYPE_AVAHI_DISCOVERY, NULL);
}
