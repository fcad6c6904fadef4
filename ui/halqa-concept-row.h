/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"
#include "halqa-glossary-entry.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CONCEPT_ROW (halqa_concept_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaConceptRow, halqa_concept_row, HALQA, CONCEPT_ROW, AdwExpanderRow)

/* A concept of the glossary, with a row for each language. */
GtkWidget *halqa_concept_row_new (HalqaForum *forum, HalqaGlossaryEntry *entry);
HalqaGlossaryEntry *halqa_concept_row_get_entry (HalqaConceptRow *self);

G_END_DECLS
