/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-form.h"

G_BEGIN_DECLS

/* Title, problem and text. */
#define HALQA_N_TRANSLATED 3

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
HalqaForm *halqa_translation_section_get_form (HalqaTranslationSection *self);
GtkWidget *halqa_translation_section_get_part (HalqaTranslationSection *self, guint part);
void halqa_translation_section_confirm (HalqaTranslationSection *self, const char *field);

G_END_DECLS
