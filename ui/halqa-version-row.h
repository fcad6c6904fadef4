/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-version.h"

G_BEGIN_DECLS

#define HALQA_TYPE_VERSION_ROW (halqa_version_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaVersionRow, halqa_version_row, HALQA, VERSION_ROW, GtkListBoxRow)

GtkWidget *halqa_version_row_new (HalqaVersion *version);
HalqaVersion *halqa_version_row_get_version (HalqaVersionRow *self);

G_END_DECLS
