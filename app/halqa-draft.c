/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-draft-private.h"
#include "halqa-app-error.h"
#include "halqa-kinds.h"

/* What a person does at once, on its way to the store.
 *
 * The window speaks of records by ids in hex and of fields by name; the store takes a HalqaChange
 * of binary ids. This is the step between, and nothing else: what a write replaces is found by the
 * store, in the transaction that writes. So a draft may be filled over minutes while entries
 * arrive.
 *
 * Rule: a draft is saved once. What it held belongs to the store from then on, and the store reads
 * it on a thread of its own; so halqa_draft_spend() takes it away, and later calls are refused.
 *
 * Rejected: to copy the change on saving. It would let one draft become two entries by a double
 * click. */

struct _HalqaDraft
{
  gatomicrefcount ref_count;

  /* owned; NULL once spent */
  HalqaChange *change;
  /* owned; the same from then on */
  HalqaChange *spent;
};

static gboolean
decode_id (const char *hex, HalqaId *id)
{
  return hex != NULL && halqa_hex_decode (hex, id->bytes, HALQA_ID_SIZE);
}

/**
 * halqa_draft_new:
 *
 * Returns: (transfer full): a draft that holds nothing
 */
HalqaDraft *
halqa_draft_new (void)
{
  HalqaDraft *self = g_new0 (HalqaDraft, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->change = halqa_change_new ();
  return self;
}

/**
 * halqa_draft_ref:
 * @self: a draft
 *
 * Returns: (transfer full): @self
 */
HalqaDraft *
halqa_draft_ref (HalqaDraft *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * halqa_draft_unref:
 * @self: (transfer full): a draft
 */
void
halqa_draft_unref (HalqaDraft *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->change, halqa_change_unref);
  g_clear_pointer (&self->spent, halqa_change_unref);
  g_free (self);
}

/**
 * halqa_draft_spend:
 * @self: a draft that was not saved yet
 *
 * Takes out what was written; @self refuses any further call.
 *
 * Returns: (transfer full) (nullable): the change; %NULL where it is spent already
 */
HalqaChange *
halqa_draft_spend (HalqaDraft *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->change == NULL)
    return NULL;
  self->spent = g_steal_pointer (&self->change);
  return halqa_change_ref (self->spent);
}

/**
 * halqa_draft_get_stamp:
 * @self: a draft
 *
 * Returns: of the entry that it became; 0 where it was not saved, or changed nothing
 */
guint64
halqa_draft_get_stamp (HalqaDraft *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->spent != NULL ? halqa_change_get_stamp (self->spent) : 0;
}

/**
 * halqa_draft_get_change:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): what it holds; %NULL where it is spent
 */
HalqaChange *
halqa_draft_get_change (HalqaDraft *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->change;
}

/**
 * halqa_draft_add:
 * @self: a draft
 * @kind: the kind of the new record
 *
 * Makes a record, of a random id (a UUID of version 4).
 *
 * Returns: (transfer full): its id, 32 hex digits
 */
char *
halqa_draft_add (HalqaDraft *self, const char *kind)
{
  HalqaId record;

  g_return_val_if_fail (self != NULL && self->change != NULL, NULL);
  g_return_val_if_fail (kind != NULL, NULL);

  halqa_id_random (&record);
  halqa_change_create (self->change, kind, &record);
  return halqa_hex_dup (record.bytes, HALQA_ID_SIZE);
}

static const HalqaValue *
find_part (const char *field, gpointer parts)
{
  return g_hash_table_lookup (parts, field);
}

static void
free_part (gpointer value)
{
  halqa_value_clear (value);
  g_free (value);
}

/* FIELD, VALUE … as values; what can't stand in its field is a mistake of the caller. */
static GHashTable *
read_parts (const char *kind, va_list args)
{
  GHashTable *parts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_part);
  const char *field;

  while ((field = va_arg (args, const char *)) != NULL)
    {
      HalqaValue value = HALQA_VALUE_INIT;
      g_autoptr (GError) error = NULL;

      if (halqa_kinds_parse (kind, field, va_arg (args, const char *), &value, &error))
        g_hash_table_insert (parts, (gpointer) field, g_memdup2 (&value, sizeof value));
      else
        g_critical ("%s", error->message);
    }
  return parts;
}

/**
 * halqa_draft_add_made_of:
 * @self: a draft
 * @kind: a kind whose ids are derived
 * @...: fields that the id is made of, each with what it holds, then %NULL
 *
 * Returns: (transfer full): the id of the record, 32 hex digits
 */
char *
halqa_draft_add_made_of (HalqaDraft *self, const char *kind, ...)
{
  const HalqaKind *known = halqa_schema_find_kind (halqa_kinds_get_schema (), kind);
  g_autoptr (GHashTable) parts = NULL;
  const HalqaField *missing;
  GHashTableIter iter;
  gpointer field, value;
  HalqaId record;
  va_list args;

  g_return_val_if_fail (self != NULL && self->change != NULL && known != NULL, NULL);

  va_start (args, kind);
  parts = read_parts (kind, args);
  va_end (args);
  g_return_val_if_fail (halqa_kinds_derive_id (known, find_part, parts, &record, &missing), NULL);

  halqa_change_create (self->change, kind, &record);
  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &field, &value))
    halqa_change_set (self->change, kind, &record, field, value, HALQA_REPLACE_SHOWN);
  return halqa_hex_dup (record.bytes, HALQA_ID_SIZE);
}

/**
 * halqa_draft_set_value:
 * @self: a draft
 * @kind: the record's kind
 * @id: its id, 32 hex digits
 * @field: the field
 * @value: what it is to hold; copied
 * @replace: how far the write reaches
 */
void
halqa_draft_set_value (HalqaDraft *self,
                       const char *kind,
                       const char *id,
                       const char *field,
                       const HalqaValue *value,
                       HalqaReplace replace)
{
  HalqaId record;

  g_return_if_fail (self != NULL && self->change != NULL);
  g_return_if_fail (kind != NULL && field != NULL && value != NULL);
  g_return_if_fail (decode_id (id, &record));

  halqa_change_set (self->change, kind, &record, field, value, replace);
}

/**
 * halqa_draft_create:
 * @self: a draft
 * @kind: the kind of the new record
 * @id: its id, 32 hex digits
 *
 * Makes a record whose id is made of what it is about; where there is one already it makes nothing,
 * and where that is deleted, it restores it.
 */
void
halqa_draft_create (HalqaDraft *self, const char *kind, const char *id)
{
  HalqaId record;

  g_return_if_fail (self != NULL && self->change != NULL);
  g_return_if_fail (kind != NULL);
  g_return_if_fail (decode_id (id, &record));

  halqa_change_create (self->change, kind, &record);
}

static HalqaValue
text_value (const char *text)
{
  return *text != '\0' ? halqa_value_text (text) : halqa_value_null ();
}

/**
 * halqa_draft_set_text:
 * @self: a draft
 * @kind: the record's kind
 * @id: its id, 32 hex digits
 * @field: the field
 * @text: UTF-8; "" empties the field
 */
void
halqa_draft_set_text (HalqaDraft *self,
                      const char *kind,
                      const char *id,
                      const char *field,
                      const char *text)
{
  HalqaValue value;

  g_return_if_fail (text != NULL);

  value = text_value (text);
  halqa_draft_set_value (self, kind, id, field, &value, HALQA_REPLACE_SHOWN);
}

/**
 * halqa_draft_set_text_over:
 * @self: a draft
 * @kind: the record's kind
 * @id: its id, 32 hex digits
 * @field: the field
 * @text: UTF-8; "" empties the field
 * @seen: what the field showed when the person began to type; "" for empty
 */
void
halqa_draft_set_text_over (HalqaDraft *self,
                           const char *kind,
                           const char *id,
                           const char *field,
                           const char *text,
                           const char *seen)
{
  HalqaId record;
  HalqaValue value, over;

  g_return_if_fail (self != NULL && self->change != NULL);
  g_return_if_fail (kind != NULL && field != NULL && text != NULL && seen != NULL);
  g_return_if_fail (decode_id (id, &record));

  value = text_value (text);
  over = text_value (seen);
  halqa_change_set_over (self->change, kind, &record, field, &value, &over);
}

/**
 * halqa_draft_set_int:
 * @self: a draft
 * @kind: the record's kind
 * @id: its id, 32 hex digits
 * @field: the field
 * @number: what it is to hold; 0 is a number, for empty see halqa_draft_set_empty()
 */
void
halqa_draft_set_int (HalqaDraft *self,
                     const char *kind,
                     const char *id,
                     const char *field,
                     gint64 number)
{
  HalqaValue value = halqa_value_int (number);

  halqa_draft_set_value (self, kind, id, field, &value, HALQA_REPLACE_SHOWN);
}

/**
 * halqa_draft_set_ref:
 * @self: a draft
 * @kind: the record's kind
 * @id: its id, 32 hex digits
 * @field: the field
 * @target: (nullable): the id of the record that it is to point at, 32 hex digits, or %NULL to
 *   point at none
 */
void
halqa_draft_set_ref (HalqaDraft *self,
                     const char *kind,
                     const char *id,
                     const char *field,
                     const char *target)
{
  HalqaId target_id;
  HalqaValue value = halqa_value_null ();

  if (target != NULL)
    {
      g_return_if_fail (decode_id (target, &target_id));
      value = halqa_value_id (&target_id);
    }
  halqa_draft_set_value (self, kind, id, field, &value, HALQA_REPLACE_SHOWN);
}

/**
 * halqa_draft_set_empty:
 * @self: a draft
 * @kind: the record's kind
 * @id: its id, 32 hex digits
 * @field: the field that is to hold nothing
 */
void
halqa_draft_set_empty (HalqaDraft *self, const char *kind, const char *id, const char *field)
{
  HalqaValue value = halqa_value_null ();

  halqa_draft_set_value (self, kind, id, field, &value, HALQA_REPLACE_SHOWN);
}

/**
 * halqa_draft_delete:
 * @self: a draft
 * @kind: the record's kind
 * @id: its id, 32 hex digits
 *
 * Marks the record as deleted. Nothing of it is lost; see halqa_draft_restore().
 */
void
halqa_draft_delete (HalqaDraft *self, const char *kind, const char *id)
{
  HalqaId record;

  g_return_if_fail (self != NULL && self->change != NULL);
  g_return_if_fail (kind != NULL);
  g_return_if_fail (decode_id (id, &record));

  halqa_change_delete (self->change, kind, &record);
}

/**
 * halqa_draft_restore:
 * @self: a draft
 * @kind: the record's kind
 * @id: its id, 32 hex digits
 *
 * Takes a deletion back.
 */
void
halqa_draft_restore (HalqaDraft *self, const char *kind, const char *id)
{
  HalqaId record;

  g_return_if_fail (self != NULL && self->change != NULL);
  g_return_if_fail (kind != NULL);
  g_return_if_fail (decode_id (id, &record));

  halqa_change_restore (self->change, kind, &record);
}

/**
 * halqa_draft_is_empty:
 * @self: a draft
 *
 * Returns: whether nothing was asked of it, or all has been saved
 */
gboolean
halqa_draft_is_empty (HalqaDraft *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->change == NULL || halqa_change_is_empty (self->change);
}

/**
 * halqa_draft_check:
 * @kind: a kind
 * @field: one of its fields
 * @text: what a person typed, digits of any keyboard for a number, a date or a time
 * @error: %HALQA_APP_ERROR_INVALID with a sentence that says what is allowed, for who sees the field
 *
 * Returns: whether it may stand there
 */
gboolean
halqa_draft_check (const char *kind, const char *field, const char *text, GError **error)
{
  g_auto (HalqaValue) value = HALQA_VALUE_INIT;
  g_autoptr (GError) why = NULL;

  if (halqa_kinds_parse (kind, field, text, &value, &why))
    return TRUE;
  g_set_error_literal (error, why->domain, why->code, halqa_app_error_get_sentence (why));
  return FALSE;
}

char *
halqa_draft_dup_written (const char *kind, const char *field, const char *text)
{
  return halqa_kinds_dup_written (kind, field, text);
}
