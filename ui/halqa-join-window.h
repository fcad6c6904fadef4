/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-folder.h"

G_BEGIN_DECLS

#define HALQA_TYPE_JOIN_WINDOW (halqa_join_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaJoinWindow, halqa_join_window, HALQA, JOIN_WINDOW, AdwWindow)

HalqaJoinWindow *halqa_join_window_new (GtkWindow *parent, HalqaFolder *folder, const char *name);

G_END_DECLS
