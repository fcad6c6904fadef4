/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-import-names.h"
#include "halqa-import-record.h"
#include "halqa-import-writer.h"
#include "halqa-import.h"

G_BEGIN_DECLS

/**
 * HalqaImport:
 * @reader: what is shown
 * @names: what themes and the like are called
 * @deleted_names: the same of those that have been deleted
 * @report: what became of the lines so far
 * @flags: how it is read
 *
 * One reading of a file, of whatever kind, into a forum.
 */
typedef struct
{
  HalqaReader *reader;
  HalqaImportNames *names;
  HalqaImportNames *deleted_names;
  HalqaImportReport report;
  HalqaImportFlags flags;

  /*< private >*/
  HalqaImportWriter *writer;
  HalqaRefusedFunc refused;
  gpointer user_data;
} HalqaImport;

HalqaImport *halqa_import_new (HalqaReader *reader,
                               HalqaImportFlags flags,
                               HalqaRefusedFunc refused,
                               gpointer user_data,
                               GError **error);
void halqa_import_free (HalqaImport *self);
HalqaImportResult
halqa_import_put (HalqaImport *self, guint number, HalqaImportRecord *record, GError **error);
void halqa_import_refuse (HalqaImport *self, guint number, const char *why);
gboolean halqa_import_flush (HalqaImport *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaImport, halqa_import_free)

G_END_DECLS
