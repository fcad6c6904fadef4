/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-neighbour.h"
#include "halqa-replicator.h"

G_BEGIN_DECLS

HalqaNeighbour *halqa_neighbour_new (const HalqaPeer *peer);
/* Whether @peer is this laptop. */
gboolean halqa_neighbour_device_is_known (const HalqaDeviceId *device);
gboolean halqa_neighbour_matches (HalqaNeighbour *self, const HalqaPeer *peer);
void halqa_neighbour_update (HalqaNeighbour *self, const HalqaPeer *peer);

const HalqaPeer *halqa_neighbour_get_peer (HalqaNeighbour *self);

/* Makes @neighbours, a list of HalqaNeighbour, hold one for each of @peers. */
void halqa_neighbours_update (GListStore *neighbours, const GPtrArray *peers);

G_END_DECLS
