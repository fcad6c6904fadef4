/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-endorser.h"

G_BEGIN_DECLS

HalqaEndorser *halqa_endorser_new (HalqaItem *organisation, const char *id);
void halqa_endorser_add (HalqaEndorser *self, HalqaItem *endorsement);
gboolean halqa_endorser_equal (HalqaEndorser *self, HalqaEndorser *other);

G_END_DECLS
