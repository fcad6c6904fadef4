/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reorder.h"

#include "halqa-order.h"
#include "halqa-undo-toast.h"

#include <glib/gi18n.h>

/* Rows that people put in order.
 *
 * What is dragged is the record, so a row may be made anew, or another laptop move the others, while
 * it is under the pointer. A line at the upper or lower edge of a row shows where it would come.
 *
 * Rule: only what is in one list is put in order: a row takes records of the kind that it shows
 * itself, of the same forum. That they belong together (one session, one subject) is for
 * halqa_order_move() to say.
 *
 * A row that was dropped is told of, with the way back: a hand slips. With the keys it is the other key. */

#define DATA "halqa-reorder"
/* The height of an edge, in pixels; which part of the way into it the list is scrolled each time, how
 * often that is, and after how long it begins: who lets go at once is not carried away. */
#define EDGE 48
#define SCROLL_PART 4
#define SCROLL_MS 16
#define PAUSE_MS 500

typedef struct
{
  /* owned */
  HalqaForum *forum;
  HalqaItem *item;

  /* borrowed */
  GtkWidget *row;
} Reorder;

static void
reorder_free (gpointer data)
{
  Reorder *self = data;

  g_clear_object (&self->forum);
  g_clear_object (&self->item);
  g_free (self);
}

/* --- moving */

typedef struct
{
  GtkWidget *widget;
  HalqaDraft *draft;
  AdwToastOverlay *toasts; /* to tell of it in, or NULL */
} Moving;

static void
moving_free (Moving *self)
{
  g_object_unref (self->widget);
  halqa_draft_unref (self->draft);
  g_clear_object (&self->toasts);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Moving, moving_free)

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Moving) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    gtk_widget_activate_action (self->widget, "win.tell", "s", error->message);
  else if (self->toasts != NULL)
    halqa_undo_toast_offer (self->toasts, HALQA_FORUM (forum), _ ("Order changed"),
                            halqa_draft_get_stamp (self->draft));
}

static gboolean
move (GtkWidget *widget,
      HalqaForum *forum,
      HalqaItem *item,
      HalqaOrderPlace place,
      HalqaItem *beside,
      AdwToastOverlay *toasts)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (GError) error = NULL;
  Moving *moving;

  if (!halqa_order_move (forum, draft, item, place, beside, &error))
    {
      gtk_widget_activate_action (widget, "win.tell", "s", error->message);
      return FALSE;
    }
  moving = g_new0 (Moving, 1);
  *moving = (Moving){ g_object_ref (widget), halqa_draft_ref (draft), NULL };
  g_set_object (&moving->toasts, toasts);
  halqa_forum_save_async (forum, draft, NULL, saved_cb, moving);
  return TRUE;
}

/* --- dragging */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  Reorder *self = user_data;
  g_autoptr (GdkPaintable) paintable = NULL;

  if (self->item == NULL)
    return NULL;
  paintable = gtk_widget_paintable_new (self->row);
  gtk_drag_source_set_icon (source, paintable, (int) x, (int) y);
  return gdk_content_provider_new_typed (HALQA_TYPE_ITEM, self->item);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer user_data)
{
  gtk_widget_add_css_class (((Reorder *) user_data)->row, "dragged");
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, gpointer user_data)
{
  gtk_widget_remove_css_class (((Reorder *) user_data)->row, "dragged");
}

static void
show_mark (Reorder *self, const char *mark)
{
  static const char *const marks[] = { "drop-before", "drop-after" };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (mark != NULL && g_str_equal (mark, marks[i]))
      gtk_widget_add_css_class (self->row, marks[i]);
    else
      gtk_widget_remove_css_class (self->row, marks[i]);
}

/* @value: what is dragged, or nothing while that is not known yet */
static gboolean
takes (Reorder *self, const GValue *value)
{
  HalqaItem *item = value != NULL ? g_value_get_object (value) : NULL;

  return self->item != NULL && item != NULL && item != self->item &&
         g_str_equal (halqa_item_get_kind (item), halqa_item_get_kind (self->item));
}

static gboolean
is_before (Reorder *self, double y)
{
  return y < gtk_widget_get_height (self->row) / 2.0;
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, gpointer user_data)
{
  Reorder *self = user_data;
  const gboolean taken = takes (self, gtk_drop_target_get_value (target));

  if (!taken)
    show_mark (self, NULL);
  else
    show_mark (self, is_before (self, y) ? "drop-before" : "drop-after");
  return taken ? GDK_ACTION_MOVE : 0;
}

static void
leave_cb (GtkDropTarget *target, gpointer user_data)
{
  show_mark (user_data, NULL);
}

/**
 * halqa_reorder_end_motion:
 * @widget: that something was dropped in
 *
 * That a drop is the end of a motion GTK 4.8 tells nobody: what scrolls a list while a row is held near its
 * edge would go on for ever. So it is told, in @widget and around it.
 */
void
halqa_reorder_end_motion (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

      for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
        {
          g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

          if (GTK_IS_DROP_CONTROLLER_MOTION (controller))
            g_signal_emit_by_name (controller, "leave");
        }
    }
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  Reorder *self = user_data;

  show_mark (self, NULL);
  halqa_reorder_end_motion (self->row);
  return takes (self, value) && move (self->row, self->forum, g_value_get_object (value),
                                      is_before (self, y) ? HALQA_ORDER_BEFORE : HALQA_ORDER_AFTER,
                                      self->item, halqa_undo_toast_find (self->row));
}

/**
 * halqa_reorder_add_row:
 * @row: a row of a list, as high as the list shows it, so that between two there is no gap
 */
void
halqa_reorder_add_row (GtkWidget *row)
{
  Reorder *self = g_new0 (Reorder, 1);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (HALQA_TYPE_ITEM, GDK_ACTION_MOVE);

  self->row = row;
  g_object_set_data_full (G_OBJECT (row), DATA, self, reorder_free);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (source, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}

/**
 * halqa_reorder_set_item:
 * @row: a row, see halqa_reorder_add_row()
 * @forum: (nullable): the forum
 * @item: (nullable): what it shows; %NULL where it can't be moved, nor anything beside it
 */
void
halqa_reorder_set_item (GtkWidget *row, HalqaForum *forum, HalqaItem *item)
{
  Reorder *self = g_object_get_data (G_OBJECT (row), DATA);

  g_return_if_fail (self != NULL);

  if (forum != NULL && halqa_forum_is_read_only (forum))
    item = NULL;
  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  show_mark (self, NULL);
}

/* --- keys */

gboolean
halqa_reorder_move (GtkWidget *widget,
                    HalqaForum *forum,
                    HalqaItem *item,
                    int step,
                    HalqaItem *beside)
{
  return !halqa_forum_is_read_only (forum) &&
         move (widget, forum, item, step < 0 ? HALQA_ORDER_BEFORE : HALQA_ORDER_AFTER, beside,
               NULL);
}

/**
 * halqa_reorder_step:
 * @widget: where to tell of what can't be done
 * @forum: the forum
 * @items: a list of #HalqaItem in the order of their positions
 * @position: of the one that is moved
 * @step: -1 up, 1 down
 *
 * Returns: whether it moves
 */
gboolean
halqa_reorder_step (GtkWidget *widget,
                    HalqaForum *forum,
                    GListModel *items,
                    guint position,
                    int step)
{
  g_autoptr (HalqaItem) item = NULL;
  g_autoptr (HalqaItem) beside = NULL;

  if (halqa_forum_is_read_only (forum) || (step < 0 && position == 0))
    return FALSE;
  item = g_list_model_get_item (items, position);
  beside = g_list_model_get_item (items, (guint) ((int) position + step));
  return item != NULL && beside != NULL && halqa_reorder_move (widget, forum, item, step, beside);
}

typedef struct
{
  HalqaReorderFunc func;
  gpointer self;
  int step;
} Key;

static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  Key *key = user_data;

  return key->func (key->self, key->step);
}

static void
add_key (GtkEventController *controller,
         guint keyval,
         int step,
         HalqaReorderFunc func,
         gpointer self)
{
  Key *key = g_new (Key, 1);

  *key = (Key){ func, self, step };
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (keyval, GDK_ALT_MASK),
                        gtk_callback_action_new (key_cb, key, g_free)));
}

/**
 * halqa_reorder_add_keys:
 * @list: the widget in which the keys count; part of @self
 * @func: called with -1 or 1; returns whether there was something to move
 * @self: for @func
 */
void
halqa_reorder_add_keys (GtkWidget *list, HalqaReorderFunc func, gpointer self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  /* Before the list takes them for its own: an arrow with Alt moves its cursor too. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_key (controller, GDK_KEY_Up, -1, func, self);
  add_key (controller, GDK_KEY_Down, 1, func, self);
  gtk_widget_add_controller (list, controller);
}

/* --- scrolling, of what does not do that by itself as a list view does */

typedef struct
{
  GtkAdjustment *adjustment; /* borrowed */
  double way; /* into an edge: negative for the upper one, 0 for none */
  guint timer;
} Scrolling;

static gboolean
scroll_cb (gpointer user_data)
{
  Scrolling *self = user_data;

  gtk_adjustment_set_value (self->adjustment,
                            gtk_adjustment_get_value (self->adjustment) + self->way / SCROLL_PART);
  return G_SOURCE_CONTINUE;
}

static gboolean
begin_cb (gpointer user_data)
{
  Scrolling *self = user_data;

  self->timer = g_timeout_add (SCROLL_MS, scroll_cb, self);
  return G_SOURCE_REMOVE;
}

static void
scroll_leave_cb (GtkEventController *controller, gpointer user_data)
{
  Scrolling *self = user_data;

  g_clear_handle_id (&self->timer, g_source_remove);
}

static void
scroll_motion_cb (GtkEventController *controller, double x, double y, gpointer user_data)
{
  Scrolling *self = user_data;
  const int height = gtk_widget_get_height (gtk_event_controller_get_widget (controller));

  self->way = MIN (y - EDGE, 0) + MAX (y - (height - EDGE), 0);
  if (y >= EDGE && y <= height - EDGE)
    scroll_leave_cb (controller, self);
  else if (self->timer == 0)
    self->timer = g_timeout_add (PAUSE_MS, begin_cb, self);
}

static void
scrolling_free (gpointer data)
{
  Scrolling *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self);
}

/**
 * halqa_reorder_add_scrolling:
 * @window: has a list box in it
 */
void
halqa_reorder_add_scrolling (GtkScrolledWindow *window)
{
  Scrolling *self = g_new0 (Scrolling, 1);
  GtkEventController *controller = gtk_drop_controller_motion_new ();

  self->adjustment = gtk_scrolled_window_get_vadjustment (window);
  g_object_set_data_full (G_OBJECT (window), DATA, self, scrolling_free);
  g_signal_connect (controller, "motion", G_CALLBACK (scroll_motion_cb), self);
  g_signal_connect (controller, "leave", G_CALLBACK (scroll_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}
