/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_MERGE_WINDOW (halqa_merge_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMergeWindow, halqa_merge_window, HALQA, MERGE_WINDOW, AdwWindow)

/* What is to be done goes to @parent, by its actions. Signal "done": something has been. */
HalqaMergeWindow *
halqa_merge_window_new (GtkWindow *parent, HalqaForum *forum, const GPtrArray *proposals);

G_END_DECLS
