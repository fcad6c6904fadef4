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
 * HalqaImportField:
 * @name: of a field that the kind has
 * @value: owned; what the line says that it holds, null for empty
 */
typedef struct
{
  char *name;
  HalqaValue value;
} HalqaImportField;

/**
 * HalqaImportName:
 * @field: that is to hold the record's id; lent by the table of kinds
 * @text: what the record is called; of a theme, perhaps its code
 * @label: (nullable): what it is to be called where it has to be made, @text unless given
 */
typedef struct
{
  const char *field;
  char *text;
  char *label;
} HalqaImportName;

/**
 * HalqaImportRecord:
 * @kind: the kind
 * @id: the record
 * @has_id: whether the line said so, else @id is made from what it says
 * @is_named: whether another line only names it: @fields are what it is made with, and no more
 * @deleted: what it says of that
 * @fields: (element-type HalqaImportField): without those that @names stand for
 * @names: (element-type HalqaImportName): in place of ids, what records are called
 *
 * What one line of an import says.
 */
typedef struct
{
  const HalqaKind *kind;
  HalqaId id;
  gboolean has_id;
  gboolean is_named;
  HalqaLineDeleted deleted;
  GArray *fields;
  GArray *names;
} HalqaImportRecord;

HalqaImportRecord *halqa_import_record_new (JsonObject *object, gboolean labels, GError **error);
void halqa_import_record_free (HalqaImportRecord *self);
const HalqaValue *halqa_import_record_get_value (HalqaImportRecord *self, const char *field);
void halqa_import_record_take_value (HalqaImportRecord *self, const char *field, HalqaValue *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaImportRecord, halqa_import_record_free)

G_END_DECLS
