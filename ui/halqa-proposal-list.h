/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"
#include "halqa-listing.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PROPOSAL_LIST (halqa_proposal_list_get_type ())
G_DECLARE_FINAL_TYPE (HalqaProposalList, halqa_proposal_list, HALQA, PROPOSAL_LIST, AdwBin)

/* Properties "n-items": proposals that it shows; "searching": whether the search bar is open;
 * "choosing": whether several are being chosen. Signal "chosen" (HalqaItem, gboolean): a person
 * selected a proposal, or (TRUE) activated it to go on to its text. */

void halqa_proposal_list_set_forum (HalqaProposalList *self, HalqaForum *forum);
/* What is shown of all proposals; once. */
void halqa_proposal_list_set_listing (HalqaProposalList *self, HalqaListing *listing);
void halqa_proposal_list_set_session (HalqaProposalList *self, const char *session);
/* The keyboard goes to its rows, or to what stands there where there are none. No "grab-focus": see
 * halqa-session-editor.h. */
void halqa_proposal_list_begin (HalqaProposalList *self);
/* Whether a proposal was selected by a key that goes through them. */
gboolean halqa_proposal_list_is_walking (HalqaProposalList *self);
void halqa_proposal_list_start_search (HalqaProposalList *self);
/* Has a person choose several, of which @id is one. */
void halqa_proposal_list_start_choosing (HalqaProposalList *self, const char *id);
void halqa_proposal_list_select (HalqaProposalList *self, const char *id);
gboolean halqa_proposal_list_move (HalqaProposalList *self, int step);
HalqaItem *halqa_proposal_list_dup_beside (HalqaProposalList *self, const char *id);
/* The same proposals as a list of its own, which stays as it is whatever is looked at here. */
GListModel *halqa_proposal_list_dup_items (HalqaProposalList *self);
guint halqa_proposal_list_get_n_items (HalqaProposalList *self);

G_END_DECLS
