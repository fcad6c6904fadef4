/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-version-set.h"

G_BEGIN_DECLS

HalqaVersionSet *halqa_version_set_new (HalqaForum *forum, const HalqaConflict *conflict);
/* Which record, without the item being made. */
const HalqaTouched *halqa_version_set_get_record (HalqaVersionSet *self);
void halqa_version_set_update (HalqaVersionSet *self, const HalqaConflict *conflict);

G_END_DECLS
