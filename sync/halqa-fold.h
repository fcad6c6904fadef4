/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-state.h"

G_BEGIN_DECLS

/**
 * HalqaStateSql:
 *
 * The statements that write rows, and how far each kind is in the search index.
 */
typedef struct _HalqaStateSql HalqaStateSql;

/**
 * HalqaFold:
 * @base: what reading needs
 * @states: the states that this transaction has changed or looked at
 * @deleted_field: number of `deleted`
 * @arrival: of the entry that is being folded
 * @newest: the greatest stamp in the log, 0 while it is not known
 * @unchecked: the first arrival that is unchecked, G_MAXINT64 for none, 0 while it is not known
 * @sql: how rows are written
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
  gint64 newest;
  gint64 unchecked;
  HalqaStateSql *sql;
} HalqaFold;

gboolean halqa_fold_init (HalqaFold *self,
                          HalqaSql *sql,
                          const HalqaSchema *schema,
                          const HalqaId *forum,
                          GError **error);
void halqa_fold_clear (HalqaFold *self);

/* Puts @entry into the log and folds it; @arrival 0 where it was there. @source: number of the
 * peer that it came from, 0 for none. */
gboolean
halqa_fold_add (HalqaFold *self, HalqaEntry *entry, guint source, gint64 *arrival, GError **error);
/* Before the first of unchecked entries. */
gboolean halqa_fold_expect_unchecked (HalqaFold *self, GError **error);
/* Folds an entry that stands in the log. */
gboolean halqa_fold_replay (HalqaFold *self, HalqaEntry *entry, gint64 arrival, GError **error);
/* The state as this transaction sees it, lent until the flush. */
HalqaState *
halqa_fold_get_state (HalqaFold *self, const HalqaKind *kind, const HalqaId *id, GError **error);
/* Writes the rows; appends to @touched (element-type HalqaTouched, nullable) what changed. */
gboolean halqa_fold_flush (HalqaFold *self, GArray *touched, GError **error);
/* After a rollback. */
void halqa_fold_abandon (HalqaFold *self);

/* --- what both ways of folding do alike */
gboolean halqa_fold_has_arrived (HalqaFold *self,
                                 guint64 stamp,
                                 guint device,
                                 gboolean *found,
                                 GError **error);
gboolean halqa_fold_elect (HalqaFold *self,
                           HalqaState *state,
                           guint field,
                           HalqaLeaf *fresh,
                           GError **error);
void halqa_fold_note_write (HalqaFold *self,
                            HalqaState *state,
                            const HalqaFieldWrite *write,
                            const HalqaLeaf *leaf);

/* --- of halqa-refold.c: slow, and the measure of the quick way */
gboolean halqa_fold_refold (HalqaFold *self, HalqaState *state, GError **error);

/* --- of halqa-state-save.c */
HalqaStateSql *halqa_state_sql_new (const HalqaSchema *schema);
void halqa_state_sql_free (HalqaStateSql *self);
/* Between two transactions. */
void halqa_state_sql_forget (HalqaStateSql *self);
gboolean halqa_state_save (HalqaFold *fold, HalqaState *state, GError **error);
gboolean
halqa_state_pack_extra (HalqaFold *fold, HalqaState *state, GByteArray **extra, GError **error);
gboolean halqa_field_fits (const HalqaKind *kind, const char *name, const HalqaValue *value);

G_END_DECLS
