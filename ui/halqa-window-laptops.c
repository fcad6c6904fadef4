/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-invite-window.h"
#include "halqa-join-window.h"
#include "halqa-members-window.h"
#include "halqa-room-words.h"
#include "halqa-text.h"
#include "halqa-toast.h"
#include "halqa-undo-toast.h"

#include <glib/gi18n.h>

/* What has to do with other laptops: how one is invited, joins, and is put out. Each
 * has a window beside the one in which people type, and there is never more than one of each. */

/* Brings forward what @window points to. Returns: whether there is one */
static gboolean
present (GtkWindow *window)
{
  if (window == NULL)
    return FALSE;
  gtk_window_present (window);
  return TRUE;
}

static void
members (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (present (self->members_window))
    return;
  g_set_weak_pointer (&self->members_window,
                      GTK_WINDOW (halqa_members_window_new (GTK_WINDOW (self), self->forum)));
  gtk_window_present (self->members_window);
}

static void
invite (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  gboolean announced =
      application == NULL || halqa_application_uses_discovery (HALQA_APPLICATION (application));

  if (present (self->invite_window))
    return;
  g_set_weak_pointer (&self->invite_window,
                      GTK_WINDOW (
                          halqa_invite_window_new (GTK_WINDOW (self), self->forum, announced)));
  gtk_window_present (self->invite_window);
}

static void
join (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autofree char *name = halqa_start_page_dup_name (self->start_page);

  if (present (self->join_window))
    return;
  g_set_weak_pointer (&self->join_window,
                      GTK_WINDOW (halqa_join_window_new (GTK_WINDOW (self), self->folder, name)));
  g_signal_connect_object (self->join_window, "joined", G_CALLBACK (halqa_window_open_forum), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (self->join_window);
}

/* --- addresses where nobody answers */

/* "win.add-address": the forum, the address, and whether the invitation named it. */
static void
add_address (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autofree char *open = self->forum != NULL ? halqa_forum_dup_id (self->forum) : NULL;
  const char *forum;
  const char *address;
  gboolean noted;

  g_variant_get (parameter, "(&s&sb)", &forum, &address, &noted);
  if (g_strcmp0 (forum, open) != 0)
    return;
  halqa_forum_add_address (self->forum, address, NULL);
  if (noted)
    halqa_folder_note_address (self->folder, self->forum, address, TRUE);
}

/* Of an invitation nobody knows whose address it named: it is tried until a person thinks no more of it. */
static void
forget_address (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  const char *address = g_variant_get_string (parameter, NULL);
  g_autofree char *forum = halqa_forum_dup_id (self->forum);
  g_autofree char *isolated = halqa_text_isolate (address);
  /* Translators: %s is an address, as 10.0.0.7:40000. */
  g_autofree char *words = g_strdup_printf (_ ("%s is not tried any more"), isolated);
  AdwToast *toast;
  gboolean noted;

  halqa_forum_forget_address (self->forum, address);
  noted = halqa_folder_note_address (self->folder, self->forum, address, FALSE);
  toast = halqa_toast_new (words);
  adw_toast_set_action_name (toast, "win.add-address");
  adw_toast_set_action_target (toast, "(ssb)", forum, address, noted);
  halqa_undo_toast_show_only_way (self->toasts, toast);
}

/* --- invitations as files */

static void
add_filter (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Invitation files"));
  gtk_file_filter_add_suffix (filter, "halqa-invitation");
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
join_response_cb (HalqaWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    halqa_window_open_file (self, file);
}

static void
join_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Open an Invitation"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Join"), _ ("_Cancel"));

  add_filter (GTK_FILE_CHOOSER (chooser));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (join_response_cb), self,
                           G_CONNECT_SWAPPED);
  g_set_object (&self->chooser, GTK_NATIVE_DIALOG (chooser));
  g_object_unref (chooser);
  gtk_native_dialog_show (self->chooser);
}

/* Not from a laptop that was removed: who came by it would be among none of the others. */
void
halqa_window_update_inviting (HalqaWindow *self)
{
  g_autofree char *removed = halqa_room_words_removal (self->forum);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.invite",
                                 self->forum != NULL && removed == NULL &&
                                     !halqa_forum_is_read_only (self->forum));
}

/* It is told, or the others begin to end its connections. */
void
halqa_window_watch_removal (HalqaWindow *self)
{
  g_autoptr (HalqaMember) own = halqa_forum_dup_own_member (self->forum);

  if (own != NULL)
    g_signal_connect_object (own, "notify::removed", G_CALLBACK (halqa_window_update_inviting),
                             self, G_CONNECT_SWAPPED);
}

/* What belongs to the forum that was open closes with it. */
void
halqa_window_close_beside (HalqaWindow *self)
{
  GtkWindow *windows[] = { self->members_window,  self->invite_window, self->history_window,
                           self->glossary_window, self->forum_window,  self->present_window };

  halqa_window_close_stick_window (self);
  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
    if (windows[i] != NULL)
      gtk_window_destroy (windows[i]);
}

void
halqa_window_install_laptop_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.room", NULL, halqa_window_show_room },
    { "win.members", NULL, members },
    { "win.invite", NULL, invite },
    { "win.join", NULL, join },
    { "win.join-file", NULL, join_file },
    { "win.add-address", "(ssb)", add_address },
    { "win.forget-address", "s", forget_address },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
}
