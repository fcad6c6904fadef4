/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-give-window.h"
#include "halqa-take-window.h"

/* The forum to a stick and from it: one such window at a time, or one for other files, beside the one
 * that people type in. */

/* What it reads or writes is called off; how far that came it still tells. */
void
halqa_window_close_stick_window (HalqaWindow *self)
{
  if (self->stick_window == NULL)
    return;
  /* Before that there is only the dialog that chooses a file. */
  if (gtk_widget_get_realized (GTK_WIDGET (self->stick_window)))
    gtk_window_close (self->stick_window);
  else
    gtk_window_destroy (self->stick_window);
}

void
halqa_window_replace_stick_window (HalqaWindow *self, GtkWindow *window)
{
  halqa_window_close_stick_window (self);
  g_set_weak_pointer (&self->stick_window, window);
}

void
halqa_window_give_to_stick (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaGiveWindow *window = halqa_give_window_new (GTK_WINDOW (self), self->forum);

  /* What is being typed is to be in the file. */
  halqa_form_flush (halqa_window_get_form (self));
  halqa_window_replace_stick_window (self, GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}

void
halqa_window_take_from_stick (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaTakeWindow *window = halqa_take_window_new (GTK_WINDOW (self), self->forum);

  halqa_window_replace_stick_window (self, GTK_WINDOW (window));
  halqa_take_window_choose (window);
}
