/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-list-private.h"

#include "halqa-proposal-row.h"

/* Where the list is scrolled when it shows others: a session from its beginning, and all proposals where
 * they were left. By itself the view stays at whatever it has in common with what it showed before. */

/* @id: (nullable): of the proposal that is looked for; %NULL for the first that is seen
 * @y: (out) (optional): its place below the top of the list
 *
 * Returns: (transfer none) (nullable): what shows it, where it is on the screen */
GtkWidget *
halqa_proposal_list_find_row (HalqaProposalList *self, const char *id, double *y)
{
  graphene_rect_t bounds;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);
      HalqaItem *item = HALQA_IS_PROPOSAL_ROW (child) && gtk_widget_get_mapped (row)
                            ? halqa_proposal_row_get_item (HALQA_PROPOSAL_ROW (child))
                            : NULL;

      if (item == NULL || (id != NULL && !g_str_equal (halqa_item_get_id (item), id)) ||
          !gtk_widget_compute_bounds (row, GTK_WIDGET (self->scroller), &bounds) ||
          bounds.origin.y + bounds.size.height <= 0)
        continue;
      if (y != NULL)
        *y = bounds.origin.y;
      return child;
    }
  return NULL;
}

/* Called before all proposals give way to those of a session. */
void
halqa_proposal_list_note_sight (HalqaProposalList *self)
{
  GtkWidget *row = halqa_proposal_list_find_row (self, NULL, &self->top_y);

  if (row == NULL)
    return;
  g_free (self->top);
  self->top = g_strdup (halqa_item_get_id (halqa_proposal_row_get_item (HALQA_PROPOSAL_ROW (row))));
}

static void
scroll_to (HalqaProposalList *self, guint position)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HalqaProposalList *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double y;

  if (halqa_proposal_list_find_row (self, self->top, &y) != NULL)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + y - self->top_y);
  else if (self->sight_patience-- > 0)
    {
      scroll_to (self, halqa_item_list_find (self->items, self->top));
      return G_SOURCE_CONTINUE;
    }
  self->sight_tick = 0;
  return G_SOURCE_REMOVE;
}

void
halqa_proposal_list_recall_sight (HalqaProposalList *self)
{
  halqa_proposal_list_leave_sight (self);
  if (self->session != NULL || self->top == NULL ||
      halqa_item_list_find (self->items, self->top) == G_MAXUINT)
    {
      scroll_to (self, 0);
      return;
    }
  self->sight_patience = HALQA_PROPOSAL_LIST_PATIENCE;
  self->sight_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), tick_cb, self, NULL);
}

/* Something else is to be seen. */
void
halqa_proposal_list_leave_sight (HalqaProposalList *self)
{
  if (self->sight_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->sight_tick);
  self->sight_tick = 0;
}

static gboolean
selected_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HalqaProposalList *self = user_data;
  const guint position = halqa_proposal_list_get_position (self);

  if (position != GTK_INVALID_LIST_POSITION && self->sight_patience-- > 0 &&
      halqa_proposal_list_find_row (self, self->selected, NULL) == NULL)
    {
      if (gtk_widget_get_height (widget) > 0)
        scroll_to (self, position);
      return G_SOURCE_CONTINUE;
    }
  self->sight_tick = 0;
  return G_SOURCE_REMOVE;
}

/* Not before the first frame: GTK 4.8 would think that it is there, and lay out nothing of what is seen. */
void
halqa_proposal_list_show_selected (HalqaProposalList *self)
{
  halqa_proposal_list_leave_sight (self);
  if (gtk_widget_get_height (GTK_WIDGET (self->view)) > 0)
    scroll_to (self, halqa_proposal_list_get_position (self));
  self->sight_patience = HALQA_PROPOSAL_LIST_PATIENCE;
  self->sight_tick =
      gtk_widget_add_tick_callback (GTK_WIDGET (self->view), selected_tick_cb, self, NULL);
}

void
halqa_proposal_list_show_top (HalqaProposalList *self)
{
  halqa_proposal_list_leave_sight (self);
  scroll_to (self, 0);
}
