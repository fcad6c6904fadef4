/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-choosing.h"

G_BEGIN_DECLS

#define HALQA_TYPE_BOARD_SELECTION (halqa_board_selection_get_type ())
G_DECLARE_FINAL_TYPE (HalqaBoardSelection, halqa_board_selection, HALQA, BOARD_SELECTION, GObject)

/* The cards of one column, as a GtkSelectionModel: those are selected that @choosing has. */
GtkSelectionModel *halqa_board_selection_new (GListModel *cards, HalqaChoosing *choosing);

G_END_DECLS
