/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-listing.h"
#include "halqa-place.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ALL_PLACE (halqa_all_place_get_type ())
G_DECLARE_FINAL_TYPE (HalqaAllPlace, halqa_all_place, HALQA, ALL_PLACE, HalqaPlace)

void halqa_all_place_set_listing (HalqaAllPlace *self, HalqaListing *listing);
void halqa_all_place_start_search (HalqaAllPlace *self);
/* What a key is for. To be freed. */
GStrv halqa_all_place_dup_ids (HalqaAllPlace *self);
void halqa_all_place_start_choosing (HalqaAllPlace *self, const char *id);
void halqa_all_place_stop_choosing (HalqaAllPlace *self);
void halqa_all_place_begin (HalqaAllPlace *self);
void halqa_all_place_show_proposal (HalqaAllPlace *self, const char *id);

G_END_DECLS
