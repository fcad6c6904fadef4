/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"
#include "halqa-item-filter.h"

G_BEGIN_DECLS

#define HALQA_TYPE_FILTER_CHIPS (halqa_filter_chips_get_type ())
G_DECLARE_FINAL_TYPE (HalqaFilterChips, halqa_filter_chips, HALQA, FILTER_CHIPS, AdwBin)

void halqa_filter_chips_set_filter (HalqaFilterChips *self, HalqaItemFilter *filter);
void halqa_filter_chips_set_forum (HalqaFilterChips *self, HalqaForum *forum);

G_END_DECLS
