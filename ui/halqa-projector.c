/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-projector.h"

/* Which screen a hall looks at: the one on which nobody works. */

static GdkMonitor *
find_monitor (GtkWindow *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  return surface == NULL
             ? NULL
             : gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface);
}

void
halqa_projector_show (GtkWindow *window, GtkWindow *beside)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window)));
  GdkMonitor *taken = beside == NULL ? NULL : find_monitor (beside);

  for (guint i = 0; taken != NULL && i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      if (monitor == taken)
        continue;
      gtk_window_fullscreen_on_monitor (window, monitor);
      return;
    }
  gtk_window_fullscreen (window);
}
