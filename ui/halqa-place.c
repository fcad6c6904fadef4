/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-place.h"

#include "halqa-in-sight.h"
#include "halqa-room-button.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A view of the whole forum that stands in the window in the place of the list and the editor, and
 * has a row in the sidebar. A subclass gives its content, title and icon in its template, and counts
 * what waits there. */

typedef struct
{
  /* owned */
  HalqaForum *forum;
  char *title;
  char *icon_name;
  char *words;
  guint count;
  gboolean folded;
  gboolean opened_elsewhere;
  gboolean roomless;

  /* template */
  AdwHeaderBar *bar;
  AdwWindowTitle *name;
  GtkWidget *back;
  HalqaRoomButton *room;
  AdwBin *content;
} HalqaPlacePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HalqaPlace, halqa_place, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_ICON_NAME,
  PROP_WORDS,
  PROP_COUNT,
  PROP_CONTENT,
  PROP_FOLDED,
  N_PROPS
};

enum
{
  SIGNAL_OPEN_RECORD,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static HalqaPlacePrivate *
get_private (HalqaPlace *self)
{
  return halqa_place_get_instance_private (self);
}

/* In a narrow window the sidebar says who has everything: the title needs the room. */
static void
set_folded (HalqaPlace *self, gboolean folded)
{
  HalqaPlacePrivate *priv = get_private (self);

  priv->folded = folded;
  gtk_widget_set_visible (priv->back, folded || priv->opened_elsewhere);
  adw_header_bar_set_show_start_title_buttons (priv->bar, folded);
  gtk_widget_set_visible (GTK_WIDGET (priv->room), !folded && !priv->roomless);
}

static void
halqa_place_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HalqaPlace *self = HALQA_PLACE (object);
  HalqaPlacePrivate *priv = get_private (self);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_free (priv->title);
      priv->title = g_value_dup_string (value);
      adw_window_title_set_title (priv->name, priv->title);
      break;
    case PROP_ICON_NAME:
      g_free (priv->icon_name);
      priv->icon_name = g_value_dup_string (value);
      break;
    case PROP_WORDS:
      halqa_place_set_words (self, g_value_get_string (value));
      break;
    case PROP_COUNT:
      halqa_place_set_count (self, g_value_get_uint (value));
      break;
    case PROP_CONTENT:
      adw_bin_set_child (priv->content, g_value_get_object (value));
      break;
    case PROP_FOLDED:
      set_folded (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_place_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaPlacePrivate *priv = get_private (HALQA_PLACE (object));

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, priv->icon_name);
      break;
    case PROP_WORDS:
      g_value_set_string (value, priv->words);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, priv->count);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (priv->content));
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, priv->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_place_dispose (GObject *object)
{
  g_clear_object (&get_private (HALQA_PLACE (object))->forum);
  G_OBJECT_CLASS (halqa_place_parent_class)->dispose (object);
}

static void
halqa_place_finalize (GObject *object)
{
  HalqaPlacePrivate *priv = get_private (HALQA_PLACE (object));

  g_free (priv->title);
  g_free (priv->icon_name);
  g_free (priv->words);
  G_OBJECT_CLASS (halqa_place_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags given = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", given);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, given);
  properties[PROP_WORDS] =
      g_param_spec_string ("words", NULL, NULL, NULL, given | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_COUNT] =
      g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, given | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, given);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, given);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_place_class_init (HalqaPlaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = halqa_place_set_property;
  object_class->get_property = halqa_place_get_property;
  object_class->dispose = halqa_place_dispose;
  object_class->finalize = halqa_place_finalize;
  install_properties (object_class);
  signals[SIGNAL_OPEN_RECORD] =
      g_signal_new ("open-record", HALQA_TYPE_PLACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_type_ensure (HALQA_TYPE_ROOM_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-place.ui");
  gtk_widget_class_bind_template_child_private (widget_class, HalqaPlace, bar);
  gtk_widget_class_bind_template_child_private (widget_class, HalqaPlace, name);
  gtk_widget_class_bind_template_child_private (widget_class, HalqaPlace, back);
  gtk_widget_class_bind_template_child_private (widget_class, HalqaPlace, room);
  gtk_widget_class_bind_template_child_private (widget_class, HalqaPlace, content);
}

static void
halqa_place_init (HalqaPlace *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_in_sight_put_off (ADW_BIN (self));
  halqa_place_set_back (self, NULL);
}

/* @forum: (nullable): %NULL to show none */
void
halqa_place_set_forum (HalqaPlace *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_PLACE (self));

  if (!g_set_object (&get_private (self)->forum, forum))
    return;
  halqa_room_button_set_forum (get_private (self)->room, forum);
  HALQA_PLACE_GET_CLASS (self)->set_forum (self, forum);
}

const char *
halqa_place_get_title (HalqaPlace *self)
{
  g_return_val_if_fail (HALQA_IS_PLACE (self), NULL);

  return get_private (self)->title;
}

/* @count: what waits here for somebody; 0 shows none */
void
halqa_place_set_count (HalqaPlace *self, guint count)
{
  HalqaPlacePrivate *priv = get_private (self);

  g_return_if_fail (HALQA_IS_PLACE (self));

  if (priv->count == count)
    return;
  priv->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

/* @words: (nullable): how things stand there, for the sidebar */
void
halqa_place_set_words (HalqaPlace *self, const char *words)
{
  HalqaPlacePrivate *priv = get_private (self);

  g_return_if_fail (HALQA_IS_PLACE (self));

  if (g_strcmp0 (priv->words, words) == 0)
    return;
  g_free (priv->words);
  priv->words = g_strdup (words);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORDS]);
}

/* @name: (nullable): of what it was opened in, where "back" leads to; %NULL where that is the sidebar */
void
halqa_place_set_back (HalqaPlace *self, const char *name)
{
  HalqaPlacePrivate *priv = get_private (self);

  g_return_if_fail (HALQA_IS_PLACE (self));

  priv->opened_elsewhere = name != NULL;
  gtk_widget_set_visible (priv->back, priv->folded || name != NULL);
  halqa_words_name_icon (priv->back, name != NULL ? name : _ ("Sessions"));
}

/* Before the line of the room, which gives way. */
void
halqa_place_pack_start (HalqaPlace *self, GtkWidget *button)
{
  HalqaPlacePrivate *priv = get_private (self);

  adw_header_bar_pack_start (priv->bar, button);
  gtk_widget_insert_before (button, gtk_widget_get_parent (button), GTK_WIDGET (priv->room));
}

/* Takes the line of the room out of the bar. */
void
halqa_place_hide_room (HalqaPlace *self)
{
  g_return_if_fail (HALQA_IS_PLACE (self));

  get_private (self)->roomless = TRUE;
  set_folded (self, get_private (self)->folded);
}

/* Returns: (transfer none): to put buttons into */
AdwHeaderBar *
halqa_place_get_bar (HalqaPlace *self)
{
  g_return_val_if_fail (HALQA_IS_PLACE (self), NULL);

  return get_private (self)->bar;
}

/* What is to be worked with has the keyboard, and not the bar above it; where there is nothing, the bar. */
void
halqa_place_take_focus (HalqaPlace *self)
{
  GtkWidget *content;
  GtkWidget *focus;

  g_return_if_fail (HALQA_IS_PLACE (self));

  content = GTK_WIDGET (get_private (self)->content);
  focus = gtk_root_get_focus (gtk_widget_get_root (content));
  if (focus != NULL && gtk_widget_is_ancestor (focus, content))
    return;
  if (!gtk_widget_child_focus (content, GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* Has the window show a record: a proposal or a session itself, of anything else what it belongs to. */
void
halqa_place_open_record (HalqaPlace *self, const char *kind, const char *id)
{
  g_return_if_fail (HALQA_IS_PLACE (self));

  g_signal_emit (self, signals[SIGNAL_OPEN_RECORD], 0, kind, id);
}
