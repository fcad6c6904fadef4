/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"

G_BEGIN_DECLS

/**
 * HalqaAction:
 * @first: the arrival of the first entry that the person made by it; 0 where there is no action
 * @last: of the last; what others wrote in between is no part of it
 * @from: of the first entry that stands for it now: after it was taken back, and perhaps done again,
 *   another one than @first
 * @to: of the last
 * @imported: whether it came out of a file
 *
 * What a person did at once on this laptop.
 */
typedef struct
{
  gint64 first;
  gint64 last;
  gint64 from;
  gint64 to;
  gboolean imported;
} HalqaAction;

/* What is to be taken back next; with @redo, what was taken back last and can be done again. */
gboolean
halqa_reader_find_action (HalqaReader *self, gboolean redo, HalqaAction *action, GError **error);
/* Returns: (element-type HalqaEntry) (transfer full): what the person wrote by it. */
GPtrArray *halqa_reader_list_action (HalqaReader *self, const HalqaAction *action, GError **error);

/**
 * HalqaUndoneField:
 * @kind: the record's kind
 * @record: the record's id
 * @field: of it
 * @done: whether it is again as it was
 * @by: where it is not: who has written there since
 */
typedef struct
{
  const HalqaKind *kind;
  HalqaId record;
  char *field;
  gboolean done;
  HalqaDeviceId by;
} HalqaUndoneField;

/**
 * HalqaUndone:
 * @action: what was taken back, or done again
 * @redo: which of the two
 * @fields: (element-type HalqaUndoneField): what became of each field that it wrote
 * @n_done: how many of them are as they were
 */
typedef struct
{
  HalqaAction action;
  gboolean redo;
  GPtrArray *fields;
  guint n_done;
} HalqaUndone;

void halqa_undone_free (HalqaUndone *self);

/* Takes the last action back, or does again what was taken back last; %NULL with
 * HALQA_SYNC_ERROR_NOT_FOUND where there is none. */
HalqaUndone *halqa_store_undo (HalqaStore *self, gboolean redo, GError **error);
void halqa_store_undo_async (HalqaStore *self,
                             gboolean redo,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* Takes back what the entry of that stamp is of, be it the last or not. */
void halqa_store_undo_entry_async (HalqaStore *self,
                                   guint64 stamp,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Of either. */
HalqaUndone *halqa_store_undo_finish (HalqaStore *self, GAsyncResult *result, GError **error);

/* Nothing that was done before can be taken back: what a forum begins with is nobody's doing. */
gboolean halqa_store_settle_actions (HalqaStore *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaUndone, halqa_undone_free)

G_END_DECLS
