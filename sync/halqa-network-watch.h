/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HalqaNetworkWatch:
 *
 * Tells when the laptop's addresses are others, or when it has slept.
 */
typedef struct _HalqaNetworkWatch HalqaNetworkWatch;

/* In the thread-default context of who made it. */
typedef void (*HalqaNetworkFunc) (gpointer user_data);

HalqaNetworkWatch *halqa_network_watch_new (HalqaNetworkFunc func, gpointer user_data);
void halqa_network_watch_free (HalqaNetworkWatch *self);

G_END_DECLS
