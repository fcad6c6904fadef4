/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-window.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PREFERENCES_WINDOW (halqa_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPreferencesWindow,
                      halqa_preferences_window,
                      HALQA,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

HalqaPreferencesWindow *halqa_preferences_window_new (HalqaWindow *parent, HalqaFolder *folder);

G_END_DECLS
