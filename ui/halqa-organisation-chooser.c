/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-organisation-chooser.h"

#include "halqa-item-list.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* An organisation: one of those that the forum has, found by what is typed, or else a new one of that
 * name. Enter takes the first that is shown, and makes a new one where none is. */

struct _HalqaOrganisationChooser
{
  GtkPopover parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemList *found;

  /* template */
  GtkEditable *entry;
  GtkListBox *list;
  GtkWidget *scroller;
  GtkButton *make;
};

G_DEFINE_FINAL_TYPE (HalqaOrganisationChooser, halqa_organisation_chooser, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_typed (HalqaOrganisationChooser *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
}

static void
choose (HalqaOrganisationChooser *self, HalqaItem *item)
{
  g_autofree char *typed = dup_typed (self);

  if (item == NULL && *typed == '\0')
    return;
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, item != NULL ? halqa_item_get_id (item) : NULL,
                 item != NULL ? halqa_item_get_label (item) : typed);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
make_cb (HalqaOrganisationChooser *self)
{
  choose (self, NULL);
}

static void
row_cb (HalqaOrganisationChooser *self, GtkListBoxRow *row)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->found),
                                                      (guint) gtk_list_box_row_get_index (row));

  if (item != NULL)
    choose (self, item);
}

static void
enter_cb (HalqaOrganisationChooser *self)
{
  g_autofree char *typed = dup_typed (self);
  g_autoptr (HalqaItem) first = NULL;

  if (*typed != '\0' && self->found != NULL)
    first = g_list_model_get_item (G_LIST_MODEL (self->found), 0);
  choose (self, first);
}

static gboolean
go_to (HalqaOrganisationChooser *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* Down, from what is typed to the first that is found. */
static gboolean
key_cb (HalqaOrganisationChooser *self, guint key, guint code, GdkModifierType modifiers)
{
  if ((key != GDK_KEY_Down && key != GDK_KEY_KP_Down) ||
      (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (!go_to (self, 0))
    gtk_widget_grab_focus (GTK_WIDGET (self->make));
  return GDK_EVENT_STOP;
}

/* Up, from the new one to the last that is found. */
static gboolean
make_key_cb (HalqaOrganisationChooser *self, guint key, guint code, GdkModifierType modifiers)
{
  GListModel *found = G_LIST_MODEL (self->found);

  if (key != GDK_KEY_Up && key != GDK_KEY_KP_Up)
    return GDK_EVENT_PROPAGATE;
  return (found != NULL && go_to (self, (int) g_list_model_get_n_items (found) - 1)) ||
         gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
}

/* Past the first back to what is typed, to be gone on with; past the last to the new one. */
static gboolean
end_cb (HalqaOrganisationChooser *self, GtkDirectionType direction)
{
  if (direction == GTK_DIR_UP)
    return gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
  return direction == GTK_DIR_DOWN && gtk_widget_grab_focus (GTK_WIDGET (self->make));
}

static void
update (HalqaOrganisationChooser *self)
{
  g_autofree char *typed = dup_typed (self);
  g_autofree char *name = halqa_text_isolate (typed);
  /* Translators: %s is the name of an organisation. */
  g_autofree char *label = g_strdup_printf (_ ("New: %s"), name);

  gtk_button_set_label (self->make, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->make), *typed != '\0');
  gtk_widget_set_visible (self->scroller,
                          self->found != NULL &&
                              g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0);
}

static void
typed_cb (HalqaOrganisationChooser *self)
{
  g_autofree char *typed = dup_typed (self);

  if (self->found != NULL)
    halqa_item_list_set_search (self->found, typed);
  update (self);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  const char *name = halqa_item_get_label (item);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "choice");
  halqa_words_set_direction (label, name);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
follow (HalqaOrganisationChooser *self, HalqaItemList *found)
{
  g_set_object (&self->found, found);
  if (found != NULL)
    g_signal_connect_object (found, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (found), create_row, NULL, NULL);
  update (self);
}

/* As long as it is open, and no longer, the list follows what is written. */
static void
opened_cb (HalqaOrganisationChooser *self)
{
  g_autoptr (HalqaItemList) found = NULL;

  gtk_editable_set_text (self->entry, "");
  if (self->forum != NULL)
    found = halqa_item_list_new (self->forum, "organisation", "name", FALSE);
  follow (self, found);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
closed_cb (HalqaOrganisationChooser *self)
{
  follow (self, NULL);
}

static void
halqa_organisation_chooser_dispose (GObject *object)
{
  HalqaOrganisationChooser *self = HALQA_ORGANISATION_CHOOSER (object);

  g_clear_object (&self->found);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ORGANISATION_CHOOSER);
  G_OBJECT_CLASS (halqa_organisation_chooser_parent_class)->dispose (object);
}

static void
halqa_organisation_chooser_class_init (HalqaOrganisationChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_organisation_chooser_dispose;
  signals[SIGNAL_CHOSEN] =
      g_signal_new ("chosen", HALQA_TYPE_ORGANISATION_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-organisation-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaOrganisationChooser, entry);
  gtk_widget_class_bind_template_child (widget_class, HalqaOrganisationChooser, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaOrganisationChooser, scroller);
  gtk_widget_class_bind_template_child (widget_class, HalqaOrganisationChooser, make);
  gtk_widget_class_bind_template_callback (widget_class, make_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, end_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
}

static void
halqa_organisation_chooser_init (HalqaOrganisationChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @forum: (nullable): whose organisations are offered */
void
halqa_organisation_chooser_set_forum (HalqaOrganisationChooser *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_ORGANISATION_CHOOSER (self));

  g_set_object (&self->forum, forum);
}
