/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-version.h"

G_BEGIN_DECLS

#define HALQA_TYPE_COMPARISON (halqa_comparison_get_type ())
G_DECLARE_FINAL_TYPE (HalqaComparison, halqa_comparison, HALQA, COMPARISON, GObject)

/* The versions of one field beside what they come from, as they were at one moment. */

/* @field: of @item; "deleted" for edits made while another deleted. */
void halqa_comparison_read_async (HalqaForum *forum,
                                  HalqaItem *item,
                                  const char *field,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* Returns: (transfer full) */
HalqaComparison *halqa_comparison_read_finish (GAsyncResult *result, GError **error);

/* A list of HalqaVersion, the shown one first, empty where nobody differs (any more). Lent. */
GListModel *halqa_comparison_get_versions (HalqaComparison *self);
/* In words, "" for empty; %NULL where nothing is known that all come from. */
const char *halqa_comparison_get_ancestor (HalqaComparison *self);
/* A text that holds what all of them changed; %NULL where they changed the same words. */
const char *halqa_comparison_get_union (HalqaComparison *self);
/* Whether a person may write a further text in the place of all. */
gboolean halqa_comparison_takes_text (HalqaComparison *self);
/* Whether the versions can be kept as several proposals. */
gboolean halqa_comparison_can_part (HalqaComparison *self);

G_END_DECLS
