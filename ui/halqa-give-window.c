/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-give-window.h"

#include "halqa-forum-files.h"
#include "halqa-stick-chooser.h"
#include "halqa-stick.h"
#include "halqa-text.h"

#include <glib/gi18n.h>

/* The forum to a stick: what that means, a place for it, how far it is. What goes wrong is said
 * here, where it can be tried again; what went well is said in the window that people type in. So is all
 * that is to be said once somebody has closed this one, which calls off what is still written. */

#define ENDING ".halqa"

struct _HalqaGiveWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  GtkNativeDialog *chooser;
  GCancellable *cancellable; /* while it is written */
  GFile *file;

  /* template */
  GtkStack *pages;
  GtkWidget *problem;
  GtkLabel *problem_words;
  GtkSwitch *with_invitation;
  GtkWidget *choose;
  GtkLabel *writing;
  GtkProgressBar *bar;
  GtkWidget *cancel;
};

G_DEFINE_FINAL_TYPE (HalqaGiveWindow, halqa_give_window, ADW_TYPE_WINDOW)

static void
show_problem (HalqaGiveWindow *self, const char *words)
{
  gtk_label_set_text (self->problem_words, words == NULL ? "" : words);
  gtk_widget_set_visible (self->problem, words != NULL);
  gtk_stack_set_visible_child_name (self->pages, "place");
  gtk_widget_grab_focus (self->choose);
}

static char *
describe (HalqaGiveWindow *self, const HalqaBundleWritten *written)
{
  const gboolean invites = gtk_switch_get_active (self->with_invitation);
  g_autofree char *base = g_file_get_basename (self->file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *isolated = halqa_text_isolate (name);

  if (written->is_short)
    /* Translators: %s is the name of a file. */
    return g_strdup_printf (_ ("%s is on the stick, without some of its attachments"), isolated);
  if (written->n_kept > 0)
    /* Translators: %s is the name of a file. */
    return g_strdup_printf (_ ("%s is on the stick, with what it held and this laptop lacks: take "
                               "it from the stick too"),
                            isolated);
  if (invites && written->n_files > 0)
    /* Translators: %s is the name of a file. */
    return g_strdup_printf (_ ("%s is on the stick; beside it are an invitation, and its "
                               "attachments in a folder"),
                            isolated);
  if (invites)
    /* Translators: %s is the name of a file. */
    return g_strdup_printf (_ ("%s is on the stick, and an invitation beside it"), isolated);
  if (written->n_files > 0)
    /* Translators: %s is the name of a file. */
    return g_strdup_printf (_ ("%s is on the stick, and its attachments in a folder beside it"),
                            isolated);
  /* Translators: %s is the name of a file. */
  return g_strdup_printf (_ ("%s is on the stick"), isolated);
}

static char *
describe_failure (HalqaGiveWindow *self, const GError *error)
{
  g_autofree char *base = g_file_get_basename (self->file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *isolated = halqa_text_isolate (name);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (error->message);
  /* Translators: %s is the name of a file. */
  return g_strdup_printf (_ ("%s was not written. What was on the stick is as it was"), isolated);
}

static void
tell (HalqaGiveWindow *self, const char *words, gboolean done)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (!done && gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      show_problem (self, words);
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.tell", "s", words);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
written_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaGiveWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  HalqaBundleWritten written;
  gboolean done = halqa_forum_write_bundle_finish (HALQA_FORUM (forum), result, &written, &error);
  g_autofree char *words = NULL;

  g_clear_object (&self->cancellable);
  /* The window that would be told was closed. */
  if (gtk_window_get_transient_for (GTK_WINDOW (self)) == NULL)
    return;
  words = done ? describe (self, &written) : describe_failure (self, error);
  tell (self, words, done && !written.is_short);
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  HalqaGiveWindow *self = user_data;

  if (self->cancellable != NULL)
    halqa_stick_chooser_show_progress (self->bar, done, total);
}

static void
response_cb (HalqaGiveWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && self->cancellable == NULL)
    halqa_give_window_give (self, file);
  g_clear_object (&self->chooser);
}

static void
choose_cb (HalqaGiveWindow *self)
{
  g_autofree char *name =
      halqa_stick_chooser_dup_name (halqa_forum_get_title (self->forum), ENDING);

  g_clear_object (&self->chooser);
  self->chooser =
      GTK_NATIVE_DIALOG (halqa_stick_chooser_new (_ ("Give to Stick"), GTK_WINDOW (self),
                                                  GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Give")));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (self->chooser);
}

static void
cancel_cb (HalqaGiveWindow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static gboolean
halqa_give_window_close_request (GtkWindow *window)
{
  HalqaGiveWindow *self = HALQA_GIVE_WINDOW (window);

  if (self->cancellable == NULL)
    return GTK_WINDOW_CLASS (halqa_give_window_parent_class)->close_request (window);
  cancel_cb (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return TRUE;
}

static void
halqa_give_window_dispose (GObject *object)
{
  HalqaGiveWindow *self = HALQA_GIVE_WINDOW (object);

  cancel_cb (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->file);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_give_window_parent_class)->dispose (object);
}

static void
halqa_give_window_class_init (HalqaGiveWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_give_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = halqa_give_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-give-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaGiveWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HalqaGiveWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaGiveWindow, problem_words);
  gtk_widget_class_bind_template_child (widget_class, HalqaGiveWindow, with_invitation);
  gtk_widget_class_bind_template_child (widget_class, HalqaGiveWindow, choose);
  gtk_widget_class_bind_template_child (widget_class, HalqaGiveWindow, writing);
  gtk_widget_class_bind_template_child (widget_class, HalqaGiveWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaGiveWindow, cancel);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
halqa_give_window_init (HalqaGiveWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @parent: the window in which @forum is open, which tells how it went */
HalqaGiveWindow *
halqa_give_window_new (GtkWindow *parent, HalqaForum *forum)
{
  HalqaGiveWindow *self = g_object_new (HALQA_TYPE_GIVE_WINDOW, "transient-for", parent, NULL);

  self->forum = g_object_ref (forum);
  return self;
}

/* As typed, with the ending that other laptops look for. */
static GFile *
complete_name (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *complete = NULL;

  if (path == NULL || halqa_file_has_ending (path, ENDING))
    return g_object_ref (file);
  complete = g_strconcat (path, ENDING, NULL);
  return g_file_new_for_path (complete);
}

void
halqa_give_window_give (HalqaGiveWindow *self, GFile *chosen)
{
  g_autoptr (GFile) file = complete_name (chosen);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *isolated = halqa_text_isolate (name);
  g_autofree char *words = NULL;

  g_return_if_fail (HALQA_IS_GIVE_WINDOW (self) && self->cancellable == NULL);

  if (path == NULL)
    {
      show_problem (self, _ ("Files can be put into folders of this laptop and of sticks only."));
      return;
    }
  g_set_object (&self->file, file);
  /* Translators: %s is the name of a file. */
  words = g_strdup_printf (_ ("Writing %s"), isolated);
  gtk_label_set_text (self->writing, words);
  halqa_stick_chooser_show_progress (self->bar, 0, 1);
  gtk_stack_set_visible_child_name (self->pages, "writing");
  gtk_widget_grab_focus (self->cancel);
  self->cancellable = g_cancellable_new ();
  halqa_forum_write_bundle_async (self->forum, path, gtk_switch_get_active (self->with_invitation),
                                  progress_cb, self, self->cancellable, written_cb,
                                  g_object_ref (self));
}
