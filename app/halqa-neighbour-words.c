/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-neighbour.h"

#include <glib/gi18n-lib.h>

/* Why a laptop is not in reach, and what a person can do about it, in words. They stand here and
 * not in the window so that whoever shows a neighbour says the same. */

static const struct
{
  const char *explanation;
  const char *way_out;
} words[] = {
  [HALQA_NEIGHBOUR_REASON_NO_ADDRESS] = { N_ ("It is not in the room"),
                                          N_ ("Bring both laptops into one network, or carry a "
                                              "stick") },
  [HALQA_NEIGHBOUR_REASON_NO_ANSWER] = { N_ ("It does not answer"),
                                         N_ ("See that it is on, and in the same network") },
  [HALQA_NEIGHBOUR_REASON_NOT_MEMBER] = { N_ ("It ends the connection: one of the two laptops is "
                                              "not, or no longer, a member"),
                                          N_ ("Have it invited again") },
  [HALQA_NEIGHBOUR_REASON_REMOVED] = { N_ ("It was removed from the forum"),
                                       N_ ("If it is to come back, invite it: it is told there how "
                                           "it joins as a new laptop") },
  [HALQA_NEIGHBOUR_REASON_OTHER_LAPTOP] = { N_ ("Another laptop is where it was last"),
                                            N_ ("See that it is on, and in the same network") },
  [HALQA_NEIGHBOUR_REASON_IT_IS_OLD] = { N_ ("Its program is too old for this one"),
                                         N_ ("Update Halqa on that laptop") },
  [HALQA_NEIGHBOUR_REASON_WE_ARE_OLD] = { N_ ("Its program is newer than this one"),
                                          N_ ("Update Halqa on this laptop") },
  [HALQA_NEIGHBOUR_REASON_ITS_DISK_IS_FULL] = { N_ ("Its disk or its memory is full"),
                                                N_ ("Make room on that laptop") },
  [HALQA_NEIGHBOUR_REASON_OUR_DISK_IS_FULL] = { N_ ("The disk of this laptop is full"),
                                                N_ ("Make room on this laptop") },
  [HALQA_NEIGHBOUR_REASON_REFUSED] = { N_ ("It answers, and the exchange fails"),
                                       N_ ("It is tried again; if that does not help, restart "
                                           "Halqa on both laptops") },
};

static const char *
translate (const char *text)
{
  return text == NULL ? NULL : _ (text);
}

/**
 * halqa_neighbour_get_explanation:
 * @self: a neighbour
 *
 * Returns: (transfer none) (nullable): why it is not in reach, for a person; %NULL where it is
 */
const char *
halqa_neighbour_get_explanation (HalqaNeighbour *self)
{
  return translate (words[halqa_neighbour_get_reason (self)].explanation);
}

/**
 * halqa_neighbour_get_way_out:
 * @self: a neighbour
 *
 * Returns: (transfer none) (nullable): what a person can do about it
 */
const char *
halqa_neighbour_get_way_out (HalqaNeighbour *self)
{
  return translate (words[halqa_neighbour_get_reason (self)].way_out);
}
