/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-progress.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CSV_PLAN (halqa_csv_plan_get_type ())
G_DECLARE_FINAL_TYPE (HalqaCsvPlan, halqa_csv_plan, HALQA, CSV_PLAN, GObject)

/* How a table of proposals is to be read: its encoding and separator, which are recognised, and what
 * each of its columns becomes, which is guessed and can be chosen. Nothing is written by it. */

/* Blocks while it reads the file. @progress: called in the calling thread. */
HalqaCsvPlan *halqa_csv_plan_new (const char *path,
                                  HalqaProgressFunc progress,
                                  gpointer user_data,
                                  GCancellable *cancellable,
                                  GError **error);
HalqaCsvPlan *halqa_csv_plan_copy (HalqaCsvPlan *self);
/* "UTF-8", "Windows-1256"…; lent. */
const char *halqa_csv_plan_get_encoding (HalqaCsvPlan *self);
char halqa_csv_plan_get_separator (HalqaCsvPlan *self);
/* Whether the first row holds names, and no proposal. */
gboolean halqa_csv_plan_has_names (HalqaCsvPlan *self);
guint halqa_csv_plan_get_n_columns (HalqaCsvPlan *self);
const char *halqa_csv_plan_get_name (HalqaCsvPlan *self, guint column);
/* A field of a proposal, `FIELD@LANGUAGE`, "id" or "theme_name"; NULL: it is left out. Lent. */
const char *halqa_csv_plan_get_field (HalqaCsvPlan *self, guint column);
/* FALSE where @field is none; another column that became it is left out from now on. */
gboolean halqa_csv_plan_set_field (HalqaCsvPlan *self, guint column, const char *field);
/* Whether any column becomes anything. */
gboolean halqa_csv_plan_is_usable (HalqaCsvPlan *self);
guint halqa_csv_plan_get_n_samples (HalqaCsvPlan *self);
/* What stands there in one of the first rows; "" where nothing does. Lent. */
const char *halqa_csv_plan_get_sample (HalqaCsvPlan *self, guint row, guint column);
/* All that a column can become, without translations. Lent, NULL-terminated. */
const char *const *halqa_csv_list_fields (void);

G_END_DECLS
