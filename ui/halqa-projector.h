/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes @window fill a screen: another than that of @beside where there is one. @beside may be %NULL. */
void halqa_projector_show (GtkWindow *window, GtkWindow *beside);

G_END_DECLS
