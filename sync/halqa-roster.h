/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ROSTER (halqa_roster_get_type ())
G_DECLARE_FINAL_TYPE (HalqaRoster, halqa_roster, HALQA, ROSTER, GObject)

HalqaRoster *halqa_roster_new (void);

void halqa_roster_add_store (HalqaRoster *self, HalqaStore *store);
/* Who asks: the forum that lets them in, and the key that they proved to know. */
HalqaStore *halqa_roster_admit (HalqaRoster *self,
                                const guint8 tag[HALQA_TAG_SIZE],
                                const HalqaDeviceId *device,
                                const char *proof,
                                HalqaKey *key);
/* Whether who was let in by @key still would be. */
gboolean
halqa_roster_still_admits (HalqaStore *store, const HalqaKey *key, const HalqaDeviceId *device);

/* Whom we ask: whether @device may be asked by @key (%NULL: by whichever), and be told what only
 * members may know. */
gboolean halqa_roster_check_server (HalqaRoster *self,
                                    HalqaStore *store,
                                    const HalqaKey *key,
                                    const HalqaDeviceId *device,
                                    const HalqaDeviceId *expected,
                                    gboolean members_only,
                                    GError **error);

void halqa_roster_add_proven (HalqaRoster *self,
                              HalqaStore *store,
                              const HalqaKey *key,
                              const HalqaDeviceId *device);

G_END_DECLS
