/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-place-row.h"

/* A place in the sidebar, with how things stand there and the number of what waits. */

struct _HalqaPlaceRow
{
  GtkListBoxRow parent_instance;

  /* owned */
  HalqaPlace *place;

  /* template */
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *words;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (HalqaPlaceRow, halqa_place_row, GTK_TYPE_LIST_BOX_ROW)

static void
update_cb (HalqaPlaceRow *self)
{
  const char *title = halqa_place_get_title (self->place);
  g_autofree char *icon_name = NULL;
  g_autofree char *words = NULL;
  g_autofree char *count = NULL;
  g_autofree char *said = NULL;
  g_autofree char *name = NULL;
  guint n;

  g_object_get (self->place, "icon-name", &icon_name, "words", &words, "count", &n, NULL);
  count = g_strdup_printf ("%u", n);
  said = words == NULL ? g_strdup (title) : g_strdup_printf ("%s. %s", title, words);
  name = n == 0 ? g_strdup (said) : g_strdup_printf ("%s. %s", said, count);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);
  gtk_label_set_text (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count), n > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
halqa_place_row_dispose (GObject *object)
{
  g_clear_object (&HALQA_PLACE_ROW (object)->place);
  gtk_widget_dispose_template (GTK_WIDGET (object), HALQA_TYPE_PLACE_ROW);
  G_OBJECT_CLASS (halqa_place_row_parent_class)->dispose (object);
}

static void
halqa_place_row_class_init (HalqaPlaceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_place_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-place-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaPlaceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HalqaPlaceRow, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaPlaceRow, words);
  gtk_widget_class_bind_template_child (widget_class, HalqaPlaceRow, count);
}

static void
halqa_place_row_init (HalqaPlaceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
halqa_place_row_new (HalqaPlace *place)
{
  HalqaPlaceRow *self = g_object_new (HALQA_TYPE_PLACE_ROW, NULL);

  g_set_object (&self->place, place);
  g_signal_connect_object (place, "notify::words", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (place, "notify::count", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}

/* Returns: (transfer none) */
HalqaPlace *
halqa_place_row_get_place (HalqaPlaceRow *self)
{
  g_return_val_if_fail (HALQA_IS_PLACE_ROW (self), NULL);

  return self->place;
}
