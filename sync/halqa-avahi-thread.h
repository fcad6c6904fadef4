/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-discovery.h"

G_BEGIN_DECLS

/**
 * HalqaAvahiThread:
 *
 * A thread that talks to the Avahi daemon, and what it shares with who started it.
 */
typedef struct _HalqaAvahiThread HalqaAvahiThread;

HalqaAvahiThread *halqa_avahi_thread_start (HalqaDiscovery *discovery,
                                            guint16 port,
                                            const HalqaDeviceId *device,
                                            const GArray *tags);
HalqaAvahiThread *halqa_avahi_thread_start_joining (HalqaDiscovery *discovery,
                                                    guint16 port,
                                                    const HalqaDeviceId *device,
                                                    const char *title);
void halqa_avahi_thread_stop (HalqaAvahiThread *self);

G_END_DECLS
