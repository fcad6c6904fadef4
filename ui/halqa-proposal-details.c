/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-details.h"

#include "halqa-choices.h"
#include "halqa-item-list.h"
#include "halqa-organisation-row.h"
#include "halqa-value-words.h"

/* What is chosen rather than written of a proposal: its state, where it belongs and whose it is. */

struct _HalqaProposalDetails
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;

  /* template */
  AdwComboRow *state;
  HalqaConflictButton *state_conflict;
  AdwComboRow *session;
  HalqaConflictButton *session_conflict;
  AdwComboRow *theme;
  HalqaConflictButton *theme_conflict;
  HalqaOrganisationRow *organisation;
  GtkWidget *author;
  HalqaConflictButton *author_conflict;
  GtkWidget *neighbourhood;
  HalqaConflictButton *neighbourhood_conflict;
  AdwComboRow *scope;
  HalqaConflictButton *scope_conflict;
};

G_DEFINE_FINAL_TYPE (HalqaProposalDetails, halqa_proposal_details, ADW_TYPE_BIN)

static void
halqa_proposal_details_dispose (GObject *object)
{
  HalqaProposalDetails *self = HALQA_PROPOSAL_DETAILS (object);

  g_clear_object (&self->forum);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PROPOSAL_DETAILS);
  G_OBJECT_CLASS (halqa_proposal_details_parent_class)->dispose (object);
}

static void
halqa_proposal_details_class_init (HalqaProposalDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_proposal_details_dispose;
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_ORGANISATION_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-proposal-details.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, state);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, state_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, session);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, session_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, theme);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, theme_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, organisation);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, author);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, author_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, neighbourhood);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, neighbourhood_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, scope);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalDetails, scope_conflict);
}

static void
halqa_proposal_details_init (HalqaProposalDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_choices_show_in (self->session);
  halqa_choices_show_in (self->theme);
}

void
halqa_proposal_details_bind (HalqaProposalDetails *self, HalqaForm *form)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_DETAILS (self));

  halqa_form_bind_choice (form, "state", self->state, halqa_proposal_states, self->state_conflict);
  halqa_form_bind_ref (form, "session", self->session, self->session_conflict);
  halqa_form_bind_ref (form, "theme", self->theme, self->theme_conflict);
  halqa_form_bind_text (form, "author_name", self->author, self->author_conflict);
  halqa_form_bind_text (form, "neighbourhood", self->neighbourhood, self->neighbourhood_conflict);
  halqa_form_bind_choice (form, "scope", self->scope, halqa_scopes, self->scope_conflict);
}

/* @sessions: (nullable): to choose from, none first; @forum: %NULL to close */
void
halqa_proposal_details_set_forum (HalqaProposalDetails *self,
                                  HalqaForum *forum,
                                  GListModel *sessions)
{
  g_autoptr (HalqaItemList) all = NULL;
  g_autoptr (GListModel) themes = NULL;

  g_return_if_fail (HALQA_IS_PROPOSAL_DETAILS (self));

  g_set_object (&self->forum, forum);
  if (forum != NULL)
    {
      all = halqa_item_list_new (forum, "theme", "position", FALSE);
      themes = halqa_choices_put_none_first (G_LIST_MODEL (all));
    }
  adw_combo_row_set_model (self->session, sessions);
  adw_combo_row_set_model (self->theme, themes);
}

void
halqa_proposal_details_set_item (HalqaProposalDetails *self, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_DETAILS (self));

  halqa_organisation_row_set_proposal (self->organisation, self->forum, item);
}
