/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-version-set.h"

G_BEGIN_DECLS

#define HALQA_TYPE_VERSION_SET_ROW (halqa_version_set_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaVersionSetRow, halqa_version_set_row, HALQA, VERSION_SET_ROW, GtkWidget)

/* A field that people wrote differently, in a list of them. */
GtkWidget *halqa_version_set_row_new (void);
/* @set: %NULL to show none. */
void halqa_version_set_row_set_set (HalqaVersionSetRow *self, HalqaVersionSet *set);

G_END_DECLS
