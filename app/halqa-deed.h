/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change-set.h"
#include "halqa-undo.h"

G_BEGIN_DECLS

/**
 * HalqaDeed:
 * @how: what was done
 * @kind: to a record of this kind
 * @id: that record; of a merge, what was merged into
 * @record: the same; of a merge, the first that was merged
 * @n_records: how many records it was done to
 * @apart: whether it made a record of each version of one
 * @imported: whether it came out of a file
 *
 * What a person did by one action.
 */
typedef struct
{
  HalqaChangedHow how;
  const HalqaKind *kind;
  HalqaId id;
  HalqaId record;
  guint n_records;
  gboolean apart;
  gboolean imported;
} HalqaDeed;

/* FALSE with an error, or without one where nothing of it is known. */
gboolean
halqa_deed_read (HalqaDeed *self, HalqaReader *reader, const HalqaAction *action, GError **error);
/* "Delete ENV-07", in the reader's language. To be freed. */
char *halqa_deed_describe (const HalqaDeed *self, HalqaReader *reader);
/* What was left alone, in sentences; %NULL where nothing was. To be freed. */
char *halqa_undone_describe_left (const HalqaUndone *undone, HalqaReader *reader);

G_END_DECLS
