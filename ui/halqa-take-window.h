/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HALQA_TYPE_TAKE_WINDOW (halqa_take_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTakeWindow, halqa_take_window, HALQA, TAKE_WINDOW, AdwWindow)

HalqaTakeWindow *halqa_take_window_new (GtkWindow *parent, HalqaForum *forum);
/* Asks for a file, and shows itself when there is one. */
void halqa_take_window_choose (HalqaTakeWindow *self);
/* Shows what @file would change. */
void halqa_take_window_open (HalqaTakeWindow *self, GFile *file);

G_END_DECLS
