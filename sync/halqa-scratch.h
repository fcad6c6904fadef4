/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"

G_BEGIN_DECLS

/**
 * HalqaDifference:
 * @kind: the kind that the numbers are of
 * @n_new: records that are shown and were not there
 * @n_changed: records that are shown and were, or had been deleted, and of which something differs
 * @n_deleted: records that were shown and are deleted
 * @n_conflict: records of which more fields are in conflict than were
 */
typedef struct
{
  const HalqaKind *kind;
  guint n_new;
  guint n_changed;
  guint n_deleted;
  guint n_conflict;
} HalqaDifference;

HalqaStore *halqa_scratch_open (HalqaStore *of, GError **error);
/* Returns: (element-type HalqaDifference) (transfer full): of each kind that differs from what it
 * was when the scratch store was opened. */
GArray *halqa_scratch_compare (HalqaStore *scratch, GError **error);
/* Returns: (element-type HalqaBlobRef) (transfer full): what its records refer to. */
GArray *halqa_scratch_list_blobs (HalqaStore *scratch, GError **error);
gboolean halqa_scratch_count_new (HalqaStore *scratch, guint64 *n_entries, GError **error);
/* FALSE ends the walk. What is lent is lent during the call. */
typedef gboolean (*HalqaScratchFunc) (const guint8 *entry,
                                      gsize size,
                                      const guint8 *signature,
                                      gpointer user_data);
/* The entries that came since; @func is called in another thread while this one waits. */
gboolean halqa_scratch_walk_new (HalqaStore *scratch,
                                 HalqaScratchFunc func,
                                 gpointer user_data,
                                 GError **error);

G_END_DECLS
