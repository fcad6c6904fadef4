/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-folding.h"
#include "halqa-menu.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The window: where to begin, or one open forum as sessions, their proposals, and the one that is
 * being written. On a narrow screen the three fold into one after the other. Closing waits until
 * all that was typed is on disk. */

/* In pixels. */
#define SIDEBAR_WIDTH 270
#define LIST_WIDTH 370
#define UNLIMITED 10000

G_DEFINE_FINAL_TYPE (HalqaWindow, halqa_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update_list_title (HalqaWindow *self)
{
  HalqaItem *session = halqa_sidebar_get_session (self->sidebar);
  guint n = halqa_proposal_list_get_n_items (self->list);
  g_autofree char *count = g_strdup_printf (ngettext ("%u proposal", "%u proposals", n), n);
  const char *title = session == NULL ? _ ("All Proposals") : halqa_item_get_name (session);

  adw_window_title_set_title (self->list_title, title);
  adw_window_title_set_subtitle (self->list_title, count);
  halqa_window_update_all (self);
}

static void
update_editor_title (HalqaWindow *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->editors);
  HalqaItem *item = halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor));
  const char *title = "";

  if (g_strcmp0 (page, "proposal") == 0 && item == NULL)
    title = _ ("New Proposal");
  else if (g_strcmp0 (page, "proposal") == 0)
    title = halqa_item_get_text (item, "reference");
  halqa_words_set_line (self->editor_title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->editor_title), *title != '\0');
}

/* What would change the forum is not offered where nothing can be written. */
static void
update_writing_actions (HalqaWindow *self)
{
  static const char *const actions[] = { "win.new-proposal",     "win.new-session",
                                         "win.take-from-stick",  "win.import",
                                         "win.restore-proposal", "win.restore" };
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean writable = self->forum != NULL && !halqa_forum_is_read_only (self->forum);
  HalqaItem *item = halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor));
  gboolean shows = g_strcmp0 (gtk_stack_get_visible_child_name (self->editors), "proposal") == 0;
  gboolean deletable = writable && shows && item != NULL && !halqa_item_is_deleted (item);

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (widget, actions[i], writable);
  halqa_window_update_inviting (self);
  gtk_widget_action_set_enabled (widget, "win.delete-proposal", deletable);
  halqa_window_update_merging (self, deletable);
  gtk_widget_action_set_enabled (widget, "win.look-alikes", shows && item != NULL);
  gtk_widget_action_set_enabled (widget, "win.history",
                                 halqa_form_get_item (halqa_window_get_form (self)) != NULL);
  halqa_window_update_undo (self);
}

static void
update_actions (HalqaWindow *self)
{
  static const char *const actions[] = {
    "win.edit-session", "win.in-the-room", "win.search",        "win.next",    "win.previous",
    "win.room",         "win.members",     "win.give-to-stick", "win.export",  "win.about-forum",
    "win.forums",       "win.place",       "win.glossary",      "win.present",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], self->forum != NULL);
  /* One at a time: there is one bar that tells of it. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export",
                                 self->forum != NULL && self->exporting == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.report",
                                 self->forum != NULL && self->exporting == NULL);
  update_writing_actions (self);
}

static void
forum_title_cb (HalqaWindow *self)
{
  g_autofree char *title = halqa_text_show_line (
      self->forum == NULL ? _ ("Halqa") : halqa_forum_get_title (self->forum));

  adw_window_title_set_title (self->forum_title, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
proposal_created_cb (HalqaWindow *self, const char *id)
{
  HalqaForm *form = halqa_proposal_editor_get_form (self->proposal_editor);
  HalqaItem *item = halqa_form_get_item (form);

  if (item != NULL && g_str_equal (halqa_item_get_id (item), id))
    halqa_proposal_list_select (self->list, id);
}

/* Leaflets side by side give the focus to the pane that is named last: the keyboard would be taken
 * from the list, and the next Delete would be of a title and not of its proposal. */
void
halqa_window_show_pane (HalqaWindow *self, GtkWidget *pane)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  halqa_window_show_place (self, NULL);
  adw_leaflet_set_visible_child (self->inner, pane);
  if (focus != NULL && gtk_widget_get_mapped (focus) && !adw_leaflet_get_folded (self->inner))
    gtk_window_set_focus (GTK_WINDOW (self), focus);
}

static void
place_chosen_cb (HalqaWindow *self, HalqaPlace *place)
{
  halqa_form_flush (halqa_window_get_form (self));
  halqa_window_show_place (self, place);
}

static void
proposal_chosen_cb (HalqaWindow *self, HalqaItem *item, gboolean activated)
{
  halqa_proposal_editor_open (self->proposal_editor, item);
  /* Where the list is alone, the arrows go through it, and Enter opens. */
  if (!activated && adw_leaflet_get_folded (self->inner) &&
      halqa_proposal_list_is_walking (self->list))
    {
      gtk_stack_set_visible_child_name (self->editors, "proposal");
      halqa_proposal_list_select (self->list, NULL);
      halqa_window_update (self);
      return;
    }
  halqa_window_show_editor (self, "proposal");
  if (activated)
    halqa_proposal_editor_show_title (self->proposal_editor);
}

/* Side by side the first two are no wider than their rows need; alone each has the whole window,
 * with the window's buttons and a way back. */
static gboolean
arrange_panes (gpointer user_data)
{
  HalqaWindow *self = user_data;
  gboolean outer = adw_leaflet_get_folded (self->outer);
  gboolean inner = adw_leaflet_get_folded (self->inner);

  self->fold_idle = 0;
  if (outer)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  adw_clamp_set_maximum_size (self->sidebar_clamp, outer ? UNLIMITED : SIDEBAR_WIDTH);
  adw_clamp_set_maximum_size (ADW_CLAMP (self->list_pane), inner ? UNLIMITED : LIST_WIDTH);
  adw_header_bar_set_show_end_title_buttons (self->sidebar_bar, outer);
  adw_header_bar_set_show_start_title_buttons (self->list_bar, outer);
  adw_header_bar_set_show_end_title_buttons (self->list_bar, inner);
  adw_header_bar_set_show_start_title_buttons (self->editor_bar, outer);
  gtk_widget_set_visible (GTK_WIDGET (self->room_compact), inner && !outer);
  halqa_window_update_all (self);
  return G_SOURCE_REMOVE;
}

/* Said in the midst of an allocation, when no size may change. */
static void
folded_cb (HalqaWindow *self)
{
  if (self->fold_idle == 0)
    self->fold_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, arrange_panes, self, NULL);
}

static gboolean
halqa_window_close_request (GtkWindow *window)
{
  HalqaWindow *self = HALQA_WINDOW (window);

  /* Whatever is left, in whichever form, is saved. */
  gtk_window_set_focus (window, NULL);
  halqa_proposal_editor_flush (self->proposal_editor);
  if (self->session_place != NULL)
    halqa_session_place_flush (self->session_place);
  if (halqa_window_asks_to_call_off (self))
    return TRUE;
  self->closing = TRUE;
  halqa_window_remember (self);
  return halqa_window_is_saving (self) ||
         GTK_WINDOW_CLASS (halqa_window_parent_class)->close_request (window);
}

/* The keyboard is where one goes on: at the list, or at what stands there while it is empty. A session
 * that was come back to has it already. */
static void
begin_in_list (HalqaWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (gtk_widget_get_mapped (GTK_WIDGET (self->inner)) &&
      (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->editors))))
    halqa_proposal_list_begin (self->list);
}

/* Before that nothing can have the keyboard. */
static void
halqa_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (halqa_window_parent_class)->map (widget);
  begin_in_list (HALQA_WINDOW (widget));
}

/* What a window beside this one still waits for holds that; GTK 4.8 would leave it a dangling parent. One
 * may take others with it. That of a chooser is destroyed by the chooser alone, else by both. */
static void
close_all_beside (HalqaWindow *self)
{
  g_autolist (GtkWindow) windows = gtk_window_list_toplevels ();

  g_list_foreach (windows, (GFunc) g_object_ref, NULL);
  for (GList *one = windows; one != NULL; one = one->next)
    if (gtk_window_get_transient_for (one->data) == GTK_WINDOW (self))
      {
        gtk_window_set_transient_for (one->data, NULL);
        if (!GTK_IS_FILE_CHOOSER (one->data))
          gtk_window_destroy (one->data);
      }
}

static void
halqa_window_dispose (GObject *object)
{
  HalqaWindow *self = HALQA_WINDOW (object);

  close_all_beside (self);
  g_clear_handle_id (&self->fold_idle, g_source_remove);
  g_clear_handle_id (&self->count_idle, g_source_remove);
  g_clear_handle_id (&self->update_idle, g_source_remove);
  g_clear_handle_id (&self->state_timeout, g_source_remove);
  g_clear_handle_id (&self->toast_idle, g_source_remove);
  g_clear_handle_id (&self->focus_idle, g_source_remove);
  if (self->forum != NULL)
    halqa_forum_stop_replication (self->forum);
  halqa_window_end_attention (self);
  g_cancellable_cancel (self->exporting);
  g_clear_object (&self->exporting);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  g_clear_object (&self->chooser);
  g_clear_weak_pointer (&self->before_focus);
  g_clear_weak_pointer (&self->last_focus);
  g_clear_weak_pointer (&self->last_toast);
  g_clear_weak_pointer (&self->stick_window);
  g_clear_weak_pointer (&self->members_window);
  g_clear_weak_pointer (&self->invite_window);
  g_clear_weak_pointer (&self->join_window);
  g_clear_weak_pointer (&self->history_window);
  g_clear_weak_pointer (&self->glossary_window);
  g_clear_weak_pointer (&self->forum_window);
  g_clear_weak_pointer (&self->present_window);
  halqa_window_forget_step (self);
  g_clear_object (&self->sessions);
  g_clear_object (&self->proposals);
  g_clear_object (&self->listing);
  g_clear_object (&self->forum);
  g_clear_object (&self->folder);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_WINDOW);
  G_OBJECT_CLASS (halqa_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, start_menu);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, main_menu);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, more_menu);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, primary_menu);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, proposal_menu);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, undo_section);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, read_only);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, export_bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, export_words);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, export_progress);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, outer);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, contents);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, inner);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, forum_title);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, sidebar_clamp);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, sidebar_bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, list_bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, editor_bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, list_back);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, editor_back);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, list_title);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, list_pane);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, session_button);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, listing_menu);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, editors);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, proposal_editor);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, editor_pane);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, editor_title);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, save_mark);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, not_saved);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, room);
  gtk_widget_class_bind_template_child (widget_class, HalqaWindow, room_compact);
  gtk_widget_class_bind_template_callback (widget_class, halqa_window_open_forum);
  gtk_widget_class_bind_template_callback (widget_class, halqa_window_enter_session);
  gtk_widget_class_bind_template_callback (widget_class, halqa_window_follow_session);
  gtk_widget_class_bind_template_callback (widget_class, place_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, proposal_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_list_title);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
}

static void
halqa_window_class_init (HalqaWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = halqa_window_close_request;
  widget_class->map = halqa_window_map;
  g_type_ensure (HALQA_TYPE_START_PAGE);
  g_type_ensure (HALQA_TYPE_SIDEBAR);
  g_type_ensure (HALQA_TYPE_PROPOSAL_LIST);
  g_type_ensure (HALQA_TYPE_PROPOSAL_EDITOR);
  g_type_ensure (HALQA_TYPE_ROOM_BUTTON);
  bind_template (widget_class);
  halqa_window_install_actions (widget_class);
}

static void
halqa_window_init (HalqaWindow *self)
{
  HalqaForm *proposal;

  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_folding_let_narrow (self->outer);
  halqa_window_init_all (self);
  halqa_window_add_places (self);
  halqa_window_add_back (self);
  proposal = halqa_proposal_editor_get_form (self->proposal_editor);
  g_signal_connect_object (self->proposal_editor, "changed", G_CALLBACK (halqa_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (proposal, "created", G_CALLBACK (proposal_created_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  halqa_menu_put_off_and_return (self->start_menu, self->primary_menu);
  halqa_menu_put_off_and_return (self->main_menu, self->primary_menu);
  halqa_menu_put_off_and_return (self->more_menu, self->proposal_menu);
  halqa_words_name_button (self->start_menu, _ ("Main menu"));
  halqa_words_name_button (self->main_menu, _ ("Main menu"));
  halqa_words_name_button (self->more_menu, _ ("More"));
  halqa_window_init_toasts (self);
  halqa_window_begin_attention (self);
  arrange_panes (self);
  forum_title_cb (self);
  halqa_window_update (self);
}

HalqaWindow *
halqa_window_new (HalqaApplication *application, HalqaFolder *folder)
{
  HalqaWindow *self = g_object_new (HALQA_TYPE_WINDOW, "application", application, NULL);

  g_set_object (&self->folder, folder);
  halqa_start_page_set_folder (self->start_page, folder);
  halqa_listing_set_settings (self->listing, halqa_application_get_settings (application));
  halqa_window_recall_size (self);
  return self;
}

/* Returns: (transfer none) (nullable): the forum that is open */
HalqaForum *
halqa_window_get_forum (HalqaWindow *self)
{
  g_return_val_if_fail (HALQA_IS_WINDOW (self), NULL);

  return self->forum;
}

/* The form that is in front. */
HalqaForm *
halqa_window_get_form (HalqaWindow *self)
{
  if (gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->session_place))
    return halqa_session_editor_get_form (self->session_editor);
  return halqa_proposal_editor_get_form (self->proposal_editor);
}

/* @name: "proposal" or "none" */
void
halqa_window_show_editor (HalqaWindow *self, const char *name)
{
  halqa_form_flush (halqa_window_get_form (self));
  gtk_stack_set_visible_child_name (self->editors, name);
  halqa_window_show_pane (self, g_str_equal (name, "none") ? self->list_pane : self->editor_pane);
  halqa_window_update (self);
}

/* One function for all that follows from what is open and what was typed. */
void
halqa_window_update (HalqaWindow *self)
{
  halqa_window_update_save_mark (self);
  update_list_title (self);
  update_editor_title (self);
  update_actions (self);
  halqa_window_note_state (self);
  if (self->closing)
    halqa_window_go_on_closing (self);
}

/* When the window stands: the numbers at its side can wait for ten thousand proposals to be read and
 * compared. */
static gboolean
count_cb (gpointer user_data)
{
  HalqaWindow *self = user_data;

  self->count_idle = 0;
  halqa_window_set_forum_of_places (self, self->forum);
  self->proposals = halqa_item_list_new (self->forum, "proposal", "created", TRUE);
  halqa_sidebar_set_proposals (self->sidebar, G_LIST_MODEL (self->proposals));
  return G_SOURCE_REMOVE;
}

static void
show_forum (HalqaWindow *self)
{
  HalqaForum *forum = self->forum;

  g_clear_object (&self->sessions);
  g_clear_object (&self->proposals);
  g_clear_handle_id (&self->count_idle, g_source_remove);
  if (forum != NULL)
    {
      self->sessions = halqa_item_list_new (forum, "session", "position", FALSE);
      self->count_idle = g_idle_add_full (G_PRIORITY_LOW, count_cb, self, NULL);
    }
  else
    halqa_window_set_forum_of_places (self, NULL);
  halqa_proposal_editor_set_forum (self->proposal_editor, forum, G_LIST_MODEL (self->sessions));
  halqa_sidebar_set_forum (self->sidebar, forum, G_LIST_MODEL (self->sessions));
  halqa_proposal_list_set_forum (self->list, forum);
  halqa_room_button_set_forum (self->room, forum);
  halqa_room_button_set_forum (self->room_compact, forum);
  gtk_widget_set_visible (self->read_only, forum != NULL && halqa_forum_is_read_only (forum));
  halqa_window_forget_step (self);
  halqa_window_forget_before (self);
  halqa_window_show_editor (self, "none");
  gtk_stack_set_visible_child_name (self->pages, forum == NULL ? "start" : "forum");
}

/* Ends what there is of exchanging, and begins it as the settings say now. */
gboolean
halqa_window_replicate_anew (HalqaWindow *self, GError **error)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  /* The bar at the foot of the window says so. */
  if (application == NULL || self->forum == NULL || halqa_forum_is_read_only (self->forum))
    return TRUE;
  halqa_forum_stop_replication (self->forum);
  return halqa_application_replicate (HALQA_APPLICATION (application), self->forum, error);
}

static void
replicate (HalqaWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (halqa_window_replicate_anew (self, &error))
    return;
  g_warning ("Other laptops are out of reach: %s", error->message);
  halqa_window_toast (self, error->message);
}

/* Shows @forum, and begins to exchange it with the laptops nearby. */
void
halqa_window_open_forum (HalqaWindow *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_WINDOW (self));
  g_return_if_fail (HALQA_IS_FORUM (forum));

  if (forum == self->forum)
    return;
  halqa_window_close_forum (self);
  self->forum = g_object_ref (forum);
  g_signal_connect_object (forum, "notify::title", G_CALLBACK (forum_title_cb), self,
                           G_CONNECT_SWAPPED);
  halqa_window_watch_saving (self, forum);
  halqa_window_watch_attention (self);
  halqa_window_watch_removal (self);
  g_signal_connect_object (forum, "notify::undo-label", G_CALLBACK (halqa_window_update_undo), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (forum, "notify::redo-label", G_CALLBACK (halqa_window_update_undo), self,
                           G_CONNECT_SWAPPED);
  forum_title_cb (self);
  show_forum (self);
  halqa_window_recall_view (self);
  begin_in_list (self);
  replicate (self);
}

/* Back to where to begin. What was typed is saved on the way. */
void
halqa_window_close_forum (HalqaWindow *self)
{
  g_autoptr (HalqaForum) forum = NULL;

  g_return_if_fail (HALQA_IS_WINDOW (self));

  if (self->forum == NULL)
    return;
  halqa_window_remember (self);
  forum = g_steal_pointer (&self->forum);
  g_signal_handlers_disconnect_by_data (forum, self);
  halqa_window_close_beside (self);
  halqa_forum_stop_replication (forum);
  halqa_window_end_attention (self);
  show_forum (self);
  forum_title_cb (self);
  halqa_start_page_set_folder (self->start_page, self->folder);
}
