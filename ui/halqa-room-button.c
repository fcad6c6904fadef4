/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-room-button.h"

#include "halqa-room-words.h"

#include <glib/gi18n.h>

/* The room in one line, in words: what somebody wants to know before they shut their laptop. More
 * stands in the place that it leads to.
 *
 * The words are there in whole or not at all, by the room that there is. Rejected: to take them away
 * where the window folds. Without them the bar needed less, so the window unfolded, showed them and
 * folded again, for ever. */

#define REFRESH_S 20

struct _HalqaRoomButton
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  GListModel *neighbours;
  GPtrArray *watched;
  guint timer;
  guint tick;
  gboolean compact;

  /* template */
  GtkWidget *button;
  GtkImage *icon;
  GtkWidget *text;
  GtkLabel *words;
  GtkLabel *near;
};

G_DEFINE_FINAL_TYPE (HalqaRoomButton, halqa_room_button, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
update (HalqaRoomButton *self)
{
  g_autofree char *summary = halqa_room_words_summary (self->forum);
  g_autofree char *near = halqa_room_words_near (self->neighbours);
  g_autofree char *last = halqa_room_words_last_exchange (self->neighbours);
  g_autofree char *clock = halqa_room_words_own_clock (self->neighbours);
  g_autofree char *name =
      g_strjoin (". ", summary, near, last, /* nothing where it is right */ clock, NULL);

  gtk_label_set_text (self->words, summary);
  gtk_label_set_text (self->near, clock == NULL ? near : _ ("Clock of this laptop is off"));
  gtk_image_set_from_icon_name (self->icon, clock == NULL
                                                ? halqa_room_words_summary_icon (self->forum)
                                                : "preferences-system-time-symbolic");
  if (g_strcmp0 (name, gtk_widget_get_tooltip_text (self->button)) == 0)
    return; /* GTK asks the display four things for a tooltip, also for one that is the same */
  gtk_widget_set_tooltip_text (self->button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static gboolean
refresh_cb (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  HALQA_ROOM_BUTTON (widget)->tick = 0;
  update (HALQA_ROOM_BUTTON (widget));
  return G_SOURCE_REMOVE;
}

/* With the next frame: while entries arrive, a laptop tells of a dozen properties many times before it. */
static void
changed_cb (HalqaRoomButton *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
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

      g_signal_connect_swapped (neighbour, "notify", G_CALLBACK (changed_cb), self);
      g_ptr_array_add (self->watched, neighbour);
    }
  update (self);
}

/* --- the words, in whole or not at all */

static GtkSizeRequestMode
get_text_mode (GtkWidget *text)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
measure_text (GtkWidget *text,
              GtkOrientation orientation,
              int for_size,
              int *minimum,
              int *natural,
              int *minimum_baseline,
              int *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (text)), orientation, -1, minimum, natural, NULL,
                      NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = 0;
}

static void
allocate_text (GtkWidget *text, int width, int height, int baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (text));
  int whole;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &whole, NULL, NULL, NULL);
  gtk_widget_set_child_visible (child, width >= whole);
  if (width >= whole)
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

static void
halqa_room_button_map (GtkWidget *widget)
{
  HalqaRoomButton *self = HALQA_ROOM_BUTTON (widget);

  GTK_WIDGET_CLASS (halqa_room_button_parent_class)->map (widget);
  update (self);
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
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomButton, near);
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
  gtk_widget_set_layout_manager (self->text, gtk_custom_layout_new (get_text_mode, measure_text,
                                                                    allocate_text));
  update (self);
}

/* @forum: (nullable): whose neighbours are shown */
void
halqa_room_button_set_forum (HalqaRoomButton *self, HalqaForum *forum)
{
  static const char *const counts[] = { "notify::n-laptops", "notify::n-complete" };

  g_return_if_fail (HALQA_IS_ROOM_BUTTON (self));

  if (self->forum != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->neighbours, self);
      g_signal_handlers_disconnect_by_data (self->forum, self);
    }
  g_clear_object (&self->neighbours);
  g_set_object (&self->forum, forum);
  if (forum != NULL)
    {
      self->neighbours = g_object_ref (halqa_forum_get_neighbours (forum));
      g_signal_connect_object (self->neighbours, "items-changed",
                               G_CALLBACK (neighbours_changed_cb), self, G_CONNECT_SWAPPED);
      for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
        g_signal_connect_object (forum, counts[i], G_CALLBACK (changed_cb), self,
                                 G_CONNECT_SWAPPED);
    }
  neighbours_changed_cb (self);
}
