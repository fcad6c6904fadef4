/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-invite-window.h"

#include "halqa-forum-files.h"
#include "halqa-invite.h"
#include "halqa-spoken.h"
#include "halqa-text.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>

/* The code that another laptop joins with, large enough to be read across a table, and the question
 * whether it may. The invitation is open as long as this window is. It never comes before the window
 * in which somebody is typing: who is not looking at it gets a notification, which goes with the
 * question. */

#define ENDING ".halqa-invitation"
#define NOTIFICATION "asks"
#define TRIES 3 /* that a new code bears */

struct _HalqaInviteWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaInvite *invite;
  GtkNativeDialog *chooser;
  GPtrArray *asking; /* of HalqaGuest, in the order in which they came */
  HalqaInviteFlags flags;
  guint n_guests;

  /* template */
  GtkStack *pages;
  GtkLabel *code;
  GtkLabel *time_left;
  GtkLabel *guests_left;
  GtkLabel *tries;
  GtkLabel *joined;
  GtkLabel *who;
  GtkSpinButton *guests;
  GtkWidget *address_row;
  GtkLabel *address;
  AdwActionRow *file_row;
  AdwStatusPage *asks;
  GtkWidget *refuse;
  AdwStatusPage *ended;
  GtkLabel *wait;
  GtkButton *again;
};

G_DEFINE_FINAL_TYPE (HalqaInviteWindow, halqa_invite_window, ADW_TYPE_WINDOW)

/* Digits in two groups; a screen reader says them one by one. */
static void
update_code (HalqaInviteWindow *self)
{
  const char *code = halqa_invite_get_code (self->invite);
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GString) spoken = g_string_new (NULL);
  g_autofree char *name = NULL;

  for (guint i = 0; code[i] != '\0'; i++)
    {
      g_string_append_printf (shown, "%s%c", i == 3 ? " " : "", code[i]);
      g_string_append_printf (spoken, "%s%c", i == 0 ? "" : ", ", code[i]);
    }
  if (g_strcmp0 (gtk_label_get_text (self->code), shown->str) == 0)
    return;
  gtk_label_set_text (self->code, shown->str);
  /* Translators: what a screen reader says: the digits of a code, one after the other. */
  name = g_strdup_printf (_ ("Code: %s"), spoken->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/* Said each second: so a label with the role of a timer, which no screen reader follows. */
static void
show_time (GtkLabel *label, const char *format, guint seconds)
{
  g_autofree char *time = g_strdup_printf ("%u:%02u", seconds / 60, seconds % 60);
  g_autofree char *isolated = halqa_text_isolate (time);
  g_autofree char *text = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (format, isolated);
#pragma GCC diagnostic pop
  gtk_label_set_text (label, text);
}

static void
update_tries (HalqaInviteWindow *self)
{
  guint left = halqa_invite_get_tries_left (self->invite);
  g_autofree char *words =
      g_strdup_printf (ngettext ("A wrong code was typed: %u try is left",
                                 "A wrong code was typed: %u tries are left", left),
                       left);

  gtk_label_set_text (self->tries, words);
  gtk_widget_set_visible (GTK_WIDGET (self->tries), left < TRIES);
}

static void
update_guests_left (HalqaInviteWindow *self)
{
  guint left = halqa_invite_get_guests_left (self->invite);
  g_autofree char *words =
      g_strdup_printf (ngettext ("%u laptop can join with it", "%u laptops can join with it", left),
                       left);

  gtk_label_set_text (self->guests_left, words);
}

static void
update_address (HalqaInviteWindow *self)
{
  g_autofree char *text = g_strjoinv ("\n", (char **) halqa_invite_get_addresses (self->invite));
  g_autofree char *name =
      g_strdup_printf ("%s. %s",
                       adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->address_row)),
                       text);

  gtk_widget_set_visible (self->address_row, *text != '\0');
  /* What somebody has selected to copy it stays selected. */
  if (g_strcmp0 (gtk_label_get_text (self->address), text) == 0)
    return;
  gtk_label_set_text (self->address, text);
  halqa_name_row (GTK_WIDGET (self->address_row), name);
}

static gboolean
is_shown (HalqaInviteWindow *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), page) == 0;
}

static void
show_code_page (HalqaInviteWindow *self)
{
  update_code (self);
  update_tries (self);
  update_guests_left (self);
  update_address (self);
  /* Translators: %s is a length of time: "9:59". */
  show_time (self->time_left, _ ("Good for another %s"),
             halqa_invite_get_seconds_left (self->invite));
  gtk_stack_set_visible_child_name (self->pages, "code");
}

static void
notify_desktop (HalqaInviteWindow *self, const char *title)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  GtkApplication *application = parent == NULL ? NULL : gtk_window_get_application (parent);
  g_autoptr (GNotification) notification = g_notification_new (title);

  if (application == NULL || gtk_window_is_active (GTK_WINDOW (self)))
    return;
  g_notification_set_body (notification, _ ("Answer in the window “Invite a Laptop”."));
  g_notification_set_default_action (notification, "app.answer");
  g_application_send_notification (G_APPLICATION (application), NOTIFICATION, notification);
}

/* The window that it was sent for may be gone by now, and its application with it. */
static void
withdraw_notification (void)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_withdraw_notification (application, NOTIFICATION);
}

static void
show_question (HalqaInviteWindow *self, HalqaGuest *guest)
{
  g_autofree char *name = halqa_text_isolate (halqa_guest_get_name (guest));
  /* Translators: %s is what a laptop is called: the name of a person. */
  g_autofree char *title = g_strdup_printf (_ ("Let %s In?"), name);
  gboolean new =
      !is_shown (self, "asks") || g_strcmp0 (adw_status_page_get_title (self->asks), title) != 0;

  if (!new)
    return;
  adw_status_page_set_title (self->asks, title);
  gtk_stack_set_visible_child_name (self->pages, "asks");
  /* Nobody is let in by a key that was meant for something else. */
  gtk_widget_grab_focus (self->refuse);
  notify_desktop (self, title);
}

static void
show_end (HalqaInviteWindow *self, const char *icon, const char *title, const char *why)
{
  gboolean waits = halqa_invite_get_state (self->invite) == HALQA_INVITE_WAITING;
  g_autofree char *escaped = g_markup_escape_text (why, -1);

  adw_status_page_set_icon_name (self->ended, icon);
  adw_status_page_set_title (self->ended, title);
  adw_status_page_set_description (self->ended, escaped);
  gtk_widget_set_visible (GTK_WIDGET (self->wait), waits);
  /* Translators: %s is a length of time: "1:59". */
  show_time (self->wait, _ ("A new code in %s"), halqa_invite_get_seconds_left (self->invite));
  gtk_button_set_label (self->again, waits ? _ ("_New Code Now") : _ ("_New Code"));
  if (is_shown (self, "ended"))
    return;
  gtk_stack_set_visible_child_name (self->pages, "ended");
  gtk_widget_grab_focus (GTK_WIDGET (self->again));
}

/* One function for whatever has become of the invitation. */
static void
update (HalqaInviteWindow *self)
{
  if (self->asking->len > 0)
    {
      show_question (self, g_ptr_array_index (self->asking, 0));
      return;
    }
  switch (halqa_invite_get_state (self->invite))
    {
    case HALQA_INVITE_OPEN:
      show_code_page (self);
      break;
    case HALQA_INVITE_WAITING:
      show_end (self, "dialog-warning-symbolic", _ ("Too Many Wrong Tries"),
                _ ("The code is good for nothing any more. If nobody here mistyped it, somebody on "
                   "the network is guessing: then better wait, or use an invitation file."));
      break;
    case HALQA_INVITE_SERVED:
      show_end (self, "object-select-symbolic", gtk_label_get_text (self->joined),
                _ ("The code is good for nothing any more."));
      break;
    case HALQA_INVITE_FAILED:
      show_end (self, "dialog-error-symbolic", _ ("Nobody Can Join"),
                halqa_invite_get_problem (self->invite));
      break;
    case HALQA_INVITE_EXPIRED:
    case HALQA_INVITE_ENDED:
    default:
      show_end (self, "preferences-system-time-symbolic", _ ("The Code Has Run Out"),
                _ ("A code is good for ten minutes."));
      break;
    }
}

static void
guest_changed_cb (HalqaInviteWindow *self, GParamSpec *pspec, HalqaGuest *guest)
{
  if (halqa_guest_get_state (guest) == HALQA_GUEST_ASKING)
    return;
  g_signal_handlers_disconnect_by_data (guest, self);
  if (g_ptr_array_index (self->asking, 0) == guest)
    withdraw_notification ();
  g_ptr_array_remove (self->asking, guest);
  update (self);
}

static void
asks_cb (HalqaInviteWindow *self, HalqaGuest *guest)
{
  g_ptr_array_add (self->asking, g_object_ref (guest));
  g_signal_connect_object (guest, "notify::state", G_CALLBACK (guest_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

/* What has become of the last one. */
static void
show_guest (HalqaInviteWindow *self, const char *words)
{
  gtk_label_set_text (self->joined, words);
  gtk_widget_show (GTK_WIDGET (self->joined));
  update (self);
}

static void
joined_cb (HalqaInviteWindow *self, HalqaGuest *guest)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *name = halqa_text_isolate (halqa_guest_get_name (guest));
  /* Translators: %s is what a laptop is called: the name of a person. */
  g_autofree char *words = g_strdup_printf (_ ("%s has joined"), name);

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.tell", "s", words);
  show_guest (self, words);
}

static void
turned_away_cb (HalqaInviteWindow *self, HalqaGuest *guest)
{
  g_autofree char *words = halqa_guest_dup_removal_note (guest);

  show_guest (self, words);
}

static void
end_invite (HalqaInviteWindow *self)
{
  if (self->invite == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->invite, self);
  halqa_invite_end (self->invite);
  g_clear_object (&self->invite);
}

static void
begin_invite (HalqaInviteWindow *self, guint n_guests)
{
  end_invite (self);
  self->n_guests = n_guests;
  self->invite = halqa_forum_invite (self->forum, n_guests, self->flags);
  g_signal_connect_object (self->invite, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->invite, "asks", G_CALLBACK (asks_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->invite, "joined", G_CALLBACK (joined_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->invite, "turned-away", G_CALLBACK (turned_away_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

/* How many may join belongs to a code: another number is another invitation. */
static void
renew (HalqaInviteWindow *self)
{
  guint n_guests = (guint) gtk_spin_button_get_value_as_int (self->guests);

  if (n_guests != self->n_guests)
    begin_invite (self, n_guests);
  else
    halqa_invite_new_code (self->invite);
}

/* What comes of it stays in sight here: in the window behind this one nobody would read it. */
static void
file_response_cb (HalqaInviteWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  g_autofree char *typed = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || typed == NULL)
    return;
  /* Without it no other laptop would know what the file is. */
  path = halqa_file_has_ending (typed, ENDING) ? g_strdup (typed)
                                               : halqa_file_add_ending (typed, ENDING, &error);
  if (path != NULL && halqa_forum_write_invitation (self->forum, path, &error))
    adw_action_row_set_subtitle (self->file_row,
                                 _ ("Whoever has the invitation file can join: give it to nobody "
                                    "else, and delete it afterwards"));
  else
    adw_action_row_set_subtitle (self->file_row, error->message);
}

static void
file_cb (HalqaInviteWindow *self)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Save an Invitation – Whoever Has It Can Join"),
                                   GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                   _ ("_Cancel"));

  /* Translators: the name of a file. */
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("Invitation.halqa-invitation"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_response_cb), self,
                           G_CONNECT_SWAPPED);
  g_set_object (&self->chooser, GTK_NATIVE_DIALOG (chooser));
  g_object_unref (chooser);
  gtk_native_dialog_show (self->chooser);
}

static void
allow_cb (HalqaInviteWindow *self)
{
  if (self->asking->len > 0)
    halqa_guest_allow (g_ptr_array_index (self->asking, 0));
}

static void
refuse_cb (HalqaInviteWindow *self)
{
  if (self->asking->len > 0)
    halqa_guest_refuse (g_ptr_array_index (self->asking, 0));
}

static void
halqa_invite_window_dispose (GObject *object)
{
  HalqaInviteWindow *self = HALQA_INVITE_WINDOW (object);

  end_invite (self);
  g_clear_object (&self->chooser);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_INVITE_WINDOW);
  G_OBJECT_CLASS (halqa_invite_window_parent_class)->dispose (object);
}

static void
halqa_invite_window_finalize (GObject *object)
{
  g_ptr_array_unref (HALQA_INVITE_WINDOW (object)->asking);
  G_OBJECT_CLASS (halqa_invite_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-invite-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, code);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, time_left);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, guests_left);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, tries);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, joined);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, who);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, guests);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, address_row);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, address);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, file_row);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, asks);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, refuse);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, ended);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, wait);
  gtk_widget_class_bind_template_child (widget_class, HalqaInviteWindow, again);
  gtk_widget_class_bind_template_callback (widget_class, file_cb);
  gtk_widget_class_bind_template_callback (widget_class, renew);
  gtk_widget_class_bind_template_callback (widget_class, allow_cb);
  gtk_widget_class_bind_template_callback (widget_class, refuse_cb);
}

static void
halqa_invite_window_class_init (HalqaInviteWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_invite_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_invite_window_finalize;
  bind_template (widget_class);
}

static void
halqa_invite_window_init (HalqaInviteWindow *self)
{
  self->asking = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* In Arabic the two groups of the code would change places: 842 942 be read as 942 842. */
  gtk_widget_set_direction (GTK_WIDGET (self->code), GTK_TEXT_DIR_LTR);
  halqa_wrapping_lay_out (gtk_widget_get_parent (GTK_WIDGET (self->address)));
  halqa_wrapping_lay_out (gtk_widget_get_parent (self->refuse));
}

/* @parent: whose actions are used; @announced: whether laptops nearby see the title of @forum */
HalqaInviteWindow *
halqa_invite_window_new (GtkWindow *parent, HalqaForum *forum, gboolean announced)
{
  HalqaInviteWindow *self = g_object_new (HALQA_TYPE_INVITE_WINDOW, "transient-for", parent, NULL);

  self->forum = g_object_ref (forum);
  self->flags = announced ? HALQA_INVITE_PLAIN : HALQA_INVITE_HIDDEN;
  if (!announced)
    gtk_label_set_text (self->who,
                        _ ("Nobody joins without the code, and without being let in here."));
  begin_invite (self, 1);
  return self;
}
