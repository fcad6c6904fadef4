/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-board-column.h"

#include "halqa-board-selection.h"
#include "halqa-filter-words.h"
#include "halqa-proposal-row.h"
#include "halqa-reorder.h"
#include "halqa-tab-stop.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A column of a board: what it is about, how many cards, and the cards. A card is dragged to another
 * column, or sent there by Alt and an arrow; without Alt the keyboard goes there alone. While several
 * are being chosen each card has a box, and a click ticks it.
 *
 * A GtkListView makes 200 rows, seen or not, and a board has ten of them: so a column shows some of its
 * cards, and more once one has scrolled to the last of them. */

#define CARDS 30

struct _HalqaBoardColumn
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemGroup *group;
  GtkSliceListModel *slice;
  HalqaChoosing *choosing;
  HalqaTextHits *hits;
  char *field;

  /* template */
  GtkLabel *title;
  GtkLabel *count;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (HalqaBoardColumn, halqa_board_column, ADW_TYPE_BIN)

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_TAKEN,
  SIGNAL_STEPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
can_be_written (HalqaBoardColumn *self)
{
  return !halqa_forum_is_read_only (self->forum);
}

/* --- the heading */

static void
show_heading_cb (HalqaBoardColumn *self)
{
  const char *value = halqa_item_group_get_value (self->group);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->group));
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *title = value != NULL
                               ? halqa_filter_words_value (self->forum, self->field, value)
                               /* Translators: whatever is in no other column. */
                               : g_strdup (C_ ("column", "Other"));
  g_autofree char *name = g_strdup_printf ("%s. %s", title, count);

  halqa_words_set_line (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), gtk_label_get_text (self->title));
  gtk_label_set_text (self->count, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  /* Nothing can be put among what has no column; nor is an empty field one to be aimed at. */
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0 || (value != NULL && *value != '\0'));
}

static void
edge_cb (HalqaBoardColumn *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM)
    gtk_slice_list_model_set_size (self->slice,
                                   gtk_slice_list_model_get_size (self->slice) + CARDS);
}

/* --- cards */

static HalqaItem *
get_item_of (GtkWidget *row)
{
  return halqa_proposal_row_get_item (HALQA_PROPOSAL_ROW (row));
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) paintable = NULL;

  if (get_item_of (row) == NULL || !can_be_written (user_data))
    return NULL;
  paintable = gtk_widget_paintable_new (row);
  gtk_drag_source_set_icon (source, paintable, (int) x, (int) y);
  return gdk_content_provider_new_typed (HALQA_TYPE_ITEM, get_item_of (row));
}

static void
setup_cb (HalqaBoardColumn *self, GtkListItem *list_item)
{
  GtkWidget *row = halqa_proposal_row_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_css_class (row, "card");
  gtk_list_item_set_child (list_item, row);
  g_object_bind_property (list_item, "selected", row, "checked", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->choosing, "active", row, "choosing", G_BINDING_SYNC_CREATE);
}

static void
bind_cb (HalqaBoardColumn *self, GtkListItem *list_item)
{
  HalqaProposalRow *row = HALQA_PROPOSAL_ROW (gtk_list_item_get_child (list_item));

  halqa_proposal_row_set_hits (row, self->hits);
  halqa_proposal_row_set_item (row, self->forum, gtk_list_item_get_item (list_item), TRUE);
}

static void
unbind_cb (HalqaBoardColumn *self, GtkListItem *list_item)
{
  halqa_proposal_row_set_item (HALQA_PROPOSAL_ROW (gtk_list_item_get_child (list_item)), NULL, NULL,
                               FALSE);
}

static void
activate_cb (HalqaBoardColumn *self, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->slice), position);

  if (item != NULL && halqa_choosing_get_active (self->choosing))
    halqa_choosing_toggle (self->choosing, halqa_item_get_id (item));
  else if (item != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, item);
}

/* --- what comes here, and goes */

static gboolean
takes (HalqaBoardColumn *self, const GValue *value)
{
  HalqaItem *item = value != NULL ? g_value_get_object (value) : NULL;

  return item != NULL && g_str_equal (halqa_item_get_kind (item), "proposal") &&
         halqa_item_group_get_value (self->group) != NULL && can_be_written (self);
}

static GdkDragAction
motion_cb (HalqaBoardColumn *self, double x, double y, GtkDropTarget *target)
{
  const gboolean taken = takes (self, gtk_drop_target_get_value (target));

  if (taken)
    gtk_widget_add_css_class (GTK_WIDGET (self), "drop-column");
  return taken ? GDK_ACTION_MOVE : 0;
}

static void
leave_cb (HalqaBoardColumn *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-column");
}

static gboolean
drop_cb (HalqaBoardColumn *self, const GValue *value, double x, double y)
{
  leave_cb (self);
  halqa_reorder_end_motion (GTK_WIDGET (self->view));
  if (!takes (self, value))
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_TAKEN], 0, g_value_get_object (value));
  return TRUE;
}

static gboolean
key_cb (HalqaBoardColumn *self, guint keyval, guint keycode, GdkModifierType state)
{
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  HalqaItem *item = halqa_board_column_get_focused (self);
  int step = keyval == GDK_KEY_Left ? -1 : 1;

  if ((keyval != GDK_KEY_Left && keyval != GDK_KEY_Right) ||
      (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0)
    return FALSE;
  step = rtl ? -step : step;
  if ((state & GDK_ALT_MASK) == 0)
    g_signal_emit (self, signals[SIGNAL_STEPPED], 0, NULL, step);
  else if (item != NULL && can_be_written (self))
    g_signal_emit (self, signals[SIGNAL_STEPPED], 0, item, step);
  return TRUE;
}

/* Where there are no cards the pane around them would get the keyboard. */
static gboolean
halqa_board_column_focus (GtkWidget *widget, GtkDirectionType direction)
{
  HalqaBoardColumn *self = HALQA_BOARD_COLUMN (widget);

  return g_list_model_get_n_items (G_LIST_MODEL (self->group)) > 0 &&
         GTK_WIDGET_CLASS (halqa_board_column_parent_class)->focus (widget, direction);
}

static void
halqa_board_column_dispose (GObject *object)
{
  HalqaBoardColumn *self = HALQA_BOARD_COLUMN (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->choosing);
  g_clear_object (&self->slice);
  g_clear_object (&self->group);
  g_clear_object (&self->forum);
  g_clear_pointer (&self->hits, halqa_text_hits_unref);
  g_clear_pointer (&self->field, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_BOARD_COLUMN);
  G_OBJECT_CLASS (halqa_board_column_parent_class)->dispose (object);
}

static void
halqa_board_column_class_init (HalqaBoardColumnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_board_column_dispose;
  widget_class->focus = halqa_board_column_focus;
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", HALQA_TYPE_BOARD_COLUMN, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_ITEM);
  signals[SIGNAL_TAKEN] = g_signal_new ("taken", HALQA_TYPE_BOARD_COLUMN, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_ITEM);
  signals[SIGNAL_STEPPED] =
      g_signal_new ("stepped", HALQA_TYPE_BOARD_COLUMN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, HALQA_TYPE_ITEM, G_TYPE_INT);
  g_type_ensure (HALQA_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-board-column.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaBoardColumn, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaBoardColumn, count);
  gtk_widget_class_bind_template_child (widget_class, HalqaBoardColumn, view);
  gtk_widget_class_bind_template_callback (widget_class, edge_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
halqa_board_column_init (HalqaBoardColumn *self)
{
  GtkDropTarget *target = gtk_drop_target_new (HALQA_TYPE_ITEM, GDK_ACTION_MOVE);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  /* Before the cards, which take what is put in order. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

/* @field: that holds the value of @group; @choosing: what is selected on the board */
GtkWidget *
halqa_board_column_new (HalqaForum *forum,
                        const char *field,
                        HalqaItemGroup *group,
                        HalqaChoosing *choosing)
{
  HalqaBoardColumn *self = g_object_new (HALQA_TYPE_BOARD_COLUMN, NULL);
  HalqaItem *target = halqa_item_group_get_target (group);
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->forum = g_object_ref (forum);
  self->field = g_strdup (field);
  self->group = g_object_ref (group);
  self->slice = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (group)), 0, CARDS);
  self->choosing = g_object_ref (choosing);
  selection = halqa_board_selection_new (G_LIST_MODEL (self->slice), choosing);
  gtk_list_view_set_model (self->view, selection);
  halqa_choosing_watch (choosing, GTK_WIDGET (self->view));
  g_signal_connect_object (group, "items-changed", G_CALLBACK (show_heading_cb), self,
                           G_CONNECT_SWAPPED);
  if (target != NULL)
    g_signal_connect_object (target, "changed", G_CALLBACK (show_heading_cb), self,
                             G_CONNECT_SWAPPED);
  show_heading_cb (self);
  return GTK_WIDGET (self);
}

HalqaItemGroup *
halqa_board_column_get_group (HalqaBoardColumn *self)
{
  g_return_val_if_fail (HALQA_IS_BOARD_COLUMN (self), NULL);

  return self->group;
}

HalqaItem *
halqa_board_column_get_focused (HalqaBoardColumn *self)
{
  GtkWidget *row;
  GtkWidget *card;

  g_return_val_if_fail (HALQA_IS_BOARD_COLUMN (self), NULL);

  row = gtk_widget_get_focus_child (GTK_WIDGET (self->view));
  card = row != NULL ? gtk_widget_get_first_child (row) : NULL;
  return HALQA_IS_PROPOSAL_ROW (card) ? get_item_of (card) : NULL;
}

/* @hits: (nullable): what is searched for */
void
halqa_board_column_set_hits (HalqaBoardColumn *self, HalqaTextHits *hits)
{
  g_return_if_fail (HALQA_IS_BOARD_COLUMN (self));

  g_clear_pointer (&self->hits, halqa_text_hits_unref);
  self->hits = hits != NULL ? halqa_text_hits_ref (hits) : NULL;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *card = gtk_widget_get_first_child (row);

      if (HALQA_IS_PROPOSAL_ROW (card))
        halqa_proposal_row_set_hits (HALQA_PROPOSAL_ROW (card), hits);
    }
}

/* Gives the keyboard to the cards, or to the column where it has none. */
void
halqa_board_column_begin (HalqaBoardColumn *self)
{
  g_return_if_fail (HALQA_IS_BOARD_COLUMN (self));

  if (!gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

gboolean
halqa_board_column_focus_card (HalqaBoardColumn *self, const char *id)
{
  guint position;

  g_return_val_if_fail (HALQA_IS_BOARD_COLUMN (self), FALSE);

  position = halqa_item_group_find (self->group, id);
  if (position == G_MAXUINT)
    return FALSE;
  if (position >= gtk_slice_list_model_get_size (self->slice))
    gtk_slice_list_model_set_size (self->slice, position + CARDS);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *card = gtk_widget_get_first_child (row);

      if (HALQA_IS_PROPOSAL_ROW (card) && get_item_of (card) != NULL &&
          g_str_equal (halqa_item_get_id (get_item_of (card)), id))
        gtk_widget_grab_focus (row);
    }
  return TRUE;
}
