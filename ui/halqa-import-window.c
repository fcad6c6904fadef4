/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-import-window.h"

#include "halqa-check-keys.h"
#include "halqa-forum-files.h"
#include "halqa-import-columns.h"
#include "halqa-stick-chooser.h"
#include "halqa-text.h"
#include "halqa-undo-toast.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* Proposals from a table, or records from lines of JSON: what the file is, what becomes of its
 * columns, what reading it would bring; then, if somebody wants that, the reading, and what could
 * not be taken, line by line. What a choice of columns would bring is told anew at once. Who closes the
 * window calls off what is under way, and is told how far that came in the window that people type in. */

struct _HalqaImportWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  GtkNativeDialog *chooser;
  GCancellable *cancellable; /* of what is under way */
  char *path;
  HalqaCsvPlan *plan; /* NULL of lines of JSON */

  char *words; /* that are told when the window goes; NULL of what is told already */

  guint64 stamp; /* of what was imported */
  guint n_promised; /* items that it would bring */

  /* template */
  GtkStack *pages;
  GtkLabel *reading;
  GtkProgressBar *bar;
  GtkWidget *cancel;
  GtkLabel *file_name;
  GtkLabel *form;
  HalqaImportColumns *columns;
  GtkListBox *counts;
  AdwPreferencesGroup *refused_group;
  GtkLabel *refused;
  GtkCheckButton *restore;
  GtkWidget *import;
  GtkWidget *close;
  GtkLabel *problem;
  GtkWidget *again;
};

G_DEFINE_FINAL_TYPE (HalqaImportWindow, halqa_import_window, ADW_TYPE_WINDOW)

/* Something under way, which may be called off by something newer. */
typedef struct
{
  HalqaImportWindow *window;
  GCancellable *cancellable;
} Work;

static void
stop_work (HalqaImportWindow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static Work *
begin_work (HalqaImportWindow *self)
{
  Work *work = g_new (Work, 1);

  stop_work (self);
  self->cancellable = g_cancellable_new ();
  work->window = g_object_ref (self);
  work->cancellable = g_object_ref (self->cancellable);
  return work;
}

/* Returns: (transfer full) (nullable): the window, if it still waits for this. */
static HalqaImportWindow *
end_work (Work *work)
{
  HalqaImportWindow *self = g_steal_pointer (&work->window);
  gboolean awaited = self->cancellable == work->cancellable &&
                     gtk_window_get_transient_for (GTK_WINDOW (self)) != NULL;

  g_object_unref (work->cancellable);
  g_free (work);
  if (awaited)
    g_clear_object (&self->cancellable);
  else
    g_clear_object (&self);
  return self;
}

static void
show_problem (HalqaImportWindow *self, const char *words)
{
  gtk_label_set_text (self->problem, words);
  gtk_stack_set_visible_child_name (self->pages, "problem");
  gtk_widget_grab_focus (self->again);
}

/* Who calls it off wants the window gone.
 *
 * Returns: whether nothing is to be shown here any more */
static gboolean
is_called_off (HalqaImportWindow *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      gtk_widget_get_visible (GTK_WIDGET (self)))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                              "win.tell", "s", _ ("Nothing was imported"));
  gtk_window_destroy (GTK_WINDOW (self));
  return TRUE;
}

static void
show_reading (HalqaImportWindow *self, const char *words)
{
  gtk_label_set_text (self->reading, words);
  halqa_stick_chooser_show_progress (self->bar, 0, 1);
  gtk_stack_set_visible_child_name (self->pages, "reading");
  gtk_widget_grab_focus (self->cancel);
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  HalqaImportWindow *self = user_data;

  if (self->cancellable != NULL)
    halqa_stick_chooser_show_progress (self->bar, done, total);
}

/* --- what it brings */

static void
clear_counts (HalqaImportWindow *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->counts))) != NULL)
    gtk_list_box_remove (self->counts, row);
}

/* @words: (transfer full) */
static void
add_count (HalqaImportWindow *self, char *words)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", words, NULL);

  gtk_list_box_append (self->counts, row);
  g_free (words);
}

static void
list_counts (HalqaImportWindow *self, const HalqaImportReport *counts)
{
  const guint n_named = counts->n_written - counts->n_new - counts->n_changed;

  clear_counts (self);
  if (counts->n_new > 0)
    add_count (self, g_strdup_printf (ngettext ("%u new item", "%u new items", counts->n_new),
                                      counts->n_new));
  if (counts->n_changed > 0)
    add_count (self,
               g_strdup_printf (ngettext ("%u item changed", "%u items changed", counts->n_changed),
                                counts->n_changed));
  if (counts->n_same > 0)
    add_count (self, g_strdup_printf (ngettext ("%u item that is here already",
                                                "%u items that are here already", counts->n_same),
                                      counts->n_same));
  if (counts->n_deleted > 0)
    add_count (self, g_strdup_printf (ngettext ("%u of them has been deleted here, and stays so",
                                                "%u of them have been deleted here, and stay so",
                                                counts->n_deleted),
                                      counts->n_deleted));
  if (n_named > 0)
    add_count (self, g_strdup_printf (ngettext ("%u theme, session or organisation with them",
                                                "%u themes, sessions or organisations with them",
                                                n_named),
                                      n_named));
  if (counts->n_named_deleted > 0)
    add_count (self, g_strdup_printf (ngettext ("%u theme, session or organisation that has been "
                                                "deleted here, and stays so",
                                                "%u themes, sessions or organisations that have "
                                                "been deleted here, and stay so",
                                                counts->n_named_deleted),
                                      counts->n_named_deleted));
  if (counts->n_refused > 0)
    add_count (self, g_strdup_printf (ngettext ("%u line that can't be taken",
                                                "%u lines that can't be taken", counts->n_refused),
                                      counts->n_refused));
  if (counts->n_lines == 0)
    add_count (self, g_strdup (_ ("Nothing: there is no line in it")));
}

static void
list_refused (HalqaImportWindow *self, const HalqaImportOutcome *outcome)
{
  g_autofree char *lines = NULL;

  g_ptr_array_add (outcome->refused, NULL);
  lines = g_strjoinv ("\n", (char **) outcome->refused->pdata);
  g_ptr_array_set_size (outcome->refused, (int) outcome->refused->len - 1);
  halqa_words_set_text (self->refused, lines);
  gtk_widget_set_visible (GTK_WIDGET (self->refused_group), outcome->refused->len > 0);
}

static void
show_outcome (HalqaImportWindow *self, const HalqaImportOutcome *outcome)
{
  list_counts (self, &outcome->counts);
  list_refused (self, outcome);
}

/* --- trying it */

static void
tried_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaImportWindow) self = end_work (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaImportOutcome) outcome =
                 halqa_forum_import_finish (HALQA_FORUM (forum), result, &error);
  gboolean brings_something;

  if (self == NULL || is_called_off (self, error))
    return;
  if (outcome == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  show_outcome (self, outcome);
  self->n_promised = outcome->counts.n_written;
  if (outcome->counts.n_deleted + outcome->counts.n_named_deleted > 0)
    gtk_widget_set_visible (GTK_WIDGET (self->restore), TRUE);
  brings_something = outcome->counts.n_written > 0;
  gtk_widget_set_sensitive (self->import, brings_something);
  if (!g_str_equal (gtk_stack_get_visible_child_name (self->pages), "preview"))
    {
      gtk_stack_set_visible_child_name (self->pages, "preview");
      gtk_widget_grab_focus (brings_something ? self->import : GTK_WIDGET (self->columns));
    }
}

static HalqaImportFlags
get_flags (HalqaImportWindow *self)
{
  return gtk_check_button_get_active (self->restore) ? HALQA_IMPORT_RESTORE : HALQA_IMPORT_PLAIN;
}

static void
try_file (HalqaImportWindow *self)
{
  Work *work = begin_work (self);

  gtk_widget_set_sensitive (self->import, FALSE);
  halqa_forum_import_async (self->forum, self->path, self->plan,
                            HALQA_IMPORT_DRY | get_flags (self), progress_cb, self,
                            work->cancellable, tried_cb, work);
}

/* Where no column is called like a field there is nothing to try until one is chosen. */
static void
columns_changed_cb (HalqaImportWindow *self)
{
  if (halqa_csv_plan_is_usable (self->plan))
    {
      try_file (self);
      return;
    }
  stop_work (self);
  clear_counts (self);
  add_count (self, g_strdup (_ ("Nothing yet: choose what the columns become")));
  gtk_widget_set_visible (GTK_WIDGET (self->refused_group), FALSE);
  gtk_widget_set_sensitive (self->import, FALSE);
}

/* Without a choice of columns there was nothing to be deleted. */
static void
restore_cb (HalqaImportWindow *self)
{
  if (self->path != NULL)
    try_file (self);
}

static void
show_form (HalqaImportWindow *self)
{
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *words = NULL;
  char separator;

  halqa_words_set_line (self->file_name, name);
  gtk_widget_set_visible (GTK_WIDGET (self->columns), self->plan != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->form), self->plan != NULL);
  if (self->plan == NULL)
    return;
  separator = halqa_csv_plan_get_separator (self->plan);
  words = separator == '\t'
              /* Translators: %s is an encoding: "UTF-8". */
              ? g_strdup_printf (_ ("Letters as in %s, cells parted by tabs"),
                                 halqa_csv_plan_get_encoding (self->plan))
              /* Translators: an encoding ("UTF-8"), then a mark: ";". */
              : g_strdup_printf (_ ("Letters as in %s, cells parted by “%c”"),
                                 halqa_csv_plan_get_encoding (self->plan), separator);
  gtk_label_set_text (self->form, words);
}

static void
planned_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaImportWindow) self = end_work (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaCsvPlan) plan = halqa_forum_plan_csv_finish (HALQA_FORUM (forum), result, &error);

  if (self == NULL || is_called_off (self, error))
    return;
  if (plan == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  g_set_object (&self->plan, plan);
  halqa_import_columns_set_plan (self->columns, plan);
  show_form (self);
  if (!halqa_csv_plan_is_usable (plan))
    gtk_stack_set_visible_child_name (self->pages, "preview");
  columns_changed_cb (self);
}

/* --- reading it */

/* In the window that people type in, with the way back. */
static void
tell (HalqaImportWindow *self, guint64 stamp, const char *words)
{
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  halqa_undo_toast_offer (halqa_undo_toast_find (parent), self->forum, words, stamp);
}

static void
show_result (HalqaImportWindow *self, const HalqaImportOutcome *outcome)
{
  const guint n = outcome->counts.n_written;
  g_autofree char *words = g_strdup_printf (ngettext ("Imported: %u item new or changed",
                                                      "Imported: %u items new or changed", n),
                                            n);

  if (outcome->counts.n_refused == 0 || !gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      tell (self, outcome->counts.stamp, words);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  show_outcome (self, outcome);
  gtk_label_set_text (self->form, words);
  gtk_widget_set_visible (GTK_WIDGET (self->form), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->columns), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->restore), FALSE);
  gtk_widget_set_visible (self->import, FALSE);
  gtk_widget_set_visible (self->close, TRUE);
  gtk_stack_set_visible_child_name (self->pages, "preview");
  gtk_widget_grab_focus (self->close);
  /* Behind this window nobody would see it. */
  self->stamp = outcome->counts.stamp;
  self->words = g_steal_pointer (&words);
}

static void
tell_part (HalqaImportWindow *self, const HalqaImportOutcome *outcome)
{
  const guint n = outcome->counts.n_written;
  g_autofree char *words =
      /* Translators: so many of so many; the form is that of the first number. */
      g_strdup_printf (ngettext ("Import called off: %u of %u items is here. Import the file again "
                                 "for the rest",
                                 "Import called off: %u of %u items are here. Import the file "
                                 "again for the rest",
                                 n),
                       n, MAX (n, self->n_promised));

  tell (self, outcome->counts.stamp, words);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
imported_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaImportWindow) self = end_work (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaImportOutcome) outcome =
                 halqa_forum_import_finish (HALQA_FORUM (forum), result, &error);

  if (self == NULL)
    return;
  if (outcome != NULL && outcome->called_off)
    tell_part (self, outcome);
  else if (outcome != NULL)
    show_result (self, outcome);
  else if (!is_called_off (self, error))
    show_problem (self, error->message);
}

static void
import_cb (HalqaImportWindow *self)
{
  Work *work = begin_work (self);

  show_reading (self, _ ("Importing"));
  halqa_forum_import_async (self->forum, self->path, self->plan, get_flags (self), progress_cb,
                            self, work->cancellable, imported_cb, work);
}

static void
cancel_cb (HalqaImportWindow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
response_cb (HalqaImportWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  gboolean chosen = response == GTK_RESPONSE_ACCEPT && file != NULL && self->cancellable == NULL;

  g_clear_object (&self->chooser);
  if (chosen)
    {
      gtk_window_present (GTK_WINDOW (self));
      halqa_import_window_open (self, file);
    }
  else if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
halqa_import_window_close_request (GtkWindow *window)
{
  HalqaImportWindow *self = HALQA_IMPORT_WINDOW (window);

  if (self->cancellable == NULL)
    {
      if (self->words != NULL)
        tell (self, self->stamp, self->words);
      return GTK_WINDOW_CLASS (halqa_import_window_parent_class)->close_request (window);
    }
  cancel_cb (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return TRUE;
}

static void
halqa_import_window_dispose (GObject *object)
{
  HalqaImportWindow *self = HALQA_IMPORT_WINDOW (object);

  stop_work (self);
  g_clear_object (&self->chooser);
  g_clear_object (&self->plan);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_import_window_parent_class)->dispose (object);
}

static void
halqa_import_window_finalize (GObject *object)
{
  HalqaImportWindow *self = HALQA_IMPORT_WINDOW (object);

  g_free (self->path);
  g_free (self->words);
  G_OBJECT_CLASS (halqa_import_window_parent_class)->finalize (object);
}

static void
halqa_import_window_class_init (HalqaImportWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_import_window_dispose;
  object_class->finalize = halqa_import_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = halqa_import_window_close_request;
  g_type_ensure (HALQA_TYPE_IMPORT_COLUMNS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-import-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, reading);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, cancel);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, file_name);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, form);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, columns);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, counts);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, refused_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, refused);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, restore);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, import);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, close);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaImportWindow, again);
  gtk_widget_class_bind_template_callback (widget_class, columns_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, halqa_import_window_choose);
}

static void
halqa_import_window_init (HalqaImportWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_check_keys_add (GTK_WIDGET (self->restore));
}

/* @parent: the window in which @forum is open, which tells how it went */
HalqaImportWindow *
halqa_import_window_new (GtkWindow *parent, HalqaForum *forum)
{
  HalqaImportWindow *self = g_object_new (HALQA_TYPE_IMPORT_WINDOW, "transient-for", parent, NULL);

  self->forum = g_object_ref (forum);
  return self;
}

void
halqa_import_window_choose (HalqaImportWindow *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  g_return_if_fail (HALQA_IS_IMPORT_WINDOW (self));

  g_clear_object (&self->chooser);
  self->chooser = GTK_NATIVE_DIALOG (
      gtk_file_chooser_native_new (_ ("Import"), gtk_window_get_transient_for (GTK_WINDOW (self)),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Look"), _ ("_Cancel")));
  gtk_file_filter_set_name (filter, _ ("Tables and records"));
  gtk_file_filter_add_suffix (filter, "csv");
  gtk_file_filter_add_suffix (filter, "tsv");
  gtk_file_filter_add_suffix (filter, "txt");
  gtk_file_filter_add_suffix (filter, "ndjson");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (self->chooser);
}

void
halqa_import_window_open (HalqaImportWindow *self, GFile *file)
{
  Work *work;

  g_return_if_fail (HALQA_IS_IMPORT_WINDOW (self) && self->cancellable == NULL);

  g_clear_object (&self->plan);
  g_clear_pointer (&self->path, g_free);
  gtk_check_button_set_active (self->restore, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->restore), FALSE);
  self->path = g_file_get_path (file);
  if (self->path == NULL)
    {
      show_problem (self, _ ("Files can be taken from folders of this laptop and of sticks only."));
      return;
    }
  show_form (self);
  show_reading (self, _ ("Reading the file"));
  if (halqa_file_has_ending (self->path, ".ndjson"))
    {
      try_file (self);
      return;
    }
  work = begin_work (self);
  halqa_forum_plan_csv_async (self->forum, self->path, progress_cb, self, work->cancellable,
                              planned_cb, work);
}
