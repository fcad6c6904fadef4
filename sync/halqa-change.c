/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-change-private.h"

#include <string.h>

/* What a person does at once, before it is an entry. It names values only: which dots an edit
 * replaces is found by the store inside the transaction that writes it, so that nothing can come
 * in between. */

struct _HalqaChange
{
  gatomicrefcount ref_count;
  GPtrArray *records;
  guint64 stamp;
  guint action;
  gboolean imported;
};

static void
free_numbering (HalqaNumbering *numbering)
{
  if (numbering->destroy != NULL)
    numbering->destroy (numbering->user_data);
  g_free (numbering->counter);
  g_free (numbering);
}

static void
clear_field (gpointer field)
{
  HalqaFieldChange *self = field;

  g_free (self->name);
  g_clear_pointer (&self->numbering, free_numbering);
  halqa_value_clear (&self->value);
  halqa_value_clear (&self->seen);
  g_free (self->dots);
}

static void
free_record (gpointer record)
{
  HalqaRecordChange *self = record;

  g_free (self->kind);
  g_array_unref (self->fields);
  g_free (self);
}

/**
 * halqa_change_new:
 *
 * Returns: (transfer full): a change of nothing
 */
HalqaChange *
halqa_change_new (void)
{
  HalqaChange *self = g_new0 (HalqaChange, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->records = g_ptr_array_new_with_free_func (free_record);
  return self;
}

HalqaChange *
halqa_change_ref (HalqaChange *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
halqa_change_unref (HalqaChange *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->records);
  g_free (self);
}

/* From the end: what is named several times is mostly named in a row. */
static HalqaRecordChange *
get_record (HalqaChange *self, const char *kind, const HalqaId *id)
{
  HalqaRecordChange *record;

  for (guint i = self->records->len; i > 0; i--)
    {
      record = self->records->pdata[i - 1];
      if (halqa_id_equal (&record->record, id) && strcmp (record->kind, kind) == 0)
        return record;
    }
  record = g_new0 (HalqaRecordChange, 1);
  record->kind = g_strdup (kind);
  record->record = *id;
  record->fields = g_array_new (FALSE, TRUE, sizeof (HalqaFieldChange));
  g_array_set_clear_func (record->fields, clear_field);
  g_ptr_array_add (self->records, record);
  return record;
}

/**
 * halqa_change_create:
 * @self: a change
 * @kind: of the record
 * @record: its id
 *
 * Of a record that is there already it makes nothing, or, where that is deleted, restores it.
 */
void
halqa_change_create (HalqaChange *self, const char *kind, const HalqaId *record)
{
  get_record (self, kind, record)->create = TRUE;
}

static HalqaFieldChange *
get_field (HalqaRecordChange *record, const char *name)
{
  HalqaFieldChange *field;

  for (guint i = 0; i < record->fields->len; i++)
    {
      field = &g_array_index (record->fields, HalqaFieldChange, i);
      if (strcmp (field->name, name) == 0)
        return field;
    }
  g_array_set_size (record->fields, record->fields->len + 1);
  field = &g_array_index (record->fields, HalqaFieldChange, record->fields->len - 1);
  field->name = g_strdup (name);
  return field;
}

/**
 * halqa_change_set:
 * @self: a change
 * @kind: of the record
 * @record: its id
 * @field: of the record
 * @value: is copied
 * @replace: which leaves it replaces
 */
void
halqa_change_set (HalqaChange *self,
                  const char *kind,
                  const HalqaId *record,
                  const char *field,
                  const HalqaValue *value,
                  HalqaReplace replace)
{
  HalqaFieldChange *changed = get_field (get_record (self, kind, record), field);

  g_clear_pointer (&changed->numbering, free_numbering);
  halqa_value_clear (&changed->value);
  halqa_value_copy (value, &changed->value);
  changed->replace = replace;
}

/**
 * halqa_change_set_numbered:
 * @self: a change
 * @kind: of the record
 * @record: its id
 * @field: of the record, a text that stands in no two records of the kind
 * @counter: which numbers, beginning with 1
 * @count: how many are taken
 * @func: called on the store's thread, within the transaction, perhaps several times
 * @user_data: for @func, on any thread
 * @destroy: (nullable): frees @user_data
 */
void
halqa_change_set_numbered (HalqaChange *self,
                           const char *kind,
                           const HalqaId *record,
                           const char *field,
                           const char *counter,
                           guint count,
                           HalqaNumberFunc func,
                           gpointer user_data,
                           GDestroyNotify destroy)
{
  HalqaFieldChange *changed = get_field (get_record (self, kind, record), field);
  HalqaNumbering numbering = { g_strdup (counter), count, func, user_data, destroy };

  g_clear_pointer (&changed->numbering, free_numbering);
  halqa_value_clear (&changed->value);
  changed->numbering = g_memdup2 (&numbering, sizeof numbering);
  changed->replace = HALQA_REPLACE_SHOWN;
}

/**
 * halqa_change_set_over:
 * @self: a change
 * @kind: of the record
 * @record: its id
 * @field: of the record
 * @value: is copied
 * @seen: what the field showed when the person began to write; is copied
 *
 * Who types for a while has not seen what arrives under their hands: it is not replaced, and shows
 * up beside @value as a second version.
 */
void
halqa_change_set_over (HalqaChange *self,
                       const char *kind,
                       const HalqaId *record,
                       const char *field,
                       const HalqaValue *value,
                       const HalqaValue *seen)
{
  HalqaFieldChange *changed = get_field (get_record (self, kind, record), field);

  halqa_change_set (self, kind, record, field, value, HALQA_REPLACE_SEEN);
  halqa_value_clear (&changed->seen);
  halqa_value_copy (seen, &changed->seen);
}

/**
 * halqa_change_set_beside:
 * @self: a change
 * @kind: of the record
 * @record: its id
 * @field: of the record
 * @value: is copied
 * @dots: (array length=n_dots): of the writes that it replaces; are copied
 * @n_dots: how many; 0 for none
 *
 * For taking back what settled a conflict: each version is written anew as it stood, from what it
 * came from and beside the others. It is written also where the field shows @value already.
 */
void
halqa_change_set_beside (HalqaChange *self,
                         const char *kind,
                         const HalqaId *record,
                         const char *field,
                         const HalqaValue *value,
                         const HalqaDot *dots,
                         guint n_dots)
{
  HalqaFieldChange *changed = get_field (get_record (self, kind, record), field);

  halqa_change_set (self, kind, record, field, value, HALQA_REPLACE_NAMED);
  g_free (changed->dots);
  changed->dots = g_memdup2 (dots, n_dots * sizeof *dots);
  changed->n_dots = n_dots;
}

static void
set_deleted (HalqaChange *self, const char *kind, const HalqaId *record, gboolean deleted)
{
  HalqaValue value = halqa_value_bool (deleted);

  halqa_change_set (self, kind, record, "deleted", &value, HALQA_REPLACE_SHOWN);
}

/**
 * halqa_change_delete:
 * @self: a change
 * @kind: of the record
 * @record: its id
 */
void
halqa_change_delete (HalqaChange *self, const char *kind, const HalqaId *record)
{
  set_deleted (self, kind, record, TRUE);
}

/**
 * halqa_change_restore:
 * @self: a change
 * @kind: of the record
 * @record: its id
 */
void
halqa_change_restore (HalqaChange *self, const char *kind, const HalqaId *record)
{
  set_deleted (self, kind, record, FALSE);
}

/**
 * halqa_change_is_empty:
 * @self: a change
 *
 * Returns: whether it names nothing
 */
gboolean
halqa_change_is_empty (HalqaChange *self)
{
  return self->records->len == 0;
}

/**
 * halqa_change_begin_action:
 *
 * Returns: a number that no other action of this process has
 */
guint
halqa_change_begin_action (void)
{
  static int n_actions = 0;

  return (guint) g_atomic_int_add (&n_actions, 1) + 1;
}

/**
 * halqa_change_set_action:
 * @self: a change
 * @action: of halqa_change_begin_action()
 *
 * Makes it one action to the person with others that are written one after another, by several calls.
 */
void
halqa_change_set_action (HalqaChange *self, guint action)
{
  self->action = action;
}

/**
 * halqa_change_set_import:
 * @self: a change
 * @action: of halqa_change_begin_action()
 *
 * The same for what came out of a file.
 */
void
halqa_change_set_import (HalqaChange *self, guint action)
{
  self->action = action;
  self->imported = TRUE;
}

guint
halqa_change_get_action (HalqaChange *self)
{
  return self->action;
}

gboolean
halqa_change_is_imported (HalqaChange *self)
{
  return self->imported;
}

/**
 * halqa_change_get_stamp:
 * @self: a change that a store has written
 *
 * Returns: of the entry that it became; 0 where it changed nothing
 */
guint64
halqa_change_get_stamp (HalqaChange *self)
{
  return self->stamp;
}

void
halqa_change_set_stamp (HalqaChange *self, guint64 stamp)
{
  self->stamp = stamp;
}

/**
 * halqa_change_get:
 * @self: a change
 * @kind: of a record
 * @record: its id
 * @field: of the record
 *
 * Returns: (transfer none) (nullable): what it writes there, good until @self is changed; %NULL where
 *   it leaves the field alone
 */
const HalqaValue *
halqa_change_get (HalqaChange *self, const char *kind, const HalqaId *record, const char *field)
{
  for (guint i = 0; i < self->records->len; i++)
    {
      const HalqaRecordChange *each = g_ptr_array_index (self->records, i);

      if (!halqa_id_equal (&each->record, record) || strcmp (each->kind, kind) != 0)
        continue;
      for (guint j = 0; j < each->fields->len; j++)
        {
          const HalqaFieldChange *change = &g_array_index (each->fields, HalqaFieldChange, j);

          if (strcmp (change->name, field) == 0)
            return &change->value;
        }
    }
  return NULL;
}

/**
 * halqa_change_foreach_creation:
 * @self: a change
 * @func: called for each record that it makes; may set fields of it
 * @user_data: for @func
 */
void
halqa_change_foreach_creation (HalqaChange *self, HalqaCreationFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->records->len; i++)
    {
      const HalqaRecordChange *each = g_ptr_array_index (self->records, i);

      if (each->create)
        func (each->kind, &each->record, user_data);
    }
}

GPtrArray *
halqa_change_get_records (HalqaChange *self)
{
  return self->records;
}
