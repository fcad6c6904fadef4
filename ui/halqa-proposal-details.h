/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-form.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PROPOSAL_DETAILS (halqa_proposal_details_get_type ())
G_DECLARE_FINAL_TYPE (HalqaProposalDetails, halqa_proposal_details, HALQA, PROPOSAL_DETAILS, AdwBin)

/* Where a proposal belongs and whose it is. */

/* @form: of the proposal; once. */
void halqa_proposal_details_bind (HalqaProposalDetails *self, HalqaForm *form);
void halqa_proposal_details_set_forum (HalqaProposalDetails *self,
                                       HalqaForum *forum,
                                       GListModel *sessions);
/* The proposal that the form shows; %NULL for one that is not on disk yet. */
void halqa_proposal_details_set_item (HalqaProposalDetails *self, HalqaItem *item);

G_END_DECLS
