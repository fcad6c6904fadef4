/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include <glib/gi18n.h>

/* What a person does to a record from within a section, which knows only that there are actions: go to
 * it, delete it, close a session. Each says so in a toast with the way back. */

#define UNDO_S 8

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    halqa_window_toast (self, error->message);
}

/* Writes @draft, and offers @action, which takes it back. */
static void
save_with_undo (HalqaWindow *self,
                HalqaDraft *draft,
                const char *words,
                const char *action,
                GVariant *target)
{
  AdwToast *toast = adw_toast_new (words);

  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, g_object_ref (self));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, action);
  adw_toast_set_action_target_value (toast, target);
  adw_toast_set_timeout (toast, UNDO_S);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* Its kind and id. */
static void
show_record (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  const char *kind, *id;

  g_variant_get (parameter, "(&s&s)", &kind, &id);
  if (self->forum != NULL)
    halqa_window_open_record (self, kind, id);
}

/* Its kind and id, and words that say what is done. */
static void
delete_record (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  const char *kind, *id, *words;

  if (self->forum == NULL)
    return;
  g_variant_get (parameter, "(&s&s&s)", &kind, &id, &words);
  halqa_draft_delete (draft, kind, id);
  save_with_undo (self, draft, words, "win.restore", g_variant_new ("(ss)", kind, id));
}

static const char *
say_state (const char *state)
{
  if (g_str_equal (state, "closed"))
    return _ ("Session closed");
  return g_str_equal (state, "open") ? _ ("Session open again") : _ ("Session is planned again");
}

/* A session, and its new state. */
static void
set_session_state (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaItem) session = NULL;
  const char *id, *state;

  g_variant_get (parameter, "(&s&s)", &id, &state);
  session = self->forum != NULL ? halqa_forum_dup_item (self->forum, "session", id) : NULL;
  if (session == NULL)
    return;
  halqa_form_flush (halqa_session_editor_get_form (self->session_editor));
  halqa_draft_set_text (draft, "session", id, "state", state);
  save_with_undo (self, draft, say_state (state), "win.set-session-state",
                  g_variant_new ("(ss)", id, halqa_item_get_text (session, "state")));
}

void
halqa_window_install_record_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-record", "(ss)", show_record);
  gtk_widget_class_install_action (widget_class, "win.delete-record", "(sss)", delete_record);
  gtk_widget_class_install_action (widget_class, "win.set-session-state", "(ss)",
                                   set_session_state);
}
