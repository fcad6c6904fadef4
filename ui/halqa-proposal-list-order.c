/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-list-private.h"

#include "halqa-reorder.h"

/* The order of the list: for one session that which people gave it, by hand or by the keyboard, for all
 * of them one that is chosen. */

/* By the view, and not behind its back: it notes where Shift begins, which is the first row else. */
void
halqa_proposal_list_select_row (HalqaProposalList *self, guint position)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.select-item", "(ubb)", position, FALSE,
                              FALSE);
}

/* Nothing stands in a row until it has been laid out where it is seen. */
static gboolean
focus_selected_cb (GtkWidget *view, GdkFrameClock *clock, gpointer user_data)
{
  HalqaProposalList *self = user_data;
  GtkRoot *root = gtk_widget_get_root (view);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *shown =
      self->selected != NULL ? halqa_proposal_list_find_row (self, self->selected, NULL) : NULL;

  if (shown == NULL && self->focus_patience-- > 0)
    return G_SOURCE_CONTINUE;
  self->focus_tick = 0;
  /* Who has begun to type somewhere goes on there. */
  if (shown != NULL && !GTK_IS_TEXT (focus) && !GTK_IS_TEXT_VIEW (focus))
    gtk_widget_grab_focus (gtk_widget_get_parent (shown));
  return G_SOURCE_REMOVE;
}

/* The keyboard goes with the row that it moved, once that is in its new place: the view gives it to
 * a neighbour meanwhile. */
void
halqa_proposal_list_follow_moved (HalqaProposalList *self)
{
  if (!self->moving || halqa_proposal_list_get_position (self) == GTK_INVALID_LIST_POSITION)
    return;
  self->moving = FALSE;
  self->focus_patience = HALQA_PROPOSAL_LIST_PATIENCE;
  if (self->focus_tick == 0)
    self->focus_tick =
        gtk_widget_add_tick_callback (GTK_WIDGET (self->view), focus_selected_cb, self, NULL);
}

void
halqa_proposal_list_leave_moved (HalqaProposalList *self)
{
  if (self->focus_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->focus_tick);
  self->focus_tick = 0;
}

/* The rows, and of those the one that is selected. */
void
halqa_proposal_list_begin (HalqaProposalList *self)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_LIST (self));

  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
  self->moving = self->selected != NULL;
  halqa_proposal_list_follow_moved (self);
}

/* With the only row that there was the keyboard would go to a button of the bar, which GTK finds in the
 * next frame: until then that has it which is gone. */
void
halqa_proposal_list_keep_focus (HalqaProposalList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (halqa_proposal_list_get_n_items (self) == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      (focus == NULL || gtk_widget_get_root (focus) == NULL))
    halqa_proposal_list_begin (self);
}

gboolean
halqa_proposal_list_is_walking (HalqaProposalList *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_LIST (self), FALSE);

  return halqa_choosing_is_walking (self->choosing);
}

static gboolean
reorder_cb (gpointer user_data, int step)
{
  HalqaProposalList *self = user_data;
  const guint position = halqa_proposal_list_get_position (self);

  if (self->session == NULL || halqa_choosing_get_active (self->choosing) ||
      position == GTK_INVALID_LIST_POSITION)
    return FALSE;
  self->moving = halqa_reorder_step (GTK_WIDGET (self), self->forum, G_LIST_MODEL (self->items),
                                     position, step);
  return TRUE;
}

void
halqa_proposal_list_init_order (HalqaProposalList *self)
{
  halqa_reorder_add_keys (GTK_WIDGET (self->view), reorder_cb, self);
}

/* People give the proposals of a session an order. */
static const char *
get_order (HalqaProposalList *self, gboolean *reverse, const HalqaSort **then)
{
  const char *field = halqa_listing_get_sort (self->listing, reverse);

  *then = self->session == NULL ? halqa_listing_get_then (self->listing) : NULL;
  if (self->session == NULL)
    return field;
  *reverse = FALSE;
  return "position";
}

/* All of them not while they are shown in another view. */
void
halqa_proposal_list_sort (HalqaProposalList *self)
{
  gboolean reverse;
  const HalqaSort *then;
  const char *field = get_order (self, &reverse, &then);

  if (self->items == NULL ||
      (self->session == NULL && !g_str_equal (halqa_listing_get_view (self->listing), "list")))
    return;
  self->following = TRUE;
  halqa_item_list_set_sort (self->items, field, reverse, then);
  self->following = FALSE;
  halqa_proposal_list_select_again (self);
}

/* Returns: (transfer full): while a forum is open */
GListModel *
halqa_proposal_list_dup_items (HalqaProposalList *self)
{
  g_autoptr (HalqaItemFilter) filter = NULL;
  HalqaItemList *items;
  gboolean reverse;
  const HalqaSort *then;
  const char *field;

  g_return_val_if_fail (HALQA_IS_PROPOSAL_LIST (self) && self->forum != NULL, NULL);

  filter = halqa_item_filter_copy (halqa_listing_get_filter (self->listing));
  field = get_order (self, &reverse, &then);
  items = halqa_item_list_new_sorted (self->forum, "proposal", field, reverse, then);
  halqa_item_list_set_parent (items, self->session == NULL ? NULL : "session", self->session);
  halqa_item_list_set_filter (items, filter);
  return G_LIST_MODEL (items);
}
