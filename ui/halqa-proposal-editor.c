/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-editor.h"

#include "halqa-attachments.h"
#include "halqa-actions.h"
#include "halqa-choices.h"
#include "halqa-family-section.h"
#include "halqa-merge-notice.h"
#include "halqa-notes.h"
#include "halqa-endorsements.h"
#include "halqa-tallies.h"
#include "halqa-text-box.h"
#include "halqa-text.h"
#include "halqa-translation-section.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* One proposal, to be read and written. Its title takes the cursor, and Enter there goes on to the
 * next proposal: so a rapporteur keeps up with people who speak. */

struct _HalqaProposalEditor
{
  AdwBin parent_instance;

  /* owned */
  HalqaForm *form;
  HalqaForum *forum;
  HalqaFamily *family; /* of the proposal that is shown */

  /* template */
  GtkWidget *scroller;
  GtkWidget *deleted;
  AdwEntryRow *title;
  HalqaConflictButton *title_conflict;
  HalqaTextBox *problem;
  HalqaTextBox *body;
  AdwComboRow *session;
  HalqaConflictButton *session_conflict;
  AdwEntryRow *neighbourhood;
  HalqaConflictButton *neighbourhood_conflict;
  AdwComboRow *state;
  HalqaConflictButton *state_conflict;
  AdwEntryRow *author;
  HalqaConflictButton *author_conflict;
  HalqaTranslationSection *translation;
  HalqaNotes *notes;
  HalqaAttachments *attachments;
  HalqaMergeNotice *merge_notice;
  HalqaFamilySection *family_section;
  HalqaTallies *tallies;
  HalqaEndorsements *endorsements;
  HalqaActions *actions;
  GtkLabel *origin;
};

G_DEFINE_FINAL_TYPE (HalqaProposalEditor, halqa_proposal_editor, ADW_TYPE_BIN)

/* In the order of the rows of the template. */
static const char *const states[] = { "draft",    "submitted", "to_merge", "accepted",
                                      "rejected", "postponed", NULL };

static void
next_cb (HalqaProposalEditor *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->title)) != '\0')
    gtk_widget_activate_action (GTK_WIDGET (self), "win.new-proposal", NULL);
}

static void
update_origin (HalqaProposalEditor *self, HalqaItem *item)
{
  const char *author = item == NULL ? NULL : halqa_item_get_author (item);
  g_autofree char *name = NULL;
  g_autofree char *when = NULL;
  g_autofree char *origin = NULL;

  if (author != NULL)
    {
      name = halqa_text_isolate (author);
      when = halqa_words_when (halqa_item_get_created (item) * 1000);
      /* Translators: the first is the name of a laptop, the second a moment: "just now", "at 14:05",
       * "on 2026-11-23 at 14:05". */
      origin = g_strdup_printf (_ ("Typed on the laptop %1$s %2$s"), name, when);
    }
  gtk_label_set_text (self->origin, origin == NULL ? "" : origin);
}

/* What belongs to a proposal that is there; one that nobody has typed a word of has none of it. */
static void
show_sections (HalqaProposalEditor *self, HalqaItem *item)
{
  HalqaForum *forum = item == NULL ? NULL : self->forum;

  halqa_tallies_set_item (self->tallies, forum, item);
  halqa_endorsements_set_item (self->endorsements, forum, item);
  halqa_actions_set_item (self->actions, forum, item);
}

static void
update_family (HalqaProposalEditor *self, HalqaItem *item)
{
  if (item == (self->family != NULL ? halqa_family_get_item (self->family) : NULL))
    return;
  g_clear_object (&self->family);
  if (item != NULL)
    self->family = halqa_family_new (self->forum, item);
  halqa_merge_notice_set_family (self->merge_notice, self->forum, self->family);
  halqa_family_section_set_family (self->family_section, self->forum, self->family);
}

static void
form_changed_cb (HalqaProposalEditor *self)
{
  HalqaItem *item = halqa_form_get_item (self->form);

  gtk_widget_set_visible (self->deleted, item != NULL && halqa_item_is_deleted (item));
  halqa_translation_section_set_item (self->translation, self->forum, item);
  halqa_notes_set_subject (self->notes, self->forum, item);
  halqa_attachments_set_record (self->attachments, item != NULL ? self->forum : NULL, item);
  update_origin (self, item);
  update_family (self, item);
  show_sections (self, item);
}

static void
bind_form (HalqaProposalEditor *self)
{
  self->form = halqa_form_new ("proposal");
  halqa_form_bind_text (self->form, "title", GTK_WIDGET (self->title), self->title_conflict);
  halqa_form_bind_text (self->form, "problem", halqa_text_box_get_view (self->problem),
                        halqa_text_box_get_conflict (self->problem));
  halqa_form_bind_text (self->form, "body", halqa_text_box_get_view (self->body),
                        halqa_text_box_get_conflict (self->body));
  halqa_form_bind_ref (self->form, "session", self->session, self->session_conflict);
  halqa_form_bind_text (self->form, "neighbourhood", GTK_WIDGET (self->neighbourhood),
                        self->neighbourhood_conflict);
  halqa_form_bind_choice (self->form, "state", self->state, states, self->state_conflict);
  halqa_form_bind_text (self->form, "author_name", GTK_WIDGET (self->author),
                        self->author_conflict);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
go_to_top (HalqaProposalEditor *self)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  gtk_adjustment_set_value (adjustment, 0);
}

static gboolean
halqa_proposal_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (HALQA_PROPOSAL_EDITOR (widget)->title));
}

static void
halqa_proposal_editor_dispose (GObject *object)
{
  HalqaProposalEditor *self = HALQA_PROPOSAL_EDITOR (object);

  g_clear_object (&self->form);
  g_clear_object (&self->family);
  g_clear_object (&self->forum);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PROPOSAL_EDITOR);
  G_OBJECT_CLASS (halqa_proposal_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-proposal-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, scroller);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, deleted);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, title_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, body);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, session);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, session_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, neighbourhood);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, neighbourhood_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, state);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, state_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, author);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, author_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, translation);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, notes);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, attachments);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, merge_notice);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, family_section);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, tallies);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, endorsements);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, actions);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, origin);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
}

static void
halqa_proposal_editor_class_init (HalqaProposalEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_proposal_editor_dispose;
  widget_class->grab_focus = halqa_proposal_editor_grab_focus;
  g_type_ensure (HALQA_TYPE_ATTACHMENTS);
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_FAMILY_SECTION);
  g_type_ensure (HALQA_TYPE_MERGE_NOTICE);
  g_type_ensure (HALQA_TYPE_NOTES);
  g_type_ensure (HALQA_TYPE_TEXT_BOX);
  g_type_ensure (HALQA_TYPE_TRANSLATION_SECTION);
  g_type_ensure (HALQA_TYPE_TALLIES);
  g_type_ensure (HALQA_TYPE_ENDORSEMENTS);
  g_type_ensure (HALQA_TYPE_ACTIONS);
  bind_template (widget_class);
}

static void
halqa_proposal_editor_init (HalqaProposalEditor *self)
{
  g_autoptr (GtkExpression) name = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  name = halqa_choices_name ();
  adw_combo_row_set_expression (self->session, name);
  bind_form (self);
}

/* Returns: (transfer none) */
HalqaForm *
halqa_proposal_editor_get_form (HalqaProposalEditor *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_EDITOR (self), NULL);

  return self->form;
}

/* @sessions: (nullable): of the forum, as #HalqaItem; @forum: %NULL to close */
void
halqa_proposal_editor_set_forum (HalqaProposalEditor *self, HalqaForum *forum, GListModel *sessions)
{
  g_autoptr (GListModel) choices = NULL;

  g_return_if_fail (HALQA_IS_PROPOSAL_EDITOR (self));

  halqa_form_close (self->form);
  g_set_object (&self->forum, forum);
  if (sessions != NULL)
    choices = halqa_choices_put_none_first (sessions);
  adw_combo_row_set_model (self->session, choices);
  halqa_tallies_set_sessions (self->tallies, choices);
}

void
halqa_proposal_editor_open (HalqaProposalEditor *self, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_EDITOR (self));

  if (item == halqa_form_get_item (self->form))
    return;
  halqa_form_open (self->form, self->forum, item);
  go_to_top (self);
}

/**
 * halqa_proposal_editor_begin:
 * @session: (nullable): the id of the session in which it is made
 *
 * Shows an empty sheet with the cursor in its title.
 */
void
halqa_proposal_editor_begin (HalqaProposalEditor *self, const char *session)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_EDITOR (self));

  halqa_form_begin (self->form, self->forum);
  halqa_form_preset (self->form, "state", "draft");
  if (session != NULL)
    halqa_form_preset (self->form, "session", session);
  go_to_top (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->title));
}
