/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "memory-hub.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

#define HALQA_TYPE_MEMORY_TRANSPORT (halqa_memory_transport_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMemoryTransport,
                      halqa_memory_transport,
                      HALQA,
                      MEMORY_TRANSPORT,
                      GObject)

HalqaTransport *halqa_memory_transport_new (HalqaMemoryHub *hub, HalqaIdentity *identity);
/* Its address on the hub, "memory:N", whether it listens or not. */
const char *halqa_memory_transport_get_address (HalqaMemoryTransport *self);

G_END_DECLS
