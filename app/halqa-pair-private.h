/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-alike-read.h"
#include "halqa-forum.h"
#include "halqa-pair.h"

G_BEGIN_DECLS

/* For app/ alone. @common: (transfer full): folded words. */
HalqaPair *halqa_pair_new (HalqaForum *forum, const HalqaLikeness *likeness, char **common);
/* Whether they are the words that it has. */
gboolean halqa_pair_has_common (HalqaPair *self, char **common);
const HalqaLikeness *halqa_pair_get_likeness (HalqaPair *self);

G_END_DECLS
