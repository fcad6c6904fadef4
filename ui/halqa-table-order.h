/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-listing.h"

G_BEGIN_DECLS

void halqa_table_order_add (GtkColumnViewColumn *column, const char *field);
void halqa_table_order_set_listing (GtkColumnView *view, HalqaListing *listing);

G_END_DECLS
