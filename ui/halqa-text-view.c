/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-text-view.h"

/* A text view that is as high as its text. GtkTextView of GTK 4.8 asks for the height that its text
 * had at the width, or in the letters, before, and when it notices, in the midst of an allocation, its
 * asking anew is lost: so this one asks once more when all has settled.
 *
 * Of a text that is empty it takes the direction from the keyboard, which on many laptops does not tell:
 * the cursor would wait at the other side of where all the rest of an Arabic window begins. An entry
 * follows the window, and so does this. */

/* In pixels. GtkTextView cuts off what is below its last line, and among letters of several fonts the line is
 * not as low as the lowest: of Arabic in a window in French the dots below were gone. */
#define BELOW 4

struct _HalqaTextView
{
  GtkTextView parent_instance;

  int width;
  guint idle;
};

G_DEFINE_FINAL_TYPE (HalqaTextView, halqa_text_view, GTK_TYPE_TEXT_VIEW)

static gboolean
settled_cb (gpointer user_data)
{
  HalqaTextView *self = user_data;

  self->idle = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
ask_again (HalqaTextView *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_LOW, settled_cb, self, NULL);
}

/* GTK turns both justifications round where the line is from right to left. */
static void
justify (HalqaTextView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  const gboolean is_empty =
      gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self))) == 0;
  const gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const gboolean types_rtl =
      keyboard != NULL && gdk_device_get_direction (keyboard) == PANGO_DIRECTION_RTL;

  gtk_text_view_set_justification (GTK_TEXT_VIEW (self), is_empty && is_rtl && !types_rtl
                                                             ? GTK_JUSTIFY_RIGHT
                                                             : GTK_JUSTIFY_LEFT);
}

static void
changed_cb (HalqaTextView *self)
{
  justify (self);
  ask_again (self);
}

static void
buffer_cb (HalqaTextView *self)
{
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  justify (self);
}

static void
halqa_text_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HalqaTextView *self = HALQA_TEXT_VIEW (widget);

  GTK_WIDGET_CLASS (halqa_text_view_parent_class)->size_allocate (widget, width, height, baseline);
  if (width != self->width)
    ask_again (self);
  self->width = width;
}

static void
halqa_text_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (halqa_text_view_parent_class)->css_changed (widget, change);
  ask_again (HALQA_TEXT_VIEW (widget));
}

static void
halqa_text_view_dispose (GObject *object)
{
  g_clear_handle_id (&HALQA_TEXT_VIEW (object)->idle, g_source_remove);
  G_OBJECT_CLASS (halqa_text_view_parent_class)->dispose (object);
}

static void
halqa_text_view_class_init (HalqaTextViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_text_view_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = halqa_text_view_size_allocate;
  GTK_WIDGET_CLASS (klass)->css_changed = halqa_text_view_css_changed;
}

static void
halqa_text_view_init (HalqaTextView *self)
{
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self), BELOW);
  g_signal_connect (self, "notify::buffer", G_CALLBACK (buffer_cb), NULL);
  /* Which the keyboard may have changed meanwhile. */
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (justify), NULL);
  buffer_cb (self);
}
