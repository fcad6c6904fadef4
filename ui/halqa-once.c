/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-once.h"

/* Who double-clicks a button means to press it: the second click must not fall on what the button offers
 * by then. */

static void
pressed_cb (GtkWidget *button, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkWidget *parent = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *picked = gtk_widget_pick (parent, x, y, GTK_PICK_DEFAULT);

  if (n_press > 1 && picked != NULL &&
      (picked == button || gtk_widget_is_ancestor (picked, button)))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

void
halqa_once_press (GtkWidget *button)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  /* Before it comes to the button, whose own gesture would take it all the same. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (pressed_cb), button, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (gtk_widget_get_parent (button), GTK_EVENT_CONTROLLER (gesture));
}
