/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-present-keys.h"

/* The keys of who presents, those of a remote among them, which is a keyboard of a few keys. They have
 * their meaning wherever the focus is, and letters go by their place on the keyboard: where Arabic alone
 * is typed no key is a B. F5, with which a remote starts, leads from the list to one, and changes nothing
 * where one is shown: who presses it again must not lose the place.
 *
 * Rejected: arrows that are not mirrored, for the few remotes that send Right for next, not Page Down.
 * An event of GTK 4 does not tell which keyboard it is from, and on that of the laptop the left arrow
 * leads on where the text does. */

#define KEY_ARABIC_LAM_ALEF 0x100fefb

/* Borrowed: all of one window. */
typedef struct
{
  GtkWindow *window;
  HalqaPresentBar *bar;
  GtkWidget *blank;
} Presenter;

static const struct
{
  guint key;
  const char *action;
} keys[] = {
  { GDK_KEY_Page_Down, "present.next" },
  { GDK_KEY_KP_Page_Down, "present.next" },
  { GDK_KEY_space, "present.next" },
  { GDK_KEY_Down, "present.next" },
  { GDK_KEY_Right, "present.next" },
  { GDK_KEY_Page_Up, "present.previous" },
  { GDK_KEY_KP_Page_Up, "present.previous" },
  { GDK_KEY_BackSpace, "present.previous" },
  { GDK_KEY_Up, "present.previous" },
  { GDK_KEY_Left, "present.previous" },
  { GDK_KEY_Home, "present.first" },
  { GDK_KEY_KP_Home, "present.first" },
  { GDK_KEY_End, "present.last" },
  { GDK_KEY_KP_End, "present.last" },
  { GDK_KEY_l, "present.list" },
  { GDK_KEY_Arabic_meem, "present.list" },
  { GDK_KEY_Return, "present.one" },
  { GDK_KEY_KP_Enter, "present.one" },
  { GDK_KEY_F5, "present.one" },
  { GDK_KEY_plus, "present.larger" },
  { GDK_KEY_equal, "present.larger" },
  { GDK_KEY_KP_Add, "present.larger" },
  { GDK_KEY_minus, "present.smaller" },
  { GDK_KEY_KP_Subtract, "present.smaller" },
  { GDK_KEY_0, "present.fit" },
  { GDK_KEY_KP_0, "present.fit" },
  { GDK_KEY_t, "present.language" },
  { GDK_KEY_Arabic_feh, "present.language" },
  { GDK_KEY_b, "present.blank" },
  { KEY_ARABIC_LAM_ALEF, "present.blank" },
  { GDK_KEY_period, "present.blank" },
  { GDK_KEY_Escape, "present.leave" },
};

/* The next one is where the text goes on. */
static const char *
mirror (guint key, const char *action)
{
  if (key == GDK_KEY_Left)
    return "present.next";
  return key == GDK_KEY_Right ? "present.previous" : action;
}

/* A button that has the focus is pressed as everywhere, and a choice is made by its own keys. */
static gboolean
is_for_focus (Presenter *self, guint key)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus == NULL || !gtk_widget_get_mapped (focus))
    return FALSE;
  if (gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL)
    return TRUE;
  return gtk_widget_is_ancestor (focus, GTK_WIDGET (self->bar)) &&
         (key == GDK_KEY_space || key == GDK_KEY_Return || key == GDK_KEY_KP_Enter);
}

static gboolean
pressed (Presenter *self, guint key, const char *action)
{
  if (is_for_focus (self, key))
    return FALSE;
  if (gtk_widget_get_direction (GTK_WIDGET (self->window)) == GTK_TEXT_DIR_RTL)
    action = mirror (key, action);
  /* The first key after a pause only ends it, as in other presenters. */
  if (gtk_widget_get_visible (self->blank) && !g_str_equal (action, "present.leave"))
    action = "present.blank";
  gtk_widget_activate_action (GTK_WIDGET (self->window), action, NULL);
  return TRUE;
}

/* The bar, which is hidden most of the time. */
static gboolean
go_to_bar (Presenter *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->bar)))
    return FALSE;
  halqa_present_bar_reveal (self->bar);
  return gtk_widget_child_focus (GTK_WIDGET (self->bar), GTK_DIR_TAB_FORWARD);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint key,
        guint code,
        GdkModifierType state,
        gpointer user_data)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if (gdk_key_event_matches (event, GDK_KEY_Tab, 0) != GDK_KEY_MATCH_NONE)
    return go_to_bar (user_data);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (gdk_key_event_matches (event, keys[i].key, 0) != GDK_KEY_MATCH_NONE)
      return pressed (user_data, keys[i].key, keys[i].action);
  return FALSE;
}

void
halqa_present_keys_add (GtkWindow *window, HalqaPresentBar *bar, GtkWidget *blank)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  Presenter *presenter = g_new0 (Presenter, 1);

  *presenter = (Presenter){ window, bar, blank };
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_data (controller, "key-pressed", G_CALLBACK (key_cb), presenter,
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}
