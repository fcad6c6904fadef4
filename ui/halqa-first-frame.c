/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-first-frame.h"

/* For the benchmark: with HALQA_FIRST_FRAME in the environment the program says on its standard
 * output, in microseconds of the monotonic clock, when its first frame had been drawn. */

static void
after_paint_cb (GdkFrameClock *clock, gpointer unused)
{
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, unused);
  g_print ("first-frame-at %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
}

static void
map_cb (GtkWidget *window, gpointer unused)
{
  g_signal_handlers_disconnect_by_func (window, map_cb, unused);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb),
                    NULL);
}

/* @window: not on the screen yet */
void
halqa_first_frame_watch (GtkWidget *window)
{
  if (g_getenv ("HALQA_FIRST_FRAME") != NULL)
    g_signal_connect_after (window, "map", G_CALLBACK (map_cb), NULL);
}
