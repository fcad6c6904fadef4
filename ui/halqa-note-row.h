/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_NOTE_ROW (halqa_note_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaNoteRow, halqa_note_row, HALQA, NOTE_ROW, GtkListBoxRow)

/* The words of a note's type, in the order in which they are offered, and what they are called. */
extern const char *const halqa_note_types[];
GtkStringList *halqa_note_types_new_names (void);

/* Signal "delete": a person wants to be rid of the note. */
GtkWidget *halqa_note_row_new (HalqaForum *forum, HalqaItem *note);
/* Gives the keyboard to its text. */
void halqa_note_row_write (HalqaNoteRow *self);

G_END_DECLS
