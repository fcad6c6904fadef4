/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PRESENT_TALLY (halqa_present_tally_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPresentTally, halqa_present_tally, HALQA, PRESENT_TALLY, AdwBin)

/* What one room counted, in figures for a hall. */
GtkWidget *halqa_present_tally_new (HalqaForum *forum, HalqaItem *tally, gboolean brief);

G_END_DECLS
