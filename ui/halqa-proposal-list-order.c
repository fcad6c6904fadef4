/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-list-private.h"

#include "halqa-proposal-row.h"
#include "halqa-reorder.h"

/* The order of the list: for one session that which people gave it, by hand or by the keyboard, for all
 * of them one that is chosen. */

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
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->focus_idle = 0;
  /* Who has begun to type somewhere goes on there. */
  if (row != NULL && !GTK_IS_TEXT (focus) && !GTK_IS_TEXT_VIEW (focus))
    gtk_widget_grab_focus (row);
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
  if (self->focus_idle == 0)
    self->focus_idle = g_idle_add_full (G_PRIORITY_LOW, focus_selected, self, NULL);
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
