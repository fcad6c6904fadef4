/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-item-filter.h"
#include "halqa-sort.h"

G_BEGIN_DECLS

#define HALQA_TYPE_LISTING (halqa_listing_get_type ())
G_DECLARE_FINAL_TYPE (HalqaListing, halqa_listing, HALQA, LISTING, GObject)

/* How a person wants to see all proposals. Signal "changed": the view, the order or the field of the
 * board is another. */

HalqaListing *halqa_listing_new (void);
/* What is chosen from now on is kept in @settings, from which the choices come. */
void halqa_listing_set_settings (HalqaListing *self, GSettings *settings);
GSettings *halqa_listing_get_settings (HalqaListing *self);

/* "view", "sort", "reverse" and "group", for a menu. */
GActionGroup *halqa_listing_get_actions (HalqaListing *self);
/* That menu; its actions are those of a group named "listing". */
GMenuModel *halqa_listing_get_menu (HalqaListing *self);

HalqaItemFilter *halqa_listing_get_filter (HalqaListing *self);
/* "list", "board" or "table". */
const char *halqa_listing_get_view (HalqaListing *self);
const char *halqa_listing_get_sort (HalqaListing *self, gboolean *reverse);
const HalqaSort *halqa_listing_get_then (HalqaListing *self);
void halqa_listing_set_sort (HalqaListing *self, const char *sort, gboolean reverse);
/* The field by which the columns of the board are parted. */
const char *halqa_listing_get_group (HalqaListing *self);

G_END_DECLS
