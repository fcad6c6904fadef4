/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change-set.h"

G_BEGIN_DECLS

/* What HalqaChanged.seen tells. */
enum
{
  SEEN_MADE = 1 << 0,
  SEEN_DELETION = 1 << 1,
  SEEN_RESTORATION = 1 << 2,
  SEEN_MERGE = 1 << 3,
  SEEN_SPLIT = 1 << 4,
  SEEN_SETTLED = 1 << 5,
  SEEN_EDIT = 1 << 6,
  SEEN_MOVE = 1 << 7,
  IS_DELETED = 1 << 8, /* as the row says */
  IS_MERGED = 1 << 9,
  IS_DIRTY = 1 << 10, /* to be settled */
};

struct _HalqaChangeSet
{
  /* owned */
  HalqaReader *reader;
  GHashTable *records; /* of HalqaChanged, by kind and id */
  GPtrArray *dirty; /* of HalqaChanged, lent by the table */

  HalqaDeviceId skipped;
  gboolean skips;
};

/* --- of halqa-change-rows.c: what is shown now of the records that are to be settled, and the
 * sessions that they belong to */
gboolean halqa_change_set_read_rows (HalqaChangeSet *self, GError **error);

G_END_DECLS
