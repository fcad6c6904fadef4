/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void halqa_menu_put_off (GtkMenuButton *button, GMenuModel *menu);
void halqa_menu_put_off_and_return (GtkMenuButton *button, GMenuModel *menu);

G_END_DECLS
