/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item.h"
#include "halqa-record.h"

G_BEGIN_DECLS

typedef void (*HalqaItemReadFunc) (gpointer source, HalqaItem *item);

HalqaItem *
halqa_item_new (const HalqaKind *kind, const HalqaId *id, HalqaItemReadFunc read, gpointer source);
void halqa_item_update (HalqaItem *self,
                        HalqaRecord *record,
                        const char *author,
                        const char *const *conflicts);
gboolean halqa_item_is_read (HalqaItem *self);
void halqa_item_touch (HalqaItem *self);
char *halqa_item_make_label (HalqaRecord *record);
HalqaRecord *halqa_item_get_record (HalqaItem *self);

G_END_DECLS
