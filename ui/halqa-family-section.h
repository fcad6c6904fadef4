/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-family.h"

G_BEGIN_DECLS

#define HALQA_TYPE_FAMILY_SECTION (halqa_family_section_get_type ())
G_DECLARE_FINAL_TYPE (HalqaFamilySection, halqa_family_section, HALQA, FAMILY_SECTION, AdwBin)

/* @family: NULL to show nothing. */
void
halqa_family_section_set_family (HalqaFamilySection *self, HalqaForum *forum, HalqaFamily *family);

G_END_DECLS
