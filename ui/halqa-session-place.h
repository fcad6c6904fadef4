/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-place.h"
#include "halqa-session-editor.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SESSION_PLACE (halqa_session_place_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSessionPlace, halqa_session_place, HALQA, SESSION_PLACE, HalqaPlace)

/* In the room: the sheet of one session, and what is said in it. Signal "open" (HalqaItem): a person
 * wants to go on to that proposal. */

/* @session: (nullable): to be shown */
void halqa_session_place_set_session (HalqaSessionPlace *self, HalqaItem *session);
HalqaItem *halqa_session_place_get_session (HalqaSessionPlace *self);
HalqaSessionEditor *halqa_session_place_get_editor (HalqaSessionPlace *self);
/* Opens the sheet to be written in: of the session that is shown, or of a new one. */
void halqa_session_place_edit (HalqaSessionPlace *self);
void halqa_session_place_begin (HalqaSessionPlace *self);
/* The keyboard goes to where the next thing said is typed, as soon as there is a session. */
void halqa_session_place_take_down (HalqaSessionPlace *self);
/* Closes the sheet where it lies over the rest; FALSE where there is nothing to close. */
gboolean halqa_session_place_go_back (HalqaSessionPlace *self);
/* All that was typed and counted goes to the disk. */
void halqa_session_place_flush (HalqaSessionPlace *self);

G_END_DECLS
