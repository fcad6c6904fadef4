/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-item.h"

G_BEGIN_DECLS

#define HALQA_TYPE_THEME_CHIP (halqa_theme_chip_get_type ())
G_DECLARE_FINAL_TYPE (HalqaThemeChip, halqa_theme_chip, HALQA, THEME_CHIP, GtkWidget)

void halqa_theme_chip_set_theme (HalqaThemeChip *self, HalqaItem *theme);
/* @reference: stands in the chip in place of the code that it begins with. */
void halqa_theme_chip_set_reference (HalqaThemeChip *self, HalqaItem *theme, const char *reference);
gboolean halqa_theme_chip_shows_reference (HalqaThemeChip *self);

G_END_DECLS
