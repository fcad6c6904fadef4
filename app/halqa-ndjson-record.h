/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "halqa-schema.h"
#include "halqa-value.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_LINE_SAYS_NOTHING,
  HALQA_LINE_SAYS_DELETED,
  HALQA_LINE_SAYS_NOT_DELETED,
} HalqaLineDeleted;

/**
 * HalqaNdjsonField:
 * @name: of a field that the kind has
 * @value: owned; what the line says that it holds, null for empty
 */
typedef struct
{
  char *name;
  HalqaValue value;
} HalqaNdjsonField;

/**
 * HalqaNdjsonRecord:
 * @kind: the kind
 * @id: the record
 * @has_id: whether the line said so, else @id is made from what it says
 * @deleted: what it says of that
 * @fields: (element-type HalqaNdjsonField): without the one that @theme_code stands for
 * @theme_code: (nullable): in place of the theme's id, its code
 *
 * What one line of an import says.
 */
typedef struct
{
  const HalqaKind *kind;
  HalqaId id;
  gboolean has_id;
  HalqaLineDeleted deleted;
  GArray *fields;
  char *theme_code;
} HalqaNdjsonRecord;

HalqaNdjsonRecord *halqa_ndjson_record_new (JsonObject *object, GError **error);
void halqa_ndjson_record_free (HalqaNdjsonRecord *self);
const HalqaValue *halqa_ndjson_record_get_value (HalqaNdjsonRecord *self, const char *field);
void halqa_ndjson_record_take_value (HalqaNdjsonRecord *self, const char *field, HalqaValue *value);
void halqa_ndjson_theme_id (const char *code, HalqaId *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaNdjsonRecord, halqa_ndjson_record_free)

G_END_DECLS
