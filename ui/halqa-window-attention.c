/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-neighbour.h"

#include <glib/gi18n.h>

/* What the desktop is told of the open forum while nobody looks: that two people wrote one field
 * differently, which waits for somebody; and that laptops are in the midst of an exchange, so that this
 * one does not go to sleep over it.
 *
 * A notification leads to what it is about. There is one at most, none while any window of the program
 * has the focus, for on a projector all would read it, and it goes with what it told of, or as soon as
 * somebody looks. */

#define NOTIFICATION "conflict"
/* Between two files, or two exchanges, it does not go to sleep. */
#define RELEASE_S 3

static GApplication *
get_application (HalqaWindow *self)
{
  return G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

/* --- two versions */

static gboolean
is_anyone_here (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_is_active (window))
        return TRUE;
    }
  return FALSE;
}

/* @n: those that nobody has seen yet */
static void
notify_conflicts (HalqaWindow *self, guint n)
{
  /* Translators: title of a notification of the desktop. */
  g_autofree char *title = g_strdup_printf (ngettext ("%u field was written differently",
                                                      "%u fields were written differently", n),
                                            n);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, _ ("Both versions are kept until somebody has chosen."));
  g_notification_set_default_action (notification, "app.show-versions");
  g_application_send_notification (get_application (self), NOTIFICATION, notification);
}

static void
conflicts_cb (HalqaWindow *self)
{
  guint n = self->forum == NULL ? 0 : halqa_forum_get_n_conflicts (self->forum);

  if (is_anyone_here () || n < self->n_conflicts)
    self->n_conflicts = n;
  if (get_application (self) == NULL)
    return;
  if (n == self->n_conflicts)
    g_application_withdraw_notification (get_application (self), NOTIFICATION);
  else
    notify_conflicts (self, n - self->n_conflicts);
}

static void
active_cb (HalqaWindow *self, GParamSpec *pspec, GtkWindow *window)
{
  if (gtk_window_is_active (window))
    conflicts_cb (self);
}

static void
windows_cb (HalqaWindow *self, guint position, guint removed, guint added, GListModel *windows)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      g_signal_connect_object (window, "notify::is-active", G_CALLBACK (active_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

/* --- exchanges */

static gboolean
is_anyone_exchanging (HalqaWindow *self)
{
  GListModel *neighbours = self->forum == NULL ? NULL : halqa_forum_get_neighbours (self->forum);

  for (guint i = 0; neighbours != NULL && i < g_list_model_get_n_items (neighbours); i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, i);

      if (halqa_neighbour_is_exchanging (neighbour))
        return TRUE;
    }
  return FALSE;
}

static void
inhibit (HalqaWindow *self, GtkApplication *application)
{
  self->inhibited =
      gtk_application_inhibit (application, GTK_WINDOW (self),
                               GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND,
                               /* Translators: why this laptop should not be switched off now. */
                               _ ("Laptops are exchanging what is new"));
}

static gboolean
release_cb (gpointer user_data)
{
  HalqaWindow *self = user_data;
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  self->release_timeout = 0;
  if (application != NULL && self->inhibited != 0)
    gtk_application_uninhibit (application, self->inhibited);
  self->inhibited = 0;
  return G_SOURCE_REMOVE;
}

static void
exchange_cb (HalqaWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  gboolean busy = is_anyone_exchanging (self);

  if (busy)
    g_clear_handle_id (&self->release_timeout, g_source_remove);
  if (application == NULL || busy == (self->inhibited != 0))
    return;
  if (busy)
    inhibit (self, application);
  else if (self->release_timeout == 0)
    self->release_timeout = g_timeout_add_seconds (RELEASE_S, release_cb, self);
}

static void
neighbours_cb (HalqaWindow *self, guint position, guint removed, guint added, GListModel *model)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (model, i);

      g_signal_connect_object (neighbour, "notify", G_CALLBACK (exchange_cb), self,
                               G_CONNECT_SWAPPED);
    }
  exchange_cb (self);
}

/* --- */

/* Once for each window. */
void
halqa_window_begin_attention (HalqaWindow *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  g_signal_connect_object (windows, "items-changed", G_CALLBACK (windows_cb), self,
                           G_CONNECT_SWAPPED);
  windows_cb (self, 0, 0, g_list_model_get_n_items (windows), windows);
}

/* Follows the forum that was opened. Conflicts that are there already were there when somebody left. */
void
halqa_window_watch_attention (HalqaWindow *self)
{
  GListModel *neighbours = halqa_forum_get_neighbours (self->forum);

  self->n_conflicts = halqa_forum_get_n_conflicts (self->forum);
  g_signal_connect_object (self->forum, "notify::n-conflicts", G_CALLBACK (conflicts_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (neighbours, "items-changed", G_CALLBACK (neighbours_cb), self,
                           G_CONNECT_SWAPPED);
  neighbours_cb (self, 0, 0, g_list_model_get_n_items (neighbours), neighbours);
}

/* No forum is open any more, or the window goes. */
void
halqa_window_end_attention (HalqaWindow *self)
{
  conflicts_cb (self);
  g_clear_handle_id (&self->release_timeout, g_source_remove);
  release_cb (self);
}
