/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_TRANSLATION_SECTION (halqa_translation_section_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTranslationSection,
                      halqa_translation_section,
                      HALQA,
                      TRANSLATION_SECTION,
                      AdwBin)

/* @item: (nullable): a proposal of @forum; %NULL to show none */
void halqa_translation_section_set_item (HalqaTranslationSection *self,
                                         HalqaForum *forum,
                                         HalqaItem *item);

G_END_DECLS
