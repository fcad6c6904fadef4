/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-discovery.h"

G_BEGIN_DECLS

#define HALQA_TYPE_AVAHI_DISCOVERY (halqa_avahi_discovery_get_type ())
G_DECLARE_FINAL_TYPE (HalqaAvahiDiscovery, halqa_avahi_discovery, HALQA, AVAHI_DISCOVERY, GObject)

HalqaDiscovery *halqa_avahi_discovery_new (void);

G_END_DECLS
