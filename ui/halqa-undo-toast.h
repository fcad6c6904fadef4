/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

/* How long one that offers to take something back stays: to be read out, and reached by the keyboard. */
#define HALQA_UNDO_TOAST_S 15

/* Says @words, which are no markup, of what was saved; takes just that back. @stamp: of it, 0 where
 * nothing was to be saved. */
void halqa_undo_toast_offer (AdwToastOverlay *toasts,
                             HalqaForum *forum,
                             const char *words,
                             guint64 stamp);
/* Takes back what was done last at this laptop, or does it again, and tells it in @toasts. */
void halqa_undo_toast_undo (AdwToastOverlay *toasts, HalqaForum *forum, gboolean redo);
/* Another widget in @window has the keyboard; to be told each time. Where that is an empty text, the keys for
 * undo are those of @window, a controller of the name "undo", until something is written into it. */
void halqa_undo_note_focus (GtkWindow *window);
/* Has @text in it: what was typed there was taken, or is another record's, and no key brings it back. */
void halqa_undo_fill (GtkEditable *editable, const char *text);
void halqa_undo_fill_view (GtkTextView *view, const char *text);
/* Shows @toast in the place of the last of these. (transfer full) */
void halqa_undo_toast_show (AdwToastOverlay *toasts, AdwToast *toast);
/* Shows @toast, of something that is no record: nothing but its button takes that back. (transfer full) */
void halqa_undo_toast_show_only_way (AdwToastOverlay *toasts, AdwToast *toast);
/* Takes back what such a toast in @toasts tells of, as its button does; FALSE where none is shown. */
gboolean halqa_undo_toast_take_back (AdwToastOverlay *toasts);
/* @window: has @toasts somewhere, around nothing. */
void halqa_undo_toast_float (AdwToastOverlay *toasts, GtkWidget *window);
/* Returns: (transfer none) (nullable): where what is done in @widget is told of */
AdwToastOverlay *halqa_undo_toast_find (GtkWidget *widget);
/* When the forum is closed. */
void halqa_undo_toast_dismiss (AdwToastOverlay *toasts);

G_END_DECLS
