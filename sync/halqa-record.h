/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-schema.h"
#include "halqa-types.h"
#include "halqa-value.h"

G_BEGIN_DECLS

/**
 * HalqaRecord:
 *
 * What is shown of one record at the moment that it was read. Immutable, reference counted.
 */
typedef struct _HalqaRecord HalqaRecord;

/* One of which nothing is known. Returns: (transfer full) */
HalqaRecord *halqa_record_new_empty (const HalqaKind *kind, const HalqaId *id);
HalqaRecord *halqa_record_ref (HalqaRecord *self);
void halqa_record_unref (HalqaRecord *self);

const HalqaKind *halqa_record_get_kind (HalqaRecord *self);
const HalqaId *halqa_record_get_id (HalqaRecord *self);
/* %NULL where the field was never written, or holds null. */
const HalqaValue *halqa_record_get_value (HalqaRecord *self, const char *field);
/* %NULL where it is no text. */
const char *halqa_record_get_text (HalqaRecord *self, const char *field);
/* Each field that holds something, in the order of the names' bytes; `deleted` is among them only
 * where it is true. */
typedef void (*HalqaRecordFunc) (const char *field, const HalqaValue *value, gpointer user_data);
void halqa_record_foreach (HalqaRecord *self, HalqaRecordFunc func, gpointer user_data);
gboolean halqa_record_is_deleted (HalqaRecord *self);
/* 0 where the entry that created it has not arrived. */
guint64 halqa_record_get_created (HalqaRecord *self);
guint64 halqa_record_get_updated (HalqaRecord *self);
/* %NULL where the entry that created it has not arrived. */
const HalqaDeviceId *halqa_record_get_author (HalqaRecord *self);
/* How many fields hold two versions or more. */
guint halqa_record_get_n_conflicts (HalqaRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaRecord, halqa_record_unref)

G_END_DECLS
