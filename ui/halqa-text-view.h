/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HALQA_TYPE_TEXT_VIEW (halqa_text_view_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTextView, halqa_text_view, HALQA, TEXT_VIEW, GtkTextView)

G_END_DECLS
