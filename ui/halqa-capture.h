/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CAPTURE (halqa_capture_get_type ())
G_DECLARE_FINAL_TYPE (HalqaCapture, halqa_capture, HALQA, CAPTURE, AdwBin)

/* Where what is said in a session is taken down. Signal "taken" (const char *): the id of a proposal or
 * a note that is on disk now. Signal "up": Up was pressed in the first line. */

/* @forum: %NULL to close; @themes: of #HalqaItem */
void halqa_capture_set_forum (HalqaCapture *self, HalqaForum *forum, GListModel *themes);
/* @session: (nullable). What was half-written in the one before is there when that is come back to. */
void halqa_capture_set_session (HalqaCapture *self, HalqaItem *session);
/* Gives the keyboard to the line. */
void halqa_capture_begin (HalqaCapture *self);
/* Has what is half-written kept on disk now. */
void halqa_capture_flush (HalqaCapture *self);

G_END_DECLS
