/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_THEME_ROW (halqa_theme_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaThemeRow, halqa_theme_row, HALQA, THEME_ROW, AdwExpanderRow)

/* The colours that one chooses from, "" first, and NULL last. */
extern const char *const halqa_theme_colours[];

/* A theme: a line, which opens to be changed. */
GtkWidget *halqa_theme_row_new (HalqaForum *forum, HalqaItem *theme);
/* Opens it, with the cursor in its code. */
void halqa_theme_row_ask_code (HalqaThemeRow *self);

G_END_DECLS
