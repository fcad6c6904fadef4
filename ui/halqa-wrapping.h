/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void halqa_wrapping_lay_out (GtkWidget *box);
void halqa_wrapping_describe (AdwPreferencesGroup *group);
void halqa_wrapping_break_words (GtkButton *button);

G_END_DECLS
