/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_LANGUAGES_ROW (halqa_languages_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaLanguagesRow, halqa_languages_row, HALQA, LANGUAGES_ROW, AdwExpanderRow)

/* The languages that a forum is written in. @item: its own record; what is chosen is handed to the action
 * "forum.set-languages", "s". */
void halqa_languages_row_set_forum (HalqaLanguagesRow *self, HalqaForum *forum, HalqaItem *item);

G_END_DECLS
