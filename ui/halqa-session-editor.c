/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-session-editor.h"

#include "halqa-attachments.h"
#include "halqa-choices.h"
#include "halqa-closing-box.h"
#include "halqa-notes.h"
#include "halqa-steady.h"
#include "halqa-text-box.h"

/* One session: where it is, who leads it, how many came, and the notes that were taken in it. A
 * head count that nobody made is empty, which is not zero. */

/* Below the button, in pixels. */
#define END_MARGIN 24

struct _HalqaSessionEditor
{
  AdwBin parent_instance;

  /* owned */
  HalqaForm *form;
  HalqaForum *forum;

  guint end_tick;

  /* template */
  AdwEntryRow *title;
  HalqaConflictButton *title_conflict;
  AdwEntryRow *place;
  HalqaConflictButton *place_conflict;
  AdwComboRow *theme;
  AdwEntryRow *start_time;
  HalqaConflictButton *start_time_conflict;
  AdwEntryRow *end_time;
  HalqaConflictButton *end_time_conflict;
  AdwEntryRow *facilitator;
  HalqaConflictButton *facilitator_conflict;
  AdwEntryRow *rapporteur;
  HalqaConflictButton *rapporteur_conflict;
  AdwEntryRow *attendees;
  HalqaConflictButton *attendees_conflict;
  AdwEntryRow *women;
  HalqaConflictButton *women_conflict;
  AdwEntryRow *youth;
  HalqaConflictButton *youth_conflict;
  AdwEntryRow *count_method;
  HalqaConflictButton *count_method_conflict;
  HalqaTextBox *report;
  HalqaClosingBox *closing;
  HalqaAttachments *attachments;
  HalqaNotes *notes;
};

G_DEFINE_FINAL_TYPE (HalqaSessionEditor, halqa_session_editor, ADW_TYPE_BIN)

/* From the title on to what is said. */
static void
title_entered_cb (HalqaSessionEditor *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->title)) != '\0')
    gtk_widget_activate_action (GTK_WIDGET (self), "win.in-the-room", NULL);
}

/* From the heading of the report on; of a report that is longer than the window the end, where the
 * session is closed. */
static void
scroll_to_end (HalqaSessionEditor *self)
{
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (adw_bin_get_child (ADW_BIN (self)));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (window);
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (self->report));
  GtkWidget *button = halqa_closing_box_get_button (self->closing);
  const double page = gtk_adjustment_get_page_size (adjustment);
  graphene_rect_t report, end;

  if (gtk_widget_compute_bounds (GTK_WIDGET (self->report), box, &report) &&
      gtk_widget_compute_bounds (button, box, &end))
    gtk_adjustment_set_value (adjustment, MAX (report.origin.y,
                                               end.origin.y + end.size.height + END_MARGIN - page));
}

/* A sheet that has just been opened has its size after the first frame. */
static gboolean
scroll_to_end_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  HalqaSessionEditor *self = HALQA_SESSION_EDITOR (widget);

  if (gtk_widget_get_height (GTK_WIDGET (self->closing)) == 0)
    return G_SOURCE_CONTINUE;
  self->end_tick = 0;
  scroll_to_end (self);
  return G_SOURCE_REMOVE;
}

static void
form_changed_cb (HalqaSessionEditor *self)
{
  HalqaItem *item = halqa_form_get_item (self->form);

  halqa_closing_box_set_item (self->closing, item != NULL ? self->forum : NULL, item);
  halqa_notes_set_subject (self->notes, self->forum, item);
  halqa_attachments_set_record (self->attachments, item != NULL ? self->forum : NULL, item);
}

static void
bind_form (HalqaSessionEditor *self)
{
  self->form = halqa_form_new ("session");
  halqa_form_bind_text (self->form, "title", GTK_WIDGET (self->title), self->title_conflict);
  halqa_form_bind_text (self->form, "place", GTK_WIDGET (self->place), self->place_conflict);
  halqa_form_bind_ref (self->form, "theme", self->theme, NULL);
  halqa_form_bind_text (self->form, "start_time", GTK_WIDGET (self->start_time),
                        self->start_time_conflict);
  halqa_form_bind_text (self->form, "end_time", GTK_WIDGET (self->end_time),
                        self->end_time_conflict);
  halqa_form_bind_text (self->form, "facilitator", GTK_WIDGET (self->facilitator),
                        self->facilitator_conflict);
  halqa_form_bind_text (self->form, "rapporteur", GTK_WIDGET (self->rapporteur),
                        self->rapporteur_conflict);
  halqa_form_bind_number (self->form, "attendees_count", GTK_WIDGET (self->attendees),
                          self->attendees_conflict);
  halqa_form_bind_number (self->form, "women_count", GTK_WIDGET (self->women),
                          self->women_conflict);
  halqa_form_bind_number (self->form, "youth_count", GTK_WIDGET (self->youth),
                          self->youth_conflict);
  halqa_form_bind_text (self->form, "count_method", GTK_WIDGET (self->count_method),
                        self->count_method_conflict);
  halqa_form_bind_text (self->form, "closing_report", halqa_text_box_get_view (self->report),
                        halqa_text_box_get_conflict (self->report));
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
halqa_session_editor_dispose (GObject *object)
{
  HalqaSessionEditor *self = HALQA_SESSION_EDITOR (object);

  if (self->end_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->end_tick);
  self->end_tick = 0;
  g_clear_object (&self->form);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_SESSION_EDITOR);
  G_OBJECT_CLASS (halqa_session_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-session-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, title_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, place);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, place_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, theme);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, start_time);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, start_time_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, end_time);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, end_time_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, facilitator);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, facilitator_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, rapporteur);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, rapporteur_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, attendees);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, attendees_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, women);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, women_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, youth);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, youth_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, count_method);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, count_method_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, report);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, closing);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, attachments);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionEditor, notes);
  gtk_widget_class_bind_template_callback (widget_class, title_entered_cb);
}

static void
halqa_session_editor_class_init (HalqaSessionEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_session_editor_dispose;
  g_type_ensure (HALQA_TYPE_ATTACHMENTS);
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_NOTES);
  g_type_ensure (HALQA_TYPE_TEXT_BOX);
  g_type_ensure (HALQA_TYPE_CLOSING_BOX);
  bind_template (widget_class);
}

static void
halqa_session_editor_init (HalqaSessionEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_steady_watch (GTK_SCROLLED_WINDOW (adw_bin_get_child (ADW_BIN (self))));
  halqa_choices_show_in (self->theme);
  bind_form (self);
}

/* Returns: (transfer none) */
HalqaForm *
halqa_session_editor_get_form (HalqaSessionEditor *self)
{
  g_return_val_if_fail (HALQA_IS_SESSION_EDITOR (self), NULL);

  return self->form;
}

/* @themes: (nullable): of the forum, as #HalqaItem; @forum: %NULL to close */
void
halqa_session_editor_set_forum (HalqaSessionEditor *self, HalqaForum *forum, GListModel *themes)
{
  g_autoptr (GListModel) choices = NULL;

  g_return_if_fail (HALQA_IS_SESSION_EDITOR (self));

  halqa_form_close (self->form);
  g_set_object (&self->forum, forum);
  if (themes != NULL)
    choices = halqa_choices_put_none_first (themes);
  adw_combo_row_set_model (self->theme, choices);
}

void
halqa_session_editor_open (HalqaSessionEditor *self, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_SESSION_EDITOR (self));

  if (item == halqa_form_get_item (self->form))
    return;
  halqa_form_open (self->form, self->forum, item);
}

/* Shows an empty sheet with the cursor in its title. */
void
halqa_session_editor_begin (HalqaSessionEditor *self)
{
  g_return_if_fail (HALQA_IS_SESSION_EDITOR (self));

  halqa_form_begin (self->form, self->forum);
  gtk_widget_grab_focus (GTK_WIDGET (self->title));
}

void
halqa_session_editor_show_title (HalqaSessionEditor *self)
{
  g_return_if_fail (HALQA_IS_SESSION_EDITOR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->title));
}

/* Shows the end of the session, with the cursor behind what its report says already. */
void
halqa_session_editor_show_end (HalqaSessionEditor *self)
{
  GtkTextBuffer *text;
  GtkTextIter end;

  g_return_if_fail (HALQA_IS_SESSION_EDITOR (self));

  text = gtk_text_view_get_buffer (GTK_TEXT_VIEW (halqa_text_box_get_view (self->report)));
  gtk_text_buffer_get_end_iter (text, &end);
  gtk_text_buffer_place_cursor (text, &end);
  gtk_widget_grab_focus (halqa_text_box_get_view (self->report));
  if (self->end_tick == 0)
    self->end_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_to_end_cb, NULL, NULL);
}

void
halqa_session_editor_show_note (HalqaSessionEditor *self, const char *note)
{
  g_return_if_fail (HALQA_IS_SESSION_EDITOR (self));

  halqa_notes_show (self->notes, note);
}
