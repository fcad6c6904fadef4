/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-endorsement-row.h"

#include "halqa-form.h"
#include "halqa-kind-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* An endorsement: the name of the organisation above, and below it what it commits to, saved as one
 * types. */

struct _HalqaEndorsementRow
{
  AdwEntryRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaForm *form;
};

G_DEFINE_FINAL_TYPE (HalqaEndorsementRow, halqa_endorsement_row, ADW_TYPE_ENTRY_ROW)

static char *
dup_name (HalqaEndorsementRow *self)
{
  const char *id = halqa_item_get_ref (self->item, "organisation");
  g_autoptr (HalqaItem) organisation =
                 id != NULL ? halqa_forum_dup_item (self->forum, "organisation", id) : NULL;

  if (id == NULL)
    return g_strdup (_ ("No organisation"));
  return halqa_words_name (organisation, id);
}

static void
show_name_cb (HalqaEndorsementRow *self)
{
  g_autofree char *name = dup_name (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
}

static void
add_parts (HalqaEndorsementRow *self)
{
  GtkWidget *conflict = g_object_new (HALQA_TYPE_CONFLICT_BUTTON, NULL);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), conflict);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), remove);
  halqa_words_name_icon (remove, _ ("Take this endorsement back"));
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_visible (remove, !halqa_forum_is_read_only (self->forum));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (remove), "(sss)", "endorsement",
                                    halqa_item_get_id (self->item), _ ("Endorsement taken back"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (remove), "win.delete-record");
  halqa_form_bind_text (self->form, "commitment", GTK_WIDGET (self),
                        HALQA_CONFLICT_BUTTON (conflict));
}

static void
halqa_endorsement_row_dispose (GObject *object)
{
  HalqaEndorsementRow *self = HALQA_ENDORSEMENT_ROW (object);

  if (self->form != NULL)
    halqa_form_close (self->form);
  g_clear_object (&self->form);
  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_endorsement_row_parent_class)->dispose (object);
}

static void
halqa_endorsement_row_class_init (HalqaEndorsementRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_endorsement_row_dispose;
}

static void
halqa_endorsement_row_init (HalqaEndorsementRow *self)
{
  g_autofree char *written = halqa_field_words_dup ("commitment");

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), written);
  gtk_widget_add_css_class (GTK_WIDGET (self), "endorsement");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  self->form = halqa_form_new ("endorsement");
}

GtkWidget *
halqa_endorsement_row_new (HalqaForum *forum, HalqaItem *endorsement)
{
  HalqaEndorsementRow *self = g_object_new (HALQA_TYPE_ENDORSEMENT_ROW, NULL);

  self->forum = g_object_ref (forum);
  self->item = g_object_ref (endorsement);
  add_parts (self);
  halqa_form_open (self->form, forum, endorsement);
  /* The organisation may be renamed, or arrive. */
  g_signal_connect_object (forum, "changed", G_CALLBACK (show_name_cb), self, G_CONNECT_SWAPPED);
  show_name_cb (self);
  return GTK_WIDGET (self);
}
