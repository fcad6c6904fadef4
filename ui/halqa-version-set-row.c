/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-version-set-row.h"

#include "halqa-kind-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A field that people wrote differently: of which record, which field, how many versions. Follows the
 * record, whose title may be just that. */

struct _HalqaVersionSetRow
{
  GtkWidget parent_instance;

  /* owned */
  HalqaVersionSet *set;
  HalqaItem *item;

  /* template */
  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *detail;
};

G_DEFINE_FINAL_TYPE (HalqaVersionSetRow, halqa_version_set_row, GTK_TYPE_WIDGET)

static char *
make_detail (HalqaVersionSetRow *self)
{
  const guint n = halqa_version_set_get_n_versions (self->set);
  g_autofree char *field = halqa_field_words_dup (halqa_version_set_get_field (self->set));
  g_autofree char *count = NULL;

  if (g_str_equal (halqa_version_set_get_field (self->set), "deleted"))
    return g_strdup (_ ("Deleted, and edited meanwhile"));
  count = g_strdup_printf (ngettext ("%u version", "%u versions", n), n);
  return halqa_words_join (field, count);
}

static void
show_cb (HalqaVersionSetRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *title = self->item != NULL ? halqa_item_get_name (self->item) : "";
  g_autofree char *detail = self->item != NULL ? make_detail (self) : g_strdup ("");
  g_autofree char *name = NULL;

  gtk_label_set_text (self->title, title);
  halqa_words_set_direction (GTK_WIDGET (self->title), title);
  gtk_label_set_text (self->detail, detail);
  name = g_strdup_printf ("%s. %s", title, detail);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static void
halqa_version_set_row_dispose (GObject *object)
{
  HalqaVersionSetRow *self = HALQA_VERSION_SET_ROW (object);

  halqa_version_set_row_set_set (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (halqa_version_set_row_parent_class)->dispose (object);
}

static void
halqa_version_set_row_class_init (HalqaVersionSetRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_version_set_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-version-set-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionSetRow, box);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionSetRow, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionSetRow, detail);
}

static void
halqa_version_set_row_init (HalqaVersionSetRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
halqa_version_set_row_new (void)
{
  return g_object_new (HALQA_TYPE_VERSION_SET_ROW, NULL);
}

/* @set: (nullable): %NULL to show none */
void
halqa_version_set_row_set_set (HalqaVersionSetRow *self, HalqaVersionSet *set)
{
  g_return_if_fail (HALQA_IS_VERSION_SET_ROW (self));

  if (self->set != NULL)
    g_signal_handlers_disconnect_by_data (self->set, self);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->set, set);
  g_clear_object (&self->item);
  if (set == NULL)
    return;
  g_set_object (&self->item, halqa_version_set_get_item (set));
  g_signal_connect_swapped (set, "changed", G_CALLBACK (show_cb), self);
  if (self->item != NULL)
    g_signal_connect_swapped (self->item, "changed", G_CALLBACK (show_cb), self);
  show_cb (self);
}
