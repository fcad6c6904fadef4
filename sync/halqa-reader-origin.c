/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reader.h"

#include <string.h>

/* Who wrote a version first that somebody has written again.
 *
 * Who takes back the settlement of a conflict writes its versions anew, and a write bears the name of
 * who makes it (see halqa-undo-plan.c). People want to know whose words they are choosing from, so
 * that is found out of the history.
 *
 * Rule: a write repeats an earlier one where it holds the same, replaces what that one replaced, and
 * its laptop had settled that one away, together with another version, before. What somebody typed
 * who thought of the same words is theirs, then; a settlement was in nobody's way there. */

/* Settled and taken back more often than this in turns: then who did it the last time but these. */
#define STEPS_MAX 64

static gboolean
has_dot (const HalqaPastWrite *write, const HalqaDot *dot)
{
  for (guint i = 0; i < write->n_replaced; i++)
    if (halqa_dot_compare (&write->replaced[i], dot) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
repeats (const HalqaPastWrite *write, const HalqaPastWrite *earlier)
{
  if (strcmp (write->field, earlier->field) != 0 ||
      !halqa_value_equal (&write->value, &earlier->value) ||
      halqa_dot_compare (&earlier->dot, &write->dot) >= 0)
    return FALSE;
  for (guint i = 0; i < earlier->n_replaced; i++)
    if (!has_dot (write, &earlier->replaced[i]))
      return FALSE;
  return TRUE;
}

/* The first write that is not before @dot. */
static guint
find_first (const GPtrArray *history, const HalqaDot *dot)
{
  guint low = 0;
  guint high = history->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      const HalqaPastWrite *write = g_ptr_array_index (history, middle);

      if (halqa_dot_compare (&write->dot, dot) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* What @settled replaced that @write repeats; NULL for none. */
static const HalqaPastWrite *
find_settled (const GPtrArray *history, const HalqaPastWrite *settled, const HalqaPastWrite *write)
{
  for (guint i = 0; i < settled->n_replaced; i++)
    for (guint at = find_first (history, &settled->replaced[i]); at < history->len; at++)
      {
        const HalqaPastWrite *earlier = g_ptr_array_index (history, at);

        if (halqa_dot_compare (&earlier->dot, &settled->replaced[i]) != 0)
          break;
        if (repeats (write, earlier))
          return earlier;
      }
  return NULL;
}

static const HalqaPastWrite *
find_repeated (const GPtrArray *history, const HalqaPastWrite *write)
{
  const HalqaPastWrite *found = NULL;

  for (guint i = 0; i < history->len && found == NULL; i++)
    {
      const HalqaPastWrite *settled = history->pdata[i];

      if (settled->n_replaced > 1 && strcmp (settled->field, write->field) == 0 &&
          memcmp (&settled->dot.device, &write->dot.device, sizeof write->dot.device) == 0 &&
          settled->dot.stamp < write->dot.stamp)
        found = find_settled (history, settled, write);
    }
  return found;
}

/**
 * halqa_history_find_origin:
 * @history: (element-type HalqaPastWrite): of a record, as halqa_reader_history() gives it
 * @version: a write of it
 *
 * Returns: (transfer none): the write that @version repeats, by another perhaps, good as long as
 *   @history; @version itself where it repeats none
 */
const HalqaPastWrite *
halqa_history_find_origin (const GPtrArray *history, const HalqaPastWrite *version)
{
  const HalqaPastWrite *origin = version;

  g_return_val_if_fail (history != NULL && version != NULL, NULL);

  for (guint i = 0; i < STEPS_MAX; i++)
    {
      const HalqaPastWrite *earlier = find_repeated (history, origin);

      if (earlier == NULL)
        break;
      origin = earlier;
    }
  return origin;
}
