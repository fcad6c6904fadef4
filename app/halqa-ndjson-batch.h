/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"

G_BEGIN_DECLS

/**
 * HalqaNdjsonBatch:
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
} HalqaNdjsonBatch;

HalqaNdjsonBatch *halqa_ndjson_batch_new (void);
void halqa_ndjson_batch_free (HalqaNdjsonBatch *self);
void halqa_ndjson_batch_note (HalqaNdjsonBatch *self, const HalqaKind *kind, const HalqaId *id);
gboolean
halqa_ndjson_batch_holds (HalqaNdjsonBatch *self, const HalqaKind *kind, const HalqaId *id);
void halqa_ndjson_batch_start (HalqaNdjsonBatch *self, HalqaStore *store);
gboolean halqa_ndjson_batch_finish (HalqaNdjsonBatch *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaNdjsonBatch, halqa_ndjson_batch_free)

G_END_DECLS
