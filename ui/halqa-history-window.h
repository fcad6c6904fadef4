/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_HISTORY_WINDOW (halqa_history_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHistoryWindow, halqa_history_window, HALQA, HISTORY_WINDOW, AdwWindow)

/* Everything that was ever written into a record, the newest first. */
GtkWindow *halqa_history_window_new (GtkWindow *parent, HalqaForum *forum, HalqaItem *item);

G_END_DECLS
