/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HALQA_TYPE_ITEM (halqa_item_get_type ())
G_DECLARE_FINAL_TYPE (HalqaItem, halqa_item, HALQA, ITEM, GObject)

/* A record as the window sees it, kept up to date while somebody holds it. Properties "id", "kind",
 * "label" (what it is called: its title, name or first words; empty where it has none),
 * "n-conflicts", "deleted". Signal "changed" after any of its fields did. Lent texts are good until
 * the next "changed". */

const char *halqa_item_get_id (HalqaItem *self);
const char *halqa_item_get_kind (HalqaItem *self);
const char *halqa_item_get_label (HalqaItem *self);
/* What is shown as that: "Proposal without a title" where the label is empty. */
const char *halqa_item_get_name (HalqaItem *self);
/* "" where the field is empty. */
const char *halqa_item_get_text (HalqaItem *self, const char *field);
/* FALSE where the field is empty: empty is not zero. */
gboolean halqa_item_get_int (HalqaItem *self, const char *field, gint64 *number);
/* The id of the record that a field points at, in hex; %NULL where it is empty. */
const char *halqa_item_get_ref (HalqaItem *self, const char *field);
gboolean halqa_item_is_deleted (HalqaItem *self);
/* Milliseconds since 1970, 0 for not known. */
gint64 halqa_item_get_created (HalqaItem *self);
gint64 halqa_item_get_updated (HalqaItem *self);
/* The name of the laptop that made it, or the beginning of its id; %NULL for not known. */
const char *halqa_item_get_author (HalqaItem *self);
guint halqa_item_get_n_conflicts (HalqaItem *self);
/* Whether two people wrote @field differently. */
gboolean halqa_item_has_conflict (HalqaItem *self, const char *field);

G_END_DECLS
