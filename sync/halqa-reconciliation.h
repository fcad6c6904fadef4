/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-dialogue.h"
#include "halqa-negentropy.h"

G_BEGIN_DECLS

/**
 * HalqaDifference:
 * @have: (element-type HalqaEntryId): entries that only we hold
 * @need: (element-type HalqaEntryId): entries that only the other side holds
 * @upto: our newest arrival number when it was begun
 */
typedef struct
{
  GArray *have;
  GArray *need;
  guint64 upto;
} HalqaDifference;

void halqa_difference_free (HalqaDifference *self);

/* Finds out with the other side, message by message, what parts the two sets. */
void halqa_reconcile_async (HalqaDialogue *dialogue,
                            HalqaReader *reader,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HalqaDifference *halqa_reconcile_finish (GAsyncResult *result, GError **error);

/* Answers one message of the other side. */
GBytes *halqa_reconcile_answer (HalqaReader *reader, GBytes *message, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaDifference, halqa_difference_free)

G_END_DECLS
