/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-change-private.h"
#include "halqa-entry-private.h"
#include "halqa-error.h"

/* How a person's change becomes an entry: which dots each write replaces (protocol, section 4), a
 * stamp greater than that of every leaf that was seen, a signature; then it goes the way of any
 * entry. A write that changes nothing is left out; so a change may come to no entry at all. */

/* Entries under way: arrays that the writes point into. */
typedef struct
{
  GPtrArray *arrays; /* of GArray, owned */
  GPtrArray *texts; /* of char, owned */
  GArray *writes; /* of HalqaWrite */
  guint64 floor; /* greatest stamp among the leaves that are replaced */
} Plan;

static gboolean
invalid (GError **error, const char *format, const char *name)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID, format, name);
#pragma GCC diagnostic pop
  return FALSE;
}

static void
add_dot (Plan *plan, GArray *dots, const HalqaDot *dot)
{
  plan->floor = MAX (plan->floor, dot->stamp);
  for (guint i = 0; i < dots->len; i++)
    if (halqa_dot_compare (&g_array_index (dots, HalqaDot, i), dot) == 0)
      return;
  g_array_append_vals (dots, dot, 1);
}

/* Whether @change replaces @leaf, of the same field as @shown. */
static gboolean
reaches (HalqaWriter *self,
         HalqaState *state,
         const HalqaLeaf *leaf,
         const HalqaLeaf *shown,
         const HalqaFieldChange *change,
         gboolean *reached,
         GError **error)
{
  HalqaValue value, shown_value;

  *reached = change->replace == HALQA_REPLACE_ALL ||
             ((change->replace == HALQA_REPLACE_SHOWN || change->replace == HALQA_REPLACE_ALONE) &&
              leaf->shown);
  if (*reached)
    return TRUE;
  if (!halqa_state_get_value (&self->fold.base, state, leaf, &value, error) ||
      !halqa_state_get_value (&self->fold.base, state, shown, &shown_value, error))
    return FALSE;
  *reached = halqa_value_equal (&value, change->replace == HALQA_REPLACE_SEEN ? &change->seen
                                                                              : &shown_value);
  return TRUE;
}

/* The write in @entry that put into the field what the person saw, if there is one. */
static void
add_if_seen (Plan *plan,
             HalqaState *state,
             HalqaEntry *entry,
             const HalqaFieldChange *change,
             GArray *dots)
{
  guint n_writes;
  const HalqaWrite *writes = halqa_entry_get_writes (entry, &n_writes);

  for (guint i = 0; i < n_writes; i++)
    for (guint j = 0; halqa_id_equal (&writes[i].record, &state->id) && j < writes[i].n_fields; j++)
      if (strcmp (writes[i].kind, state->kind->name) == 0 &&
          strcmp (writes[i].fields[j].name, change->name) == 0 &&
          halqa_value_equal (&writes[i].fields[j].value, &change->seen))
        add_dot (plan, dots, halqa_entry_get_dot (entry));
}

/* What the person saw has been replaced while they typed: it is named all the same, as two do who write
 * without knowing of each other. Else the two versions would come from nothing. */
static gboolean
add_seen (HalqaWriter *self,
          Plan *plan,
          HalqaState *state,
          const HalqaFieldChange *change,
          GArray *dots,
          GError **error)
{
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!halqa_state_list_touched (&self->fold.base, state, arrivals, error))
    return FALSE;
  for (guint i = arrivals->len; i > 0 && dots->len == 0; i--)
    {
      HalqaEntry *entry =
          halqa_base_get_entry (&self->fold.base, g_array_index (arrivals, gint64, i - 1), error);

      if (entry == NULL)
        return FALSE;
      add_if_seen (plan, state, entry, change, dots);
    }
  return TRUE;
}

static gboolean
gather_dots (HalqaWriter *self,
             Plan *plan,
             HalqaState *state,
             guint field,
             const HalqaFieldChange *change,
             GArray *dots,
             GError **error)
{
  const HalqaLeaf *shown = halqa_state_get_shown (state, field);
  gboolean deletes = field == self->fold.deleted_field && change->value.type == HALQA_VALUE_BOOL &&
                     change->value.boolean;

  if (change->replace == HALQA_REPLACE_NAMED)
    {
      for (guint i = 0; i < change->n_dots; i++)
        add_dot (plan, dots, &change->dots[i]);
      return TRUE;
    }
  for (guint i = 0; i < state->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &state->leaves.items[i];
      gboolean reached = deletes;
      HalqaDot dot;

      if (leaf->field == field && !reaches (self, state, leaf, shown, change, &reached, error))
        return FALSE;
      if (!reached || (leaf->field != field && !deletes))
        continue;
      halqa_leaf_get_dot (&self->fold.base, leaf, &dot);
      add_dot (plan, dots, &dot);
    }
  return change->replace != HALQA_REPLACE_SEEN || change->seen.type == HALQA_VALUE_NULL ||
         dots->len > 0 || add_seen (self, plan, state, change, dots, error);
}

/* Whether the field already shows just that, and nothing is to be settled or said again. */
static gboolean
is_same (HalqaWriter *self,
         HalqaState *state,
         guint field,
         const HalqaFieldChange *change,
         gboolean *same,
         GError **error)
{
  const HalqaLeaf *shown = halqa_state_get_shown (state, field);
  g_autoptr (GArray) rivals = NULL;
  HalqaValue value;

  *same = FALSE;
  if (change->replace == HALQA_REPLACE_NAMED)
    return TRUE;
  if (shown == NULL)
    {
      *same = change->value.type == HALQA_VALUE_NULL;
      return TRUE;
    }
  if (!halqa_state_get_value (&self->fold.base, state, shown, &value, error))
    return FALSE;
  if (change->replace == HALQA_REPLACE_SAME || !halqa_value_equal (&value, &change->value))
    return TRUE;
  rivals = halqa_state_list_rivals (&self->fold.base, state, field, error);
  if (rivals == NULL)
    return FALSE;
  *same = change->replace != HALQA_REPLACE_ALL || rivals->len == 0;
  return TRUE;
}

/* Whether a text that is to be one record's alone is no other's; it is this one's from then on. */
static gboolean
claim_text (HalqaWriter *self, HalqaState *state, const HalqaFieldChange *change, GError **error)
{
  const HalqaField *field = halqa_kind_find_field (state->kind, change->name);
  const char *text = halqa_value_get_text (&change->value);
  gboolean taken = FALSE;

  if (text == NULL || field == NULL || !(field->flags & HALQA_FIELD_NUMBERED))
    return TRUE;
  if (change->replace == HALQA_REPLACE_ALONE &&
      !halqa_writer_is_taken (self, state->kind, change->name, text, &state->id, &taken, error))
    return FALSE;
  if (taken)
    return invalid (error, _ ("“%s” is the name of another record already."), text);
  halqa_writer_note_text (self, state->kind, change->name, text, &state->id);
  return TRUE;
}

/* The value that @change asks for: its own, or the text of the next number. */
static gboolean
settle_value (HalqaWriter *self,
              Plan *plan,
              HalqaState *state,
              const HalqaFieldChange *change,
              HalqaFieldChange *settled,
              GError **error)
{
  char *text;

  *settled = *change;
  if (change->numbering != NULL)
    {
      text = halqa_writer_take_number (self, state->kind, change->name, &state->id,
                                       change->numbering, error);
      if (text == NULL)
        return FALSE;
      g_ptr_array_add (plan->texts, text);
      settled->value = halqa_value_text (text);
    }
  return claim_text (self, state, settled, error);
}

static gboolean
plan_field (HalqaWriter *self,
            Plan *plan,
            HalqaState *state,
            const HalqaFieldChange *asked,
            GArray *fields,
            GError **error)
{
  HalqaFieldChange settled, *change = &settled;
  HalqaFieldWrite write = { .name = asked->name };
  GArray *dots;
  guint field;
  gboolean same;

  if (!halqa_kind_knows_field (state->kind, asked->name))
    return invalid (error, _ ("There is no field “%s”."), asked->name);
  if (!settle_value (self, plan, state, asked, &settled, error))
    return FALSE;
  write.value = change->value;
  field = halqa_names_put_field (self->fold.base.names, change->name, error);
  if (field == 0 || !is_same (self, state, field, change, &same, error))
    return FALSE;
  if (same)
    return TRUE;
  dots = g_array_new (FALSE, FALSE, sizeof (HalqaDot));
  g_ptr_array_add (plan->arrays, dots);
  if (!gather_dots (self, plan, state, field, change, dots, error))
    return FALSE;
  write.replaced = (const HalqaDot *) dots->data;
  write.n_replaced = dots->len;
  g_array_append_val (fields, write);
  return TRUE;
}

/* The record is new, or comes back; one that stands stays as it is. */
static gboolean
plan_creation (HalqaWriter *self,
               Plan *plan,
               HalqaState *state,
               const HalqaRecordChange *change,
               GArray *fields,
               GError **error)
{
  HalqaFieldChange creation = { .name = (char *) "deleted", .value = halqa_value_bool (FALSE) };

  if (halqa_state_get_shown (state, self->fold.deleted_field) != NULL && !state->deleted)
    return TRUE;
  /* A field is written once: what the change itself says of it counts. */
  for (guint i = 0; i < change->fields->len; i++)
    if (strcmp (g_array_index (change->fields, HalqaFieldChange, i).name, "deleted") == 0)
      return TRUE;
  return plan_field (self, plan, state, &creation, fields, error);
}

static gboolean
plan_record (HalqaWriter *self, Plan *plan, const HalqaRecordChange *change, GError **error)
{
  HalqaWrite write = { .kind = change->kind, .record = change->record };
  const HalqaKind *kind = halqa_schema_require_kind (self->fold.base.schema, change->kind, error);
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (HalqaFieldWrite));
  HalqaState *state;

  g_ptr_array_add (plan->arrays, fields);
  if (kind == NULL)
    return FALSE;
  state = halqa_fold_get_state (&self->fold, kind, &change->record, error);
  if (state == NULL ||
      (change->create && !plan_creation (self, plan, state, change, fields, error)))
    return FALSE;
  for (guint i = 0; i < change->fields->len; i++)
    if (!plan_field (self, plan, state, &g_array_index (change->fields, HalqaFieldChange, i),
                     fields, error))
      return FALSE;
  write.fields = (const HalqaFieldWrite *) fields->data;
  write.n_fields = fields->len;
  if (fields->len > 0)
    g_array_append_val (plan->writes, write);
  return TRUE;
}

/* A stamp that no entry of ours bears: one taken beyond the clock's reach may lie ahead of those
 * that the clock comes to by itself. */
static gboolean
take_stamp (HalqaWriter *self, guint64 floor, guint64 *stamp, GError **error)
{
  guint device = halqa_names_put_device (self->fold.base.names,
                                         halqa_identity_get_device (self->identity), error);
  int result = SQLITE_ROW;

  if (device == 0)
    return FALSE;
  while (result == SQLITE_ROW)
    {
      g_autoptr (HalqaStatement) statement =
                     halqa_sql_prepare (self->sql,
                                        "SELECT 1 FROM log WHERE stamp = ? AND device = ?", error);

      if (statement == NULL)
        return FALSE;
      *stamp = halqa_clock_next (&self->clock, halqa_clock_now_ms (), floor);
      sqlite3_bind_int64 (statement, 1, (gint64) *stamp);
      sqlite3_bind_int64 (statement, 2, device);
      result = halqa_sql_step (self->sql, statement, error);
      if (result == SQLITE_ROW && *stamp == HALQA_STAMP_END - 1 && floor == 0)
        return invalid (error, _ ("The last time that can be written is used up (%s)."), "2199");
      /* No greater stamp is left: the write names what it replaces, and that does. */
      if (result == SQLITE_ROW && *stamp == HALQA_STAMP_END - 1)
        floor = 0;
    }
  return result == SQLITE_DONE;
}

/* @change: (nullable): is told of its entry */
static gboolean
write_plan (HalqaWriter *self, Plan *plan, HalqaChange *change, GError **error)
{
  g_autoptr (HalqaEntry) entry = NULL;
  guint64 stamp;
  gint64 arrival;

  if (!take_stamp (self, plan->floor, &stamp, error))
    return FALSE;
  entry = halqa_entry_sign (self->identity, &self->key.forum, stamp,
                            (const HalqaWrite *) plan->writes->data, plan->writes->len, error);
  if (entry == NULL || !halqa_writer_add (self, entry, 0, TRUE, &arrival, error))
    return FALSE;
  if (change != NULL)
    halqa_change_set_stamp (change, stamp);
  return TRUE;
}

/**
 * halqa_writer_add_change:
 * @self: a writer with a transaction open
 * @change: what a person does
 * @error: %HALQA_SYNC_ERROR_INVALID for a kind or field that there is not, or any of the layer's
 *
 * Returns: whether it is part of the transaction; the caller rolls back where not
 */
gboolean
halqa_writer_add_change (HalqaWriter *self, HalqaChange *change, GError **error)
{
  GPtrArray *records = halqa_change_get_records (change);
  Plan plan = { 0 };
  gboolean done = TRUE;

  plan.arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  plan.texts = g_ptr_array_new_with_free_func (g_free);
  plan.writes = g_array_new (FALSE, FALSE, sizeof (HalqaWrite));
  for (guint i = 0; done && i < records->len; i++)
    done = plan_record (self, &plan, records->pdata[i], error);
  if (done && plan.writes->len > 0)
    done = write_plan (self, &plan, change, error);
  g_ptr_array_unref (plan.arrays);
  g_ptr_array_unref (plan.texts);
  g_array_unref (plan.writes);
  return done;
}

/* Also where the field says so already: somebody may have written that alone. */
static void
plan_removal (Plan *plan, const HalqaId *record, HalqaFieldWrite *field)
{
  HalqaWrite write = { .kind = "device", .record = *record, .fields = field, .n_fields = 1 };

  if (plan->writes->len == 0)
    g_array_append_val (plan->writes, write);
}

/**
 * halqa_writer_add_key:
 * @self: a writer with a transaction open
 * @key: a whole record of kind `key`
 * @removed: (nullable): id of the `device` record that is removed with it
 * @error: %HALQA_SYNC_ERROR_TOO_LARGE, or any of the layer's
 *
 * Returns: whether both are part of the transaction, as one entry
 */
gboolean
halqa_writer_add_key (HalqaWriter *self,
                      const HalqaWrite *key,
                      const HalqaId *removed,
                      GError **error)
{
  HalqaFieldWrite field = { .name = "removed", .value = halqa_value_bool (TRUE) };
  g_autoptr (HalqaChange) change = halqa_change_new ();
  Plan plan = { 0 };
  gboolean done = TRUE;

  plan.arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  plan.texts = g_ptr_array_new_with_free_func (g_free);
  plan.writes = g_array_new (FALSE, FALSE, sizeof (HalqaWrite));
  if (removed != NULL)
    {
      halqa_change_set (change, "device", removed, "removed", &field.value, HALQA_REPLACE_ALL);
      done = plan_record (self, &plan, halqa_change_get_records (change)->pdata[0], error);
      if (done)
        plan_removal (&plan, removed, &field);
    }
  g_array_append_val (plan.writes, *key);
  done = done && write_plan (self, &plan, NULL, error);
  g_ptr_array_unref (plan.arrays);
  g_ptr_array_unref (plan.texts);
  g_array_unref (plan.writes);
  return done;
}
