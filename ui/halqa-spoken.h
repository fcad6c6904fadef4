/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void halqa_announce (GtkWidget *widget, const char *words);
void halqa_name_row (GtkWidget *row, const char *name);
void halqa_describe (GtkWidget *widget, const char *words);

G_END_DECLS
