/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-state.h"
#include "halqa-undo.h"
#include "halqa-writer.h"

G_BEGIN_DECLS

/* What a row of the table `step` says. */
typedef enum
{
  HALQA_STEP_GROUP, /* entries from `first` to `last` are one action */
  HALQA_STEP_UNDO, /* it was taken back */
  HALQA_STEP_REDO, /* and done again */
} HalqaStepKind;

/**
 * HalqaStep:
 * @what: a #HalqaStepKind
 * @first: of the action
 * @last: of the action
 * @wrote_first: the first arrival that was written by the step, 0 for none
 * @wrote_last: the last
 * @upto: the newest arrival before it; of a group whether it is an import, for there nothing else is asked
 */
typedef struct
{
  gint64 what;
  gint64 first;
  gint64 last;
  gint64 wrote_first;
  gint64 wrote_last;
  gint64 upto;
} HalqaStep;

/* An entry of the person at this laptop. */
typedef struct
{
  gint64 arrival;
  HalqaEntry *entry; /* lent by the base */
} HalqaOwnEntry;

/* The same over any connection. @device: of this laptop. */
gboolean halqa_action_find (HalqaBase *base,
                            const HalqaDeviceId *device,
                            gboolean redo,
                            HalqaAction *action,
                            GError **error);
/* That of which the entry of @stamp is; all 0 where it was taken back already. */
gboolean halqa_action_find_of (HalqaBase *base,
                               const HalqaDeviceId *device,
                               guint64 stamp,
                               HalqaAction *action,
                               GError **error);
/* (element-type HalqaOwnEntry) (transfer full): entries of @device, written here, of these arrivals. */
GArray *halqa_action_list_entries (HalqaBase *base,
                                   const HalqaDeviceId *device,
                                   gint64 from,
                                   gint64 to,
                                   GError **error);
gboolean halqa_undo_is_persons (const HalqaId *forum, const HalqaWrite *write);
gboolean halqa_step_add (HalqaSql *sql, const HalqaStep *step, GError **error);

/* --- of halqa-undo-plan.c */

/* Of the entries of an action (element-type HalqaOwnEntry): appends to @changes (element-type
 * HalqaChange) what takes them back, to be written one after another, and tells in @undone what
 * becomes of each field. */
gboolean halqa_undo_plan (HalqaFold *fold,
                          const HalqaDeviceId *device,
                          GArray *entries,
                          GPtrArray *changes,
                          HalqaUndone *undone,
                          GError **error);

/* --- of halqa-undo-levels.c */
GPtrArray *halqa_undo_levels_new (void);
HalqaChange *halqa_undo_find_room (GPtrArray *levels, guint number, gsize size);
void halqa_undo_levels_list (GPtrArray *levels, GPtrArray *changes);

G_END_DECLS
