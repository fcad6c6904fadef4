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

G_END_DECLS
