/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-minutes-view.h"

#include "halqa-minutes-row.h"
#include "halqa-minutes.h"
#include "halqa-reorder.h"
#include "halqa-tab-stop.h"

#include <glib/gi18n.h>

/* What was said in a session, from the first to the last.
 *
 * Rule: what arrives moves nothing under somebody's hands: the list stays where it is scrolled,
 * unless it was at its end, and the row that was chosen stays so wherever it is now. */

/* Until the view has been laid out with what is new in it. */
#define FRAMES 2

struct _HalqaMinutesView
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaMinutes *minutes; /* NULL where there is no session */
  GtkSingleSelection *selection;
  char *selected; /* the id of the row that a person chose; NULL for none */

  gboolean following; /* the rows change, and not the choice */
  gboolean moving; /* the keyboard goes to the row that is chosen, once that is in its place */
  gboolean to_end; /* the last row is to be seen */
  guint settle_idle;
  guint n_frames; /* until it is scrolled once more */

  /* template */
  GtkScrolledWindow *scroller;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (HalqaMinutesView, halqa_minutes_view, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_ACTIVATED,
  SIGNAL_LEFT,
  SIGNAL_COUNTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static HalqaItem *
get_chosen (HalqaMinutesView *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static gboolean
is_proposal (HalqaItem *item)
{
  return item != NULL && g_str_equal (halqa_item_get_kind (item), "proposal");
}

static guint
get_n_rows (HalqaMinutesView *self)
{
  return self->minutes != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->minutes)) : 0;
}

static void
set_selected (HalqaMinutesView *self, const char *id)
{
  g_autofree char *old = self->selected;

  self->selected = g_strdup (id);
}

static void
scroll_to (HalqaMinutesView *self, guint position)
{
  if (position < get_n_rows (self))
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

static void
select_again (HalqaMinutesView *self)
{
  const guint position = self->minutes != NULL && self->selected != NULL
                             ? halqa_minutes_find (self->minutes, self->selected)
                             : G_MAXUINT;

  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection,
                                     position == G_MAXUINT ? GTK_INVALID_LIST_POSITION : position);
  self->following = FALSE;
}

/* The row of the list that shows what is chosen, where it is on the screen. */
static GtkWidget *
find_row (HalqaMinutesView *self)
{
  HalqaItem *chosen = get_chosen (self);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);

      if (chosen != NULL && HALQA_IS_MINUTES_ROW (child) &&
          halqa_minutes_row_get_item (HALQA_MINUTES_ROW (child)) == chosen)
        return row;
    }
  return NULL;
}

static gboolean
is_at_end (HalqaMinutesView *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) + 1 >=
         gtk_adjustment_get_upper (adjustment);
}

static void
scroll (HalqaMinutesView *self)
{
  scroll_to (self, self->to_end ? get_n_rows (self) - 1
                                : gtk_single_selection_get_selected (self->selection));
}

/* Of a row that is new the view knows after a frame how high it is, and after one how much room it has. */
static gboolean
drawn_cb (GtkWidget *view, GdkFrameClock *clock, gpointer user_data)
{
  HalqaMinutesView *self = user_data;

  if (--self->n_frames > 0)
    return G_SOURCE_CONTINUE;
  scroll (self);
  self->to_end = FALSE;
  return G_SOURCE_REMOVE;
}

/* When the view has taken in what changed. */
static gboolean
settled_cb (gpointer user_data)
{
  HalqaMinutesView *self = user_data;
  GtkWidget *row = find_row (self);

  self->settle_idle = 0;
  scroll (self);
  if (self->moving && row != NULL)
    gtk_widget_grab_focus (row);
  self->moving = FALSE;
  if (self->n_frames == 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self->view), drawn_cb, self, NULL);
  self->n_frames = FRAMES;
  return G_SOURCE_REMOVE;
}

static void
settle (HalqaMinutesView *self)
{
  if (self->settle_idle == 0)
    self->settle_idle = g_idle_add_full (G_PRIORITY_LOW, settled_cb, self, NULL);
}

static void
selected_cb (HalqaMinutesView *self)
{
  HalqaItem *item = get_chosen (self);

  if (self->following)
    return;
  set_selected (self, item != NULL ? halqa_item_get_id (item) : NULL);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
  /* What is shown of it may take room from the list. */
  settle (self);
}

static void
rows_changed_cb (HalqaMinutesView *self)
{
  HalqaItem *chosen = get_chosen (self);
  const gboolean is_chosen_here =
      chosen != NULL && g_strcmp0 (halqa_item_get_id (chosen), self->selected) == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (adw_bin_get_child (ADW_BIN (self))),
                                    get_n_rows (self) > 0 ? "list" : "empty");
  if (!is_chosen_here)
    select_again (self);
  /* The adjustment is still that of before. */
  if (is_at_end (self) && !self->moving)
    self->to_end = TRUE;
  if (get_chosen (self) != chosen)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
  if (self->to_end || (self->moving && get_chosen (self) != NULL))
    settle (self);
}

static void
setup_cb (HalqaMinutesView *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, halqa_minutes_row_new ());
}

static void
bind_cb (HalqaMinutesView *self, GtkListItem *list_item)
{
  halqa_minutes_row_set_item (HALQA_MINUTES_ROW (gtk_list_item_get_child (list_item)), self->forum,
                              gtk_list_item_get_item (list_item));
}

static void
unbind_cb (HalqaMinutesView *self, GtkListItem *list_item)
{
  halqa_minutes_row_set_item (HALQA_MINUTES_ROW (gtk_list_item_get_child (list_item)), NULL, NULL);
}

static void
activate_cb (HalqaMinutesView *self, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, item);
}

static gboolean
reorder_cb (gpointer user_data, int step)
{
  HalqaMinutesView *self = user_data;
  const guint position = gtk_single_selection_get_selected (self->selection);
  g_autoptr (HalqaItem) beside = NULL;

  if (position >= get_n_rows (self))
    return FALSE;
  beside = halqa_minutes_dup_neighbour (self->minutes, position, step);
  self->moving = beside != NULL && halqa_reorder_move (GTK_WIDGET (self), self->forum,
                                                       get_chosen (self), step, beside);
  return TRUE;
}

static void
delete_chosen (HalqaMinutesView *self)
{
  HalqaItem *item = get_chosen (self);

  if (item == NULL || halqa_forum_is_read_only (self->forum))
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.delete-record", "(sss)",
                              halqa_item_get_kind (item), halqa_item_get_id (item),
                              is_proposal (item) ? _ ("Proposal deleted") : _ ("Note deleted"));
  /* Nothing is left to go to here. */
  if (get_n_rows (self) == 1)
    g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

static gboolean
list_key_cb (HalqaMinutesView *self, guint key, guint code, GdkModifierType modifiers)
{
  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Escape:
      gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
      g_signal_emit (self, signals[SIGNAL_LEFT], 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Delete:
      delete_chosen (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      g_signal_emit (self, signals[SIGNAL_COUNTED], 0, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      g_signal_emit (self, signals[SIGNAL_COUNTED], 0, -1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
halqa_minutes_view_map (GtkWidget *widget)
{
  HalqaMinutesView *self = HALQA_MINUTES_VIEW (widget);

  GTK_WIDGET_CLASS (halqa_minutes_view_parent_class)->map (widget);
  settle (self);
}

static void
halqa_minutes_view_dispose (GObject *object)
{
  HalqaMinutesView *self = HALQA_MINUTES_VIEW (object);

  g_clear_handle_id (&self->settle_idle, g_source_remove);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->minutes);
  g_clear_object (&self->forum);
  g_clear_pointer (&self->selected, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_MINUTES_VIEW);
  G_OBJECT_CLASS (halqa_minutes_view_parent_class)->dispose (object);
}

static void
add_signals (GType type)
{
  signals[SIGNAL_CHOSEN] =
      g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, HALQA_TYPE_ITEM);
  signals[SIGNAL_LEFT] =
      g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COUNTED] = g_signal_new ("counted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
halqa_minutes_view_class_init (HalqaMinutesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_minutes_view_dispose;
  widget_class->map = halqa_minutes_view_map;
  add_signals (HALQA_TYPE_MINUTES_VIEW);
  g_type_ensure (HALQA_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-minutes-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesView, scroller);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesView, view);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
halqa_minutes_view_init (HalqaMinutesView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  /* After the view has taken in what changed. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (rows_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (list_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  halqa_reorder_add_keys (GTK_WIDGET (self->view), reorder_cb, self);
  rows_changed_cb (self);
}

void
halqa_minutes_view_set_session (HalqaMinutesView *self, HalqaForum *forum, const char *session)
{
  g_autoptr (HalqaMinutes) minutes = NULL;

  g_return_if_fail (HALQA_IS_MINUTES_VIEW (self));

  set_selected (self, NULL);
  g_set_object (&self->forum, forum);
  if (session != NULL)
    minutes = halqa_minutes_new (forum, session);
  self->following = TRUE;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (minutes));
  self->following = FALSE;
  g_set_object (&self->minutes, minutes);
  self->to_end = TRUE;
  rows_changed_cb (self);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

/* Returns: (transfer none) (nullable): the proposal or note that is chosen */
HalqaItem *
halqa_minutes_view_get_chosen (HalqaMinutesView *self)
{
  g_return_val_if_fail (HALQA_IS_MINUTES_VIEW (self), NULL);

  return get_chosen (self);
}

void
halqa_minutes_view_begin (HalqaMinutesView *self)
{
  const guint n = get_n_rows (self);
  GtkWidget *row;

  g_return_if_fail (HALQA_IS_MINUTES_VIEW (self));

  if (n == 0)
    return;
  if (get_chosen (self) == NULL)
    gtk_single_selection_set_selected (self->selection, n - 1);
  scroll_to (self, gtk_single_selection_get_selected (self->selection));
  /* At once where it is on the screen: the next key is meant for it. */
  row = find_row (self);
  if (row != NULL)
    gtk_widget_grab_focus (row);
  self->moving = row == NULL;
  settle (self);
}

void
halqa_minutes_view_show_end (HalqaMinutesView *self, const char *id)
{
  g_return_if_fail (HALQA_IS_MINUTES_VIEW (self));

  self->to_end = TRUE;
  /* Else it is on its way, and the rows are about to change. */
  if (self->minutes != NULL && halqa_minutes_find (self->minutes, id) != G_MAXUINT)
    settle (self);
}
