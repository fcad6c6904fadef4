/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"
#include "halqa-value.h"

G_BEGIN_DECLS

/**
 * HalqaLeaf:
 * @field: its number
 * @device: the writer's number
 * @stamp: when
 * @arrival: of the entry that it stands in; 0 for a write that has not arrived
 * @value: (nullable): what it wrote, where that is at hand; lent as the entry is
 * @shown: whether it is the winner of its field
 * @gone: whether a write of the entry that is being folded has replaced it
 *
 * A write that no known write replaces; or, among the unmet ones of a record, a write that a known
 * write replaces and that has not arrived.
 */
typedef struct
{
  guint field;
  guint device;
  guint64 stamp;
  gint64 arrival;
  const HalqaValue *value;
  gboolean shown;
  gboolean gone;
} HalqaLeaf;

/**
 * HalqaLeaves:
 * @items: in order up to @n_settled, then as they came
 * @n_items: all of them
 * @n_settled: those that can be found
 * @n_gone: those that the next halqa_leaves_settle() takes away
 * @room: for so many there is memory
 * @work: comparisons and moves so far, for tests that count instead of timing
 *
 * The leaves of one record.
 */
typedef struct
{
  HalqaLeaf *items;
  guint n_items;
  guint n_settled;
  guint n_gone;
  guint room;
  guint64 work;
} HalqaLeaves;

void halqa_leaves_clear (HalqaLeaves *self);
void halqa_leaves_empty (HalqaLeaves *self);
void halqa_leaves_add (HalqaLeaves *self, const HalqaLeaf *leaf);
void halqa_leaves_settle (HalqaLeaves *self);
/* The first of @n settled leaves of a field, or of one write of it. */
HalqaLeaf *halqa_leaves_find (HalqaLeaves *self, guint field, guint *n);
HalqaLeaf *
halqa_leaves_find_dot (HalqaLeaves *self, guint field, guint64 stamp, guint device, guint *n);
void halqa_leaves_remove (HalqaLeaves *self, HalqaLeaf *leaf);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaLeaves, halqa_leaves_clear)

G_END_DECLS
