/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_MINUTES (halqa_minutes_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMinutes, halqa_minutes, HALQA, MINUTES, GObject)

/* What was said in one session, as a live GListModel of HalqaItem: its proposals in their order, and
 * below each the notes, questions and decisions that were taken down after it. */

/* @session: an id in hex */
HalqaMinutes *halqa_minutes_new (HalqaForum *forum, const char *session);
/* G_MAXUINT where it is not in the list. */
guint halqa_minutes_find (HalqaMinutes *self, const char *id);
/* The record that the one at @position can change places with, upwards (-1) or downwards (1): of a
 * proposal the next one, of a note one that stands beside it. %NULL at an end. To be unreffed. */
HalqaItem *halqa_minutes_dup_neighbour (HalqaMinutes *self, guint position, int step);

G_END_DECLS
