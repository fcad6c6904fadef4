/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Puts into @draft what is to be written: for each attempt anew. */
typedef void (*HalqaInsistFill) (HalqaDraft *draft, gpointer data);
/* It is on disk. */
typedef void (*HalqaInsistDone) (gpointer data);

/* Writes until it is on disk; a window does not close before. The first time that it fails is told in
 * the window of @widget. @done: (nullable); @data: (transfer full). What the store would never take
 * has to be refused before, by halqa_draft_check(). */
void halqa_insist (GtkWidget *widget,
                   HalqaForum *forum,
                   HalqaInsistFill fill,
                   HalqaInsistDone done,
                   gpointer data,
                   GDestroyNotify free_data);

G_END_DECLS
