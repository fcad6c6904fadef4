/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"

G_BEGIN_DECLS

/**
 * HalqaBlobWant:
 * @id: which
 * @sizes: (element-type guint64): what records that are not deleted say that it has, one for each
 * @is_missing: whether one names it and it is not here
 * @is_coming: whether it is being fetched
 * @is_distrusted: what came of it from several laptops was wrong: it is taken from one
 * @is_mixed: the part that is here may be of several, or of before the program was started
 * @part_by: who the part is of, else
 *
 * A blob that records refer to. Never freed before the list of them.
 */
typedef struct
{
  HalqaBlobId id;
  GArray *sizes;
  gboolean is_missing;
  gboolean is_coming;
  gboolean is_distrusted;
  gboolean is_mixed;
  HalqaDeviceId part_by;
} HalqaBlobWant;

/* More than that is not it. */
guint64 halqa_blob_want_get_largest (const HalqaBlobWant *self);
gboolean halqa_blob_want_has_size (const HalqaBlobWant *self, guint64 size);

/* All that records of a forum refer to, for the thread of @reader. */
typedef struct _HalqaBlobWants HalqaBlobWants;

HalqaBlobWants *halqa_blob_wants_new (HalqaReader *reader);
void halqa_blob_wants_free (HalqaBlobWants *self);
/* After a commit. Whether another one is missing. */
gboolean halqa_blob_wants_update (HalqaBlobWants *self, const GArray *touched);
/* Looks at the files again. Whether another one is missing. */
gboolean halqa_blob_wants_look (HalqaBlobWants *self);
void halqa_blob_wants_note_here (HalqaBlobWants *self, HalqaBlobWant *want);
/* Returns: (element-type HalqaBlobWant) (transfer none): those that are missing; good until one of the
 * above is called. */
GPtrArray *halqa_blob_wants_get_missing (HalqaBlobWants *self);

G_END_DECLS
