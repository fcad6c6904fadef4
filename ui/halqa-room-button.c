/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-room-button.h"

#include "halqa-neighbour-row.h"
#include "halqa-neighbour.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* Who is near, in words, and when we last exchanged: what somebody wants to know before they shut
 * their laptop. A laptop counts as near only while it answers. */

#define REFRESH_S 20
#define POPOVER_WIDTH 320 /* as in the template */

struct _HalqaRoomButton
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  GListModel *neighbours;
  GPtrArray *watched;
  guint timer;
  gboolean compact;

  /* template */
  GtkMenuButton *button;
  GtkImage *icon;
  GtkWidget *text;
  GtkLabel *words;
  GtkLabel *since;
  GtkListBox *list;
  GtkWidget *nobody;
  GtkLabel *last;
  GtkLabel *own_address;
  GtkEditable *address;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (HalqaRoomButton, halqa_room_button, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static guint
count_near (HalqaRoomButton *self, gint64 *last_exchange)
{
  guint n = 0;

  *last_exchange = 0;
  for (guint i = 0; i < self->watched->len; i++)
    {
      HalqaNeighbour *neighbour = g_ptr_array_index (self->watched, i);

      *last_exchange = MAX (*last_exchange, halqa_neighbour_get_last_exchange (neighbour));
      if (halqa_neighbour_get_state (neighbour) == HALQA_NEIGHBOUR_REACHED)
        n++;
    }
  return n;
}

static void
update_cb (HalqaRoomButton *self)
{
  gint64 last_exchange;
  guint n = count_near (self, &last_exchange);
  g_autofree char *when = halqa_words_when (last_exchange);
  g_autofree char *near =
      n == 0 ? g_strdup (_ ("Nobody near"))
             : g_strdup_printf (ngettext ("%u laptop near", "%u laptops near", n), n);
  g_autofree char *last = last_exchange == 0
                              ? g_strdup (_ ("Nothing exchanged yet"))
                              /* Translators: %s is a moment: "just now", "at 14:05". */
                              : g_strdup_printf (_ ("Last exchange %s"), when);
  g_autofree char *name = g_strdup_printf ("%s. %s", near, last);

  gtk_label_set_text (self->words, near);
  gtk_label_set_text (self->since, when);
  gtk_widget_set_visible (GTK_WIDGET (self->since), last_exchange != 0);
  gtk_label_set_text (self->last, last);
  gtk_image_set_from_icon_name (self->icon, n > 0 ? "network-wired-symbolic"
                                                  : "network-wired-disconnected-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  halqa_words_name_button (self->button, name);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->watched->len > 0);
  gtk_widget_set_visible (self->nobody, self->watched->len == 0);
}

static gboolean
refresh_cb (gpointer user_data)
{
  update_cb (user_data);
  return G_SOURCE_CONTINUE;
}

static void
unwatch_all (HalqaRoomButton *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);
}

static void
neighbours_changed_cb (HalqaRoomButton *self)
{
  guint n = self->neighbours == NULL ? 0 : g_list_model_get_n_items (self->neighbours);

  unwatch_all (self);
  for (guint i = 0; i < n; i++)
    {
      HalqaNeighbour *neighbour = g_list_model_get_item (self->neighbours, i);

      g_signal_connect_swapped (neighbour, "notify", G_CALLBACK (update_cb), self);
      g_ptr_array_add (self->watched, neighbour);
    }
  update_cb (self);
}

static GtkWidget *
create_row (gpointer neighbour, gpointer user_data)
{
  return halqa_neighbour_row_new (HALQA_NEIGHBOUR (neighbour));
}

/* A popover of GTK 4.8 asks a text for its height without saying how wide it will be, and cuts off
 * what is below: so the text is told its height. */
static void
fit_height (GtkWidget *text)
{
  int height;

  gtk_widget_set_size_request (text, POPOVER_WIDTH, -1);
  gtk_widget_measure (text, GTK_ORIENTATION_VERTICAL, POPOVER_WIDTH, &height, NULL, NULL, NULL);
  gtk_widget_set_size_request (text, POPOVER_WIDTH, height);
}

static void
fill_popover (GtkMenuButton *button, gpointer user_data)
{
  HalqaRoomButton *self = user_data;
  g_auto (GStrv) own = self->forum == NULL ? NULL : halqa_forum_list_own_addresses (self->forum);
  gboolean reachable = own != NULL && *own != NULL;
  g_autofree char *text = reachable ? g_strjoinv ("\n", own) : NULL;

  gtk_label_set_text (self->own_address, reachable ? text : "");
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->own_address)), reachable);
  update_cb (self);
  fit_height (self->nobody);
}

static void
address_changed_cb (HalqaRoomButton *self)
{
  gtk_widget_set_sensitive (self->add, *gtk_editable_get_text (self->address) != '\0');
}

static void
add_cb (HalqaRoomButton *self)
{
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));

  if (self->forum == NULL || *address == '\0')
    return;
  halqa_forum_add_address (self->forum, address);
  gtk_editable_set_text (self->address, "");
}

static void
invite_cb (HalqaRoomButton *self)
{
  gtk_menu_button_popdown (self->button);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.invite", NULL);
}

static void
halqa_room_button_map (GtkWidget *widget)
{
  HalqaRoomButton *self = HALQA_ROOM_BUTTON (widget);

  GTK_WIDGET_CLASS (halqa_room_button_parent_class)->map (widget);
  update_cb (self);
  self->timer = g_timeout_add_seconds (REFRESH_S, refresh_cb, self);
}

static void
halqa_room_button_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&HALQA_ROOM_BUTTON (widget)->timer, g_source_remove);
  GTK_WIDGET_CLASS (halqa_room_button_parent_class)->unmap (widget);
}

static void
halqa_room_button_dispose (GObject *object)
{
  HalqaRoomButton *self = HALQA_ROOM_BUTTON (object);

  unwatch_all (self);
  g_clear_object (&self->neighbours);
  g_clear_object (&self->forum);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ROOM_BUTTON);
  G_OBJECT_CLASS (halqa_room_button_parent_class)->dispose (object);
}

static void
halqa_room_button_finalize (GObject *object)
{
  g_ptr_array_unref (HALQA_ROOM_BUTTON (object)->watched);
  G_OBJECT_CLASS (halqa_room_button_parent_class)->finalize (object);
}

static void
halqa_room_button_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, HALQA_ROOM_BUTTON (object)->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_room_button_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  HalqaRoomButton *self = HALQA_ROOM_BUTTON (object);

  switch (prop_id)
    {
    case PROP_COMPACT:
      self->compact = g_value_get_boolean (value);
      gtk_widget_set_visible (self->text, !self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-room-button.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, button);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, icon);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, text);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, words);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, since);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, nobody);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, last);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, own_address);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, address);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, add);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, invite_cb);
}

static void
halqa_room_button_class_init (HalqaRoomButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_room_button_dispose;
  object_class->finalize = halqa_room_button_finalize;
  object_class->get_property = halqa_room_button_get_property;
  object_class->set_property = halqa_room_button_set_property;
  widget_class->map = halqa_room_button_map;
  widget_class->unmap = halqa_room_button_unmap;

  /* For a narrow place: the picture alone, the words in its tooltip. */
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (widget_class);
}

static void
halqa_room_button_init (HalqaRoomButton *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, fill_popover, self, NULL);
  update_cb (self);
}

/* @forum: (nullable): whose neighbours are shown */
void
halqa_room_button_set_forum (HalqaRoomButton *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_ROOM_BUTTON (self));

  if (self->neighbours != NULL)
    g_signal_handlers_disconnect_by_data (self->neighbours, self);
  g_clear_object (&self->neighbours);
  g_set_object (&self->forum, forum);
  if (forum != NULL)
    {
      self->neighbours = g_object_ref (halqa_forum_get_neighbours (forum));
      g_signal_connect_object (self->neighbours, "items-changed",
                               G_CALLBACK (neighbours_changed_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_list_box_bind_model (self->list, self->neighbours, create_row, NULL, NULL);
  neighbours_changed_cb (self);
}
