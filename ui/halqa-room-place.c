/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-room-place.h"

#include "halqa-choices.h"
#include "halqa-form.h"
#include "halqa-item-list.h"
#include "halqa-neighbour-row.h"
#include "halqa-room-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The laptops of the forum: who is near, how each stands to this one, and what can be done where
 * something is in the way. Who has everything stands in the sidebar too, whatever is shown. */

#define REFRESH_S 20

struct _HalqaRoomPlace
{
  HalqaPlace parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemList *sessions;
  HalqaForm *form; /* of the record of this laptop */
  guint timer;

  /* template */
  AdwPreferencesGroup *summary;
  GtkWidget *invite;
  GtkWidget *notice;
  GtkImage *notice_icon;
  GtkLabel *notice_words;
  GtkWidget *nobody;
  GtkListBox *list;
  AdwComboRow *session;
  GtkEditable *address;
  GtkWidget *add;
  GtkWidget *own_address_row;
  GtkLabel *own_address;
};

G_DEFINE_FINAL_TYPE (HalqaRoomPlace, halqa_room_place, HALQA_TYPE_PLACE)

/* What concerns this laptop itself. */
static void
update_notice (HalqaRoomPlace *self, GListModel *neighbours)
{
  g_autofree char *removed = halqa_room_words_removal (self->forum);
  g_autofree char *clock = halqa_room_words_own_clock (neighbours);
  const char *words = removed != NULL ? removed : clock;

  gtk_image_set_from_icon_name (self->notice_icon, removed != NULL
                                                       ? "action-unavailable-symbolic"
                                                       : "preferences-system-time-symbolic");
  if (words != NULL)
    gtk_label_set_text (self->notice_words, words);
  gtk_widget_set_visible (self->notice, words != NULL);
}

static void
update_own_address (HalqaRoomPlace *self)
{
  g_auto (GStrv) own = halqa_forum_list_own_addresses (self->forum);
  g_autofree char *text = g_strjoinv ("\n", own);
  g_autofree char *name =
      g_strdup_printf ("%s. %s",
                       adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->own_address_row)),
                       text);

  /* What somebody has selected to copy it stays selected. */
  if (g_strcmp0 (gtk_label_get_text (self->own_address), text) != 0)
    gtk_label_set_text (self->own_address, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->own_address_row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_visible (self->own_address_row, *text != '\0');
}

static void
update (HalqaRoomPlace *self)
{
  GListModel *neighbours = self->forum == NULL ? NULL : halqa_forum_get_neighbours (self->forum);
  g_autofree char *summary = halqa_room_words_summary (self->forum);
  g_autofree char *near = halqa_room_words_near (neighbours);
  g_autofree char *last = halqa_room_words_last_exchange (neighbours);
  g_autofree char *more = halqa_words_join (near, last);
  gboolean somebody = neighbours != NULL && g_list_model_get_n_items (neighbours) > 0;

  halqa_place_set_words (HALQA_PLACE (self), summary);
  adw_preferences_group_set_title (self->summary, summary);
  adw_preferences_group_set_description (self->summary, more);
  update_notice (self, neighbours);
  gtk_widget_set_visible (GTK_WIDGET (self->list), somebody);
  gtk_widget_set_visible (self->nobody, !somebody);
}

/* Says anew how long ago things were, and what nobody tells of when it changes. */
static gboolean
refresh_cb (gpointer user_data)
{
  HalqaRoomPlace *self = user_data;

  if (self->forum == NULL)
    return G_SOURCE_CONTINUE;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (HALQA_IS_NEIGHBOUR_ROW (row))
      halqa_neighbour_row_update (HALQA_NEIGHBOUR_ROW (row));
  update (self);
  update_own_address (self);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  HalqaRoomPlace *self = user_data;

  g_signal_connect_object (item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return halqa_neighbour_row_new (self->forum, HALQA_NEIGHBOUR (item));
}

static void
address_changed_cb (HalqaRoomPlace *self)
{
  gtk_widget_set_sensitive (self->add, *gtk_editable_get_text (self->address) != '\0');
}

static void
add_cb (HalqaRoomPlace *self)
{
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));
  g_autoptr (GError) error = NULL;

  if (*address == '\0')
    return;
  if (halqa_forum_add_address (self->forum, address, &error))
    gtk_editable_set_text (self->address, "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

/* The session of this laptop, which it tells the others. */
static void
open_own_record (HalqaRoomPlace *self)
{
  g_autoptr (HalqaItem) own = halqa_forum_dup_device_item (self->forum, NULL);
  g_autoptr (GListModel) choices = NULL;

  self->sessions = halqa_item_list_new (self->forum, "session", "position", FALSE);
  choices = halqa_choices_put_none_first (G_LIST_MODEL (self->sessions));
  adw_combo_row_set_model (self->session, choices);
  if (own != NULL)
    halqa_form_open (self->form, self->forum, own);
}

/* Where nothing can be written nobody is met either. */
static void
set_writable (HalqaRoomPlace *self, gboolean writable)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->session),
                            writable && halqa_form_get_item (self->form) != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->address), writable);
}

static void
let_go (HalqaRoomPlace *self)
{
  if (self->forum == NULL)
    return;
  g_signal_handlers_disconnect_by_data (halqa_forum_get_neighbours (self->forum), self);
  g_signal_handlers_disconnect_by_data (self->forum, self);
  halqa_form_close (self->form);
  adw_combo_row_set_model (self->session, NULL);
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->sessions);
  g_clear_object (&self->forum);
}

static void
take_up (HalqaRoomPlace *self, HalqaForum *forum)
{
  static const char *const counts[] = { "notify::n-laptops", "notify::n-complete" };
  GListModel *neighbours = halqa_forum_get_neighbours (forum);

  self->forum = g_object_ref (forum);
  gtk_list_box_bind_model (self->list, neighbours, create_row, self, NULL);
  g_signal_connect_object (neighbours, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_signal_connect_object (forum, counts[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  open_own_record (self);
  set_writable (self, !halqa_forum_is_read_only (forum));
}

static void
halqa_room_place_set_forum (HalqaPlace *place, HalqaForum *forum)
{
  HalqaRoomPlace *self = HALQA_ROOM_PLACE (place);

  let_go (self);
  if (forum != NULL)
    take_up (self, forum);
  update (self);
}

static void
halqa_room_place_map (GtkWidget *widget)
{
  HalqaRoomPlace *self = HALQA_ROOM_PLACE (widget);

  GTK_WIDGET_CLASS (halqa_room_place_parent_class)->map (widget);
  refresh_cb (self);
  self->timer = g_timeout_add_seconds (REFRESH_S, refresh_cb, self);
}

static void
halqa_room_place_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&HALQA_ROOM_PLACE (widget)->timer, g_source_remove);
  GTK_WIDGET_CLASS (halqa_room_place_parent_class)->unmap (widget);
}

static void
halqa_room_place_dispose (GObject *object)
{
  HalqaRoomPlace *self = HALQA_ROOM_PLACE (object);

  let_go (self);
  g_clear_object (&self->form);
  G_OBJECT_CLASS (halqa_room_place_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-room-place.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, summary);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, invite);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, notice);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, notice_icon);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, notice_words);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, nobody);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, session);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, address);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, add);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, own_address_row);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomPlace, own_address);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
halqa_room_place_class_init (HalqaRoomPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_room_place_dispose;
  HALQA_PLACE_CLASS (klass)->set_forum = halqa_room_place_set_forum;
  widget_class->map = halqa_room_place_map;
  widget_class->unmap = halqa_room_place_unmap;
  bind_template (widget_class);
}

static void
add_buttons (HalqaRoomPlace *self)
{
  GtkWidget *members = gtk_button_new_from_icon_name ("system-users-symbolic");
  GtkWidget *invite = gtk_button_new_from_icon_name ("list-add-symbolic");
  AdwHeaderBar *bar = halqa_place_get_bar (HALQA_PLACE (self));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (members), "win.members");
  halqa_words_name_icon (members, _ ("Members"));
  adw_header_bar_pack_end (bar, members);
  /* In a narrow window the words of the other one would leave none for how things stand. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (invite), "win.invite");
  halqa_words_name_icon (invite, _ ("Invite a Laptop"));
  adw_header_bar_pack_end (bar, invite);
  g_object_bind_property (self, "folded", invite, "visible", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "folded", self->invite, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
}

static void
halqa_room_place_init (HalqaRoomPlace *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The whole of it stands here. */
  halqa_place_hide_room (HALQA_PLACE (self));
  add_buttons (self);
  halqa_choices_show_in (self->session);
  self->form = halqa_form_new ("device");
  halqa_form_bind_ref (self->form, "session", self->session, NULL);
  update (self);
}
