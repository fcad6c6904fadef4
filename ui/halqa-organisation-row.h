/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ORGANISATION_ROW (halqa_organisation_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaOrganisationRow,
                      halqa_organisation_row,
                      HALQA,
                      ORGANISATION_ROW,
                      AdwActionRow)

/* The organisation that makes a proposal, to be read, chosen and taken away. @proposal: one of
 * @forum, or %NULL to show none. */
void halqa_organisation_row_set_proposal (HalqaOrganisationRow *self,
                                          HalqaForum *forum,
                                          HalqaItem *proposal);

G_END_DECLS
