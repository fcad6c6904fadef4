/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-fold.h"

#include <string.h>

/* The merge rule as it is written, over all that the log holds of a record: every write, and which
 * of them another one names. It is slow, for it reads the log, and it is the measure: a check holds
 * each row against it, and the tests of the law the quick way. */

/* One write of the record with all that the rule asks of it. */
typedef struct
{
  const HalqaFieldWrite *write;
  HalqaLeaf leaf;
} Known;

static gboolean
add_known (HalqaFold *self,
           HalqaState *state,
           const HalqaFieldWrite *write,
           HalqaLeaf leaf,
           GArray *known,
           GError **error)
{
  Known one = { .write = write, .leaf = leaf };

  if (!halqa_kind_knows_field (state->kind, write->name))
    return TRUE;
  one.leaf.value = &write->value;
  one.leaf.field = halqa_names_put_field (self->base.names, write->name, error);
  g_array_append_val (known, one);
  return one.leaf.field != 0;
}

static gboolean
gather_writes (HalqaFold *self, HalqaState *state, gint64 arrival, GArray *known, GError **error)
{
  HalqaEntry *entry = halqa_base_get_entry (&self->base, arrival, error);
  const HalqaDot *dot = entry == NULL ? NULL : halqa_entry_get_dot (entry);
  HalqaLeaf leaf = { .arrival = arrival };
  const HalqaWrite *writes;
  guint n_writes;

  if (entry == NULL)
    return FALSE;
  leaf.stamp = dot->stamp;
  leaf.device = halqa_names_put_device (self->base.names, &dot->device, error);
  if (leaf.device == 0)
    return FALSE;
  writes = halqa_entry_get_writes (entry, &n_writes);
  for (guint i = 0; i < n_writes; i++)
    {
      if (!halqa_id_equal (&writes[i].record, &state->id) ||
          strcmp (writes[i].kind, state->kind->name) != 0)
        continue;
      for (guint j = 0; j < writes[i].n_fields; j++)
        if (!add_known (self, state, &writes[i].fields[j], leaf, known, error))
          return FALSE;
    }
  return TRUE;
}

/* All dots that the writes name, by field. */
static gboolean
gather_named (HalqaFold *self, GArray *known, HalqaLeaves *named, GError **error)
{
  for (guint i = 0; i < known->len; i++)
    {
      const Known *one = &g_array_index (known, Known, i);

      for (guint j = 0; j < one->write->n_replaced; j++)
        {
          const HalqaDot *dot = &one->write->replaced[j];
          HalqaLeaf leaf = { .field = one->leaf.field, .stamp = dot->stamp };

          leaf.device = halqa_names_put_device (self->base.names, &dot->device, error);
          if (leaf.device == 0)
            return FALSE;
          halqa_leaves_add (named, &leaf);
        }
    }
  halqa_leaves_settle (named);
  return TRUE;
}

/* Starts from nothing but what the row is called; every field is shown anew. */
static void
empty_state (HalqaState *state)
{
  for (guint i = 0; i < state->leaves.n_items; i++)
    g_array_append_val (state->changed, state->leaves.items[i].field);
  halqa_leaves_empty (&state->leaves);
  halqa_leaves_empty (&state->unmet);
  state->created = 0;
  state->author = 0;
  state->updated = 0;
  state->deleted = FALSE;
  state->dirty = TRUE;
}

/* A write is replaced when a known write names its dot; the others are the leaves. */
static void
find_leaves (HalqaFold *self, HalqaState *state, GArray *known, HalqaLeaves *named)
{
  for (guint i = 0; i < known->len; i++)
    {
      const Known *one = &g_array_index (known, Known, i);
      guint n;

      halqa_fold_note_write (self, state, one->write, &one->leaf);
      halqa_leaves_find_dot (named, one->leaf.field, one->leaf.stamp, one->leaf.device, &n);
      if (n == 0)
        halqa_leaves_add (&state->leaves, &one->leaf);
    }
  halqa_leaves_settle (&state->leaves);
}

static gboolean
note_unmet (HalqaFold *self, HalqaState *state, HalqaLeaves *named, GError **error)
{
  for (guint i = 0; i < named->n_items; i++)
    {
      const HalqaLeaf *one = &named->items[i];
      gboolean arrived = FALSE;

      if (!state->twice && !halqa_fold_has_arrived (self, one->stamp, one->device, &arrived, error))
        return FALSE;
      if (!arrived)
        halqa_leaves_add (&state->unmet, one);
    }
  halqa_leaves_settle (&state->unmet);
  return TRUE;
}

static gboolean
elect_all (HalqaFold *self, HalqaState *state, GError **error)
{
  for (guint i = 0; i < state->leaves.n_items; i++)
    if ((i == 0 || state->leaves.items[i].field != state->leaves.items[i - 1].field) &&
        !halqa_fold_elect (self, state, state->leaves.items[i].field, NULL, error))
      return FALSE;
  return TRUE;
}

/**
 * halqa_fold_refold:
 * @self: a fold
 * @state: a state of it, changed
 * @error: any of the layer's
 *
 * Returns: whether the log could be read
 */
gboolean
halqa_fold_refold (HalqaFold *self, HalqaState *state, GError **error)
{
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (Known));
  g_auto (HalqaLeaves) named = { 0 };

  if (!halqa_state_list_touched (&self->base, state, arrivals, error))
    return FALSE;
  for (guint i = 0; i < arrivals->len; i++)
    if (!gather_writes (self, state, g_array_index (arrivals, gint64, i), known, error))
      return FALSE;
  empty_state (state);
  state->refolded = self->arrival;
  state->gone = arrivals->len == 0;
  if (!gather_named (self, known, &named, error))
    return FALSE;
  find_leaves (self, state, known, &named);
  return note_unmet (self, state, &named, error) && elect_all (self, state, error);
}
