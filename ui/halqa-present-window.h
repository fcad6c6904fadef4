/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PRESENT_WINDOW (halqa_present_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPresentWindow, halqa_present_window, HALQA, PRESENT_WINDOW, GtkWindow)

/* Proposals for a hall, on a screen of their own: another than that of @beside where there is one. */

GtkWindow *halqa_present_window_new (GtkWindow *beside, HalqaForum *forum);
/* @items: of #HalqaItem, live; @heading: what they are; @first: the id of the one to begin with, or
 * %NULL. One that is merged into another of them is not shown. */
void halqa_present_window_set_items (HalqaPresentWindow *self,
                                     GListModel *items,
                                     const char *heading,
                                     const char *first);

G_END_DECLS
