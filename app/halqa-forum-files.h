/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-csv.h"
#include "halqa-forum.h"
#include "halqa-import.h"
#include "halqa-progress.h"

G_BEGIN_DECLS

/* Refused lines that are kept of an import; the others are only counted. */
#define HALQA_REFUSED_KEPT 1000

/**
 * HalqaImportOutcome:
 * @counts: what became of the lines
 * @refused: (element-type utf8): why, beginning with the number of the line, the first of them
 * @called_off: it was, when something had been written
 *
 * What came of an import, or would come of it.
 */
typedef struct
{
  HalqaImportReport counts;
  GPtrArray *refused;
  gboolean called_off;
} HalqaImportOutcome;

void halqa_import_outcome_free (HalqaImportOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaImportOutcome, halqa_import_outcome_free)

/* A look at a table, for its columns. */
void halqa_forum_plan_csv_async (HalqaForum *self,
                                 const char *path,
                                 HalqaProgressFunc progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
HalqaCsvPlan *halqa_forum_plan_csv_finish (HalqaForum *self, GAsyncResult *result, GError **error);

/* @plan: of a table; NULL for lines of JSON. What was taken before it is called off stays. */
void halqa_forum_import_async (HalqaForum *self,
                               const char *path,
                               HalqaCsvPlan *plan,
                               HalqaImportFlags flags,
                               HalqaProgressFunc progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HalqaImportOutcome *
halqa_forum_import_finish (HalqaForum *self, GAsyncResult *result, GError **error);

/* In capitals too, as other systems name files on a stick. */
gboolean halqa_file_has_ending (const char *path, const char *ending);
/* @path with @ending; NULL where a file has that name, which nobody was asked about. */
char *halqa_file_add_ending (const char *path, const char *ending, GError **error);
/* In @path, the ending that says what is to be written: `.csv`, `.ndjson`, `.decidim.csv`,
 * `.decidim.json`, or the report, `.html` or `.pdf`; NULL where there is none. */
const char *halqa_export_find_ending (const char *path);
/* To a file that halqa_export_find_ending() finds one of. @separator: between the cells of a table. */
void halqa_forum_export_async (HalqaForum *self,
                               const char *path,
                               char separator,
                               HalqaProgressFunc progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean halqa_forum_export_finish (HalqaForum *self,
                                    GAsyncResult *result,
                                    guint *n_records,
                                    GError **error);

gboolean halqa_forum_is_at_a_file (HalqaForum *self);

G_END_DECLS
