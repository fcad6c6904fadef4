/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Languages go by their codes: "ar", "fr", "zgh", "en", …, as behind the @ of a translated field. */

/* The codes in what a person typed, parted by anything, each once; those of Halqa itself where there is
 * none. Returns: (transfer full) */
char **halqa_language_parse_list (const char *text);
/* Those that have a name here, from 0 on; %NULL behind the last. */
const char *halqa_language_get_known (guint number);
/* In itself: "العربية", "Français"; the code where that is all that is known. */
const char *halqa_language_get_name (const char *code);
/* The one that the program speaks, as far as it says; lent for ever, and the same pointer each time. */
const char *halqa_language_get_spoken (void);
/* What a text is written in, as far as its letters tell; @latin: what it is taken for where they
 * are Latin. %NULL where it has no letters. */
const char *halqa_language_guess (const char *text, const char *latin);
/* Whether both name one language, "fr" and "fr-ma" too. */
gboolean halqa_language_equal (const char *code, const char *other);
/* Whether it is written in Latin letters, as far as is known. */
gboolean halqa_language_is_latin (const char *code);

G_END_DECLS
