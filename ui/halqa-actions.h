/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ACTIONS (halqa_actions_get_type ())
G_DECLARE_FINAL_TYPE (HalqaActions, halqa_actions, HALQA, ACTIONS, AdwBin)

/* What is to be done about a proposal: what, by whom, by when, and how far it has come. */
void halqa_actions_set_item (HalqaActions *self, HalqaForum *forum, HalqaItem *proposal);

G_END_DECLS
