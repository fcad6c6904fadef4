/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

/* Where a session is chosen: in the room, with its proposals in a list beside the editor as the other
 * way to look at it. From a proposal that was opened in the room, back leads there again. */

static gboolean
is_in_room (HalqaWindow *self)
{
  return gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->session_place);
}

/* One that was begun in the room is there: it is the one that is chosen now. */
static void
created_cb (HalqaWindow *self, const char *id)
{
  HalqaItem *item = halqa_form_get_item (halqa_session_editor_get_form (self->session_editor));

  if (is_in_room (self) && halqa_session_place_get_session (self->session_place) == NULL &&
      item != NULL && g_str_equal (halqa_item_get_id (item), id))
    halqa_sidebar_take_session (self->sidebar, item);
}

static void
open_cb (HalqaWindow *self, HalqaItem *proposal)
{
  halqa_window_forget_before (self);
  halqa_proposal_list_select (self->list, halqa_item_get_id (proposal));
  halqa_proposal_editor_open (self->proposal_editor, proposal);
  halqa_window_show_editor (self, "proposal");
  halqa_proposal_editor_show_title (self->proposal_editor);
}

static void
add_room (HalqaWindow *self)
{
  HalqaForm *form;

  self->session_place =
      HALQA_SESSION_PLACE (halqa_window_add_place (self, HALQA_TYPE_SESSION_PLACE));
  self->session_editor = halqa_session_place_get_editor (self->session_place);
  form = halqa_session_editor_get_form (self->session_editor);
  g_signal_connect_object (self->session_place, "open", G_CALLBACK (open_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (form, "created", G_CALLBACK (created_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (form, "changed", G_CALLBACK (halqa_window_update), self,
                           G_CONNECT_SWAPPED);
}

/* Made when somebody first goes there: the first frame of the window need not wait for it. */
static void
ensure_room (HalqaWindow *self)
{
  if (self->session_place == NULL)
    add_room (self);
  halqa_place_set_forum (HALQA_PLACE (self->session_place), self->forum);
}

static void
show_room (HalqaWindow *self)
{
  ensure_room (self);
  halqa_form_flush (halqa_window_get_form (self));
  halqa_window_show_place (self, HALQA_PLACE (self->session_place));
  halqa_window_update (self);
}

/* What is chosen in the sidebar has changed: by a person, or because it was deleted. */
void
halqa_window_follow_session (HalqaWindow *self)
{
  HalqaItem *session = halqa_sidebar_get_session (self->sidebar);

  halqa_proposal_list_set_session (self->list,
                                   session == NULL ? NULL : halqa_item_get_id (session));
  if (session != NULL)
    ensure_room (self);
  if (self->session_place != NULL)
    halqa_session_place_set_session (self->session_place, session);
  if (session == NULL && is_in_room (self))
    halqa_window_show_pane (self, self->list_pane);
  halqa_window_update (self);
}

/* A person has chosen a session, or all of them. */
void
halqa_window_enter_session (HalqaWindow *self)
{
  if (!self->opening)
    halqa_window_forget_before (self);
  halqa_window_follow_session (self);
  if (halqa_sidebar_get_session (self->sidebar) == NULL)
    {
      halqa_window_show_pane (self, self->list_pane);
      halqa_window_show_all (self);
      halqa_window_update (self);
      return;
    }
  show_room (self);
  halqa_session_place_take_down (self->session_place);
}

/* "win.in-the-room": to the line where the next thing said is taken down. */
static void
in_the_room (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (!is_in_room (self))
    {
      halqa_window_enter_session (self);
      return;
    }
  halqa_session_place_flush (self->session_place);
  halqa_session_place_take_down (self->session_place);
}

/* "win.session-list" */
static void
session_list (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  halqa_window_show_pane (self, self->list_pane);
  halqa_proposal_list_begin (self->list);
  halqa_window_update (self);
}

static void
new_session (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  show_room (self);
  halqa_session_place_begin (self->session_place);
}

static void
edit_session (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (halqa_sidebar_get_session (self->sidebar) == NULL)
    return;
  halqa_window_follow_session (self);
  show_room (self);
  halqa_session_place_edit (self->session_place);
}

/* Whether there was something to take down what is proposed: the room is in front. */
gboolean
halqa_window_take_down (HalqaWindow *self)
{
  if (!is_in_room (self))
    return FALSE;
  halqa_session_place_take_down (self->session_place);
  return TRUE;
}

/* Whether "back" led from the sheet to the room, or from a proposal of the session to the room. */
gboolean
halqa_window_go_back_to_room (HalqaWindow *self)
{
  if (is_in_room (self))
    return halqa_session_place_go_back (self->session_place);
  if (gtk_stack_get_visible_child (self->contents) != GTK_WIDGET (self->inner) ||
      halqa_sidebar_get_session (self->sidebar) == NULL)
    return FALSE;
  halqa_window_enter_session (self);
  return TRUE;
}

void
halqa_window_install_session_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-session", NULL, new_session);
  gtk_widget_class_install_action (widget_class, "win.edit-session", NULL, edit_session);
  gtk_widget_class_install_action (widget_class, "win.in-the-room", NULL, in_the_room);
  gtk_widget_class_install_action (widget_class, "win.session-list", NULL, session_list);
}
