/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fuzz.h"
#include "halqa-import.h"

G_BEGIN_DECLS

/* A forum for the targets that import into one; it is there when the first input comes. */
HalqaReader *fuzz_forum_reader (void);
guint64 fuzz_forum_count_entries (void);
/* Made anew where many entries are in it, so that a run does not grow slower and slower. */
void fuzz_forum_tidy (void);
/* To be given to an import, with where it counts. */
void fuzz_forum_refused_cb (guint line, const char *why, gpointer n_refused);

G_END_DECLS
