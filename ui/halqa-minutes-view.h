/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_MINUTES_VIEW (halqa_minutes_view_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMinutesView, halqa_minutes_view, HALQA, MINUTES_VIEW, AdwBin)

/* What was said in a session. Signals: "chosen", another row or none is; "activated" (HalqaItem), to be
 * gone on to; "left", the keyboard wants to go back; "counted" (int), + (1) or - (-1) was pressed. */

/* @session: (nullable): an id */
void
halqa_minutes_view_set_session (HalqaMinutesView *self, HalqaForum *forum, const char *session);
HalqaItem *halqa_minutes_view_get_chosen (HalqaMinutesView *self);
/* The keyboard goes to the row that is chosen, or else the last. */
void halqa_minutes_view_begin (HalqaMinutesView *self);
/* The last row is seen, once that of @id, which has just been written, is there. */
void halqa_minutes_view_show_end (HalqaMinutesView *self, const char *id);

G_END_DECLS
