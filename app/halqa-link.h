/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"
#include "halqa-value.h"

G_BEGIN_DECLS

/* Of records of the kind `link`. */

/* Whether a and b of such a link are different things: `sequence` (b comes after a) and `split`
 * (a was made of b). Of any other type the two can stand either way round. */
gboolean halqa_link_is_ordered (const char *type);
/* Brings the two ends into the order in which they are written: two laptops write the same. */
void halqa_link_sort_ends (const char *type, const HalqaId **a, const HalqaId **b);
/* One id for one link, on whichever laptop it is made. */
void halqa_link_derive_id (const char *type, const HalqaId *a, const HalqaId *b, HalqaId *id);
/* The same of values, each NULL for empty; FALSE where one of them is no such thing. */
gboolean halqa_link_derive_id_of_values (const HalqaValue *type,
                                         const HalqaValue *a,
                                         const HalqaValue *b,
                                         HalqaId *id);

G_END_DECLS
