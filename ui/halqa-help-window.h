/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HALQA_TYPE_HELP_WINDOW (halqa_help_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHelpWindow, halqa_help_window, HALQA, HELP_WINDOW, AdwWindow)

HalqaHelpWindow *halqa_help_window_new (GtkWindow *parent);
/* @id: as in data/help; another is the first page. */
void halqa_help_window_show (HalqaHelpWindow *self, const char *id);
const char *halqa_help_window_get_page (HalqaHelpWindow *self);

G_END_DECLS
