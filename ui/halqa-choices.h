/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GListModel *halqa_choices_put_none_first (GListModel *items);
GtkExpression *halqa_choices_name (void);
void halqa_choices_show_in (AdwComboRow *row);
void halqa_choices_cut_in (GtkDropDown *choice);

G_END_DECLS
