/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-conflict-button.h"

#include "halqa-text-view.h"
#include "halqa-version-row.h"
#include "halqa-version.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The mark beside a field that two people wrote differently. It stands in nobody's way: the field
 * can be edited as ever. Behind it are all versions, with who wrote each and when; one is kept, or a
 * further text replaces them all. Shown by a shape and a number, not by a colour alone. */

struct _HalqaConflictButton
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  char *field;

  /* template */
  GtkMenuButton *button;
  GtkListBox *versions;
  GtkTextView *further_view;
};

G_DEFINE_FINAL_TYPE (HalqaConflictButton, halqa_conflict_button, ADW_TYPE_BIN)

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaConflictButton) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
settle (HalqaConflictButton *self, HalqaDraft *draft)
{
  gtk_menu_button_popdown (self->button);
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, g_object_ref (self));
}

static void
keep_cb (HalqaConflictButton *self, HalqaVersionRow *row)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_keep (draft, halqa_item_get_kind (self->item), halqa_item_get_id (self->item),
                    self->field, halqa_version_row_get_version (row));
  settle (self, draft);
}

static void
use_further_cb (HalqaConflictButton *self)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->further_view);
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  halqa_draft_settle_text (draft, halqa_item_get_kind (self->item), halqa_item_get_id (self->item),
                           self->field, text);
  settle (self, draft);
}

static GtkWidget *
create_version_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = halqa_version_row_new (HALQA_VERSION (item));

  g_signal_connect_object (row, "keep", G_CALLBACK (keep_cb), user_data, G_CONNECT_SWAPPED);
  return row;
}

/* Returns: (transfer full) (nullable): the version that is shown */
static HalqaVersion *
fill_versions (HalqaConflictButton *self)
{
  g_autoptr (GListModel) versions = halqa_forum_dup_versions (self->forum, self->item, self->field);

  gtk_list_box_bind_model (self->versions, versions, create_version_row, self, NULL);
  return g_list_model_get_item (versions, 0);
}

/* The versions are read when somebody asks to see them. */
static void
fill_popover (GtkMenuButton *button, gpointer user_data)
{
  HalqaConflictButton *self = user_data;
  g_autoptr (HalqaVersion) shown = NULL;

  if (self->item == NULL)
    return;
  shown = fill_versions (self);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->further_view),
                            shown == NULL ? "" : halqa_version_get_text (shown), -1);
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
  g_autoptr (HalqaVersion) shown = NULL;

  gtk_menu_button_set_label (self->button, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), words);
  halqa_words_name_button (self->button, words);
  /* What is half typed there stays. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self->versions)))
    shown = fill_versions (self);
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
  g_type_ensure (HALQA_TYPE_TEXT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-conflict-button.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaConflictButton, button);
  gtk_widget_class_bind_template_child (widget_class, HalqaConflictButton, versions);
  gtk_widget_class_bind_template_child (widget_class, HalqaConflictButton, further_view);
  gtk_widget_class_bind_template_callback (widget_class, use_further_cb);
}

static void
halqa_conflict_button_init (HalqaConflictButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, fill_popover, self, NULL);
}

/**
 * halqa_conflict_button_set_field:
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
