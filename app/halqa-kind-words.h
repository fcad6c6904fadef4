/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What people call a kind of record, in the reader's language; lent for ever. The kind itself where
 * it has no word. */
const char *halqa_kind_words_get (const char *kind);
/* What is said of a record that has no title or name; lent for ever. */
const char *halqa_kind_words_nameless (const char *kind);
/* What people call a field; of a translation also its language. To be freed. The field itself where
 * it has no word. */
char *halqa_field_words_dup (const char *field);

G_END_DECLS
