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
 * @instance: (nullable): of who invites: the same on every interface and protocol
 * @title: (nullable): of who invites: the forum's title; nothing in it is obeyed
 *
 * Somebody who says to be there, or to invite; of the latter there is neither @device_prefix nor
 * @tags. Nothing of it is proven.
 */
typedef struct
{
  char *service;
  char *address;
  guint8 device_prefix[8];
  GArray *tags;
  char *instance;
  char *title;
} HalqaSighting;

#define HALQA_TYPE_SIGHTING (halqa_sighting_get_type ())
GType halqa_sighting_get_type (void);
HalqaSighting *halqa_sighting_copy (const HalqaSighting *self);
void halqa_sighting_free (HalqaSighting *self);

/**
 * HalqaDiscoveryInterface:
 * @start: publish @port with @device and @tags (the first 4 bytes of each forum tag), and browse;
 *   @port 0: browse only
 * @start_joining: publish @port, where newcomers call, with @title; @port 0: browse for such
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
  void (*start_joining) (HalqaDiscovery *self,
                         guint16 port,
                         const HalqaDeviceId *device,
                         const char *title);
  void (*stop) (HalqaDiscovery *self);
};

void halqa_discovery_start (HalqaDiscovery *self,
                            guint16 port,
                            const HalqaDeviceId *device,
                            const GArray *tags);
void halqa_discovery_start_joining (HalqaDiscovery *self,
                                    guint16 port,
                                    const HalqaDeviceId *device,
                                    const char *title);
void halqa_discovery_stop (HalqaDiscovery *self);
void halqa_discovery_emit_found (HalqaDiscovery *self, const HalqaSighting *sighting);
void halqa_discovery_emit_lost (HalqaDiscovery *self, const char *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaSighting, halqa_sighting_free)

G_END_DECLS
