/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-form.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SESSION_EDITOR (halqa_session_editor_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSessionEditor, halqa_session_editor, HALQA, SESSION_EDITOR, AdwBin)

HalqaForm *halqa_session_editor_get_form (HalqaSessionEditor *self);
void
halqa_session_editor_set_forum (HalqaSessionEditor *self, HalqaForum *forum, GListModel *themes);
void halqa_session_editor_open (HalqaSessionEditor *self, HalqaItem *item);
void halqa_session_editor_begin (HalqaSessionEditor *self);

/* Each gives the keyboard to a part of it. No "grab-focus": GTK 4.8 calls that of a widget that
 * Shift+Tab is about to leave, which then can't be left. */
void halqa_session_editor_show_title (HalqaSessionEditor *self);
void halqa_session_editor_show_end (HalqaSessionEditor *self);
void halqa_session_editor_show_note (HalqaSessionEditor *self, const char *note);

G_END_DECLS
