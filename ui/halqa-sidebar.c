/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-sidebar.h"

#include "halqa-choices.h"
#include "halqa-place-row.h"
#include "halqa-reorder.h"
#include "halqa-session-row.h"
#include "halqa-tab-stop.h"

#include <glib/gi18n.h>

/* All proposals, and below them the sessions; at the foot the places. */

struct _HalqaSidebar
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *session;
  GListModel *proposals;
  GListModel *sessions;
  GListModel *rows;
  HalqaItem *moved; /* by the keyboard: gets the focus again once it is there */
  HalqaPlace *place; /* borrowed: the one that is marked, and then no session is; or NULL */

  /* template */
  GtkListBox *list;
  GtkListBox *places;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE (HalqaSidebar, halqa_sidebar, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SESSION,
  N_PROPS
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_PLACE_CHOSEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
count_cb (HalqaSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row != NULL && self->proposals != NULL)
    halqa_session_row_set_count (HALQA_SESSION_ROW (row),
                                 g_list_model_get_n_items (self->proposals));
}

static GtkWidget *
create_row (gpointer object, gpointer user_data)
{
  HalqaSidebar *self = user_data;

  return halqa_session_row_new (self->forum, HALQA_IS_ITEM (object) ? object : NULL);
}

static void
add_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GtkWidget *label = NULL;

  if (before != NULL && halqa_session_row_get_session (HALQA_SESSION_ROW (before)) == NULL)
    {
      label = gtk_label_new (_ ("Sessions"));
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "sidebar-heading");
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_list_box_row_set_header (row, label);
}

static void
set_session (HalqaSidebar *self, HalqaItem *session)
{
  if (g_set_object (&self->session, session))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static GtkListBoxRow *
find_session_row (HalqaSidebar *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (halqa_session_row_get_session (HALQA_SESSION_ROW (row)) == self->session)
      break;
  return row;
}

static GtkListBoxRow *
find_place_row (HalqaSidebar *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->places, i)) != NULL; i++)
    if (halqa_place_row_get_place (HALQA_PLACE_ROW (row)) == self->place)
      break;
  return row;
}

/* What is marked is what is shown, wherever the keyboard goes meanwhile. */
static void
selected_cb (HalqaSidebar *self)
{
  /* The lists let go of what is selected while they go themselves. */
  if (self->places == NULL || self->list == NULL)
    return;
  gtk_list_box_select_row (self->places, find_place_row (self));
  gtk_list_box_select_row (self->list, self->place == NULL ? find_session_row (self) : NULL);
}

/* A row that has just been made has its place after the first frame. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  HalqaSidebar *self = HALQA_SIDEBAR (widget);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  GtkWidget *row = GTK_WIDGET (find_session_row (self));
  graphene_rect_t bounds;
  double top;

  if (row == NULL || !gtk_widget_get_mapped (widget))
    return G_SOURCE_REMOVE;
  if (gtk_widget_get_height (row) == 0 ||
      !gtk_widget_compute_bounds (row, gtk_widget_get_parent (GTK_WIDGET (self->list)), &bounds))
    return G_SOURCE_CONTINUE;
  top = gtk_adjustment_get_value (adjustment) + bounds.origin.y;
  gtk_adjustment_clamp_page (adjustment, top, top + bounds.size.height);
  return G_SOURCE_REMOVE;
}

static void
scroll_to_chosen (HalqaSidebar *self)
{
  gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

/* A row that was moved is made anew, and has lost the keyboard. */
static void
focus_moved (HalqaSidebar *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 1;
       self->moved != NULL && (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (halqa_session_row_get_session (HALQA_SESSION_ROW (row)) == self->moved)
      break;
  if (row == NULL)
    return;
  g_clear_object (&self->moved);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* Rows are made anew when the list moves; the choice is kept, and falls to "all" with the session
 * that was chosen. One that is only moved is away for a moment. */
static void
select_again_cb (HalqaSidebar *self)
{
  GtkListBoxRow *row = find_session_row (self);

  if (row == NULL && self->session != NULL && !halqa_item_is_deleted (self->session))
    return;
  if (row == NULL)
    {
      row = gtk_list_box_get_row_at_index (self->list, 0);
      set_session (self, NULL);
    }
  if (self->place == NULL && gtk_list_box_get_selected_row (self->list) != row)
    scroll_to_chosen (self);
  gtk_list_box_select_row (self->list, self->place != NULL ? NULL : row);
  focus_moved (self);
  count_cb (self);
}

static gboolean
reorder_cb (gpointer user_data, int step)
{
  HalqaSidebar *self = user_data;
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  HalqaItem *session =
      HALQA_IS_SESSION_ROW (row) ? halqa_session_row_get_session (HALQA_SESSION_ROW (row)) : NULL;

  if (session == NULL)
    return FALSE;
  if (halqa_reorder_step (GTK_WIDGET (self), self->forum, self->sessions,
                          (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) - 1, step))
    g_set_object (&self->moved, session);
  return TRUE;
}

static void
activated_cb (HalqaSidebar *self, GtkListBoxRow *row)
{
  set_session (self, halqa_session_row_get_session (HALQA_SESSION_ROW (row)));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
place_activated_cb (HalqaSidebar *self, HalqaPlaceRow *row)
{
  halqa_sidebar_choose_place (self, halqa_place_row_get_place (row));
}

static void
halqa_sidebar_dispose (GObject *object)
{
  HalqaSidebar *self = HALQA_SIDEBAR (object);

  g_clear_object (&self->forum);
  g_clear_object (&self->session);
  g_clear_object (&self->proposals);
  g_clear_object (&self->sessions);
  g_clear_object (&self->rows);
  g_clear_object (&self->moved);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_SIDEBAR);
  G_OBJECT_CLASS (halqa_sidebar_parent_class)->dispose (object);
}

static void
halqa_sidebar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, HALQA_SIDEBAR (object)->session);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_sidebar_class_init (HalqaSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_sidebar_dispose;
  object_class->get_property = halqa_sidebar_get_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, HALQA_TYPE_ITEM,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", HALQA_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PLACE_CHOSEN] =
      g_signal_new ("place-chosen", HALQA_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, HALQA_TYPE_PLACE);
  g_type_ensure (HALQA_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaSidebar, places);
  gtk_widget_class_bind_template_child (widget_class, HalqaSidebar, scroller);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
halqa_sidebar_init (HalqaSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, add_heading, NULL, NULL);
  halqa_reorder_add_keys (GTK_WIDGET (self->list), reorder_cb, self);
  halqa_reorder_add_scrolling (self->scroller);
}

/* @forum: (nullable): %NULL to show none; @sessions: of it, as #HalqaItem */
void
halqa_sidebar_set_forum (HalqaSidebar *self, HalqaForum *forum, GListModel *sessions)
{
  g_return_if_fail (HALQA_IS_SIDEBAR (self));

  halqa_sidebar_set_proposals (self, NULL);
  g_clear_object (&self->rows);
  g_clear_object (&self->moved);
  g_set_object (&self->forum, forum);
  g_set_object (&self->sessions, sessions);
  set_session (self, NULL);
  if (sessions != NULL)
    self->rows = halqa_choices_put_none_first (sessions);
  gtk_list_box_bind_model (self->list, self->rows, create_row, self, NULL);
  if (forum == NULL)
    return;
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (select_again_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  select_again_cb (self);
}

/* @proposals: (nullable): all of the forum, to be counted */
void
halqa_sidebar_set_proposals (HalqaSidebar *self, GListModel *proposals)
{
  g_return_if_fail (HALQA_IS_SIDEBAR (self));

  if (self->proposals != NULL)
    g_signal_handlers_disconnect_by_data (self->proposals, self);
  g_set_object (&self->proposals, proposals);
  if (proposals != NULL)
    g_signal_connect_object (proposals, "items-changed", G_CALLBACK (count_cb), self,
                             G_CONNECT_SWAPPED);
  count_cb (self);
}

/* Returns: (transfer none) (nullable): %NULL for all proposals */
HalqaItem *
halqa_sidebar_get_session (HalqaSidebar *self)
{
  g_return_val_if_fail (HALQA_IS_SIDEBAR (self), NULL);

  return self->session;
}

void
halqa_sidebar_add_place (HalqaSidebar *self, HalqaPlace *place)
{
  g_return_if_fail (HALQA_IS_SIDEBAR (self));

  gtk_list_box_append (self->places, halqa_place_row_new (place));
  gtk_widget_set_visible (GTK_WIDGET (self->places), TRUE);
}

/* @session: (nullable): an id; of one that is not there all are chosen */
void
halqa_sidebar_choose (HalqaSidebar *self, const char *session)
{
  HalqaItem *chosen = NULL;
  GtkListBoxRow *row;

  g_return_if_fail (HALQA_IS_SIDEBAR (self));

  for (int i = 1; session != NULL && chosen == NULL &&
                  (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL;
       i++)
    {
      HalqaItem *item = halqa_session_row_get_session (HALQA_SESSION_ROW (row));

      if (g_str_equal (halqa_item_get_id (item), session))
        chosen = item;
    }
  set_session (self, chosen);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
  scroll_to_chosen (self);
}

void
halqa_sidebar_choose_place (HalqaSidebar *self, HalqaPlace *place)
{
  g_return_if_fail (HALQA_IS_SIDEBAR (self));

  g_signal_emit (self, signals[SIGNAL_PLACE_CHOSEN], 0, place);
}

void
halqa_sidebar_take_session (HalqaSidebar *self, HalqaItem *session)
{
  g_return_if_fail (HALQA_IS_SIDEBAR (self));

  set_session (self, session);
  select_again_cb (self);
}

/* @place: (nullable): which is shown; %NULL where the proposals of the chosen session are */
void
halqa_sidebar_mark (HalqaSidebar *self, HalqaPlace *place)
{
  g_return_if_fail (HALQA_IS_SIDEBAR (self));

  self->place = place;
  selected_cb (self);
}
