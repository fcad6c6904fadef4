/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-outcome.h"

#include <string.h>

/* What a field would hold, had an action not been; the rule is told in halqa-undo-plan.c. */

void
halqa_undo_outcome_clear (HalqaUndoOutcome *self)
{
  g_array_unref (self->mine);
  g_array_unref (self->values);
}

static int
compare_arrival (gconstpointer arrival, gconstpointer entry)
{
  gint64 a = *(const gint64 *) arrival;
  gint64 b = ((const HalqaOwnEntry *) entry)->arrival;

  return a < b ? -1 : a > b;
}

gboolean
halqa_undo_is_of_action (HalqaUndoPlan *plan, gint64 arrival)
{
  return bsearch (&arrival, plan->entries->data, plan->entries->len, sizeof (HalqaOwnEntry),
                  compare_arrival) != NULL;
}

gboolean
halqa_undo_has_dot (const HalqaDot *dots, guint n, const HalqaDot *dot)
{
  for (guint i = 0; i < n; i++)
    if (halqa_dot_compare (&dots[i], dot) == 0)
      return TRUE;
  return FALSE;
}

gboolean
halqa_undo_past_is_of (const HalqaUndoPast *past, const char *field)
{
  return strcmp (past->write->name, field) == 0;
}

/* Whether the action wrote just that into the field. */
static gboolean
wrote_value (HalqaUndoTarget *target, const char *field, const HalqaValue *value)
{
  for (guint i = 0; i < target->history->len; i++)
    {
      const HalqaUndoPast *past = &g_array_index (target->history, HalqaUndoPast, i);

      if (halqa_undo_past_is_of (past, field) &&
          halqa_undo_is_of_action (target->plan, past->arrival) &&
          halqa_value_equal (&past->write->value, value))
        return TRUE;
    }
  return FALSE;
}

/* Parts the leaves of the field into those that the action left and those of others. */
static gboolean
part_leaves (HalqaUndoTarget *target, const char *field, HalqaUndoOutcome *outcome, GError **error)
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
          (halqa_undo_is_of_action (target->plan, leaves[i].arrival) ||
           wrote_value (target, field, &value)))
        {
          halqa_leaf_get_dot (base, &leaves[i], &dot);
          g_array_append_val (outcome->mine, dot);
          outcome->shown = outcome->shown || leaves[i].shown;
          outcome->differ = outcome->differ || (outcome->mine->len > 1 &&
                                                !halqa_value_equal (&value, &outcome->standing));
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
  return halqa_dot_compare (((const HalqaUndoPast *) a)->dot, ((const HalqaUndoPast *) b)->dot);
}

/* Of two writes that say the same, one is enough. */
static void
add_value (GArray *values, const HalqaUndoPast *past)
{
  for (guint i = 0; i < values->len; i++)
    {
      const HalqaUndoPast *other = &g_array_index (values, HalqaUndoPast, i);

      if (!halqa_value_equal (&other->write->value, &past->write->value))
        continue;
      if (halqa_dot_compare (other->dot, past->dot) < 0)
        g_array_index (values, HalqaUndoPast, i) = *past;
      return;
    }
  g_array_append_vals (values, past, 1);
}

/* A write that the action replaced: whether it would stand, had the action not been. */
static void
look_up (HalqaUndoTarget *target, const char *field, const HalqaDot *dot, HalqaUndoOutcome *outcome)
{
  const HalqaUndoPast *found = NULL;

  for (guint i = 0; i < target->history->len; i++)
    {
      const HalqaUndoPast *past = &g_array_index (target->history, HalqaUndoPast, i);

      if (!halqa_undo_past_is_of (past, field))
        continue;
      if (halqa_dot_compare (past->dot, dot) == 0)
        found = past;
      if (halqa_undo_is_of_action (target->plan, past->arrival))
        {
          /* What the action itself replaced again was never seen without it. */
          if (halqa_dot_compare (past->dot, dot) == 0)
            return;
        }
      else if (halqa_undo_has_dot (past->write->replaced, past->write->n_replaced, dot))
        return;
    }
  if (found != NULL)
    add_value (outcome->values, found);
  else
    outcome->unknown = TRUE;
}

static void
look_up_all (HalqaUndoTarget *target, const char *field, HalqaUndoOutcome *outcome)
{
  gboolean deletes = strcmp (field, "deleted") == 0;

  for (guint i = 0; i < target->history->len; i++)
    {
      const HalqaUndoPast *past = &g_array_index (target->history, HalqaUndoPast, i);

      if (!halqa_undo_past_is_of (past, field) ||
          !halqa_undo_is_of_action (target->plan, past->arrival))
        continue;
      for (guint j = 0; j < past->write->n_replaced; j++)
        look_up (target, field, &past->write->replaced[j], outcome);
    }
  /* A deletion also names writes of other fields. */
  outcome->unknown = outcome->unknown && !deletes;
  g_array_sort (outcome->values, compare_past);
}

gboolean
halqa_undo_outcome_find (HalqaUndoTarget *target,
                         const char *field,
                         HalqaUndoOutcome *outcome,
                         GError **error)
{
  memset (outcome, 0, sizeof *outcome);
  outcome->mine = g_array_new (FALSE, FALSE, sizeof (HalqaDot));
  outcome->values = g_array_new (FALSE, FALSE, sizeof (HalqaUndoPast));
  if (!part_leaves (target, field, outcome, error))
    return FALSE;
  look_up_all (target, field, outcome);
  if (outcome->values->len > 0 || outcome->rival.device == 0)
    return TRUE;
  return halqa_state_get_value (&target->plan->fold->base, target->state, &outcome->rival,
                                &outcome->single, error);
}

const HalqaValue *
halqa_undo_outcome_get_single (const HalqaUndoOutcome *outcome)
{
  if (outcome->values->len > 1)
    return NULL;
  return outcome->values->len == 1 ? &g_array_index (outcome->values, HalqaUndoPast, 0).write->value
                                   : &outcome->single;
}
