/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-neighbour-private.h"

/* What a laptop did to this one: so that a person sees whom to ask, or to remove, where entries were
 * refused or a flood comes in. */

/**
 * halqa_neighbour_get_refused:
 * @self: a neighbour
 *
 * Returns: how many entries that it sent were refused here since the program began
 */
guint
halqa_neighbour_get_refused (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), 0);

  return halqa_neighbour_get_peer (self)->n_refused;
}

/**
 * halqa_neighbour_get_refused_why:
 * @self: a neighbour
 *
 * Returns: (transfer none) (nullable): why the last of them was, in the reader's language; %NULL
 *   where none was
 */
const char *
halqa_neighbour_get_refused_why (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), NULL);

  return halqa_neighbour_get_peer (self)->refused_why;
}

/**
 * halqa_neighbour_get_brought:
 * @self: a neighbour
 *
 * Returns: how many entries new to us it brought in the last ten minutes
 */
guint
halqa_neighbour_get_brought (HalqaNeighbour *self)
{
  g_return_val_if_fail (HALQA_IS_NEIGHBOUR (self), 0);

  return halqa_neighbour_get_peer (self)->n_brought;
}
