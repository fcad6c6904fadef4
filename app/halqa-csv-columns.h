/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-schema.h"

G_BEGIN_DECLS

/* What a column may become beside a field of a proposal. */
#define HALQA_CSV_ID "id"
/* What a theme is called that the column of `theme` gives by its code. */
#define HALQA_CSV_THEME_NAME "theme_name"

const HalqaKind *halqa_csv_get_kind (void);
/* The field that a column of this heading becomes, NULL for none. To be freed. */
char *halqa_csv_match_column (const char *heading);
/* The heading of a field's column in an export. To be freed. */
char *halqa_csv_dup_heading (const char *field);
/* Whether a column can become @field. */
gboolean halqa_csv_knows_field (const char *field);
/* The word of the table of kinds that @text means in the column of @field; @text where none is
 * meant. Lent. */
const char *halqa_csv_match_word (const char *field, const char *text);

/* A text that no spreadsheet takes for a formula, and the text again. To be freed. */
char *halqa_csv_guard (const char *text);
const char *halqa_csv_unguard (const char *text);

G_END_DECLS
