/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void halqa_giving_way_add (GtkWidget *child, GtkWidget *needed);
void halqa_giving_way_lay_out (GtkWidget *list);

G_END_DECLS
