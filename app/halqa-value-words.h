/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of a proposal, as they follow on one another; ends with %NULL. */
extern const char *const halqa_proposal_states[];

/* What people call what stands in a field of a record. To be freed. */
char *halqa_value_words (const char *field, const char *text);

G_END_DECLS
