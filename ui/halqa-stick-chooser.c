/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-stick-chooser.h"

#include <glib/gi18n.h>
#include <string.h>

/* What giving to a stick and taking from it have in common. */

/* Characters of a forum's title in the name of a file: 240 bytes at most. */
#define NAME_CHARS_MAX 60

/* The first stick that is in, or NULL. */
static GFile *
find_stick (void)
{
  g_autoptr (GVolumeMonitor) monitor = g_volume_monitor_get ();
  GList *mounts = g_volume_monitor_get_mounts (monitor);
  GFile *found = NULL;

  for (GList *link = mounts; link != NULL && found == NULL; link = link->next)
    {
      g_autoptr (GFile) root = g_mount_get_root (link->data);
      g_autoptr (GDrive) drive = g_mount_get_drive (link->data);
      gboolean removable = drive != NULL ? g_drive_is_removable (drive) : TRUE;

      if (removable && g_file_is_native (root))
        found = g_steal_pointer (&root);
    }
  g_list_free_full (mounts, g_object_unref);
  return found;
}

GtkFileChooserNative *
halqa_stick_chooser_new (const char *title,
                         GtkWindow *parent,
                         GtkFileChooserAction action,
                         const char *accept)
{
  GtkFileChooserNative *self =
      gtk_file_chooser_native_new (title, parent, action, accept, _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GFile) stick = find_stick ();

  gtk_file_filter_set_name (filter, _ ("Forums as files"));
  gtk_file_filter_add_suffix (filter, "halqa");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self), filter);
  if (stick != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self), stick, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self), TRUE);
  return self;
}

char *
halqa_stick_chooser_dup_name (const char *title, const char *ending)
{
  g_autofree char *name =
      g_utf8_substring (title, 0, MIN (g_utf8_strlen (title, -1), NAME_CHARS_MAX));

  /* What FAT takes in no name. */
  g_strdelimit (name, "/\\:*?\"<>|", '-');
  for (char *c = name; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  g_strstrip (name);
  return g_strconcat (*name == '\0' || *name == '.' ? "Halqa" : name, ending, NULL);
}

void
halqa_stick_chooser_show_progress (GtkProgressBar *bar, guint64 done, guint64 total)
{
  guint percent = total == 0 ? 0 : (guint) (MIN (done, total) * 100 / total);
  /* Translators: how much is done, in percent. */
  g_autofree char *text = g_strdup_printf (_ ("%u%%"), percent);

  gtk_progress_bar_set_fraction (bar, percent / 100.0);
  gtk_progress_bar_set_text (bar, text);
}
