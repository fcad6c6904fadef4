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
  HALQA_NEIGHBOUR_ABSENT, /* a device of the forum, and nobody knows where it is */
} HalqaNeighbourState;

typedef enum
{
  HALQA_NEIGHBOUR_REASON_NONE,
  HALQA_NEIGHBOUR_REASON_NO_ADDRESS,
  HALQA_NEIGHBOUR_REASON_NO_ANSWER,
  HALQA_NEIGHBOUR_REASON_NOT_MEMBER,
  HALQA_NEIGHBOUR_REASON_REMOVED,
  HALQA_NEIGHBOUR_REASON_OTHER_LAPTOP,
  HALQA_NEIGHBOUR_REASON_IT_IS_OLD,
  HALQA_NEIGHBOUR_REASON_WE_ARE_OLD,
  HALQA_NEIGHBOUR_REASON_ITS_DISK_IS_FULL,
  HALQA_NEIGHBOUR_REASON_OUR_DISK_IS_FULL,
  HALQA_NEIGHBOUR_REASON_REFUSED,
} HalqaNeighbourReason;

#define HALQA_TYPE_NEIGHBOUR_STATE (halqa_neighbour_state_get_type ())
GType halqa_neighbour_state_get_type (void);
#define HALQA_TYPE_NEIGHBOUR_REASON (halqa_neighbour_reason_get_type ())
GType halqa_neighbour_reason_get_type (void);

/* Another laptop: one that is near or was, or a device of the forum that is somewhere else. Each
 * getter is a property of the same name ("name", "lacks-of-ours", "clock-is-off", …) that notifies.
 *
 * A row shows: name; where it is in reach and "complete", that it has everything; else what it
 * lacks ("lacks-of-ours") and we lack ("lacks-of-its"), "at most" unless "exact"; for one that is
 * not in reach "explanation" and "way-out", and the counts with "as-of" and "told-by". */

/* "" while it is not known. */
const char *halqa_neighbour_get_name (HalqaNeighbour *self);
const char *halqa_neighbour_get_address (HalqaNeighbour *self);
HalqaNeighbourState halqa_neighbour_get_state (HalqaNeighbour *self);
/* Whether both held the same after the last exchange. */
gboolean halqa_neighbour_is_equal (HalqaNeighbour *self);
gboolean halqa_neighbour_is_exchanging (HalqaNeighbour *self);
/* Unix time in microseconds, 0 for never. */
gint64 halqa_neighbour_get_last_exchange (HalqaNeighbour *self);
/* Milliseconds that its clock is ahead of ours. */
gint64 halqa_neighbour_get_clock_difference (HalqaNeighbour *self);
/* Why the last try failed, for the log and the curious; %NULL where it did not. */
const char *halqa_neighbour_get_problem (HalqaNeighbour *self);

/* In hex, %NULL while it is not known. */
char *halqa_neighbour_dup_device (HalqaNeighbour *self);
/* Of its program; "" while it is not known. */
const char *halqa_neighbour_get_version (HalqaNeighbour *self);
gboolean halqa_neighbour_is_member (HalqaNeighbour *self);
/* Two minutes or more. */
gboolean halqa_neighbour_is_clock_off (HalqaNeighbour *self);

/* What it has, as of the last that is known. */
gboolean halqa_neighbour_is_complete (HalqaNeighbour *self);
gint64 halqa_neighbour_get_lacks_of_ours (HalqaNeighbour *self);
gint64 halqa_neighbour_get_lacks_of_its (HalqaNeighbour *self);
gboolean halqa_neighbour_is_exact (HalqaNeighbour *self);
gint64 halqa_neighbour_get_as_of (HalqaNeighbour *self);
const char *halqa_neighbour_get_told_by (HalqaNeighbour *self);

/* What it did to us: entries that were refused, which none is of a sound program, and how many it
 * brought in the last ten minutes. A row shows the first two where there are any, as a warning, and
 * the last where it is in the thousands. */
guint halqa_neighbour_get_refused (HalqaNeighbour *self);
const char *halqa_neighbour_get_refused_why (HalqaNeighbour *self);
guint halqa_neighbour_get_brought (HalqaNeighbour *self);

/* Why it is not in reach. The two texts are sentences for a person, %NULL where there is nothing to
 * be said. */
HalqaNeighbourReason halqa_neighbour_get_reason (HalqaNeighbour *self);
const char *halqa_neighbour_get_explanation (HalqaNeighbour *self);
const char *halqa_neighbour_get_way_out (HalqaNeighbour *self);

G_END_DECLS
