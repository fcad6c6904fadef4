/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-place.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CHANGES_PLACE (halqa_changes_place_get_type ())
G_DECLARE_FINAL_TYPE (HalqaChangesPlace, halqa_changes_place, HALQA, CHANGES_PLACE, HalqaPlace)

/* What has changed; its count is of what nobody at this laptop has seen. */

G_END_DECLS
