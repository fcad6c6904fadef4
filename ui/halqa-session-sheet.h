/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SESSION_SHEET (halqa_session_sheet_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSessionSheet, halqa_session_sheet, HALQA, SESSION_SHEET, AdwBin)

/* What a session is, in two lines to be read. Signals "close": somebody wants to close it; "opened":
 * somebody has opened it. */

/* @session: (nullable): one of @forum */
void halqa_session_sheet_set_item (HalqaSessionSheet *self, HalqaForum *forum, HalqaItem *session);

G_END_DECLS
