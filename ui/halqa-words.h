/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-item.h"

G_BEGIN_DECLS

/* Between two things on one line: where that wraps it may be the last of a line, never the first. */
#define HALQA_WORDS_DOT "\u00a0· "

char *halqa_words_begin_line (const char *line);
char *halqa_words_join (const char *first, const char *second);
char *halqa_words_join_all (char **parts);
char *halqa_words_when (gint64 unix_microseconds);
char *halqa_words_missing (HalqaItem *target, const char *id);
char *halqa_words_name (HalqaItem *target, const char *id);
char *halqa_words_conflicts (guint n);
void halqa_words_set_text (GtkLabel *label, const char *text);
void halqa_words_set_line (GtkLabel *label, const char *text);
void halqa_words_set_direction (GtkWidget *widget, const char *text);
void halqa_words_limit_lines (GtkWidget *row);
void halqa_words_hold_tooltip (gpointer button);
void halqa_words_name_icon (GtkWidget *button, const char *name);
void halqa_words_name_button (gpointer button, const char *name);

G_END_DECLS
