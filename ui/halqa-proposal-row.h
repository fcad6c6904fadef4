/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-forum.h"
#include "halqa-text-hits.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PROPOSAL_ROW (halqa_proposal_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaProposalRow, halqa_proposal_row, HALQA, PROPOSAL_ROW, GtkWidget)

/* Properties "choosing": whether there is a box that tells whether it is chosen; "checked": whether it
 * is. */

GtkWidget *halqa_proposal_row_new (void);
void halqa_proposal_row_follow (HalqaProposalRow *self, GtkListItem *list_item);
void halqa_proposal_row_set_item (HalqaProposalRow *self,
                                  HalqaForum *forum,
                                  HalqaItem *item,
                                  gboolean with_session);
/* What is searched for, to be marked; %NULL for nothing. */
void halqa_proposal_row_set_hits (HalqaProposalRow *self, HalqaTextHits *hits);
HalqaItem *halqa_proposal_row_get_item (HalqaProposalRow *self);

G_END_DECLS
