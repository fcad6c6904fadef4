/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SOURCE_ROW (halqa_source_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSourceRow, halqa_source_row, HALQA, SOURCE_ROW, AdwExpanderRow)

/* @result: the proposal in whose family the row stands. */
GtkWidget *halqa_source_row_new (HalqaForum *forum, HalqaItem *source, HalqaItem *result);

G_END_DECLS
