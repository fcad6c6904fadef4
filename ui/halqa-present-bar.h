/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PRESENT_BAR (halqa_present_bar_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPresentBar, halqa_present_bar, HALQA, PRESENT_BAR, AdwBin)

/* The buttons of who presents, which come with the pointer and go with it. Signal "chosen" (GListModel,
 * char *): other proposals are to be presented, and what they are called. */

/* @over: the widget over which the pointer is watched, and hidden. @beneath: what is not seen while the
 * bar lies over half of it. */
void halqa_present_bar_watch (HalqaPresentBar *self, GtkWidget *over, GtkWidget *beneath);
void halqa_present_bar_reveal (HalqaPresentBar *self);
/* What was asked for; it is offered beside the themes and sessions of @forum. */
void halqa_present_bar_set_asked (HalqaPresentBar *self,
                                  HalqaForum *forum,
                                  GListModel *items,
                                  const char *heading);

G_END_DECLS
