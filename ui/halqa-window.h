/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-application.h"
#include "halqa-folder.h"

G_BEGIN_DECLS

#define HALQA_TYPE_WINDOW (halqa_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaWindow, halqa_window, HALQA, WINDOW, AdwApplicationWindow)

HalqaWindow *halqa_window_new (HalqaApplication *application, HalqaFolder *folder);
HalqaForum *halqa_window_get_forum (HalqaWindow *self);
void halqa_window_open_forum (HalqaWindow *self, HalqaForum *forum);
void halqa_window_close_forum (HalqaWindow *self);
gboolean halqa_window_replicate_anew (HalqaWindow *self, GError **error);
/* --- of halqa-window-places.c */
void halqa_window_show_versions (HalqaWindow *self);
/* --- of halqa-window-help.c */
const char *halqa_window_find_help (HalqaWindow *self, GtkWindow *active);
/* --- of halqa-window-opening.c */
void halqa_window_open_file (HalqaWindow *self, GFile *file);
/* --- of halqa-window-saving.c */
gboolean halqa_window_is_at_a_file (HalqaWindow *self);
/* --- of halqa-window-state.c */
HalqaWindow *halqa_window_remake (HalqaWindow *self);
char *halqa_window_dup_last_forum (HalqaWindow *self);
/* --- of halqa-window-toasts.c */
void halqa_window_toast (HalqaWindow *self, const char *text);
void halqa_window_toast_for_now (HalqaWindow *self, const char *text);

G_END_DECLS
