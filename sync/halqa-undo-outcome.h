/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-undo-private.h"

G_BEGIN_DECLS

/* Among halqa-undo-plan.c, halqa-undo-outcome.c and halqa-undo-held.c alone. */

typedef struct
{
  HalqaFold *fold;
  guint own; /* number of this laptop */
  GArray *entries; /* of HalqaOwnEntry */
  gint64 since; /* the arrival from which on what others wrote came after it */
  GPtrArray *levels; /* of halqa_undo_levels_new() */
  GHashTable *held; /* HalqaId → number of the device: records that can't go */
  HalqaUndone *undone;
} HalqaUndoPlan;

/* A write of the record, lent by its entry. */
typedef struct
{
  gint64 arrival;
  const HalqaDot *dot;
  const HalqaFieldWrite *write;
} HalqaUndoPast;

typedef struct
{
  HalqaUndoPlan *plan;
  HalqaState *state; /* lent */
  GArray *history; /* of HalqaUndoPast */
  guint n_levels; /* that are used so far */
  gboolean deleted_last; /* the record is deleted when all its fields are as they were */
} HalqaUndoTarget;

/* What a field comes to. */
typedef struct
{
  GArray *mine; /* of HalqaDot: of the leaves that are taken away */
  GArray *values; /* of HalqaUndoPast: in the order in which they are to be written */
  HalqaValue standing; /* what those leaves hold */
  gboolean differ; /* they hold more than that: it is a conflict that they were put back into */
  HalqaValue single; /* where @values is empty */
  gboolean unknown; /* what stood there before has not arrived */
  HalqaLeaf rival; /* the greatest of the others; of device 0 for none */
  gboolean shown; /* what is shown is ours */
} HalqaUndoOutcome;

gboolean halqa_undo_find_held (HalqaUndoPlan *plan, GError **error);
gboolean halqa_undo_is_of_action (HalqaUndoPlan *plan, gint64 arrival);
gboolean halqa_undo_past_is_of (const HalqaUndoPast *past, const char *field);
gboolean halqa_undo_has_dot (const HalqaDot *dots, guint n, const HalqaDot *dot);
gboolean halqa_undo_outcome_find (HalqaUndoTarget *target,
                                  const char *field,
                                  HalqaUndoOutcome *outcome,
                                  GError **error);
/* The only value that the field comes to, or NULL where there are several. */
const HalqaValue *halqa_undo_outcome_get_single (const HalqaUndoOutcome *outcome);
void halqa_undo_outcome_clear (HalqaUndoOutcome *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaUndoOutcome, halqa_undo_outcome_clear)

G_END_DECLS
