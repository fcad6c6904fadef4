/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-csv.h"

G_BEGIN_DECLS

#define HALQA_TYPE_IMPORT_COLUMNS (halqa_import_columns_get_type ())
G_DECLARE_FINAL_TYPE (HalqaImportColumns,
                      halqa_import_columns,
                      HALQA,
                      IMPORT_COLUMNS,
                      AdwPreferencesGroup)

/* The columns of a table, each with its first cells and with what it becomes, which can be chosen.
 * Signal "changed" after somebody has. */

/* @plan: a reference is kept, and what is chosen is set in it. */
void halqa_import_columns_set_plan (HalqaImportColumns *self, HalqaCsvPlan *plan);

G_END_DECLS
