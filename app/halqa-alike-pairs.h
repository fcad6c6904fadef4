/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-alike-index.h"

G_BEGIN_DECLS

/* --- of halqa-alike-index.c alone */

/**
 * HalqaAlikePairs:
 *
 * The pairs that were found, by the numbers of their texts.
 */
typedef struct _HalqaAlikePairs HalqaAlikePairs;

HalqaAlikePairs *halqa_alike_pairs_new (void);
void halqa_alike_pairs_free (HalqaAlikePairs *self);
/* Then none is to be added; what is missing is found when all is compared again. */
gboolean halqa_alike_pairs_is_full (HalqaAlikePairs *self);
void halqa_alike_pairs_add (HalqaAlikePairs *self,
                            guint one,
                            guint other,
                            const HalqaLikeness *likeness);
/* All of which @text is one half. */
void halqa_alike_pairs_forget (HalqaAlikePairs *self, guint text);
void halqa_alike_pairs_clear (HalqaAlikePairs *self);
/* Adds the numbers of those that @of is in a pair with. */
void halqa_alike_pairs_add_partners (HalqaAlikePairs *self, guint of, GArray *partners);
/* (element-type HalqaLikeness) (transfer full): the likest first, of equal ones by their ids. */
GArray *halqa_alike_pairs_list (HalqaAlikePairs *self);

G_END_DECLS
