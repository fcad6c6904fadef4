/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <avahi-common/address.h>
#include <avahi-common/strlst.h>

#include "halqa-discovery.h"

G_BEGIN_DECLS

#define HALQA_ANNOUNCEMENT_TYPE "_halqa._tcp"
#define HALQA_ANNOUNCEMENT_JOINING_TYPE "_halqa-join._tcp"
#define HALQA_ANNOUNCEMENT_TAGS_MAX 64

AvahiStringList *halqa_announcement_write (const HalqaDeviceId *device, const GArray *tags);
HalqaSighting *halqa_announcement_read (const char *service,
                                        AvahiIfIndex interface,
                                        const AvahiAddress *address,
                                        guint16 port,
                                        AvahiStringList *txt);

AvahiStringList *halqa_announcement_write_joining (const char *title);
HalqaSighting *halqa_announcement_read_joining (const char *service,
                                                const char *instance,
                                                AvahiIfIndex interface,
                                                const AvahiAddress *address,
                                                guint16 port,
                                                AvahiStringList *txt);

G_END_DECLS
