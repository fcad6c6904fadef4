/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-item-list.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CHOOSING (halqa_choosing_get_type ())
G_DECLARE_FINAL_TYPE (HalqaChoosing, halqa_choosing, HALQA, CHOOSING, GObject)

/* Several records of a list that a person has chosen, by id: they stay so while the list moves, and
 * while a search hides them. Without a list, as for a board, it is but the ids, and what selects them
 * are others. Property "active". Signal "changed". */

HalqaChoosing *halqa_choosing_new (void);
/* For the view. Lent. */
GtkSelectionModel *halqa_choosing_get_selection (HalqaChoosing *self);
/* While it is active a click in @view, a list of HalqaProposalRow, chooses one more, and an arrow
 * goes to the next without choosing it. */
void halqa_choosing_watch (HalqaChoosing *self, GtkWidget *view);
void halqa_choosing_set_items (HalqaChoosing *self, HalqaItemList *items);

/* Only while it is active a selected row is a chosen record; to end it is to choose nothing. */
void halqa_choosing_set_active (HalqaChoosing *self, gboolean active);
gboolean halqa_choosing_get_active (HalqaChoosing *self);
gboolean halqa_choosing_is_walking (HalqaChoosing *self);
guint halqa_choosing_get_size (HalqaChoosing *self);
gboolean halqa_choosing_has (HalqaChoosing *self, const char *id);
void
halqa_choosing_mark (HalqaChoosing *self, const GPtrArray *ids, gboolean chosen, gboolean alone);
void halqa_choosing_toggle (HalqaChoosing *self, const char *id);
void halqa_choosing_clear (HalqaChoosing *self);
/* In the order in which they were chosen. To be freed. */
GStrv halqa_choosing_dup_ids (HalqaChoosing *self);

G_END_DECLS
