/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HALQA_TYPE_GIVE_WINDOW (halqa_give_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaGiveWindow, halqa_give_window, HALQA, GIVE_WINDOW, AdwWindow)

HalqaGiveWindow *halqa_give_window_new (GtkWindow *parent, HalqaForum *forum);
/* Writes @chosen, as if it had been chosen. */
void halqa_give_window_give (HalqaGiveWindow *self, GFile *chosen);

G_END_DECLS
