/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_FIELD_TEXT,
  HALQA_FIELD_INT,
  HALQA_FIELD_BOOL,
  HALQA_FIELD_REF, /* the id of another record, 16 bytes */
} HalqaFieldType;

typedef enum
{
  HALQA_FIELD_NONE = 0,
  HALQA_FIELD_TRANSLATED = 1 << 0, /* NAME@LANGUAGE may stand beside NAME */
  HALQA_FIELD_SEARCHED = 1 << 1, /* its words are in the search index */
  HALQA_FIELD_IDENTITY = 1 << 2, /* the record's id is derived from it */
  HALQA_FIELD_LATEST = 1 << 3, /* what is not shown of it is history, never a conflict */
  HALQA_FIELD_NUMBERED = 1 << 4, /* its texts are made of numbers: who has one is soon found */
} HalqaFieldFlags;

/**
 * HalqaField:
 * @name: as it travels
 * @type: what its values are
 * @flags: #HalqaFieldFlags
 * @target: for %HALQA_FIELD_REF the kind that it points at, or %NULL for any
 * @choices: for a text that is one of several words, %NULL-terminated, else %NULL
 */
typedef struct
{
  const char *name;
  HalqaFieldType type;
  HalqaFieldFlags flags;
  const char *target;
  const char *const *choices;
} HalqaField;

/**
 * HalqaKind:
 * @name: as it travels, [a-z_]+
 * @fields: (array zero-terminated=1): ended by one whose name is %NULL; `deleted` is not among them
 */
typedef struct
{
  const char *name;
  const HalqaField *fields;
} HalqaKind;

struct _HalqaRecord;

/**
 * HalqaSchema:
 * @kinds: (array zero-terminated=1): ended by one whose name is %NULL
 * @index_text: makes of a text the words to be indexed, parted by single spaces; the result is the
 *   caller's
 * @query_text: makes of what a person typed an FTS5 query, or %NULL where no word is in it
 * @blob_kind: (nullable): the kind whose records refer to a blob each; %NULL for none
 * @get_blob: tells which; FALSE where a record of that kind names none that there could be
 * @name_blob: (nullable): what a person calls that of a record, to stand in a sentence; %NULL where it
 *   has no name
 * @weak_text: (nullable): makes a query for what is found besides, and comes behind the others where
 *   nobody asked for an order; %NULL where that is nothing
 * @holds_text: (nullable): whether a text holds all that a person typed, as @query_text would find it
 *
 * All that this layer knows of what it replicates. It must outlive everything that was given it.
 */
typedef struct
{
  const HalqaKind *kinds;
  char *(*index_text) (const char *text);
  char *(*query_text) (const char *text);
  const char *blob_kind;
  gboolean (*get_blob) (struct _HalqaRecord *record, HalqaBlobRef *blob);
  char *(*name_blob) (struct _HalqaRecord *record);
  char *(*weak_text) (const char *text);
  gboolean (*holds_text) (const char *text, const char *typed);
} HalqaSchema;

const HalqaKind *halqa_schema_find_kind (const HalqaSchema *schema, const char *name);
const HalqaKind *
halqa_schema_require_kind (const HalqaSchema *schema, const char *name, GError **error);
const HalqaField *halqa_kind_find_field (const HalqaKind *kind, const char *name);
gboolean halqa_kind_knows_field (const HalqaKind *kind, const char *name);
char *halqa_schema_dup_fingerprint (const HalqaSchema *schema);

G_END_DECLS
