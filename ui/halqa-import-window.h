/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_IMPORT_WINDOW (halqa_import_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaImportWindow, halqa_import_window, HALQA, IMPORT_WINDOW, AdwWindow)

HalqaImportWindow *halqa_import_window_new (GtkWindow *parent, HalqaForum *forum);
/* Asks for a file; the window is shown when there is one, and goes when there is none. */
void halqa_import_window_choose (HalqaImportWindow *self);
/* Shows what @file would bring. */
void halqa_import_window_open (HalqaImportWindow *self, GFile *file);

G_END_DECLS
