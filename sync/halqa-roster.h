/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ROSTER (halqa_roster_get_type ())
G_DECLARE_FINAL_TYPE (HalqaRoster, halqa_roster, HALQA, ROSTER, GObject)

HalqaRoster *halqa_roster_new (void);

void halqa_roster_add_store (HalqaRoster *self, HalqaStore *store);
HalqaStore *halqa_roster_find_store (HalqaRoster *self, const guint8 tag[HALQA_TAG_SIZE]);

void halqa_roster_add_proven (HalqaRoster *self, HalqaStore *store, const HalqaDeviceId *device);
gboolean halqa_roster_is_proven (HalqaRoster *self, HalqaStore *store, const HalqaDeviceId *device);

G_END_DECLS
