/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-filter-button.h"

#include "halqa-check-keys.h"
#include "halqa-kind-words.h"
#include "halqa-filter-words.h"
#include "halqa-item-list.h"
#include "halqa-value-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The conditions that proposals can be filtered by, each to be ticked. What there is to choose from is
 * listed anew whenever somebody opens it. */

/* Sessions, or themes, that are offered: more nobody would scroll through. */
#define TARGETS_MAX 100
/* Of a line; a title has two of them. */
#define CHARS_MAX 36

struct _HalqaFilterButton
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemFilter *filter;

  /* child */
  GtkMenuButton *button;
  GtkBox *box; /* in the popover */
};

G_DEFINE_FINAL_TYPE (HalqaFilterButton, halqa_filter_button, ADW_TYPE_BIN)

static void
toggled_cb (HalqaFilterButton *self, GtkCheckButton *check)
{
  const char *field = g_object_get_data (G_OBJECT (check), "field");
  const char *value = g_object_get_data (G_OBJECT (check), "value");

  halqa_item_filter_set (self->filter, field, value, gtk_check_button_get_active (check));
}

static void
add_check (HalqaFilterButton *self, const char *field, const char *value, const char *words)
{
  GtkWidget *check = gtk_check_button_new_with_label (words);
  GtkWidget *label = gtk_widget_get_last_child (check);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CHARS_MAX);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               halqa_item_filter_has (self->filter, field, value));
  g_object_set_data_full (G_OBJECT (check), "field", g_strdup (field), g_free);
  g_object_set_data_full (G_OBJECT (check), "value", g_strdup (value), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, check);
}

static void
add_value (HalqaFilterButton *self, const char *field, const char *value)
{
  g_autofree char *words = halqa_filter_words_value (self->forum, field, value);

  add_check (self, field, value, words);
}

static void
add_alone (HalqaFilterButton *self, const char *condition)
{
  g_autofree char *words = halqa_filter_words (self->forum, condition, "");

  add_check (self, condition, "", words);
}

static void
add_heading (HalqaFilterButton *self, const char *field)
{
  g_autofree char *words = halqa_field_words_dup (field);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_top (label, 6);
  gtk_box_append (self->box, label);
}

static void
add_targets (HalqaFilterButton *self, const char *kind)
{
  g_autoptr (HalqaItemList) targets = halqa_item_list_new (self->forum, kind, "position", FALSE);
  const guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (targets)), TARGETS_MAX);

  if (n == 0)
    return;
  add_heading (self, kind);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HalqaItem) target = g_list_model_get_item (G_LIST_MODEL (targets), i);

      add_value (self, kind, halqa_item_get_id (target));
    }
  add_value (self, kind, "");
}

static void
fill_cb (GtkMenuButton *button, gpointer user_data)
{
  HalqaFilterButton *self = user_data;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  if (self->forum == NULL)
    return;
  add_heading (self, "state");
  for (gsize i = 0; halqa_proposal_states[i] != NULL; i++)
    add_value (self, "state", halqa_proposal_states[i]);
  add_targets (self, "theme");
  add_targets (self, "session");
  gtk_box_append (self->box, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  add_alone (self, HALQA_ITEM_FILTER_IN_CONFLICT);
  add_alone (self, HALQA_ITEM_FILTER_OWN);
}

static void
halqa_filter_button_dispose (GObject *object)
{
  HalqaFilterButton *self = HALQA_FILTER_BUTTON (object);

  g_clear_object (&self->forum);
  g_clear_object (&self->filter);
  G_OBJECT_CLASS (halqa_filter_button_parent_class)->dispose (object);
}

static void
halqa_filter_button_class_init (HalqaFilterButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_filter_button_dispose;
}

static GtkWidget *
make_popover (HalqaFilterButton *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *window = gtk_scrolled_window_new ();

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  halqa_check_keys_add (GTK_WIDGET (self->box));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (window), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (window), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (window), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), GTK_WIDGET (self->box));
  gtk_popover_set_child (GTK_POPOVER (popover), window);
  return popover;
}

static void
halqa_filter_button_init (HalqaFilterButton *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  self->button = GTK_MENU_BUTTON (button);
  gtk_menu_button_set_label (self->button, _ ("_Filters"));
  gtk_menu_button_set_use_underline (self->button, TRUE);
  gtk_widget_set_tooltip_text (button, _ ("Filter by state, theme or session"));
  halqa_words_hold_tooltip (button);
  gtk_menu_button_set_popover (self->button, make_popover (self));
  gtk_menu_button_set_create_popup_func (self->button, fill_cb, self, NULL);
  adw_bin_set_child (ADW_BIN (self), button);
}

/* @filter: what is ticked */
void
halqa_filter_button_set_filter (HalqaFilterButton *self, HalqaItemFilter *filter)
{
  g_return_if_fail (HALQA_IS_FILTER_BUTTON (self));

  g_set_object (&self->filter, filter);
}

/* @forum: (nullable): whose sessions and themes there are to choose from */
void
halqa_filter_button_set_forum (HalqaFilterButton *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_FILTER_BUTTON (self));

  g_set_object (&self->forum, forum);
}
