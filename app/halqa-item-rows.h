/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-item-row.h"

G_BEGIN_DECLS

/**
 * HalqaItemRows:
 *
 * The rows of a list in their order, and found by id. The order is fixed when it is made.
 */
typedef struct _HalqaItemRows HalqaItemRows;

HalqaItemRows *halqa_item_rows_new (GPtrArray *rows, HalqaRowTurn turn);
void halqa_item_rows_free (HalqaItemRows *self);

guint halqa_item_rows_get_size (HalqaItemRows *self);
const HalqaId *halqa_item_rows_get_id (HalqaItemRows *self, guint position);
/* Its stamp of creation; 0 where that has not arrived. */
guint64 halqa_item_rows_get_created (HalqaItemRows *self, guint position);
/* What a row is ordered by, as text; %NULL where it is empty. */
const char *halqa_item_rows_get_key (HalqaItemRows *self, guint position);
/* @id: 32 hex digits. Returns: its position; %G_MAXUINT where it is not there */
guint halqa_item_rows_find (HalqaItemRows *self, const char *id);
/* How many at the beginning, and how many of the others at the end, are the same; TRUE where all are. */
gboolean
halqa_item_rows_compare (HalqaItemRows *self, HalqaItemRows *other, guint *n_first, guint *n_last);
/* Those that have a rank; by rank, of which titles are one with what is typed unless they go first, else in
 * the same order. */
HalqaItemRows *
halqa_item_rows_filter (HalqaItemRows *self, const GByteArray *ranks, gboolean titles_first);
void halqa_item_rows_update (HalqaItemRows *self,
                             const GArray *ids,
                             const GPtrArray *rows,
                             GListModel *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaItemRows, halqa_item_rows_free)

G_END_DECLS
