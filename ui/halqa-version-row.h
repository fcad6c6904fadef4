/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-version.h"

G_BEGIN_DECLS

#define HALQA_TYPE_VERSION_ROW (halqa_version_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaVersionRow, halqa_version_row, HALQA, VERSION_ROW, AdwBin)

/* What one person wrote, when and on which laptop. Signal "keep" of its button. */

/* @field: what the field is called, %NULL where that is known anyway. @button: what the button says,
 * %NULL for none. */
GtkWidget *halqa_version_row_new (HalqaVersion *version, const char *field, const char *button);
HalqaVersion *halqa_version_row_get_version (HalqaVersionRow *self);

G_END_DECLS
