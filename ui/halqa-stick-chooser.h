/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for a forum as a file; begins on a stick, where one is in. */
GtkFileChooserNative *halqa_stick_chooser_new (const char *title,
                                               GtkWindow *parent,
                                               GtkFileChooserAction action,
                                               const char *accept);
/* The name that a forum of @title has as a file that ends in @ending; sticks take it too. */
char *halqa_stick_chooser_dup_name (const char *title, const char *ending);
/* How far something is, as a bar and a number. */
void halqa_stick_chooser_show_progress (GtkProgressBar *bar, guint64 done, guint64 total);

G_END_DECLS
