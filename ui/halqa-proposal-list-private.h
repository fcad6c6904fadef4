/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-proposal-list.h"

#include "halqa-batch-bar.h"
#include "halqa-choosing.h"
#include "halqa-item-list.h"
#include "halqa-search-pane.h"

G_BEGIN_DECLS

/* Frames in which a row may come to be where it is looked for. */
#define HALQA_PROPOSAL_LIST_PATIENCE 60

struct _HalqaProposalList
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaListing *listing;
  HalqaItemList *items;
  HalqaChoosing *choosing;
  char *session;
  char *selected;
  gboolean following;
  gboolean from_top; /* what was asked for and is not found yet is shown */
  gboolean moving; /* by the keyboard, and not in its new place yet */
  guint focus_tick;
  guint focus_patience;
  /* The first of all proposals that was seen when they gave way to a session, and its place. */
  char *top;
  double top_y;
  guint sight_tick;
  guint sight_patience;

  /* template */
  AdwBin *calm;
  GtkScrolledWindow *scroller;
  HalqaSearchPane *search;
  HalqaBatchBar *batch;
  GtkStack *stack;
  GtkListView *view;
};

/* Of the row that is selected; GTK_INVALID_LIST_POSITION for none. */
guint halqa_proposal_list_get_position (HalqaProposalList *self);
void halqa_proposal_list_select_again (HalqaProposalList *self);
/* --- of halqa-proposal-list-order.c */
void halqa_proposal_list_select_row (HalqaProposalList *self, guint position);
void halqa_proposal_list_sort (HalqaProposalList *self);
void halqa_proposal_list_init_order (HalqaProposalList *self);
void halqa_proposal_list_follow_moved (HalqaProposalList *self);
void halqa_proposal_list_leave_moved (HalqaProposalList *self);
void halqa_proposal_list_keep_focus (HalqaProposalList *self);
/* --- of halqa-proposal-list-sight.c */
GtkWidget *halqa_proposal_list_find_row (HalqaProposalList *self, const char *id, double *y);
void halqa_proposal_list_note_sight (HalqaProposalList *self);
void halqa_proposal_list_recall_sight (HalqaProposalList *self);
void halqa_proposal_list_leave_sight (HalqaProposalList *self);
void halqa_proposal_list_show_selected (HalqaProposalList *self);
void halqa_proposal_list_show_top (HalqaProposalList *self);

G_END_DECLS
