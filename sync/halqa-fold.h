/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-state.h"

G_BEGIN_DECLS

/**
 * HalqaFold:
 * @base: what reading needs
 * @states: the states that this transaction has changed or looked at
 * @deleted_field: number of `deleted`
 * @arrival: of the entry that is being folded
 *
 * The merge rule over one writing connection: entries go in, within a transaction; rows come out
 * when it is flushed.
 */
typedef struct
{
  HalqaBase base;
  GHashTable *states;
  guint deleted_field;
  gint64 arrival;
} HalqaFold;

gboolean halqa_fold_init (HalqaFold *self,
                          HalqaSql *sql,
                          const HalqaSchema *schema,
                          const HalqaId *forum,
                          GError **error);
void halqa_fold_clear (HalqaFold *self);

/* Puts @entry into the log and folds it; @is_new FALSE where it was there. @source: number of the
 * peer that it came from, 0 for none. */
gboolean halqa_fold_add (HalqaFold *self,
                         HalqaEntry *entry,
                         guint source,
                         gboolean *is_new,
                         gint64 *arrival,
                         GError **error);
/* Folds an entry that stands in the log. */
gboolean halqa_fold_replay (HalqaFold *self, HalqaEntry *entry, gint64 arrival, GError **error);
/* The state as this transaction sees it, lent until the flush. */
HalqaState *
halqa_fold_get_state (HalqaFold *self, const HalqaKind *kind, const HalqaId *id, GError **error);
/* Writes the rows; appends to @touched (element-type HalqaTouched, nullable) what changed. */
gboolean halqa_fold_flush (HalqaFold *self, GArray *touched, GError **error);
/* After a rollback. */
void halqa_fold_abandon (HalqaFold *self);

/* The merge rule as it is written, over all that the log holds of the record: slow, and the measure
 * of the quick way. */
gboolean halqa_fold_refold (HalqaFold *self, HalqaState *state, GError **error);

/* --- of halqa-state-save.c */
gboolean halqa_state_save (HalqaFold *fold, HalqaState *state, GError **error);
gboolean
halqa_state_pack_extra (HalqaFold *fold, HalqaState *state, GByteArray **extra, GError **error);
gboolean halqa_field_fits (const HalqaKind *kind, const char *name, const HalqaValue *value);

G_END_DECLS
