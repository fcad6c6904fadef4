/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of a proposal, as they follow on one another; ends with %NULL. */
extern const char *const halqa_proposal_states[];

/* Of a proposal or a forum: "" for none, and then from the nearest on; ends with %NULL. */
extern const char *const halqa_scopes[];

/* What people call what stands in a field of a record. To be freed. */
char *halqa_value_words (const char *field, const char *text);
/* How a tally was counted: "By hands". To be freed. */
char *halqa_value_words_method (const char *method);
/* The same and its numbers, as they are written. To be freed. */
char *halqa_value_words_votes (const char *method,
                               const char *in_favour,
                               const char *against,
                               const char *abstain);

G_END_DECLS
