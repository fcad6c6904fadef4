/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_NOTES (halqa_notes_get_type ())
G_DECLARE_FINAL_TYPE (HalqaNotes, halqa_notes, HALQA, NOTES, AdwBin)

/* @subject: (nullable): a session or a proposal of @forum; %NULL to show none */
void halqa_notes_set_subject (HalqaNotes *self, HalqaForum *forum, HalqaItem *subject);

/* Gives the keyboard to the note @id, to be written in. */
void halqa_notes_show (HalqaNotes *self, const char *id);

G_END_DECLS
