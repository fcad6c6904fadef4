/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_GLOSSARY_WINDOW (halqa_glossary_window_get_type ())
G_DECLARE_FINAL_TYPE (HalqaGlossaryWindow, halqa_glossary_window, HALQA, GLOSSARY_WINDOW, AdwWindow)

HalqaGlossaryWindow *halqa_glossary_window_new (GtkWindow *parent, HalqaForum *forum);

G_END_DECLS
