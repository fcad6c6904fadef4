/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What people call a field of a record, and what they call what stands there. To be freed. */
char *halqa_field_words (const char *kind, const char *field);
char *halqa_field_words_value (const char *field, const char *text);

G_END_DECLS
