/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HALQA_TYPE_TRANSLATE_WINDOW (halqa_translate_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTranslateWindow,
                      halqa_translate_window,
                      HALQA,
                      TRANSLATE_WINDOW,
                      AdwWindow)

/* Says "applied" when it is closed and something was written. */
GtkWindow *halqa_translate_window_new (GtkWindow *parent);

G_END_DECLS
