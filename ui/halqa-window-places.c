/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-changes-place.h"
#include "halqa-desk-place.h"
#include "halqa-room-place.h"
#include "halqa-versions-place.h"

/* The places of the window: views of the whole forum, each of which takes the room of the list and
 * the editor while it is shown. Alt with a number goes to one of them. */

/* In the order of the sidebar. */
static GType (*const places[]) (void) = { halqa_desk_place_get_type, halqa_versions_place_get_type,
                                          halqa_changes_place_get_type, halqa_room_place_get_type,
                                          NULL };

/* What a record is seen in: the field that names it, or nothing where it has a view of its own. */
static const struct
{
  const char *kind;
  const char *field;
} owners[] = {
  { "proposal", NULL },          { "session", NULL },     { "note", "subject" },
  { "attachment", "subject" },   { "tally", "proposal" }, { "action", "proposal" },
  { "endorsement", "proposal" }, { "link", "a" },
};

static HalqaItem *
find_anywhere (HalqaForum *forum, const char *id)
{
  HalqaItem *item = halqa_forum_dup_item (forum, "proposal", id);

  return item != NULL ? item : halqa_forum_dup_item (forum, "session", id);
}

/* Returns: (transfer full) (nullable): the proposal or session that a record is seen in */
static HalqaItem *
dup_owner (HalqaForum *forum, const char *kind, const char *id)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (forum, kind, id);

  for (gsize i = 0; item != NULL && i < G_N_ELEMENTS (owners); i++)
    if (g_str_equal (owners[i].kind, kind))
      {
        const char *owner =
            owners[i].field == NULL ? id : halqa_item_get_ref (item, owners[i].field);

        return owner == NULL ? NULL : find_anywhere (forum, owner);
      }
  return NULL;
}

/* Not as a person does it, who goes elsewhere. */
static void
choose_session (HalqaWindow *self, const char *id)
{
  self->opening = TRUE;
  halqa_sidebar_choose (self->sidebar, id);
  self->opening = FALSE;
}

/* Whether it is a proposal of the session in front, to whose room one goes back from it. */
static gboolean
is_among_shown (HalqaWindow *self, HalqaItem *proposal)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->contents);
  HalqaItem *session = halqa_sidebar_get_session (self->sidebar);

  return session != NULL && (shown == GTK_WIDGET (self->inner) || HALQA_IS_SESSION_PLACE (shown)) &&
         g_strcmp0 (halqa_item_get_ref (proposal, "session"), halqa_item_get_id (session)) == 0;
}

/* Shows the record, or what it belongs to. */
void
halqa_window_open_record (HalqaWindow *self, const char *kind, const char *id)
{
  g_autoptr (HalqaItem) item = dup_owner (self->forum, kind, id);

  if (g_str_equal (kind, "theme") || g_str_equal (kind, "forum"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.about-forum", NULL);
  if (item == NULL)
    return;
  halqa_window_note_before (self);
  if (g_str_equal (halqa_item_get_kind (item), "session"))
    {
      choose_session (self, halqa_item_get_id (item));
      gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-session", NULL);
      return;
    }
  if (!is_among_shown (self, item))
    choose_session (self, NULL);
  halqa_proposal_list_select (self->list, halqa_item_get_id (item));
  halqa_proposal_editor_open (self->proposal_editor, item);
  halqa_window_show_editor (self, "proposal");
  /* As from the list by Enter; else the keyboard would be at the bar. */
  halqa_proposal_editor_show_title (self->proposal_editor);
  halqa_window_settle_focus (self);
}

/* Returns: (transfer none): a new one, behind the others */
HalqaPlace *
halqa_window_add_place (HalqaWindow *self, GType type)
{
  HalqaPlace *place = g_object_new (type, NULL);

  gtk_stack_add_child (self->contents, GTK_WIDGET (place));
  g_object_bind_property (self->outer, "folded", place, "folded", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (place, "open-record", G_CALLBACK (halqa_window_open_record), self,
                           G_CONNECT_SWAPPED);
  return place;
}

/* Makes the places of the sidebar, once for each window. */
void
halqa_window_add_places (HalqaWindow *self)
{
  for (gsize i = 0; places[i] != NULL; i++)
    halqa_sidebar_add_place (self->sidebar, halqa_window_add_place (self, places[i]()));
  g_signal_connect_object (halqa_window_find_place (self, HALQA_TYPE_DESK_PLACE), "notify::put-off",
                           G_CALLBACK (halqa_window_note_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (halqa_window_find_place (self, HALQA_TYPE_ROOM_PLACE), "notify::words",
                           G_CALLBACK (halqa_window_update_inviting), self, G_CONNECT_SWAPPED);
}

/* @forum: (nullable): that the places are to show */
void
halqa_window_set_forum_of_places (HalqaWindow *self, HalqaForum *forum)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->contents));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (HALQA_IS_PLACE (child))
      halqa_place_set_forum (HALQA_PLACE (child), forum);
}

/* @place: (nullable): %NULL for the proposals */
void
halqa_window_show_place (HalqaWindow *self, HalqaPlace *place)
{
  GtkWidget *child = place == NULL ? GTK_WIDGET (self->inner) : GTK_WIDGET (place);

  if (place != NULL)
    halqa_place_set_forum (place, self->forum);
  if (place != NULL && !HALQA_IS_SESSION_PLACE (place))
    halqa_window_forget_before (self);
  gtk_stack_set_visible_child (self->contents, child);
  /* All proposals have a row of their own, in whichever view they are; and so has each session. */
  halqa_sidebar_mark (self->sidebar,
                      HALQA_IS_SESSION_PLACE (place) || HALQA_IS_ALL_PLACE (place) ? NULL : place);
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->contents));
  halqa_window_update (self);
}

/* Returns: (transfer none): the place of that type */
HalqaPlace *
halqa_window_find_place (HalqaWindow *self, GType type)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->contents));

  while (child != NULL && !G_TYPE_CHECK_INSTANCE_TYPE (child, type))
    child = gtk_widget_get_next_sibling (child);
  return HALQA_PLACE (child);
}

/* "win.look-alikes": the pairs of the proposal in the editor, at the merging desk. */
void
halqa_window_show_look_alikes (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaForm *form = halqa_proposal_editor_get_form (self->proposal_editor);
  HalqaPlace *desk = halqa_window_find_place (self, HALQA_TYPE_DESK_PLACE);

  if (halqa_form_get_item (form) == NULL)
    return;
  halqa_form_flush (form);
  halqa_place_set_forum (desk, self->forum);
  halqa_desk_place_show_only (HALQA_DESK_PLACE (desk),
                              halqa_item_get_id (halqa_form_get_item (form)));
  halqa_window_show_place (self, desk);
}

/* "win.room": from wherever one is. */
void
halqa_window_show_room (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  halqa_sidebar_choose_place (self->sidebar, halqa_window_find_place (self, HALQA_TYPE_ROOM_PLACE));
}

/* What two people wrote differently. */
void
halqa_window_show_versions (HalqaWindow *self)
{
  HalqaPlace *place = halqa_window_find_place (self, HALQA_TYPE_VERSIONS_PLACE);

  if (self->forum == NULL)
    return;
  halqa_sidebar_choose_place (self->sidebar, place);
  halqa_versions_place_begin_with_newest (HALQA_VERSIONS_PLACE (place));
}

/* And not the proposal that was open last, where there is room for one of them. */
void
halqa_window_show_list (HalqaWindow *self)
{
  if (!adw_leaflet_get_folded (self->inner))
    return;
  halqa_proposal_list_select (self->list, NULL);
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
}

/* Who comes by a key works on with keys. */
void
halqa_window_take_focus (HalqaWindow *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->contents);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (halqa_window_shows_all_place (self))
    halqa_all_place_begin (self->all_place);
  else if (HALQA_IS_PLACE (shown))
    halqa_place_take_focus (HALQA_PLACE (shown));
  else if (gtk_widget_get_mapped (GTK_WIDGET (self->list)) &&
           (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list))))
    halqa_proposal_list_begin (self->list);
}

/* "win.place": 0 for the proposals, else the places by their order in the sidebar. */
void
halqa_window_go_to_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->contents));

  for (int n = g_variant_get_int32 (parameter); child != NULL && n > 0; n--)
    child = gtk_widget_get_next_sibling (child);
  if (self->forum == NULL || child == NULL || HALQA_IS_SESSION_PLACE (child))
    return;
  if (HALQA_IS_PLACE (child))
    halqa_sidebar_choose_place (self->sidebar, HALQA_PLACE (child));
  else
    {
      halqa_window_forget_before (self);
      halqa_window_show_list (self);
      halqa_window_show_place (self, NULL);
      halqa_window_show_all (self);
    }
  halqa_window_take_focus (self);
}
