/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-focus-name.h"

#include <adwaita.h>

/* A pane that can be scrolled gets the keyboard where nothing in it can have it, as one that says that a
 * list is empty: the arrows scroll it. GTK gives it no name, and those of libadwaita can't be given one in
 * a template. So it is called what its page is called, at the moment when a screen reader comes to it. */

static void
focus_moved_cb (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *page = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_STATUS_PAGE) : NULL;

  if (GTK_IS_SCROLLED_WINDOW (focus))
    gtk_accessible_update_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    page != NULL
                                        ? adw_status_page_get_title (ADW_STATUS_PAGE (page))
                                        : gtk_window_get_title (window),
                                    -1);
}

static void
windows_changed_cb (GListModel *windows, guint position, guint n_removed, guint n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (windows, i);

      g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focus_moved_cb), NULL);
    }
}

/* In each window from now on. */
void
halqa_focus_name_keep (void)
{
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (windows_changed_cb),
                    NULL);
}
