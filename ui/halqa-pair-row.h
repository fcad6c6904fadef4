/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-forum.h"
#include "halqa-pair.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PAIR_ROW (halqa_pair_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPairRow, halqa_pair_row, HALQA, PAIR_ROW, GtkWidget)

/* Signal "later": a person puts the pair off. */
GtkWidget *halqa_pair_row_new (void);
/* @pair: NULL to show none. */
void halqa_pair_row_set_pair (HalqaPairRow *self, HalqaForum *forum, HalqaPair *pair);
HalqaPair *halqa_pair_row_get_pair (HalqaPairRow *self);

G_END_DECLS
