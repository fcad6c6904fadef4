/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-csv-reader.h"
#include "halqa-csv.h"
#include "halqa-import.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* A column of the file. */
typedef struct
{
  char *name; /* as the first row has it */
  char *field; /* that it becomes, NULL for none */
} HalqaCsvPlanColumn;

struct _HalqaCsvPlan
{
  GObject parent_instance;

  /* owned */
  GFile *file;
  GArray *columns; /* of HalqaCsvPlanColumn */
  GPtrArray *sample; /* of GStrv: the first rows behind the one with the names */

  HalqaCsvForm form;
  guint names_row; /* its number, 0 where no row holds names */
};

/* As halqa_csv_import(), for who has a store open and no HalqaForum. */
gboolean halqa_csv_import_store (HalqaReader *reader,
                                 HalqaCsvPlan *plan,
                                 HalqaImportFlags flags,
                                 HalqaRefusedFunc refused,
                                 HalqaProgressFunc progress,
                                 gpointer user_data,
                                 GCancellable *cancellable,
                                 HalqaImportReport *report,
                                 GError **error);
gboolean halqa_csv_export_store (HalqaReader *reader,
                                 const char *path,
                                 char separator,
                                 HalqaExportWork *work,
                                 GError **error);

G_END_DECLS
