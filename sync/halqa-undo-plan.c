/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-private.h"

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
 *   can't be made in the name of another; who wrote them first is in the history.
 * - A record that the action made is deleted, with all that was written into it; one that it
 *   deleted is restored. It is not deleted where another has written into it since.
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

typedef struct
{
  HalqaFold *fold;
  guint own; /* number of this laptop */
  GArray *entries; /* of HalqaOwnEntry */
  GPtrArray *levels; /* of halqa_undo_levels_new() */
  HalqaUndone *undone;
} Plan;

/* A write of the record, lent by its entry. */
typedef struct
{
  gint64 arrival;
  const HalqaDot *dot;
  const HalqaFieldWrite *write;
} Past;

typedef struct
{
  Plan *plan;
  HalqaState *state; /* lent */
  GArray *history; /* of Past */
} Target;

/* What a field comes to. */
typedef struct
{
  GArray *mine; /* of HalqaDot: of the leaves that are taken away */
  GArray *values; /* of Past: in the order in which they are to be written */
  HalqaValue standing; /* what those leaves hold */
  HalqaValue single; /* where @values is empty */
  gboolean unknown; /* what stood there before has not arrived */
  HalqaLeaf rival; /* the greatest of the others; of device 0 for none */
  gboolean shown; /* what is shown is ours */
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_array_unref (self->mine);
  g_array_unref (self->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static int
compare_arrival (gconstpointer arrival, gconstpointer entry)
{
  gint64 a = *(const gint64 *) arrival;
  gint64 b = ((const HalqaOwnEntry *) entry)->arrival;

  return a < b ? -1 : a > b;
}

static gboolean
is_of_action (Plan *plan, gint64 arrival)
{
  return bsearch (&arrival, plan->entries->data, plan->entries->len, sizeof (HalqaOwnEntry),
                  compare_arrival) != NULL;
}

/* --- writing it down */

static void
put_value (Target *target, const char *field, const HalqaValue *value, GArray *dots, guint level)
{
  HalqaChange *change = halqa_undo_find_room (target->plan->levels, level,
                                              WRITE_SIZE + value->size + DOT_SIZE * dots->len);

  halqa_change_set_beside (change, target->state->kind->name, &target->state->id, field, value,
                           (const HalqaDot *) dots->data, dots->len);
}

static void
tell (Target *target, const char *field, guint left_to)
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

static gboolean
has_dot (const HalqaDot *dots, guint n, const HalqaDot *dot)
{
  for (guint i = 0; i < n; i++)
    if (halqa_dot_compare (&dots[i], dot) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_of_field (const Past *past, const char *field)
{
  return strcmp (past->write->name, field) == 0;
}

/* Whether the action wrote just that into the field. */
static gboolean
wrote_value (Target *target, const char *field, const HalqaValue *value)
{
  for (guint i = 0; i < target->history->len; i++)
    {
      const Past *past = &g_array_index (target->history, Past, i);

      if (is_of_field (past, field) && is_of_action (target->plan, past->arrival) &&
          halqa_value_equal (&past->write->value, value))
        return TRUE;
    }
  return FALSE;
}

/* Parts the leaves of the field into those that the action left and those of others. */
static gboolean
part_leaves (Target *target, const char *field, Outcome *outcome, GError **error)
{
  HalqaBase *base = &target->plan->fold->base;
  guint n;
  const HalqaLeaf *leaves =
      halqa_leaves_find (&target->state->leaves, halqa_names_find_field (base->names, field), &n);

  for (guint i = 0; i < n; i++)
    {
      HalqaValue value;
      HalqaDot dot;

      if (!halqa_state_get_value (base, target->state, &leaves[i], &value, error))
        return FALSE;
      if (leaves[i].device == target->plan->own &&
          (is_of_action (target->plan, leaves[i].arrival) || wrote_value (target, field, &value)))
        {
          halqa_leaf_get_dot (base, &leaves[i], &dot);
          g_array_append_val (outcome->mine, dot);
          outcome->shown = outcome->shown || leaves[i].shown;
          outcome->standing = value;
        }
      else if (outcome->rival.device == 0 ||
               halqa_leaf_compare (base, &leaves[i], &outcome->rival) > 0)
        outcome->rival = leaves[i];
    }
  return TRUE;
}

static int
compare_past (gconstpointer a, gconstpointer b)
{
  return halqa_dot_compare (((const Past *) a)->dot, ((const Past *) b)->dot);
}

/* Of two writes that say the same, one is enough. */
static void
add_value (GArray *values, const Past *past)
{
  for (guint i = 0; i < values->len; i++)
    {
      const Past *other = &g_array_index (values, Past, i);

      if (!halqa_value_equal (&other->write->value, &past->write->value))
        continue;
      if (halqa_dot_compare (other->dot, past->dot) < 0)
        g_array_index (values, Past, i) = *past;
      return;
    }
  g_array_append_vals (values, past, 1);
}

/* A write that the action replaced: whether it would stand, had the action not been. */
static void
look_up (Target *target, const char *field, const HalqaDot *dot, Outcome *outcome)
{
  const Past *found = NULL;

  for (guint i = 0; i < target->history->len; i++)
    {
      const Past *past = &g_array_index (target->history, Past, i);

      if (!is_of_field (past, field))
        continue;
      if (halqa_dot_compare (past->dot, dot) == 0)
        found = past;
      if (is_of_action (target->plan, past->arrival))
        {
          /* What the action itself replaced again was never seen without it. */
          if (halqa_dot_compare (past->dot, dot) == 0)
            return;
        }
      else if (has_dot (past->write->replaced, past->write->n_replaced, dot))
        return;
    }
  if (found != NULL)
    add_value (outcome->values, found);
  else
    outcome->unknown = TRUE;
}

static void
look_up_all (Target *target, const char *field, Outcome *outcome)
{
  gboolean deletes = strcmp (field, "deleted") == 0;

  for (guint i = 0; i < target->history->len; i++)
    {
      const Past *past = &g_array_index (target->history, Past, i);

      if (!is_of_field (past, field) || !is_of_action (target->plan, past->arrival))
        continue;
      for (guint j = 0; j < past->write->n_replaced; j++)
        look_up (target, field, &past->write->replaced[j], outcome);
    }
  /* A deletion also names writes of other fields. */
  outcome->unknown = outcome->unknown && !deletes;
  g_array_sort (outcome->values, compare_past);
}

static gboolean
find_outcome (Target *target, const char *field, Outcome *outcome, GError **error)
{
  memset (outcome, 0, sizeof *outcome);
  outcome->mine = g_array_new (FALSE, FALSE, sizeof (HalqaDot));
  outcome->values = g_array_new (FALSE, FALSE, sizeof (Past));
  if (!part_leaves (target, field, outcome, error))
    return FALSE;
  look_up_all (target, field, outcome);
  if (outcome->values->len > 0 || outcome->rival.device == 0)
    return TRUE;
  return halqa_state_get_value (&target->plan->fold->base, target->state, &outcome->rival,
                                &outcome->single, error);
}

/* Each version from what it came from, and beside the others. The last alone replaces what the action
 * left: if all did, they would have that in common, and be held against it. */
static void
put_versions (Target *target, const char *field, const Outcome *outcome)
{
  for (guint i = 0; i < outcome->values->len; i++)
    {
      const Past *past = &g_array_index (outcome->values, Past, i);
      g_autoptr (GArray) dots = g_array_new (FALSE, FALSE, sizeof (HalqaDot));

      if (i + 1 == outcome->values->len)
        g_array_append_vals (dots, outcome->mine->data, outcome->mine->len);
      for (guint j = 0; outcome->values->len > 1 && j < past->write->n_replaced; j++)
        if (!has_dot ((const HalqaDot *) dots->data, dots->len, &past->write->replaced[j]))
          g_array_append_val (dots, past->write->replaced[j]);
      put_value (target, field, &past->write->value, dots, i);
    }
}

/* The only value that the field comes to, or NULL where there are several. */
static const HalqaValue *
get_single (const Outcome *outcome)
{
  if (outcome->values->len > 1)
    return NULL;
  return outcome->values->len == 1 ? &g_array_index (outcome->values, Past, 0).write->value
                                   : &outcome->single;
}

static guint
get_writer (Target *target, const char *field)
{
  const HalqaLeaf *shown =
      halqa_state_get_shown (target->state,
                             halqa_names_find_field (target->plan->fold->base.names, field));

  return shown != NULL ? shown->device : target->plan->own;
}

/* A field other than `deleted`. */
static gboolean
plan_field (Target *target, const char *field, GError **error)
{
  g_auto (Outcome) outcome = { 0 };
  const HalqaValue *single;

  if (!find_outcome (target, field, &outcome, error))
    return FALSE;
  single = get_single (&outcome);
  if (!outcome.shown)
    tell (target, field, get_writer (target, field));
  else if (outcome.unknown && outcome.values->len == 0 && outcome.rival.device == 0)
    tell (target, field, target->plan->own);
  else if (single == NULL || !halqa_value_equal (single, &outcome.standing))
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

/* Who has written into the record since the action began, 0 for nobody else. */
static guint
find_other (Target *target)
{
  gint64 first = g_array_index (target->plan->entries, HalqaOwnEntry, 0).arrival;

  for (guint i = 0; i < target->state->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &target->state->leaves.items[i];

      if (leaf->device != target->plan->own && leaf->arrival > first)
        return leaf->device;
    }
  return 0;
}

static void
delete_record (Target *target)
{
  guint other = find_other (target);
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
find_own_write (Target *target, const char *field)
{
  const HalqaFieldWrite *found = NULL;

  for (guint i = 0; i < target->history->len; i++)
    {
      const Past *past = &g_array_index (target->history, Past, i);

      if (is_of_field (past, field) && is_of_action (target->plan, past->arrival))
        found = past->write;
    }
  return found;
}

static gboolean
is_true (const HalqaValue *value)
{
  return value->type == HALQA_VALUE_BOOL && value->boolean;
}

/* Of a record that the action deleted or restored. @back: whether it will be there again. */
static gboolean
plan_deletion (Target *target, gboolean *back, GError **error)
{
  g_auto (Outcome) outcome = { 0 };
  const HalqaValue *single;

  if (!find_outcome (target, "deleted", &outcome, error))
    return FALSE;
  single = get_single (&outcome);
  if (!outcome.shown)
    tell (target, "deleted", get_writer (target, "deleted"));
  else if (single == NULL)
    {
      put_versions (target, "deleted", &outcome);
      tell (target, "deleted", 0);
    }
  else if (is_true (single) && is_true (&outcome.standing))
    tell (target, "deleted", outcome.rival.device);
  else if (is_true (single))
    delete_record (target);
  else if (is_true (&outcome.standing))
    {
      HalqaValue no = halqa_value_bool (FALSE);

      put_value (target, "deleted", &no, outcome.mine, 0);
      tell (target, "deleted", 0);
      *back = TRUE;
    }
  return TRUE;
}

static gboolean
read_history (Target *target, GError **error)
{
  HalqaBase *base = &target->plan->fold->base;
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!halqa_state_list_touched (base, target->state, arrivals, error))
    return FALSE;
  for (guint i = 0; i < arrivals->len; i++)
    {
      Past past = { .arrival = g_array_index (arrivals, gint64, i) };
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
list_fields (Target *target)
{
  GPtrArray *fields = g_ptr_array_new ();

  for (guint i = 0; i < target->history->len; i++)
    {
      const Past *past = &g_array_index (target->history, Past, i);

      if (is_of_action (target->plan, past->arrival) &&
          halqa_kind_knows_field (target->state->kind, past->write->name) &&
          !g_ptr_array_find_with_equal_func (fields, past->write->name, g_str_equal, NULL))
        g_ptr_array_add (fields, (gpointer) past->write->name);
    }
  return fields;
}

static gboolean
plan_fields (Target *target, GError **error)
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
  if (deletion != NULL && !plan_deletion (target, &back, error))
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
  return TRUE;
}

static gboolean
plan_record (Plan *plan, const HalqaKind *kind, const HalqaId *id, GError **error)
{
  Target target = { .plan = plan };
  gboolean planned;

  target.state = halqa_fold_get_state (plan->fold, kind, id, error);
  if (target.state == NULL)
    return FALSE;
  target.history = g_array_new (FALSE, FALSE, sizeof (Past));
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
plan_records (Plan *plan, GError **error)
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
 * @undone: is told of each field
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
  Plan plan = { fold, halqa_names_find_device (fold->base.names, device), entries,
                halqa_undo_levels_new (), undone };
  gboolean planned = plan_records (&plan, error);

  if (planned)
    halqa_undo_levels_list (plan.levels, changes);
  g_ptr_array_unref (plan.levels);
  return planned;
}
