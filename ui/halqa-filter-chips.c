/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-filter-chips.h"

#include "halqa-filter-words.h"
#include "halqa-text.h"

#include <glib/gi18n.h>

/* The conditions by which proposals are filtered, each of which goes where it is pressed. Where there
 * is none there is no line for them. */

struct _HalqaFilterChips
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemFilter *filter;

  /* child */
  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (HalqaFilterChips, halqa_filter_chips, ADW_TYPE_BIN)

static void
pressed_cb (HalqaFilterChips *self, GtkWidget *chip)
{
  g_autofree char *field = g_strdup (g_object_get_data (G_OBJECT (chip), "field"));
  g_autofree char *value = g_strdup (g_object_get_data (G_OBJECT (chip), "value"));

  halqa_item_filter_set (self->filter, field, value, FALSE);
}

static void
add_chip (HalqaFilterChips *self, const char *field, const char *value)
{
  GtkWidget *chip = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *words = halqa_filter_words (self->forum, field, value);
  g_autofree char *isolated = halqa_text_isolate (words);
  GtkWidget *label = gtk_label_new (words);
  /* Translators: %s is a condition of a filter, as "State: Draft". */
  g_autofree char *name = g_strdup_printf (_ ("Remove the filter %s"), isolated);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_set_tooltip_text (chip, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (chip), "field", g_strdup (field), g_free);
  g_object_set_data_full (G_OBJECT (chip), "value", g_strdup (value), g_free);
  g_signal_connect_object (chip, "clicked", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, chip);
}

static void
show_chips (HalqaFilterChips *self)
{
  const guint n =
      self->filter != NULL && self->forum != NULL ? halqa_item_filter_get_size (self->filter) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; i < n; i++)
    {
      const char *value;
      const char *field = halqa_item_filter_get (self->filter, i, &value);

      add_chip (self, field, value);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
halqa_filter_chips_dispose (GObject *object)
{
  HalqaFilterChips *self = HALQA_FILTER_CHIPS (object);

  if (self->filter != NULL)
    g_signal_handlers_disconnect_by_data (self->filter, self);
  g_clear_object (&self->filter);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_filter_chips_parent_class)->dispose (object);
}

static void
halqa_filter_chips_class_init (HalqaFilterChipsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_filter_chips_dispose;
}

static void
halqa_filter_chips_init (HalqaFilterChips *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "chips");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), GTK_WIDGET (self->box));
  adw_bin_set_child (ADW_BIN (self), window);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* To be called once. */
void
halqa_filter_chips_set_filter (HalqaFilterChips *self, HalqaItemFilter *filter)
{
  g_return_if_fail (HALQA_IS_FILTER_CHIPS (self) && self->filter == NULL);

  self->filter = g_object_ref (filter);
  g_signal_connect_swapped (filter, "narrowed", G_CALLBACK (show_chips), self);
  show_chips (self);
}

/* @forum: (nullable): whose sessions and themes the conditions are about */
void
halqa_filter_chips_set_forum (HalqaFilterChips *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_FILTER_CHIPS (self));

  g_set_object (&self->forum, forum);
  show_chips (self);
}
