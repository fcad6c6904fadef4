/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"
#include "halqa-item-filter.h"

G_BEGIN_DECLS

#define HALQA_TYPE_FILTER_BUTTON (halqa_filter_button_get_type ())
G_DECLARE_FINAL_TYPE (HalqaFilterButton, halqa_filter_button, HALQA, FILTER_BUTTON, AdwBin)

void halqa_filter_button_set_filter (HalqaFilterButton *self, HalqaItemFilter *filter);
void halqa_filter_button_set_forum (HalqaFilterButton *self, HalqaForum *forum);

G_END_DECLS
