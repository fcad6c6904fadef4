/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-ndjson-record.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/**
 * HalqaNdjsonWriter:
 *
 * Brings the records of a store to what the lines of an import say, in as few entries and
 * transactions as may be.
 */
typedef struct _HalqaNdjsonWriter HalqaNdjsonWriter;

typedef enum
{
  HALQA_NDJSON_SAME, /* it is shown just so */
  HALQA_NDJSON_WRITTEN, /* it will be, after the next flush */
  HALQA_NDJSON_REFUSED, /* it can't be; the error is HALQA_APP_ERROR_INVALID */
  HALQA_NDJSON_FAILED, /* the store can't be read or written */
} HalqaNdjsonResult;

HalqaNdjsonWriter *halqa_ndjson_writer_new (HalqaReader *reader);
void halqa_ndjson_writer_free (HalqaNdjsonWriter *self);
HalqaNdjsonResult
halqa_ndjson_writer_put (HalqaNdjsonWriter *self, HalqaNdjsonRecord *line, GError **error);
gboolean halqa_ndjson_writer_flush (HalqaNdjsonWriter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaNdjsonWriter, halqa_ndjson_writer_free)

G_END_DECLS
