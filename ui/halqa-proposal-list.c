/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-list-private.h"

#include "halqa-in-sight.h"
#include "halqa-proposal-row.h"
#include "halqa-tab-stop.h"

#include <glib/gi18n.h>

/* The proposals of one session, in the order that people gave them, or of all, in one that is chosen,
 * and a search over them. What is selected here and what the editor shows are two things: a search that
 * hides the proposal which somebody is writing must not take it away from them.
 *
 * One that is selected is opened. Several are for what is done to all of them: who selects a second one
 * by Control or Shift, or says so by the button above, gets a box at each row, and a click ticks it. */

G_DEFINE_FINAL_TYPE (HalqaProposalList, halqa_proposal_list, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_N_ITEMS,
  PROP_SEARCHING,
  PROP_CHOOSING,
  N_PROPS
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_narrowed (HalqaProposalList *self)
{
  HalqaItemFilter *filter = halqa_listing_get_filter (self->listing);

  return *halqa_item_filter_get_search (filter) != '\0' || halqa_item_filter_get_size (filter) > 0;
}

static void
update_page (HalqaProposalList *self)
{
  const char *page = "list";

  if (halqa_proposal_list_get_n_items (self) == 0)
    page = self->listing == NULL || !is_narrowed (self) ? "empty" : "nothing-found";
  gtk_stack_set_visible_child_name (self->stack, page);
}

guint
halqa_proposal_list_get_position (HalqaProposalList *self)
{
  g_autoptr (GtkBitset) selected =
                 gtk_selection_model_get_selection (halqa_choosing_get_selection (self->choosing));

  return gtk_bitset_is_empty (selected) ? GTK_INVALID_LIST_POSITION
                                        : gtk_bitset_get_minimum (selected);
}

/* Rows come and go: the proposal that was selected stays so wherever it is now. */
void
halqa_proposal_list_select_again (HalqaProposalList *self)
{
  GtkSelectionModel *model = halqa_choosing_get_selection (self->choosing);
  guint position = G_MAXUINT;

  if (halqa_choosing_get_active (self->choosing))
    return;
  if (self->items != NULL && self->selected != NULL)
    position = halqa_item_list_find (self->items, self->selected);
  self->following = TRUE;
  if (position == G_MAXUINT)
    gtk_selection_model_unselect_all (model);
  else
    halqa_proposal_list_select_row (self, position);
  self->following = FALSE;
}

static void
scroll_to_selected (HalqaProposalList *self)
{
  if (halqa_proposal_list_get_position (self) != GTK_INVALID_LIST_POSITION &&
      !halqa_choosing_get_active (self->choosing))
    halqa_proposal_list_show_selected (self);
}

static void
items_changed_cb (HalqaProposalList *self)
{
  gboolean lost = self->selected != NULL &&
                  halqa_proposal_list_get_position (self) == GTK_INVALID_LIST_POSITION;

  /* What was just written, brought back or moved may arrive here later than it was selected. */
  if (lost && !self->following)
    {
      halqa_proposal_list_select_again (self);
      scroll_to_selected (self);
      halqa_proposal_list_follow_moved (self);
    }
  update_page (self);
  halqa_proposal_list_keep_focus (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
searching_cb (HalqaProposalList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

static void
selected_cb (HalqaProposalList *self)
{
  GtkSelectionModel *model = halqa_choosing_get_selection (self->choosing);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (model);
  g_autoptr (HalqaItem) item = NULL;

  if (self->following || halqa_choosing_get_active (self->choosing))
    return;
  if (gtk_bitset_get_size (selected) > 1)
    {
      halqa_choosing_set_active (self->choosing, TRUE);
      return;
    }
  item = g_list_model_get_item (G_LIST_MODEL (model), halqa_proposal_list_get_position (self));
  if (item == NULL || g_strcmp0 (halqa_item_get_id (item), self->selected) == 0)
    return;
  g_free (self->selected);
  self->selected = g_strdup (halqa_item_get_id (item));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, item, FALSE);
}

/* Enter, or a double click: on a narrow window also for the row that is selected already. */
static void
activate_cb (HalqaProposalList *self, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  if (item != NULL && halqa_choosing_get_active (self->choosing))
    halqa_choosing_toggle (self->choosing, halqa_item_get_id (item));
  else if (item != NULL)
    {
      /* The arrow from the search leads to a row, and leaves another one selected. */
      halqa_proposal_list_select_row (self, position);
      g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, item, TRUE);
    }
}

static GtkWidget *
make_row (gpointer user_data)
{
  HalqaProposalList *self = user_data;
  GtkWidget *row = halqa_proposal_row_new ();

  g_object_bind_property (self->choosing, "active", row, "choosing", G_BINDING_SYNC_CREATE);
  return row;
}

static void
show_in_row (HalqaProposalList *self, HalqaProposalRow *row, HalqaItem *item)
{
  halqa_proposal_row_set_hits (row, halqa_item_filter_get_hits (
                                        halqa_listing_get_filter (self->listing)));
  halqa_proposal_row_set_item (row, self->forum, item, self->session == NULL);
}

static void
show_row (gpointer user_data, GtkListItem *list_item, GtkWidget *widget)
{
  HalqaProposalRow *row = HALQA_PROPOSAL_ROW (widget);

  halqa_proposal_row_follow (row, list_item);
  show_in_row (user_data, row, gtk_list_item_get_item (list_item));
}

static void
clear_row (gpointer user_data, GtkListItem *list_item, GtkWidget *widget)
{
  HalqaProposalRow *row = HALQA_PROPOSAL_ROW (widget);

  halqa_proposal_row_follow (row, NULL);
  halqa_proposal_row_set_item (row, NULL, NULL, FALSE);
}

/* The list may stand as it stood, and its rows still show other things: where one session has all the
 * proposals, or a longer word finds the same. */
static void
bind_again (HalqaProposalList *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);
      g_autoptr (HalqaItem) item = NULL;

      if (HALQA_IS_PROPOSAL_ROW (child))
        g_set_object (&item, halqa_proposal_row_get_item (HALQA_PROPOSAL_ROW (child)));
      if (item != NULL)
        show_in_row (self, HALQA_PROPOSAL_ROW (child), item);
    }
}

/* --- several */

static void
chosen_cb (HalqaProposalList *self)
{
  halqa_batch_bar_set_ids (self->batch, halqa_choosing_dup_ids (self->choosing));
}

static void
choosing_cb (HalqaProposalList *self)
{
  const gboolean active = halqa_choosing_get_active (self->choosing);

  gtk_widget_set_visible (GTK_WIDGET (self->batch), active);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "proposals.stop-choosing", active);
  if (!active)
    halqa_proposal_list_select_again (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOOSING]);
}

/* From none: the one that is open was selected to be read. */
static void
set_choosing (HalqaProposalList *self, gboolean choosing)
{
  GtkSelectionModel *model = halqa_choosing_get_selection (self->choosing);

  if (choosing && !halqa_choosing_get_active (self->choosing))
    {
      self->following = TRUE;
      gtk_selection_model_unselect_all (model);
      self->following = FALSE;
    }
  halqa_choosing_set_active (self->choosing, choosing && self->forum != NULL &&
                                                 !halqa_forum_is_read_only (self->forum));
  /* The button above is not pressed where it can't be. */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOOSING]);
}

static void
stop_choosing (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_choosing (HALQA_PROPOSAL_LIST (widget), FALSE);
}

static void
batch_done_cb (HalqaProposalList *self)
{
  set_choosing (self, FALSE);
}

/* "proposals.delete": those that are chosen, else the one in the editor. */
static void
delete_chosen (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaProposalList *self = HALQA_PROPOSAL_LIST (widget);

  if (halqa_choosing_get_active (self->choosing))
    gtk_widget_activate_action (GTK_WIDGET (self->batch), "batch.delete", NULL);
  else
    gtk_widget_activate_action (widget, "win.delete-proposal", NULL);
}

static void
show_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaProposalList *self = HALQA_PROPOSAL_LIST (widget);

  halqa_item_filter_clear (halqa_listing_get_filter (self->listing));
}

static void
halqa_proposal_list_dispose (GObject *object)
{
  HalqaProposalList *self = HALQA_PROPOSAL_LIST (object);

  if (self->view != NULL)
    {
      halqa_proposal_list_leave_moved (self);
      halqa_proposal_list_leave_sight (self);
      gtk_list_view_set_model (self->view, NULL);
    }
  if (self->listing != NULL)
    {
      g_signal_handlers_disconnect_by_data (halqa_listing_get_filter (self->listing), self);
      g_signal_handlers_disconnect_by_data (self->listing, self);
    }
  if (self->choosing != NULL)
    g_signal_handlers_disconnect_by_data (self->choosing, self);
  g_clear_object (&self->choosing);
  g_clear_object (&self->items);
  g_clear_object (&self->listing);
  g_clear_object (&self->forum);
  g_clear_pointer (&self->session, g_free);
  g_clear_pointer (&self->selected, g_free);
  g_clear_pointer (&self->top, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PROPOSAL_LIST);
  G_OBJECT_CLASS (halqa_proposal_list_parent_class)->dispose (object);
}

static void
halqa_proposal_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaProposalList *self = HALQA_PROPOSAL_LIST (object);

  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, halqa_proposal_list_get_n_items (self));
      break;
    case PROP_SEARCHING:
      g_object_get_property (G_OBJECT (self->search), "searching", value);
      break;
    case PROP_CHOOSING:
      g_value_set_boolean (value, halqa_choosing_get_active (self->choosing));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_proposal_list_set_property (GObject *object,
                                  guint prop_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  HalqaProposalList *self = HALQA_PROPOSAL_LIST (object);

  switch (prop_id)
    {
    case PROP_SEARCHING:
      g_object_set_property (G_OBJECT (self->search), "searching", value);
      break;
    case PROP_CHOOSING:
      set_choosing (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-proposal-list.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, scroller);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, calm);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, search);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, batch);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, stack);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, view);
  gtk_widget_class_bind_template_callback (widget_class, halqa_proposal_list_begin);
  gtk_widget_class_bind_template_callback (widget_class, searching_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, batch_done_cb);
  gtk_widget_class_install_action (widget_class, "proposals.delete", NULL, delete_chosen);
  gtk_widget_class_install_action (widget_class, "proposals.stop-choosing", NULL, stop_choosing);
  gtk_widget_class_install_action (widget_class, "proposals.show-all", NULL, show_all);
}

static void
halqa_proposal_list_class_init (HalqaProposalListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_proposal_list_dispose;
  object_class->get_property = halqa_proposal_list_get_property;
  object_class->set_property = halqa_proposal_list_set_property;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCHING] =
      g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CHOOSING] =
      g_param_spec_boolean ("choosing", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHOSEN] =
      g_signal_new ("chosen", HALQA_TYPE_PROPOSAL_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, HALQA_TYPE_ITEM, G_TYPE_BOOLEAN);
  g_type_ensure (HALQA_TYPE_SEARCH_PANE);
  g_type_ensure (HALQA_TYPE_BATCH_BAR);
  g_type_ensure (HALQA_TYPE_TAB_STOP);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
halqa_proposal_list_init (HalqaProposalList *self)
{
  GtkSelectionModel *model;

  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_in_sight_calm (self->calm);
  self->choosing = halqa_choosing_new ();
  model = halqa_choosing_get_selection (self->choosing);
  g_signal_connect_object (model, "selection-changed", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->view, model);
  /* After the view has taken in what changed: it is scrolled there. */
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->choosing, "changed", G_CALLBACK (chosen_cb), self);
  g_signal_connect_swapped (self->choosing, "notify::active", G_CALLBACK (choosing_cb), self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "proposals.stop-choosing", FALSE);
  halqa_choosing_watch (self->choosing, GTK_WIDGET (self->view));
  halqa_in_sight_watch (self->view, make_row, show_row, clear_row, self);
  halqa_proposal_list_init_order (self);
  halqa_search_pane_capture (self->search, GTK_WIDGET (self->view));
}

static void
narrow_cb (HalqaProposalList *self)
{
  self->from_top = TRUE;
}

/* What a person asks for is seen from its beginning; what arrives meanwhile moves nothing. */
static void
narrowed_cb (HalqaProposalList *self)
{
  bind_again (self);
  halqa_proposal_list_select_again (self);
  update_page (self);
  if (self->from_top)
    halqa_proposal_list_show_top (self);
  if (self->from_top && !is_narrowed (self))
    scroll_to_selected (self);
  self->from_top = FALSE;
}

/* @forum: (nullable): %NULL to show none */
void
halqa_proposal_list_set_forum (HalqaProposalList *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  g_set_object (&self->forum, forum);
  g_clear_pointer (&self->selected, g_free);
  g_clear_pointer (&self->session, g_free);
  g_clear_pointer (&self->top, g_free);
  halqa_proposal_list_leave_sight (self);
  g_object_set (self->search, "searching", FALSE, NULL);
  halqa_item_filter_clear (halqa_listing_get_filter (self->listing));
  halqa_search_pane_set_forum (self->search, forum);
  halqa_batch_bar_set_forum (self->batch, forum);
  halqa_choosing_set_active (self->choosing, FALSE);
  g_clear_object (&self->items);
  if (forum != NULL)
    {
      gboolean reverse;
      const char *sort = halqa_listing_get_sort (self->listing, &reverse);

      self->items = halqa_item_list_new_sorted (forum, "proposal", sort, reverse,
                                                halqa_listing_get_then (self->listing));
      halqa_item_list_set_filter (self->items, halqa_listing_get_filter (self->listing));
      g_signal_connect_object (self->items, "found", G_CALLBACK (narrowed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  halqa_choosing_set_items (self->choosing, self->items);
  update_page (self);
}

void
halqa_proposal_list_set_listing (HalqaProposalList *self, HalqaListing *listing)
{
  HalqaItemFilter *filter;

  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self) && self->listing == NULL);

  self->listing = g_object_ref (listing);
  filter = halqa_listing_get_filter (listing);
  halqa_search_pane_set_listing (self->search, listing);
  g_signal_connect_swapped (filter, "searched", G_CALLBACK (narrow_cb), self);
  g_signal_connect_swapped (filter, "narrowed", G_CALLBACK (narrow_cb), self);
  /* After the list has been told. */
  g_signal_connect_data (filter, "narrowed", G_CALLBACK (narrowed_cb), self, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_swapped (listing, "changed", G_CALLBACK (halqa_proposal_list_sort), self);
}

/* @session: (nullable): the id of the session whose proposals are shown; %NULL for all */
void
halqa_proposal_list_set_session (HalqaProposalList *self, const char *session)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  if (self->items == NULL || g_strcmp0 (self->session, session) == 0)
    return;
  if (self->session == NULL)
    halqa_proposal_list_note_sight (self);
  g_free (self->session);
  self->session = g_strdup (session);
  self->following = TRUE;
  halqa_item_list_set_parent (self->items, session == NULL ? NULL : "session", session);
  self->following = FALSE;
  halqa_proposal_list_sort (self);
  bind_again (self);
  update_page (self);
  halqa_proposal_list_recall_sight (self);
}

void
halqa_proposal_list_start_search (HalqaProposalList *self)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  halqa_search_pane_start (self->search);
}

/* @id: one that is chosen from the beginning; if it is already, and others with it, it is asked what becomes
 * of them */
void
halqa_proposal_list_start_choosing (HalqaProposalList *self, const char *id)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  if (halqa_choosing_get_active (self->choosing) && halqa_choosing_has (self->choosing, id))
    gtk_widget_activate_action (GTK_WIDGET (self->batch), "batch.merge", NULL);
  set_choosing (self, TRUE);
  if (halqa_choosing_get_active (self->choosing) && !halqa_choosing_has (self->choosing, id))
    halqa_choosing_toggle (self->choosing, id);
}

/* @id: (nullable): of the proposal to be selected, where it is in the list; %NULL for none */
void
halqa_proposal_list_select (HalqaProposalList *self, const char *id)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  if (self->selected != id)
    {
      g_free (self->selected);
      self->selected = g_strdup (id);
    }
  halqa_proposal_list_select_again (self);
  scroll_to_selected (self);
  /* The next key is meant for what is selected. */
  self->moving = id != NULL && !halqa_choosing_get_active (self->choosing) &&
                 gtk_widget_get_focus_child (GTK_WIDGET (self->view)) != NULL;
  halqa_proposal_list_follow_moved (self);
}

/* Selects the proposal that is @step rows further. FALSE where there is none. */
gboolean
halqa_proposal_list_move (HalqaProposalList *self, int step)
{
  gint64 n = halqa_proposal_list_get_n_items (self);
  gint64 position;

  g_return_val_if_fail (HALQA_IS_PROPOSAL_LIST (self), FALSE);

  position = halqa_proposal_list_get_position (self);
  position = position == GTK_INVALID_LIST_POSITION ? (step > 0 ? 0 : n - 1) : position + step;
  if (position < 0 || position >= n)
    return FALSE;
  halqa_proposal_list_select_row (self, (guint) position);
  scroll_to_selected (self);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the proposal after that of @id, or before it where it is the
 * last, to be shown in its place */
HalqaItem *
halqa_proposal_list_dup_beside (HalqaProposalList *self, const char *id)
{
  guint n = halqa_proposal_list_get_n_items (self);
  guint position;

  g_return_val_if_fail (HALQA_IS_PROPOSAL_LIST (self), NULL);

  position = self->items == NULL ? G_MAXUINT : halqa_item_list_find (self->items, id);
  if (position == G_MAXUINT || n < 2)
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->items),
                                position + 1 < n ? position + 1 : position - 1);
}

guint
halqa_proposal_list_get_n_items (HalqaProposalList *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_LIST (self), 0);

  return self->items == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->items));
}
