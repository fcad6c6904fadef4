/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GListModel *halqa_choices_put_none_first (GListModel *items);
GtkExpression *halqa_choices_name (void);

G_END_DECLS
