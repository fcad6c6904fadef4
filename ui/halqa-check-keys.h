/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @widget: a check button, or what some are in */
void halqa_check_keys_add (GtkWidget *widget);

G_END_DECLS
