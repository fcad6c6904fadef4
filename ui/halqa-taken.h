/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

#include <gtk/gtk.h>

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

/* It is on disk, and @id is its own. */
typedef void (*HalqaTakenFunc) (GtkWidget *widget, const char *id);

/* Takes a copy, and tries until it is on disk; a window does not close before. A failure is told in that
 * of @widget. */
void halqa_taken_save (const HalqaTaken *taken, HalqaTakenFunc func, GtkWidget *widget);

G_END_DECLS
