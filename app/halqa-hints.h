/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item.h"

G_BEGIN_DECLS

/* What somebody may want to look at again, a sentence each: nothing is refused for it. To be freed. */
char **halqa_item_list_hints (HalqaItem *self);

G_END_DECLS
