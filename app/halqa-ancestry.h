/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"

G_BEGIN_DECLS

/* For app/ and app/node/ alone: ui/ has no include path to sync/. */

/* What the versions of @conflict come from, or, of an edit that a deletion did not see, what the
 * deletion knew in its place. @version: NULL for all of them. FALSE on an error; *@ancestor is NULL
 * where there is none. */
gboolean halqa_ancestry_find (HalqaReader *reader,
                              const HalqaConflict *conflict,
                              const HalqaPastWrite *version,
                              HalqaPastWrite **ancestor,
                              GError **error);
/* Who wrote each of the versions of @conflict first, see halqa_history_find_origin(): (element-type
 * HalqaDot) (transfer full). */
GArray *
halqa_ancestry_list_origins (HalqaReader *reader, const HalqaConflict *conflict, GError **error);
/* One text that holds what all versions made of @ancestor (NULL for none); NULL where there is none,
 * or a field is no text of sentences. To be freed. */
char *halqa_ancestry_unite (const HalqaConflict *conflict, const HalqaPastWrite *ancestor);

G_END_DECLS
