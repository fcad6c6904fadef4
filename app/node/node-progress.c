/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

/* How far a command is that takes longer: a line on standard error, written over itself and wiped away
 * in the end. Of work in which nothing is counted a thread tells for how long it goes on.
 *
 * The rule kept: it is for a person in front of a terminal. Where standard error is anything else nothing
 * is written, so that a script reads there what it always did; and nothing within the first second, in
 * which most commands are done. */

/* In microseconds: until the first line, and between two. */
#define PATIENCE G_USEC_PER_SEC
#define STEP (G_USEC_PER_SEC / 10)

static HalqaNodeWork work;
static gint64 next = G_MAXINT64;
static gboolean shown;

/* Of what is not counted. */
static GMutex mutex;
static GCond ended;
static GThread *teller;
static gboolean over;

static gboolean
is_terminal (void)
{
  return isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

static guint
get_percent (guint64 done, guint64 total)
{
  return total == 0 ? 0 : (guint) (MIN (done, total) * 100 / total);
}

static char *
dup_words (guint64 done, guint64 total)
{
  switch (work)
    {
    case HALQA_NODE_READS:
      return g_strdup_printf (_ ("Reading the file: %u%%"), get_percent (done, total));
    case HALQA_NODE_WRITES:
      return g_strdup_printf (_ ("Writing the file: %u%%"), get_percent (done, total));
    case HALQA_NODE_CHECKS:
      return g_strdup_printf (_ ("Checking: %u%%"), get_percent (done, total));
    case HALQA_NODE_CHECKS_FILES:
      return g_strdup_printf (
          /* Translators: how many are done, and how many there are, by which the form is chosen. */
          ngettext ("%u of %u file checked", "%u of %u files checked", (gulong) total),
          (guint) done, (guint) total);
    case HALQA_NODE_COMPARES:
      return g_strdup_printf (
          /* Translators: how many are done, and how many there are, by which the form is chosen. */
          ngettext ("%u of %u proposal compared", "%u of %u proposals compared", (gulong) total),
          (guint) done, (guint) total);
    case HALQA_NODE_EXPORTS:
    default:
      return g_strdup_printf (
          /* Translators: how many are done, and how many there are, by which the form is chosen. */
          ngettext ("%u of %u record written", "%u of %u records written", (gulong) total),
          (guint) done, (guint) total);
    }
}

static void
show_line (const char *words)
{
  shown = TRUE;
  /* To the start of the line, and away with what the last one left behind it. */
  fprintf (stderr, "\r%s\033[K", words);
  fflush (stderr);
}

static gpointer
tell_seconds (gpointer unused)
{
  const gint64 start = g_get_monotonic_time ();
  guint n = 1;

  g_mutex_lock (&mutex);
  for (; !over; n++)
    {
      g_autofree char *words =
          g_strdup_printf (ngettext ("At work for %u second", "At work for %u seconds", n), n);

      while (!over && g_cond_wait_until (&ended, &mutex, start + (gint64) n * G_USEC_PER_SEC))
        ;
      if (!over)
        show_line (words);
    }
  g_mutex_unlock (&mutex);
  return NULL;
}

/**
 * halqa_node_begin_progress:
 * @what: what is done from now on
 *
 * To be called before what may take long; its second begins now.
 */
void
halqa_node_begin_progress (HalqaNodeWork what)
{
  work = what;
  next = G_MAXINT64;
  if (!is_terminal ())
    return;
  if (what != HALQA_NODE_WORKS)
    {
      next = g_get_monotonic_time () + PATIENCE;
      return;
    }
  over = FALSE;
  teller = g_thread_new ("halqa-progress", tell_seconds, NULL);
}

/**
 * halqa_node_show_progress:
 * @done: of what @total counts
 * @total: how much there is; may be 0
 * @unused: nothing
 *
 * A #HalqaProgressFunc.
 */
void
halqa_node_show_progress (guint64 done, guint64 total, gpointer unused)
{
  g_autofree char *words = NULL;

  if (next == G_MAXINT64 || g_get_monotonic_time () < next)
    return;
  next = g_get_monotonic_time () + STEP;
  words = dup_words (done, total);
  show_line (words);
}

/**
 * halqa_node_begin_answer:
 *
 * To be called before a line of an answer that goes on being made: where that comes to the same
 * terminal, the lines tell enough.
 */
void
halqa_node_begin_answer (void)
{
  if (teller != NULL && isatty (STDOUT_FILENO))
    halqa_node_wipe_progress ();
}

/**
 * halqa_node_wipe_progress:
 *
 * To be called before anything else is printed: on a terminal it would stand in the same line.
 */
void
halqa_node_wipe_progress (void)
{
  if (teller != NULL)
    {
      g_mutex_lock (&mutex);
      over = TRUE;
      g_cond_signal (&ended);
      g_mutex_unlock (&mutex);
      g_thread_join (g_steal_pointer (&teller));
    }
  if (!shown)
    return;
  shown = FALSE;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
}
