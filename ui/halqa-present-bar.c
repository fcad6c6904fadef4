/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-present-bar.h"

#include "halqa-item-list.h"
#include "halqa-present-source.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* The bar over what is presented: for who has a pointer, or goes through it by Tab. A while after the
 * pointer has come to rest both are gone, for the hall looks at the same screen. */

#define POINTER_S 3
/* In pixels. */
#define TREMOR 2

struct _HalqaPresentBar
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  GListModel *asked;
  char *heading;

  /* weak */
  GtkWidget *over;

  gboolean setting;
  guint timer;
  double x;
  double y;

  /* template */
  GtkRevealer *revealer;
  GtkDropDown *what;
};

G_DEFINE_FINAL_TYPE (HalqaPresentBar, halqa_present_bar, ADW_TYPE_BIN)

static guint chosen_signal;

/* --- the pointer */

static gboolean
has_focus (HalqaPresentBar *self)
{
  return (gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

static gboolean
hide (gpointer user_data)
{
  HalqaPresentBar *self = user_data;

  /* Who goes through it by the keyboard is not hurried. */
  if (has_focus (self))
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  if (self->over != NULL)
    gtk_widget_set_cursor_from_name (self->over, "none");
  return G_SOURCE_REMOVE;
}

/* Said also where things moved below a pointer at rest. */
static void
motion_cb (HalqaPresentBar *self, double x, double y)
{
  if (fabs (x - self->x) + fabs (y - self->y) < TREMOR)
    return;
  self->x = x;
  self->y = y;
  halqa_present_bar_reveal (self);
}

static void
halqa_present_bar_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  HalqaPresentBar *self = HALQA_PRESENT_BAR (widget);

  GTK_WIDGET_CLASS (halqa_present_bar_parent_class)->state_flags_changed (widget, before);
  if (has_focus (self) && (before & GTK_STATE_FLAG_FOCUS_WITHIN) == 0)
    halqa_present_bar_reveal (self);
}

/* --- what is presented */

static char *
name_choice (GObject *object, gpointer user_data)
{
  g_autofree char *name = NULL;
  HalqaItem *item;

  if (!HALQA_IS_ITEM (object))
    return halqa_text_show_line (HALQA_PRESENT_BAR (user_data)->heading);
  item = HALQA_ITEM (object);
  name = halqa_text_isolate (halqa_item_get_name (item));
  if (g_str_equal (halqa_item_get_kind (item), "theme"))
    /* Translators: %s is what a theme is called. */
    return g_strdup_printf (_ ("Theme: %s"), name);
  return g_steal_pointer (&name);
}

static void
chosen_cb (HalqaPresentBar *self)
{
  GObject *chosen = gtk_drop_down_get_selected_item (self->what);
  g_autoptr (GListModel) items = NULL;
  const char *heading = self->heading;

  if (self->setting || chosen == NULL)
    return;
  if (!HALQA_IS_ITEM (chosen))
    g_set_object (&items, self->asked);
  else
    {
      HalqaItem *item = HALQA_ITEM (chosen);

      heading = halqa_item_get_name (item);
      items = g_str_equal (halqa_item_get_kind (item), "theme")
                  ? halqa_present_source_of_theme (self->forum, halqa_item_get_id (item))
                  : halqa_present_source_of_session (self->forum, halqa_item_get_id (item));
    }
  g_signal_emit (self, chosen_signal, 0, items, heading);
}

static void
offer_choices (HalqaPresentBar *self)
{
  GListModel *parts[] = {
    G_LIST_MODEL (gtk_string_list_new ((const char *[]){ "", NULL })),
    G_LIST_MODEL (halqa_item_list_new (self->forum, "theme", "position", FALSE)),
    G_LIST_MODEL (halqa_item_list_new (self->forum, "session", "position", FALSE)),
  };
  GListStore *lists = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr (GtkFlattenListModel) choices = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_list_store_append (lists, parts[i]);
      g_object_unref (parts[i]);
    }
  choices = gtk_flatten_list_model_new (G_LIST_MODEL (lists));
  self->setting = TRUE;
  gtk_drop_down_set_model (self->what, G_LIST_MODEL (choices));
  self->setting = FALSE;
}

static void
halqa_present_bar_dispose (GObject *object)
{
  HalqaPresentBar *self = HALQA_PRESENT_BAR (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  self->setting = TRUE;
  g_clear_weak_pointer (&self->over);
  g_clear_object (&self->asked);
  g_clear_object (&self->forum);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PRESENT_BAR);
  G_OBJECT_CLASS (halqa_present_bar_parent_class)->dispose (object);
}

static void
halqa_present_bar_finalize (GObject *object)
{
  g_free (HALQA_PRESENT_BAR (object)->heading);
  G_OBJECT_CLASS (halqa_present_bar_parent_class)->finalize (object);
}

static void
halqa_present_bar_class_init (HalqaPresentBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_present_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_present_bar_finalize;
  widget_class->state_flags_changed = halqa_present_bar_state_flags_changed;
  chosen_signal = g_signal_new ("chosen", HALQA_TYPE_PRESENT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_LIST_MODEL, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-present-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentBar, what);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
halqa_present_bar_init (HalqaPresentBar *self)
{
  g_autoptr (GtkExpression) name = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_words_name_button (self->what, _ ("What is presented"));
  name = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (name_choice), self,
                                      NULL);
  gtk_drop_down_set_expression (self->what, name);
}

void
halqa_present_bar_watch (HalqaPresentBar *self, GtkWidget *over, GtkWidget *beneath)
{
  GtkEventController *controller = gtk_event_controller_motion_new ();

  g_return_if_fail (HALQA_IS_PRESENT_BAR (self));

  g_set_weak_pointer (&self->over, over);
  g_signal_connect_object (controller, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (over, controller);
  g_object_bind_property (self->revealer, "reveal-child", beneath, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
}

void
halqa_present_bar_reveal (HalqaPresentBar *self)
{
  g_return_if_fail (HALQA_IS_PRESENT_BAR (self));

  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  if (self->over != NULL)
    gtk_widget_set_cursor (self->over, NULL);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (POINTER_S, hide, self);
}

void
halqa_present_bar_set_asked (HalqaPresentBar *self,
                             HalqaForum *forum,
                             GListModel *items,
                             const char *heading)
{
  g_return_if_fail (HALQA_IS_PRESENT_BAR (self));

  g_set_object (&self->forum, forum);
  g_set_object (&self->asked, items);
  g_free (self->heading);
  self->heading = g_strdup (heading);
  offer_choices (self);
}
