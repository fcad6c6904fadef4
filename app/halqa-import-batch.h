/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"

G_BEGIN_DECLS

/**
 * HalqaImportBatch:
 * @changes: (element-type HalqaChange): gathered, one entry each
 * @size: bytes in them, about
 *
 * What an import writes at a time.
 */
typedef struct
{
  GPtrArray *changes;
  gsize size;

  /*< private >*/
  GHashTable *records;
  HalqaStore *store;
  GThread *thread;
  GError *error;
} HalqaImportBatch;

HalqaImportBatch *halqa_import_batch_new (void);
void halqa_import_batch_free (HalqaImportBatch *self);
void halqa_import_batch_note (HalqaImportBatch *self, const HalqaKind *kind, const HalqaId *id);
gboolean
halqa_import_batch_holds (HalqaImportBatch *self, const HalqaKind *kind, const HalqaId *id);
void halqa_import_batch_start (HalqaImportBatch *self, HalqaStore *store, guint action);
gboolean halqa_import_batch_finish (HalqaImportBatch *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaImportBatch, halqa_import_batch_free)

G_END_DECLS
