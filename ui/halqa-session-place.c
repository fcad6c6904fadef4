/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-session-place.h"

#include "halqa-capture.h"
#include "halqa-giving-way.h"
#include "halqa-item-list.h"
#include "halqa-minutes-view.h"
#include "halqa-room-votes.h"
#include "halqa-session-sheet.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* In the room. From the top: the sheet of the session, what was said so far, the votes on the proposal
 * that is chosen, and the line for what is said next. The sheet is written in beside all that, or
 * over it in a narrow window. */

struct _HalqaSessionPlace
{
  HalqaPlace parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *session;
  HalqaItemList *themes;

  gboolean waiting; /* for a session, to be taken down in */
  gboolean is_entered; /* while it is not shown yet: the keyboard goes to the line then */
  guint enter_idle;

  /* template */
  AdwFlap *flap;
  HalqaSessionSheet *sheet;
  HalqaSessionEditor *editor;
  GtkLabel *saved;
  HalqaMinutesView *minutes;
  HalqaRoomVotes *votes;
  HalqaCapture *capture;

  /* in the bar */
  GtkWidget *edit;
};

G_DEFINE_FINAL_TYPE (HalqaSessionPlace, halqa_session_place, HALQA_TYPE_PLACE)

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_proposal (HalqaItem *item)
{
  return item != NULL && g_str_equal (halqa_item_get_kind (item), "proposal");
}

static void
chosen_cb (HalqaSessionPlace *self)
{
  HalqaItem *chosen = halqa_minutes_view_get_chosen (self->minutes);

  halqa_room_votes_set_proposal (self->votes, self->forum, self->session,
                                 is_proposal (chosen) ? chosen : NULL);
}

static void
activated_cb (HalqaSessionPlace *self, HalqaItem *item)
{
  if (is_proposal (item))
    {
      g_signal_emit (self, signals[SIGNAL_OPEN], 0, item);
      return;
    }
  halqa_session_place_edit (self);
  halqa_session_editor_show_note (self->editor, halqa_item_get_id (item));
}

static void
counted_cb (HalqaSessionPlace *self, int step)
{
  halqa_room_votes_count (self->votes, step);
}

static void
left_cb (HalqaSessionPlace *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->capture)))
    halqa_capture_begin (self->capture);
  else
    halqa_minutes_view_begin (self->minutes);
}

/* What was just taken down is seen, wherever the list was. */
static void
taken_cb (HalqaSessionPlace *self, const char *id)
{
  halqa_minutes_view_show_end (self->minutes, id);
}

static void
up_cb (HalqaSessionPlace *self)
{
  halqa_minutes_view_begin (self->minutes);
}

static gboolean
enter_cb (gpointer user_data)
{
  HalqaSessionPlace *self = user_data;

  self->enter_idle = 0;
  left_cb (self);
  return G_SOURCE_REMOVE;
}

static void
session_changed_cb (HalqaSessionPlace *self)
{
  g_object_set (self, "title",
                self->session != NULL ? halqa_item_get_name (self->session) : _ ("New Session"),
                NULL);
}

/* Whether the sheet is on the disk, and if not, why. */
static void
form_changed_cb (HalqaSessionPlace *self)
{
  HalqaForm *form = halqa_session_editor_get_form (self->editor);
  const HalqaFormState state = halqa_form_get_state (form);
  const char *problem = state == HALQA_FORM_FAILED ? halqa_form_get_problem (form) : NULL;
  const char *words = state == HALQA_FORM_SAVED ? _ ("Saved") : "";

  /* An empty one keeps its line, so that nothing moves under the hand. */
  gtk_label_set_text (self->saved, problem != NULL ? problem : words);
  gtk_widget_remove_css_class (GTK_WIDGET (self->saved), problem != NULL ? "dim-label" : "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->saved), problem != NULL ? "warning" : "dim-label");
}

static void
close_cb (HalqaSessionPlace *self)
{
  halqa_session_place_edit (self);
  halqa_session_editor_show_end (self->editor);
}

/* A sheet that is not shown need not read what is still open. */
static void
reveal_cb (HalqaSessionPlace *self)
{
  HalqaForm *form = halqa_session_editor_get_form (self->editor);

  if (!adw_flap_get_reveal_flap (self->flap))
    halqa_form_flush (form);
  else if (self->session != NULL)
    halqa_session_editor_open (self->editor, self->session);
}

static void
halqa_session_place_set_forum (HalqaPlace *place, HalqaForum *forum)
{
  HalqaSessionPlace *self = HALQA_SESSION_PLACE (place);

  halqa_session_place_set_session (self, NULL);
  g_clear_object (&self->themes);
  g_set_object (&self->forum, forum);
  if (forum != NULL)
    self->themes = halqa_item_list_new (forum, "theme", "position", FALSE);
  halqa_capture_set_forum (self->capture, forum, G_LIST_MODEL (self->themes));
  halqa_session_editor_set_forum (self->editor, forum, G_LIST_MODEL (self->themes));
  gtk_widget_set_visible (GTK_WIDGET (self->capture),
                          forum != NULL && !halqa_forum_is_read_only (forum));
}

static void
halqa_session_place_map (GtkWidget *widget)
{
  HalqaSessionPlace *self = HALQA_SESSION_PLACE (widget);

  GTK_WIDGET_CLASS (halqa_session_place_parent_class)->map (widget);
  if (self->is_entered && self->enter_idle == 0)
    self->enter_idle = g_idle_add_full (G_PRIORITY_LOW, enter_cb, self, NULL);
  self->is_entered = FALSE;
}

/* What was typed and counted is left. */
static void
halqa_session_place_unmap (GtkWidget *widget)
{
  halqa_session_place_flush (HALQA_SESSION_PLACE (widget));
  GTK_WIDGET_CLASS (halqa_session_place_parent_class)->unmap (widget);
}

static void
halqa_session_place_dispose (GObject *object)
{
  HalqaSessionPlace *self = HALQA_SESSION_PLACE (object);

  g_clear_handle_id (&self->enter_idle, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (self->session, session_changed_cb, self);
  g_clear_object (&self->session);
  g_clear_object (&self->themes);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_SESSION_PLACE);
  G_OBJECT_CLASS (halqa_session_place_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-session-place.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionPlace, flap);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionPlace, sheet);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionPlace, editor);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionPlace, saved);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionPlace, minutes);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionPlace, votes);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionPlace, capture);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, counted_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_cb);
  gtk_widget_class_bind_template_callback (widget_class, taken_cb);
  gtk_widget_class_bind_template_callback (widget_class, up_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
}

static void
halqa_session_place_class_init (HalqaSessionPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_session_place_dispose;
  HALQA_PLACE_CLASS (klass)->set_forum = halqa_session_place_set_forum;
  GTK_WIDGET_CLASS (klass)->map = halqa_session_place_map;
  GTK_WIDGET_CLASS (klass)->unmap = halqa_session_place_unmap;
  signals[SIGNAL_OPEN] = g_signal_new ("open", HALQA_TYPE_SESSION_PLACE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_ITEM);
  g_type_ensure (HALQA_TYPE_CAPTURE);
  g_type_ensure (HALQA_TYPE_MINUTES_VIEW);
  g_type_ensure (HALQA_TYPE_SESSION_EDITOR);
  g_type_ensure (HALQA_TYPE_SESSION_SHEET);
  g_type_ensure (HALQA_TYPE_ROOM_VOTES);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
add_buttons (HalqaSessionPlace *self)
{
  const char *name = _ ("Room, facilitator, head count and notes of this session");
  const char *list = _ ("Proposals of this session as a list");
  GtkWidget *as_list = gtk_button_new_from_icon_name ("view-list-symbolic");

  self->edit = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->edit), "document-edit-symbolic");
  halqa_words_name_icon (self->edit, name);
  g_object_bind_property (self->flap, "reveal-flap", self->edit, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  adw_header_bar_pack_end (halqa_place_get_bar (HALQA_PLACE (self)), self->edit);
  halqa_words_name_icon (as_list, list);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (as_list), "win.session-list");
  halqa_place_pack_start (HALQA_PLACE (self), as_list);
}

static void
halqa_session_place_init (HalqaSessionPlace *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_giving_way_lay_out (GTK_WIDGET (self->minutes));
  halqa_giving_way_add (GTK_WIDGET (self->sheet), NULL);
  add_buttons (self);
  g_signal_connect_object (halqa_session_editor_get_form (self->editor), "changed",
                           G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
  session_changed_cb (self);
}

void
halqa_session_place_set_session (HalqaSessionPlace *self, HalqaItem *session)
{
  HalqaForm *form;

  g_return_if_fail (HALQA_IS_SESSION_PLACE (self));

  if (session == self->session)
    return;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (self->session, session_changed_cb, self);
  g_set_object (&self->session, session);
  halqa_minutes_view_set_session (self->minutes, self->forum,
                                  session != NULL ? halqa_item_get_id (session) : NULL);
  halqa_session_sheet_set_item (self->sheet, self->forum, session);
  halqa_capture_set_session (self->capture, session);
  gtk_widget_set_sensitive (GTK_WIDGET (self->capture), session != NULL);
  form = halqa_session_editor_get_form (self->editor);
  if (halqa_form_get_item (form) != session)
    halqa_form_close (form);
  session_changed_cb (self);
  if (session == NULL)
    return;
  g_signal_connect_swapped (session, "changed", G_CALLBACK (session_changed_cb), self);
  reveal_cb (self);
  if (self->waiting)
    halqa_session_place_take_down (self);
}

HalqaItem *
halqa_session_place_get_session (HalqaSessionPlace *self)
{
  g_return_val_if_fail (HALQA_IS_SESSION_PLACE (self), NULL);

  return self->session;
}

HalqaSessionEditor *
halqa_session_place_get_editor (HalqaSessionPlace *self)
{
  g_return_val_if_fail (HALQA_IS_SESSION_PLACE (self), NULL);

  return self->editor;
}

void
halqa_session_place_edit (HalqaSessionPlace *self)
{
  g_return_if_fail (HALQA_IS_SESSION_PLACE (self));

  adw_flap_set_reveal_flap (self->flap, TRUE);
  halqa_session_editor_show_title (self->editor);
}

void
halqa_session_place_begin (HalqaSessionPlace *self)
{
  g_return_if_fail (HALQA_IS_SESSION_PLACE (self));

  halqa_session_place_set_session (self, NULL);
  adw_flap_set_reveal_flap (self->flap, TRUE);
  halqa_session_editor_begin (self->editor);
}

void
halqa_session_place_take_down (HalqaSessionPlace *self)
{
  g_return_if_fail (HALQA_IS_SESSION_PLACE (self));

  self->waiting = self->session == NULL;
  if (self->waiting)
    return;
  adw_flap_set_reveal_flap (self->flap, FALSE);
  self->is_entered = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (!self->is_entered)
    left_cb (self);
}

gboolean
halqa_session_place_go_back (HalqaSessionPlace *self)
{
  g_return_val_if_fail (HALQA_IS_SESSION_PLACE (self), FALSE);

  if (!adw_flap_get_folded (self->flap) || !adw_flap_get_reveal_flap (self->flap))
    return FALSE;
  adw_flap_set_reveal_flap (self->flap, FALSE);
  return TRUE;
}

void
halqa_session_place_flush (HalqaSessionPlace *self)
{
  g_return_if_fail (HALQA_IS_SESSION_PLACE (self));

  halqa_form_flush (halqa_session_editor_get_form (self->editor));
  halqa_room_votes_flush (self->votes);
  halqa_capture_flush (self->capture);
}
