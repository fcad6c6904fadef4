/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-import-record.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/**
 * HalqaImportWriter:
 *
 * Brings the records of a store to what the lines of an import say, in as few entries and
 * transactions as may be.
 */
typedef struct _HalqaImportWriter HalqaImportWriter;

typedef enum
{
  HALQA_IMPORT_SAME, /* it is shown just so */
  HALQA_IMPORT_STAYS_DELETED, /* it was just so when it was deleted, of which the line says nothing */
  HALQA_IMPORT_NEW, /* there was no such record; it will be shown after the next flush */
  HALQA_IMPORT_CHANGED, /* it was another; it will be shown so after the next flush */
  HALQA_IMPORT_REFUSED, /* it can't be; the error is HALQA_APP_ERROR_INVALID */
  HALQA_IMPORT_FAILED, /* the store can't be read or written */
} HalqaImportResult;

HalqaImportWriter *halqa_import_writer_new (HalqaReader *reader, gboolean dry);
void halqa_import_writer_free (HalqaImportWriter *self);
HalqaImportResult
halqa_import_writer_put (HalqaImportWriter *self, HalqaImportRecord *line, GError **error);
gboolean halqa_import_writer_flush (HalqaImportWriter *self, GError **error);
guint64 halqa_import_writer_get_stamp (HalqaImportWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaImportWriter, halqa_import_writer_free)

G_END_DECLS
