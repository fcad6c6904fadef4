/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-state.h"

#include <string.h>

/* Which leaves of a record contradict what is shown. Only here are values compared, and only where
 * a field has several leaves or the record is deleted; so only then is the log looked into.
 *
 * Each leaf is looked at once or twice, whatever there are: dots that deletions name go into a table
 * first. */

static guint
hash_dot (gconstpointer data)
{
  G_STATIC_ASSERT (sizeof (HalqaDot) == sizeof (guint64) + sizeof (HalqaDeviceId));
  return halqa_hash (data, sizeof (HalqaDot));
}

static gboolean
equal_dots (gconstpointer a, gconstpointer b)
{
  return halqa_dot_compare (a, b) == 0;
}

/* All dots that leaves that delete the record name; %NULL where none deletes it. The dots are lent
 * by the entries. */
static gboolean
list_seen (HalqaBase *base,
           HalqaState *self,
           guint deleted_field,
           GHashTable **seen,
           GError **error)
{
  g_autoptr (GHashTable) dots = NULL;
  guint n;
  HalqaLeaf *leaves = halqa_leaves_find (&self->leaves, deleted_field, &n);

  for (guint i = 0; i < n; i++)
    {
      const HalqaFieldWrite *write;

      /* A shown `false` is known without looking into the log: the usual case. */
      if (leaves[i].shown && !self->deleted)
        continue;
      write = halqa_state_find_write (base, self, &leaves[i], error);
      if (write == NULL)
        return FALSE;
      if (write->value.type != HALQA_VALUE_BOOL || !write->value.boolean)
        continue;
      if (dots == NULL)
        dots = g_hash_table_new (hash_dot, equal_dots);
      for (guint j = 0; j < write->n_replaced; j++)
        g_hash_table_add (dots, (gpointer) &write->replaced[j]);
    }
  *seen = g_steal_pointer (&dots);
  return TRUE;
}

/* Of a field that nobody can choose a version of, the one that is shown stands alone. */
static gboolean
is_judged (HalqaBase *base, HalqaState *self, guint number)
{
  const char *name = halqa_names_get_field (base->names, number);
  const HalqaField *field = name != NULL ? halqa_kind_find_field (self->kind, name) : NULL;

  return field == NULL || !(field->flags & HALQA_FIELD_LATEST);
}

/* Leaves of other fields that no deletion among the leaves named. */
static gboolean
add_unseen_edits (HalqaBase *base,
                  HalqaState *self,
                  guint deleted_field,
                  GArray *rivals,
                  GError **error)
{
  g_autoptr (GHashTable) seen = NULL;

  if (!list_seen (base, self, deleted_field, &seen, error))
    return FALSE;
  for (guint i = 0; seen != NULL && i < self->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &self->leaves.items[i];
      HalqaDot dot;

      halqa_leaf_get_dot (base, leaf, &dot);
      if (leaf->field != deleted_field && !g_hash_table_contains (seen, &dot) &&
          is_judged (base, self, leaf->field))
        g_array_append_vals (rivals, leaf, 1);
    }
  return TRUE;
}

static gboolean
is_deleted_field (HalqaBase *base, guint field)
{
  return g_strcmp0 (halqa_names_get_field (base->names, field), "deleted") == 0;
}

/* Leaves of @field that differ from the shown one, at most @max of them: of a field that a member
 * gone bad gave thousands of versions, one is enough to know that it is in conflict. */
static GArray *
find_rivals (HalqaBase *base, HalqaState *self, guint field, guint max, GError **error)
{
  g_autoptr (GArray) rivals = g_array_new (FALSE, FALSE, sizeof (HalqaLeaf));
  const HalqaLeaf *shown = halqa_state_get_shown (self, field);
  guint n;
  const HalqaLeaf *leaves = halqa_leaves_find (&self->leaves, field, &n);
  HalqaValue shown_value, value;

  if (n > 1 && !is_judged (base, self, field))
    return g_steal_pointer (&rivals);
  if (n > 1 && shown != NULL && !halqa_state_get_value (base, self, shown, &shown_value, error))
    return NULL;
  for (guint i = 0; n > 1 && shown != NULL && i < n && rivals->len < max; i++)
    {
      if (leaves[i].shown)
        continue;
      if (!halqa_state_get_value (base, self, &leaves[i], &value, error))
        return NULL;
      if (!halqa_value_equal (&value, &shown_value))
        g_array_append_vals (rivals, &leaves[i], 1);
    }
  if (rivals->len < max && is_deleted_field (base, field) &&
      !add_unseen_edits (base, self, field, rivals, error))
    return NULL;
  return g_steal_pointer (&rivals);
}

/**
 * halqa_state_list_rivals:
 * @base: a base
 * @self: a state
 * @field: number of a field
 * @error: any of the layer's
 *
 * For `deleted`, leaves of other fields that no deletion among the leaves named are rivals too.
 *
 * Returns: (transfer full) (element-type HalqaLeaf): leaves that differ from the shown one
 */
GArray *
halqa_state_list_rivals (HalqaBase *base, HalqaState *self, guint field, GError **error)
{
  return find_rivals (base, self, field, G_MAXUINT, error);
}

/**
 * halqa_state_count_conflicts:
 * @base: a base
 * @self: a state, its leaves settled; its @n_conflicts is set
 * @error: any of the layer's
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_state_count_conflicts (HalqaBase *base, HalqaState *self, GError **error)
{
  const HalqaLeaf *items = self->leaves.items;
  guint n;

  self->n_conflicts = 0;
  for (guint i = 0; i < self->leaves.n_items; i += n)
    {
      g_autoptr (GArray) rivals = NULL;

      for (n = 1; i + n < self->leaves.n_items && items[i + n].field == items[i].field;)
        n++;
      /* One leaf is no conflict, unless it is a deletion. */
      if (n == 1 && (!self->deleted || !is_deleted_field (base, items[i].field)))
        continue;
      rivals = find_rivals (base, self, items[i].field, 1, error);
      if (rivals == NULL)
        return FALSE;
      self->n_conflicts += rivals->len > 0;
    }
  return TRUE;
}
