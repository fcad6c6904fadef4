/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-neighbour-private.h"

/* The list of neighbours, kept in step with what the replicator tells: rows move only for laptops
 * that are new or gone. */

/* The position of the peer that tells of @neighbour, G_MAXUINT where none does. One of its device
 * is preferred to one that is known by address alone. */
static guint
find_peer (const GPtrArray *peers, HalqaNeighbour *neighbour)
{
  guint found = G_MAXUINT;

  for (guint i = 0; i < peers->len; i++)
    {
      const HalqaPeer *peer = g_ptr_array_index (peers, i);

      if (!halqa_neighbour_matches (neighbour, peer))
        continue;
      if (halqa_neighbour_device_is_known (&peer->device))
        return i;
      if (found == G_MAXUINT)
        found = i;
    }
  return found;
}

static gboolean
has_neighbour (GListModel *neighbours, const HalqaPeer *peer)
{
  for (guint i = 0; i < g_list_model_get_n_items (neighbours); i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, i);

      if (halqa_neighbour_matches (neighbour, peer))
        return TRUE;
    }
  return FALSE;
}

/**
 * halqa_neighbours_update:
 * @neighbours: a list of #HalqaNeighbour
 * @peers: (element-type HalqaPeer): what is known now
 *
 * Objects whose laptop is still known stay where they are and are brought up to date; those whose
 * laptop is not go; new ones are added at the end. Of two peers that are one laptop, as when an
 * address that was typed turns out to belong to one that was announced, the first counts.
 */
void
halqa_neighbours_update (GListStore *neighbours, const GPtrArray *peers)
{
  GListModel *model = G_LIST_MODEL (neighbours);
  g_autofree gboolean *placed = NULL;

  g_return_if_fail (G_IS_LIST_STORE (neighbours) && peers != NULL);

  placed = g_new0 (gboolean, peers->len + 1);
  for (guint i = 0; i < g_list_model_get_n_items (model);)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (model, i);
      guint position = find_peer (peers, neighbour);

      if (position == G_MAXUINT || placed[position])
        {
          g_list_store_remove (neighbours, i);
          continue;
        }
      placed[position] = TRUE;
      halqa_neighbour_update (neighbour, g_ptr_array_index (peers, position));
      i++;
    }
  for (guint i = 0; i < peers->len; i++)
    {
      const HalqaPeer *peer = g_ptr_array_index (peers, i);
      g_autoptr (HalqaNeighbour) neighbour = NULL;

      if (placed[i] || has_neighbour (model, peer))
        continue;
      neighbour = halqa_neighbour_new (peer);
      g_list_store_append (neighbours, neighbour);
    }
}
