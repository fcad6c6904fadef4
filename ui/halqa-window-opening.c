/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-app-error.h"
#include "halqa-forum-files.h"
#include "halqa-stick-chooser.h"
#include "halqa-take-window.h"
#include "halqa-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Files of Halqa, from a stick or by a double click: a forum, "NAME.halqa", whose contents are looked at
 * before they are taken; and an invitation, "NAME.halqa-invitation", by which a forum is joined. Where a
 * laptop has given both, either of them brings the other along. */

#define BUNDLE ".halqa"
#define INVITATION_TAIL "-invitation"
/* What it says of such a file is said of a bundle that is none. */
#define DATABASE ".halqadb"

static void
look_into (HalqaWindow *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  HalqaTakeWindow *window;

  if (halqa_forum_is_read_only (self->forum))
    {
      halqa_window_toast (self, _ ("This forum can only be read: nothing can be taken into it"));
      return;
    }
  window = halqa_take_window_new (GTK_WINDOW (self), self->forum);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Take from File"));
  halqa_window_replace_stick_window (self, GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  halqa_take_window_open (window, file);
}

/* @forum: may be the one that is shown, as another object */
static void
show (HalqaWindow *self, HalqaForum *forum)
{
  g_autofree char *id = halqa_forum_dup_id (forum);
  g_autofree char *shown = self->forum == NULL ? NULL : halqa_forum_dup_id (self->forum);

  if (g_strcmp0 (id, shown) != 0)
    halqa_window_open_forum (self, forum);
}

static guint
count_forums (HalqaWindow *self)
{
  g_autoptr (GPtrArray) forums = halqa_folder_list (self->folder, NULL, NULL);

  return forums == NULL ? 0 : forums->len;
}

/* Who joins by a double click has not come past the page where a name is asked for. */
static void
tell_joined_unnamed (HalqaWindow *self, const char *title, const char *name)
{
  g_autofree char *isolated = halqa_text_isolate (name);
  /* Translators: the title of a forum, and what this laptop is called. */
  g_autofree char *words =
      g_strdup_printf (_ ("This laptop has joined %1$s as %2$s"), title, isolated);

  halqa_window_toast_with (self, words, _ ("Your _Name…"), "app.preferences", NULL);
}

static void
tell_joined (HalqaWindow *self, HalqaForum *forum)
{
  g_autofree char *title = halqa_text_isolate (halqa_forum_get_title (forum));
  /* Translators: %s is the title of a forum. */
  g_autofree char *words = g_strdup_printf (_ ("This laptop has joined %s"), title);
  g_autofree char *name = halqa_folder_dup_name (self->folder);

  if (g_str_equal (name, g_get_host_name ()))
    tell_joined_unnamed (self, title, name);
  else
    halqa_window_toast (self, words);
}

/* Returns: whether the forum is open that the invitation at @path is to */
static gboolean
join_by (HalqaWindow *self, const char *path, GError **error)
{
  g_autoptr (HalqaForum) forum = NULL;
  const guint n_before = count_forums (self);

  if (halqa_start_page_save_name (self->start_page, error))
    forum = halqa_folder_join_file (self->folder, path, error);
  if (forum == NULL)
    return FALSE;
  if (self->join_window != NULL)
    gtk_window_destroy (self->join_window);
  show (self, forum);
  if (count_forums (self) > n_before)
    tell_joined (self, forum);
  return TRUE;
}

static void
open_invitation (HalqaWindow *self, const char *path)
{
  g_autofree char *bundle = g_strndup (path, strlen (path) - strlen (INVITATION_TAIL));
  g_autoptr (GError) error = NULL;

  if (!join_by (self, path, &error))
    halqa_window_toast (self, error->message);
  else if (g_file_test (bundle, G_FILE_TEST_IS_REGULAR))
    look_into (self, bundle);
}

/* Returns: whether the forum is open that the file at @path is of */
static gboolean
open_forum_of (HalqaWindow *self, const char *path, GError **error)
{
  g_autofree char *id = halqa_folder_find_of_bundle (self->folder, path, error);
  g_autofree char *shown = self->forum == NULL ? NULL : halqa_forum_dup_id (self->forum);
  g_autoptr (HalqaForum) forum = NULL;

  if (id == NULL || g_strcmp0 (id, shown) == 0)
    return id != NULL;
  forum = halqa_folder_open_forum (self->folder, id, error);
  if (forum != NULL)
    halqa_window_open_forum (self, forum);
  return forum != NULL;
}

static void
open_bundle (HalqaWindow *self, const char *path)
{
  g_autofree char *invitation = g_strconcat (path, INVITATION_TAIL, NULL);
  g_autoptr (GError) error = NULL;
  gboolean open = open_forum_of (self, path, &error);

  if (!open && g_error_matches (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND) &&
      g_file_test (invitation, G_FILE_TEST_IS_REGULAR))
    {
      g_clear_error (&error);
      open = join_by (self, invitation, &error);
    }
  if (open)
    look_into (self, path);
  else
    halqa_window_toast (self, error->message);
}

/* Opens @file, whichever of the two it is. */
void
halqa_window_open_file (HalqaWindow *self, GFile *file)
{
  g_autofree char *path = NULL;

  g_return_if_fail (HALQA_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  path = g_file_get_path (file);
  if (path == NULL)
    halqa_window_toast (self,
                        _ ("Files can be taken from folders of this laptop and of sticks only."));
  else if (halqa_file_has_ending (path, BUNDLE INVITATION_TAIL))
    open_invitation (self, path);
  else if (halqa_file_has_ending (path, BUNDLE) || halqa_file_has_ending (path, DATABASE))
    open_bundle (self, path);
  else
    halqa_window_toast (self, _ ("Halqa opens files whose names end in .halqa or "
                                 ".halqa-invitation. Tables are imported, from the menu."));
}

static void
response_cb (HalqaWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    halqa_window_open_file (self, file);
}

/* "win.begin-from-stick": of a forum that this laptop need not belong to yet. */
void
halqa_window_begin_from_stick (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  GtkFileChooserNative *chooser =
      halqa_stick_chooser_new (_ ("Take from Stick"), GTK_WINDOW (self),
                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Look"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Forums and invitations as files"));
  gtk_file_filter_add_suffix (filter, BUNDLE + 1);
  gtk_file_filter_add_suffix (filter, BUNDLE INVITATION_TAIL + 1);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_set_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_signal_connect_object (chooser, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  g_set_object (&self->chooser, GTK_NATIVE_DIALOG (chooser));
  g_object_unref (chooser);
  gtk_native_dialog_show (self->chooser);
}
