/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PRESENT_LIST (halqa_present_list_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPresentList, halqa_present_list, HALQA, PRESENT_LIST, GObject)

/* Proposals without those that are merged into another of them. Live. */

HalqaPresentList *halqa_present_list_new (HalqaForum *forum, GListModel *all);
/* @id: (nullable). Where the proposal is shown, or that which it is merged into; else G_MAXUINT. */
guint halqa_present_list_find (GListModel *list, const char *id);

G_END_DECLS
