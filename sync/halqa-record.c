/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-record-private.h"

#include <string.h>

#include "halqa-cbor.h"

/* One record as it is shown, copied out of its row. Fields are held in the order of their names'
 * bytes, which is also the order in which they are given out: a digest over them is the same on
 * every laptop. */

typedef struct
{
  char *name;
  HalqaValue value;
} Field;

struct _HalqaRecord
{
  gatomicrefcount ref_count;
  const HalqaKind *kind;
  HalqaId id;
  gboolean deleted;
  guint64 created;
  guint64 updated;
  gboolean has_author;
  HalqaDeviceId author;
  guint n_conflicts;
  GArray *fields; /* of Field */
};

/* Where the columns stand that every record has; those of the fields follow. */
enum
{
  COLUMN_ID,
  COLUMN_DELETED,
  COLUMN_CREATED,
  COLUMN_AUTHOR,
  COLUMN_UPDATED,
  COLUMN_CONFLICTS,
  COLUMN_EXTRA,
  N_COLUMNS,
};

static void
clear_field (gpointer field)
{
  Field *self = field;

  g_free (self->name);
  halqa_value_clear (&self->value);
}

/**
 * halqa_record_compose_select:
 * @kind: a kind
 *
 * Returns: (transfer full): the beginning of a query, up to the name of the table, called `k`
 */
char *
halqa_record_compose_select (const HalqaKind *kind)
{
  g_autoptr (GString) sql = g_string_new (
      "SELECT k.id, k.deleted, k.created, k.author, k.updated, k.conflicts, k.extra");

  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    g_string_append_printf (sql, ", k.f_%s", field->name);
  g_string_append_printf (sql, " FROM k_%s AS k", kind->name);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
add_field (HalqaRecord *self, const char *name, gsize size, const HalqaValue *value)
{
  Field field = { .name = g_strndup (name, size) };

  halqa_value_copy (value, &field.value);
  g_array_append_val (self->fields, field);
}

static void
read_extra (HalqaRecord *self, const guint8 *data, gsize size)
{
  HalqaCborReader reader;
  HalqaCborItem map, name, item;

  halqa_cbor_reader_init (&reader, data, size);
  if (size == 0 || !halqa_cbor_read_type (&reader, HALQA_CBOR_MAP, &map, NULL))
    return;
  while (halqa_cbor_read_type (&reader, HALQA_CBOR_TEXT, &name, NULL) &&
         halqa_cbor_read (&reader, &item, NULL))
    {
      HalqaValue value = { .data = item.data, .size = item.size };

      if (item.type == HALQA_CBOR_TEXT)
        value.type = HALQA_VALUE_TEXT;
      else if (item.type == HALQA_CBOR_BYTES)
        value.type = HALQA_VALUE_BYTES;
      else if (item.type == HALQA_CBOR_BOOL)
        value = halqa_value_bool (item.number != 0);
      else if (item.type == HALQA_CBOR_UINT)
        value = halqa_value_int ((gint64) item.number);
      else if (item.type == HALQA_CBOR_NEGATIVE)
        value = halqa_value_int (-1 - (gint64) item.number);
      add_field (self, (const char *) name.data, name.size, &value);
    }
}

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Field *) a)->name, ((const Field *) b)->name);
}

static void
read_columns (HalqaRecord *self, sqlite3_stmt *row)
{
  for (int i = 0; self->kind->fields[i].name != NULL; i++)
    {
      const HalqaField *field = &self->kind->fields[i];
      HalqaValue value = halqa_sql_get_value (row, N_COLUMNS + i, field->type);

      if (value.type != HALQA_VALUE_NULL)
        add_field (self, field->name, strlen (field->name), &value);
    }
  if (self->deleted)
    {
      HalqaValue value = halqa_value_bool (TRUE);

      add_field (self, "deleted", strlen ("deleted"), &value);
    }
  read_extra (self, sqlite3_column_blob (row, COLUMN_EXTRA),
              (gsize) sqlite3_column_bytes (row, COLUMN_EXTRA));
  g_array_sort (self->fields, compare_fields);
}

HalqaRecord *
halqa_record_new_empty (const HalqaKind *kind, const HalqaId *id)
{
  HalqaRecord *self = g_new0 (HalqaRecord, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->id = *id;
  self->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  g_array_set_clear_func (self->fields, clear_field);
  return self;
}

/**
 * halqa_record_read:
 * @kind: of the record
 * @names: of the connection
 * @row: a statement of halqa_record_compose_select() that stands on a row
 *
 * Returns: (transfer full): the record
 */
HalqaRecord *
halqa_record_read (const HalqaKind *kind, HalqaNames *names, sqlite3_stmt *row)
{
  HalqaId id = { { 0 } };
  HalqaRecord *self;
  const HalqaDeviceId *author;

  if (sqlite3_column_bytes (row, COLUMN_ID) == HALQA_ID_SIZE)
    memcpy (id.bytes, sqlite3_column_blob (row, COLUMN_ID), HALQA_ID_SIZE);
  self = halqa_record_new_empty (kind, &id);
  self->deleted = sqlite3_column_int (row, COLUMN_DELETED) != 0;
  self->created = (guint64) sqlite3_column_int64 (row, COLUMN_CREATED);
  self->updated = (guint64) sqlite3_column_int64 (row, COLUMN_UPDATED);
  self->n_conflicts = (guint) sqlite3_column_int64 (row, COLUMN_CONFLICTS);
  author = halqa_names_get_device (names, (guint) sqlite3_column_int64 (row, COLUMN_AUTHOR));
  self->has_author = author != NULL;
  if (author != NULL)
    self->author = *author;
  read_columns (self, row);
  return self;
}

HalqaRecord *
halqa_record_ref (HalqaRecord *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
halqa_record_unref (HalqaRecord *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->fields);
  g_free (self);
}

const HalqaKind *
halqa_record_get_kind (HalqaRecord *self)
{
  return self->kind;
}

const HalqaId *
halqa_record_get_id (HalqaRecord *self)
{
  return &self->id;
}

/**
 * halqa_record_get_value:
 * @self: a record
 * @field: a field's name
 *
 * Returns: (transfer none) (nullable): what it holds; %NULL where it is empty
 */
const HalqaValue *
halqa_record_get_value (HalqaRecord *self, const char *field)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const Field *candidate = &g_array_index (self->fields, Field, i);

      if (strcmp (candidate->name, field) == 0)
        return &candidate->value;
    }
  return NULL;
}

/**
 * halqa_record_get_text:
 * @self: a record
 * @field: a field's name
 *
 * Returns: (transfer none) (nullable): the text; %NULL where it is empty, or no text
 */
const char *
halqa_record_get_text (HalqaRecord *self, const char *field)
{
  const HalqaValue *value = halqa_record_get_value (self, field);

  return value == NULL ? NULL : halqa_value_get_text (value);
}

/**
 * halqa_record_foreach:
 * @self: a record
 * @func: (scope call): called for each field that holds something
 * @user_data: for @func
 *
 * In the order of the names' bytes.
 */
void
halqa_record_foreach (HalqaRecord *self, HalqaRecordFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const Field *field = &g_array_index (self->fields, Field, i);

      func (field->name, &field->value, user_data);
    }
}

gboolean
halqa_record_is_deleted (HalqaRecord *self)
{
  return self->deleted;
}

guint64
halqa_record_get_created (HalqaRecord *self)
{
  return self->created;
}

guint64
halqa_record_get_updated (HalqaRecord *self)
{
  return self->updated;
}

const HalqaDeviceId *
halqa_record_get_author (HalqaRecord *self)
{
  return self->has_author ? &self->author : NULL;
}

guint
halqa_record_get_n_conflicts (HalqaRecord *self)
{
  return self->n_conflicts;
}
