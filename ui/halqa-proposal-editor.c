/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-editor.h"

#include "halqa-attachments.h"
#include "halqa-actions.h"
#include "halqa-ago.h"
#include "halqa-beside.h"
#include "halqa-choices.h"
#include "halqa-family-section.h"
#include "halqa-merge-notice.h"
#include "halqa-notes.h"
#include "halqa-endorsements.h"
#include "halqa-proposal-details.h"
#include "halqa-steady.h"
#include "halqa-tallies.h"
#include "halqa-text-box.h"
#include "halqa-text.h"
#include "halqa-translation-section.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* One proposal, to be read and written. Its title takes the cursor, and Enter there goes on to the
 * next proposal: so a rapporteur keeps up with people who speak.
 *
 * The sheet is made with the first proposal that is shown: it has more widgets than the rest of the window,
 * whose first frame need not wait for them. Until then the form shows nothing. */

/* In pixels: the lines of a text, and of a text and its translation. */
#define WIDTH_OF_ONE 720
#define WIDTH_OF_TWO 1080

struct _HalqaProposalEditor
{
  AdwBin parent_instance;

  /* owned */
  HalqaForm *form;
  HalqaForum *forum;
  GListModel *sessions; /* to choose from */
  HalqaFamily *family; /* of the proposal that is shown */

  /* template: NULL before a proposal is shown */
  GtkScrolledWindow *scroller;
  AdwClamp *clamp;
  GtkWidget *deleted;
  HalqaTextBox *title;
  HalqaTextBox *problem;
  HalqaTextBox *body;
  HalqaBeside *title_beside;
  HalqaBeside *problem_beside;
  HalqaBeside *body_beside;
  HalqaProposalDetails *details;
  HalqaTextBox *answer;
  HalqaTranslationSection *translation;
  HalqaNotes *notes;
  HalqaAttachments *attachments;
  HalqaMergeNotice *merge_notice;
  HalqaFamilySection *family_section;
  HalqaTallies *tallies;
  HalqaEndorsements *endorsements;
  HalqaActions *actions;
  GtkWidget *origin_group;
  AdwActionRow *origin;
};

G_DEFINE_FINAL_TYPE (HalqaProposalEditor, halqa_proposal_editor, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
next_cb (HalqaProposalEditor *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (halqa_text_box_get_view (self->title));

  if (gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (view)) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.new-proposal", NULL);
}

static char *
describe_origin (HalqaItem *item)
{
  const char *author = halqa_item_get_author (item);
  g_autofree char *name = NULL;
  g_autofree char *when = halqa_words_when (halqa_item_get_created (item) * 1000);

  if (author == NULL)
    return g_strdup (_ ("It is not known here who typed it"));
  name = halqa_text_isolate (author);
  /* Translators: the first is the name of a laptop, the second a moment: "just now", "at 14:05",
   * "on 2026-11-23 at 14:05". */
  return g_strdup_printf (_ ("Typed on the laptop %1$s %2$s"), name, when);
}

/* Who typed it; whose idea it was and in which room stands in the rows above. */
static void
update_origin (HalqaProposalEditor *self, HalqaItem *item)
{
  g_autofree char *origin = item == NULL ? NULL : describe_origin (item);
  g_autofree char *when = NULL;
  g_autofree char *changed = NULL;

  gtk_widget_set_visible (self->origin_group, item != NULL);
  if (item == NULL)
    return;
  if (halqa_item_get_updated (item) > halqa_item_get_created (item))
    {
      when = halqa_words_when (halqa_item_get_updated (item) * 1000);
      /* Translators: %s is a moment: "just now", "at 14:05", "on 2026-11-23 at 14:05". */
      changed = g_strdup_printf (_ ("Changed %s"), when);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->origin), origin);
  adw_action_row_set_subtitle (self->origin, changed != NULL ? changed : "");
}

/* A room answers what it has decided on. */
static void
update_answer (HalqaProposalEditor *self, HalqaItem *item)
{
  static const char *const decided[] = { "accepted", "rejected", "postponed", NULL };

  gtk_widget_set_visible (GTK_WIDGET (self->answer),
                          item != NULL &&
                              (*halqa_item_get_text (item, "answer") != '\0' ||
                               g_strv_contains (decided, halqa_item_get_text (item, "state"))));
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
  halqa_proposal_details_set_item (self->details, item);
  update_answer (self, item);
  update_origin (self, item);
  update_family (self, item);
  show_sections (self, item);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
bind_form (HalqaProposalEditor *self)
{
  halqa_form_bind_text (self->form, "title", halqa_text_box_get_view (self->title),
                        halqa_text_box_get_conflict (self->title));
  halqa_form_bind_text (self->form, "problem", halqa_text_box_get_view (self->problem),
                        halqa_text_box_get_conflict (self->problem));
  halqa_form_bind_text (self->form, "body", halqa_text_box_get_view (self->body),
                        halqa_text_box_get_conflict (self->body));
  halqa_proposal_details_bind (self->details, self->form);
  halqa_form_bind_text (self->form, "answer", halqa_text_box_get_view (self->answer),
                        halqa_text_box_get_conflict (self->answer));
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
confirm_translation (GtkWidget *widget, const char *name, GVariant *field)
{
  halqa_translation_section_confirm (HALQA_PROPOSAL_EDITOR (widget)->translation,
                                     g_variant_get_string (field, NULL));
}

/* Two texts side by side need the room of two. It is told as well what was typed into the second. */
static void
translation_cb (HalqaProposalEditor *self)
{
  gboolean open;

  g_object_get (self->translation, "open", &open, NULL);
  adw_clamp_set_maximum_size (self->clamp, open ? WIDTH_OF_TWO : WIDTH_OF_ONE);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
halqa_proposal_editor_dispose (GObject *object)
{
  HalqaProposalEditor *self = HALQA_PROPOSAL_EDITOR (object);

  g_clear_object (&self->form);
  g_clear_object (&self->family);
  g_clear_object (&self->sessions);
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
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, body);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, clamp);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, title_beside);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, problem_beside);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, body_beside);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, details);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, answer);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, translation);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, notes);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, attachments);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, merge_notice);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, family_section);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, tallies);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, endorsements);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, actions);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, origin_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalEditor, origin);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
}

static void
halqa_proposal_editor_class_init (HalqaProposalEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_proposal_editor_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HALQA_TYPE_PROPOSAL_EDITOR, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HALQA_TYPE_ATTACHMENTS);
  g_type_ensure (HALQA_TYPE_BESIDE);
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_FAMILY_SECTION);
  g_type_ensure (HALQA_TYPE_MERGE_NOTICE);
  g_type_ensure (HALQA_TYPE_NOTES);
  g_type_ensure (HALQA_TYPE_PROPOSAL_DETAILS);
  g_type_ensure (HALQA_TYPE_TEXT_BOX);
  g_type_ensure (HALQA_TYPE_TRANSLATION_SECTION);
  g_type_ensure (HALQA_TYPE_TALLIES);
  g_type_ensure (HALQA_TYPE_ENDORSEMENTS);
  g_type_ensure (HALQA_TYPE_ACTIONS);
  /* (field): says that its translation is still right. */
  gtk_widget_class_install_action (widget_class, "translation.confirm", "s", confirm_translation);
  bind_template (widget_class);
}

static void
renew_cb (GtkWidget *widget)
{
  HalqaProposalEditor *self = HALQA_PROPOSAL_EDITOR (widget);

  if (self->scroller != NULL)
    update_origin (self, halqa_form_get_item (self->form));
}

static void
halqa_proposal_editor_init (HalqaProposalEditor *self)
{
  self->form = halqa_form_new ("proposal");
  halqa_ago_follow (GTK_WIDGET (self), renew_cb);
}

static void
show_choices (HalqaProposalEditor *self)
{
  halqa_proposal_details_set_forum (self->details, self->forum, self->sessions);
  halqa_tallies_set_sessions (self->tallies, self->sessions);
}

static void
ensure_sheet (HalqaProposalEditor *self)
{
  HalqaBeside *sides[HALQA_N_TRANSLATED];

  if (self->scroller != NULL)
    return;
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_steady_watch (self->scroller);
  sides[0] = self->title_beside;
  sides[1] = self->problem_beside;
  sides[2] = self->body_beside;
  for (guint i = 0; i < HALQA_N_TRANSLATED; i++)
    halqa_beside_set_second (sides[i], halqa_translation_section_get_part (self->translation, i));
  g_signal_connect_object (self->translation, "notify::open", G_CALLBACK (translation_cb), self,
                           G_CONNECT_SWAPPED);
  bind_form (self);
  show_choices (self);
}

/* Of the translation beside the proposal.
 *
 * Returns: (transfer none) (nullable) */
static HalqaForm *
get_second (HalqaProposalEditor *self)
{
  return self->translation == NULL ? NULL : halqa_translation_section_get_form (self->translation);
}

/* Returns: (transfer none) */
HalqaForm *
halqa_proposal_editor_get_form (HalqaProposalEditor *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_EDITOR (self), NULL);

  return self->form;
}

/* Of what was typed, the original and its translation, the state of the one that is worse off. */
HalqaFormState
halqa_proposal_editor_get_state (HalqaProposalEditor *self)
{
  static const HalqaFormState worst_first[] = { HALQA_FORM_FAILED, HALQA_FORM_UNSAVED,
                                                HALQA_FORM_SAVED };
  HalqaForm *second;
  HalqaFormState state;

  g_return_val_if_fail (HALQA_IS_PROPOSAL_EDITOR (self), HALQA_FORM_CLEAN);

  state = halqa_form_get_state (self->form);
  second = get_second (self);
  for (gsize i = 0; second != NULL && i < G_N_ELEMENTS (worst_first); i++)
    if (state == worst_first[i] || halqa_form_get_state (second) == worst_first[i])
      return worst_first[i];
  return state;
}

/* Saves what was typed, without waiting for more of it. */
void
halqa_proposal_editor_flush (HalqaProposalEditor *self)
{
  HalqaForm *second;

  g_return_if_fail (HALQA_IS_PROPOSAL_EDITOR (self));

  second = get_second (self);
  halqa_form_flush (self->form);
  if (second != NULL)
    halqa_form_flush (second);
}

/* @sessions: (nullable): of the forum, as #HalqaItem; @forum: %NULL to close */
void
halqa_proposal_editor_set_forum (HalqaProposalEditor *self, HalqaForum *forum, GListModel *sessions)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_EDITOR (self));

  halqa_form_close (self->form);
  g_set_object (&self->forum, forum);
  g_clear_object (&self->sessions);
  if (sessions != NULL)
    self->sessions = halqa_choices_put_none_first (sessions);
  if (self->scroller != NULL)
    show_choices (self);
}

void
halqa_proposal_editor_open (HalqaProposalEditor *self, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_EDITOR (self));

  if (item == halqa_form_get_item (self->form))
    return;
  ensure_sheet (self);
  halqa_form_open (self->form, self->forum, item);
  halqa_steady_go_to_top (self->scroller);
}

/* What is made in a session is of its theme, until somebody says another. */
static void
preset_session (HalqaProposalEditor *self, const char *session)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (self->forum, "session", session);
  const char *theme = item != NULL ? halqa_item_get_ref (item, "theme") : NULL;

  halqa_form_preset (self->form, "session", session);
  if (theme != NULL)
    halqa_form_preset (self->form, "theme", theme);
}

/**
 * halqa_proposal_editor_begin:
 * @self: an editor
 * @session: (nullable): the id of the session in which it is made
 *
 * Shows an empty sheet with the cursor in its title.
 */
void
halqa_proposal_editor_begin (HalqaProposalEditor *self, const char *session)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_EDITOR (self));

  ensure_sheet (self);
  halqa_form_begin (self->form, self->forum);
  halqa_form_preset (self->form, "state", "draft");
  if (session != NULL)
    preset_session (self, session);
  halqa_steady_go_to_top (self->scroller);
  halqa_proposal_editor_show_title (self);
}

void
halqa_proposal_editor_show_title (HalqaProposalEditor *self)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_EDITOR (self));

  gtk_widget_grab_focus (halqa_text_box_get_view (self->title));
}
