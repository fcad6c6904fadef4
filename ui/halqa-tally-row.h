/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_TALLY_ROW (halqa_tally_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTallyRow, halqa_tally_row, HALQA, TALLY_ROW, AdwActionRow)

/* What one room counted, to be read. */
GtkWidget *halqa_tally_row_new (HalqaForum *forum, HalqaItem *tally);

G_END_DECLS
