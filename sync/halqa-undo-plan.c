/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-outcome.h"

#include <string.h>

/* What takes an action back, field by field.
 *
 * The rule: each field comes to what it would hold had the action not been, as long as what the
 * person wrote there still stands. What another has written over it is theirs, and stays.
 *
 * - Ours is a leaf of this laptop that the action wrote, or that says the same: what was taken back
 *   before, one action after another, leaves such leaves. It still stands where it is shown; beside
 *   a version of another that is shown it is one for the person to choose from, and stays.
 * - What stood there before are the writes that the action replaced and that nobody else replaced
 *   too. One of them: that value is written in the place of ours. None, since the field was empty or
 *   others replaced them at the same time: the greatest version of the others, beside which ours
 *   stood; where there is none, nothing. Several, since the action settled a conflict: each of them
 *   is written anew, beside the others, the one that was shown last; so the versions are told apart
 *   again, and come from what they came from. They bear the name of who takes back, for a write
 *   can't be made in the name of another; who wrote them first is read out of the history
 *   (halqa-reader-origin.c).
 * - A record that the action made is deleted, with all that was written into it; one that it
 *   deleted is restored. It is not deleted where somebody has worked on it since (see
 *   halqa-undo-held.c).
 * - In a record that another has deleted since nothing is put back: that would be an edit which the
 *   deletion did not see, and so a conflict that nobody meant.
 *
 * To do it again is to take back, by the same rule, the entries that took it back.
 *
 * Rejected: to write back the values that were shown before, without a look at what replaced what.
 * It would bring back what another had replaced at the same time as we did, as if we had meant it. */

/* Estimated, of what goes into an entry. */
#define WRITE_SIZE 256
#define DOT_SIZE 48

/* --- writing it down */

static void
put_value (HalqaUndoTarget *target,
           const char *field,
           const HalqaValue *value,
           GArray *dots,
           guint level)
{
  HalqaChange *change = halqa_undo_find_room (target->plan->levels, level,
                                              WRITE_SIZE + value->size + DOT_SIZE * dots->len);

  halqa_change_set_beside (change, target->state->kind->name, &target->state->id, field, value,
                           (const HalqaDot *) dots->data, dots->len);
  target->n_levels = MAX (target->n_levels, level + 1);
}

static void
tell (HalqaUndoTarget *target, const char *field, guint left_to)
{
  HalqaUndone *undone = target->plan->undone;
  HalqaUndoneField *one = g_new0 (HalqaUndoneField, 1);
  const HalqaDeviceId *device =
      left_to == 0 ? NULL : halqa_names_get_device (target->plan->fold->base.names, left_to);

  one->kind = target->state->kind;
  one->record = target->state->id;
  one->field = g_strdup (field);
  one->done = left_to == 0;
  if (device != NULL)
    one->by = *device;
  undone->n_done += one->done;
  g_ptr_array_add (undone->fields, one);
}

/* --- one field */

/* Each version from what it came from, and beside the others. The last alone replaces what the action
 * left: if all did, they would have that in common, and be held against it. */
static void
put_versions (HalqaUndoTarget *target, const char *field, const HalqaUndoOutcome *outcome)
{
  for (guint i = 0; i < outcome->values->len; i++)
    {
      const HalqaUndoPast *past = &g_array_index (outcome->values, HalqaUndoPast, i);
      g_autoptr (GArray) dots = g_array_new (FALSE, FALSE, sizeof (HalqaDot));

      if (i + 1 == outcome->values->len)
        g_array_append_vals (dots, outcome->mine->data, outcome->mine->len);
      for (guint j = 0; outcome->values->len > 1 && j < past->write->n_replaced; j++)
        if (!halqa_undo_has_dot ((const HalqaDot *) dots->data, dots->len,
                                 &past->write->replaced[j]))
          g_array_append_val (dots, past->write->replaced[j]);
      put_value (target, field, &past->write->value, dots, i);
    }
}

static guint
get_writer (HalqaUndoTarget *target, const char *field)
{
  const HalqaLeaf *shown =
      halqa_state_get_shown (target->state,
                             halqa_names_find_field (target->plan->fold->base.names, field));

  return shown != NULL ? shown->device : target->plan->own;
}

/* A field other than `deleted`. */
static gboolean
plan_field (HalqaUndoTarget *target, const char *field, GError **error)
{
  g_auto (HalqaUndoOutcome) outcome = { 0 };
  const HalqaValue *single;

  if (!halqa_undo_outcome_find (target, field, &outcome, error))
    return FALSE;
  single = halqa_undo_outcome_get_single (&outcome);
  if (!outcome.shown)
    tell (target, field, get_writer (target, field));
  else if (outcome.unknown && outcome.values->len == 0 && outcome.rival.device == 0)
    tell (target, field, target->plan->own);
  else if (single == NULL || outcome.differ || !halqa_value_equal (single, &outcome.standing))
    {
      if (outcome.values->len > 0)
        put_versions (target, field, &outcome);
      else
        put_value (target, field, single, outcome.mine, 0);
      tell (target, field, 0);
    }
  return TRUE;
}

/* --- one record */

/* Who keeps the record from going, 0 for nobody. */
static guint
find_holder (HalqaUndoTarget *target)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (target->plan->held, &target->state->id));
}

static void
delete_record (HalqaUndoTarget *target)
{
  guint other = find_holder (target);
  HalqaChange *change;

  if (other != 0)
    {
      tell (target, "deleted", other);
      return;
    }
  change = halqa_undo_find_room (target->plan->levels, 0,
                                 WRITE_SIZE + DOT_SIZE * target->state->leaves.n_items);
  halqa_change_delete (change, target->state->kind->name, &target->state->id);
  tell (target, "deleted", 0);
}

/* The action's write of @field in this record, the last of them; NULL for none. */
static const HalqaFieldWrite *
find_own_write (HalqaUndoTarget *target, const char *field)
{
  const HalqaFieldWrite *found = NULL;

  for (guint i = 0; i < target->history->len; i++)
    {
      const HalqaUndoPast *past = &g_array_index (target->history, HalqaUndoPast, i);

      if (halqa_undo_past_is_of (past, field) &&
          halqa_undo_is_of_action (target->plan, past->arrival))
        found = past->write;
    }
  return found;
}

static gboolean
is_true (const HalqaValue *value)
{
  return value->type == HALQA_VALUE_BOOL && value->boolean;
}

/* An earlier deletion as it was: with what it knew, and with what was written here since the action
 * began. An edit that it did not know stands beside it again. */
static void
put_deletion (HalqaUndoTarget *target, const HalqaUndoOutcome *outcome)
{
  const gint64 first = g_array_index (target->plan->entries, HalqaOwnEntry, 0).arrival;
  const HalqaUndoPast *past = &g_array_index (outcome->values, HalqaUndoPast, 0);
  g_autoptr (GArray) dots = g_array_new (FALSE, FALSE, sizeof (HalqaDot));

  g_array_append_vals (dots, outcome->mine->data, outcome->mine->len);
  if (past->write->n_replaced > 0)
    g_array_append_vals (dots, past->write->replaced, past->write->n_replaced);
  for (guint i = 0; i < target->state->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &target->state->leaves.items[i];
      HalqaDot dot;

      if (leaf->arrival < first)
        continue;
      halqa_leaf_get_dot (&target->plan->fold->base, leaf, &dot);
      g_array_append_val (dots, dot);
    }
  put_value (target, "deleted", &past->write->value, dots, 0);
}

/* Of a record that was deleted before the action. @alone: whether that wrote no other field. */
static void
delete_again (HalqaUndoTarget *target, const HalqaUndoOutcome *outcome, gboolean alone)
{
  guint other = find_holder (target);

  if (other == 0 && alone)
    put_deletion (target, outcome);
  target->deleted_last = other == 0 && !alone;
  tell (target, "deleted", other);
}

/* To a deletion a write that it does not name is an edit made meanwhile, so it comes after all. */
static void
delete_last (HalqaUndoTarget *target)
{
  const HalqaValue yes = halqa_value_bool (TRUE);
  HalqaChange *change =
      halqa_undo_find_room (target->plan->levels, target->n_levels,
                            WRITE_SIZE + DOT_SIZE * target->state->leaves.n_items);

  halqa_change_set (change, target->state->kind->name, &target->state->id, "deleted", &yes,
                    HALQA_REPLACE_ALL);
}

/* Of a record that the action deleted or restored. @back: whether what it held is put back. */
static gboolean
plan_deletion (HalqaUndoTarget *target, gboolean alone, gboolean *back, GError **error)
{
  g_auto (HalqaUndoOutcome) outcome = { 0 };
  const HalqaValue *single;

  if (!halqa_undo_outcome_find (target, "deleted", &outcome, error))
    return FALSE;
  single = halqa_undo_outcome_get_single (&outcome);
  if (!outcome.shown)
    tell (target, "deleted", get_writer (target, "deleted"));
  else if (single == NULL)
    {
      put_versions (target, "deleted", &outcome);
      tell (target, "deleted", 0);
    }
  else if (is_true (single) && outcome.values->len == 1)
    {
      delete_again (target, &outcome, alone);
      *back = target->deleted_last;
    }
  else if (is_true (single) && is_true (&outcome.standing))
    tell (target, "deleted", outcome.rival.device);
  else if (is_true (single))
    delete_record (target);
  else if (outcome.differ || is_true (&outcome.standing))
    {
      HalqaValue no = halqa_value_bool (FALSE);

      put_value (target, "deleted", &no, outcome.mine, 0);
      tell (target, "deleted", 0);
      *back = TRUE;
    }
  return TRUE;
}

static gboolean
read_history (HalqaUndoTarget *target, GError **error)
{
  HalqaBase *base = &target->plan->fold->base;
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!halqa_state_list_touched (base, target->state, arrivals, error))
    return FALSE;
  for (guint i = 0; i < arrivals->len; i++)
    {
      HalqaUndoPast past = { .arrival = g_array_index (arrivals, gint64, i) };
      HalqaEntry *entry = halqa_base_get_entry (base, past.arrival, error);
      const HalqaWrite *writes;
      guint n_writes;

      if (entry == NULL)
        return FALSE;
      past.dot = halqa_entry_get_dot (entry);
      writes = halqa_entry_get_writes (entry, &n_writes);
      for (guint j = 0; j < n_writes; j++)
        for (guint k = 0;
             halqa_id_equal (&writes[j].record, &target->state->id) &&
             strcmp (writes[j].kind, target->state->kind->name) == 0 && k < writes[j].n_fields;
             k++)
          {
            past.write = &writes[j].fields[k];
            g_array_append_val (target->history, past);
          }
    }
  return TRUE;
}

/* The fields that the action wrote, each once; the names are lent. */
static GPtrArray *
list_fields (HalqaUndoTarget *target)
{
  GPtrArray *fields = g_ptr_array_new ();

  for (guint i = 0; i < target->history->len; i++)
    {
      const HalqaUndoPast *past = &g_array_index (target->history, HalqaUndoPast, i);

      if (halqa_undo_is_of_action (target->plan, past->arrival) &&
          halqa_kind_knows_field (target->state->kind, past->write->name) &&
          !g_ptr_array_find_with_equal_func (fields, past->write->name, g_str_equal, NULL))
        g_ptr_array_add (fields, (gpointer) past->write->name);
    }
  return fields;
}

static gboolean
plan_fields (HalqaUndoTarget *target, GError **error)
{
  g_autoptr (GPtrArray) fields = list_fields (target);
  const HalqaFieldWrite *deletion = find_own_write (target, "deleted");
  gboolean back = FALSE;

  /* All that was written into a record as it was made goes and comes with it. */
  if (deletion != NULL && deletion->n_replaced == 0 && !is_true (&deletion->value))
    {
      if (target->state->deleted)
        tell (target, "deleted", get_writer (target, "deleted"));
      else
        delete_record (target);
      return TRUE;
    }
  if (deletion != NULL && !plan_deletion (target, fields->len == 1, &back, error))
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    {
      const char *field = g_ptr_array_index (fields, i);

      if (strcmp (field, "deleted") == 0)
        continue;
      if (target->state->deleted && !back)
        tell (target, field, get_writer (target, "deleted"));
      else if (!plan_field (target, field, error))
        return FALSE;
    }
  if (target->deleted_last)
    delete_last (target);
  return TRUE;
}

static gboolean
plan_record (HalqaUndoPlan *plan, const HalqaKind *kind, const HalqaId *id, GError **error)
{
  HalqaUndoTarget target = { .plan = plan };
  gboolean planned;

  target.state = halqa_fold_get_state (plan->fold, kind, id, error);
  if (target.state == NULL)
    return FALSE;
  target.history = g_array_new (FALSE, FALSE, sizeof (HalqaUndoPast));
  planned = read_history (&target, error) && plan_fields (&target, error);
  g_array_unref (target.history);
  return planned;
}

/* --- all of it */

static guint
hash_key (gconstpointer key)
{
  return halqa_id_hash (&((const HalqaTouched *) key)->id);
}

static gboolean
keys_are_equal (gconstpointer a, gconstpointer b)
{
  return ((const HalqaTouched *) a)->kind == ((const HalqaTouched *) b)->kind &&
         halqa_id_equal (&((const HalqaTouched *) a)->id, &((const HalqaTouched *) b)->id);
}

/* Each record that the action wrote, once. */
static gboolean
plan_records (HalqaUndoPlan *plan, GError **error)
{
  const HalqaSchema *schema = plan->fold->base.schema;
  g_autoptr (GHashTable) known = g_hash_table_new_full (hash_key, keys_are_equal, g_free, NULL);

  for (guint i = 0; i < plan->entries->len; i++)
    {
      guint n_writes;
      const HalqaWrite *writes =
          halqa_entry_get_writes (g_array_index (plan->entries, HalqaOwnEntry, i).entry, &n_writes);

      for (guint j = 0; j < n_writes; j++)
        {
          HalqaTouched key = { halqa_schema_find_kind (schema, writes[j].kind), writes[j].record };

          if (key.kind == NULL || !halqa_undo_is_persons (&plan->fold->base.forum, &writes[j]) ||
              g_hash_table_contains (known, &key))
            continue;
          g_hash_table_add (known, g_memdup2 (&key, sizeof key));
          if (!plan_record (plan, key.kind, &key.id, error))
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * halqa_undo_plan:
 * @fold: a fold with a transaction open
 * @device: this laptop
 * @entries: (element-type HalqaOwnEntry): what is to be taken back, in the order of arrival; at least
 *   one
 * @changes: (element-type HalqaChange): is appended to; to be written one after another
 * @undone: says what action it is; is told of each field
 * @error: any of the layer's
 *
 * Returns: whether it could be worked out
 */
gboolean
halqa_undo_plan (HalqaFold *fold,
                 const HalqaDeviceId *device,
                 GArray *entries,
                 GPtrArray *changes,
                 HalqaUndone *undone,
                 GError **error)
{
  HalqaUndoPlan plan = { .fold = fold, .entries = entries, .undone = undone };
  gboolean planned;

  plan.own = halqa_names_find_device (fold->base.names, device);
  plan.since =
      undone->redo ? g_array_index (entries, HalqaOwnEntry, 0).arrival : undone->action.first;
  plan.levels = halqa_undo_levels_new ();
  plan.held = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, NULL);
  planned = halqa_undo_find_held (&plan, error) && plan_records (&plan, error);

  if (planned)
    halqa_undo_levels_list (plan.levels, changes);
  g_ptr_array_unref (plan.levels);
  g_hash_table_unref (plan.held);
  return planned;
}
