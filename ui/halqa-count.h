/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HALQA_N_VOTES 3

/* The fields of a tally, in the order of the counters. */
extern const char *const halqa_votes[HALQA_N_VOTES];

/**
 * HalqaCount:
 * @proposal: its id
 * @session: the id of the session that votes
 * @method: "hands" or "dots"
 * @values: -1 for empty
 * @is_set: which of them a person counted
 *
 * What was counted and is not on the disk yet.
 */
typedef struct
{
  HalqaForum *forum;
  char *proposal;
  char *session;
  char *method;
  gint64 values[HALQA_N_VOTES];
  gboolean is_set[HALQA_N_VOTES];
} HalqaCount;

/* The id of the tally; to be freed. */
char *halqa_count_dup_id (const char *proposal, const char *session, const char *method);
/* Takes a copy, and tries until it is on disk; a window does not close before. A failure is told in that
 * of @widget. */
void halqa_count_save (const HalqaCount *count, GtkWidget *widget);

G_END_DECLS
