/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @button: one, in its place already, that offers something else as soon as it was pressed. A double
 * click presses it once. */
void halqa_once_press (GtkWidget *button);

G_END_DECLS
