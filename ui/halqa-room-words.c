/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-room-words.h"

#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* What is said of the laptops of a forum: who has everything, who lacks how much, and whose clock is
 * off.
 *
 * Whose clock it is can't be known from two clocks that differ. Where two others or more agree with
 * each other and not with us, ours is said to be wrong, and theirs are not complained of; else each
 * that differs from ours is named, and both are to be looked at. */

/* Clocks set by hand differ by less than this, in milliseconds, and nobody is troubled for it. */
#define CLOCK_TOLERANCE (2 * 60 * 1000)
/* Changes in ten minutes that no room types. */
#define MANY 1000

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

/* The most that any other laptop has and we lack: what is still to come. */
static gint64
count_to_come (GListModel *neighbours)
{
  gint64 most = 0;

  for (guint i = 0; i < g_list_model_get_n_items (neighbours); i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, i);

      if (halqa_neighbour_get_state (neighbour) == HALQA_NEIGHBOUR_REACHED)
        most = MAX (most, halqa_neighbour_get_lacks_of_its (neighbour));
    }
  return most;
}

/* Nobody is in reach, and somebody who answers ends the connection: who was removed is told no more
 * than that. */
static gboolean
seems_removed (GListModel *neighbours)
{
  gboolean is_ended = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (neighbours); i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, i);

      if (halqa_neighbour_get_state (neighbour) == HALQA_NEIGHBOUR_REACHED)
        return FALSE;
      is_ended |= halqa_neighbour_is_member (neighbour) &&
                  halqa_neighbour_get_reason (neighbour) == HALQA_NEIGHBOUR_REASON_NOT_MEMBER;
    }
  return is_ended;
}

/* Who has removed this laptop, where that was still told to it. */
static char *
describe_own_removal (HalqaForum *forum)
{
  g_autoptr (HalqaMember) own = halqa_forum_dup_own_member (forum);
  g_autofree char *when = NULL;

  if (own == NULL)
    return NULL;
  when = halqa_words_when (halqa_member_get_removed_at (own));
  return halqa_member_dup_own_removal (own, when);
}

/**
 * halqa_room_words_removed:
 * @neighbours: (nullable): a list of #HalqaNeighbour
 *
 * Returns: (nullable): that this laptop may have been removed, and what it still has; %NULL where
 *   nothing looks like it
 */
const char *
halqa_room_words_removed (GListModel *neighbours)
{
  if (neighbours == NULL || !seems_removed (neighbours))
    return NULL;
  return _ (
      "The other laptops end the connection: perhaps this laptop was removed from the forum. "
      "All that it has received and written stays here, and can be read and exported. To come "
      "back it has to be invited anew.");
}

/**
 * halqa_room_words_removal:
 * @forum: (nullable): the forum that is open
 *
 * The others do not heed whom such a laptop lets in or puts out.
 *
 * Returns: (transfer full) (nullable): that this laptop was removed, and by whom where that was still
 *   told to it, or may have been; %NULL where nothing looks like it
 */
char *
halqa_room_words_removal (HalqaForum *forum)
{
  char *words = forum != NULL ? describe_own_removal (forum) : NULL;

  if (words != NULL || forum == NULL)
    return words;
  return g_strdup (halqa_room_words_removed (halqa_forum_get_neighbours (forum)));
}

/**
 * halqa_room_words_summary:
 * @forum: (nullable): the forum that is open
 *
 * Returns: (transfer full): who has everything, in one line
 */
char *
halqa_room_words_summary (HalqaForum *forum)
{
  guint n = forum == NULL ? 0 : halqa_forum_get_n_laptops (forum);
  guint n_complete;
  gint64 to_come;

  if (n <= 1)
    return g_strdup (_ ("No other laptop yet"));
  /* What such a one knows of the others is of the day when it was removed. */
  if (seems_removed (halqa_forum_get_neighbours (forum)))
    return g_strdup (_ ("Perhaps no longer a member"));
  if (halqa_forum_everybody_has_everything (forum))
    return g_strdup (_ ("Everybody has everything"));
  to_come = count_to_come (halqa_forum_get_neighbours (forum));
  if (to_come > 0)
    return g_strdup_printf (ngettext ("Receiving: %u change to come",
                                      "Receiving: %u changes to come", (guint) to_come),
                            (guint) to_come);
  n_complete = halqa_forum_get_n_complete (forum);
  /* Translators: so many of so many laptops have everything; the form is that of the first number. */
  return g_strdup_printf (ngettext ("%u of %u laptops has everything",
                                    "%u of %u laptops have everything", n_complete),
                          n_complete, n);
}

/**
 * halqa_room_words_near:
 * @neighbours: (nullable): a list of #HalqaNeighbour
 *
 * Returns: (transfer full): how many laptops can be reached now
 */
char *
halqa_room_words_near (GListModel *neighbours)
{
  guint n = count_near (neighbours);

  if (n == 0)
    return g_strdup (_ ("Nobody near"));
  return g_strdup_printf (ngettext ("%u laptop near", "%u laptops near", n), n);
}

/* The name of an icon that goes with the summary. */
const char *
halqa_room_words_summary_icon (HalqaForum *forum)
{
  if (forum == NULL || count_near (halqa_forum_get_neighbours (forum)) == 0)
    return "network-wired-disconnected-symbolic";
  return halqa_forum_everybody_has_everything (forum) ? "object-select-symbolic"
                                                      : "network-wired-symbolic";
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

/* @exact: else it is the most that it may be */
static char *
say_it_lacks (guint n, gboolean exact)
{
  if (exact)
    return g_strdup_printf (ngettext ("Lacks %u change", "Lacks %u changes", n), n);
  return g_strdup_printf (ngettext ("Lacks at most %u change", "Lacks at most %u changes", n), n);
}

static char *
say_we_lack (guint n, gboolean exact)
{
  if (exact)
    return g_strdup_printf (ngettext ("we lack %u of its", "we lack %u of its", n), n);
  return g_strdup_printf (ngettext ("we lack at most %u of its", "we lack at most %u of its", n),
                          n);
}

/**
 * halqa_room_words_lacks:
 * @neighbour: another laptop
 *
 * Returns: (transfer full) (nullable): what it lacks of ours and we of its, or that it has
 *   everything; %NULL where nothing is known of it
 */
char *
halqa_room_words_lacks (HalqaNeighbour *neighbour)
{
  gint64 ours = halqa_neighbour_get_lacks_of_ours (neighbour);
  gint64 its = halqa_neighbour_get_lacks_of_its (neighbour);
  gboolean exact = halqa_neighbour_is_exact (neighbour);
  g_autofree char *it_lacks = NULL;
  g_autofree char *we_lack = NULL;

  if (halqa_neighbour_is_complete (neighbour))
    return g_strdup (_ ("Has everything"));
  if (ours < 0 && its < 0)
    return NULL;
  if (ours > 0)
    it_lacks = say_it_lacks ((guint) ours, exact);
  if (its > 0)
    we_lack = say_we_lack ((guint) its, exact);
  return halqa_words_join (it_lacks, we_lack);
}

/**
 * halqa_room_words_conduct:
 * @neighbour: another laptop
 *
 * Returns: (transfer full) (nullable): what it sent that no sound program sends, or far more than a
 *   room writes; %NULL where there is nothing to be said
 */
char *
halqa_room_words_conduct (HalqaNeighbour *neighbour)
{
  guint n_refused = halqa_neighbour_get_refused (neighbour);
  guint n_brought = halqa_neighbour_get_brought (neighbour);

  if (n_refused > 0)
    return g_strdup_printf (
        /* Translators: %s is why, a sentence: "The signature is wrong." */
        ngettext ("%u change that it sent was refused: %s",
                  "%u changes that it sent were refused: %s", n_refused),
        n_refused, halqa_neighbour_get_refused_why (neighbour));
  if (n_brought >= MANY)
    return g_strdup_printf (ngettext ("It sent %u change in the last ten minutes",
                                      "It sent %u changes in the last ten minutes", n_brought),
                            n_brought);
  return NULL;
}

/* Who told of it and when, where it is not near to tell it itself. */
char *
halqa_room_words_source (HalqaNeighbour *neighbour)
{
  const char *teller = halqa_neighbour_get_told_by (neighbour);
  g_autofree char *when = halqa_words_when (halqa_neighbour_get_as_of (neighbour));
  g_autofree char *name = NULL;

  if (halqa_neighbour_get_as_of (neighbour) == 0)
    return NULL;
  if (teller == NULL)
    return g_steal_pointer (&when);
  name = halqa_text_isolate (teller);
  /* Translators: "just now, told by Salma" */
  return g_strdup_printf (_ ("%s, told by %s"), when, name);
}

/**
 * halqa_room_words_state:
 * @neighbour: another laptop
 *
 * Returns: (transfer full): whether it is near, in a few words
 */
char *
halqa_room_words_state (HalqaNeighbour *neighbour)
{
  switch (halqa_neighbour_get_state (neighbour))
    {
    case HALQA_NEIGHBOUR_CONNECTING:
      return g_strdup (_ ("Connecting…"));
    case HALQA_NEIGHBOUR_REACHED:
      return g_strdup (_ ("Near"));
    case HALQA_NEIGHBOUR_STRANGER:
      return g_strdup (_ ("Not a member of this forum"));
    case HALQA_NEIGHBOUR_ABSENT:
      return g_strdup (_ ("Somewhere else"));
    case HALQA_NEIGHBOUR_UNREACHABLE:
    default:
      return g_strdup (_ ("Out of reach"));
    }
}

/* The name of an icon: how a laptop stands is told by a shape as well as by words. */
const char *
halqa_room_words_icon (HalqaNeighbour *neighbour)
{
  switch (halqa_neighbour_get_state (neighbour))
    {
    case HALQA_NEIGHBOUR_REACHED:
      return halqa_neighbour_is_complete (neighbour) ? "object-select-symbolic"
                                                     : "emblem-synchronizing-symbolic";
    case HALQA_NEIGHBOUR_STRANGER:
      return "action-unavailable-symbolic";
    case HALQA_NEIGHBOUR_CONNECTING:
      return "network-transmit-receive-symbolic";
    case HALQA_NEIGHBOUR_ABSENT:
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

  if (!halqa_neighbour_is_clock_off (neighbour))
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
