/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PowerCut:
 * @folder: what the disk holds after it, to be removed by whoever took the cut
 * @n_saved: what the test had counted as saved by then
 *
 * One moment at which the power went.
 */
typedef struct
{
  char *folder;
  guint n_saved;
} PowerCut;

void power_cut_free (PowerCut *self);

/* From here on what SQLite writes below @folder is on disk only when it was synced, and so are names
 * given by rename(); power_stop() ends it. @n_saved: counted up, atomically, by who is told that
 * something is on disk. */
void power_start (const char *folder, guint32 seed, const guint *n_saved);
void power_stop (void);
/* The power goes at every @every-th step on average; 0: not at all. */
void power_set_cuts (guint every);
/* Returns: (transfer full) (nullable): a cut that nobody has taken yet */
PowerCut *power_take_cut (void);
/* Connections that are opened from here on are as they are outside of this test, or not. */
void power_set_normal (gboolean normal);

G_END_DECLS
