/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

/**
 * HalqaTaken:
 * @session: the id of the session in which it was said
 * @type: (nullable): of a note; %NULL for a proposal
 * @text: of a proposal, what stands below its title; may be ""
 * @theme: (nullable): the id of the proposal's own theme
 *
 * What was taken down in a session.
 */
typedef struct
{
  HalqaForum *forum;
  char *session;
  char *type;
  char *title;
  char *text;
  char *theme;
} HalqaTaken;

/* On disk: its id. @error: it is not yet, which is said once; @id is %NULL then. */
typedef void (*HalqaTakenFunc) (const char *id, const GError *error, gpointer user_data);

/* Takes a copy, and tries until it is on disk; a window does not close before. @user_data: kept alive
 * until then. */
void halqa_taken_save (const HalqaTaken *taken, HalqaTakenFunc func, GObject *user_data);

G_END_DECLS
