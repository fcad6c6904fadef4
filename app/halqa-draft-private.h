/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change.h"
#include "halqa-draft.h"

G_BEGIN_DECLS

/* For app/ and app/node/ alone: ui/ has no include path to sync/. */
void halqa_draft_set_value (HalqaDraft *self,
                            const char *kind,
                            const char *id,
                            const char *field,
                            const HalqaValue *value,
                            HalqaReplace replace);
/* %NULL once it is spent. */
HalqaChange *halqa_draft_get_change (HalqaDraft *self);
HalqaChange *halqa_draft_spend (HalqaDraft *self);

G_END_DECLS
