/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-place.h"

G_BEGIN_DECLS

#define HALQA_TYPE_VERSIONS_PLACE (halqa_versions_place_get_type ())
G_DECLARE_FINAL_TYPE (HalqaVersionsPlace, halqa_versions_place, HALQA, VERSIONS_PLACE, HalqaPlace)

/* Every field that people wrote differently, and one of them to be settled. */
void halqa_versions_place_begin_with_newest (HalqaVersionsPlace *self);

G_END_DECLS
