/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-app-error.h"
#include "halqa-forum-files.h"
#include "halqa-import-window.h"
#include "halqa-stick-chooser.h"
#include "halqa-text.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

/* Proposals from files and to files of other programs, and the report. */

/* How long an export may take before it is told how far it is. */
#define PATIENCE_MS 500
/* The ending that was last given to the name in a chooser hangs on that by this name. */
#define PROPOSED "halqa-proposed-ending"

typedef struct
{
  const char *ending;
  const char *name;
} Kind;

static const Kind tables[] = {
  { ".csv", N_ ("Proposals as a table (.csv)") },
  { ".decidim.csv", N_ ("Proposals for Decidim (.decidim.csv)") },
  { ".decidim.json", N_ ("Proposals for Decidim (.decidim.json)") },
  { ".ndjson", N_ ("Everything, for programs (.ndjson)") },
  { NULL },
};

static const Kind reports[] = {
  { ".pdf", N_ ("Sheets to print (.pdf)") },
  { ".html", N_ ("A page for browsers and word processors (.html)") },
  { NULL },
};

void
halqa_window_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaImportWindow *window = halqa_import_window_new (GTK_WINDOW (self), self->forum);

  /* What is being typed is to be compared with. */
  halqa_form_flush (halqa_window_get_form (self));
  halqa_window_replace_stick_window (self, GTK_WINDOW (window));
  halqa_import_window_choose (window);
}

/* A spreadsheet opens by itself what is parted as its language parts lists, which is by semicolons
 * where numbers have commas. */
static char
get_separator (void)
{
  return *localeconv ()->decimal_point == ',' ? ';' : ',';
}

typedef struct
{
  HalqaWindow *window;
  char *path;
  /* Taking it apart is ten milliseconds' work of the window, and waits until nothing else is done. */
  GtkNativeDialog *chooser;
  guint patience;
} Export;

static char *
dup_display_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *display = g_filename_display_name (base);

  return halqa_text_isolate (display);
}

static void
export_progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  Export *export = user_data;
  HalqaWindow *self = export->window;

  if (self->exporting == NULL)
    return;
  if (total > 0)
    halqa_stick_chooser_show_progress (self->export_progress, done, total);
  else
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, done);

      gtk_progress_bar_pulse (self->export_progress);
      gtk_progress_bar_set_text (self->export_progress, number);
    }
}

/* What is done at once has no bar that flickers up; what is not may be long in saying anything. */
static gboolean
patience_cb (gpointer user_data)
{
  Export *export = user_data;

  export->patience = 0;
  if (export->window->exporting != NULL)
    gtk_revealer_set_reveal_child (export->window->export_bar, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
is_report (const char *path)
{
  return halqa_file_has_ending (path, reports[0].ending) ||
         halqa_file_has_ending (path, reports[1].ending);
}

/* Returns: (transfer full): what to say of it */
static char *
describe_export (Export *export, guint n_records, const GError *error)
{
  g_autofree char *name = dup_display_name (export->path);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* Translators: %s is the name of a file. */
    return g_strdup_printf (_ ("%s was not written"), name);
  if (error != NULL)
    return g_strdup (error->message);
  if (is_report (export->path))
    /* Translators: %s is the name of a file. */
    return g_strdup_printf (_ ("The report is in %s"), name);
  return g_strdup_printf (
      /* Translators: the name of a file, then how many are in it. */
      ngettext ("%s holds %u item", "%s holds %u items", n_records), name, n_records);
}

static void
opened_cb (GObject *window, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (window), result, &error))
    halqa_window_toast (HALQA_WINDOW (window), error->message);
}

void
halqa_window_show_file (GtkWidget *widget, const char *name, GVariant *uri)
{
  gtk_show_uri_full (GTK_WINDOW (widget), g_variant_get_string (uri, NULL), GDK_CURRENT_TIME, NULL,
                     opened_cb, NULL);
}

/* What was written to be read can be opened at once. */
static void
tell_export (HalqaWindow *self, Export *export, const char *words, gboolean written)
{
  g_autofree char *uri =
      written && is_report (export->path) ? g_filename_to_uri (export->path, NULL, NULL) : NULL;

  if (uri != NULL)
    halqa_window_toast_with (self, words, _ ("_Open"), "win.show-file", g_variant_new_string (uri));
  else
    halqa_window_toast (self, words);
}

static void
exported_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (HalqaWindow) self = g_steal_pointer (&export->window);
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;
  guint n_records;

  halqa_forum_export_finish (HALQA_FORUM (forum), result, &n_records, &error);
  g_clear_handle_id (&export->patience, g_source_remove);
  words = describe_export (export, n_records, error);
  /* Else the window has been closed meanwhile. */
  if (self->exporting != NULL)
    {
      g_clear_object (&self->exporting);
      gtk_revealer_set_reveal_child (self->export_bar, FALSE);
      tell_export (self, export, words, error == NULL);
      halqa_window_update (self);
    }
  g_object_unref (export->chooser);
  g_free (export->path);
  g_free (export);
}

/* @path: (transfer full)
 * @chooser: (transfer full): by which it was chosen */
static void
start_export (HalqaWindow *self, char *path, GtkNativeDialog *chooser)
{
  g_autofree char *name = dup_display_name (path);
  /* Translators: %s is the name of a file. */
  g_autofree char *words = g_strdup_printf (_ ("Writing %s"), name);
  Export *export = g_new (Export, 1);

  *export = (Export){ g_object_ref (self), path, chooser,
                      g_timeout_add (PATIENCE_MS, patience_cb, export) };
  self->exporting = g_cancellable_new ();
  gtk_label_set_text (self->export_words, words);
  halqa_stick_chooser_show_progress (self->export_progress, 0, 1);
  halqa_forum_export_async (self->forum, path, get_separator (), export_progress_cb, export,
                            self->exporting, exported_cb, export);
  halqa_window_update (self);
}

void
halqa_window_cancel_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (HALQA_WINDOW (widget)->exporting);
}

/* NULL where it is none of @kinds. */
static const char *
find_ending (const Kind *kinds, GtkFileFilter *filter)
{
  for (; kinds->ending != NULL; kinds++)
    if (g_str_equal (gtk_file_filter_get_name (filter), _ (kinds->name)))
      return kinds->ending;
  return NULL;
}

/* Of the kind that is chosen in the list. */
static const char *
get_ending (GtkFileChooser *chooser)
{
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  const char *ending = find_ending (reports, filter);

  return ending != NULL ? ending : find_ending (tables, filter);
}

static void
propose (GtkFileChooser *chooser, const char *stem, const char *ending)
{
  g_autofree char *name = g_strconcat (stem, ending, NULL);

  g_object_set_data (G_OBJECT (chooser), PROPOSED, (gpointer) ending);
  gtk_file_chooser_set_current_name (chooser, name);
}

static char *
dup_stem (const char *path)
{
  const char *ending = halqa_export_find_ending (path);

  return g_strndup (path, ending != NULL ? (gsize) (ending - path) : strlen (path));
}

/* The name follows the list: so the chooser asks about the file that will be replaced. */
static void
filter_cb (GtkFileChooser *chooser)
{
  g_autofree char *name = gtk_file_chooser_get_current_name (chooser);
  g_autofree char *stem = dup_stem (name);

  propose (chooser, stem, get_ending (chooser));
}

/* GtkFileChooserNative tells nobody that another kind is chosen; its window does, where that is GTK's. */
static void
follow_list (GtkFileChooser *chooser)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (GTK_IS_FILE_CHOOSER (window) && gtk_widget_get_visible (window))
        g_signal_connect_object (window, "notify::filter", G_CALLBACK (filter_cb), chooser,
                                 G_CONNECT_SWAPPED);
    }
}

/* What somebody typed says more than the list: who types “.pdf” wants PDF. The ending that was proposed
 * nobody typed. It is left standing behind another kind by a portal, where the name does not follow the
 * list; there the list says more. */
static gboolean
is_wanted (const char *ending, GtkFileChooser *chooser)
{
  const char *proposed = g_object_get_data (G_OBJECT (chooser), PROPOSED);

  return *ending != '\0' && (g_ascii_strcasecmp (ending, proposed) != 0 ||
                             g_str_equal (proposed, get_ending (chooser)));
}

/* As typed where that says what is to be written, else with the ending that the list says. */
static char *
complete_path (GFile *file, GtkFileChooser *chooser, GError **error)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *stem = path != NULL ? dup_stem (path) : NULL;

  if (path == NULL)
    g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
                         _ ("Files can be put into folders of this laptop and of sticks only."));
  if (path == NULL || is_wanted (path + strlen (stem), chooser))
    return g_steal_pointer (&path);
  return halqa_file_add_ending (stem, get_ending (chooser), error);
}

static void
export_response_cb (HalqaWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = response == GTK_RESPONSE_ACCEPT && file != NULL
                              ? complete_path (file, chooser, &error)
                              : NULL;
  g_autoptr (GtkNativeDialog) chosen = g_steal_pointer (&self->chooser);

  if (response != GTK_RESPONSE_ACCEPT || file == NULL || self->forum == NULL)
    return;
  if (path == NULL)
    halqa_window_toast (self, error->message);
  else
    start_export (self, g_steal_pointer (&path), g_steal_pointer (&chosen));
}

static void
add_kinds (GtkFileChooser *chooser, const Kind *kinds)
{
  for (gsize i = 0; kinds[i].ending != NULL; i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _ (kinds[i].name));
      gtk_file_filter_add_suffix (filter, kinds[i].ending + 1);
      gtk_file_chooser_add_filter (chooser, filter);
      if (i == 0)
        gtk_file_chooser_set_filter (chooser, filter);
    }
}

/* @button: what begins it */
static void
choose_file (HalqaWindow *self, const Kind *kinds, const char *title, const char *button)
{
  g_autofree char *stem = halqa_stick_chooser_dup_name (halqa_forum_get_title (self->forum), "");
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, button,
                                   _ ("_Cancel"));

  /* What is being typed is to be in the file. */
  halqa_form_flush (halqa_window_get_form (self));
  add_kinds (GTK_FILE_CHOOSER (chooser), kinds);
  propose (GTK_FILE_CHOOSER (chooser), stem, kinds[0].ending);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (export_response_cb), self,
                           G_CONNECT_SWAPPED);
  g_set_object (&self->chooser, GTK_NATIVE_DIALOG (chooser));
  g_object_unref (chooser);
  gtk_native_dialog_show (self->chooser);
  follow_list (GTK_FILE_CHOOSER (self->chooser));
}

void
halqa_window_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_file (HALQA_WINDOW (widget), tables, _ ("Export"), _ ("_Export"));
}

void
halqa_window_report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_file (HALQA_WINDOW (widget), reports, _ ("Synthesis Report"), _ ("_Write"));
}
