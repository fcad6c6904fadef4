/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"
#include "halqa-glossary-entry.h"

G_BEGIN_DECLS

#define HALQA_TYPE_TERM_ROW (halqa_term_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTermRow, halqa_term_row, HALQA, TERM_ROW, AdwEntryRow)

/* The words of a concept in one language. For the window of the glossary, whose actions it
 * uses. */
GtkWidget *
halqa_term_row_new (HalqaForum *forum, HalqaGlossaryEntry *entry, HalqaLanguage language);

G_END_DECLS
