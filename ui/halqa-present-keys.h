/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-present-bar.h"

G_BEGIN_DECLS

/* Gives @window, which has the actions "present.…", the keys of a presenter. @bar: of buttons, which are
 * pressed by their own keys while they have the focus; @blank: visible while nothing is to be seen. */
void halqa_present_keys_add (GtkWindow *window, HalqaPresentBar *bar, GtkWidget *blank);

G_END_DECLS
