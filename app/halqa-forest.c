/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-forest.h"

#include <string.h>

/* Which proposal is merged into which.
 *
 * A merge is a link: the field `merged_into` of each source, a register like any other. So two
 * laptops can write what together makes no sense: A into B here and B into A there, or into what
 * another has deleted. The store keeps all of it; this is what it comes to, and it is a function of
 * what is shown and of nothing else, so that laptops that show the same records show the same
 * families, in whatever order they learned of them:
 *
 *  - a link counts where both proposals are there, neither is deleted, and they are two;
 *  - counted links lead from each proposal to one end. Where they lead round in a circle, the end is
 *    that proposal of the circle which was made first (of those made at one time, that of the least
 *    id), and its own link is not in force;
 *  - every other link that counts is in force.
 *
 * Rule: nothing is lost by it. A link that is not in force stays written and is shown as such: it
 * comes into force when what it points at arrives or is restored, or when another link of the
 * circle is taken back. And every proposal is to be found from its result.
 *
 * Rejected: to let the link that was written last win in a circle (as it does within a field). It
 * reads well and needs the stamps of fields, which a list does not read, and it would let the result
 * of a merge change each time that somebody writes the same link again. To refuse a circle on
 * arrival: an entry is never refused for what it says, and no two laptops receive alike. To let a
 * source of a deleted proposal go on to what that was merged into: nobody has said that. */

typedef struct Node
{
  HalqaId id;
  HalqaId into;
  guint64 created;
  gboolean known; /* not only pointed at */
  gboolean deleted;
  gboolean linked;
  GPtrArray *pointing; /* of Node: whose `into` is this one, in no order; or NULL */
  struct Node *end; /* where the links lead from here; NULL while that is looked for */
  guint64 end_at; /* the number of puts by which `end` was found */
} Node;

struct _HalqaForest
{
  GHashTable *nodes; /* HalqaId, within its value -> Node */
  guint64 n_puts;
};

static void
free_node (gpointer data)
{
  Node *node = data;

  g_clear_pointer (&node->pointing, g_ptr_array_unref);
  g_free (node);
}

static Node *
find_node (HalqaForest *self, const HalqaId *id)
{
  return g_hash_table_lookup (self->nodes, id);
}

static Node *
ensure_node (HalqaForest *self, const HalqaId *id)
{
  Node *node = find_node (self, id);

  if (node != NULL)
    return node;
  node = g_new0 (Node, 1);
  node->id = *id;
  g_hash_table_insert (self->nodes, &node->id, node);
  return node;
}

static void
point_at (HalqaForest *self, Node *node, const HalqaId *into)
{
  Node *target;

  if (node->linked)
    g_ptr_array_remove_fast (find_node (self, &node->into)->pointing, node);
  node->linked = into != NULL;
  if (into == NULL)
    return;
  node->into = *into;
  target = ensure_node (self, into);
  if (target->pointing == NULL)
    target->pointing = g_ptr_array_new ();
  g_ptr_array_add (target->pointing, node);
}

/* Where the link of @node leads, circles aside; NULL where it does not count. */
static Node *
follow (HalqaForest *self, Node *node)
{
  Node *target = node->linked && !node->deleted ? find_node (self, &node->into) : NULL;

  return target != NULL && target != node && target->known && !target->deleted ? target : NULL;
}

static int
compare_nodes (gconstpointer a, gconstpointer b)
{
  const Node *one = a;
  const Node *other = b;

  /* 0 is not known: after all that are. */
  if (one->created != other->created)
    return one->created - 1 < other->created - 1 ? -1 : 1;
  return memcmp (&one->id, &other->id, sizeof one->id);
}

static int
compare_pointers (gconstpointer a, gconstpointer b)
{
  return compare_nodes (*(Node *const *) a, *(Node *const *) b);
}

static Node *
find_first_of_circle (HalqaForest *self, Node *any)
{
  Node *first = any;

  for (Node *node = follow (self, any); node != any; node = follow (self, node))
    if (compare_nodes (node, first) < 0)
      first = node;
  return first;
}

/* Where the links lead from @node. Found for all on the way at once, until the next put: a list asks
 * for each of its rows, and a chain may be as long as the list. */
static Node *
find_end (HalqaForest *self, Node *node)
{
  Node *step = node;
  Node *end;

  while (step->end_at != self->n_puts)
    {
      Node *next = follow (self, step);

      step->end_at = self->n_puts;
      step->end = next == NULL ? step : NULL;
      if (next != NULL)
        step = next;
    }
  end = step->end != NULL ? step->end : find_first_of_circle (self, step);
  for (step = node; step->end == NULL; step = follow (self, step))
    step->end = end;
  return end;
}

static Node *
get_into (HalqaForest *self, Node *node)
{
  return find_end (self, node) == node ? NULL : follow (self, node);
}

/* --- public */

/**
 * halqa_forest_new:
 *
 * Returns: (transfer full): a forest of no proposals
 */
HalqaForest *
halqa_forest_new (void)
{
  HalqaForest *self = g_new0 (HalqaForest, 1);

  self->nodes = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, NULL, free_node);
  return self;
}

/**
 * halqa_forest_free:
 * @self: (transfer full): a forest
 */
void
halqa_forest_free (HalqaForest *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->nodes);
  g_free (self);
}

/**
 * halqa_forest_put:
 * @self: a forest
 * @id: of a proposal, new or known
 * @created: its stamp of creation; 0 where that has not arrived
 * @deleted: whether it is shown as deleted
 * @into: (nullable): what its field `merged_into` shows, in whatever state that is
 *
 * Takes the place of what was put of it before.
 */
void
halqa_forest_put (HalqaForest *self,
                  const HalqaId *id,
                  guint64 created,
                  gboolean deleted,
                  const HalqaId *into)
{
  Node *node;

  g_return_if_fail (self != NULL && id != NULL);

  self->n_puts++;
  node = ensure_node (self, id);
  node->known = TRUE;
  node->created = created;
  node->deleted = deleted;
  point_at (self, node, into);
}

typedef struct
{
  HalqaForest *forest;
  gboolean deleted;
} Reading;

static void
put_row (const HalqaRow *row, gpointer user_data)
{
  const Reading *reading = user_data;

  halqa_forest_put (reading->forest, &row->id, row->created, reading->deleted,
                    halqa_value_get_id (row->key));
}

/**
 * halqa_forest_read:
 * @self: a forest
 * @reader: a reader of the forum
 * @ids: (nullable) (element-type HalqaId): proposals; %NULL for all
 * @error: return location
 *
 * Puts the proposals as they are shown now.
 *
 * Returns: %FALSE where the store can't be read
 */
gboolean
halqa_forest_read (HalqaForest *self, HalqaReader *reader, const GArray *ids, GError **error)
{
  HalqaQuery query = { .kind = "proposal", .sort = "merged_into" };
  Reading reading = { self, FALSE };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (HALQA_IS_READER (reader), FALSE);

  for (int i = 0; i < 2; i++)
    {
      reading.deleted = i == 1;
      query.deleted = reading.deleted ? HALQA_DELETED_ONLY : HALQA_DELETED_HIDE;
      if (!halqa_reader_walk_rows (reader, &query, ids != NULL ? (const HalqaId *) ids->data : NULL,
                                   ids != NULL ? ids->len : 0, put_row, &reading, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * halqa_forest_get_state:
 * @self: a forest
 * @id: any id
 *
 * Returns: what the link of that proposal comes to; %HALQA_MERGE_NONE where there is none of it
 */
HalqaMergeState
halqa_forest_get_state (HalqaForest *self, const HalqaId *id)
{
  Node *node, *target;

  g_return_val_if_fail (self != NULL && id != NULL, HALQA_MERGE_NONE);

  node = find_node (self, id);
  if (node == NULL || !node->linked)
    return HALQA_MERGE_NONE;
  target = find_node (self, &node->into);
  if (target == node)
    return HALQA_MERGE_ITSELF;
  if (!target->known)
    return HALQA_MERGE_MISSING;
  if (node->deleted || target->deleted)
    return HALQA_MERGE_DELETED;
  return find_end (self, node) == node ? HALQA_MERGE_CIRCLE : HALQA_MERGE_IN_FORCE;
}

/**
 * halqa_forest_get_link:
 * @self: a forest
 * @id: any id
 *
 * Returns: (transfer none) (nullable): what `merged_into` shows of it, good until the next put
 */
const HalqaId *
halqa_forest_get_link (HalqaForest *self, const HalqaId *id)
{
  Node *node;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  node = find_node (self, id);
  return node != NULL && node->linked ? &node->into : NULL;
}

/**
 * halqa_forest_get_into:
 * @self: a forest
 * @id: any id
 *
 * Returns: (transfer none) (nullable): the proposal that it is merged into
 */
const HalqaId *
halqa_forest_get_into (HalqaForest *self, const HalqaId *id)
{
  Node *node;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  node = find_node (self, id);
  node = node != NULL ? get_into (self, node) : NULL;
  return node != NULL ? &node->id : NULL;
}

/**
 * halqa_forest_get_result:
 * @self: a forest
 * @id: any id
 *
 * Returns: (transfer none): the proposal that it is merged into in the end, or @id itself
 */
const HalqaId *
halqa_forest_get_result (HalqaForest *self, const HalqaId *id)
{
  Node *node;

  g_return_val_if_fail (self != NULL && id != NULL, id);

  node = find_node (self, id);
  return node != NULL ? &find_end (self, node)->id : id;
}

/**
 * halqa_forest_has_sources:
 * @self: a forest
 * @id: any id
 *
 * Returns: whether a proposal is merged into it
 */
gboolean
halqa_forest_has_sources (HalqaForest *self, const HalqaId *id)
{
  Node *node, *end;

  g_return_val_if_fail (self != NULL && id != NULL, FALSE);

  node = find_node (self, id);
  if (node == NULL || node->pointing == NULL)
    return FALSE;
  end = find_end (self, node);
  for (guint i = 0; i < node->pointing->len; i++)
    {
      Node *source = g_ptr_array_index (node->pointing, i);

      if (source != end && follow (self, source) == node)
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  Node *node;
  guint depth;
} Step;

/* The greatest first, for they are taken from the end. */
static void
push_sources (HalqaForest *self, Node *node, guint depth, Node *end, GArray *steps)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();

  for (guint i = 0; node->pointing != NULL && i < node->pointing->len; i++)
    {
      Node *source = g_ptr_array_index (node->pointing, i);

      if (source != end && follow (self, source) == node)
        g_ptr_array_add (sources, source);
    }
  g_ptr_array_sort (sources, compare_pointers);
  for (guint i = sources->len; i > 0; i--)
    {
      const Step step = { g_ptr_array_index (sources, i - 1), depth };

      g_array_append_val (steps, step);
    }
}

/**
 * halqa_forest_list_sources:
 * @self: a forest
 * @id: any id
 *
 * Returns: (transfer full) (element-type HalqaSource): what is merged into it, the first made
 *   first, each followed by its own sources
 */
GArray *
halqa_forest_list_sources (HalqaForest *self, const HalqaId *id)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (HalqaSource));
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  Node *node, *end;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  node = find_node (self, id);
  if (node == NULL || node->deleted)
    return g_steal_pointer (&list);
  end = find_end (self, node);
  push_sources (self, node, 1, end, steps);
  while (steps->len > 0)
    {
      const Step step = g_array_index (steps, Step, steps->len - 1);
      const HalqaSource source = { step.node->id, step.depth };

      g_array_set_size (steps, steps->len - 1);
      g_array_append_val (list, source);
      push_sources (self, step.node, step.depth + 1, end, steps);
    }
  return g_steal_pointer (&list);
}
