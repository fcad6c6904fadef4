/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-steady.h"

/* A sheet that is written in and is higher than its window: what has the keyboard stays where it is on the
 * screen when another laptop writes into what stands above it, and the cursor stays in sight when one
 * types. GTK 4.8 scrolls to what takes the keyboard, and never after that: a text that is as high as its
 * lines grows out at the foot of the window, and who writes it writes blind.
 *
 * Where it stands is looked at after each key and after each layout of another height, and held against where
 * it stood when it was looked at last. */

#define STEADY "halqa-steady"
/* Between the cursor and the edge, in pixels. */
#define MARGIN 12

typedef struct
{
  GtkScrolledWindow *scroller; /* owns this */
  GtkAdjustment *adjustment; /* owned */
  GtkWidget *focus; /* what had the keyboard then; weak */
  double place; /* of it */
  int height;
  gboolean typed;
  gboolean anew; /* what is shown is another one, which is not laid out yet */
  guint idle;
} Steady;

static GtkWidget *
get_sheet (Steady *self)
{
  return gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (self->scroller)));
}

static GtkWidget *
find_focus (Steady *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->scroller));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* Not in a list that has come up over it. */
  if (focus == NULL || gtk_widget_get_native (focus) != GTK_NATIVE (root))
    return NULL;
  return gtk_widget_is_ancestor (focus, get_sheet (self)) ? focus : NULL;
}

static double
get_top (Steady *self, GtkWidget *widget)
{
  double x;
  double y = 0;

  gtk_widget_translate_coordinates (widget, get_sheet (self), 0, 0, &x, &y);
  return y;
}

/* Where it would be in the window, were nothing scrolled: a notice that comes up above the sheet moves it
 * too. */
static double
get_place (Steady *self, GtkWidget *widget)
{
  GtkWidget *scroller = GTK_WIDGET (self->scroller);
  double x;
  double y = 0;

  gtk_widget_translate_coordinates (scroller, GTK_WIDGET (gtk_widget_get_root (scroller)), 0, 0, &x,
                                    &y);
  return y + get_top (self, widget);
}

/* Of what has the keyboard, or of the cursor in it, in the sheet. */
static void
get_lines (Steady *self, GtkWidget *focus, double *top, double *bottom)
{
  GdkRectangle cursor = { 0, 0, 0, gtk_widget_get_height (focus) };

  if (GTK_IS_TEXT_VIEW (focus))
    {
      gtk_text_view_get_cursor_locations (GTK_TEXT_VIEW (focus), NULL, &cursor, NULL);
      gtk_text_view_buffer_to_window_coords (GTK_TEXT_VIEW (focus), GTK_TEXT_WINDOW_WIDGET,
                                             cursor.x, cursor.y, &cursor.x, &cursor.y);
    }
  *top = get_top (self, focus) + cursor.y - MARGIN;
  *bottom = *top + cursor.height + 2 * MARGIN;
}

static void
note_focus (Steady *self, GtkWidget *focus)
{
  g_set_weak_pointer (&self->focus, self->anew ? NULL : focus);
  self->typed = FALSE;
  if (focus == NULL)
    return;
  self->place = get_place (self, focus);
  self->height = gtk_widget_get_height (focus);
}

static gboolean
look (gpointer user_data)
{
  Steady *self = user_data;
  GtkWidget *focus = find_focus (self);
  double value = gtk_adjustment_get_value (self->adjustment);
  double top, bottom;

  self->idle = 0;
  if (focus != NULL && focus == self->focus)
    {
      value += get_place (self, focus) - self->place;
      self->typed |= self->height != gtk_widget_get_height (focus);
    }
  if (focus != NULL && self->typed)
    {
      get_lines (self, focus, &top, &bottom);
      value = MIN (MAX (value, bottom - gtk_adjustment_get_page_size (self->adjustment)), top);
    }
  gtk_adjustment_set_value (self->adjustment, value);
  note_focus (self, focus);
  return G_SOURCE_REMOVE;
}

static void
look_later (Steady *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (look, self);
}

static void
grows_cb (Steady *self)
{
  self->anew = FALSE;
  look_later (self);
}

static gboolean
key_cb (Steady *self, guint key, guint code, GdkModifierType state, GtkEventController *keys)
{
  if (gdk_key_event_is_modifier (gtk_event_controller_get_current_event (keys)))
    return FALSE;
  self->typed = TRUE;
  look_later (self);
  return FALSE;
}

static void
steady_free (gpointer data)
{
  Steady *self = data;

  g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_object_unref (self->adjustment);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_weak_pointer (&self->focus);
  g_free (self);
}

void
halqa_steady_watch (GtkScrolledWindow *scroller)
{
  Steady *self = g_new0 (Steady, 1);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->scroller = scroller;
  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (scroller));
  g_object_set_data_full (G_OBJECT (scroller), STEADY, self, steady_free);
  g_signal_connect_swapped (self->adjustment, "changed", G_CALLBACK (grows_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (scroller), keys);
}

/* Something else is shown in @scroller. */
void
halqa_steady_go_to_top (GtkScrolledWindow *scroller)
{
  Steady *self = g_object_get_data (G_OBJECT (scroller), STEADY);

  self->anew = TRUE;
  g_clear_weak_pointer (&self->focus);
  gtk_adjustment_set_value (self->adjustment, 0);
}
