/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-choosing.h"
#include "halqa-forum.h"
#include "halqa-listing.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PROPOSAL_TABLE (halqa_proposal_table_get_type ())
G_DECLARE_FINAL_TYPE (HalqaProposalTable, halqa_proposal_table, HALQA, PROPOSAL_TABLE, AdwBin)

/* Property "n-items". Signal "activated" (HalqaItem): a person wants to see it whole. */

void halqa_proposal_table_set_listing (HalqaProposalTable *self, HalqaListing *listing);
/* %NULL to show none, and to cost nothing. */
void halqa_proposal_table_set_forum (HalqaProposalTable *self, HalqaForum *forum);
/* Scrolls to it and gives it the keyboard, where it is in the table. */
void halqa_proposal_table_show_row (HalqaProposalTable *self, const char *id);
/* What is selected in it. Lent. */
HalqaChoosing *halqa_proposal_table_get_choosing (HalqaProposalTable *self);
/* Which columns there are, each an action of the group "columns". Lent. */
GMenuModel *halqa_proposal_table_get_menu (HalqaProposalTable *self);
GActionGroup *halqa_proposal_table_get_actions (HalqaProposalTable *self);

G_END_DECLS
