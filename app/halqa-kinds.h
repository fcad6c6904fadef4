/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-schema.h"
#include "halqa-value.h"

G_BEGIN_DECLS

/* The kinds of a forum and their fields; all that sync/ is told of them. */
const HalqaSchema *halqa_kinds_get_schema (void);
/* %NULL with HALQA_APP_ERROR_INVALID where there is no kind called @name. */
const HalqaKind *halqa_kinds_find (const char *name, GError **error);

gboolean halqa_kinds_can_write (const HalqaKind *kind, const char *name);
/* Makes of a text, as a person or a file wrote it, the value of a field; "" is null for any type.
 * A reference may be given as 32 hex digits only. The value is the caller's. FALSE with
 * HALQA_APP_ERROR_INVALID and a sentence that names kind, field and what is allowed. */
gboolean halqa_kinds_parse (const char *kind,
                            const char *field,
                            const char *text,
                            HalqaValue *value,
                            GError **error);
/* The other way: text as is, numbers in ASCII digits, ids in hex, null as "". To be freed. */
char *halqa_kinds_format (const HalqaValue *value);
/* What a field of a record that is being made will hold; %NULL for nothing. */
typedef const HalqaValue *(*HalqaKindsValueFunc) (const char *field, gpointer user_data);
/* The id of a record that is the same wherever it is made. FALSE where a part of it is missing, or
 * the kind has ids of chance. */
gboolean halqa_kinds_derive_id (const HalqaKind *kind,
                                HalqaKindsValueFunc get,
                                gpointer user_data,
                                HalqaId *id,
                                const HalqaField **missing);
char *halqa_kinds_dup_written (const char *kind, const char *field, const char *text);
/* Whether @field (`NAME@LANGUAGE` too) is a text of sentences, not a word of a list, a date or a
 * code. */
gboolean halqa_kinds_is_prose (const char *kind, const char *field);
/* The field of @kind that, where it is empty, counts as that of the same name in what the field @through
 * points at: whatever is shown, sorted or narrowed by it. */
const char *halqa_kinds_get_inherited (const char *kind, const char **through);
/* The field that a record of @kind is called by ("title", "name", "body"…). */
const char *halqa_kinds_get_label_field (const char *kind);

G_END_DECLS
