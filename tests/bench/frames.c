/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <dlfcn.h>
#include <glib-unix.h>
#include <gmodule.h>
#include <gtk/gtk.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

/* What a window is slow at, seen from outside of it: loaded before a program that is started
 * (LD_PRELOAD), this writes into the file that HALQA_FRAMES names, a line each, and all in
 * microseconds:
 *
 * frame START WALL CPU: one that was drawn, with what was laid out for it, from GdkFrameClock's
 *   "before-paint" to its "after-paint"
 * turn START WALL CPU: a round of the main loop, from one poll() to the next. Whatever a window does
 *   besides drawing holds up the next frame for as long. Only those of a millisecond are told.
 *
 * START is of the monotonic clock, CPU the time that the thread of the window had of the processor.
 *
 * By SIGUSR1 the list that is shown scrolls by a row's height or so a frame, back where it is at its end;
 * by SIGUSR2 from its beginning to its end in as many frames: a wheel that xdotool turns goes on by itself
 * (kinetic scrolling), each time differently. "scrolled" is written at the end. */

#define TURN_LEAST_US 1000
#define SCROLL_FRAMES 200
#define SCROLL_STEP 60 /* pixels */

typedef struct
{
  gint64 start;
  gint64 cpu;
} Since;

static FILE *file;
static Since frame;
static Since turn;
static gboolean painted;
static guint scroll_left; /* frames */

static gint64
get_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static Since
begin (void)
{
  return (Since){ .start = g_get_monotonic_time (), .cpu = get_cpu_us () };
}

static void
end (const Since *since, const char *what, gint64 least)
{
  const gint64 wall = g_get_monotonic_time () - since->start;

  if (since->start > 0 && wall >= least)
    fprintf (file, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", what,
             since->start, wall, get_cpu_us () - since->cpu);
}

static gboolean
before_paint_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer unused)
{
  frame = begin ();
  painted = FALSE;
  return TRUE;
}

static gboolean
paint_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer unused)
{
  painted = TRUE;
  return TRUE;
}

static gboolean
after_paint_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer unused)
{
  if (painted)
    end (&frame, "frame", 0);
  return TRUE;
}

static int
poll_cb (GPollFD *fds, guint n, int timeout)
{
  int ready;

  end (&turn, "turn", TURN_LEAST_US);
  ready = g_poll (fds, n, timeout);
  turn = begin ();
  return ready;
}

/* --- scrolling */

static GtkWidget *
find_list (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LIST_VIEW (widget) && g_list_model_get_n_items (G_LIST_MODEL (
                                       gtk_list_view_get_model (GTK_LIST_VIEW (widget)))) > 1000)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);
  return found;
}

static gboolean
tick_cb (GtkWidget *list, GdkFrameClock *clock, gpointer step)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + *(double *) step);
  if (--scroll_left > 0)
    return G_SOURCE_CONTINUE;
  fputs ("scrolled\n", file);
  return G_SOURCE_REMOVE;
}

/* Of a frame, in pixels. */
static double
get_step (GtkWidget *list, gboolean all)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  const double upper = gtk_adjustment_get_upper (adjustment);
  const double bottom =
      gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment);

  if (all)
    return upper / SCROLL_FRAMES;
  return bottom >= upper ? -SCROLL_STEP : SCROLL_STEP;
}

static void
scroll (gboolean all)
{
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr (GtkWidget) window = g_list_model_get_item (windows, 0);
  GtkWidget *list = window == NULL ? NULL : find_list (window);
  double *step;

  if (list == NULL || scroll_left > 0)
    return;
  step = g_new (double, 1);
  *step = get_step (list, all);
  scroll_left = SCROLL_FRAMES;
  gtk_widget_add_tick_callback (list, tick_cb, step, g_free);
}

static gboolean
scroll_some_cb (gpointer unused)
{
  scroll (FALSE);
  return G_SOURCE_CONTINUE;
}

static gboolean
scroll_all_cb (gpointer unused)
{
  scroll (TRUE);
  return G_SOURCE_CONTINUE;
}

static void
watch (void)
{
  const GType clock = GDK_TYPE_FRAME_CLOCK;

  g_type_class_unref (g_type_class_ref (clock)); /* makes the signals */
  g_signal_add_emission_hook (g_signal_lookup ("before-paint", clock), 0, before_paint_cb, NULL,
                              NULL);
  g_signal_add_emission_hook (g_signal_lookup ("paint", clock), 0, paint_cb, NULL, NULL);
  g_signal_add_emission_hook (g_signal_lookup ("after-paint", clock), 0, after_paint_cb, NULL,
                              NULL);
  g_main_context_set_poll_func (NULL, poll_cb);
  g_unix_signal_add (SIGUSR1, scroll_some_cb, NULL);
  g_unix_signal_add (SIGUSR2, scroll_all_cb, NULL);
}

G_MODULE_EXPORT int
g_application_run (GApplication *application, int argc, char **argv)
{
  const char *path = g_getenv ("HALQA_FRAMES");

  g_unsetenv ("LD_PRELOAD"); /* not into what the program starts */
  file = path == NULL ? NULL : fopen (path, "we");
  if (file != NULL)
    {
      setvbuf (file, NULL, _IOLBF, 0); /* read while the program runs */
      watch ();
    }
  return ((__typeof__ (&g_application_run)) dlsym (RTLD_NEXT, "g_application_run")) (application,
                                                                                     argc, argv);
}
