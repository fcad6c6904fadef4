/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-forum-files.h"

#include <glib/gi18n.h>

/* What is typed and not yet on disk: the mark that says so, and closing, which waits for it. The
 * forum knows how much that is, whichever form it was typed into. Closing does not wait for a file that
 * is read or written, which may be long; it asks. */

/* Whether anything is on its way to the disk. */
gboolean
halqa_window_is_saving (HalqaWindow *self)
{
  return (self->forum != NULL && halqa_forum_get_n_unsaved (self->forum) > 0) ||
         halqa_form_is_pending (halqa_proposal_editor_get_form (self->proposal_editor)) ||
         (self->session_editor != NULL &&
          halqa_form_is_pending (halqa_session_editor_get_form (self->session_editor)));
}

/* Why what was typed, into whichever form, can't be saved; %NULL where it can. */
static const char *
get_save_problem (HalqaWindow *self)
{
  HalqaForm *form = halqa_window_get_form (self);

  if (halqa_form_get_state (form) == HALQA_FORM_FAILED)
    return halqa_form_get_problem (form);
  return self->forum != NULL && halqa_forum_get_n_unsaved (self->forum) > 0
             ? halqa_forum_get_save_problem (self->forum)
             : NULL;
}

/* Once, until something is saved again: it is tried again with each word meanwhile. The mark that stays
 * says why to a pointer alone. */
static void
tell_problem (HalqaWindow *self, const char *problem)
{
  gboolean goes_on = self->forum != NULL && halqa_forum_get_save_problem (self->forum) != NULL;

  if (problem != NULL && !self->problem_told)
    halqa_window_toast (self, problem);
  self->problem_told = problem != NULL || (self->problem_told && goes_on);
}

/* The mark above the editor. */
void
halqa_window_update_save_mark (HalqaWindow *self)
{
  HalqaFormState state = halqa_proposal_editor_get_state (self->proposal_editor);
  const char *problem = get_save_problem (self);

  if (problem != NULL)
    gtk_widget_set_tooltip_text (self->not_saved, problem);
  gtk_stack_set_visible_child_name (self->save_mark, problem != NULL ? "not-saved" : "saved");
  gtk_widget_set_visible (GTK_WIDGET (self->save_mark),
                          state == HALQA_FORM_SAVED || problem != NULL);
  tell_problem (self, problem);
}

static gboolean
update_cb (gpointer user_data)
{
  HalqaWindow *self = user_data;

  self->update_idle = 0;
  halqa_window_update (self);
  return G_SOURCE_REMOVE;
}

/* In the midst of a save, whose end may begin another one. */
static void
unsaved_cb (HalqaWindow *self)
{
  if (self->update_idle == 0)
    self->update_idle = g_idle_add (update_cb, self);
}

/* The key that was pressed holds the dialog for a moment more, maybe longer than there is a window. */
static void
answered_cb (GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, NULL);
}

/* All that the window ever asks: whether to close in spite of something.
 *
 * @close: what closing means */
static void
ask (HalqaWindow *self,
     const char *heading,
     const char *body,
     const char *close,
     void (*answer_cb) (HalqaWindow *self, const char *response))
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Keep Open"), "close",
                                    close, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answer_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Whether a file is read or written, or that is still to be told, or tried again, in the window beside
 * this one. */
gboolean
halqa_window_is_at_a_file (HalqaWindow *self)
{
  g_return_val_if_fail (HALQA_IS_WINDOW (self), FALSE);

  return self->stick_window != NULL || self->exporting != NULL ||
         (self->forum != NULL && halqa_forum_is_at_a_file (self->forum));
}

static void
call_off_cb (HalqaWindow *self, const char *response)
{
  self->calls_off = g_str_equal (response, "close");
  if (self->calls_off)
    gtk_window_close (GTK_WINDOW (self));
}

/* Who closes while a stick is written would pull it out with nothing on it.
 *
 * Returns: whether that is being asked */
gboolean
halqa_window_asks_to_call_off (HalqaWindow *self)
{
  const gboolean answered = self->calls_off;

  self->calls_off = FALSE;
  if (answered || self->forum == NULL || !halqa_forum_is_at_a_file (self->forum))
    return FALSE;
  ask (self, _ ("A File Is Still Being Read or Written"),
       _ ("If you close now, it ends half-way: what was taken by then stays, and what is not "
          "written "
          "to its end is not there."),
       _ ("_Close"), call_off_cb);
  return TRUE;
}

static void
close_anyway_cb (HalqaWindow *self, const char *response)
{
  if (g_str_equal (response, "close"))
    gtk_window_destroy (GTK_WINDOW (self));
}

/* The disk refuses, and what was typed would be lost. */
static void
ask_to_close (HalqaWindow *self, const char *problem)
{
  /* Once: it is tried again meanwhile, and fails again. */
  self->closing = FALSE;
  ask (self, _ ("Not Everything Is Saved"), problem, _ ("_Lose It and Close"), close_anyway_cb);
}

/* Closes the window if all is on disk; asks where the disk refuses. */
void
halqa_window_go_on_closing (HalqaWindow *self)
{
  const char *problem = get_save_problem (self);

  if (problem != NULL)
    ask_to_close (self, problem);
  else if (!halqa_window_is_saving (self))
    {
      /* What was new when the window was told to close is a record by now. */
      halqa_window_remember (self);
      gtk_window_destroy (GTK_WINDOW (self));
    }
}

/* Follows what is typed into @forum, which the window shows. */
void
halqa_window_watch_saving (HalqaWindow *self, HalqaForum *forum)
{
  g_signal_connect_object (forum, "notify::n-unsaved", G_CALLBACK (unsaved_cb), self,
                           G_CONNECT_SWAPPED);
}
