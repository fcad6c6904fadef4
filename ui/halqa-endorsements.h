/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ENDORSEMENTS (halqa_endorsements_get_type ())
G_DECLARE_FINAL_TYPE (HalqaEndorsements, halqa_endorsements, HALQA, ENDORSEMENTS, AdwBin)

/* Who supports a proposal, and what they commit to. */
void halqa_endorsements_set_item (HalqaEndorsements *self, HalqaForum *forum, HalqaItem *proposal);

G_END_DECLS
