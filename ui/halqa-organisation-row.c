/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-organisation-row.h"

#include "halqa-conflict-button.h"
#include "halqa-organisation-chooser.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The organisation that a proposal comes from. A forum has hundreds of them: it is found by its name, or
 * made by it, as where one endorses. */

struct _HalqaOrganisationRow
{
  AdwActionRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *proposal;
  HalqaItem *organisation;

  gulong arrivals;

  /* template */
  HalqaConflictButton *conflict;
  GtkWidget *clear;
  GtkMenuButton *choose;
  HalqaOrganisationChooser *chooser;
};

G_DEFINE_FINAL_TYPE (HalqaOrganisationRow, halqa_organisation_row, ADW_TYPE_ACTION_ROW)

static void show_cb (HalqaOrganisationRow *self);

static void
follow (HalqaOrganisationRow *self, const char *id)
{
  if (self->organisation != NULL)
    g_signal_handlers_disconnect_by_func (self->organisation, show_cb, self);
  g_clear_object (&self->organisation);
  if (id != NULL)
    self->organisation = halqa_forum_dup_item (self->forum, "organisation", id);
  if (self->organisation != NULL)
    g_signal_connect_object (self->organisation, "changed", G_CALLBACK (show_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
show_cb (HalqaOrganisationRow *self)
{
  const char *id =
      self->proposal == NULL ? NULL : halqa_item_get_ref (self->proposal, "organisation");
  const gboolean writable = self->forum != NULL && !halqa_forum_is_read_only (self->forum);
  g_autofree char *name = NULL;

  follow (self, id);
  name = halqa_words_name (self->organisation, id);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), name);
  gtk_widget_set_visible (self->clear, id != NULL && writable);
  gtk_widget_set_visible (GTK_WIDGET (self->choose), writable);
}

/* What it points at may arrive with any entry. */
static void
arrived_cb (HalqaOrganisationRow *self)
{
  if (self->organisation == NULL)
    show_cb (self);
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    gtk_widget_activate_action (self, "win.tell", "s", error->message);
}

static void
save (HalqaOrganisationRow *self, HalqaDraft *draft)
{
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, g_object_ref (self));
}

static void
chosen_cb (HalqaOrganisationRow *self, const char *id, const char *name)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *made = NULL;

  if (id == NULL)
    {
      made = halqa_draft_add (draft, "organisation");
      halqa_draft_set_text (draft, "organisation", made, "name", name);
    }
  halqa_draft_set_ref (draft, "proposal", halqa_item_get_id (self->proposal), "organisation",
                       id != NULL ? id : made);
  save (self, draft);
}

static void
clear_cb (HalqaOrganisationRow *self)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_empty (draft, "proposal", halqa_item_get_id (self->proposal), "organisation");
  save (self, draft);
  gtk_widget_grab_focus (GTK_WIDGET (self->choose));
}

static void
halqa_organisation_row_dispose (GObject *object)
{
  HalqaOrganisationRow *self = HALQA_ORGANISATION_ROW (object);

  if (self->forum != NULL)
    g_clear_signal_handler (&self->arrivals, self->forum);
  g_clear_object (&self->organisation);
  g_clear_object (&self->proposal);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ORGANISATION_ROW);
  G_OBJECT_CLASS (halqa_organisation_row_parent_class)->dispose (object);
}

static void
halqa_organisation_row_class_init (HalqaOrganisationRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_organisation_row_dispose;
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_ORGANISATION_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-organisation-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaOrganisationRow, conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaOrganisationRow, clear);
  gtk_widget_class_bind_template_child (widget_class, HalqaOrganisationRow, choose);
  gtk_widget_class_bind_template_child (widget_class, HalqaOrganisationRow, chooser);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
halqa_organisation_row_init (HalqaOrganisationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_words_name_button (self->choose, _ ("Choose the organisation"));
}

void
halqa_organisation_row_set_proposal (HalqaOrganisationRow *self,
                                     HalqaForum *forum,
                                     HalqaItem *proposal)
{
  g_return_if_fail (HALQA_IS_ORGANISATION_ROW (self));

  if (self->proposal == proposal)
    return;
  if (self->proposal != NULL)
    g_signal_handlers_disconnect_by_func (self->proposal, show_cb, self);
  if (self->forum != NULL)
    g_clear_signal_handler (&self->arrivals, self->forum);
  if (proposal == NULL)
    forum = NULL;
  g_set_object (&self->forum, forum);
  g_set_object (&self->proposal, proposal);
  halqa_organisation_chooser_set_forum (self->chooser, self->forum);
  halqa_conflict_button_set_field (self->conflict, self->forum, proposal, "organisation");
  gtk_widget_set_visible (GTK_WIDGET (self), proposal != NULL);
  if (proposal != NULL)
    {
      g_signal_connect_object (proposal, "changed", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
      self->arrivals =
          g_signal_connect_swapped (self->forum, "changed", G_CALLBACK (arrived_cb), self);
    }
  show_cb (self);
}
