/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ENDORSEMENT_ROW (halqa_endorsement_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaEndorsementRow,
                      halqa_endorsement_row,
                      HALQA,
                      ENDORSEMENT_ROW,
                      AdwEntryRow)

/* An organisation, and what it commits to, to be typed. */
GtkWidget *halqa_endorsement_row_new (HalqaForum *forum, HalqaItem *endorsement);

G_END_DECLS
