/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Round a list or a table, to make of it one stop of Tab. */
#define HALQA_TYPE_TAB_STOP (halqa_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTabStop, halqa_tab_stop, HALQA, TAB_STOP, AdwBin)

G_END_DECLS
