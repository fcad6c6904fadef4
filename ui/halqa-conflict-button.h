/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CONFLICT_BUTTON (halqa_conflict_button_get_type ())
G_DECLARE_FINAL_TYPE (HalqaConflictButton, halqa_conflict_button, HALQA, CONFLICT_BUTTON, AdwBin)

void halqa_conflict_button_set_field (HalqaConflictButton *self,
                                      HalqaForum *forum,
                                      HalqaItem *item,
                                      const char *field);

G_END_DECLS
