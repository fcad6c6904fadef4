/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-discovery.h"

G_BEGIN_DECLS

/**
 * HalqaMemoryHall:
 *
 * The network that discoveries in memory are on. Thread safe.
 */
typedef struct _HalqaMemoryHall HalqaMemoryHall;

HalqaMemoryHall *halqa_memory_hall_new (void);
HalqaMemoryHall *halqa_memory_hall_ref (HalqaMemoryHall *self);
void halqa_memory_hall_unref (HalqaMemoryHall *self);

#define HALQA_TYPE_MEMORY_DISCOVERY (halqa_memory_discovery_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMemoryDiscovery,
                      halqa_memory_discovery,
                      HALQA,
                      MEMORY_DISCOVERY,
                      GObject)

HalqaDiscovery *halqa_memory_discovery_new (HalqaMemoryHall *hall, const char *host);
void halqa_memory_discovery_set_hidden (HalqaMemoryDiscovery *self, gboolean hidden);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaMemoryHall, halqa_memory_hall_unref)

G_END_DECLS
