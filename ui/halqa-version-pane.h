/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_VERSION_PANE (halqa_version_pane_get_type ())
G_DECLARE_FINAL_TYPE (HalqaVersionPane, halqa_version_pane, HALQA, VERSION_PANE, AdwBin)

/* All versions of one field, and what can be done about them. Signal "chosen": somebody has. */
void halqa_version_pane_set_field (HalqaVersionPane *self,
                                   HalqaForum *forum,
                                   HalqaItem *item,
                                   const char *field);

void halqa_version_pane_want_focus (HalqaVersionPane *self);

G_END_DECLS
