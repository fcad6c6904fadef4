/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"
#include "halqa-listing.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SEARCH_PANE (halqa_search_pane_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSearchPane, halqa_search_pane, HALQA, SEARCH_PANE, AdwBin)

/* Where it is typed and ticked what of all proposals is shown. Property "searching": whether there is
 * a line to type into. Signal "stopped": Escape was pressed there. */

void halqa_search_pane_set_listing (HalqaSearchPane *self, HalqaListing *listing);
void halqa_search_pane_set_forum (HalqaSearchPane *self, HalqaForum *forum);
/* What is typed into @widget begins a search. */
void halqa_search_pane_capture (HalqaSearchPane *self, GtkWidget *widget);
void halqa_search_pane_start (HalqaSearchPane *self);

G_END_DECLS
