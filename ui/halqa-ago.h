/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Says anew in @widget how long ago things were. */
typedef void (*HalqaAgoFunc) (GtkWidget *widget);

void halqa_ago_follow (GtkWidget *widget, HalqaAgoFunc renew);
void halqa_ago_renew (void);

G_END_DECLS
