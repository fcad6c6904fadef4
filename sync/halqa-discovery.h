/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-types.h"

G_BEGIN_DECLS

#define HALQA_TYPE_DISCOVERY (halqa_discovery_get_type ())
G_DECLARE_INTERFACE (HalqaDiscovery, halqa_discovery, HALQA, DISCOVERY, GObject)

/**
 * HalqaSighting:
 * @service: names this announcement while it lasts (instance, interface and protocol)
 * @address: "HOST:PORT" with an IP address, "[ADDRESS%SCOPE]:PORT" for IPv6
 * @device_prefix: the first 8 bytes of the device id that is announced
 * @tags: (element-type guint32): the first 4 bytes of each forum tag, big endian
 *
 * Somebody who says to be there. Nothing of it is proven.
 */
typedef struct
{
  char *service;
  char *address;
  guint8 device_prefix[8];
  GArray *tags;
} HalqaSighting;

#define HALQA_TYPE_SIGHTING (halqa_sighting_get_type ())
GType halqa_sighting_get_type (void);
HalqaSighting *halqa_sighting_copy (const HalqaSighting *self);
void halqa_sighting_free (HalqaSighting *self);

/**
 * HalqaDiscoveryInterface:
 * @start: publish @port with @device and @tags (the first 4 bytes of each forum tag), and browse;
 *   @port 0: browse only
 * @stop: withdraw and end; after it no signal comes
 *
 * Signals, in the thread-default context of who called start():
 * "found" (HalqaSighting *sighting), again when what it says has changed; "lost" (char *service).
 * What announces @device itself is ourselves and is not reported.
 */
struct _HalqaDiscoveryInterface
{
  GTypeInterface parent;

  void (*start) (HalqaDiscovery *self,
                 guint16 port,
                 const HalqaDeviceId *device,
                 const GArray *tags);
  void (*stop) (HalqaDiscovery *self);
};

void halqa_discovery_start (HalqaDiscovery *self,
                            guint16 port,
                            const HalqaDeviceId *device,
                            const GArray *tags);
void halqa_discovery_stop (HalqaDiscovery *self);
void halqa_discovery_emit_found (HalqaDiscovery *self, const HalqaSighting *sighting);
void halqa_discovery_emit_lost (HalqaDiscovery *self, const char *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaSighting, halqa_sighting_free)

G_END_DECLS
