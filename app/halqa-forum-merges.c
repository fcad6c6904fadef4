/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-forum-private.h"

/* What is merged into what, kept beside the forum: read once, when somebody first asks, and from
 * then on brought up to date by what each entry touches. */

static void
read_forest (HalqaForum *self, const GArray *ids)
{
  g_autoptr (GError) error = NULL;

  if (!halqa_forest_read (self->forest, self->reader, ids, &error))
    g_warning ("%s: %s", halqa_store_get_path (self->store), error->message);
}

/* After @touched (of HalqaTouched) were written. */
void
halqa_forum_refresh_forest (HalqaForum *self, const GArray *touched)
{
  g_autoptr (GArray) ids = NULL;

  if (self->forest == NULL)
    return;
  ids = g_array_new (FALSE, FALSE, sizeof (HalqaId));
  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);

      if (g_str_equal (one->kind->name, "proposal"))
        g_array_append_val (ids, one->id);
    }
  if (ids->len > 0)
    read_forest (self, ids);
}

/**
 * halqa_forum_get_forest:
 * @self: a forum
 *
 * Returns: (transfer none): which proposal is merged into which; up to date when "touched" is
 *   emitted
 */
HalqaForest *
halqa_forum_get_forest (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  if (self->forest == NULL)
    {
      self->forest = halqa_forest_new ();
      read_forest (self, NULL);
    }
  return self->forest;
}

/**
 * halqa_forum_dup_merged_into:
 * @self: a forum
 * @id: of a proposal, 32 hex digits
 *
 * Returns: (transfer full) (nullable): the id of the proposal that it is merged into, of the next
 *   where that is merged further; %NULL where nothing is in force
 */
char *
halqa_forum_dup_merged_into (HalqaForum *self, const char *id)
{
  const HalqaId *into;
  HalqaId source;

  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (!halqa_hex_decode (id, source.bytes, HALQA_ID_SIZE))
    return NULL;
  into = halqa_forest_get_into (halqa_forum_get_forest (self), &source);
  return into != NULL ? halqa_hex_dup (into->bytes, HALQA_ID_SIZE) : NULL;
}
