/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"
#include "halqa-value.h"

G_BEGIN_DECLS

#define HALQA_ENTRY_MAX (256 * 1024)
/* The first stamp of the year 2200. */
#define HALQA_STAMP_END (G_GUINT64_CONSTANT (7258118400000) << 16)

/**
 * HalqaFieldWrite:
 * @name: the field
 * @value: what was written, lent by the entry
 * @replaced: dots that this write replaces
 * @n_replaced: how many
 */
typedef struct
{
  const char *name;
  HalqaValue value;
  const HalqaDot *replaced;
  guint n_replaced;
} HalqaFieldWrite;

/**
 * HalqaWrite:
 * @kind: the record's kind
 * @record: the record's id
 * @fields: what was written, in the order of the encoding
 * @n_fields: how many, at least 1
 */
typedef struct
{
  const char *kind;
  HalqaId record;
  const HalqaFieldWrite *fields;
  guint n_fields;
} HalqaWrite;

/**
 * HalqaEntry:
 *
 * One signed transaction of one device. Immutable, reference counted, safe to share among threads.
 */
typedef struct _HalqaEntry HalqaEntry;

HalqaEntry *halqa_entry_parse (const HalqaId *forum,
                               const guint8 *entry,
                               gsize size,
                               const guint8 signature[HALQA_SIGNATURE_SIZE],
                               GError **error);
gboolean halqa_entry_verify (HalqaEntry *self, GError **error);
HalqaEntry *halqa_entry_ref (HalqaEntry *self);
void halqa_entry_unref (HalqaEntry *self);

const HalqaEntryId *halqa_entry_get_id (HalqaEntry *self);
const HalqaDot *halqa_entry_get_dot (HalqaEntry *self);
const HalqaWrite *halqa_entry_get_writes (HalqaEntry *self, guint *n_writes);
const guint8 *halqa_entry_get_bytes (HalqaEntry *self, gsize *size);
const guint8 *halqa_entry_get_signature (HalqaEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaEntry, halqa_entry_unref)

G_END_DECLS
