/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-forum-window.h"
#include "halqa-undo-toast.h"

#include <glib/gi18n.h>

/* What a person does to a record from within a section, which knows only that there are actions: go to
 * it, delete it, close a session. Each says so in a toast with the way back. */

typedef struct
{
  HalqaWindow *window;
  HalqaDraft *draft;
  char *words;
} Saving;

static void
saving_free (Saving *self)
{
  g_object_unref (self->window);
  halqa_draft_unref (self->draft);
  g_free (self->words);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  HalqaWindow *self = saving->window;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    halqa_window_toast (self, error->message);
  else if (HALQA_FORUM (forum) == self->forum)
    halqa_undo_toast_offer (self->toasts, self->forum, saving->words,
                            halqa_draft_get_stamp (saving->draft));
  halqa_window_update (self);
}

/* Writes @draft, says so, and offers to take it back. */
void
halqa_window_save_draft (HalqaWindow *self, HalqaDraft *draft, const char *words)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (self);
  saving->draft = halqa_draft_ref (draft);
  saving->words = g_strdup (words);
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, saving);
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
  halqa_window_save_draft (self, draft, words);
}

static const char *
say_state (const char *before, const char *state)
{
  if (g_str_equal (state, "closed"))
    return _ ("Session closed");
  return g_str_equal (before, "closed") ? _ ("Session open again") : _ ("Session opened");
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
  if (self->session_editor != NULL)
    halqa_form_flush (halqa_session_editor_get_form (self->session_editor));
  halqa_draft_set_text (draft, "session", id, "state", state);
  halqa_window_save_draft (self, draft, say_state (halqa_item_get_text (session, "state"), state));
}

static void
about_forum (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (self->forum_window == NULL)
    g_set_weak_pointer (&self->forum_window,
                        GTK_WINDOW (halqa_forum_window_new (GTK_WINDOW (self), self->forum)));
  gtk_window_present (self->forum_window);
}

void
halqa_window_install_record_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.about-forum", NULL, about_forum);
  gtk_widget_class_install_action (widget_class, "win.show-record", "(ss)", show_record);
  gtk_widget_class_install_action (widget_class, "win.delete-record", "(sss)", delete_record);
  gtk_widget_class_install_action (widget_class, "win.set-session-state", "(ss)",
                                   set_session_state);
}
