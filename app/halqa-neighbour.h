/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HALQA_TYPE_NEIGHBOUR (halqa_neighbour_get_type ())
G_DECLARE_FINAL_TYPE (HalqaNeighbour, halqa_neighbour, HALQA, NEIGHBOUR, GObject)

typedef enum
{
  HALQA_NEIGHBOUR_CONNECTING,
  HALQA_NEIGHBOUR_REACHED,
  HALQA_NEIGHBOUR_UNREACHABLE,
  HALQA_NEIGHBOUR_STRANGER, /* answers, and does not know the forum */
} HalqaNeighbourState;

#define HALQA_TYPE_NEIGHBOUR_STATE (halqa_neighbour_state_get_type ())
GType halqa_neighbour_state_get_type (void);

/* Another laptop. Each getter is a property of the same name ("name", "address", "state", "equal",
 * "last-exchange", "clock-difference", "problem") that notifies. */

/* "" while it is not known. */
const char *halqa_neighbour_get_name (HalqaNeighbour *self);
const char *halqa_neighbour_get_address (HalqaNeighbour *self);
HalqaNeighbourState halqa_neighbour_get_state (HalqaNeighbour *self);
/* Whether both held the same after the last exchange. */
gboolean halqa_neighbour_is_equal (HalqaNeighbour *self);
/* Unix time in microseconds, 0 for never. */
gint64 halqa_neighbour_get_last_exchange (HalqaNeighbour *self);
/* Milliseconds that its clock is ahead of ours. */
gint64 halqa_neighbour_get_clock_difference (HalqaNeighbour *self);
/* Why the last try failed, for the log and the curious; %NULL where it did not. */
const char *halqa_neighbour_get_problem (HalqaNeighbour *self);

G_END_DECLS
