/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-room-window.h"

#include "halqa-neighbour-row.h"
#include "halqa-room-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The laptops of the forum: who is near, how each stands to this one, and what can be done where
 * something is in the way. A window of its own beside the one in which people type; it blocks
 * nothing. */

#define REFRESH_S 20

struct _HalqaRoomWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  guint timer;

  /* template */
  AdwPreferencesGroup *summary;
  GtkWidget *notice;
  GtkImage *notice_icon;
  GtkLabel *notice_words;
  GtkWidget *invite;
  GtkWidget *nobody;
  GtkListBox *list;
  GtkWidget *take;
  GtkEditable *address;
  GtkWidget *add;
  GtkWidget *own_address_row;
  GtkLabel *own_address;
};

G_DEFINE_FINAL_TYPE (HalqaRoomWindow, halqa_room_window, ADW_TYPE_WINDOW)

/* What concerns this laptop itself. */
static void
update_notice (HalqaRoomWindow *self, GListModel *neighbours)
{
  const char *removed = halqa_room_words_removed (neighbours);
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
update_own_address (HalqaRoomWindow *self)
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
update (HalqaRoomWindow *self)
{
  GListModel *neighbours = halqa_forum_get_neighbours (self->forum);
  g_autofree char *summary = halqa_room_words_summary (self->forum);
  g_autofree char *near = halqa_room_words_near (neighbours);
  g_autofree char *last = halqa_room_words_last_exchange (neighbours);
  g_autofree char *more = halqa_words_join (near, last);
  gboolean somebody = g_list_model_get_n_items (neighbours) > 0;

  adw_preferences_group_set_title (self->summary, summary);
  adw_preferences_group_set_description (self->summary, more);
  update_notice (self, neighbours);
  update_own_address (self);
  gtk_widget_set_visible (GTK_WIDGET (self->list), somebody);
  gtk_widget_set_visible (self->nobody, !somebody);
}

static gboolean
refresh_cb (gpointer user_data)
{
  HalqaRoomWindow *self = user_data;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (HALQA_IS_NEIGHBOUR_ROW (row))
      halqa_neighbour_row_update (HALQA_NEIGHBOUR_ROW (row));
  update (self);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  g_signal_connect_object (item, "notify", G_CALLBACK (update), user_data, G_CONNECT_SWAPPED);
  return halqa_neighbour_row_new (HALQA_NEIGHBOUR (item));
}

static void
address_changed_cb (HalqaRoomWindow *self)
{
  gtk_widget_set_sensitive (self->add, *gtk_editable_get_text (self->address) != '\0');
}

static void
add_cb (HalqaRoomWindow *self)
{
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));

  if (*address == '\0')
    return;
  halqa_forum_add_address (self->forum, address);
  gtk_editable_set_text (self->address, "");
}

static void
activate_in_parent (HalqaRoomWindow *self, const char *action)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), action, NULL);
}

static void
invite_cb (HalqaRoomWindow *self)
{
  activate_in_parent (self, "win.invite");
}

static void
members_cb (HalqaRoomWindow *self)
{
  activate_in_parent (self, "win.members");
}

static void
give_cb (HalqaRoomWindow *self)
{
  activate_in_parent (self, "win.give-to-stick");
}

static void
take_cb (HalqaRoomWindow *self)
{
  activate_in_parent (self, "win.take-from-stick");
}

static void
halqa_room_window_dispose (GObject *object)
{
  HalqaRoomWindow *self = HALQA_ROOM_WINDOW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ROOM_WINDOW);
  G_OBJECT_CLASS (halqa_room_window_parent_class)->dispose (object);
}

static void
halqa_room_window_class_init (HalqaRoomWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_room_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-room-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, notice_icon);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, notice_words);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, nobody);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, invite);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, take);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, address);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, add);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, own_address_row);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomWindow, own_address);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, invite_cb);
  gtk_widget_class_bind_template_callback (widget_class, members_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_cb);
}

static void
halqa_room_window_init (HalqaRoomWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Where nothing can be written nobody is met either. */
static void
set_writable (HalqaRoomWindow *self, gboolean writable)
{
  gtk_widget_set_sensitive (self->invite, writable);
  gtk_widget_set_sensitive (self->take, writable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->address), writable);
}

/* @parent: the window in which @forum is open, and whose actions are used */
HalqaRoomWindow *
halqa_room_window_new (GtkWindow *parent, HalqaForum *forum)
{
  static const char *const counts[] = { "notify::n-laptops", "notify::n-complete" };
  HalqaRoomWindow *self = g_object_new (HALQA_TYPE_ROOM_WINDOW, "transient-for", parent, NULL);
  GListModel *neighbours = halqa_forum_get_neighbours (forum);

  self->forum = g_object_ref (forum);
  gtk_list_box_bind_model (self->list, neighbours, create_row, self, NULL);
  g_signal_connect_object (neighbours, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_signal_connect_object (forum, counts[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  set_writable (self, !halqa_forum_is_read_only (forum));
  update (self);
  self->timer = g_timeout_add_seconds (REFRESH_S, refresh_cb, self);
  return self;
}
