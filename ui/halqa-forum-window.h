/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_FORUM_WINDOW (halqa_forum_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaForumWindow, halqa_forum_window, HALQA, FORUM_WINDOW, AdwWindow)

HalqaForumWindow *halqa_forum_window_new (GtkWindow *parent, HalqaForum *forum);

G_END_DECLS
