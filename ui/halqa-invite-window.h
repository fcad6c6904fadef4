/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_INVITE_WINDOW (halqa_invite_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaInviteWindow, halqa_invite_window, HALQA, INVITE_WINDOW, AdwWindow)

HalqaInviteWindow *
halqa_invite_window_new (GtkWindow *parent, HalqaForum *forum, gboolean announced);

G_END_DECLS
