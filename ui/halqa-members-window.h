/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_MEMBERS_WINDOW (halqa_members_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMembersWindow, halqa_members_window, HALQA, MEMBERS_WINDOW, AdwWindow)

HalqaMembersWindow *halqa_members_window_new (GtkWindow *parent, HalqaForum *forum);

G_END_DECLS
