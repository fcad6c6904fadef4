/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-theme-row.h"

#include "halqa-form.h"
#include "halqa-reorder.h"
#include "halqa-theme-chip.h"
#include "halqa-translation-row.h"
#include "halqa-undo-toast.h"

#include <glib/gi18n.h>

/* A theme of the forum as a line: its name, and its code in its colour. It opens to be changed, and is
 * saved as one types.
 *
 * Its colour is one of few, called by name: halqa-colour.c takes no more than a hue from any of them, and
 * nobody has to know how one is written. One from elsewhere stays until another is chosen. */

const char *const halqa_theme_colours[] = { "",        "#8f5100", "#1a5fb4", "#1e7a3c", "#813d9c",
                                            "#a51d2d", "#00757f", "#b5367d", NULL };

struct _HalqaThemeRow
{
  AdwExpanderRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaForm *form;

  /* template */
  GtkWidget *handle;
  HalqaThemeChip *chip;
  AdwEntryRow *name;
  HalqaConflictButton *name_conflict;
  HalqaTranslationRow *names;
  AdwEntryRow *code;
  HalqaConflictButton *code_conflict;
  AdwComboRow *colour;
  HalqaConflictButton *colour_conflict;
  GtkButton *remove;
};

G_DEFINE_FINAL_TYPE (HalqaThemeRow, halqa_theme_row, ADW_TYPE_EXPANDER_ROW)

static void
show_item_cb (HalqaThemeRow *self)
{
  const char *name = halqa_item_get_name (self->item);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->chip),
                          *halqa_item_get_text (self->item, "code") != '\0');
}

static void
colour_chosen_cb (HalqaThemeRow *self, guint64 stamp)
{
  AdwToastOverlay *toasts = halqa_undo_toast_find (GTK_WIDGET (self));

  if (toasts != NULL)
    halqa_undo_toast_offer (toasts, self->forum, _ ("Colour changed"), stamp);
}

/* On to the next. */
static void
code_entered_cb (HalqaThemeRow *self)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
  gtk_widget_activate_action (GTK_WIDGET (self), "themes.new", NULL);
}

static void
halqa_theme_row_dispose (GObject *object)
{
  HalqaThemeRow *self = HALQA_THEME_ROW (object);

  if (self->form != NULL)
    halqa_form_close (self->form);
  g_clear_object (&self->form);
  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_THEME_ROW);
  G_OBJECT_CLASS (halqa_theme_row_parent_class)->dispose (object);
}

static void
halqa_theme_row_class_init (HalqaThemeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_theme_row_dispose;
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_THEME_CHIP);
  g_type_ensure (HALQA_TYPE_TRANSLATION_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-theme-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, handle);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, chip);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, name);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, name_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, names);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, code);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, code_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, colour);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, colour_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaThemeRow, remove);
  gtk_widget_class_bind_template_callback (widget_class, code_entered_cb);
}

static void
halqa_theme_row_init (HalqaThemeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->form = halqa_form_new ("theme");
  halqa_form_bind_text (self->form, "name", GTK_WIDGET (self->name), self->name_conflict);
  halqa_form_bind_text (self->form, "code", GTK_WIDGET (self->code), self->code_conflict);
  halqa_form_bind_choice (self->form, "colour", self->colour, halqa_theme_colours,
                          self->colour_conflict);
  g_signal_connect_object (self->form, "chosen", G_CALLBACK (colour_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  halqa_reorder_add_row (GTK_WIDGET (self));
}

GtkWidget *
halqa_theme_row_new (HalqaForum *forum, HalqaItem *theme)
{
  static const char *const names[] = { "name", NULL };
  HalqaThemeRow *self = g_object_new (HALQA_TYPE_THEME_ROW, NULL);
  const gboolean writable = !halqa_forum_is_read_only (forum);

  self->forum = g_object_ref (forum);
  self->item = g_object_ref (theme);
  halqa_form_open (self->form, forum, theme);
  halqa_theme_chip_set_theme (self->chip, theme);
  halqa_translation_row_set_item (self->names, forum, theme, names);
  halqa_reorder_set_item (GTK_WIDGET (self), forum, theme);
  gtk_widget_set_visible (self->handle, writable);
  gtk_widget_set_visible (GTK_WIDGET (self->remove), writable);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remove), "s", halqa_item_get_id (theme));
  g_signal_connect_object (theme, "changed", G_CALLBACK (show_item_cb), self, G_CONNECT_SWAPPED);
  show_item_cb (self);
  return GTK_WIDGET (self);
}

void
halqa_theme_row_ask_code (HalqaThemeRow *self)
{
  g_return_if_fail (HALQA_IS_THEME_ROW (self));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}
