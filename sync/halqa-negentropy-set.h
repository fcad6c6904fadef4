/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-negentropy-message.h"

G_BEGIN_DECLS

/**
 * HalqaNegentropySet:
 *
 * Items in the order of (timestamp, id), each once. Places count from 0.
 */
typedef struct _HalqaNegentropySet HalqaNegentropySet;

HalqaNegentropySet *halqa_negentropy_set_new (void);
void halqa_negentropy_set_free (HalqaNegentropySet *self);

void halqa_negentropy_set_add (HalqaNegentropySet *self, const HalqaNegentropyItem *item);
void halqa_negentropy_set_seal (HalqaNegentropySet *self);
gboolean halqa_negentropy_set_is_sealed (HalqaNegentropySet *self);

gsize halqa_negentropy_set_get_size (HalqaNegentropySet *self);
const HalqaNegentropyItem *halqa_negentropy_set_get_item (HalqaNegentropySet *self, gsize place);
gsize
halqa_negentropy_set_find (HalqaNegentropySet *self, gsize from, const HalqaNegentropyItem *item);
HalqaNegentropyBound halqa_negentropy_set_get_bound (HalqaNegentropySet *self, gsize place);
void halqa_negentropy_set_get_fingerprint (HalqaNegentropySet *self,
                                           gsize begin,
                                           gsize end,
                                           guint8 out[HALQA_FINGERPRINT_SIZE]);

G_END_DECLS
