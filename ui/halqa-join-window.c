/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-join-window.h"

#include "halqa-code-entry.h"
#include "halqa-inviting.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* How a laptop becomes a member: one of the forums that are inviting nearby is chosen, by its title,
 * or an address is typed; then the six digits. What was typed stays where joining fails, so that one
 * wrong digit costs one digit.
 *
 * The keyboard begins where one forum is listed at least, which is a moment after the window comes up:
 * it is taken there until somebody has pressed something. */

struct _HalqaJoinWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaFolder *folder;
  GListModel *inviting;
  GCancellable *cancellable; /* while it joins */
  char *where;

  gboolean is_begun; /* somebody has pressed a key or a button */

  /* template */
  GtkWidget *back;
  GtkStack *pages;
  GtkWidget *nobody;
  GtkListBox *list;
  GtkEditable *address;
  GtkWidget *use_address;
  GtkLabel *forum;
  HalqaCodeEntry *code;
  GtkWidget *problem;
  GtkLabel *problem_words;
  GtkEditable *name;
};

G_DEFINE_FINAL_TYPE (HalqaJoinWindow, halqa_join_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_JOINED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_shown (HalqaJoinWindow *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), page) == 0;
}

static void
show_page (HalqaJoinWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
  gtk_widget_set_visible (self->back, is_shown (self, "code"));
}

static void
show_problem (HalqaJoinWindow *self, const char *problem)
{
  gtk_label_set_text (self->problem_words, problem);
  gtk_widget_set_visible (self->problem, *problem != '\0');
}

static void
ask_for_code (HalqaJoinWindow *self, const char *where, const char *title)
{
  g_free (self->where);
  self->where = g_strdup (where);
  halqa_words_set_line (self->forum, title);
  show_problem (self, "");
  gtk_editable_set_text (GTK_EDITABLE (self->code), "");
  show_page (self, "code");
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
code_changed_cb (HalqaJoinWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join.join",
                                 halqa_code_entry_get_code (self->code) != NULL);
}

static void
inviting_changed_cb (HalqaJoinWindow *self)
{
  gboolean somebody = g_list_model_get_n_items (self->inviting) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->list), somebody);
  gtk_widget_set_visible (self->nobody, !somebody);
  if (somebody && !self->is_begun)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static gboolean
event_cb (HalqaJoinWindow *self, GdkEvent *event)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    self->is_begun = TRUE;
  return GDK_EVENT_PROPAGATE;
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  HalqaInviting *inviting = HALQA_INVITING (item);
  g_autofree char *title = halqa_text_show_line (halqa_inviting_get_title (inviting));
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

static void
row_activated_cb (HalqaJoinWindow *self, GtkListBoxRow *row)
{
  g_autoptr (HalqaInviting) inviting =
                 g_list_model_get_item (self->inviting, gtk_list_box_row_get_index (row));

  ask_for_code (self, halqa_inviting_get_address (inviting), halqa_inviting_get_title (inviting));
}

static void
address_changed_cb (HalqaJoinWindow *self)
{
  gtk_widget_set_sensitive (self->use_address, *gtk_editable_get_text (self->address) != '\0');
}

static void
address_cb (HalqaJoinWindow *self)
{
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));

  if (*address != '\0')
    ask_for_code (self, address, address);
}

static void
file_cb (HalqaJoinWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                              "win.join-file", NULL);
}

static void
joined_cb (GObject *folder, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaJoinWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaForum) forum =
                 halqa_folder_join_code_finish (HALQA_FOLDER (folder), result, &error);

  g_clear_object (&self->cancellable);
  if (forum != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_JOINED], 0, forum);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  /* The window may be gone by now, and its template with it. */
  if (self->pages == NULL)
    return;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, error->message);
  show_page (self, "code");
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static gboolean
save_name (HalqaJoinWindow *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  g_autofree char *name = halqa_folder_dup_name (self->folder);
  g_autoptr (GError) error = NULL;

  if (*typed == '\0' || g_strcmp0 (typed, name) == 0 ||
      halqa_folder_set_name (self->folder, typed, &error))
    return TRUE;
  show_problem (self, error->message);
  return FALSE;
}

static void
join (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HalqaJoinWindow *self = HALQA_JOIN_WINDOW (widget);
  const char *code = halqa_code_entry_get_code (self->code);

  show_problem (self, "");
  if (code == NULL || self->cancellable != NULL || !save_name (self))
    return;
  self->cancellable = g_cancellable_new ();
  show_page (self, "progress");
  halqa_folder_join_code_async (self->folder, self->where, code, self->cancellable, joined_cb,
                                g_object_ref (self));
}

/* Enter, in the code or in the name. Not by a default widget: a window forgets that where it goes out of
 * sight, and does so a moment later than it comes back where the answer is quick. */
static void
activated_cb (HalqaJoinWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "join.join", NULL);
}

/* One step back: from waiting to the code, from there to the choice, from there out. */
static void
back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HalqaJoinWindow *self = HALQA_JOIN_WINDOW (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else if (is_shown (self, "code"))
    show_page (self, "choose");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
halqa_join_window_dispose (GObject *object)
{
  HalqaJoinWindow *self = HALQA_JOIN_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->inviting);
  g_clear_object (&self->folder);
  g_clear_pointer (&self->where, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_JOIN_WINDOW);
  G_OBJECT_CLASS (halqa_join_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-join-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, back);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, nobody);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, address);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, use_address);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, forum);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, code);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, problem_words);
  gtk_widget_class_bind_template_child (widget_class, HalqaJoinWindow, name);
  gtk_widget_class_bind_template_callback (widget_class, event_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
halqa_join_window_class_init (HalqaJoinWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_join_window_dispose;
  signals[SIGNAL_JOINED] = g_signal_new ("joined", HALQA_TYPE_JOIN_WINDOW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_FORUM);
  g_type_ensure (HALQA_TYPE_CODE_ENTRY);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "join.join", NULL, join);
  gtk_widget_class_install_action (widget_class, "join.back", NULL, back);
}

static void
halqa_join_window_init (HalqaJoinWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  code_changed_cb (self);
}

/**
 * halqa_join_window_new:
 * @parent: whose actions are used
 * @folder: that the forum is to come to
 * @name: what this laptop may be called by others
 *
 * Signal "joined" brings the forum.
 *
 * Returns: (transfer none): a window that is not shown yet
 */
HalqaJoinWindow *
halqa_join_window_new (GtkWindow *parent, HalqaFolder *folder, const char *name)
{
  HalqaJoinWindow *self = g_object_new (HALQA_TYPE_JOIN_WINDOW, "transient-for", parent, NULL);

  self->folder = g_object_ref (folder);
  self->inviting = halqa_folder_list_inviting (folder);
  gtk_editable_set_text (self->name, name);
  gtk_list_box_bind_model (self->list, self->inviting, create_row, NULL, NULL);
  g_signal_connect_object (self->inviting, "items-changed", G_CALLBACK (inviting_changed_cb), self,
                           G_CONNECT_SWAPPED);
  inviting_changed_cb (self);
  return self;
}
