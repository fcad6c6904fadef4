/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-words.h"

#include <glib/gi18n.h>

/* Where "back" leads to. Who opens a record in a place comes back to that place, and there to what had
 * the keyboard; who goes anywhere else by themselves does not. From a proposal of a session it is the
 * room, and from one of all the board or the table, where that is how they are seen. */

/* Of a mouse. */
#define BACK_BUTTON 8

static void
set_before (HalqaWindow *self, HalqaPlace *place)
{
  self->before = place;
  g_set_weak_pointer (&self->before_focus,
                      place == NULL ? NULL : gtk_window_get_focus (GTK_WINDOW (self)));
}

/* A record is opened. In the list, and of those in the editor, one is still where one came to. */
void
halqa_window_note_before (HalqaWindow *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->contents);

  if (HALQA_IS_SESSION_PLACE (shown) || HALQA_IS_ALL_PLACE (shown))
    set_before (self, NULL);
  else if (HALQA_IS_PLACE (shown))
    set_before (self, HALQA_PLACE (shown));
}

/* A person goes elsewhere. */
void
halqa_window_forget_before (HalqaWindow *self)
{
  set_before (self, NULL);
}

/* Whether "back" led to the place that the record was opened in. */
gboolean
halqa_window_go_back_to_place (HalqaWindow *self)
{
  HalqaPlace *place = self->before;
  g_autoptr (GtkWidget) focus = NULL;

  if (place == NULL)
    return FALSE;
  g_set_object (&focus, self->before_focus);
  halqa_window_show_place (self, place);
  if (focus == NULL || !gtk_widget_get_mapped (focus) || !gtk_widget_grab_focus (focus))
    halqa_place_take_focus (place);
  halqa_window_update (self);
  return TRUE;
}

/* @otherwise: where it leads to from nothing that was opened anywhere
 *
 * Returns: (transfer none) (nullable): what the button is called */
static const char *
describe_back (HalqaWindow *self, const char *otherwise)
{
  if (self->before != NULL)
    return halqa_place_get_title (self->before);
  if (halqa_window_is_before_all (self))
    return _ ("All Proposals");
  if (halqa_sidebar_get_session (self->sidebar) != NULL)
    return _ ("In the room: what is said in this session");
  return otherwise;
}

/* The buttons at the beginning of the list and of the editor. */
void
halqa_window_update_back (HalqaWindow *self)
{
  halqa_words_name_icon (self->list_back, describe_back (self, _ ("Sessions")));
  halqa_words_name_icon (self->editor_back, describe_back (self, _ ("Proposals")));
  gtk_widget_set_visible (self->list_back, adw_leaflet_get_folded (self->outer) ||
                                               self->before != NULL ||
                                               halqa_window_is_before_all (self));
  gtk_widget_set_visible (self->editor_back, adw_leaflet_get_folded (self->inner));
  if (self->session_place != NULL)
    halqa_place_set_back (HALQA_PLACE (self->session_place),
                          self->before != NULL ? halqa_place_get_title (self->before) : NULL);
}

/* Alt with the arrow against the direction in which one reads. What has the keyboard is asked before, as a
 * card that it moves; leaflets are not, which keep the key to themselves whether they fold or not. */
static void
add_key (GtkWidget *widget)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkShortcutTrigger *trigger =
      gtk_keyval_trigger_new (rtl ? GDK_KEY_Right : GDK_KEY_Left, GDK_ALT_MASK);

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (trigger,
                                                          gtk_named_action_new ("win.back")));
  gtk_widget_add_controller (widget, controller);
}

static void
pressed_cb (GtkWidget *window, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (window, "win.back", NULL);
}

/* Asked before what is under the pointer: leaflets know of no place that one came from. */
static void
add_button (GtkWidget *window)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), BACK_BUTTON);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (gesture, "pressed", G_CALLBACK (pressed_cb), window);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (gesture));
}

void
halqa_window_add_back (HalqaWindow *self)
{
  add_key (GTK_WIDGET (self->inner));
  add_key (GTK_WIDGET (self->outer));
  add_key (GTK_WIDGET (self));
  add_button (GTK_WIDGET (self));
}
