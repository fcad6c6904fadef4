/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item.h"

G_BEGIN_DECLS

/* What has become of a record, the stronger before the weaker. */
typedef enum
{
  HALQA_CHANGED_DELETED,
  HALQA_CHANGED_MERGED,
  HALQA_CHANGED_NEW,
  HALQA_CHANGED_RESTORED,
  HALQA_CHANGED_SPLIT,
  HALQA_CHANGED_RESOLVED,
  HALQA_CHANGED_EDITED,
  HALQA_CHANGED_MOVED,
} HalqaChangedHow;

#define HALQA_TYPE_CHANGED_ITEM (halqa_changed_item_get_type ())
G_DECLARE_FINAL_TYPE (HalqaChangedItem, halqa_changed_item, HALQA, CHANGED_ITEM, GObject)

/* A record that has changed, as a row of HalqaChanges. Signal "changed" after any of what it tells
 * did. Lent texts are good until then. */

const char *halqa_changed_item_get_kind (HalqaChangedItem *self);
const char *halqa_changed_item_get_id (HalqaChangedItem *self);
/* The record itself; deleted ones too. Lent; %NULL where nothing is left of it. */
HalqaItem *halqa_changed_item_get_item (HalqaChangedItem *self);
HalqaChangedHow halqa_changed_item_get_how (HalqaChangedItem *self);
/* The fields that were written, in words: "Title, Problem"; "" of a new record. */
const char *halqa_changed_item_get_fields (HalqaChangedItem *self);
/* Who wrote, whoever wrote last first: "Fatima, this laptop". */
const char *halqa_changed_item_get_who (HalqaChangedItem *self);
/* When it was written last, by the clock of who did: Unix time in microseconds. */
gint64 halqa_changed_item_get_when (HalqaChangedItem *self);
/* What it stands together with: a session or a laptop; "" where the list has no groups. */
const char *halqa_changed_item_get_group (HalqaChangedItem *self);
/* Whether it is the first of its group. */
gboolean halqa_changed_item_is_first (HalqaChangedItem *self);

G_END_DECLS
