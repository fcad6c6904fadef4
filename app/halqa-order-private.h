/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change.h"
#include "halqa-item-rows.h"
#include "halqa-order.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* --- what is in one list */
gboolean halqa_order_has_kind (const HalqaKind *kind);
const char *halqa_order_get_list_field (const char *kind);
HalqaItemRows *halqa_order_read_list (HalqaReader *reader,
                                      const char *kind,
                                      const HalqaValue *parent,
                                      GError **error);

gboolean halqa_order_move_record (HalqaReader *reader,
                                  HalqaChange *change,
                                  HalqaRecord *record,
                                  HalqaOrderPlace place,
                                  const HalqaId *beside,
                                  GError **error);

/**
 * HalqaOrderEnds:
 *
 * The keys at the ends of lists, so that a list is not read for each record that is added to it.
 */
typedef struct _HalqaOrderEnds HalqaOrderEnds;

HalqaOrderEnds *halqa_order_ends_new (void);
void halqa_order_ends_free (HalqaOrderEnds *self);
/* @touched: (element-type HalqaTouched): what was written, by whomever. */
void halqa_order_ends_follow (HalqaOrderEnds *self, const GArray *touched);
gboolean halqa_order_append_new (HalqaReader *reader,
                                 HalqaChange *change,
                                 HalqaOrderEnds *ends,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaOrderEnds, halqa_order_ends_free)

G_END_DECLS
