/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "halqa-types.h"

G_BEGIN_DECLS

/* A forum as large as is asked for, of the shape that goals are set for: proposals of about
 * 1.7 KB as NDJSON, Arabic and French mixed, each with none to five notes. The same seed makes the
 * same bytes. */

/* As a file to be imported. */
char *generate_ndjson (guint n_proposals, guint32 seed);

/* As changes to be committed, one for each proposal with its notes.
 * Returns: (element-type HalqaChange) (transfer full) */
GPtrArray *generate_changes (guint n_proposals, guint32 seed);

/* Words parted by spaces, @min to @max characters. */
char *generate_text (GRand *random, guint min, guint max);
/* The id of the proposal at @index of the forum made from @seed. */
void generate_id (guint32 seed, guint index, HalqaId *id);

G_END_DECLS
