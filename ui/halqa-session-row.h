/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SESSION_ROW (halqa_session_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSessionRow, halqa_session_row, HALQA, SESSION_ROW, GtkListBoxRow)

GtkWidget *halqa_session_row_new (HalqaForum *forum, HalqaItem *session);
HalqaItem *halqa_session_row_get_session (HalqaSessionRow *self);
void halqa_session_row_set_count (HalqaSessionRow *self, guint n);

G_END_DECLS
