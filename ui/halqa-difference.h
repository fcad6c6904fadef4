/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HALQA_TYPE_DIFFERENCE (halqa_difference_get_type ())
G_DECLARE_FINAL_TYPE (HalqaDifference, halqa_difference, HALQA, DIFFERENCE, AdwBin)

/* A text in which is marked what is new and what is gone. Property "told": the same in words. */

/* @before: %NULL to show @after alone. */
void halqa_difference_set_texts (HalqaDifference *self, const char *before, const char *after);
const char *halqa_difference_get_told (HalqaDifference *self);

G_END_DECLS
