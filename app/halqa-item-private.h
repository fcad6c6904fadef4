/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item.h"
#include "halqa-record.h"

G_BEGIN_DECLS

HalqaItem *halqa_item_new (HalqaRecord *record, const char *author, const char *const *conflicts);
void halqa_item_update (HalqaItem *self,
                        HalqaRecord *record,
                        const char *author,
                        const char *const *conflicts);
char *halqa_item_make_label (HalqaRecord *record);
HalqaRecord *halqa_item_get_record (HalqaItem *self);

G_END_DECLS
