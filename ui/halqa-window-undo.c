/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-toast.h"
#include "halqa-undo-toast.h"

#include <glib/gi18n.h>

/* Taking back what was done last at this laptop, and doing it again. The menu names what that would
 * be; a toast tells what it was, with the way back.
 *
 * While a text is being typed the keys are the text's: it takes back letter by letter what the field
 * has seen since it was opened. They do not go on to the window from there, though the text has
 * nothing more to take back: what it wrote last is the last thing that was done, and the same key
 * would take back and bring back the same words. In an empty one nobody types yet: in the room the
 * keyboard is in one all the time. */

static void done_cb (GObject *forum, GAsyncResult *result, gpointer user_data);

/* What was typed last is the last thing that was done. FALSE where nothing can be done. */
static gboolean
flush (HalqaWindow *self)
{
  if (self->forum == NULL)
    return FALSE;
  halqa_form_flush (halqa_proposal_editor_get_form (self->proposal_editor));
  if (self->session_place != NULL)
    halqa_session_place_flush (self->session_place);
  return TRUE;
}

static void
start (HalqaWindow *self, gboolean redo)
{
  if (flush (self))
    halqa_forum_undo_async (self->forum, redo, NULL, done_cb, g_object_ref (self));
}

static void
tell (HalqaWindow *self, HalqaTakenBack *taken)
{
  const char *left = halqa_taken_back_get_left (taken);
  AdwToast *toast = halqa_toast_new (halqa_taken_back_get_words (taken));

  if (halqa_taken_back_has_done (taken))
    {
      gboolean redone = halqa_taken_back_is_redo (taken);

      adw_toast_set_button_label (toast, redone ? _ ("_Undo") : _ ("_Redo"));
      adw_toast_set_action_name (toast, redone ? "win.undo" : "win.redo");
    }
  halqa_undo_toast_show (self->toasts, toast);
  if (left != NULL)
    halqa_window_toast (self, left);
}

/* @id: of a proposal that has come back; to be seen, where proposals are */
void
halqa_window_show_proposal (HalqaWindow *self, const char *id)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (self->forum, "proposal", id);

  if (item != NULL && halqa_window_shows_all_place (self))
    halqa_all_place_show_proposal (self->all_place, id);
  if (item == NULL || gtk_stack_get_visible_child (self->contents) != GTK_WIDGET (self->inner))
    return;
  halqa_proposal_editor_open (self->proposal_editor, item);
  halqa_window_show_editor (self, "proposal");
  halqa_proposal_list_select (self->list, id);
}

static void
show (HalqaWindow *self, HalqaTakenBack *taken)
{
  const char *id;
  const char *kind = halqa_taken_back_get_record (taken, &id);

  if (kind != NULL && g_str_equal (kind, "proposal"))
    halqa_window_show_proposal (self, id);
}

static void
done_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaTakenBack) taken = halqa_forum_undo_finish (HALQA_FORUM (forum), result, &error);

  if (taken == NULL)
    halqa_window_toast (self, error->message);
  else if (HALQA_FORUM (forum) == self->forum)
    {
      tell (self, taken);
      show (self, taken);
    }
  halqa_window_update (self);
}

void
halqa_window_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start (HALQA_WINDOW (widget), FALSE);
}

void
halqa_window_redo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start (HALQA_WINDOW (widget), TRUE);
}

/* "win.undo-action": what is called by that stamp, of a toast. */
void
halqa_window_undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (flush (self))
    halqa_forum_undo_action_async (self->forum, g_variant_get_uint64 (parameter), NULL, done_cb,
                                   g_object_ref (self));
}

/* "win.undo-key": of the keyboard alone. */
void
halqa_window_undo_key (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!halqa_undo_toast_take_back (HALQA_WINDOW (widget)->toasts))
    gtk_widget_activate_action (widget, "win.undo", NULL);
}

/* A name in a menu: an underscore in it stands for itself. */
static void
append_item (GMenu *menu, const char *label, const char *fallback, const char *action)
{
  g_auto (GStrv) parts = g_strsplit (label != NULL ? label : "", "_", -1);
  g_autofree char *escaped = g_strjoinv ("__", parts);

  g_menu_append (menu, label != NULL ? escaped : fallback, action);
}

/* Of the menu, and of the keys. */
void
halqa_window_update_undo (HalqaWindow *self)
{
  const char *undo = self->forum != NULL ? halqa_forum_get_undo_label (self->forum) : NULL;
  const char *redo = self->forum != NULL ? halqa_forum_get_redo_label (self->forum) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", undo != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", redo != NULL);
  g_menu_remove_all (self->undo_section);
  append_item (self->undo_section, undo, _ ("_Undo"), "win.undo");
  append_item (self->undo_section, redo, _ ("_Redo"), "win.redo");
}
