/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reader.h"

#include <string.h>

/* What several versions of a field come from: the newest write that each of them replaced, directly
 * or through others. Each write names the dots that it replaces, so this is read out of the history
 * alone, and is the same wherever the same entries are.
 *
 * Where people settled one conflict at the same time, several writes may be the last that they had
 * in common; then the greatest is taken, for that one was shown. Where an entry between has not
 * arrived, an older write is found, or none: less is offered then, and nothing wrong.
 *
 * Nothing is taken for granted of a dot that is named: it may be that of several writes (of a copied
 * laptop), of none, or of a write that names us back. */

/* More versions than these come of no work of people, and each is a walk through the history. */
#define VERSIONS_MAX 64

typedef struct
{
  const HalqaPastWrite *write;
  guint seen_by; /* the last version that was found to come from it, counted from 1 */
  guint n_heirs; /* how many were */
} Node;

/* The writes of @field, ordered by their dots. */
static GArray *
list_nodes (const GPtrArray *history, const char *field)
{
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (Node));

  for (guint i = 0; i < history->len; i++)
    {
      const Node node = { g_ptr_array_index (history, i), 0, 0 };

      if (strcmp (node.write->field, field) == 0)
        g_array_append_val (nodes, node);
    }
  return nodes;
}

/* The first that is not before @dot. */
static guint
find_first (const GArray *nodes, const HalqaDot *dot)
{
  guint low = 0;
  guint high = nodes->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (halqa_dot_compare (&g_array_index (nodes, Node, middle).write->dot, dot) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Adds to @queue what @write replaced, as far as @version has not come by there. */
static void
follow (GArray *nodes, const HalqaPastWrite *write, guint version, GArray *queue)
{
  for (guint i = 0; i < write->n_replaced; i++)
    for (guint at = find_first (nodes, &write->replaced[i]); at < nodes->len; at++)
      {
        Node *node = &g_array_index (nodes, Node, at);

        if (halqa_dot_compare (&node->write->dot, &write->replaced[i]) != 0)
          break;
        if (node->seen_by == version)
          continue;
        node->seen_by = version;
        node->n_heirs++;
        g_array_append_val (queue, at);
      }
}

static void
trace (GArray *nodes, const HalqaPastWrite *write, guint version)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));

  follow (nodes, write, version, queue);
  for (guint i = 0; i < queue->len; i++)
    follow (nodes, g_array_index (nodes, Node, g_array_index (queue, guint, i)).write, version,
            queue);
}

/**
 * halqa_history_find_ancestor:
 * @history: (element-type HalqaPastWrite): of a record, as halqa_reader_history() gives it
 * @field: the field
 * @versions: (element-type HalqaPastWrite): of @field; an edit and the deletion that did not know it
 *   will do too
 *
 * Returns: (transfer none) (nullable): the newest write of @field that all of @versions replaced,
 *   good as long as @history; %NULL where there is none, or versions are too many for people's work
 */
const HalqaPastWrite *
halqa_history_find_ancestor (const GPtrArray *history, const char *field, const GPtrArray *versions)
{
  g_autoptr (GArray) nodes = NULL;

  g_return_val_if_fail (history != NULL && field != NULL && versions != NULL, NULL);

  if (versions->len == 0 || versions->len > VERSIONS_MAX)
    return NULL;
  nodes = list_nodes (history, field);
  for (guint i = 0; i < versions->len; i++)
    trace (nodes, g_ptr_array_index (versions, i), i + 1);
  for (guint i = nodes->len; i > 0; i--)
    if (g_array_index (nodes, Node, i - 1).n_heirs == versions->len)
      return g_array_index (nodes, Node, i - 1).write;
  return NULL;
}
