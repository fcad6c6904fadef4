/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <avahi-client/client.h>

#include "halqa-discovery.h"

G_BEGIN_DECLS

/**
 * HalqaAvahiBrowser:
 *
 * What one connection to the Avahi daemon hears. Lives on one thread.
 */
typedef struct _HalqaAvahiBrowser HalqaAvahiBrowser;

/**
 * HalqaAvahiBrowserFuncs:
 * @found: an announcement, or a change of it
 * @lost: the service of one that was found
 * @failed: it hears no more; the connection is to be made anew
 */
typedef struct
{
  void (*found) (const HalqaSighting *sighting, gpointer user_data);
  void (*lost) (const char *service, gpointer user_data);
  void (*failed) (gpointer user_data);
} HalqaAvahiBrowserFuncs;

HalqaAvahiBrowser *halqa_avahi_browser_new (AvahiClient *client,
                                            const char *type,
                                            const HalqaDeviceId *own,
                                            const HalqaAvahiBrowserFuncs *funcs,
                                            gpointer user_data);
void halqa_avahi_browser_free (HalqaAvahiBrowser *self);

G_END_DECLS
