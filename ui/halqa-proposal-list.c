/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-list.h"

#include "halqa-item-list.h"
#include "halqa-proposal-row.h"
#include "halqa-reorder.h"

#include <glib/gi18n.h>

/* The proposals of one session, in the order that people gave them, or of all, newest first, and a
 * search over them. What is selected
 * here and what the editor shows are two things: a search that hides the proposal which somebody is
 * writing must not take it away from them. */

struct _HalqaProposalList
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemList *items;
  GtkSingleSelection *selection;
  char *session;
  char *selected;
  gboolean following;
  gboolean moving; /* by the keyboard, and not in its new place yet */
  guint focus_idle;

  /* template */
  GtkScrolledWindow *scroller;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (HalqaProposalList, halqa_proposal_list, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_N_ITEMS,
  PROP_SEARCHING,
  N_PROPS
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
update_page (HalqaProposalList *self)
{
  const char *page = "list";

  if (halqa_proposal_list_get_n_items (self) == 0)
    page = *halqa_proposal_list_get_search (self) == '\0' ? "empty" : "nothing-found";
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* Rows come and go: the proposal that was selected stays so wherever it is now. */
static void
select_again (HalqaProposalList *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->items != NULL && self->selected != NULL)
    position = halqa_item_list_find (self->items, self->selected);
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection,
                                     position == G_MAXUINT ? GTK_INVALID_LIST_POSITION : position);
  self->following = FALSE;
}

static void
scroll_to_selected (HalqaProposalList *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

/* The row of the selected proposal, where it is on the screen. */
static GtkWidget *
find_selected_row (HalqaProposalList *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);
      HalqaItem *item = HALQA_IS_PROPOSAL_ROW (child)
                            ? halqa_proposal_row_get_item (HALQA_PROPOSAL_ROW (child))
                            : NULL;

      if (item != NULL && g_str_equal (halqa_item_get_id (item), self->selected))
        return row;
    }
  return NULL;
}

static gboolean
focus_selected (gpointer user_data)
{
  HalqaProposalList *self = user_data;
  GtkWidget *row = self->selected != NULL ? find_selected_row (self) : NULL;

  self->focus_idle = 0;
  if (row != NULL)
    gtk_widget_grab_focus (row);
  return G_SOURCE_REMOVE;
}

/* The keyboard goes with the row that it moved, once that is in its new place: the view gives it to
 * a neighbour meanwhile. */
static void
follow_moved (HalqaProposalList *self)
{
  if (!self->moving || gtk_single_selection_get_selected_item (self->selection) == NULL)
    return;
  self->moving = FALSE;
  if (self->focus_idle == 0)
    self->focus_idle = g_idle_add_full (G_PRIORITY_LOW, focus_selected, self, NULL);
}

static gboolean
reorder_cb (gpointer user_data, int step)
{
  HalqaProposalList *self = user_data;
  const guint position = gtk_single_selection_get_selected (self->selection);

  if (self->session == NULL || position == GTK_INVALID_LIST_POSITION)
    return FALSE;
  self->moving = halqa_reorder_step (GTK_WIDGET (self), self->forum, G_LIST_MODEL (self->items),
                                     position, step);
  return TRUE;
}

static void
items_changed_cb (HalqaProposalList *self)
{
  gboolean lost =
      self->selected != NULL && gtk_single_selection_get_selected_item (self->selection) == NULL;

  /* What was just written, brought back or moved may arrive here later than it was selected. */
  if (lost && !self->following)
    {
      select_again (self);
      scroll_to_selected (self);
      follow_moved (self);
    }
  update_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
search_changed_cb (HalqaProposalList *self)
{
  if (self->items == NULL)
    return;
  self->following = TRUE;
  halqa_item_list_set_search (self->items, halqa_proposal_list_get_search (self));
  self->following = FALSE;
  select_again (self);
  update_page (self);
}

static void
stop_search_cb (HalqaProposalList *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
searching_cb (HalqaProposalList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

static void
selected_cb (HalqaProposalList *self)
{
  HalqaItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (self->following || item == NULL || g_strcmp0 (halqa_item_get_id (item), self->selected) == 0)
    return;
  g_free (self->selected);
  self->selected = g_strdup (halqa_item_get_id (item));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, item, FALSE);
}

/* Enter, or a double click: on a narrow window also for the row that is selected already. */
static void
activate_cb (HalqaProposalList *self, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, item, TRUE);
}

static void
setup_cb (HalqaProposalList *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, halqa_proposal_row_new ());
}

static void
bind_cb (HalqaProposalList *self, GtkListItem *list_item)
{
  halqa_proposal_row_set_item (HALQA_PROPOSAL_ROW (gtk_list_item_get_child (list_item)),
                               self->forum, gtk_list_item_get_item (list_item),
                               self->session == NULL);
}

/* Where one session has all the proposals, the list may stand as it stood: the rows still show other
 * things. */
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
        halqa_proposal_row_set_item (HALQA_PROPOSAL_ROW (child), self->forum, item,
                                     self->session == NULL);
    }
}

static void
unbind_cb (HalqaProposalList *self, GtkListItem *list_item)
{
  halqa_proposal_row_set_item (HALQA_PROPOSAL_ROW (gtk_list_item_get_child (list_item)), NULL, NULL,
                               FALSE);
}

static gboolean
halqa_proposal_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (HALQA_PROPOSAL_LIST (widget)->view));
}

static void
halqa_proposal_list_dispose (GObject *object)
{
  HalqaProposalList *self = HALQA_PROPOSAL_LIST (object);

  g_clear_handle_id (&self->focus_idle, g_source_remove);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->items);
  g_clear_object (&self->forum);
  g_clear_pointer (&self->session, g_free);
  g_clear_pointer (&self->selected, g_free);
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
      g_value_set_boolean (value, gtk_search_bar_get_search_mode (self->search_bar));
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
      gtk_search_bar_set_search_mode (self->search_bar, g_value_get_boolean (value));
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
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, search_bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, stack);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalList, view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, searching_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
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
  /* Whether the search bar is open. */
  properties[PROP_SEARCHING] =
      g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHOSEN] =
      g_signal_new ("chosen", HALQA_TYPE_PROPOSAL_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, HALQA_TYPE_ITEM, G_TYPE_BOOLEAN);
  GTK_WIDGET_CLASS (klass)->grab_focus = halqa_proposal_list_grab_focus;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
halqa_proposal_list_init (HalqaProposalList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  /* After the view has taken in what changed: it is scrolled there. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  halqa_reorder_add_keys (GTK_WIDGET (self->view), reorder_cb, self);
  halqa_reorder_add_scrolling (self->scroller);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self->view));
}

/* @forum: (nullable): %NULL to show none */
void
halqa_proposal_list_set_forum (HalqaProposalList *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  g_set_object (&self->forum, forum);
  g_clear_pointer (&self->selected, g_free);
  g_clear_pointer (&self->session, g_free);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  g_clear_object (&self->items);
  if (forum != NULL)
    self->items = halqa_item_list_new (forum, "proposal", "created", TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->items));
  update_page (self);
}

/* @session: (nullable): the id of the session whose proposals are shown; %NULL for all */
void
halqa_proposal_list_set_session (HalqaProposalList *self, const char *session)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  if (self->items == NULL || g_strcmp0 (self->session, session) == 0)
    return;
  g_free (self->session);
  self->session = g_strdup (session);
  self->following = TRUE;
  if (session == NULL)
    halqa_item_list_set_sort (self->items, "created", TRUE);
  halqa_item_list_set_parent (self->items, session == NULL ? NULL : "session", session);
  if (session != NULL)
    halqa_item_list_set_sort (self->items, "position", FALSE);
  self->following = FALSE;
  bind_again (self);
  select_again (self);
  update_page (self);
}

void
halqa_proposal_list_start_search (HalqaProposalList *self)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (GTK_EDITABLE (self->search_entry), 0, -1);
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
  select_again (self);
  scroll_to_selected (self);
}

/* Selects the proposal that is @step rows further. FALSE where there is none. */
gboolean
halqa_proposal_list_move (HalqaProposalList *self, int step)
{
  gint64 n = halqa_proposal_list_get_n_items (self);
  gint64 position;

  g_return_val_if_fail (HALQA_IS_PROPOSAL_LIST (self), FALSE);

  position = gtk_single_selection_get_selected (self->selection);
  position = position == GTK_INVALID_LIST_POSITION ? (step > 0 ? 0 : n - 1) : position + step;
  if (position < 0 || position >= n)
    return FALSE;
  gtk_single_selection_set_selected (self->selection, position);
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

/* Returns: (transfer full): while a forum is open */
GListModel *
halqa_proposal_list_dup_items (HalqaProposalList *self)
{
  HalqaItemList *items;

  g_return_val_if_fail (HALQA_IS_PROPOSAL_LIST (self) && self->forum != NULL, NULL);

  items =
      halqa_item_list_new (self->forum, "proposal", self->session == NULL ? "created" : "position",
                           self->session == NULL);
  halqa_item_list_set_parent (items, self->session == NULL ? NULL : "session", self->session);
  halqa_item_list_set_search (items, halqa_proposal_list_get_search (self));
  return G_LIST_MODEL (items);
}

/* Returns: (transfer none): what is searched for; "" for nothing */
const char *
halqa_proposal_list_get_search (HalqaProposalList *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_LIST (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
}
