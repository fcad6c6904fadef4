/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-take-window.h"

#include "halqa-stick-chooser.h"
#include "halqa-stick.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A forum from a stick: first what taking it would change, in words and numbers; then, if somebody
 * wants that, the taking. Nothing is lost by it: what two laptops wrote differently is kept side by
 * side, and what is deleted can be brought back.
 *
 * How it ended is said here where it can be tried again, else in the window that people type in; so is
 * all that is to be said once somebody has closed this one, which calls off what is still read. */

struct _HalqaTakeWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  GtkNativeDialog *chooser;
  GCancellable *cancellable; /* while the file is read */
  char *path;

  /* template */
  AdwWindowTitle *file_name;
  GtkStack *pages;
  GtkLabel *reading;
  GtkProgressBar *bar;
  GtkWidget *cancel;
  GtkLabel *forum_title;
  GtkLabel *writer;
  GtkListBox *counts;
  GtkWidget *notice;
  GtkLabel *notice_words;
  GtkWidget *take;
  GtkLabel *outcome;
  GtkLabel *problem;
  GtkWidget *again;

  /* that the preview told of */
  guint n_touched; /* items */
  guint n_read; /* entries */
  guint n_unknown; /* those of them that were not here */
  guint n_files;
  gboolean is_faulty; /* the file */
};

G_DEFINE_FINAL_TYPE (HalqaTakeWindow, halqa_take_window, ADW_TYPE_WINDOW)

static void
show_problem (HalqaTakeWindow *self, const char *outcome, const char *words)
{
  gtk_label_set_text (self->outcome, outcome);
  gtk_label_set_text (self->problem, words);
  gtk_stack_set_visible_child_name (self->pages, "problem");
  gtk_widget_grab_focus (self->again);
}

/* @words: (transfer full) */
static void
add_row (HalqaTakeWindow *self, char *words)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", words, NULL);

  gtk_list_box_append (self->counts, row);
  g_free (words);
}

static const char *
describe_nothing (const HalqaBundleReport *report)
{
  if (report->n_unknown > 0)
    return _ ("Nothing that shows: only the history grows");
  /* Of a damaged file nobody knows what it all was. */
  return report->fault != NULL ? _ ("Nothing new in what could be read")
                               : _ ("Nothing new: this laptop has all of it");
}

static char *
describe_files (const HalqaBundleReport *report)
{
  g_autofree char *size = g_format_size_full (report->files_size, G_FORMAT_SIZE_IEC_UNITS);

  return g_strdup_printf (
      /* Translators: how many, then how large they are together: "3.4 MB". */
      ngettext ("%u attachment that this laptop lacks: %s",
                "%u attachments that this laptop lacks: %s", report->n_files),
      report->n_files, size);
}

static void
list_counts (HalqaTakeWindow *self, const HalqaBundleReport *report)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->counts))) != NULL)
    gtk_list_box_remove (self->counts, row);
  self->n_touched = report->n_new + report->n_changed + report->n_deleted;
  self->n_read = report->n_read;
  self->n_unknown = report->n_unknown;
  self->n_files = report->n_files;
  if (report->n_new > 0)
    add_row (self, g_strdup_printf (ngettext ("%u new item", "%u new items", report->n_new),
                                    report->n_new));
  if (report->n_changed > 0)
    add_row (self,
             g_strdup_printf (ngettext ("%u item changed", "%u items changed", report->n_changed),
                              report->n_changed));
  if (report->n_deleted > 0)
    add_row (self,
             g_strdup_printf (ngettext ("%u item deleted", "%u items deleted", report->n_deleted),
                              report->n_deleted));
  if (report->n_conflict > 0)
    add_row (self, g_strdup_printf (ngettext ("%u item that was written differently here: both "
                                              "versions are kept",
                                              "%u items that were written differently here: both "
                                              "versions are kept",
                                              report->n_conflict),
                                    report->n_conflict));
  if (report->n_files > 0)
    add_row (self, describe_files (report));
  if (gtk_widget_get_first_child (GTK_WIDGET (self->counts)) == NULL)
    add_row (self, g_strdup (describe_nothing (report)));
}

static char *
describe_writer (const HalqaBundleReport *report)
{
  g_autofree char *when = halqa_words_when (report->time * G_USEC_PER_SEC);
  g_autofree char *name = NULL;

  if (report->time == 0)
    return g_strdup ("");
  if (report->writer == NULL || *report->writer == '\0')
    /* Translators: %s is a moment: "just now", "at 14:05". */
    return g_strdup_printf (_ ("Written %s"), when);
  name = halqa_text_isolate (report->writer);
  /* Translators: the name of a laptop, then a moment: "just now", "at 14:05". */
  return g_strdup_printf (_ ("Written by %s %s"), name, when);
}

static void
show_notice (HalqaTakeWindow *self, const HalqaBundleReport *report)
{
  g_autofree char *refused = NULL;

  if (report->n_refused > 0)
    refused =
        g_strdup_printf (ngettext ("%u entry is not sound, and is left out",
                                   "%u entries are not sound, and are left out", report->n_refused),
                         report->n_refused);
  self->is_faulty = report->fault != NULL;
  if (report->fault != NULL || refused != NULL)
    gtk_label_set_text (self->notice_words, report->fault != NULL ? report->fault : refused);
  gtk_widget_set_visible (self->notice, report->fault != NULL || refused != NULL);
}

static void
show_preview (HalqaTakeWindow *self, const HalqaBundleReport *report)
{
  g_autofree char *writer = describe_writer (report);
  const gboolean has_more = report->n_unknown > 0 || report->n_files > 0;

  halqa_words_set_line (self->forum_title, report->title);
  gtk_label_set_text (self->writer, writer);
  gtk_widget_set_visible (GTK_WIDGET (self->writer), *writer != '\0');
  list_counts (self, report);
  show_notice (self, report);
  gtk_widget_set_visible (self->take, has_more);
  gtk_stack_set_visible_child_name (self->pages, "preview");
  gtk_widget_grab_focus (has_more ? self->take : GTK_WIDGET (self->counts));
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  HalqaTakeWindow *self = user_data;

  if (self->cancellable != NULL)
    halqa_stick_chooser_show_progress (self->bar, done, total);
}

/* FALSE: the window that would be told was closed. */
static gboolean
end_reading (HalqaTakeWindow *self)
{
  g_clear_object (&self->cancellable);
  return gtk_window_get_transient_for (GTK_WINDOW (self)) != NULL;
}

/* In the window that people type in. */
static void
tell (HalqaTakeWindow *self, const char *words)
{
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                              "win.tell", "s", words);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
begin_reading (HalqaTakeWindow *self, const char *words)
{
  gtk_label_set_text (self->reading, words);
  halqa_stick_chooser_show_progress (self->bar, 0, 1);
  gtk_stack_set_visible_child_name (self->pages, "reading");
  gtk_widget_grab_focus (self->cancel);
  self->cancellable = g_cancellable_new ();
}

static void
previewed_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaTakeWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundleReport) report =
                 halqa_forum_preview_bundle_finish (HALQA_FORUM (forum), result, &error);

  if (!end_reading (self))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      !gtk_widget_get_visible (GTK_WIDGET (self)))
    tell (self, _ ("Nothing was taken from the file"));
  else if (report != NULL)
    show_preview (self, report);
  else
    show_problem (self, _ ("Nothing Was Taken"), error->message);
}

/* How much was taken, and what comes of the rest. */
static char *
describe_part (HalqaTakeWindow *self, const HalqaBundleReport *report)
{
  if (report->n_read < self->n_read && report->n_unknown == 0)
    return g_strdup (_ ("Nothing was taken from the file"));
  if (report->n_read < self->n_read)
    return g_strdup_printf (
        /* Translators: so many of so many; the form is that of the first number. */
        ngettext ("%u of %u changes was taken from the file, and is sound. The rest comes when you "
                  "take it again, or from another laptop that has it.",
                  "%u of %u changes were taken from the file, and are sound. The rest comes when "
                  "you take it again, or from another laptop that has it.",
                  report->n_unknown),
        report->n_unknown, MAX (self->n_unknown, report->n_unknown));
  return g_strdup_printf (
      /* Translators: so many of so many; the form is that of the first number. */
      ngettext ("The text was taken, and %u of %u attachments. The others come when you take them "
                "again, or from another laptop that has them.",
                "The text was taken, and %u of %u attachments. The others come when you take them "
                "again, or from another laptop that has them.",
                report->n_files),
      report->n_files, MAX (self->n_files, report->n_files));
}

/* Returns: (transfer full) (nullable): why not all is here that the preview told of, and how much is */
static char *
describe_shortage (HalqaTakeWindow *self, const HalqaBundleReport *report)
{
  g_autofree char *part = NULL;

  if (report->lost != NULL)
    return g_strdup (report->lost);
  if (report->called_off)
    return describe_part (self, report);
  if (report->fault == NULL || (self->is_faulty && report->n_read >= self->n_read))
    return NULL;
  part = describe_part (self, report);
  return g_strjoin ("\n\n", report->fault, part, NULL);
}

static void
tell_all_is_taken (HalqaTakeWindow *self)
{
  g_autofree char *words =
      self->n_touched == 0
          ? g_strdup (_ ("Taken from the file"))
          : g_strdup_printf (ngettext ("Taken from the file: %u item new or changed",
                                       "Taken from the file: %u items new or changed",
                                       self->n_touched),
                             self->n_touched);

  tell (self, words);
}

static void
taken_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaTakeWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundleReport) report =
                 halqa_forum_take_bundle_finish (HALQA_FORUM (forum), result, &error);
  g_autofree char *shortage = NULL;

  if (!end_reading (self))
    return;
  shortage = report == NULL ? g_strdup (error->message) : describe_shortage (self, report);
  if (shortage == NULL)
    tell_all_is_taken (self);
  else if (gtk_widget_get_visible (GTK_WIDGET (self)))
    show_problem (self, report == NULL ? _ ("Nothing Was Taken") : _ ("Not All Was Taken"),
                  shortage);
  else
    tell (self, shortage);
}

static void
take_cb (HalqaTakeWindow *self)
{
  begin_reading (self, _ ("Taking from the file"));
  halqa_forum_take_bundle_async (self->forum, self->path, progress_cb, self, self->cancellable,
                                 taken_cb, g_object_ref (self));
}

static void
cancel_cb (HalqaTakeWindow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
response_cb (HalqaTakeWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  gboolean chosen = response == GTK_RESPONSE_ACCEPT && file != NULL && self->cancellable == NULL;

  g_clear_object (&self->chooser);
  if (chosen)
    {
      gtk_window_present (GTK_WINDOW (self));
      halqa_take_window_open (self, file);
    }
  else if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
halqa_take_window_close_request (GtkWindow *window)
{
  HalqaTakeWindow *self = HALQA_TAKE_WINDOW (window);

  if (self->cancellable == NULL)
    return GTK_WINDOW_CLASS (halqa_take_window_parent_class)->close_request (window);
  cancel_cb (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return TRUE;
}

static void
halqa_take_window_dispose (GObject *object)
{
  HalqaTakeWindow *self = HALQA_TAKE_WINDOW (object);

  cancel_cb (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_take_window_parent_class)->dispose (object);
}

static void
halqa_take_window_finalize (GObject *object)
{
  g_free (HALQA_TAKE_WINDOW (object)->path);
  G_OBJECT_CLASS (halqa_take_window_parent_class)->finalize (object);
}

static void
halqa_take_window_class_init (HalqaTakeWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_take_window_dispose;
  object_class->finalize = halqa_take_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = halqa_take_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-take-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, file_name);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, reading);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, cancel);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, forum_title);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, writer);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, counts);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, notice_words);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, take);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, outcome);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaTakeWindow, again);
  gtk_widget_class_bind_template_callback (widget_class, take_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, halqa_take_window_choose);
}

static void
halqa_take_window_init (HalqaTakeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @parent: the window in which @forum is open, which tells how it went */
HalqaTakeWindow *
halqa_take_window_new (GtkWindow *parent, HalqaForum *forum)
{
  HalqaTakeWindow *self = g_object_new (HALQA_TYPE_TAKE_WINDOW, "transient-for", parent, NULL);

  self->forum = g_object_ref (forum);
  return self;
}

void
halqa_take_window_choose (HalqaTakeWindow *self)
{
  g_return_if_fail (HALQA_IS_TAKE_WINDOW (self));

  g_clear_object (&self->chooser);
  self->chooser =
      GTK_NATIVE_DIALOG (halqa_stick_chooser_new (_ ("Take from Stick"),
                                                  gtk_window_get_transient_for (GTK_WINDOW (self)),
                                                  GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Look")));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (self->chooser);
}

void
halqa_take_window_open (HalqaTakeWindow *self, GFile *file)
{
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (HALQA_IS_TAKE_WINDOW (self) && self->cancellable == NULL);

  g_free (self->path);
  self->path = g_file_get_path (file);
  if (self->path == NULL)
    {
      show_problem (self, _ ("Nothing Was Taken"),
                    _ ("Files can be taken from folders of this laptop and of sticks only."));
      return;
    }
  base = g_path_get_basename (self->path);
  name = g_filename_display_name (base);
  adw_window_title_set_subtitle (self->file_name, name);
  begin_reading (self, _ ("Reading the file"));
  halqa_forum_preview_bundle_async (self->forum, self->path, progress_cb, self, self->cancellable,
                                    previewed_cb, g_object_ref (self));
}
