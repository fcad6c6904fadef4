/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-check-keys.h"

/* Arrows lead from box to box. GtkCheckButton of 4.8 takes each for one of a group, and an arrow in it for
 * the choice of its neighbour: a box that stands alone is its own, and is ticked. Up and Down go where Tab
 * goes, as long as that is in the widget; Space ticks. */

static gboolean
key_cb (GtkEventController *keys, guint key, guint code, GdkModifierType modifiers)
{
  GtkWidget *widget = gtk_event_controller_get_widget (keys);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  const gboolean up = key == GDK_KEY_Up || key == GDK_KEY_KP_Up;
  const gboolean down = key == GDK_KEY_Down || key == GDK_KEY_KP_Down;

  if (!GTK_IS_CHECK_BUTTON (focus) || (modifiers & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if (up || down)
    gtk_widget_child_focus (widget, up ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  return up || down || key == GDK_KEY_Left || key == GDK_KEY_Right || key == GDK_KEY_KP_Left ||
         key == GDK_KEY_KP_Right;
}

void
halqa_check_keys_add (GtkWidget *widget)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), NULL);
  gtk_widget_add_controller (widget, keys);
}
