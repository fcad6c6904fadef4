/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_TRANSLATION_ROW (halqa_translation_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTranslationRow,
                      halqa_translation_row,
                      HALQA,
                      TRANSLATION_ROW,
                      AdwExpanderRow)

/* Texts of a record in the other languages of its forum: a line, which opens to entries for them. */
void halqa_translation_row_set_item (HalqaTranslationRow *self,
                                     HalqaForum *forum,
                                     HalqaItem *item,
                                     const char *const *fields);

G_END_DECLS
