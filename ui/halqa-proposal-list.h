/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PROPOSAL_LIST (halqa_proposal_list_get_type ())
G_DECLARE_FINAL_TYPE (HalqaProposalList, halqa_proposal_list, HALQA, PROPOSAL_LIST, AdwBin)

/* Property "n-items": proposals that it shows. Signal "chosen" (HalqaItem, gboolean): a person
 * selected a proposal, or (TRUE) activated it to go on to its text. */

void halqa_proposal_list_set_forum (HalqaProposalList *self, HalqaForum *forum);
void halqa_proposal_list_set_session (HalqaProposalList *self, const char *session);
void halqa_proposal_list_start_search (HalqaProposalList *self);
void halqa_proposal_list_select (HalqaProposalList *self, const char *id);
gboolean halqa_proposal_list_move (HalqaProposalList *self, int step);
HalqaItem *halqa_proposal_list_dup_beside (HalqaProposalList *self, const char *id);
/* The same proposals as a list of its own, which stays as it is whatever is looked at here. */
GListModel *halqa_proposal_list_dup_items (HalqaProposalList *self);
const char *halqa_proposal_list_get_search (HalqaProposalList *self);
guint halqa_proposal_list_get_n_items (HalqaProposalList *self);

G_END_DECLS
