/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-room-words.h"

#include "halqa-words.h"

#include <glib/gi18n.h>

/* What is said of the laptops of a forum: how each stands to ours, what stands in the way, and whose
 * clock is off.
 *
 * Whose clock it is can't be known from two clocks that differ. Where two others or more agree with
 * each other and not with us, ours is said to be wrong, and theirs are not complained of; else each
 * that differs from ours is named, and both are to be looked at. */

/* Clocks set by hand differ by less than this, in milliseconds, and nobody is troubled for it. */
#define CLOCK_TOLERANCE (2 * 60 * 1000)

static guint
count_near (GListModel *neighbours)
{
  guint n = 0;

  for (guint i = 0; neighbours != NULL && i < g_list_model_get_n_items (neighbours); i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, i);

      if (halqa_neighbour_get_state (neighbour) == HALQA_NEIGHBOUR_REACHED)
        n++;
    }
  return n;
}

/**
 * halqa_room_words_summary:
 * @neighbours: (nullable): a list of #HalqaNeighbour
 *
 * Returns: (transfer full): the room in one line
 */
char *
halqa_room_words_summary (GListModel *neighbours)
{
  guint n = count_near (neighbours);

  if (n == 0)
    return g_strdup (_ ("Nobody near"));
  return g_strdup_printf (ngettext ("%u laptop near", "%u laptops near", n), n);
}

/* The name of an icon that goes with the summary. */
const char *
halqa_room_words_summary_icon (GListModel *neighbours)
{
  return count_near (neighbours) > 0 ? "network-wired-symbolic"
                                     : "network-wired-disconnected-symbolic";
}

/**
 * halqa_room_words_last_exchange:
 * @neighbours: (nullable): a list of #HalqaNeighbour
 *
 * Returns: (transfer full): when this laptop exchanged with any of them last
 */
char *
halqa_room_words_last_exchange (GListModel *neighbours)
{
  g_autofree char *when = NULL;
  gint64 last = 0;

  for (guint i = 0; neighbours != NULL && i < g_list_model_get_n_items (neighbours); i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, i);

      last = MAX (last, halqa_neighbour_get_last_exchange (neighbour));
    }
  if (last == 0)
    return g_strdup (_ ("Nothing exchanged yet"));
  when = halqa_words_when (last);
  /* Translators: %s is a moment: "just now", "at 14:05". */
  return g_strdup_printf (_ ("Last exchange %s"), when);
}

/**
 * halqa_room_words_state:
 * @neighbour: another laptop
 *
 * Returns: (transfer full): how it stands to this one, in a few words
 */
char *
halqa_room_words_state (HalqaNeighbour *neighbour)
{
  switch (halqa_neighbour_get_state (neighbour))
    {
    case HALQA_NEIGHBOUR_CONNECTING:
      return g_strdup (_ ("Connecting…"));
    case HALQA_NEIGHBOUR_REACHED:
      return g_strdup (halqa_neighbour_is_equal (neighbour) ? _ ("Has everything")
                                                            : _ ("Exchanging…"));
    case HALQA_NEIGHBOUR_STRANGER:
      return g_strdup (_ ("Not a member of this forum"));
    case HALQA_NEIGHBOUR_UNREACHABLE:
    default:
      return g_strdup (_ ("Out of reach"));
    }
}

/**
 * halqa_room_words_way_out:
 * @neighbour: another laptop
 *
 * Returns: (nullable): what a person can do where it can't be reached; %NULL where nothing is wrong
 */
const char *
halqa_room_words_way_out (HalqaNeighbour *neighbour)
{
  switch (halqa_neighbour_get_state (neighbour))
    {
    case HALQA_NEIGHBOUR_STRANGER:
      return _ ("Invite it, if it belongs here.");
    case HALQA_NEIGHBOUR_UNREACHABLE:
      return _ (
          "See that it is on, has this forum open and is on the same network. What is written "
          "meanwhile goes over when it is back.");
    case HALQA_NEIGHBOUR_CONNECTING:
    case HALQA_NEIGHBOUR_REACHED:
    default:
      return NULL;
    }
}

/* The name of an icon: how a laptop stands is told by a shape as well as by words. */
const char *
halqa_room_words_icon (HalqaNeighbour *neighbour)
{
  switch (halqa_neighbour_get_state (neighbour))
    {
    case HALQA_NEIGHBOUR_REACHED:
      return halqa_neighbour_is_equal (neighbour) ? "object-select-symbolic"
                                                  : "emblem-synchronizing-symbolic";
    case HALQA_NEIGHBOUR_STRANGER:
      return "action-unavailable-symbolic";
    case HALQA_NEIGHBOUR_CONNECTING:
      return "network-transmit-receive-symbolic";
    case HALQA_NEIGHBOUR_UNREACHABLE:
    default:
      return "network-offline-symbolic";
    }
}

/* A length of time in its greatest unit, from minutes on. */
static char *
say_duration (gint64 milliseconds)
{
  guint64 minutes = (guint64) (ABS (milliseconds) + 30 * 1000) / (60 * 1000);
  guint hours = (guint) ((minutes + 30) / 60);
  guint days = (guint) ((minutes + 12 * 60) / (24 * 60));
  guint years = (days + 182) / 365;

  if (minutes < 60)
    /* Translators: a length of time, always after “by”; so are the three that follow. */
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", (guint) minutes), (guint) minutes);
  if (hours < 48)
    return g_strdup_printf (ngettext ("%u hour", "%u hours", hours), hours);
  if (days < 365)
    return g_strdup_printf (ngettext ("%u day", "%u days", days), days);
  return g_strdup_printf (ngettext ("%u year", "%u years", years), years);
}

static gboolean
is_off (gint64 difference)
{
  return difference > CLOCK_TOLERANCE || difference < -CLOCK_TOLERANCE;
}

/**
 * halqa_room_words_clock:
 * @neighbour: another laptop
 *
 * Returns: (transfer full) (nullable): by how much its clock differs from ours; %NULL where it
 *   doesn't, or nothing was exchanged yet
 */
char *
halqa_room_words_clock (HalqaNeighbour *neighbour)
{
  gint64 difference = halqa_neighbour_get_clock_difference (neighbour);
  g_autofree char *duration = NULL;

  if (halqa_neighbour_get_last_exchange (neighbour) == 0 || !is_off (difference))
    return NULL;
  duration = say_duration (difference);
  if (difference > 0)
    /* Translators: %s is a length of time: "5 minutes". */
    return g_strdup_printf (_ ("Its clock is ahead of this laptop's by %s"), duration);
  /* Translators: %s is a length of time: "5 minutes". */
  return g_strdup_printf (_ ("Its clock is behind this laptop's by %s"), duration);
}

/* Whether two others or more agree with each other and not with us; @difference is by how much. */
static gboolean
others_agree (GListModel *neighbours, gint64 *difference)
{
  gint64 least = G_MAXINT64;
  gint64 most = G_MININT64;
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (neighbours); i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, i);

      if (halqa_neighbour_get_last_exchange (neighbour) == 0)
        continue;
      least = MIN (least, halqa_neighbour_get_clock_difference (neighbour));
      most = MAX (most, halqa_neighbour_get_clock_difference (neighbour));
      n++;
    }
  if (n < 2 || !is_off (least) || !is_off (most) || is_off (most - least))
    return FALSE;
  *difference = least + (most - least) / 2;
  return TRUE;
}

/**
 * halqa_room_words_own_clock:
 * @neighbours: (nullable): a list of #HalqaNeighbour
 *
 * Returns: (transfer full) (nullable): that it is this laptop's clock which is wrong, by how much,
 *   and what to do; %NULL where the others do not say so
 */
char *
halqa_room_words_own_clock (GListModel *neighbours)
{
  g_autofree char *duration = NULL;
  gint64 difference;

  if (neighbours == NULL || !others_agree (neighbours, &difference))
    return NULL;
  duration = say_duration (difference);
  if (difference > 0)
    /* Translators: %s is a length of time: "5 minutes". */
    return g_strdup_printf (_ ("The clock of this laptop seems to be wrong: it is behind all the "
                               "others by %s. Nothing is lost by it; set it in the settings of "
                               "the system."),
                            duration);
  /* Translators: %s is a length of time: "5 minutes". */
  return g_strdup_printf (_ ("The clock of this laptop seems to be wrong: it is ahead of all the "
                             "others by %s. Nothing is lost by it; set it in the settings of the "
                             "system."),
                          duration);
}
