/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ITEM_COUNTS (halqa_item_counts_get_type ())
G_DECLARE_FINAL_TYPE (HalqaItemCounts, halqa_item_counts, HALQA, ITEM_COUNTS, GObject)

/* How many records of a kind point at each record of another, live. Signal "changed" after some of the
 * numbers did. */

HalqaItemCounts *halqa_item_counts_new (HalqaForum *forum, const char *kind, const char *field);
guint halqa_item_counts_get (HalqaItemCounts *self, const char *id);

G_END_DECLS
