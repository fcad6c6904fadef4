/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-entry.h"

G_BEGIN_DECLS

/**
 * HalqaRefusal:
 * @id: of the entry, sound or not
 * @reason: why it was refused, one line
 */
typedef struct
{
  HalqaEntryId id;
  char *reason;
} HalqaRefusal;

HalqaRefusal *halqa_refusal_new (const HalqaEntryId *id, const char *reason);
void halqa_refusal_free (HalqaRefusal *self);

/**
 * HalqaEntryBatch:
 *
 * Entries that arrived together, to be checked on all cores. Reference counted.
 */
typedef struct _HalqaEntryBatch HalqaEntryBatch;

HalqaEntryBatch *halqa_entry_batch_new (const HalqaId *forum);
HalqaEntryBatch *halqa_entry_batch_ref (HalqaEntryBatch *self);
void halqa_entry_batch_unref (HalqaEntryBatch *self);

/* FALSE: there is no memory for @size bytes of entries. */
gboolean halqa_entry_batch_reserve (HalqaEntryBatch *self, gsize size, GError **error);
/* @item: one whole CBOR item, `[entry: bstr, signature: bstr]` if it is sound; copied. */
void halqa_entry_batch_add (HalqaEntryBatch *self, const guint8 *item, gsize size);
guint halqa_entry_batch_get_length (HalqaEntryBatch *self);
gsize halqa_entry_batch_get_size (HalqaEntryBatch *self);

/* Only the form of the entries is looked at, not their signatures. */
void halqa_entry_batch_set_trusting (HalqaEntryBatch *self);
/* Parses and verifies each; nothing may be added from here on. */
void halqa_entry_batch_check_async (HalqaEntryBatch *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void halqa_entry_batch_check_finish (HalqaEntryBatch *self, GAsyncResult *result);
gboolean halqa_entry_batch_is_checked (HalqaEntryBatch *self);
/* Of a checked one: the entry at @i, %NULL where it was refused. */
HalqaEntry *halqa_entry_batch_get_entry (HalqaEntryBatch *self, guint i);
/* Returns: (element-type HalqaEntry) (transfer full): the sound ones, in order. */
GPtrArray *halqa_entry_batch_steal_sound (HalqaEntryBatch *self);
/* Appends the others to @refusals (element-type HalqaRefusal). */
void halqa_entry_batch_move_refusals (HalqaEntryBatch *self, GPtrArray *refusals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaEntryBatch, halqa_entry_batch_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaRefusal, halqa_refusal_free)

G_END_DECLS
