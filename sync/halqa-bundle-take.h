/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-bundle.h"
#include "halqa-entry-batch.h"

G_BEGIN_DECLS

/**
 * HalqaTaken:
 * @n_new: entries that were not known before
 * @n_known: entries that were
 * @refused: (element-type HalqaRefusal): those that are not sound
 * @fault: (nullable): what ended the reading before the end: of the file, of the store, or that it
 *   was called off; what is counted here is in nevertheless
 */
typedef struct
{
  guint n_new;
  guint n_known;
  GPtrArray *refused;
  GError *fault;
} HalqaTaken;

/* Reads @bundle to its end; what is sound is on disk. Blocks. Returns: (transfer full) */
HalqaTaken *halqa_bundle_take (HalqaBundle *bundle,
                               HalqaStore *store,
                               HalqaStoreProgress progress,
                               gpointer user_data,
                               GCancellable *cancellable);
void halqa_taken_free (HalqaTaken *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaTaken, halqa_taken_free)

G_END_DECLS
