/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-conflict-button.h"

#include "halqa-version-pane.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The mark beside a field that two people wrote differently. It stands in nobody's way: the field
 * can be edited as ever. Behind it are all versions, with who wrote each and when; one is kept, or a
 * further text replaces them all. Shown by a shape and a number, not by a colour alone. */

/* Of all versions, in pixels, where the window has room; what is higher is scrolled. */
#define WIDTH 422
#define HEIGHT_MAX 480
/* Of the window, beside them: the frame of the popover, and its shadow. */
#define AROUND 24

struct _HalqaConflictButton
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  char *field;

  /* template */
  GtkMenuButton *button;
  GtkWidget *high;
  GtkBox *versions;
  HalqaVersionPane *pane; /* borrowed; NULL until somebody asks to see it */
};

G_DEFINE_FINAL_TYPE (HalqaConflictButton, halqa_conflict_button, ADW_TYPE_BIN)

static void
chosen_cb (HalqaConflictButton *self)
{
  gtk_menu_button_popdown (self->button);
}

static void
fill_pane (HalqaConflictButton *self)
{
  halqa_version_pane_set_field (self->pane, self->forum, self->item, self->field);
}

/* Read when somebody asks to see them, and not made before: there is such a button beside each field,
 * and few fields are ever in conflict. What is read comes after the popover, and so does the keyboard: it
 * would stay at the pane around the choices, from where no key leads into it. */
static void
fill_popover (GtkMenuButton *button, gpointer user_data)
{
  HalqaConflictButton *self = HALQA_CONFLICT_BUTTON (user_data);

  if (self->pane == NULL)
    {
      self->pane = g_object_new (HALQA_TYPE_VERSION_PANE, NULL);
      g_signal_connect_object (self->pane, "chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->versions, GTK_WIDGET (self->pane));
    }
  fill_pane (self);
  halqa_version_pane_want_focus (self->pane);
}

static void
update_button (HalqaConflictButton *self)
{
  g_autoptr (GListModel) versions = halqa_forum_dup_versions (self->forum, self->item, self->field);
  guint n = g_list_model_get_n_items (versions);
  g_autofree char *label = g_strdup_printf ("◆ %u", n);
  g_autofree char *words = g_strdup_printf (
      /* Translators: the tooltip of a mark beside a field: so many people wrote it differently. */
      ngettext ("%u version: see it", "%u versions: see them and choose", n), n);

  gtk_menu_button_set_label (self->button, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), words);
  halqa_words_name_button (self->button, words);
  if (self->pane != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->pane)))
    fill_pane (self);
}

/* A scrolled window would be as high as what is in it is at its narrowest, and end in nothing; and a popover
 * asks how high that is at its own width with its shadow. */
static void
measure_high (GtkWidget *high,
              GtkOrientation orientation,
              int for_size,
              int *minimum,
              int *natural,
              int *minimum_baseline,
              int *natural_baseline)
{
  GtkWidget *scrolled = adw_bin_get_child (ADW_BIN (high));
  GtkWidget *versions = gtk_widget_get_first_child (gtk_widget_get_first_child (scrolled));
  const int room = gtk_widget_get_width (GTK_WIDGET (gtk_widget_get_root (high))) - AROUND;

  gtk_widget_measure (scrolled, GTK_ORIENTATION_HORIZONTAL, -1, minimum, NULL, NULL, NULL);
  *minimum = *natural = MAX (*minimum, MIN (WIDTH, room));
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  gtk_widget_measure (versions, GTK_ORIENTATION_VERTICAL, *natural, NULL, natural, NULL, NULL);
  *minimum = *natural = MIN (*natural, HEIGHT_MAX);
}

static void
allocate_high (GtkWidget *high, int width, int height, int baseline)
{
  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (high)), width, height, baseline, NULL);
}

static void
halqa_conflict_button_dispose (GObject *object)
{
  HalqaConflictButton *self = HALQA_CONFLICT_BUTTON (object);

  g_clear_object (&self->forum);
  g_clear_object (&self->item);
  g_clear_pointer (&self->field, g_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_CONFLICT_BUTTON);
  G_OBJECT_CLASS (halqa_conflict_button_parent_class)->dispose (object);
}

static void
halqa_conflict_button_class_init (HalqaConflictButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_conflict_button_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-conflict-button.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaConflictButton, button);
  gtk_widget_class_bind_template_child (widget_class, HalqaConflictButton, high);
  gtk_widget_class_bind_template_child (widget_class, HalqaConflictButton, versions);
}

static void
halqa_conflict_button_init (HalqaConflictButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->high,
                                 gtk_custom_layout_new (NULL, measure_high, allocate_high));
  gtk_menu_button_set_create_popup_func (self->button, fill_popover, self, NULL);
}

/**
 * halqa_conflict_button_set_field:
 * @self: a button
 * @forum: (nullable): of @item
 * @item: (nullable): the record that is shown, or %NULL for none yet
 * @field: of @item
 *
 * Shows the mark where @field of @item has several versions, else hides it.
 */
void
halqa_conflict_button_set_field (HalqaConflictButton *self,
                                 HalqaForum *forum,
                                 HalqaItem *item,
                                 const char *field)
{
  gboolean differs;

  g_return_if_fail (HALQA_IS_CONFLICT_BUTTON (self));

  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  g_free (self->field);
  self->field = g_strdup (field);
  differs = item != NULL && halqa_item_has_conflict (item, field);
  if (differs)
    update_button (self);
  else
    gtk_menu_button_popdown (self->button);
  gtk_widget_set_visible (GTK_WIDGET (self), differs);
}
